//! A compiler process for whoever uses the sandbox without the command: limits as arguments, component in, answer out.

use std::process::ExitCode;

use simpletrader_sandbox::compile::{ChildLimits, serve};

fn main() -> ExitCode {
    match ChildLimits::parse(std::env::args_os().skip(1)) {
        Some(limits) => serve(&limits),
        None => {
            eprintln!("usage: compile-worker MEMORY_BYTES CPU_SECONDS THREADS");
            ExitCode::from(2)
        }
    }
}
