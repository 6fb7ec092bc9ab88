//! Whole processes, as a user starts them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use simpletrader_benches::reference::Reference;
use simpletrader_benches::walk::USUAL_SEED;
use simpletrader_tests::pipeline::repository;

/// Rounds of which the fastest counts; what is compared takes turns.
const ROUNDS: usize = 3;

/// The reference strategy over a million bars, from CSV to finished run directory, beside the plain loop.
pub struct Whole {
    pub bars: u64,
    /// Bar by bar, as strangers' workers run.
    pub ours: Duration,
    /// With slices granted to averages and detector.
    pub sliced: Duration,
    pub ceiling: Duration,
}

/// A run over so many bars.
pub struct Length {
    pub bars: u64,
    pub took: Duration,
    /// The most memory that the process had, in KiB.
    pub peak_kib: u64,
}

impl Length {
    /// Nanoseconds a bar, starting included.
    pub fn per_bar(&self) -> f64 {
        self.took.as_secs_f64() * 1e9 / self.bars as f64
    }
}

/// From the start of the process to the end of a run over a few bars.
pub struct Starts {
    pub cold: Duration,
    pub warm: Duration,
}

/// A program of this repository.
pub fn built(name: &str) -> PathBuf {
    repository().join("target/debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

fn program(name: &str) -> Command {
    let mut command = Command::new(built(name));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The reference operation over so many bars.
pub fn operation(folder: &Path, bars: u64) -> Result<PathBuf, String> {
    written(Reference::of(bars, USUAL_SEED), &folder.join(bars.to_string()))
}

fn written(reference: Reference, folder: &Path) -> Result<PathBuf, String> {
    let written = reference.write(folder, &repository().join("plugins"));
    written.map_err(|error| format!("{}: {error}", folder.display()))
}

/// The operation in which averages and detector are granted slices, with its worker files pinned.
fn sliced_operation(folder: &Path, bars: u64) -> Result<PathBuf, String> {
    let operation = written(Reference { has_slices: true, ..Reference::of(bars, USUAL_SEED) }, &folder.join("sliced"))?;
    timed(program("simpletrader").arg("lock").arg(&operation))?;
    Ok(operation)
}

fn backtest(operation: &Path, out: &Path) -> Command {
    let mut command = program("simpletrader");
    command.arg("backtest").arg(operation).arg("--out").arg(out).arg("--quiet");
    command
}

/// How long a process takes, and the most memory that it has had, in KiB.
fn timed(command: &mut Command) -> Result<(Duration, u64), String> {
    let shown = format!("{command:?}");
    let started = Instant::now();
    let mut child = command.spawn().map_err(|error| format!("{shown}: {error}"))?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = 0;
    loop {
        // Its highest mark never falls, so the last look says it all.
        peak = peak.max(high_water(&status).unwrap_or(0));
        if let Some(ended) = child.try_wait().map_err(|error| format!("{shown}: {error}"))? {
            return if ended.success() { Ok((started.elapsed(), peak)) } else { Err(format!("{shown} failed: {ended}")) };
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn high_water(status: &Path) -> Option<u64> {
    let text = std::fs::read_to_string(status).ok()?;
    text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// A million bars, beside the plain loop.
pub fn whole(folder: &Path) -> Result<Whole, String> {
    let bars = 1_000_000;
    let (operation, sliced) = (operation(folder, bars)?, sliced_operation(folder, bars)?);
    let mut whole = Whole { bars, ours: Duration::MAX, sliced: Duration::MAX, ceiling: Duration::MAX };
    for _ in 0..ROUNDS {
        let csv = operation.with_file_name("bars.csv");
        whole.ceiling = whole.ceiling.min(timed(program("ceiling").arg(csv).arg(folder.join("trades.csv")))?.0);
        whole.ours = whole.ours.min(timed(&mut backtest(&operation, &folder.join("run")))?.0);
        whole.sliced = whole.sliced.min(timed(&mut backtest(&sliced, &folder.join("run")))?.0);
    }
    Ok(whole)
}

/// Runs of different length.
pub fn lengths(folder: &Path) -> Result<Vec<Length>, String> {
    let length = |bars| {
        let operation = operation(folder, bars)?;
        let mut length = Length { bars, took: Duration::MAX, peak_kib: 0 };
        // What takes a minute is disturbed by nothing that a second round would show.
        let rounds = if bars > 1_000_000 { 1 } else { 2 };
        for _ in 0..rounds {
            let (took, peak_kib) = timed(&mut backtest(&operation, &folder.join("run")))?;
            length = Length { bars, took: length.took.min(took), peak_kib: length.peak_kib.max(peak_kib) };
        }
        Ok(length)
    };
    [10_000, 100_000, 1_000_000, 10_000_000].into_iter().map(length).collect()
}

/// Eleven workers compiled, and taken from the cache.
pub fn starts(folder: &Path) -> Result<Starts, String> {
    let operation = operation(folder, 100)?;
    let mut starts = Starts { cold: Duration::MAX, warm: Duration::MAX };
    for _ in 0..ROUNDS {
        let run = || backtest(&operation, &folder.join("run"));
        starts.cold = starts.cold.min(timed(run().arg("--no-cache"))?.0);
        starts.warm = starts.warm.min(timed(&mut run())?.0);
    }
    Ok(starts)
}
