//! Where the time of a bar goes: into the calls of workers, or into the engine around them.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use simpletrader_benches::reference::{Reference, SLICED};
use simpletrader_benches::runs::{kept, written};
use simpletrader_benches::walk::USUAL_SEED;
use simpletrader_cli::bench::report::Subject;
use simpletrader_cli::bench::{Bench, measure as measure_calls};
use simpletrader_cli::session::WorkerFiles;
use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::worker::WorkerSource;
use simpletrader_sandbox::{Sandbox, Settings};
use simpletrader_tests::natives::natives;

/// Enough that starting, 2 ms, costs nothing beside running.
const BARS: u64 = 500_000;
/// Rounds of which the fastest counts; what is compared takes turns.
const ROUNDS: u32 = 5;

/// Nanoseconds a bar, in memory.
pub struct Calls {
    /// Calls of handlers a bar, over all workers.
    pub number: f64,
    /// The reference strategy with components, and what of it are the calls, each at its median.
    pub components: f64,
    pub in_components: f64,
    /// What of it are the calls that slices make for many bars at once.
    pub in_sliced: f64,
    /// Handlers that are called on every bar, in the sandbox: what a bar without trades needs, and how many they are.
    pub in_quiet_components: f64,
    pub quiet_number: f64,
    /// The same with native workers.
    pub native: f64,
    /// Native workers and bars on which nobody has anything to say, and what of it are the calls.
    pub quiet: f64,
    pub in_quiet: f64,
}

impl Calls {
    /// What the engine does on a quiet bar.
    pub fn engine_on_a_quiet_bar(&self) -> f64 {
        self.quiet - self.in_quiet
    }
}

/// Measures the reference strategy, and the one that never trades.
pub fn measure(folder: &Path) -> Result<Calls, String> {
    let sandbox = Sandbox::new(Settings::default()).map_err(|error| error.to_string())?;
    let mut files = WorkerFiles::new(&sandbox);
    let spec = written(Reference::of(BARS, USUAL_SEED), &folder.join("calls"));
    let quiet = written(Reference { is_quiet: true, ..Reference::of(BARS, USUAL_SEED) }, &folder.join("quiet"));
    let components = files.sources(&spec).map_err(|failure| failure.message)?;
    let mut best = [f64::MAX; 3];
    for _ in 0..ROUNDS {
        let rounds = [(&spec, components.clone()), (&spec, natives(&spec)), (&quiet, natives(&quiet))];
        for (best, (spec, sources)) in best.iter_mut().zip(rounds) {
            *best = best.min(per_bar(run(spec, sources)));
        }
    }
    let quiet_components = files.sources(&quiet).map_err(|failure| failure.message)?;
    let benches = vec![Bench::of_link(spec, components), Bench::of_link(quiet, quiet_components)];
    let report = measure_calls(&sandbox, benches, ROUNDS).map_err(|failure| failure.message)?;
    let [all, quiet] = report.subjects.as_slice() else { return Err("two strategies were measured".into()) };
    let clock = report.calibration.clock_ns;
    let [components, native, quiet_bar] = best;
    Ok(Calls {
        number: handlers(all).map(|(calls, ..)| calls).sum(),
        in_sliced: handlers_of(all, |worker| SLICED.contains(&worker))
            .map(|(calls, sandboxed, _)| calls * (sandboxed - clock))
            .sum(),
        quiet_number: handlers(quiet).map(|(calls, ..)| calls).sum(),
        in_quiet_components: handlers(quiet).map(|(calls, sandboxed, _)| calls * (sandboxed - clock)).sum(),
        components,
        in_components: handlers(all).map(|(calls, sandboxed, _)| calls * (sandboxed - clock)).sum(),
        native,
        quiet: quiet_bar,
        in_quiet: handlers(quiet).map(|(calls, _, native)| calls * (native - clock)).sum(),
    })
}

fn run(spec: &StrategyBuildSpec, sources: Vec<Arc<dyn WorkerSource>>) -> Duration {
    let spec = spec.clone();
    let started = Instant::now();
    drop(kept(spec, sources));
    started.elapsed()
}

fn per_bar(took: Duration) -> f64 {
    took.as_secs_f64() * 1e9 / BARS as f64
}

/// Of every handler: calls a bar, and what one usually takes in the sandbox and as native code, with one reading of the clock in it.
fn handlers(subject: &Subject) -> impl Iterator<Item = (f64, f64, f64)> {
    handlers_of(subject, |_| true)
}

/// The same of some workers.
fn handlers_of(subject: &Subject, is_meant: impl Fn(&str) -> bool) -> impl Iterator<Item = (f64, f64, f64)> {
    let bars = BARS as f64 * f64::from(subject.rounds);
    let workers = subject.workers.iter().filter(move |worker| is_meant(&worker.worker_id));
    workers.flat_map(|worker| &worker.handlers).map(move |costs| {
        let native = costs.native_ns.map_or(0.0, |native| native.p50 as f64);
        (costs.calls as f64 / bars, costs.latency_ns.p50 as f64, native)
    })
}
