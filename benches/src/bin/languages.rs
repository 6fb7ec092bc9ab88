//! What a worker costs in each guest language: the table of `docs/languages.md`, measured anew on this machine.
//!
//! The worker is the simple moving average that every SDK has as an example, over the real bars of the samples. `cargo xtask languages`
//! builds the workers, runs this and writes the page; languages whose toolchain is absent keep no row.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant as Clock};

use simpletrader_contracts::market::{Bar, Instrument, Series, SeriesRef};
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::worker::call::ContextWorker;
use simpletrader_contracts::{Decimal, Instant, Symbol};
use simpletrader_sandbox::{Cache, LoadedWorker, Sandbox, Settings};
use simpletrader_tests::guests::{LANGUAGES, Language};
use simpletrader_tests::pipeline::repository;

/// Where the table stands.
const PAGE: &str = "docs/languages.md";
const BEGIN: &str = "<!-- table: `cargo xtask languages` writes it -->";
const END: &str = "<!-- end of the table -->";

/// Calls whose median is told, after as many that warm up.
const CALLS: usize = 20_000;

fn main() {
    let rows: Vec<String> = LANGUAGES.into_iter().filter(|language| language.file("sma").is_file()).map(row).collect();
    let table = format!(
        "{BEGIN}\n\n| language | file | compile | load | instantiate | configure | call | fuel a call |\n|---|---|---|---|---|---|---|---|\n{}\n{END}",
        rows.join("")
    );
    println!("{table}");
    let page = repository().join(PAGE);
    let written = std::fs::read_to_string(&page).map_err(|error| error.to_string()).and_then(|text| {
        let (before, rest) = text.split_once(BEGIN).ok_or("the mark where the table begins is missing")?;
        let (_, after) = rest.split_once(END).ok_or("the mark where the table ends is missing")?;
        std::fs::write(&page, format!("{before}{table}{after}")).map_err(|error| error.to_string())
    });
    if let Err(error) = written {
        eprintln!("error: {PAGE}: {error}");
        std::process::exit(1);
    }
}

/// One line of the table: times are minima, except for calls, where the median is told.
fn row(language: Language) -> String {
    let folder = tempfile::tempdir().expect("a folder for the cache");
    let cache = Cache::open(&folder.path().join("cache"), 1 << 28).expect("the cache opens");
    let sandbox = Sandbox::new(Settings { cache: Some(Arc::new(cache)), ..Settings::default() }).expect("the sandbox starts");
    let (file, terms) = (language.file("sma"), language.terms("sma"));
    let load = || timed(|| sandbox.load(&file, &terms).expect("it is admitted"));
    let (compile, loaded) = load();
    let load = (0..15).map(|_| load().0).min().unwrap_or_default();
    let instantiate = (0..50).map(|_| timed(|| loaded.instantiate()).0).min().unwrap_or_default();
    let configure = (0..20).map(|_| timed_configure(&loaded)).min().unwrap_or_default();
    let (call, fuel) = calls(&loaded);
    let size = size_of(&file) / 1024;
    format!(
        "| {} | {size} KiB | {} ms | {:.1} ms | {:.0} µs | {:.0} µs | {:.2} µs | {fuel} |\n",
        name(language),
        compile.as_millis(),
        load.as_secs_f64() * 1e3,
        instantiate.as_secs_f64() * 1e6,
        configure.as_secs_f64() * 1e6,
        call.as_secs_f64() * 1e6,
    )
}

fn name(language: Language) -> &'static str {
    match language.0 {
        "rust" => "Rust",
        "python" => "Python",
        "typescript" => "TypeScript, JavaScript",
        "c" => "C",
        "cpp" => "C++",
        "zig" => "Zig",
        "go" => "Go",
        other => other,
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let started = Clock::now();
    let result = work();
    (started.elapsed(), result)
}

fn size_of(file: &Path) -> u64 {
    std::fs::metadata(file).map(|metadata| metadata.len()).unwrap_or_default()
}

fn configured(loaded: &LoadedWorker) -> (Duration, Box<dyn ContextWorker>) {
    let step = Decimal::new(1, 2);
    let symbol = Symbol::new("GOOG_USD").expect("a symbol");
    let instrument = Instrument { symbol, price_scale: 2, size_scale: 0, tick_size: step, lot_size: 1.into(), min_notional: None };
    let series = [Series { instrument: 0, timeframe_seconds: 86_400 }];
    let mut worker = loaded.instantiate().expect("it starts");
    let (time, result) = timed(|| worker.common().configure(r#"{"period": 20}"#, &[instrument], &series));
    result.expect("it takes its parameters");
    match worker {
        AnyWorker::Context(worker) => (time, worker),
        _ => unreachable!("an average is a context worker"),
    }
}

fn timed_configure(loaded: &LoadedWorker) -> Duration {
    configured(loaded).0
}

/// The median time of a call, and the median fuel.
fn calls(loaded: &LoadedWorker) -> (Duration, u64) {
    let (_, mut worker) = configured(loaded);
    let mut times = Vec::with_capacity(CALLS);
    let mut fuel = Vec::with_capacity(CALLS);
    let mut facts = [f64::NAN];
    for index in 0..2 * CALLS as i64 {
        let close = 10_000 + index % 97;
        let bar = Bar { series: SeriesRef(0), open: close, high: close + 5, low: close - 5, close, volume: 1000 };
        let before = worker.usage().fuel;
        let (time, result) = timed(|| worker.measure(Instant::from_micros(index * 60_000_000), &bar, &[], &mut facts));
        result.expect("it measures");
        if index >= CALLS as i64 {
            times.push(time);
            fuel.push(worker.usage().fuel - before);
        }
    }
    times.sort_unstable();
    fuel.sort_unstable();
    (times[CALLS / 2], fuel[CALLS / 2])
}
