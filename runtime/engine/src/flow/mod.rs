//! The flow of one pass: initiator → context workers → (barrier) detectors and monitors → (barrier) strategy planner.
//!
//! One FIFO queue of events a pass, no nested publishing, and a barrier before each phase: when no event is left, the next
//! phase's workers run, each at most once, in worker order. So the planner sees all signals and risks of the pass together.

mod bus;
mod cache;
mod coordinator;
mod crew;
mod initiator;

pub(crate) use cache::StrategyCache;
pub(crate) use coordinator::{FlowCoordinator, LedgerFrame};
pub(crate) use crew::{CallFailure, Crew, Member};
pub(crate) use initiator::origin_of;
