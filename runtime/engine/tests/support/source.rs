//! Where the workers of a script come from.

use std::sync::{Arc, Mutex};

use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind, WorkerSource};

/// A worker that exists once: a closure cannot be begun again.
pub struct Once(Mutex<Option<AnyWorker>>);

impl Once {
    /// The source of this worker.
    pub fn source(worker: AnyWorker) -> Arc<dyn WorkerSource> {
        Arc::new(Self(Mutex::new(Some(worker))))
    }
}

impl WorkerSource for Once {
    fn spawn(&self) -> Result<AnyWorker, Fault> {
        let gone = || Fault::new("instantiate", FaultKind::Host { message: "this worker exists once".into() });
        self.0.lock().unwrap().take().ok_or_else(gone)
    }
}

/// A worker that can be begun again: each life is what the function makes.
pub struct Again<F>(pub F);

impl<F: Fn() -> AnyWorker + Send + Sync> WorkerSource for Again<F> {
    fn spawn(&self) -> Result<AnyWorker, Fault> {
        Ok((self.0)())
    }
}
