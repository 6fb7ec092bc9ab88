//! Programs of toolchains, run with their output captured.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::BuildError;

/// A program to run.
pub struct Program {
    command: Command,
    name: String,
}

/// How a program ended.
#[derive(Debug)]
pub struct Ended {
    /// Whether it says that it did what it was asked to.
    pub success: bool,
    /// What it wrote for programs.
    pub stdout: String,
    /// What it wrote for people.
    pub stderr: String,
}

impl Program {
    /// A program by its name or path. It gets no input.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref();
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        Self { command, name: program.to_string_lossy().into_owned() }
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets a variable of its environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Takes a variable out of its environment.
    #[must_use]
    pub fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Runs it in this folder.
    #[must_use]
    pub fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// As a person would type it.
    pub fn shown(&self) -> String {
        let quoted = |word: &OsStr| {
            let word = word.to_string_lossy();
            if word.is_empty() || word.contains([' ', '"', '\'', '$', '&', ';', '>', '<', '*']) {
                format!("{word:?}")
            } else {
                word.into()
            }
        };
        std::iter::once(self.name.clone()).chain(self.command.get_args().map(quoted)).collect::<Vec<_>>().join(" ")
    }

    /// Runs it to its end, however it ends.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn output(mut self) -> Result<Ended, BuildError> {
        let output = self.command.output().map_err(|error| match error.kind() {
            ErrorKind::NotFound => BuildError::toolchain(format!("there is no program `{}`", self.name)),
            _ => BuildError::machine(format!("`{}` cannot be started: {error}", self.name)),
        })?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ok(Ended { success: output.status.success(), stdout: text(output.stdout), stderr: text(output.stderr) })
    }

    /// Runs it and returns what it wrote for programs.
    ///
    /// # Errors
    /// When it cannot be started, or says that it failed; then with everything that it wrote.
    pub fn run(self) -> Result<String, BuildError> {
        let shown = self.shown();
        let ended = self.output()?;
        if ended.success {
            return Ok(ended.stdout);
        }
        Err(BuildError::toolchain(format!("`{shown}` failed")).output(ended.stdout + &ended.stderr))
    }

    /// Runs it and takes the first line that it writes; `None` when it fails or is missing.
    pub fn first_line(self) -> Option<String> {
        let ended = self.output().ok().filter(|ended| ended.success)?;
        ended.stdout.lines().next().map(|line| line.trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = Program::new("no-such-program").run().unwrap_err();
        assert_eq!(error, BuildError::toolchain("there is no program `no-such-program`"));
        assert_eq!(Program::new("no-such-program").first_line(), None);
    }

    #[test]
    fn a_program_that_fails_is_shown_as_typed_with_all_that_it_wrote() {
        let error = Program::new("sh").args(["-c", "echo one; echo two >&2; exit 3"]).run().unwrap_err();
        assert_eq!(error.message, r#"`sh -c "echo one; echo two >&2; exit 3"` failed"#);
        assert_eq!(error.output, "one\ntwo\n");
    }

    #[test]
    fn output_environment_and_folder_are_the_programs_own() {
        let place = tempfile::tempdir().unwrap();
        let program = Program::new("sh").args(["-c", "echo $GREETING; pwd; cat"]).env("GREETING", "hello").within(place.path());
        let ended = program.output().unwrap();
        let folder = place.path().canonicalize().unwrap();
        assert!(ended.success);
        assert_eq!(ended.stdout, format!("hello\n{}\n", folder.display()), "and its input is empty");
    }
}
