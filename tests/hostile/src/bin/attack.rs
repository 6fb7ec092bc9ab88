//! One attack in a process of its own, so that its time and memory are its alone: `attack <name>` prints what became of it
//! as JSON. Run by the corpus's test. `attack compile` is the compiler of these processes, in a process of its own.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use simpletrader_contracts::worker::Category;
use simpletrader_hostile::corpus::{self, LIMITS};
use simpletrader_hostile::drive::{Ending, load, run};
use simpletrader_hostile::forge::Guest;
use simpletrader_hostile::{memory, outcome::Outcome};
use simpletrader_sandbox::compile::{ChildLimits, serve};
use simpletrader_sandbox::{Compiler, Limits, Sandbox, Settings};

/// The first argument of a compiler.
const COMPILE: &str = "compile";

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    if name == COMPILE {
        return match ChildLimits::parse(std::env::args_os().skip(2)) {
            Some(limits) => serve(&limits),
            None => ExitCode::FAILURE,
        };
    }
    let Some(attack) = corpus::all().into_iter().find(|attack| attack.name() == name) else {
        eprintln!("there is no attack `{name}`");
        return ExitCode::FAILURE;
    };
    let file = (attack.file)();
    let sandbox = match sandbox(attack.compile_ms) {
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

/// A sandbox that compiles in a process of its own: this program again.
fn sandbox(compile_ms: u64) -> Result<Sandbox, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let compiler = Compiler::Child { program, arguments: vec![COMPILE.into()] };
    let native = Limits { compile_ms, ..Limits::native() };
    Sandbox::new(Settings { workers: 4, native, compiler, ..Settings::default() }).map_err(|error| error.to_string())
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
