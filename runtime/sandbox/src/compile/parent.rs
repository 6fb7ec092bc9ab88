//! Outside of the compiler's process: start, feed, wait, kill, reap.
//!
//! The pipes are served by threads of their own, because a process that does not read must not keep us from stopping it in
//! time. Such a thread ends when the pipe does; should a process manage to leave its group and keep a pipe open, the thread
//! waits for it and nobody else does.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use simpletrader_contracts::name::excerpt;

use super::frame::{Answer, Kind, OVERHEAD};
use super::{ChildLimits, Clock, CompileError, Landlock, child};
use crate::admission::{Limits, Profile};
use crate::artefact::Artefact;
use crate::code_identity::CodeIdentity;

/// Bytes kept of what a compiler writes to its standard error.
const COMPLAINT: u64 = 2_000;

/// Most characters shown of a compiler's words.
const SHOWN: usize = 500;

/// What the standard library writes before it aborts for want of memory; nothing else tells this end from others. A test holds
/// it to these words.
const NO_MEMORY: &str = "memory allocation of ";

/// Between two looks at a process that should have ended.
const PAUSE: Duration = Duration::from_millis(1);

/// A compiler that is a program.
pub(super) struct Program<'p> {
    pub(super) path: &'p Path,
    pub(super) arguments: &'p [OsString],
}

/// The processor time of the whole process: as much as the wall clock allows on each of its threads.
fn child_limits(limits: &Limits, profile: Profile) -> ChildLimits {
    let threads = match profile {
        // Small files, many of them: one process each is parallel enough.
        Profile::Native => 1,
        Profile::Scripting => thread::available_parallelism().map_or(1, usize::from) as u64,
    };
    let seconds = limits.compile_ms.div_ceil(1_000);
    ChildLimits { memory_bytes: limits.compile_memory_bytes, cpu_seconds: seconds.saturating_mul(threads).max(1), threads }
}

/// Compiles a component in a process of its own.
pub(super) fn compile(
    program: &Program<'_>,
    identity: &CodeIdentity,
    bytes: &[u8],
    limits: &Limits,
    profile: Profile,
) -> Result<(Artefact, Landlock), CompileError> {
    let child_limits = child_limits(limits, profile);
    let mut process = Process::start(program, &child_limits, bytes, limits)?;
    let answer = process.answer()?;
    if answer.len() as u64 > limits.code_bytes.saturating_add(OVERHEAD) {
        return Err(CompileError::WrongAnswer(format!("more than {} bytes of code", limits.code_bytes)));
    }
    match Answer::decode(&answer, identity) {
        Ok(answer) => taken(answer),
        Err(reason) => Err(process.end_without_answer(reason, &child_limits)),
    }
}

/// What a whole answer means. Its words come from a process that a stranger's file was in.
fn taken(Answer { kind, landlock, content }: Answer) -> Result<(Artefact, Landlock), CompileError> {
    let words = || excerpt(&String::from_utf8_lossy(&content), SHOWN);
    match kind {
        Kind::Code => Ok((Artefact::compiled(content), landlock)),
        Kind::Refused => Err(CompileError::Refused(words())),
        Kind::Failed => Err(CompileError::Failed(words())),
    }
}

/// A compiler process. Dropping it ends it and everything that it started, and reaps it.
struct Process {
    child: Child,
    output: Receiver<Vec<u8>>,
    complaint: Receiver<Vec<u8>>,
    started: Instant,
    limit: Duration,
}

impl Process {
    fn start(program: &Program<'_>, child_limits: &ChildLimits, bytes: &[u8], limits: &Limits) -> Result<Self, CompileError> {
        let not_started = |reason: String| CompileError::NotStarted(format!("{}: {reason}", program.path.display()));
        let mut command = Command::new(program.path);
        command
            .args(program.arguments)
            .args(child_limits.arguments())
            .env_clear()
            // Each arena of the allocator takes address space, which is what is limited.
            .env("MALLOC_ARENA_MAX", "2")
            .env("RAYON_NUM_THREADS", child_limits.threads.to_string())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // A group of its own, so that what it starts can be stopped with it.
            .process_group(0);
        let mut child = command.spawn().map_err(|error| not_started(error.to_string()))?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (_, nothing) = mpsc::channel();
        let (_, silence) = mpsc::channel();
        let limit = Duration::from_millis(limits.compile_ms);
        // From here on the process is ended whatever happens.
        let mut process = Self { child, output: nothing, complaint: silence, started: Instant::now(), limit };
        let (Some(mut stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(not_started("it has no pipes".to_owned()));
        };
        let bytes = bytes.to_vec();
        // A process that does not want to read all of it shows that in its answer.
        let feed = move || drop(stdin.write_all(&bytes));
        let served = thread::Builder::new().name("compiler-input".into()).spawn(feed).map(drop).and_then(|()| {
            process.output = collect(stdout, limits.code_bytes.saturating_add(OVERHEAD + 1))?;
            process.complaint = collect(stderr, COMPLAINT)?;
            Ok(())
        });
        served.map_err(|error| not_started(error.to_string()))?;
        Ok(process)
    }

    /// Time that is left.
    fn left(&self) -> Duration {
        self.limit.saturating_sub(self.started.elapsed())
    }

    /// Everything that it writes to its standard output.
    fn answer(&self) -> Result<Vec<u8>, CompileError> {
        self.output.recv_timeout(self.left()).map_err(|_| self.too_slow())
    }

    fn too_slow(&self) -> CompileError {
        let limit_ms = u64::try_from(self.limit.as_millis()).unwrap_or(u64::MAX);
        CompileError::TooSlow { limit_ms, clock: Clock::Wall }
    }

    /// How it ended, although it did not answer properly.
    fn end_without_answer(&mut self, reason: &str, limits: &ChildLimits) -> CompileError {
        let status = loop {
            match self.child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if self.left().is_zero() => return self.too_slow(),
                Ok(None) => thread::sleep(PAUSE.min(self.left())),
                Err(error) => return CompileError::Crashed(error.to_string()),
            }
        };
        let complaint = self.complaint.recv_timeout(self.left()).unwrap_or_default();
        end(status, &String::from_utf8_lossy(&complaint), reason, limits)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // It may have ended, and what it started too.
            let _ = kill_process_group(group, Signal::KILL);
        }
        // Also by itself, should it have left its group.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What an end without an answer means.
fn end(status: ExitStatus, complaint: &str, reason: &str, limits: &ChildLimits) -> CompileError {
    if complaint.contains(NO_MEMORY) || status.code() == Some(i32::from(child::NO_MEMORY)) {
        return CompileError::OutOfMemory { limit_bytes: limits.memory_bytes };
    }
    let said = excerpt(complaint.trim(), SHOWN);
    let said = if said.is_empty() { said } else { format!(": {said}") };
    match (status.signal(), status.code()) {
        (Some(signal), _) if signal == Signal::XCPU.as_raw() => {
            CompileError::TooSlow { limit_ms: limits.cpu_seconds.saturating_mul(1_000), clock: Clock::Processor }
        }
        (Some(signal), _) => CompileError::Crashed(format!("signal {signal}{said}")),
        (None, Some(0)) => CompileError::WrongAnswer(reason.to_owned()),
        (None, code) => CompileError::Crashed(format!("exit code {}{said}", code.unwrap_or(-1))),
    }
}

/// Reads a pipe to its end in a thread, but keeps no more than `most` bytes and reads no more.
fn collect(pipe: impl Read + Send + 'static, most: u64) -> std::io::Result<Receiver<Vec<u8>>> {
    let (send, receive) = mpsc::channel();
    let read = move || {
        let mut bytes = Vec::new();
        // A pipe that breaks has ended.
        let _ = pipe.take(most).read_to_end(&mut bytes);
        let _ = send.send(bytes);
    };
    thread::Builder::new().name("compiler-output".into()).spawn(read)?;
    Ok(receive)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: ChildLimits = ChildLimits { memory_bytes: 7, cpu_seconds: 2, threads: 1 };

    fn ended(raw: i32, complaint: &str) -> CompileError {
        end(ExitStatus::from_raw(raw), complaint, "it is cut off", &LIMITS)
    }

    #[test]
    fn an_end_without_an_answer_is_told_by_its_cause() {
        let abort = Signal::ABORT.as_raw();
        assert_eq!(ended(abort, "memory allocation of 48 bytes failed"), CompileError::OutOfMemory { limit_bytes: 7 });
        assert_eq!(ended(i32::from(child::NO_MEMORY) << 8, ""), CompileError::OutOfMemory { limit_bytes: 7 });
        assert_eq!(ended(abort, ""), CompileError::Crashed("signal 6".into()));
        let slow = CompileError::TooSlow { limit_ms: 2_000, clock: Clock::Processor };
        assert_eq!(ended(Signal::XCPU.as_raw(), ""), slow);
        assert_eq!(ended(101 << 8, "panicked\u{1b}[2J"), CompileError::Crashed("exit code 101: panicked·[2J".into()));
        assert_eq!(ended(0, "warning"), CompileError::WrongAnswer("it is cut off".into()));
    }

    #[test]
    fn the_words_of_an_answer_are_cut_and_made_safe() {
        for kind in [Kind::Refused, Kind::Failed] {
            let said = |words: &str| {
                let answer = Answer { kind, landlock: Landlock::Full, content: words.as_bytes().to_vec() };
                taken(answer).err().unwrap().to_string()
            };
            assert!(said("a\u{1b}[2Jb").ends_with(": a·[2Jb"), "{kind:?}");
            assert!(said(&"x".repeat(100_000)).len() < 1_000, "{kind:?}");
        }
    }

    #[test]
    fn a_pipe_is_read_no_further_than_its_bound() {
        // Twice as long as it may be, so that the test ends whatever is read.
        let long = || std::io::repeat(7).take(200);
        let read = collect(long(), 100).unwrap().recv_timeout(Duration::from_secs(60)).unwrap();
        assert_eq!(read, [7; 100]);
        let whole = collect(long(), 1_000).unwrap().recv_timeout(Duration::from_secs(60)).unwrap();
        assert_eq!(whole.len(), 200);
    }

    #[test]
    fn the_processor_time_follows_from_the_wall_clock_and_the_threads() {
        let limits = Limits { compile_ms: 1_500, ..Limits::native() };
        assert_eq!(child_limits(&limits, Profile::Native).cpu_seconds, 2);
        let scripting = child_limits(&limits, Profile::Scripting);
        assert_eq!(scripting.cpu_seconds, 2 * scripting.threads);
    }
}
