//! How compiling can fail.

/// What ran out when a compiler was too slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Time that passed.
    Wall,
    /// Time that processors worked.
    Processor,
}

/// Why there is no machine code. Texts from the compiler are cut and stripped of control characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// The compiler refuses the file, and will do so again. The only failure that is remembered.
    #[error("the component cannot be compiled: {0}")]
    Refused(String),
    /// The machine lacks something that the compiler needs.
    #[error("the compiler could not do its work: {0}")]
    Failed(String),
    /// It was stopped, because the profile allows no more time.
    #[error("compiling took longer than {}", match clock {
        Clock::Wall => format!("{limit_ms} ms"),
        Clock::Processor => format!("{limit_ms} ms of processor time"),
    })]
    TooSlow {
        /// The bound in milliseconds.
        limit_ms: u64,
        /// Of which time.
        clock: Clock,
    },
    /// It needed more address space than the profile allows.
    #[error("compiling needs more than {limit_bytes} bytes of memory")]
    OutOfMemory {
        /// The bound in bytes.
        limit_bytes: u64,
    },
    /// Its process ended without an answer.
    #[error("the compiler crashed: {0}")]
    Crashed(String),
    /// What it answered is no answer, or that of another compiler.
    #[error("the compiler gave a wrong answer: {0}")]
    WrongAnswer(String),
    /// There is no such program, or no process can be made.
    #[error("the compiler cannot be started: {0}")]
    NotStarted(String),
}

impl CompileError {
    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Refused(_) => "this is a defect of the worker file: build it again, or tell its author",
            Self::Failed(_) | Self::NotStarted(_) => "look at memory, processes and permissions of this machine, and try again",
            Self::TooSlow { .. } => {
                "try again if the machine was busy; otherwise do not trust the file: no worker of the profile's size takes that long"
            }
            Self::OutOfMemory { .. } => "do not trust the file: no worker of the profile's size needs that much",
            Self::Crashed(_) => "do not trust the file, and please report it: no file should be able to do that",
            Self::WrongAnswer(_) => "install the program again: its parts do not belong together",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_says_what_and_what_to_do() {
        let text = |error: CompileError| format!("{error}\n  help: {}", error.advice());
        let words = || "some words".to_owned();
        let all = [
            CompileError::Refused(words()),
            CompileError::Failed(words()),
            CompileError::TooSlow { limit_ms: 500, clock: Clock::Wall },
            CompileError::TooSlow { limit_ms: 1000, clock: Clock::Processor },
            CompileError::OutOfMemory { limit_bytes: 1 << 30 },
            CompileError::Crashed(words()),
            CompileError::WrongAnswer(words()),
            CompileError::NotStarted(words()),
        ];
        insta::assert_snapshot!(all.map(text).join("\n"), @r"
        the component cannot be compiled: some words
          help: this is a defect of the worker file: build it again, or tell its author
        the compiler could not do its work: some words
          help: look at memory, processes and permissions of this machine, and try again
        compiling took longer than 500 ms
          help: try again if the machine was busy; otherwise do not trust the file: no worker of the profile's size takes that long
        compiling took longer than 1000 ms of processor time
          help: try again if the machine was busy; otherwise do not trust the file: no worker of the profile's size takes that long
        compiling needs more than 1073741824 bytes of memory
          help: do not trust the file: no worker of the profile's size needs that much
        the compiler crashed: some words
          help: do not trust the file, and please report it: no file should be able to do that
        the compiler gave a wrong answer: some words
          help: install the program again: its parts do not belong together
        the compiler cannot be started: some words
          help: look at memory, processes and permissions of this machine, and try again
        ");
    }
}
