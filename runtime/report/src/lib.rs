//! Reads a run directory and tells a trader what it says.
//!
//! It works on the files of a run alone and does not know how the run was made: whatever it shows, anybody can recompute from
//! the same files. The shapes it reads are those that the engine writes; exact figures stay texts until they are shown.

#![forbid(unsafe_code)]

pub mod comparison;
pub mod export;
pub mod history;
pub mod honesty;
mod insight;
pub mod journal;
pub mod latency;
mod reading;
pub mod receipt;
pub mod records;
pub mod statistics;
pub mod tearsheet;
mod text;

pub use insight::Insight;
pub use reading::{
    Contradiction, Failure, GuardrailFigures, KillSwitch, MarginCall, OpenTrade, ReadError, RunReading, Signals, SliceUse, Status,
    Summary, Timing, WorkerCost, slices_used,
};
pub use text::{Verbosity, render};
