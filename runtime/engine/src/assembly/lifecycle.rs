//! The life of a worker: constructed → initialised → active → shut down.
//!
//! Each stage is a type of its own and each step takes the one before, so a worker that was not initialised cannot be called,
//! and none is initialised twice. Active workers are the members of a crew. Shut down means dropped: a worker has nothing to
//! say about it and cannot fail at it, and what does not exist any more cannot be shut down a second time.

use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::worker::{AnyWorker, Category, Fault};

/// A worker that exists and was told nothing yet.
#[derive(Debug)]
pub struct ConstructedWorker(AnyWorker);

/// A worker that has accepted its parameters and was not called yet.
#[derive(Debug)]
pub struct InitialisedWorker(AnyWorker);

impl ConstructedWorker {
    /// A worker fresh from its source.
    pub fn new(worker: AnyWorker) -> Self {
        Self(worker)
    }

    /// Its category.
    pub fn category(&self) -> Category {
        self.0.category()
    }

    /// Tells it its parameters, a JSON object, and what the strategy trades and watches.
    ///
    /// # Errors
    /// When it refuses them or fails over them: it is gone then, and the fault says why.
    pub fn initialise(mut self, params: &str, instruments: &[Instrument], series: &[Series]) -> Result<InitialisedWorker, Fault> {
        self.0.common().configure(params, instruments, series)?;
        Ok(InitialisedWorker(self.0))
    }
}

impl InitialisedWorker {
    /// Its category.
    pub fn category(&self) -> Category {
        self.0.category()
    }

    /// The worker, to be called from now on.
    pub fn activate(self) -> AnyWorker {
        self.0
    }
}
