//! Signal detectors.

use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::SignalDraft;
use simpletrader_contracts::worker::Fault;
use simpletrader_contracts::worker::call::{Disposition, SignalDetector, SlicedSignals, detect_each};

use super::ComponentWorker;
use crate::bindings::handlers::{detector, detector_slice};
use crate::convert::parse;

/// The functions of a detector. Slices are long, so the list in which their instants cross is kept between calls.
pub(super) struct DetectorHandlers {
    handlers: detector::Guest,
    /// None where the component does not export it.
    slice: Option<detector_slice::Guest>,
    instants: Vec<i64>,
}

impl DetectorHandlers {
    pub(super) fn new(handlers: detector::Guest, slice: Option<detector_slice::Guest>) -> Self {
        Self { handlers, slice, instants: Vec::new() }
    }
}

impl SignalDetector for ComponentWorker<DetectorHandlers> {
    fn detect(&mut self, at: Instant, inputs: &[f64]) -> Result<Disposition<SignalDraft>, Fault> {
        self.guest.call("detect", at, |store| self.handlers.handlers.call_detect(store, at.micros(), inputs), parse::signals)
    }

    fn detect_slice(&mut self, at: &[Instant], inputs: &[f64]) -> Result<Vec<SlicedSignals>, Fault> {
        let DetectorHandlers { slice, instants, .. } = &mut self.handlers;
        let (Some(slice), Some(first)) = (slice, at.first()) else {
            return detect_each(self, at, inputs);
        };
        instants.clear();
        instants.extend(at.iter().map(|at| at.micros()));
        self.guest.call_for_each(
            at.len() as u64,
            "detect-slice",
            *first,
            |store| slice.call_detect_slice(store, instants, inputs),
            |said, instruments| parse::sliced_signals(said, at.len(), instruments),
        )
    }
}
