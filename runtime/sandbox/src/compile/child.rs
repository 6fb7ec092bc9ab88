//! Inside the compiler's process.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use super::frame::{Answer, Kind};
use super::{confinement, descriptors};
use crate::code_identity::CodeIdentity;
use crate::engine;

/// What a compiler process may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChildLimits {
    /// Address space in bytes.
    pub memory_bytes: u64,
    /// Processor time in seconds, over all threads.
    pub cpu_seconds: u64,
    /// Threads that compile, at least 1.
    pub threads: u64,
}

impl ChildLimits {
    /// The limits as arguments of a program, which read them with [`parse`](Self::parse).
    pub fn arguments(&self) -> [OsString; 3] {
        [self.memory_bytes, self.cpu_seconds, self.threads].map(|number| number.to_string().into())
    }

    /// The limits that these arguments are; nothing if they are something else.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Option<Self> {
        let mut arguments = arguments.into_iter();
        let mut number = || arguments.next()?.to_str()?.parse().ok();
        let limits = Self { memory_bytes: number()?, cpu_seconds: number()?, threads: number()? };
        arguments.next().is_none().then_some(limits)
    }
}

/// Exit code when the limits could not be put in force: then nothing was read.
const UNCONFINED: u8 = 4;

/// Exit code when an allocation was refused that the engine could report. Where the standard library is refused one, it aborts.
pub(super) const NO_MEMORY: u8 = 5;

/// Compiles the component on standard input and answers on standard output. The whole life of a compiler process: to be called
/// first in it, and nothing after it.
///
/// The process limits itself before it reads anything, so whoever wrote the component meets a process that has lost its
/// rights already.
pub fn serve(limits: &ChildLimits) -> ExitCode {
    descriptors::close_inherited();
    if let Err(error) = confinement::limit(limits) {
        eprintln!("the limits cannot be put in force: {error}");
        return ExitCode::from(UNCONFINED);
    }
    let landlock = confinement::lock();
    match compile(limits.threads > 1) {
        Ok((identity, kind, content)) => {
            let answer = Answer { kind, landlock, content }.encode(&identity);
            let mut output = io::stdout().lock();
            // Who asked may be gone; then there is nobody to tell.
            let written = output.write_all(&answer).and_then(|()| output.flush());
            if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error:#}");
            if lacks_memory(&error) { ExitCode::from(NO_MEMORY) } else { ExitCode::FAILURE }
        }
    }
}

fn compile(parallel: bool) -> wasmtime::Result<(CodeIdentity, Kind, Vec<u8>)> {
    let engine = engine::build_compiler(parallel)?;
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let (kind, content) = match engine.precompile_component(&bytes) {
        Ok(code) => (Kind::Code, code),
        Err(error) if lacks_memory(&error) => return Err(error),
        Err(error) if is_deterministic(&error) => (Kind::Refused, format!("{error:#}").into_bytes()),
        Err(error) => (Kind::Failed, format!("{error:#}").into_bytes()),
    };
    Ok((CodeIdentity::of(&engine), kind, content))
}

/// Whether the compiler refuses the file itself, so that it will do so again. What the machine lacked it may have next time.
pub(super) fn is_deterministic(error: &wasmtime::Error) -> bool {
    !error.is::<wasmtime::OutOfMemory>() && !error.is::<io::Error>()
}

fn lacks_memory(error: &wasmtime::Error) -> bool {
    let refused = |error: &io::Error| error.kind() == io::ErrorKind::OutOfMemory;
    error.is::<wasmtime::OutOfMemory>() || error.downcast_ref::<io::Error>().is_some_and(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_survive_the_way_through_arguments() {
        let limits = ChildLimits { memory_bytes: 1 << 40, cpu_seconds: 3, threads: 2 };
        assert_eq!(ChildLimits::parse(limits.arguments()), Some(limits));
    }

    #[test]
    fn arguments_that_are_no_limits_are_refused() {
        for wrong in [&[][..], &["1", "2"], &["1", "2", "3", "4"], &["1", "2", "-3"], &["1", "2", "many"]] {
            assert_eq!(ChildLimits::parse(wrong.iter().map(OsString::from)), None, "{wrong:?}");
        }
    }

    #[test]
    fn what_the_machine_lacked_is_not_the_files_fault() {
        assert!(is_deterministic(&wasmtime::Error::msg("unsupported")));
        assert!(!is_deterministic(&wasmtime::Error::from(io::Error::from(io::ErrorKind::OutOfMemory)).context("while mapping")));
    }
}
