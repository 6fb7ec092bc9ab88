//! Writes `docs/performance.md`: what things cost on this machine, every figure of it measured.
//!
//! `cargo xtask performance` builds everything, lets Criterion measure what is short, and runs this program, which measures what is long
//! (whole processes, sweeps, crowds of strategies) and writes the page. Nothing in the page is typed by hand; what stands between the
//! tables stands in [`page`].

mod calls;
mod crowd;
mod instructions;
mod page;
mod process;
mod short;
mod targets;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use simpletrader_benches::sweep::{Asked, RELEASE_BATCH, grid, sweep};
use simpletrader_cli::session::WorkerFiles;
use simpletrader_sandbox::{Sandbox, Settings};
use simpletrader_tests::pipeline::{build_spec, repository, sample};

/// What was measured, besides Criterion's groups.
struct Long {
    calls: calls::Calls,
    whole: process::Whole,
    lengths: Vec<process::Length>,
    /// None without Valgrind.
    instructions: Option<instructions::Instructions>,
    starts: process::Starts,
    sweep: Vec<Sweep>,
    crowds: Vec<crowd::Crowd>,
}

/// The sweep of 546 sets on so many threads, in runs a second.
struct Sweep {
    threads: usize,
    bar_by_bar: f64,
    in_slices: f64,
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
        instructions: instructions::count(folder.path())?,
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

/// The best of seven sweeps of each kind, on one thread and on two, which take turns: each is so short that a neighbour may fill it whole.
fn sweeps() -> Vec<Sweep> {
    let spec = build_spec(&sample("goog_sma_level"));
    let settings = Settings { release_batch: RELEASE_BATCH, ..Settings::default() };
    let sandbox = Sandbox::new(settings).expect("the sandbox starts");
    let mut files = WorkerFiles::new(&sandbox);
    let sets = grid();
    let mut runs_per_second = |threads, asked| {
        let started = Instant::now();
        let runs = sweep(&spec, &mut files, &sets, threads, asked).len();
        runs as f64 / started.elapsed().as_secs_f64()
    };
    let mut best = [1, 2].map(|threads| Sweep { threads, bar_by_bar: 0.0, in_slices: 0.0 });
    for _ in 0..7 {
        for Sweep { threads, bar_by_bar, in_slices } in &mut best {
            *bar_by_bar = bar_by_bar.max(runs_per_second(*threads, Asked::BarByBar));
            *in_slices = in_slices.max(runs_per_second(*threads, Asked::InSlices));
        }
    }
    best.into()
}
