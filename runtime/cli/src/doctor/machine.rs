//! What the sandbox and the builder of workers need of this machine.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use simpletrader_sandbox::compile::Landlock;
use simpletrader_sandbox::{Allocation, CompileError, Sandbox};

use super::Diagnosis;
use crate::sandbox;

/// The target that workers are compiled for.
const TARGET: &str = "wasm32-unknown-unknown";

/// Everything that can be seen without running a worker.
pub fn examine(sandbox: &Sandbox) -> Vec<Diagnosis> {
    vec![engine(sandbox), cache(), resource_limits(&read("/proc/self/limits")), compiler(sandbox.try_compiler()), toolchain()]
}

fn read(path: &str) -> Option<String> {
    fs::read_to_string(path).ok()
}

fn engine(sandbox: &Sandbox) -> Diagnosis {
    match sandbox.allocation() {
        Allocation::Pooling => Diagnosis::good("engine", "instances are pooled"),
        Allocation::OnDemand => Diagnosis::weak(
            "engine",
            "there is no address space for a pool of instances: every limit holds, but instances cost more; see `ulimit -v`",
        ),
    }
}

/// The folder of compiled code: what is in it is run, so nobody else may write there.
fn cache() -> Diagnosis {
    let Some(folder) = sandbox::folder() else {
        return Diagnosis::weak("cache", "neither HOME nor XDG_CACHE_HOME is set: workers are compiled anew each time");
    };
    match sandbox::open_cache(&folder) {
        Ok(cache) => Diagnosis::good("cache", format!("{} is this user's alone", cache.path().display())),
        Err(error) => Diagnosis::weak("cache", format!("not used, workers are compiled anew each time: {error}")),
    }
}

/// The limits by which the kernel stops a compiler that runs away. `limits` is the kernel's table, where there is one.
fn resource_limits(limits: &Option<String>) -> Diagnosis {
    const NEEDED: [&str; 3] = ["Max address space", "Max cpu time", "Max core file size"];
    match limits {
        Some(table) if NEEDED.iter().all(|name| table.contains(name)) => {
            Diagnosis::good("resource limits", "the kernel limits address space, processor time and core files of a process")
        }
        _ => Diagnosis::weak(
            "resource limits",
            "this kernel shows no limits of a process; a compiler that runs away is stopped by the clock alone",
        ),
    }
}

/// How the compiler is kept apart, as it says itself when it is tried.
fn compiler(tried: Result<Option<Landlock>, CompileError>) -> Diagnosis {
    const WITHIN_REACH: &str = "a compiler that a worker had taken over would have this user's files within reach";
    match tried {
        Ok(Some(Landlock::Full)) => {
            Diagnosis::good("compiler", "a process of its own, and Landlock keeps it from files and network")
        }
        Ok(Some(Landlock::Partial)) => Diagnosis::weak(
            "compiler",
            format!("a process of its own, from which this kernel's Landlock keeps a part of what it should: {WITHIN_REACH}"),
        ),
        Ok(Some(Landlock::Absent)) => Diagnosis::weak(
            "compiler",
            format!(
                "a process of its own with limits of time and memory, but Landlock is not active in this kernel: {WITHIN_REACH}"
            ),
        ),
        Ok(None) => Diagnosis::bad("compiler", "it runs in this process, where nothing stops it"),
        Err(error) => Diagnosis::bad("compiler", format!("{error}; {}", error.advice())),
    }
}

/// Only who builds workers needs it.
fn toolchain() -> Diagnosis {
    let library = Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).stderr(Stdio::null()).output().ok();
    let Some(output) = library.filter(|output| output.status.success()) else {
        return Diagnosis::weak("toolchain", "there is no `rustc`: workers run, but none can be built here");
    };
    let folder = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if Path::new(&folder).is_dir() {
        Diagnosis::good("toolchain", format!("`rustc` compiles for {TARGET}"))
    } else {
        Diagnosis::weak(
            "toolchain",
            format!("`rustc` cannot compile for {TARGET}: `rustup target add {TARGET}`, if you build workers"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    #[test]
    fn a_compiler_that_nothing_confines_is_bad_and_one_without_landlock_is_weak() {
        assert_eq!(compiler(Ok(Some(Landlock::Full))).state, State::Good);
        assert_eq!(compiler(Ok(Some(Landlock::Partial))).state, State::Weak);
        assert_eq!(compiler(Ok(Some(Landlock::Absent))).state, State::Weak);
        assert_eq!(compiler(Ok(None)).state, State::Bad);
        assert_eq!(compiler(Err(CompileError::NotStarted("gone".to_owned()))).state, State::Bad);
    }

    #[test]
    fn every_resource_limit_is_needed() {
        let table = "Max cpu time unlimited\nMax core file size 0\nMax address space unlimited\n";
        assert_eq!(resource_limits(&Some(table.to_owned())).state, State::Good);
        assert_eq!(resource_limits(&Some(table.replace("Max cpu time", "Max files"))).state, State::Weak);
        assert_eq!(resource_limits(&None).state, State::Weak);
    }
}
