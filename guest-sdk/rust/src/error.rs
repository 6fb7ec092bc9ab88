//! The ways in which a worker says that it cannot go on.

use std::fmt;

/// Why a call has no answer. The text is for the author's eyes; the host shows it with the worker's name.
///
/// `?` makes one of any standard error. (So it cannot be a standard error itself.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkerError {
    /// The parameters cannot be used; say which and what to write instead.
    BadParams(String),
    /// Called before the worker can answer.
    NotReady(String),
    /// Anything else.
    Failed(String),
}

impl WorkerError {
    /// The parameters cannot be used.
    pub fn bad_params(text: impl Into<String>) -> Self {
        Self::BadParams(text.into())
    }

    /// Called too early.
    pub fn not_ready(text: impl Into<String>) -> Self {
        Self::NotReady(text.into())
    }

    /// Anything else.
    pub fn failed(text: impl Into<String>) -> Self {
        Self::Failed(text.into())
    }
}

impl<E: std::error::Error> From<E> for WorkerError {
    fn from(error: E) -> Self {
        // An error's own text often says little without its causes: "invalid value: digit 3 is missing".
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        Self::Failed(text)
    }
}

impl fmt::Display for WorkerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadParams(text) => write!(f, "bad-params: {text}"),
            Self::NotReady(text) => write!(f, "not-ready: {text}"),
            Self::Failed(text) => write!(f, "failed: {text}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_mark_keeps_the_text_of_an_error() {
        fn parse(text: &str) -> Result<u32, WorkerError> {
            Ok(text.parse()?)
        }
        assert_eq!(parse("7"), Ok(7));
        assert_eq!(parse("x").unwrap_err().to_string(), "failed: invalid digit found in string");
    }
}
