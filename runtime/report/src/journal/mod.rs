//! Answers from the journal: why something happened, what was refused, what a bar cost.
//!
//! [`why`] follows one thing back to the market event that began it and on to the fills, or to the refusal that ended it;
//! [`decision`] is the middle of every such chain. [`refusals`] counts what was not done and says what prices did afterwards;
//! [`trace`] shows one bar from within. All of it is read from the run directory alone, and each answer is a plain value that is rendered as text
//! ([`text`]) or written as JSON.

mod decision;
mod quiet;
mod refusals;
mod subject;
mod text;
mod trace;
mod why;
mod wiring;

use std::path::PathBuf;

pub use decision::{Command, Decision, Event, Outcome, Refusal, WorkedGroup, WorkedOrder};
pub use quiet::{Listener, MatchedBar, QuietBar};
pub use refusals::{Aftermath, RefusalClass, Refusals, refusals};
pub use trace::{Delivery, Trace, TracedPass, TracedWorker, trace};
pub use why::{Answer, PassLeft, TradeAnswer, why};

use crate::records::RecordsError;

/// A question that has no answer.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The database cannot be read.
    #[error(transparent)]
    Records(#[from] RecordsError),
    /// The run has nothing of that name.
    #[error("this run has no {what}; {help}")]
    Unknown {
        /// What was asked for.
        what: String,
        /// Where such names stand.
        help: &'static str,
    },
    /// A file beside the database is missing or not what it should be.
    #[error("{path}: {reason}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}
