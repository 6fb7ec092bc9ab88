//! A second instance of a worker that is asked bar by bar, to hold slices against.

use simpletrader_contracts::Instant;
use simpletrader_contracts::market::Bar;
use simpletrader_contracts::worker::call::ContextWorker;
use simpletrader_contracts::worker::{Fault, FaultKind};

/// It knows no bar later than the one that it is asked about.
pub(super) struct Witness {
    worker: Box<dyn ContextWorker>,
    /// Names of the facts.
    names: Vec<String>,
    facts: Vec<f64>,
}

impl Witness {
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
        let pairs = self.names.iter().zip(row.iter().zip(&self.facts));
        match pairs.into_iter().find(|(_, (sliced, alone))| sliced.to_bits() != alone.to_bits()) {
            None => Ok(()),
            Some((name, (sliced, alone))) => Err(Fault::new(
                "measure-slice",
                FaultKind::LookAhead {
                    field: name.as_str().into(),
                    sliced: sliced.to_string().into(),
                    alone: alone.to_string().into(),
                },
            )),
        }
    }
}
