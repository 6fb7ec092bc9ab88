//! A sweep: one strategy with hundreds of sets of parameters, worker files compiled once, results in memory.
//!
//! A set changes what stands in the build spec, nothing is read or compiled again for it. The sets are handed out in small parties: the
//! strategies of one run over a single read of the data, and their instances are few enough to stay near the processor.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use simpletrader_cli::session::WorkerFiles;
use simpletrader_config::build_spec::{Lookback, StrategyBuildSpec};
use simpletrader_engine::run::{DataNeeds, KeptRun, run_in_memory};
use simpletrader_engine::strategy::Strategy;

use crate::reference::SLICED;
use crate::runs::assembled;

/// Strategies that one thread runs side by side.
const PARTY: usize = 8;

/// Where many workers of one's own begin and end on several threads: how many of them give their memory back together.
pub const RELEASE_BATCH: u32 = 64;

/// One set of parameters of `sma_level`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Set {
    /// Bars of the fast average.
    pub fast: u32,
    /// Bars of the slow average; the rule is first looked at on the bar of this number.
    pub slow: u32,
}

/// Fast 5 to 30, slow 35 to 135 in steps of five: 546 sets.
pub fn grid() -> Vec<Set> {
    (5..=30).flat_map(|fast| (35..=135).step_by(5).map(move |slow| Set { fast, slow })).collect()
}

/// How the two averages and the detector are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// At every bar: what strangers are granted.
    BarByBar,
    /// Once about all bars of a block.
    InSlices,
}

/// Most bars of a slice.
const SLICE: u32 = 256;

/// The build spec of `sma_level` with other periods.
pub fn with(spec: &StrategyBuildSpec, set: Set, asked: Asked) -> StrategyBuildSpec {
    let mut spec = spec.clone();
    for worker in &mut spec.workers {
        if asked == Asked::InSlices && SLICED.contains(&worker.worker_id.as_str()) {
            worker.grants.slices = Some(SLICE);
        }
        match worker.worker_id.as_str() {
            "fast" => worker.params.set("period", set.fast),
            "slow" => worker.params.set("period", set.slow),
            "cross" => worker.params.set("warmup", set.slow),
            _ => {}
        }
    }
    // The detector warms up; the blueprint's own warm-up is for the periods that stand in it.
    spec.lookbacks.fill(Lookback::default());
    spec
}

/// Runs every set, on so many threads. The results are in the order of the sets, whatever thread ran which.
pub fn sweep(spec: &StrategyBuildSpec, files: &mut WorkerFiles<'_>, sets: &[Set], threads: usize, asked: Asked) -> Vec<KeptRun> {
    let sources = files.sources(spec).unwrap_or_else(|failure| panic!("{}", failure.message));
    let needs = DataNeeds::of(spec);
    let parties: Vec<&[Set]> = sets.chunks(PARTY).collect();
    let results: Vec<Mutex<Vec<KeptRun>>> = parties.iter().map(|_| Mutex::default()).collect();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                while let Some((party, result)) = {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    parties.get(number).zip(results.get(number))
                } {
                    let strategies: Vec<Strategy> =
                        party.iter().map(|set| assembled(with(spec, *set, asked), sources.clone())).collect();
                    let runs = run_in_memory(strategies, needs.clone().alone());
                    let runs = runs.into_iter().map(|run| run.expect("the data is sound")).collect();
                    *result.lock().expect("nobody panics with it") = runs;
                }
            });
        }
    });
    results.into_iter().flat_map(|runs| runs.into_inner().expect("nobody panics with it")).collect()
}
