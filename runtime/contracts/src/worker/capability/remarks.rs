//! What a worker's calls leave behind beside their answers: lines, notes, changes of its state. The engine takes them after
//! each pass and stores them with it.

use crate::terms::text_enum;

text_enum!(
    /// How much a line of a worker's log matters.
    LogLevel {
        #[doc = "Every step."] Trace = "trace",
        #[doc = "For whoever looks for a mistake."] Debug = "debug",
        #[doc = "Worth knowing."] Info = "info",
        #[doc = "Something is not as it should be."] Warn = "warn",
        #[doc = "Something went wrong."] Error = "error",
    }
);

/// One line of a worker's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// How much it matters.
    pub level: LogLevel,
    /// Made safe to show, and cut.
    pub text: String,
}

/// A key of a worker's state has another value, or none any more.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StateChange {
    /// The key.
    pub key: String,
    /// Its value now; none when it was removed.
    pub value: Option<Vec<u8>>,
}

/// What the calls of one worker left behind since it was last asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remarks {
    /// Lines of its log, in order.
    pub log: Vec<LogLine>,
    /// Notes for the journal, in order; made safe to show, and cut.
    pub notes: Vec<String>,
    /// What changed in its state, by key: each key once, with what it has in the end.
    pub state: Vec<StateChange>,
}

impl Remarks {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.log.is_empty() && self.notes.is_empty() && self.state.is_empty()
    }
}
