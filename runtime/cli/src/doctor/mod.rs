//! Whether this machine keeps a worker within its limits: looked at, and tried.
//!
//! [`machine`] looks at what the sandbox needs of the operating system; [`guests`] fires one hostile worker per limit, because a
//! limit that is configured and not enforced looks like one that is. `simpletrader doctor` prints both.

pub mod guests;
pub mod machine;

/// What was found about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// How it stands.
    pub state: State,
    /// What was looked at, in a word or two.
    pub what: &'static str,
    /// What was found, and what to do about it.
    pub found: String,
}

/// How a thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Good,
    /// Something is missing that only some need, or that makes the sandbox weaker than it could be.
    Weak,
    /// The sandbox cannot be trusted on this machine.
    Bad,
}

impl State {
    /// The word in front of the line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Weak => "weak",
            Self::Bad => "BAD",
        }
    }
}

impl Diagnosis {
    fn good(what: &'static str, found: impl Into<String>) -> Self {
        Self { state: State::Good, what, found: found.into() }
    }

    fn weak(what: &'static str, found: impl Into<String>) -> Self {
        Self { state: State::Weak, what, found: found.into() }
    }

    fn bad(what: &'static str, found: impl Into<String>) -> Self {
        Self { state: State::Bad, what, found: found.into() }
    }
}
