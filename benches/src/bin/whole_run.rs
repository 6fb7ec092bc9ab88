//! One run of an operation in one process, compiled here and now: what `valgrind --tool=callgrind` and `perf` are pointed at.
//!
//! `whole_run OPERATION components|native [RUNS]` prints the seconds of each run, loading not counted. Workers are compiled in this
//! process and kept by nobody, because a profiler follows no child and gives a processor of its own to the code.

use std::path::Path;
use std::process::ExitCode;

use simpletrader_tests::natives::natives;
use simpletrader_tests::pipeline::{build_spec, run_components, run_with};

const USAGE: &str = "usage: whole_run OPERATION components|native [RUNS]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (operation, kind, runs) = match arguments.as_slice() {
        [operation, kind] => (*operation, *kind, Ok(1)),
        [operation, kind, runs] => (*operation, *kind, runs.parse::<u32>()),
        _ => return refuse(USAGE),
    };
    let (Ok(runs), true) = (runs, ["components", "native"].contains(&kind)) else { return refuse(USAGE) };
    for _ in 0..runs {
        match run_once(Path::new(operation), kind == "native") {
            Ok(seconds) => println!("{kind} {seconds:.3} s"),
            Err(error) => return refuse(&error.to_string()),
        }
    }
    ExitCode::SUCCESS
}

fn run_once(operation: &Path, is_native: bool) -> std::io::Result<f64> {
    let folder = tempfile::tempdir()?;
    let spec = build_spec(operation);
    let destination = folder.path().join("run");
    let outcome = if is_native {
        let workers = natives(&spec);
        run_with(spec, workers, &destination)
    } else {
        run_components(spec, &destination)
    };
    Ok(outcome.seconds)
}

fn refuse(reason: &str) -> ExitCode {
    eprintln!("{reason}");
    ExitCode::FAILURE
}
