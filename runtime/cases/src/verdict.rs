//! What came of a case.

use simpletrader_config::source::Position;
use simpletrader_contracts::name::excerpt;
use simpletrader_contracts::worker::capability::LogLine;

use crate::update::Edit;

/// Longest text of an expectation or an answer in a message, in characters.
const SHOWN: usize = 400;

/// Something that is not as it was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Where the expectation is written.
    pub at: Position,
    /// Which part of the answer, for example `publish[0].confidence`; empty for the whole.
    pub path: String,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub got: String,
    /// What to do, where that can be said.
    pub help: Option<String>,
}

impl Mismatch {
    pub(crate) fn new(at: &Position, path: impl Into<String>, expected: impl AsRef<str>, got: impl AsRef<str>) -> Self {
        let (expected, got) = (excerpt(expected.as_ref(), SHOWN), excerpt(got.as_ref(), SHOWN));
        Self { at: at.clone(), path: path.into(), expected, got, help: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = format!("{}:{}", self.at.source().path, self.at.line());
        let path = if self.path.is_empty() { String::new() } else { format!(" {}", self.path) };
        write!(f, "{place}:{path}\n  expected {}\n  got      {}", self.expected, self.got)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

/// What a case cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Calls of handlers.
    pub calls: u64,
    /// Fuel of all of them.
    pub fuel: u64,
    /// Fuel of the dearest.
    pub fuel_max: u64,
    /// Linear memory in the end, in bytes.
    pub memory_bytes: u64,
}

/// What came of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What the case is called.
    pub case: String,
    /// What was not as expected; empty when the case is right.
    pub mismatches: Vec<Mismatch>,
    /// What it cost.
    pub cost: Cost,
    /// What the worker wrote into its log, with what it wrote to its standard error.
    pub log: Vec<LogLine>,
    /// New texts for the expectations that were wrong or open.
    pub(crate) edits: Vec<Edit>,
    /// The last answer or failure.
    pub(crate) last: Option<Result<serde_json::Value, serde_json::Value>>,
}

impl Verdict {
    /// Whether everything was as expected.
    pub fn is_right(&self) -> bool {
        self.mismatches.is_empty()
    }

    /// What the last call answered, or how it failed (`kind` and `text`); nothing when no call was made.
    pub fn last(&self) -> Option<Result<&serde_json::Value, &serde_json::Value>> {
        self.last.as_ref().map(Result::as_ref)
    }
}
