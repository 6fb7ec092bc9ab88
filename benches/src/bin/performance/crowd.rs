//! Many strategies in one process: what an idle one takes in memory, and how much more two threads do than one.

use std::path::Path;
use std::time::{Duration, Instant};

use simpletrader_benches::reference::Reference;
use simpletrader_benches::runs::{assembled, written};
use simpletrader_benches::sweep::RELEASE_BATCH;
use simpletrader_benches::walk::USUAL_SEED;
use simpletrader_cli::session::WorkerFiles;
use simpletrader_engine::run::{DataNeeds, run_in_memory};
use simpletrader_engine::strategy::Strategy;
use simpletrader_sandbox::{Allocation, Limits, Sandbox, Settings};

/// Bars that each strategy is shown.
const BARS: u64 = 200;
/// Rounds of which the fastest counts.
const ROUNDS: usize = 7;
/// Workers of the reference strategy.
const WORKERS: u32 = 11;

/// So many strategies.
pub struct Crowd {
    pub strategies: usize,
    /// Physical memory that each worker of an idle strategy takes, in KiB, with its share of the engine's.
    pub kib_per_worker: f64,
    /// All of them over their bars, on one thread and on two.
    pub one_thread: Duration,
    pub two_threads: Duration,
}

/// Measures crowds of several sizes.
pub fn measure(folder: &Path) -> Vec<Crowd> {
    [1, 10, 100, 1_000].into_iter().map(|strategies| crowd(folder, strategies)).collect()
}

fn crowd(folder: &Path, strategies: usize) -> Crowd {
    let spec = written(Reference::of(BARS, USUAL_SEED), &folder.join("crowd"));
    let workers = WORKERS * strategies as u32 + 16;
    // One memory is what a Rust worker has. Room for the two that the gate lets through would not fit the address space, and workers
    // outside the pool wait for one another where they begin and end.
    let native = Limits { memories: 1, ..Limits::native() };
    let settings = Settings { native, workers, release_batch: RELEASE_BATCH, ..Settings::default() };
    let sandbox = Sandbox::new(settings).expect("the sandbox starts");
    assert_eq!(sandbox.allocation(), Allocation::Pooling, "room for {workers} workers");
    let mut files = WorkerFiles::new(&sandbox);
    let sources = files.sources(&spec).unwrap_or_else(|failure| panic!("{}", failure.message));
    let make = |number: usize| -> Vec<Strategy> { (0..number).map(|_| assembled(spec.clone(), sources.clone())).collect() };
    // The first one brings the code of all of them into memory.
    drop(make(1));
    let before = resident_kib();
    let idle = make(strategies);
    let kib = resident_kib().saturating_sub(before);
    let needs = DataNeeds::of(&spec);
    let run = |lanes: Vec<Vec<Strategy>>| {
        let readers = needs.clone().share(lanes.len());
        let started = Instant::now();
        std::thread::scope(|scope| {
            for (lane, reader) in lanes.into_iter().zip(readers) {
                scope.spawn(|| run_in_memory(lane, reader).into_iter().for_each(|run| drop(run.expect("the data is sound"))));
            }
        });
        started.elapsed()
    };
    let (mut one, mut two) = (run(vec![idle]), Duration::MAX);
    for _ in 0..ROUNDS {
        let mut first = make(strategies);
        let second = first.split_off(strategies / 2);
        two = two.min(run(vec![first, second]));
        one = one.min(run(vec![make(strategies)]));
    }
    let kib_per_worker = kib as f64 / (strategies as f64 * f64::from(WORKERS));
    Crowd { strategies, kib_per_worker, one_thread: one, two_threads: two }
}

/// What lies in physical memory. A page that many workers map, as the constants of a module are, counts once: `VmRSS` would count it for
/// each of them.
fn resident_kib() -> u64 {
    let text = std::fs::read_to_string("/proc/self/smaps_rollup").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}
