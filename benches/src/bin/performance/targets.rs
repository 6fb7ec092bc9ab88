//! What we want to reach, beside what was measured.

use std::fmt::Write;
use std::time::Duration;

use serde_json::Value;

use crate::Long;
use crate::calls::Calls;
use crate::page::{nanos, took};
use crate::process::Length;
use crate::short::Group;

/// One of them.
struct Target {
    what: &'static str,
    must: String,
    measured: String,
    is_reached: bool,
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
    Target { what, must, measured: shown(measured), is_reached }
}

/// The table, and what keeps back what is not reached. Writing to a text cannot fail.
pub fn write(page: &mut String, groups: &[Group], long: &Long, others: Option<&str>) -> Result<(), String> {
    *page += "\n## What we want to reach\n\n| | must be | is | |\n|---|---|---|---|\n";
    for Target { what, must, measured, is_reached } in all(groups, long, others)? {
        let reached = if is_reached { "reached" } else { "**not reached**" };
        let _ = writeln!(page, "| {what} | {must} | {measured} | {reached} |");
    }
    let (calls, whole) = (&long.calls, &long.whole);
    let raw = Call::measured(groups)?.raw_per_bar(calls);
    let alone = Duration::from_nanos((raw * whole.bars as f64) as u64);
    let _ = write!(
        page,
        "\nThe limit of a run bar by bar is the boundary. In memory, a bar of the reference strategy takes {} with components; {:.1} calls of \
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
        let fastest = |entry: &str| {
            let mut entries = groups.iter().filter(|known| known.name == GROUP).flat_map(|group| &group.entries);
            let found = entries.find(|known| known.name == entry);
            found.map(|found| found.fastest).ok_or_else(|| format!("`{GROUP}`: `{entry}` was not measured"))
        };
        Ok(Self { sandbox: fastest("sandbox")?, alone: fastest("wasmtime alone")? })
    }

    /// The calls of a bar as wasmtime alone would make them: what we add to a call is the same for every handler.
    fn raw_per_bar(&self, calls: &Calls) -> f64 {
        calls.in_components - calls.number * (self.sandbox - self.alone)
    }
}

fn all(groups: &[Group], long: &Long, others: Option<&str>) -> Result<Vec<Target>, String> {
    let call = Call::measured(groups)?;
    let times = |value: f64| format!("{value:.2} ×");
    let seconds = |value: f64| format!("{value:.2} s");
    let (whole, calls) = (&long.whole, &long.calls);
    let (ours, sliced, loops) = (whole.ours.as_secs_f64(), whole.sliced.as_secs_f64(), whole.ceiling.as_secs_f64());
    let raw = call.raw_per_bar(calls) * whole.bars as f64 / 1e9;
    let mut targets = vec![
        target("a call through the engine ÷ the same call of wasmtime alone", AtMost(1.25), call.sandbox / call.alone, times),
        target("the engine on a quiet bar, native workers left out", AtMost(250.0), calls.engine_on_a_quiet_bar(), nanos),
        target("a million bars, bar by bar ÷ the calls that they need", AtMost(2.0), ours / raw, times),
        target("a million bars, bar by bar ÷ the plain loop", AtMost(8.0), ours / loops, times),
        target("a million bars, bar by bar", AtMost(1.8), ours, seconds),
        target("a million bars, slices granted", AtMost(1.0), sliced, seconds),
        target("components ÷ native workers, in memory", AtMost(1.5), calls.components / calls.native, times),
    ];
    if let Some(others) = others {
        targets.extend(beside_others(others).ok_or("target/compare/figures.json is not as compare.py writes it")?);
    }
    let runs = |value: f64| format!("{value:.0} runs/s");
    let mib = |value: f64| format!("{value:.0} MiB");
    let kib = |value: f64| format!("{value:.1} KiB");
    if let Some(sweep) = long.sweep.last() {
        targets.push(target("546 sets of parameters, two threads, bar by bar", AtLeast(400.0), sweep.bar_by_bar, runs));
        targets.push(target("546 sets of parameters, two threads, slices granted", AtLeast(400.0), sweep.in_slices, runs));
    }
    let length = |bars: u64| long.lengths.iter().find(|length| length.bars == bars);
    for (what, bars, most) in [("memory over a million bars", 1_000_000, 64.0), ("memory over ten million bars", 10_000_000, 300.0)]
    {
        targets.extend(length(bars).map(|length| target(what, AtMost(most), length.peak_kib as f64 / 1024.0, mib)));
    }
    if let (Some(few), Some(many)) = (length(100_000), length(10_000_000)) {
        let a_bar = |length: &Length| (length.took.as_secs_f64() - long.starts.warm.as_secs_f64()) / length.bars as f64;
        let what = "a bar of ten million ÷ a bar of a hundred thousand, after the start";
        targets.push(target(what, AtMost(1.1), a_bar(many) / a_bar(few), times));
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

/// What a run bar by bar must be faster by than the engines of the comparison.
fn beside_others(figures: &str) -> Option<Vec<Target>> {
    let figures: Value = serde_json::from_str(figures).ok()?;
    let wanted = [
        ("NautilusTrader", "NautilusTrader with a strategy in Python ÷ bar by bar", 8.0),
        ("backtesting.py", "backtesting.py ÷ bar by bar", 5.0),
        ("vectorbt", "vectorbt, the whole process ÷ bar by bar", 2.5),
    ];
    let engines = figures["engines"].as_array()?;
    let beside = |(name, what, least): (&str, &'static str, f64)| {
        let engine = engines.iter().find(|engine| engine["engine"].as_str().is_some_and(|known| known.starts_with(name)))?;
        Some(target(what, AtLeast(least), engine["times"].as_f64()?, |value| format!("{value:.1} ×")))
    };
    Some(wanted.into_iter().filter_map(beside).collect())
}
