//! The rights that a compiler process gives up before it reads a byte of the worker.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

use super::ChildLimits;

/// How far the kernel keeps a compiler process from files, network and other processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landlock {
    /// Not at all: the kernel has no Landlock, or it is switched off. The other limits hold nevertheless.
    Absent,
    /// From part of it: the kernel is older than the rules.
    Partial,
    /// From all of it.
    Full,
}

/// Puts the limits on this process. They cannot be raised again.
pub(super) fn limit(limits: &ChildLimits) -> io::Result<()> {
    let hold = |resource, value: u64| setrlimit(resource, Rlimit { current: Some(value), maximum: Some(value) });
    hold(Resource::As, limits.memory_bytes)?;
    hold(Resource::Core, 0)?;
    // No file can be written, even where the kernel has no Landlock; pipes are not files.
    hold(Resource::Fsize, 0)?;
    // A warning at the bound, which ends the process with a signal of its own; the kernel's kill comes a second later.
    let most = limits.cpu_seconds.saturating_add(1);
    setrlimit(Resource::Cpu, Rlimit { current: Some(limits.cpu_seconds), maximum: Some(most) })?;
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, Signal, set_dumpable_behavior, set_parent_process_death_signal};
        set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
        // Who waits for the answer is gone: nobody else would stop us.
        set_parent_process_death_signal(Some(Signal::KILL))?;
    }
    Ok(())
}

/// Forbids the calling thread, and every thread and process that it makes, all files, all network and all signals to others.
#[cfg(target_os = "linux")]
pub(super) fn lock() -> Landlock {
    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus, Scope};

    // No rule is added, so what is handled is denied. Rules of newer kernels are dropped on older ones.
    let abi = ABI::V6;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(abi)))
        .and_then(|rules| rules.scope(Scope::from_all(abi)))
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self);
    match status.map(|status| status.ruleset) {
        Ok(RulesetStatus::FullyEnforced) => Landlock::Full,
        Ok(RulesetStatus::PartiallyEnforced) => Landlock::Partial,
        Ok(RulesetStatus::NotEnforced) | Err(_) => Landlock::Absent,
    }
}

/// Other systems have no Landlock.
#[cfg(not(target_os = "linux"))]
pub(super) fn lock() -> Landlock {
    Landlock::Absent
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs::File;
    use std::net::{TcpListener, TcpStream};
    use std::process::{Command, Stdio};

    use rustix::process::{Pid, Signal, dumpable_behavior, getpid, getrlimit, parent_process_death_signal, test_kill_process};

    use super::*;

    #[test]
    fn what_is_reported_is_in_force() {
        // The rules hold for the thread that takes them and for no other.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let exists = std::env::current_exe().unwrap();
        let mut other = Command::new("sleep").arg("60").stdin(Stdio::null()).spawn().unwrap();
        let neighbour = Pid::from_child(&other);
        let locked = std::thread::spawn(move || {
            let landlock = lock();
            let target = std::env::temp_dir().join(format!("must-not-appear-{}", std::process::id()));
            let reached = test_kill_process(neighbour).is_ok();
            (landlock, File::open(exists).is_ok(), File::create(target).is_ok(), TcpStream::connect(address).is_ok(), reached)
        });
        let (landlock, read, written, connected, reached) = locked.join().unwrap();
        other.kill().unwrap();
        other.wait().unwrap();
        match landlock {
            Landlock::Full => assert_eq!((read, written, connected, reached), (false, false, false, false)),
            Landlock::Partial => assert_eq!((read, written), (false, false), "every version keeps from files"),
            Landlock::Absent => assert!(read && connected && reached, "nothing is denied that is not reported"),
        }
        assert!(File::open(std::env::current_exe().unwrap()).is_ok(), "the rest of this process is free");
    }

    /// Limits cannot be taken back, so the test runs itself once more, as a process that limits itself and says what then holds.
    #[test]
    fn what_is_limited_is_limited_for_good() {
        const CHILD: &str = "SIMPLETRADER_TEST_LIMITS_ITSELF";
        const LIMITS: ChildLimits = ChildLimits { memory_bytes: 1 << 30, cpu_seconds: 70, threads: 1 };
        let both = |resource| {
            let Rlimit { current, maximum } = getrlimit(resource);
            format!("{:?} {:?}", current, maximum)
        };
        if std::env::var_os(CHILD).is_some() {
            // What was inherited as forbidden would show nothing.
            let most = getrlimit(Resource::Core).maximum;
            setrlimit(Resource::Core, Rlimit { current: most, maximum: most }).unwrap();
            limit(&LIMITS).unwrap();
            println!("\naddress space: {}", both(Resource::As));
            println!("core dump: {}", both(Resource::Core));
            println!("file: {}", both(Resource::Fsize));
            println!("processor: {}", both(Resource::Cpu));
            println!("dumpable: {:?}", dumpable_behavior().unwrap());
            println!("when its parent ends: {}", parent_process_death_signal().unwrap() == Some(Signal::KILL));
            return;
        }
        let name = "compile::confinement::tests::what_is_limited_is_limited_for_good";
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(CHILD, getpid().as_raw_pid().to_string())
            .output()
            .unwrap();
        let said = String::from_utf8(child.stdout).unwrap();
        for expected in [
            "address space: Some(1073741824) Some(1073741824)",
            "core dump: Some(0) Some(0)",
            "file: Some(0) Some(0)",
            "processor: Some(70) Some(71)",
            "dumpable: NotDumpable",
            "when its parent ends: true",
        ] {
            assert!(said.lines().any(|line| line == expected), "not `{expected}` but {said}");
        }
    }
}
