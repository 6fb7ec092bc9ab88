//! The sweep of 546 sets of parameters over the sample's bars, for whoever wants to look at it with a profiler.
//!
//! `sweep THREADS [ROUNDS]` prints the runs a second of each round, bar by bar and with slices. The worker files are compiled before the
//! first.

use std::process::ExitCode;
use std::time::Instant;

use simpletrader_benches::sweep::{Asked, RELEASE_BATCH, grid, sweep};
use simpletrader_cli::session::WorkerFiles;
use simpletrader_sandbox::{Sandbox, Settings};
use simpletrader_tests::pipeline::{build_spec, sample};

fn main() -> ExitCode {
    let numbers: Option<Vec<usize>> = std::env::args().skip(1).map(|argument| argument.parse().ok()).collect();
    let (threads, rounds) = match numbers.as_deref() {
        Some([threads]) => (*threads, 1),
        Some([threads, rounds]) => (*threads, *rounds),
        _ => {
            eprintln!("usage: sweep THREADS [ROUNDS]");
            return ExitCode::FAILURE;
        }
    };
    let spec = build_spec(&sample("goog_sma_level"));
    let sandbox = Sandbox::new(Settings { release_batch: RELEASE_BATCH, ..Settings::default() }).expect("the sandbox starts");
    let mut files = WorkerFiles::new(&sandbox);
    let sets = grid();
    sweep(&spec, &mut files, &sets[..1], 1, Asked::BarByBar);
    for _ in 0..rounds {
        for asked in [Asked::BarByBar, Asked::InSlices] {
            let started = Instant::now();
            let runs = sweep(&spec, &mut files, &sets, threads, asked).len();
            println!("{asked:?} {:.1} runs/s", runs as f64 / started.elapsed().as_secs_f64());
        }
    }
    ExitCode::SUCCESS
}
