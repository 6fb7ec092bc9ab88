//! The flow of one pass: initiator → context workers → (barrier) detectors and monitors → (barrier) strategy planner →
//! terminator.
//!
//! One FIFO queue of events a pass, no nested publishing, and a barrier before each phase: when no event is left, the next
//! phase's workers run, each at most once, in worker order. So the planner sees all signals and risks of the pass together.
//!
//! [`state`] says how far a pass has come; [`adapter`] what a worker's answer means. What comes while a pass runs waits in a
//! bounded [`queue`](crate::queue): blocks of data before the window, commands of an operator in the strategy's line to the bus. Only
//! replies wait at the connector.

mod adapter;
mod cache;
mod coordinator;
mod crew;
mod event_queue;
mod initiator;
mod ledger_frame;
mod state;
mod terminator;

pub(crate) use adapter::EventAdapter;
pub(crate) use cache::StrategyCache;
pub(crate) use coordinator::{FlowCoordinator, MarketFrame, is_called_by_events};
pub(crate) use crew::{CallFailure, Crew, Member};
pub(crate) use event_queue::{EventQueue, EventWiring};
pub(crate) use initiator::origin_of;
pub(crate) use ledger_frame::{FrameRoom, LedgerFrame};
pub(crate) use state::RunState;
pub(crate) use terminator::Ending;
pub use terminator::FlowSummary;
