//! Second instances of workers that are asked bar by bar, to hold slices against. They know no bar later than the one that they are
//! asked about.

use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::SignalDraft;
use simpletrader_contracts::market::Bar;
use simpletrader_contracts::worker::call::{ContextWorker, Disposition, SignalDetector};
use simpletrader_contracts::worker::{Fault, FaultKind};

/// A difference between what a worker answers in a slice and bar by bar.
pub(super) fn differs(
    handler: &'static str,
    field: impl Into<Box<str>>,
    sliced: impl Into<Box<str>>,
    alone: impl Into<Box<str>>,
) -> Fault {
    Fault::new(handler, FaultKind::LookAhead { field: field.into(), sliced: sliced.into(), alone: alone.into() })
}

/// Of a context worker.
pub(super) struct FactWitness {
    worker: Box<dyn ContextWorker>,
    /// Names of the facts.
    names: Vec<String>,
    facts: Vec<f64>,
}

impl FactWitness {
    /// `worker` is configured and was asked nothing yet.
    pub fn new(worker: Box<dyn ContextWorker>, names: Vec<String>) -> Self {
        let facts = vec![f64::NAN; names.len()];
        Self { worker, names, facts }
    }

    /// Asks about the bar and compares bit by bit, because a run must come to the same bytes.
    ///
    /// # Errors
    /// The first fact that differs; what the worker itself fails over.
    pub fn compare(&mut self, at: Instant, bar: &Bar, row: &[f64]) -> Result<(), Fault> {
        self.worker.measure(at, bar, &[], &mut self.facts)?;
        let mut pairs = self.names.iter().zip(row.iter().zip(&self.facts));
        match pairs.find(|(_, (sliced, alone))| sliced.to_bits() != alone.to_bits()) {
            None => Ok(()),
            Some((name, (sliced, alone))) => Err(differs("measure-slice", name.as_str(), sliced.to_string(), alone.to_string())),
        }
    }
}

/// Of a detector.
pub(super) struct SignalWitness {
    worker: Box<dyn SignalDetector>,
}

impl SignalWitness {
    /// `worker` is configured and was asked nothing yet.
    pub fn new(worker: Box<dyn SignalDetector>) -> Self {
        Self { worker }
    }

    /// Asks about the pass and compares.
    ///
    /// # Errors
    /// An answer that differs; what the worker itself fails over.
    pub fn compare(&mut self, at: Instant, inputs: &[f64], sliced: &Disposition<SignalDraft>) -> Result<(), Fault> {
        let alone = self.worker.detect(at, inputs)?;
        if alone == *sliced { Ok(()) } else { Err(differs("detect-slice", "signals", in_words(sliced), in_words(&alone))) }
    }
}

/// An answer, short enough for a message.
fn in_words(answer: &Disposition<SignalDraft>) -> String {
    match answer {
        Disposition::Proceed => "no signal".to_owned(),
        Disposition::Publish(signals) => {
            let names: Vec<String> = signals.iter().map(|signal| signal.signal_type.to_string()).collect();
            names.join(", ")
        }
        Disposition::Stop(reason) => format!("an end of the pass ({reason})"),
    }
}
