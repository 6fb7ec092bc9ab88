//! Why a project cannot be made or built, in words that its author can act upon.

use std::fmt;
use std::path::{Path, PathBuf};

use simpletrader_package::PackageError;

/// Whose turn it is to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The author's: something in the project, or in what was asked for, is wrong.
    Author,
    /// A toolchain is not there, or not as it should be.
    Toolchain,
    /// The machine refused: a file, a folder, a process.
    Machine,
}

/// Where in a project something is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Relative to the project.
    pub file: PathBuf,
    /// Counted from 1.
    pub line: Option<u32>,
    /// Counted from 1.
    pub column: Option<u32>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{number}")?;
        }
        Ok(())
    }
}

/// Why something did not happen: what is wrong, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildError {
    /// Whose turn it is.
    pub cause: Cause,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where, if that can be said.
    pub place: Option<Box<Place>>,
    /// What to do; empty when the message says it.
    pub help: String,
    /// What the toolchain printed, as it came; empty when the message says all of it.
    pub output: String,
}

impl BuildError {
    /// Something in the project, or in what was asked for, is wrong.
    pub fn author(message: impl Into<String>) -> Self {
        Self::new(Cause::Author, message.into())
    }

    /// A toolchain is not there, or not as it should be.
    pub fn toolchain(message: impl Into<String>) -> Self {
        Self::new(Cause::Toolchain, message.into())
    }

    /// The machine refused something.
    pub fn machine(message: impl Into<String>) -> Self {
        Self::new(Cause::Machine, message.into())
    }

    /// A file or folder that could not be read or written.
    pub fn file(path: &Path, error: &std::io::Error) -> Self {
        Self::machine(format!("{}: {error}", path.display()))
    }

    fn new(cause: Cause, message: String) -> Self {
        Self { cause, message, place: None, help: String::new(), output: String::new() }
    }

    /// In which file of the project.
    #[must_use]
    pub fn in_file(self, file: impl Into<PathBuf>) -> Self {
        Self { place: Some(Box::new(Place { file: file.into(), line: None, column: None })), ..self }
    }

    /// In which file, line and column (each from 1) of the project.
    #[must_use]
    pub fn at(self, file: impl Into<PathBuf>, line: u32, column: Option<u32>) -> Self {
        Self { place: Some(Box::new(Place { file: file.into(), line: Some(line), column })), ..self }
    }

    /// What to do.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: help.into(), ..self }
    }

    /// What the toolchain printed.
    #[must_use]
    pub fn output(self, output: impl Into<String>) -> Self {
        Self { output: output.into(), ..self }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)?;
        if !self.output.trim().is_empty() {
            write!(f, "\n\n{}\n", self.output.trim_end())?;
        }
        if !self.help.is_empty() {
            write!(f, "\n  help: {}", self.help)?;
        }
        Ok(())
    }
}

impl std::error::Error for BuildError {}

impl From<PackageError> for BuildError {
    fn from(error: PackageError) -> Self {
        Self::author(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_where_what_and_what_to_do() {
        let error = BuildError::author("`measure` returns an integer")
            .at("worker.py", 12, Some(5))
            .output("Traceback\n  …\n")
            .help("return `Facts(value=…)`");
        let text = "worker.py:12:5: `measure` returns an integer\n\nTraceback\n  …\n\n  help: return `Facts(value=…)`";
        assert_eq!(error.to_string(), text);
        assert_eq!(BuildError::author("it has no line").in_file("go.mod").to_string(), "go.mod: it has no line");
    }

    #[test]
    fn an_error_fits_into_a_result() {
        assert!(size_of::<BuildError>() < 128);
    }
}
