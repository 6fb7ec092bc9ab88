//! Why a call into the host ends the guest's call.

use simpletrader_contracts::worker::{FaultKind, Limit};

/// An end that the guest brought about through a function of WASI. Everything else that goes wrong in such a function is an
/// answer to the guest, or a trap of the engine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Stop {
    /// It called `exit`.
    #[error("it called exit with status {0}; a worker answers instead")]
    Exit(u8),
    /// It holds all the handles that it may hold, and wanted one more.
    #[error("it holds {limit} {what} and asked for one more")]
    Handles {
        /// Of what.
        what: &'static str,
        /// How many it may hold at once.
        limit: u64,
    },
    /// It asked for what WASI forbids, or for more than this host gives at once.
    #[error("{0}")]
    Misuse(String),
    /// A function was reached that only a defect of this host can let a guest reach.
    #[error("a function of WASI was called that cannot be called: {0}")]
    Unreachable(&'static str),
}

impl Stop {
    /// The fault that it amounts to, with the guest's frames.
    pub(crate) fn fault(&self, backtrace: Vec<String>) -> FaultKind {
        match self {
            Self::Exit(_) | Self::Misuse(_) => FaultKind::Trap { trap: self.to_string(), backtrace },
            Self::Handles { what, limit } => FaultKind::Limit(Limit::Handles { what, limit: *limit }),
            Self::Unreachable(_) => FaultKind::Host { message: self.to_string() },
        }
    }
}
