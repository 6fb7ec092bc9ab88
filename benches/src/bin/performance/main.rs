//! Writes `docs/performance.md`: what things cost on this machine, every figure of it measured.
//!
//! `cargo xtask performance` builds everything, lets Criterion measure what is short, and runs this program, which measures what is long
//! (whole processes, sweeps, crowds of strategies) and writes the page. Nothing in the page is typed by hand; what stands between the
//! tables stands in [`page`].

mod calls;
mod crowd;
mod page;
mod process;
mod short;
mod targets;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use simpletrader_benches::sweep::{RELEASE_BATCH, grid, sweep};
use simpletrader_cli::session::WorkerFiles;
use simpletrader_sandbox::{Sandbox, Settings};
use simpletrader_tests::pipeline::{build_spec, repository, sample};

/// What was measured, besides Criterion's groups.
struct Long {
    calls: calls::Calls,
    whole: process::Whole,
    lengths: Vec<process::Length>,
    starts: process::Starts,
    sweep: Vec<Sweep>,
    crowds: Vec<crowd::Crowd>,
}

/// The sweep of 546 sets on so many threads.
struct Sweep {
    threads: usize,
    runs_per_second: f64,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let target = repository().join("target");
    let groups = short::groups(&target.join("criterion"))?;
    let folder = tempfile::tempdir().map_err(|error| format!("a folder for bars and runs: {error}"))?;
    let long = Long {
        calls: calls::measure(folder.path())?,
        sweep: sweeps(),
        crowds: crowd::measure(folder.path()),
        starts: process::starts(folder.path())?,
        lengths: process::lengths(folder.path())?,
        whole: process::whole(folder.path())?,
    };
    let others = std::fs::read_to_string(target.join("compare/figures.json")).ok();
    let page = page::write(&groups, &long, others.as_deref())?;
    write(&repository().join("docs/performance.md"), &page)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{}", path.display());
    Ok(())
}

/// The best of three sweeps on one thread and on two, which take turns.
fn sweeps() -> Vec<Sweep> {
    let spec = build_spec(&sample("goog_sma_level"));
    let settings = Settings { release_batch: RELEASE_BATCH, ..Settings::default() };
    let sandbox = Sandbox::new(settings).expect("the sandbox starts");
    let mut files = WorkerFiles::new(&sandbox);
    let sets = grid();
    let mut results = [1, 2].map(|threads| Sweep { threads, runs_per_second: 0.0 });
    for _ in 0..3 {
        for result in &mut results {
            let started = Instant::now();
            let runs = sweep(&spec, &mut files, &sets, result.threads).len();
            result.runs_per_second = result.runs_per_second.max(runs as f64 / started.elapsed().as_secs_f64());
        }
    }
    results.into()
}
