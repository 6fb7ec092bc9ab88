//! One attack in a process of its own, so that its time and memory are its alone: `attack <name>` prints what became of it
//! as JSON. Run by the corpus's test.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use simpletrader_contracts::worker::Category;
use simpletrader_hostile::corpus::{self, LIMITS};
use simpletrader_hostile::drive::{Ending, load, run};
use simpletrader_hostile::forge::Guest;
use simpletrader_hostile::{memory, outcome::Outcome};
use simpletrader_sandbox::{Sandbox, Settings};

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    let Some(attack) = corpus::all().into_iter().find(|attack| attack.name() == name) else {
        eprintln!("there is no attack `{name}`");
        return ExitCode::FAILURE;
    };
    let file = (attack.file)();
    let sandbox = match Sandbox::new(Settings { workers: 4, ..Settings::default() }) {
        Ok(sandbox) => sandbox,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    // An honest worker goes the same way first: what the engine needs once is not the attack's doing.
    warm_up(&sandbox);
    memory::forget_peak();
    let before = memory::resident();
    let started = Instant::now();
    let loaded = load(&sandbox, &file, attack.limits);
    let load = started.elapsed();
    let started = Instant::now();
    let ending = loaded.map_or_else(|ending| ending, |loaded| run(&loaded, "{}"));
    let run = started.elapsed();
    let growth = before.zip(memory::resident()).map(|(before, after)| after.peak.saturating_sub(before.now));
    print(&Outcome { ending, load_micros: micros(load), run_micros: micros(run), growth })
}

fn warm_up(sandbox: &Sandbox) {
    let honest = Guest::new(Category::SignalDetector).file();
    let ending: Ending = load(sandbox, &honest, LIMITS).map_or_else(|ending| ending, |loaded| run(&loaded, "{}"));
    assert_eq!(ending.class, "ACCEPTED", "{}", ending.text);
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn print(outcome: &Outcome) -> ExitCode {
    match serde_json::to_string(outcome) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
