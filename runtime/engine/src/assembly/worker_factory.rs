//! The worker factory: from a worker's build spec and its source to an initialised worker.
//!
//! It injects nothing but the spec. What a worker may use beyond its calls was linked by its source, from the same spec's
//! grants; a worker that wants more does not come out of its source.

use simpletrader_config::build_spec::{StrategyBuildSpec, WorkerBuildSpec};
use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::worker::{Fault, FaultKind, WorkerSource};

use super::{ConstructedWorker, InitialisedWorker};

/// Makes the workers of one strategy.
#[derive(Debug, Clone, Copy)]
pub struct WorkerFactory<'s> {
    instruments: &'s [Instrument],
    series: &'s [Series],
}

impl<'s> WorkerFactory<'s> {
    /// A factory for the workers of this strategy.
    pub fn of(spec: &'s StrategyBuildSpec) -> Self {
        Self { instruments: &spec.instruments, series: &spec.series }
    }

    /// A live, configured worker.
    ///
    /// # Errors
    /// When the source gives no worker or one of another category (the handler of the fault is then `instantiate`), and when the
    /// worker refuses its parameters (`configure`).
    pub fn build(&self, part: &WorkerBuildSpec, source: &dyn WorkerSource) -> Result<InitialisedWorker, Fault> {
        let worker = ConstructedWorker::new(source.spawn()?);
        if worker.category() != part.category {
            let message = format!("the source makes a {}, the build spec wants a {}", worker.category(), part.category);
            return Err(Fault::new("instantiate", FaultKind::Host { message }));
        }
        worker.initialise(&part.params.to_string(), self.instruments, self.series)
    }
}
