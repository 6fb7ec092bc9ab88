//! A run: one strategy link over its data, and the directory that it leaves behind.
//!
//! The runner owns the clock. For every moment it lets the venue match the bars, hands the replies to the strategy one by one,
//! wakes due timers, and then gives the strategy its pass over the closed bars. The run directory appears under its final name
//! only when it is complete and consistent. Strategies that watch the same data run over one read of it (`together`). A run may also be
//! kept in memory, with nothing written.

mod data_needs;
mod directory;
mod equity;
mod identity;
mod outcome;
mod reconcile;
mod record;
mod runner;
mod summary;
mod together;

pub use data_needs::DataNeeds;
pub use directory::{RunDirectory, RunOrigin, StoreError};
pub use equity::EquityStatistics;
pub use identity::{EngineIdentity, FailureReport, RunManifest, RunStatus, WorkerIdentity};
pub use outcome::{KeptRun, RunError, RunOutcome};
pub use record::RunRecord;
pub use summary::{OpenTrade, Summary, WorkerSummary};
pub use together::{PreparedRun, run_backtest, run_in_memory, run_together};
