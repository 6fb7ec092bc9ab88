//! Who a worker is: the part of its manifest that the traits cannot tell.

use simpletrader_contracts::worker::RequestedLimits;
use simpletrader_contracts::worker::capability::{
    Read, RequestedCapabilities, RequestedReads, RequestedState, RequestedWindow, StateScope,
};

/// Who a worker is. Built in a constant, so that a worker without an identity does not compile:
///
/// ```
/// use simpletrader_sdk::About;
/// const ABOUT: About = About::new("acme", "rsi", env!("CARGO_PKG_VERSION"), "Relative strength index");
/// # assert_eq!(ABOUT.name, "rsi");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// Who made it, snake_case.
    pub vendor: &'static str,
    /// What it is called, snake_case.
    pub name: &'static str,
    /// Semantic version, as a rule `env!("CARGO_PKG_VERSION")`.
    pub version: &'static str,
    /// What people call it.
    pub display_name: &'static str,
    /// One or two sentences.
    pub description: Option<&'static str>,
    /// Names of the events that it publishes; empty: the one that the category usually publishes.
    pub publishes: &'static [&'static str],
    /// Upper bounds that it says it needs; the platform's own bounds always win.
    pub limits: RequestedLimits,
    /// What it wants to call beyond its own calls; the operation must grant it.
    pub capabilities: RequestedCapabilities,
    /// What it wants pushed into its calls; the operation must grant it.
    pub reads: RequestedReads,
}

impl About {
    /// The four things that every worker has. The packager checks their form.
    pub const fn new(vendor: &'static str, name: &'static str, version: &'static str, display_name: &'static str) -> Self {
        let limits = RequestedLimits { fuel_per_call: None, memory_bytes: None };
        let (capabilities, reads) = (RequestedCapabilities::NONE, RequestedReads::NONE);
        Self { vendor, name, version, display_name, description: None, publishes: &[], limits, capabilities, reads }
    }

    /// One or two sentences for people who choose workers.
    pub const fn description(self, text: &'static str) -> Self {
        Self { description: Some(text), ..self }
    }

    /// Other event names than the usual one of the category.
    pub const fn publishes(self, events: &'static [&'static str]) -> Self {
        Self { publishes: events, ..self }
    }

    /// What it wants pushed into its calls, beyond its inputs and the subject of the call.
    pub const fn reads(self, reads: &[Read]) -> Self {
        Self { reads: RequestedReads::of(reads), ..self }
    }

    /// That it writes lines for its author, with [`crate::log`].
    pub const fn logs(self) -> Self {
        let capabilities = RequestedCapabilities { log: true, ..self.capabilities };
        Self { capabilities, ..self }
    }

    /// That it leaves remarks in the journal, with [`crate::notes`].
    pub const fn writes_notes(self) -> Self {
        let capabilities = RequestedCapabilities { journal_note: true, ..self.capabilities };
        Self { capabilities, ..self }
    }

    /// That it looks back on at most `bars` closed bars of each series, with [`crate::window`].
    pub const fn looks_back(self, bars: u32) -> Self {
        let capabilities = RequestedCapabilities { market_window: Some(RequestedWindow { bars }), ..self.capabilities };
        Self { capabilities, ..self }
    }

    /// That it reads files of a directory that the operation chooses, through the standard library of a WASI target.
    pub const fn reads_files(self) -> Self {
        let capabilities = RequestedCapabilities { files: true, ..self.capabilities };
        Self { capabilities, ..self }
    }

    /// That it remembers up to `bytes` of keys and values of its own, with [`crate::state`].
    pub const fn remembers(self, bytes: u64) -> Self {
        self.keeps(StateScope::Strategy, bytes)
    }

    /// That it remembers up to `bytes` together with all workers of the same plug-in, with [`crate::state`]. The operation
    /// must permit the sharing in so many words.
    pub const fn shares(self, bytes: u64) -> Self {
        self.keeps(StateScope::Global, bytes)
    }

    const fn keeps(self, scope: StateScope, bytes: u64) -> Self {
        let capabilities = RequestedCapabilities { state: Some(RequestedState { scope, bytes }), ..self.capabilities };
        Self { capabilities, ..self }
    }

    /// Upper bounds that it says it needs.
    pub const fn limits(self, limits: RequestedLimits) -> Self {
        Self { limits, ..self }
    }
}
