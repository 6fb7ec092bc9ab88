//! The compiler in a process of its own: it works, and however it ends, the host goes on and nothing is left behind.

#[path = "sandbox/forge.rs"]
#[allow(dead_code, reason = "shared with the other tests")]
mod forge;

use std::fs;
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use simpletrader_contracts::worker::{AnyWorker, Category};
use simpletrader_sandbox::compile::{ChildLimits, Clock, Landlock};
use simpletrader_sandbox::{Cache, CompileError, Compiler, Limits, LoadError, LoadedWorker, Origin, Sandbox, Settings, Terms};
use wasm_encoder::{Component, ComponentExportKind, ComponentExportSection, ComponentSection, NestedComponentSection};

use forge::Guest;
use rustix::process::{Pid, Signal, getpgid, setpgid};

/// The compiler as it is.
const PROGRAM: &str = env!("CARGO_BIN_EXE_compile-worker");

/// What a compiler may take in these tests, and what ending it may take on top.
const LIMIT_MS: u64 = 500;
const GRACE: Duration = Duration::from_millis(500);

/// One test at a time: each looks at the children of this process.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn real() -> Compiler {
    Compiler::Child { program: PROGRAM.into(), arguments: Vec::new() }
}

/// A program that only looks like a compiler.
fn fake(script: &str) -> Compiler {
    Compiler::Child { program: "/bin/sh".into(), arguments: vec!["-c".into(), script.into()] }
}

fn sandbox(compiler: Compiler, limits: Limits) -> Sandbox {
    Sandbox::new(Settings { workers: 2, compiler, native: limits, ..Settings::default() }).unwrap()
}

fn hasty() -> Limits {
    Limits { compile_ms: LIMIT_MS, ..Limits::native() }
}

fn good() -> Guest {
    Guest::new(Category::ContextWorker)
}

/// More bytes than fit into a pipe.
fn large() -> Guest {
    good().memory("17").with(&format!("(data (i32.const 65536) \"{}\")", "x".repeat(1_000_000)))
}

fn load(sandbox: &Sandbox, bytes: &[u8]) -> Result<LoadedWorker, LoadError> {
    sandbox.load_bytes(Path::new("forged.wasm"), bytes, &Terms::default())
}

fn refused(sandbox: &Sandbox, guest: &Guest) -> CompileError {
    match load(sandbox, &guest.file()) {
        Err(LoadError::Compile(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// Processes whose parent is this one, zombies included.
fn children() -> Vec<String> {
    let parent = format!(" {} ", std::process::id());
    let stat = |entry: fs::DirEntry| fs::read_to_string(entry.path().join("stat")).ok();
    // After the name in parentheses come the state and the parent.
    let is_child =
        |stat: &String| stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.get(1..).is_some_and(|rest| rest.starts_with(&parent)));
    fs::read_dir("/proc").unwrap().flatten().filter_map(stat).filter(is_child).collect()
}

/// The failure of a compiler, which comes in time and leaves no process behind.
fn fails(compiler: Compiler, guest: &Guest, limits: Limits) -> CompileError {
    let sandbox = sandbox(compiler, limits);
    let bytes = guest.file();
    let started = Instant::now();
    let Err(LoadError::Compile(error)) = load(&sandbox, &bytes) else { panic!("it was loaded") };
    let took = started.elapsed();
    assert!(took < Duration::from_millis(limits.compile_ms) + GRACE, "it took {took:?}: {error}");
    assert_eq!(children(), [""; 0], "every process is gone and reaped");
    error
}

const TOO_SLOW: CompileError = CompileError::TooSlow { limit_ms: LIMIT_MS, clock: Clock::Wall };

#[test]
fn code_is_the_same_wherever_it_is_compiled() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let code = [("here", Compiler::InProcess), ("there", real())].map(|(name, compiler)| {
        let path = folder.path().join(name);
        let cache = Some(Arc::new(Cache::open(&path, 1 << 24).unwrap()));
        let sandbox = Sandbox::new(Settings { workers: 2, compiler, cache, ..Settings::default() }).unwrap();
        let loaded = load(&sandbox, &good().file()).unwrap();
        assert_eq!(loaded.origin(), Origin::Compiled);
        let AnyWorker::Context(_) = loaded.instantiate().unwrap() else { panic!("a context worker") };
        let entry = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.extension().is_some());
        let entry = fs::read(entry.unwrap()).unwrap();
        entry[..entry.len() - 32].to_vec() // Without its digest under the folder's secret.
    });
    assert!(code[0].len() > 1_000);
    assert!(code[0] == code[1]);
    assert_eq!(children(), [""; 0]);
}

#[test]
fn a_compiler_reports_how_far_it_is_confined() {
    let _alone = alone();
    let landlock = sandbox(real(), Limits::native()).try_compiler().unwrap();
    // Which of them depends on the kernel; that what is reported holds is shown where the rules are made.
    assert!(matches!(landlock, Some(Landlock::Full | Landlock::Partial | Landlock::Absent)));
    assert_eq!(sandbox(Compiler::InProcess, Limits::native()).try_compiler().unwrap(), None);
}

/// A worker that keeps every rule of the gate, with some seconds of work for the compiler in it.
fn bomb() -> Guest {
    let body = "(local.set 0 (i64.mul (i64.add (local.get 0) (local.get 1)) (i64.rotl (local.get 1) (local.get 0))))".repeat(14);
    good().with(&format!("(func (param i64 i64) {body})").repeat(18_000))
}

#[test]
fn a_compile_bomb_is_stopped_at_the_limit() {
    let _alone = alone();
    assert_eq!(fails(real(), &bomb(), hasty()), TOO_SLOW);
    assert!(load(&sandbox(real(), Limits::native()), &good().file()).is_ok(), "the host goes on");
}

#[test]
fn a_compiler_that_hangs_is_stopped_at_the_limit() {
    let _alone = alone();
    assert_eq!(fails(fake("exec sleep 60"), &good(), hasty()), TOO_SLOW);
    assert_eq!(fails(fake("exec sleep 60"), &large(), hasty()), TOO_SLOW, "one that does not read either");
    assert_eq!(fails(fake("exec >&-; exec sleep 60"), &good(), hasty()), TOO_SLOW, "one that closes its output");
}

#[test]
fn what_a_compiler_started_ends_with_it() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("pid");
    let script = format!("sleep 60 & echo $! > '{}'; wait", note.display());
    assert_eq!(fails(fake(&script), &good(), hasty()), TOO_SLOW);
    let pid = fs::read_to_string(note).unwrap();
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    // Its new parent may not have reaped it yet, but it runs no more.
    assert!(stat.is_empty() || stat.contains(") Z "), "{stat}");
}

#[test]
fn a_compiler_that_needs_too_much_memory_is_stopped() {
    let _alone = alone();
    // A jump table with many targets is small in the file and large in the compiler.
    let targets: String = (0..60_000).map(|index| format!("{} ", index * 7919 % 40)).collect();
    let (blocks, ends) = ("(block ".repeat(40), ") (i32.store (i32.const 0) (i32.const 7))".repeat(40));
    let hungry = good().with(&format!("(func (param i32) {blocks} (br_table {targets} (local.get 0)) {ends})"));
    assert!(load(&sandbox(real(), Limits::native()), &hungry.file()).is_ok(), "with enough of it, it can be compiled");
    // At whatever point the memory ends, in the engine or in the standard library, it is told as what it is.
    for mebibytes in [12, 16, 20, 40, 60] {
        let limit_bytes = mebibytes << 20;
        let narrow = Limits { compile_memory_bytes: limit_bytes, ..hasty() };
        assert_eq!(fails(real(), &hungry, narrow), CompileError::OutOfMemory { limit_bytes });
    }
}

#[test]
fn a_compiler_that_crashes_is_told_with_its_signal_or_code_and_its_words() {
    let _alone = alone();
    let told = |script: &str| fails(fake(script), &good(), hasty()).to_string();
    insta::assert_snapshot!(told("kill -SEGV $$"), @"the compiler crashed: signal 11");
    insta::assert_snapshot!(told("echo something is missing >&2; exit 7"), @"the compiler crashed: exit code 7: something is missing");
    insta::assert_snapshot!(told("printf 'a\\033[2Jb' >&2; exit 1"), @"the compiler crashed: exit code 1: a·[2Jb");
    insta::assert_snapshot!(told("kill -XCPU $$"), @"compiling took longer than 1000 ms of processor time");
    let long = told("head -c 100000 /dev/zero | tr '\\0' 'x' >&2; exit 1");
    assert!(long.len() < 1_000, "{} bytes", long.len());
}

#[test]
fn a_compiler_that_lies_is_not_believed() {
    let _alone = alone();
    let told = |script: &str| fails(fake(script), &good(), hasty()).to_string();
    insta::assert_snapshot!(told("cat > /dev/null"), @"the compiler gave a wrong answer: it is cut off");
    insta::assert_snapshot!(told("echo nothing"), @"the compiler gave a wrong answer: it is cut off");
    insta::assert_snapshot!(told("head -c 500 /dev/zero"), @"the compiler gave a wrong answer: it is something else");
    assert!(matches!(fails(fake("echo nothing"), &large(), hasty()), CompileError::WrongAnswer(_)), "without reading");
    let small = Limits { code_bytes: 100_000, ..hasty() };
    let error = fails(fake("exec yes"), &good(), small);
    assert_eq!(error, CompileError::WrongAnswer("more than 100000 bytes of code".into()), "without an end");
    // The true compiler, and something after its answer.
    let error = fails(fake(&format!("'{PROGRAM}' 1000000000 10 1; echo more")), &good(), Limits::native());
    assert_eq!(error, CompileError::WrongAnswer("it is damaged".into()));
}

#[test]
fn code_that_is_larger_than_the_profile_allows_is_not_taken() {
    let _alone = alone();
    let error = fails(real(), &good(), Limits { code_bytes: 1_000, ..Limits::native() });
    assert_eq!(error, CompileError::WrongAnswer("more than 1000 bytes of code".into()));
}

#[test]
fn a_compiler_that_is_not_there_is_told_with_its_path() {
    let _alone = alone();
    let missing = Compiler::Child { program: "/nowhere/compiler".into(), arguments: Vec::new() };
    let error = fails(missing, &good(), hasty());
    insta::assert_snapshot!(error, @"the compiler cannot be started: /nowhere/compiler: No such file or directory (os error 2)");
    let error = fails(Compiler::Child { program: PROGRAM.into(), arguments: vec!["what?".into()] }, &good(), hasty());
    insta::assert_snapshot!(error, @"the compiler crashed: exit code 2: usage: compile-worker MEMORY_BYTES CPU_SECONDS THREADS");
}

#[test]
fn only_what_the_compiler_refuses_is_remembered() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let cached = |compiler: Compiler| {
        let cache = Some(Arc::new(Cache::open(&folder.path().join("cache"), 1 << 24).unwrap()));
        Sandbox::new(Settings { workers: 2, compiler, cache, native: hasty(), ..Settings::default() }).unwrap()
    };
    for script in ["exec sleep 60", "kill -SEGV $$", "echo nothing", "echo memory allocation of 8 bytes failed >&2; exit 1"] {
        refused(&cached(fake(script)), &good());
    }
    let missing = Compiler::Child { program: "/nowhere/compiler".into(), arguments: Vec::new() };
    refused(&cached(missing), &good());
    let entries = || Cache::open(&folder.path().join("cache"), 1 << 24).unwrap().usage().unwrap().entries;
    assert_eq!(entries(), 0, "none of these says anything about the file");

    let bytes = uncompilable();
    let error = load(&cached(real()), &bytes).unwrap_err().to_string();
    assert_eq!(entries(), 1);
    let without = load(&cached(fake("exit 1")), &bytes).unwrap_err().to_string();
    assert_eq!(without, error, "remembered, so that no compiler is started");
    let here = load(&sandbox(Compiler::InProcess, Limits::native()), &bytes).unwrap_err().to_string();
    assert_eq!(here, error, "and the same in this process");
}

/// A worker that is valid and that the engine cannot compile: it exports a component.
fn uncompilable() -> Vec<u8> {
    let mut bytes = good().file();
    let components = 2; // Those that the encoder makes, one for each interface.
    NestedComponentSection(&Component::new()).append_to_component(&mut bytes);
    let mut exports = ComponentExportSection::new();
    exports.export("extra", ComponentExportKind::Component, components, None);
    exports.append_to_component(&mut bytes);
    bytes
}

#[test]
fn many_files_are_compiled_side_by_side() {
    let _alone = alone();
    let sandbox = sandbox(real(), Limits::native());
    let numbered = |number: u32| good().with(&format!("(func (export \"number\") (result i32) i32.const {number})")).file();
    std::thread::scope(|scope| {
        let loads: Vec<_> = (0..6)
            .map(|number| {
                scope.spawn({
                    let sandbox = &sandbox;
                    move || load(sandbox, &numbered(number)).map(drop)
                })
            })
            .collect();
        for load in loads {
            load.join().unwrap().unwrap();
        }
    });
    assert_eq!(children(), [""; 0]);
}

#[test]
fn a_compiler_inherits_neither_environment_nor_folder() {
    let _alone = alone();
    assert!(std::env::var_os("PATH").is_some());
    let error = fails(fake("pwd >&2; export -p >&2; exit 1"), &good(), hasty()).to_string();
    assert!(error.contains("exit code 1: /\n"), "{error}");
    assert!(error.contains("MALLOC_ARENA_MAX") && !error.contains("CARGO") && !error.contains("HOME"), "{error}");
}

#[test]
fn a_compiler_closes_what_it_inherited() {
    let _alone = alone();
    let (mut reader, writer) = std::io::pipe().unwrap();
    // A duplicate made in this way stays open in a program that is started.
    let inherited = rustix::io::dup(&writer).unwrap();
    let limits = ChildLimits { memory_bytes: 1 << 30, cpu_seconds: 5, threads: 1 };
    let mut child = Command::new(PROGRAM).args(limits.arguments()).stdin(Stdio::piped()).spawn().unwrap();
    drop((writer, inherited));
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || send.send(reader.read(&mut [0]).unwrap()));
    // It waits for its input, so it lives; and yet nobody holds the other end of the pipe any more.
    let read = receive.recv_timeout(Duration::from_secs(10));
    let alive = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!((read, alive), (Ok(0), true));
}

/// What a compiler by itself may take in these tests.
const LIMITS: ChildLimits = ChildLimits { memory_bytes: 1 << 30, cpu_seconds: 30, threads: 1 };

/// How a compiler ends that is given this component, and where its answer goes. Nobody but the kernel stops it.
fn by_itself(limits: &ChildLimits, bytes: &[u8], output: Stdio) -> ExitStatus {
    let mut child =
        Command::new(PROGRAM).args(limits.arguments()).stdin(Stdio::piped()).stdout(output).stderr(Stdio::null()).spawn().unwrap();
    // One that has ended reads no more.
    let _ = child.stdin.take().unwrap().write_all(bytes);
    child.wait().unwrap()
}

#[test]
fn the_kernel_stops_a_compiler_that_works_for_longer_than_it_may() {
    let _alone = alone();
    // Time that passes has no part in it: a machine that is busy takes longer and ends alike.
    let status = by_itself(&ChildLimits { cpu_seconds: 1, ..LIMITS }, &bomb().file(), Stdio::null());
    assert_eq!(status.signal(), Some(Signal::XCPU.as_raw()), "{status}");
}

#[test]
fn a_compiler_writes_no_file_even_if_it_is_given_one() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answer");
    // It is open already, so Landlock has nothing against it.
    let status = by_itself(&LIMITS, &good().file(), fs::File::create(&path).unwrap().into());
    assert_eq!(status.signal(), Some(Signal::XFSZ.as_raw()), "{status}");
    assert_eq!(fs::metadata(path).unwrap().len(), 0);
}

/// Sends more than fits into a pipe. It returns when the compiler has begun to read, and so has limited itself.
fn begin(child: &mut Child) {
    child.stdin.as_mut().unwrap().write_all(&[0; 100_000]).unwrap();
}

#[test]
fn a_compiler_has_locked_itself_up_when_it_begins_to_read() {
    let _alone = alone();
    let mut child = Command::new(PROGRAM).args(LIMITS.arguments()).stdin(Stdio::piped()).spawn().unwrap();
    begin(&mut child);
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    // Whoever takes Landlock's rules renounces new rights first, also where the kernel has no Landlock.
    assert!(status.contains("NoNewPrivs:\t1"), "{status}");
}

#[test]
fn a_compiler_ends_with_the_process_that_wants_its_answer() {
    let _alone = alone();
    let arguments = LIMITS.arguments().map(|argument| argument.into_string().unwrap()).join(" ");
    let script = format!("exec 3<&0; '{PROGRAM}' {arguments} <&3 & echo $!; wait");
    let mut asks = Command::new("/bin/sh").args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    begin(&mut asks);
    let mut output = asks.stdout.take().unwrap();
    let mut pid = String::new();
    while !pid.ends_with('\n') {
        let mut byte = [0];
        output.read_exact(&mut byte).unwrap();
        pid.push(char::from(byte[0]));
    }
    // Its input stays open, and it would wait for the rest of it.
    let _input = asks.stdin.take();
    asks.kill().unwrap();
    asks.wait().unwrap();
    // Its output ends when it does.
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || send.send(output.read(&mut [0]).unwrap()));
    let ended = receive.recv_timeout(Duration::from_secs(10));
    if ended.is_err() {
        let pid = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
        let _ = rustix::process::kill_process(pid, Signal::KILL);
    }
    assert_eq!(ended, Ok(0), "it outlived who had asked");
}

#[test]
fn words_that_do_not_end_are_not_waited_for() {
    let _alone = alone();
    // Somebody else has its standard error, and its own end is known.
    let error = fails(fake("echo gone >&2; sleep 60 >&- & exit 3"), &good(), hasty());
    assert_eq!(error, CompileError::Crashed("exit code 3".into()));
}

/// Not a test: what a compiler does that leaves its group. The limits that it is given are filters to it.
#[test]
#[ignore = "the program of another test"]
fn leaves_its_group() {
    let parent = rustix::process::getppid().unwrap();
    setpgid(None, Some(getpgid(Some(parent)).unwrap())).unwrap();
    std::thread::sleep(Duration::from_secs(30));
}

#[test]
fn a_compiler_that_left_its_group_is_stopped_all_the_same() {
    let _alone = alone();
    let arguments = ["--ignored", "--exact", "leaves_its_group", "--nocapture"].map(Into::into).to_vec();
    let leaves = Compiler::Child { program: std::env::current_exe().unwrap(), arguments };
    assert_eq!(fails(leaves, &good(), hasty()), TOO_SLOW);
}

#[test]
fn no_more_compilers_run_at_once_than_there_are_cores() {
    let _alone = alone();
    let cores = std::thread::available_parallelism().unwrap().get();
    let sandbox = sandbox(fake("exec sleep 60"), hasty());
    let is_over = AtomicBool::new(false);
    let most = std::thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut most = 0;
            while !is_over.load(Ordering::SeqCst) {
                most = most.max(children().len());
                std::thread::sleep(Duration::from_millis(2));
            }
            most
        });
        let loads: Vec<_> = (0..cores + 3).map(|_| scope.spawn(|| refused(&sandbox, &good()))).collect();
        for load in loads {
            assert_eq!(load.join().unwrap(), TOO_SLOW);
        }
        is_over.store(true, Ordering::SeqCst);
        watch.join().unwrap()
    });
    assert!((1..=cores).contains(&most), "{most} on {cores} cores");
}
