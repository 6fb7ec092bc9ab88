//! The page: tables of what was measured, and what to make of them.

use std::fmt::Write;
use std::time::{Duration, SystemTime};

use serde_json::Value;
use simpletrader_cli::bench::report::Machine;
use simpletrader_contracts::Instant;
use simpletrader_sandbox::ENGINE;

use crate::Long;
use crate::short::Group;
use crate::targets;

// Writing to a text cannot fail, so its result is nowhere looked at below.

/// The whole page.
pub fn write(groups: &[Group], long: &Long, others: Option<&str>) -> Result<String, String> {
    let mut page = head();
    targets::write(&mut page, groups, long, others)?;
    runs(&mut page, long);
    if let Some(others) = others {
        comparison(&mut page, others).ok_or("target/compare/figures.json is not as compare.py writes it")?;
    }
    many(&mut page, long);
    page += "\n## Short things\n\n\
             Per call; in groups of whole runs, per bar. *Fastest* is the figure to compare: what disturbs a measurement only makes it longer.\n";
    for group in groups {
        let _ = writeln!(page, "\n### {}\n\n| | fastest | median |\n|---|---|---|", group.name);
        for entry in &group.entries {
            let _ = writeln!(page, "| {} | {} | {} |", entry.name, nanos(entry.fastest), nanos(entry.median));
        }
    }
    Ok(page)
}

fn head() -> String {
    let Machine { processor, cores, system } = Machine::here();
    let today = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let today = Instant::from_micros(0).plus_seconds(i64::try_from(today).unwrap_or(0)).to_string();
    let (today, _) = today.split_once('T').unwrap_or((&today, ""));
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    format!(
        "# What things cost\n\n\
         `cargo xtask performance` measures and writes this page; no figure in it is typed by hand.\n\n\
         | | |\n|---|---|\n| engine | {ENGINE} |\n| processor | {processor}, {cores} cores, {system} |\n| date | {today} |\n\
         | load when it was written | {load} |\n\n\
         Times are of this machine at this hour: compare them within the page. Ratios hold on other machines, fuel is the same on all.\n"
    )
}

fn runs(page: &mut String, long: &Long) {
    let whole = &long.whole;
    let times = whole.ours.as_secs_f64() / whole.ceiling.as_secs_f64();
    let _ = write!(
        page,
        "\n## A run, whole\n\n\
         The reference strategy (`sma_level`, eleven workers, all of them components, fuel and deadline on, ledger and journal written) over \
         one-minute bars of a random walk, as a process from CSV to finished run directory. The plain loop is one file without library, \
         sandbox or books (`benches/src/bin/ceiling.rs`) that reads the same file and makes the same trades.\n\n\
         | {} bars | time |\n|---|---|\n| SimpleTrader, bar by bar | {} |\n| SimpleTrader, slices granted | {} |\n| plain loop | {} |\n| times | {times:.1} |\n\n\
         | bars | time | a bar | most memory |\n|---|---|---|---|\n",
        whole.bars,
        took(whole.ours),
        took(whole.sliced),
        took(whole.ceiling),
    );
    for length in &long.lengths {
        let a_bar = nanos(length.per_bar());
        let _ = writeln!(page, "| {} | {} | {a_bar} | {} MiB |", length.bars, took(length.took), length.peak_kib / 1024);
    }
    if let Some(counted) = &long.instructions {
        *page += "\nInstructions of the processor after the start, all threads together, counted by Valgrind's Cachegrind over the same run \
                  (`benches/src/bin/whole_run.rs`):\n\n| bars | instructions a bar |\n|---|---|\n";
        for (bars, instructions) in &counted.a_bar {
            let _ = writeln!(page, "| {bars} | {instructions:.0} |");
        }
    }
    let _ = write!(
        page,
        "\n| start to end over 100 bars | time |\n|---|---|\n| workers compiled | {} |\n| workers from the cache | {} |\n",
        took(long.starts.cold),
        took(long.starts.warm),
    );
}

/// The table of `benches/compare`, where it was run.
fn comparison(page: &mut String, figures: &str) -> Option<()> {
    let figures: Value = serde_json::from_str(figures).ok()?;
    let _ = write!(
        page,
        "\n## Beside others\n\n\
         `python3.13 benches/compare/compare.py --json target/compare/figures.json`: whole processes from CSV to all results on the disk, over \
         {} bars, best of {} in turns.\n\n| engine | seconds | times ours | round trips |\n|---|---|---|---|\n",
        figures["bars"].as_u64()?,
        figures["rounds"].as_u64()?,
    );
    for engine in figures["engines"].as_array()? {
        let (seconds, times) = (engine["seconds"].as_f64()?, engine["times"].as_f64()?);
        let _ =
            writeln!(page, "| {} | {seconds:.2} | {times:.1} | {} |", engine["engine"].as_str()?, engine["round_trips"].as_u64()?);
    }
    Some(())
}

fn many(page: &mut String, long: &Long) {
    *page += "\n## Many runs\n\n\
              546 sets of parameters of `sma_level` (fast 5 to 30, slow 35 to 135 in steps of five) over the 2 148 daily bars of GOOG, \
              components, results in memory, worker files compiled once. Runs a second:\n\n\
              | threads | bar by bar | slices granted |\n|---|---|---|\n";
    for sweep in &long.sweep {
        let _ = writeln!(page, "| {} | {:.0} | {:.0} |", sweep.threads, sweep.bar_by_bar, sweep.in_slices);
    }
    *page += "\nStrategies of eleven workers side by side in one process, 200 bars each.\n\n\
              | strategies | memory of an idle worker | one thread | two threads | gain |\n|---|---|---|---|---|\n";
    for crowd in &long.crowds {
        let gain = crowd.one_thread.as_secs_f64() / crowd.two_threads.as_secs_f64();
        let (one, two) = (took(crowd.one_thread), took(crowd.two_threads));
        let _ = writeln!(page, "| {} | {:.0} KiB | {one} | {two} | {gain:.2} |", crowd.strategies, crowd.kib_per_worker);
    }
}

pub fn took(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 1.0 { format!("{:.1} ms", seconds * 1e3) } else { format!("{seconds:.2} s") }
}

pub fn nanos(nanos: f64) -> String {
    match nanos {
        _ if nanos < 1e3 => format!("{nanos:.0} ns"),
        _ if nanos < 1e6 => format!("{:.2} µs", nanos / 1e3),
        _ => format!("{:.1} ms", nanos / 1e6),
    }
}
