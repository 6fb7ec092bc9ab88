//! Programs of toolchains, run with their output captured.

use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader, ErrorKind, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

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
        let output = self.command.output().map_err(|error| self.not_started(&error))?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ok(Ended { success: output.status.success(), stdout: text(output.stdout), stderr: text(output.stderr) })
    }

    /// Runs it to its end, and tells each line that it writes for people as soon as it comes.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn output_telling(mut self, tell: fn(&str)) -> Result<Ended, BuildError> {
        let started = self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = started.map_err(|error| self.not_started(&error))?;
        let (for_programs, for_people) = (child.stdout.take(), child.stderr.take());
        let (stdout, stderr) = thread::scope(|scope| {
            let heard = scope.spawn(|| read(for_people, tell));
            (read(for_programs, |_| {}), heard.join().unwrap_or_default())
        });
        let status = child.wait().map_err(|error| BuildError::machine(format!("`{}` was lost: {error}", self.name)))?;
        Ok(Ended { success: status.success(), stdout, stderr })
    }

    fn not_started(&self, error: &io::Error) -> BuildError {
        match error.kind() {
            ErrorKind::NotFound => BuildError::toolchain(format!("there is no program `{}`", self.name)),
            _ => BuildError::machine(format!("`{}` cannot be started: {error}", self.name)),
        }
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

/// All that comes out of a pipe, each line told as it comes. A pipe that breaks ends it, as its program has ended then.
fn read(pipe: Option<impl Read>, tell: fn(&str)) -> String {
    let mut text = String::new();
    let Some(pipe) = pipe else { return text };
    let mut pipe = BufReader::new(pipe);
    let mut line = Vec::new();
    while pipe.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let shown = String::from_utf8_lossy(&line);
        tell(shown.trim_end());
        text += &shown;
        line.clear();
    }
    text
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
    fn what_a_program_writes_for_people_is_told_while_it_runs() {
        static HEARD: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());
        let tell = |line: &str| HEARD.lock().unwrap().push(line.to_owned());
        let script = "echo result; echo first >&2; echo second >&2; exit 1";
        let ended = Program::new("sh").args(["-c", script]).output_telling(tell).unwrap();
        assert_eq!((ended.success, ended.stdout.as_str(), ended.stderr.as_str()), (false, "result\n", "first\nsecond\n"));
        assert_eq!(*HEARD.lock().unwrap(), ["first", "second"]);
        let absent = Program::new("no-such-program").output_telling(tell).unwrap_err();
        assert_eq!(absent, BuildError::toolchain("there is no program `no-such-program`"));
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
