//! What we want to reach, beside what was measured.

use std::fmt::Write;
use std::time::Duration;

use serde_json::Value;
use simpletrader_benches::reference::SLICED;

use crate::Long;
use crate::calls::Calls;
use crate::page::{nanos, took};
use crate::short::Group;

/// The daily bars that the sweep goes over.
const GOOG_BARS: f64 = 2_148.0;

/// One of them.
struct Target {
    what: &'static str,
    must: String,
    measured: String,
    is_reached: bool,
    /// What it would be if the calls of handlers were everything, each as wasmtime alone makes it.
    calls_alone: Option<String>,
}

impl Target {
    fn of_calls_alone(self, value: f64, shown: impl Fn(f64) -> String) -> Self {
        Self { calls_alone: Some(shown(value)), ..self }
    }
}

/// A figure that must not be larger, or not be smaller, than another.
enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

use Bound::{AtLeast, AtMost};

fn target(what: &'static str, bound: Bound, measured: f64, shown: impl Fn(f64) -> String) -> Target {
    let (must, is_reached) = match bound {
        AtMost(most) => (format!("≤ {}", shown(most)), measured <= most),
        AtLeast(least) => (format!("≥ {}", shown(least)), measured >= least),
    };
    Target { what, must, measured: shown(measured), is_reached, calls_alone: None }
}

/// The table, and what keeps back what is not reached. Writing to a text cannot fail.
pub fn write(page: &mut String, groups: &[Group], long: &Long, others: Option<&str>) -> Result<(), String> {
    *page += "\n## What we want to reach\n\n| | must be | is | | the calls alone |\n|---|---|---|---|---|\n";
    for Target { what, must, measured, is_reached, calls_alone } in all(groups, long, others)? {
        let reached = if is_reached { "reached" } else { "**not reached**" };
        let _ = writeln!(page, "| {what} | {must} | {measured} | {reached} | {} |", calls_alone.unwrap_or_default());
    }
    let (calls, whole) = (&long.calls, &long.whole);
    let raw = Alone::measured(groups, calls)?.bar_by_bar;
    let alone = Duration::from_nanos((raw * whole.bars as f64) as u64);
    let _ = write!(
        page,
        "\nThe last column is what no engine around the calls could be better than, if it took no time at all.\n\nThe limit of a run bar by bar is the boundary. In memory, a bar of the reference strategy takes {} with components; {:.1} calls of \
         handlers a bar take {} of it, each at its median, and would take wasmtime alone {}. What is left, {}, is the engine: with native \
         workers the whole bar takes {}, {} where nobody has anything to say, and {} of that is the engine's.\n\n\
         So over {} bars the calls alone take {}, {:.0} times the plain loop, and no engine around them could be quicker. What a bar of its \
         own costs a worker is shared by the bars of a slice; what planners and execution workers cost is paid for every trade.\n",
        nanos(calls.components),
        calls.number,
        nanos(calls.in_components),
        nanos(raw),
        nanos(calls.components - calls.in_components),
        nanos(calls.native),
        nanos(calls.quiet),
        nanos(calls.engine_on_a_quiet_bar()),
        whole.bars,
        took(alone),
        alone.as_secs_f64() / whole.ceiling.as_secs_f64(),
    );
    Ok(())
}

/// The same call through the sandbox and by wasmtime alone, in nanoseconds.
struct Call {
    sandbox: f64,
    alone: f64,
}

impl Call {
    fn measured(groups: &[Group]) -> Result<Self, String> {
        const GROUP: &str = "sma, one call";
        Ok(Self { sandbox: fastest(groups, GROUP, "sandbox")?, alone: fastest(groups, GROUP, "wasmtime alone")? })
    }
}

/// The calls of a bar as wasmtime alone would make them, in nanoseconds: what we add to a call is the same for every handler.
struct Alone {
    bar_by_bar: f64,
    /// Averages and detector are asked for slices.
    in_slices: f64,
    /// Of a bar on which nobody has anything to say.
    quiet: f64,
    quiet_in_slices: f64,
}

impl Alone {
    fn measured(groups: &[Group], calls: &Calls) -> Result<Self, String> {
        let call = Call::measured(groups)?;
        let ours = call.sandbox - call.alone;
        let slice_of = |worker: &str| fastest(groups, &format!("{worker}, slices through the sandbox"), "256");
        let in_slices = 2.0 * slice_of("sma")? + slice_of("cross")?;
        let bar_by_bar = calls.in_components - calls.number * ours;
        let quiet = calls.in_quiet_components - calls.quiet_number * ours;
        let saved = calls.in_sliced - SLICED.len() as f64 * ours - in_slices;
        Ok(Self { bar_by_bar, in_slices: bar_by_bar - saved, quiet, quiet_in_slices: quiet - saved })
    }
}

fn fastest(groups: &[Group], group: &str, entry: &str) -> Result<f64, String> {
    let mut entries = groups.iter().filter(|known| known.name == group).flat_map(|group| &group.entries);
    let found = entries.find(|known| known.name == entry);
    found.map(|found| found.fastest).ok_or_else(|| format!("`{group}`: `{entry}` was not measured"))
}

fn all(groups: &[Group], long: &Long, others: Option<&str>) -> Result<Vec<Target>, String> {
    let call = Call::measured(groups)?;
    let times = |value: f64| format!("{value:.2} ×");
    let seconds = |value: f64| format!("{value:.2} s");
    let (whole, calls) = (&long.whole, &long.calls);
    let (ours, sliced, loops) = (whole.ours.as_secs_f64(), whole.sliced.as_secs_f64(), whole.ceiling.as_secs_f64());
    let alone = Alone::measured(groups, calls)?;
    let of_all_bars = |nanos: f64| nanos * whole.bars as f64 / 1e9;
    let (raw, raw_sliced) = (of_all_bars(alone.bar_by_bar), of_all_bars(alone.in_slices));
    let mut targets = vec![
        target("a call through the engine ÷ the same call of wasmtime alone", AtMost(1.25), call.sandbox / call.alone, times),
        target("the engine on a quiet bar, native workers left out", AtMost(250.0), calls.engine_on_a_quiet_bar(), nanos),
        target("a million bars, bar by bar ÷ the calls that they need", AtMost(2.0), ours / raw, times),
        target("a million bars, bar by bar ÷ the plain loop", AtMost(8.0), ours / loops, times).of_calls_alone(raw / loops, times),
        target("a million bars, bar by bar", AtMost(1.8), ours, seconds).of_calls_alone(raw, seconds),
        target("a million bars, slices granted", AtMost(1.0), sliced, seconds).of_calls_alone(raw_sliced, seconds),
        target("components ÷ native workers, in memory", AtMost(1.5), calls.components / calls.native, times)
            .of_calls_alone(alone.bar_by_bar / calls.native, times),
    ];
    if let Some(others) = others {
        targets
            .extend(beside_others(others, [raw, raw_sliced]).ok_or("target/compare/figures.json is not as compare.py writes it")?);
    }
    let runs = |value: f64| format!("{value:.0} runs/s");
    let mib = |value: f64| format!("{value:.0} MiB");
    let kib = |value: f64| format!("{value:.1} KiB");
    if let Some(sweep) = long.sweep.last() {
        // As if no set traded and threads cost nothing.
        let most = |nanos: f64| sweep.threads as f64 / (nanos * GOOG_BARS / 1e9);
        let what = "546 sets of parameters, two threads, bar by bar";
        targets.push(target(what, AtLeast(400.0), sweep.bar_by_bar, runs).of_calls_alone(most(alone.quiet), runs));
        let what = "546 sets of parameters, two threads, slices granted";
        targets.push(target(what, AtLeast(400.0), sweep.in_slices, runs).of_calls_alone(most(alone.quiet_in_slices), runs));
    }
    let length = |bars: u64| long.lengths.iter().find(|length| length.bars == bars);
    for (what, bars, most) in [("memory over a million bars", 1_000_000, 64.0), ("memory over ten million bars", 10_000_000, 300.0)]
    {
        targets.extend(length(bars).map(|length| target(what, AtMost(most), length.peak_kib as f64 / 1024.0, mib)));
    }
    if let Some(counted) = &long.instructions {
        let what = "instructions a bar over ten thousand, a hundred thousand and a million: most ÷ least";
        targets.push(target(what, AtMost(1.1), counted.spread(), times));
    }
    let start = |time: Duration| time.as_secs_f64() * 1e3;
    let millis = |value: f64| took(Duration::from_secs_f64(value / 1e3));
    targets.push(target("start to end over 100 bars, workers from the cache", AtMost(50.0), start(long.starts.warm), millis));
    targets.push(target("the same, workers compiled", AtMost(2_000.0), start(long.starts.cold), millis));
    if let Some(crowd) = long.crowds.last() {
        targets.push(target("an idle worker among a thousand strategies", AtMost(64.0), crowd.kib_per_worker, kib));
        let gain = crowd.one_thread.as_secs_f64() / crowd.two_threads.as_secs_f64();
        targets.push(target("two threads ÷ one, a thousand strategies", AtLeast(1.6), gain, times));
    }
    Ok(targets)
}

/// What a run must be faster by than the engines of the comparison, bar by bar and with slices; `alone` are the seconds of its calls.
fn beside_others(figures: &str, alone: [f64; 2]) -> Option<Vec<Target>> {
    let figures: Value = serde_json::from_str(figures).ok()?;
    let engines = figures["engines"].as_array()?;
    let seconds = |name: &str| {
        let engine = engines.iter().find(|engine| engine["engine"].as_str().is_some_and(|known| known.starts_with(name)))?;
        engine["seconds"].as_f64()
    };
    let ours = [seconds("SimpleTrader, components bar by bar")?, seconds("SimpleTrader, slices granted")?];
    let wanted = [
        ("NautilusTrader", "NautilusTrader with a strategy in Python ÷ bar by bar", 8.0, 0),
        ("NautilusTrader", "NautilusTrader with a strategy in Python ÷ slices granted", 15.0, 1),
        ("backtesting.py", "backtesting.py ÷ bar by bar", 5.0, 0),
        ("backtesting.py", "backtesting.py ÷ slices granted", 10.0, 1),
        ("vectorbt", "vectorbt, the whole process ÷ bar by bar", 2.5, 0),
        ("vectorbt", "vectorbt, the whole process ÷ slices granted", 5.0, 1),
    ];
    let beside = |(name, what, least, kind): (&str, &'static str, f64, usize)| {
        let (theirs, times) = (seconds(name)?, |value: f64| format!("{value:.1} ×"));
        Some(target(what, AtLeast(least), theirs / ours.get(kind)?, times).of_calls_alone(theirs / alone.get(kind)?, times))
    };
    wanted.into_iter().map(beside).collect()
}
