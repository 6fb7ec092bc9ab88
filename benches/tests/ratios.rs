//! What must not become slower, as ratios: times differ from machine to machine, ratios hold.
//!
//! Two things take turns in short rounds and the fastest round of each counts, because what disturbs a measurement makes it longer. Each
//! bound lies far enough above what was measured that noise does not reach it, and near enough that a regression of half as much again
//! does. `docs/performance.md` has the figures themselves.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant as Clock};

use simpletrader_benches::raw::{Knobs, RawContext};
use simpletrader_benches::reference::Reference;
use simpletrader_benches::runs::{kept, written};
use simpletrader_benches::walk::USUAL_SEED;
use simpletrader_benches::{instrument, series};
use simpletrader_cli::session::WorkerFiles;
use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::{Bar, SeriesRef};
use simpletrader_contracts::worker::call::SlicedBar;
use simpletrader_contracts::worker::{AnyWorker, WorkerSource};
use simpletrader_sandbox::{Sandbox, Settings};
use simpletrader_tests::guests::Language;
use simpletrader_tests::natives::natives;
use simpletrader_tests::pipeline::run_with;

/// Measurements would disturb one another.
static ALONE: Mutex<()> = Mutex::new(());

/// The time on the wall: for rounds so short that one of them is left alone even on a busy machine.
fn wall() -> Duration {
    static BEGIN: OnceLock<Clock> = OnceLock::new();
    BEGIN.get_or_init(Clock::now).elapsed()
}

/// The time in which this thread had a processor, where the system tells it: for longer rounds. It moves on a few milliseconds at once.
fn own() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanos| nanos.parse().ok()).map_or_else(wall, Duration::from_nanos)
}

/// How many times longer the first takes than the second, by this clock, at the best of so many rounds each.
fn times(clock: fn() -> Duration, rounds: usize, mut first: impl FnMut(), mut second: impl FnMut()) -> f64 {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let timed = |work: &mut dyn FnMut()| {
        let started = clock();
        work();
        clock().saturating_sub(started)
    };
    let mut best = [Duration::MAX; 2];
    for _ in 0..rounds {
        best[0] = best[0].min(timed(&mut first));
        best[1] = best[1].min(timed(&mut second));
    }
    best[0].as_secs_f64() / best[1].as_secs_f64()
}

fn must_be_below(bound: f64, what: &str, measured: f64) {
    eprintln!("{what}: {measured:.2}, bound {bound}");
    assert!(measured < bound, "{what}: {measured:.2} times, and {bound} is the bound");
}

/// The workers of the strategy, as native code or as components.
fn run(spec: &StrategyBuildSpec, sources: &[Arc<dyn WorkerSource>]) -> impl FnMut() {
    let (spec, sources) = (spec.clone(), sources.to_vec());
    move || drop(kept(spec.clone(), sources.clone()))
}

#[test]
fn the_sandbox_adds_little_to_a_call_of_wasmtime() {
    let rust = Language("rust");
    let sandbox = Sandbox::new(Settings { workers: 4, ..Settings::default() }).unwrap();
    let loaded = sandbox.load(&rust.file("sma"), &rust.terms("sma")).unwrap();
    let AnyWorker::Context(mut worker) = loaded.instantiate().unwrap() else { panic!("an average is a context worker") };
    worker.configure(r#"{"period": 20}"#, &[instrument()], &[series()]).unwrap();
    let mut raw = RawContext::new(&rust.file("sma"), Knobs::SANDBOX, r#"{"period": 20}"#);
    let bar = Bar { series: SeriesRef(0), open: 10_003, high: 10_003, low: 10_003, close: 10_003, volume: 1_000 };
    let mut facts = [0.0];
    let sandboxed = || (0..1_000).for_each(|_| worker.measure(Instant::default(), &bar, &[], &mut facts).unwrap());
    let bare = || (0..1_000).for_each(|_| drop(raw.measure(0, 10_003).unwrap()));
    must_be_below(1.6, "a call through the sandbox, beside one of wasmtime alone", times(wall, 200, sandboxed, bare));
}

#[test]
fn a_bar_of_a_slice_costs_a_part_of_a_bar_by_itself() {
    let rust = Language("rust");
    let sandbox = Sandbox::new(Settings { workers: 4, ..Settings::default() }).unwrap();
    let loaded = sandbox.load(&rust.file("sma"), &rust.terms("sma")).unwrap();
    let average = || {
        let AnyWorker::Context(mut worker) = loaded.instantiate().unwrap() else { panic!("an average is a context worker") };
        worker.configure(r#"{"period": 20}"#, &[instrument()], &[series()]).unwrap();
        worker
    };
    let (mut sliced, mut single) = (average(), average());
    let bar = Bar { series: SeriesRef(0), open: 10_003, high: 10_003, low: 10_003, close: 10_003, volume: 1_000 };
    let slice = [SlicedBar { at: Instant::default(), bar }; 256];
    let (mut rows, mut facts) = ([0.0; 256], [0.0]);
    let at_once = || sliced.measure_slice(&slice, &mut rows).unwrap();
    let one_by_one = || slice.iter().for_each(|one| single.measure(one.at, &one.bar, &[], &mut facts).unwrap());
    must_be_below(0.6, "a bar of a slice of 256, beside a bar by itself", times(wall, 200, at_once, one_by_one));
}

#[test]
fn components_take_a_few_times_as_long_as_native_code() {
    let folder = tempfile::tempdir().unwrap();
    let spec = written(Reference::of(5_000, USUAL_SEED), folder.path());
    let sandbox = Sandbox::new(Settings { workers: 32, ..Settings::default() }).unwrap();
    let components = WorkerFiles::new(&sandbox).sources(&spec).unwrap();
    let native = natives(&spec);
    let measured = times(wall, 15, run(&spec, &components), run(&spec, &native));
    must_be_below(6.0, "the reference strategy with components, beside native workers", measured);
}

#[test]
fn writing_ledger_and_journal_does_not_hold_a_run_up_for_long() {
    let folder = tempfile::tempdir().unwrap();
    let spec = written(Reference::of(5_000, USUAL_SEED), folder.path());
    let native = natives(&spec);
    let destination = folder.path().join("run");
    let writes = || drop(run_with(spec.clone(), native.clone(), &destination));
    let measured = times(wall, 15, writes, run(&spec, &native));
    must_be_below(6.0, "a run that is written down, beside one that is kept in memory", measured);
}

#[test]
fn a_bar_costs_the_same_however_many_came_before() {
    let folder = tempfile::tempdir().unwrap();
    let short = written(Reference::of(20_000, USUAL_SEED), &folder.path().join("short"));
    let long = written(Reference::of(100_000, USUAL_SEED), &folder.path().join("long"));
    let native = natives(&short);
    let measured = times(own, 5, run(&long, &native), run(&short, &native)) / 5.0;
    must_be_below(1.5, "a bar of a long run, beside one of a short run", measured);
}
