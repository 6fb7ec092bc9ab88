//! Why a pass could not be finished.

use simpletrader_contracts::Instant;
use simpletrader_contracts::worker::Fault;

use crate::ledger::BarMark;

/// Why a pass could not be finished: the strategy stops.
#[derive(Debug, Clone, PartialEq)]
pub enum PassError {
    /// A worker failed.
    Worker(Box<WorkerFailure>),
    /// The ledger refused what the venue reported, or the like: a defect of ours.
    Engine(String),
}

/// A worker failed: who, where in the run, how.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkerFailure {
    /// Its id within the strategy.
    pub worker_id: String,
    /// The number of the pass.
    pub pass: u32,
    /// The anchor of the pass.
    pub at: Instant,
    /// The bar, when the pass was of market data.
    pub bar: Option<BarMark>,
    /// What happened.
    pub fault: Fault,
}
