//! What kind of answer a command gave.

use std::process::ExitCode;

/// The documented exit codes other than 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Anything that is neither of the others: a full disk, a missing permission, a defect.
    Other,
    /// The user's input is wrong: configuration, data, worker file, arguments.
    Input,
    /// A worker failed while it ran.
    Worker,
}

impl From<Kind> for ExitCode {
    fn from(kind: Kind) -> Self {
        Self::from(match kind {
            Kind::Other => 1,
            Kind::Input => 2,
            Kind::Worker => 3,
        })
    }
}

/// A command that did not do what it was asked to.
#[derive(Debug)]
pub struct Failure {
    /// Of which kind.
    pub kind: Kind,
    /// What to print.
    pub message: String,
}

impl Failure {
    /// Something outside the user's input.
    pub fn other(message: impl ToString) -> Self {
        Self { kind: Kind::Other, message: format!("error: {}", message.to_string()) }
    }

    /// The user's input is wrong.
    pub fn input(message: impl ToString) -> Self {
        Self { kind: Kind::Input, message: format!("error: {}", message.to_string()) }
    }

    /// A message that already looks as it should.
    pub fn shown(kind: Kind, message: String) -> Self {
        Self { kind, message }
    }
}
