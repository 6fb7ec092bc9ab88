//! Signal detectors.

use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::SignalDraft;
use simpletrader_contracts::worker::Fault;
use simpletrader_contracts::worker::call::{Disposition, SignalDetector};

use super::ComponentWorker;
use crate::bindings::handlers::detector;
use crate::convert::parse;

impl SignalDetector for ComponentWorker<detector::Guest> {
    fn detect(&mut self, at: Instant, inputs: &[f64]) -> Result<Disposition<SignalDraft>, Fault> {
        self.guest.call("detect", at, |store| self.handlers.call_detect(store, at.micros(), inputs), parse::signals)
    }
}
