//! Why a pass could not be finished.

use simpletrader_contracts::Instant;
use simpletrader_contracts::terms::OriginType;
use simpletrader_contracts::worker::Fault;

use super::VenueContradiction;
use crate::ledger::BarMark;

/// Why a pass could not be finished. No larger than two words: almost every pass is, and says so in registers.
#[derive(Debug, Clone, PartialEq)]
pub enum PassError {
    /// A worker failed. While a strategy runs it answers this itself; only its assembly ends with it.
    Worker(Box<WorkerFailure>),
    /// The venue reported a fill that the books cannot hold: nobody knows any more what the strategy owns.
    Venue(Box<VenueContradiction>),
    /// A defect of ours.
    Engine(Box<Defect>),
}

const _: () = assert!(size_of::<Result<(), PassError>>() == 2 * size_of::<usize>());

/// Something that cannot be, unless the engine is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// What it is.
    pub reason: String,
}

impl PassError {
    /// A defect of ours.
    pub(crate) fn defect(reason: impl Into<String>) -> Self {
        Self::Engine(Box::new(Defect { reason: reason.into() }))
    }
}

/// A worker failed: who, where in the run, how.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkerFailure {
    /// Its index in the build spec.
    pub worker: usize,
    /// Its id within the strategy.
    pub worker_id: String,
    /// The number of the pass.
    pub pass: u32,
    /// The anchor of the pass.
    pub at: Instant,
    /// What started the pass.
    pub trigger: OriginType,
    /// The bar, when the pass was of market data.
    pub bar: Option<BarMark>,
    /// What happened.
    pub fault: Fault,
}
