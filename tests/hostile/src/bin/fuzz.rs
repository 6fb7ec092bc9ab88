//! `fuzz [--runs N] [--seed S] [target…]`: takes every target, or those named, through N runs each, and watches itself for
//! hangs and growth. Ends with code 1 at the first that is wrong, after naming the run, so that it can be seen again.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use simpletrader_hostile::memory;
use simpletrader_hostile::target::Target;

/// A run that takes longer hangs, whatever else the machine does.
const HANG: Duration = Duration::from_secs(60);

/// What a process may grow by, after its first tenth of a target's runs.
const GROWTH: u64 = 64 << 20;

struct Wish {
    runs: u64,
    seed: u64,
    targets: Vec<Target>,
}

fn main() -> ExitCode {
    let wish = match read_arguments() {
        Ok(wish) => wish,
        Err(problem) => {
            eprintln!("{problem}\nusage: fuzz [--runs N] [--seed S] [target…]");
            return ExitCode::from(2);
        }
    };
    let current = Arc::new(AtomicU64::new(0));
    watch(current.clone());
    for target in &wish.targets {
        if let Err(problem) = fuzz(target, &wish, &current) {
            eprintln!("{}: {problem}", target.name);
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn read_arguments() -> Result<Wish, String> {
    let mut wish = Wish { runs: 10_000, seed: 1, targets: Vec::new() };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || {
            let text = arguments.next().ok_or_else(|| format!("`{argument}` needs a number"))?;
            text.parse::<u64>().map_err(|error| format!("`{argument} {text}`: {error}"))
        };
        match argument.as_str() {
            "--runs" => wish.runs = number()?,
            "--seed" => wish.seed = number()?,
            name => wish.targets.push(Target::named(name).ok_or_else(|| format!("there is no target `{name}`"))?),
        }
    }
    if wish.targets.is_empty() {
        wish.targets = Target::ALL.to_vec();
    }
    Ok(wish)
}

/// Ends the process when the number of the current run stays the same for too long.
fn watch(current: Arc<AtomicU64>) {
    std::thread::spawn(move || {
        let (mut last, mut since) = (0, Instant::now());
        loop {
            std::thread::sleep(Duration::from_millis(500));
            let now = current.load(Ordering::Relaxed);
            if now != last {
                (last, since) = (now, Instant::now());
            } else if since.elapsed() > HANG {
                eprintln!("run {now} hangs");
                std::process::exit(1);
            }
        }
    });
}

fn fuzz(target: &Target, wish: &Wish, current: &AtomicU64) -> Result<(), String> {
    let started = Instant::now();
    let (mut longest, mut began) = (Duration::ZERO, Instant::now());
    let mut announce = |number: u64| {
        current.store(number, Ordering::Relaxed);
        longest = longest.max(began.elapsed());
        began = Instant::now();
    };
    // What the first runs take is the engine's own: its pool, its threads, the allocator's reserve.
    let warm = wish.runs.div_ceil(10);
    let mut endings = target.run_many(wish.seed, warm, &mut announce);
    let before = memory::resident();
    for (class, count) in target.run_many(wish.seed.saturating_add(warm), wish.runs - warm, &mut announce) {
        *endings.entry(class).or_default() += count;
    }
    let growth = before.zip(memory::resident()).map_or(0, |(before, after)| after.now.saturating_sub(before.now));
    println!(
        "{:<14}{} runs, {:.1} s, the longest {:.1} ms, grown by {:.1} MiB",
        target.name,
        wish.runs,
        started.elapsed().as_secs_f64(),
        longest.as_secs_f64() * 1e3,
        growth as f64 / f64::from(1 << 20),
    );
    for (class, count) in endings {
        println!("{count:>12}  {class}");
    }
    if growth > GROWTH { Err(format!("the process grew by {growth} bytes")) } else { Ok(()) }
}
