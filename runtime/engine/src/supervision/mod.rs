//! What the host keeps of its workers so that a strategy can outlive a fault.
//!
//! The pieces, each without knowledge of the others: a [`Tape`] records what one worker was told, in as few bytes as it takes;
//! a [`RecordedCall`] is one such call, complete, as a fault file keeps it; [`Strikes`] counts faults and says what follows;
//! a [`FaultFile`] is a failure that anyone can run again. The [`Supervisor`] holds them per worker. Who is called, what the
//! journal says and what becomes of the orders is the strategy's own business: see `strategy/after_fault.rs` and
//! `strategy/wind_down.rs`.
//!
//! Decisions:
//!
//! * **Only who recovers is recorded.** Under `recovery: stop` there is no tape: a quiet bar pays one look at a `None`.
//! * **A worker is told what it missed only where it watches.** Context workers, detectors and monitors are told, when they begin
//!   again, also what happened while they were silent, because a window with a hole measures something else. Planners and
//!   execution workers are not: what they would have answered was never carried out.
//! * **A tape ends.** Beyond [`Tape::LIMIT`] recording stops, and the next fault is final.

mod fault_file;
mod recorded_call;
mod strikes;
mod supervisor;
mod tape;

pub use fault_file::{FaultFile, RecordedFault, Replayed};
pub use recorded_call::{RecordedCall, RecordedCommand, RecordedSituation, RecordedTask};
pub(crate) use strikes::{Evidence, Verdict};
pub(crate) use supervisor::{Halt, HaltCause, Supervisor};
pub use supervisor::{Quarantined, SupervisionSummary};
pub(crate) use tape::Tape;
