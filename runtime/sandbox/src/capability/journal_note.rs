//! `journal-note`: remarks that the journal keeps beside the pass. Few: the journal is for people.

use super::Capabilities;
use crate::bindings::wire::journal_note::Host;

impl Host for Capabilities {
    fn add(&mut self, text: String) -> wasmtime::Result<()> {
        self.meter.call(text.len())?;
        self.meter.note()?;
        self.kit.note(&text);
        Ok(())
    }
}
