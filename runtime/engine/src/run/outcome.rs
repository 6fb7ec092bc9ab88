//! What a run comes to: a directory, or the reason why there is none.

use super::directory::StoreError;
use super::identity::RunManifest;
use super::summary::Summary;
use crate::bus::CriticalFailure;
use crate::data::DataError;
use crate::ledger::RoundTrip;
use crate::strategy::{PassError, VenueContradiction, WorkerFailure};
use crate::supervision::Quarantined;
use simpletrader_contracts::Decimal;

/// A run that left a directory.
#[derive(Debug)]
pub struct RunOutcome {
    /// Where.
    pub directory: std::path::PathBuf,
    /// What it came to.
    pub summary: Summary,
    /// What went in.
    pub manifest: RunManifest,
    /// The failure after which the strategy traded no more, when there was one.
    pub failure: Option<WorkerFailure>,
    /// What the venue reported that the books cannot hold: the run ended there.
    pub contradiction: Option<VenueContradiction>,
    /// The worker files that were quarantined on the way: whoever starts runs shall not start them again.
    pub quarantined: Vec<Quarantined>,
    /// Wall-clock seconds of its passes and of waiting for its data; those of strategies beside it do not count.
    pub seconds: f64,
}

/// A run that was kept in memory.
#[derive(Debug, Clone)]
pub struct KeptRun {
    /// What it came to.
    pub summary: Summary,
    /// Its closed trades, in the order in which they were closed.
    pub trades: Vec<RoundTrip>,
    /// The marked-to-market equity after each moment at which a bar closed.
    pub equity: Vec<Decimal>,
    /// The failure after which the strategy traded no more, when there was one.
    pub failure: Option<WorkerFailure>,
    /// What the venue reported that the books cannot hold: the run ended there.
    pub contradiction: Option<VenueContradiction>,
    /// Wall-clock seconds of its passes and of waiting for its data; those of strategies beside it do not count.
    pub seconds: f64,
}

/// A run that left nothing.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The data is not usable.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The run directory cannot be written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody who listens to the bus of the process says that nothing must go on.
    #[error(transparent)]
    Bus(#[from] CriticalFailure),
    /// A worker failed before the first bar, in `configure`.
    #[error("worker `{}`: {}", .0.worker_id, .0.fault)]
    Worker(Box<WorkerFailure>),
    /// The venue reported what the books cannot hold. A run that had begun still leaves its directory.
    #[error("{}", .0.reason)]
    Venue(Box<VenueContradiction>),
    /// A defect of ours.
    #[error("the engine contradicts itself: {0}; please report it")]
    Engine(String),
}

impl From<PassError> for RunError {
    fn from(error: PassError) -> Self {
        match error {
            PassError::Worker(failure) => Self::Worker(failure),
            PassError::Venue(contradiction) => Self::Venue(contradiction),
            PassError::Engine(defect) => Self::Engine(defect.reason),
        }
    }
}
