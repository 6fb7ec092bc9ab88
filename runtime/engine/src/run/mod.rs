//! A run: one strategy link over its data, and the directory that it leaves behind.
//!
//! The runner owns the clock. For every moment it lets the venue match the bars, hands the replies to the strategy one by one,
//! wakes due timers, and then gives the strategy its pass over the closed bars. The run directory appears under its final name
//! only when it is complete and consistent.

mod directory;
mod equity;
mod identity;
mod reconcile;
mod record;
mod runner;
mod summary;

pub use directory::{RunDirectory, StoreError};
pub use equity::EquityStatistics;
pub use identity::{EngineIdentity, FailureReport, RunManifest, RunStatus, WorkerIdentity};
pub use record::RunRecord;
pub use runner::{RunError, RunOutcome, run_backtest};
pub use summary::{OpenTrade, Summary, WorkerSummary};
