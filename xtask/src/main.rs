//! `cargo xtask <task>`: everything that a fresh checkout needs, in one place and without a script language.
//!
//! A task is a short list of commands; the first that fails ends it. Only the packaging of workers happens in here, through
//! `simpletrader-package`; dependencies are few, because every task waits for this program to build.

mod commands;
mod deny;
mod guests;
mod mission;
mod newcomer;
mod prove_limits;
mod reference;
mod screenshot;
mod wasm_toolchain;
mod workers;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context as _;
use commands::{Checkout, cargo};

const USAGE: &str = "\
Usage: cargo xtask <task>

  workers           build the example and test workers and package them into plugins/ and tests/plugins/
  sample [args]     workers, then the sample backtest; args go to `simpletrader backtest`
  test [args]       workers in every language, then all tests; args go to `cargo test`
  guests            the workers in other languages than Rust, into tests/plugins/
  lint              formatting, clippy, `mission --check` and `reference --check`; warnings are errors
  fuzz [args]       workers, then the fuzzers' targets on numbered inputs; args: [--runs N] [--seed S] [target...]
  newcomer [lang]   time the way from an empty folder to a backtest with a worker of one's own, in four languages
  languages         measure a worker in each language and write the table of docs/languages.md
  performance       measure everything and write docs/performance.md; on a quiet machine it takes some minutes
  screenshot        run the sample and take the README's picture of its tearsheet; needs `chromium`
  prove-limits [n]  take out each line that enforces a limit, in a copy, and see that its test fails; n: only lines named so
  deny [checks]     licences, bans, sources and advisories of all dependencies, where cargo-deny is installed
  reference [--check]  write docs/contract-reference.md from wit/; --check only compares
  mission [--check] write docs/mission.md from its rows and the tests that claim them; --check only compares
";

/// The operation that `cargo xtask sample` runs.
const SAMPLE: &str = "example-workers/strategies/goog_sma_level/operation.yaml";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let task = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match run(&task, &rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &str, rest: &[String]) -> anyhow::Result<()> {
    let checkout = Checkout::locate()?;
    match task {
        "workers" => stage("workers", || workers::build_and_package(&checkout)),
        "sample" => {
            stage("workers", || workers::build_and_package(&checkout))?;
            // Selecting the whole workspace gives dependencies the features that the tests use too, so that neither command
            // compiles them again after the other.
            stage("build simpletrader", || cargo(&checkout).args(["build", "--workspace", "--bin", "simpletrader"]).run())?;
            stage("sample", || checkout.built("simpletrader").args(["backtest", SAMPLE]).args(rest).run())
        }
        "test" => {
            stage("workers", || workers::build_and_package(&checkout))?;
            stage("build tests", || cargo(&checkout).args(["test", "--workspace", "--no-run"]).args(rest).run())?;
            let mut skipped = None;
            stage("guests", || guests::build(&checkout).map(|languages| skipped = Some(languages)))?;
            let without = skipped.as_ref().map(guests::Skipped::names).unwrap_or_default();
            let tests = cargo(&checkout).args(["test", "--workspace"]).args(rest).env("SIMPLETRADER_WITHOUT", without);
            stage("run tests", || tests.run())?;
            skipped.iter().for_each(guests::Skipped::report);
            Ok(())
        }
        "lint" => {
            stage("fmt", || cargo(&checkout).args(["fmt", "--all", "--check"]).run())?;
            // What takes no time comes first.
            stage("mission", || mission::check(&checkout))?;
            stage("reference", || reference::check(&checkout))?;
            let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
            stage("clippy", || cargo(&checkout).args(clippy).run())
        }
        "fuzz" => {
            stage("workers", || workers::build_and_package(&checkout))?;
            // With the whole workspace selected, nothing is compiled again that the tests have compiled.
            stage("build fuzz", || cargo(&checkout).args(["build", "--workspace", "--bin", "fuzz"]).run())?;
            stage("fuzz", || checkout.built("fuzz").args(rest).run())
        }
        "guests" => {
            stage("build simpletrader", || cargo(&checkout).args(["build", "--workspace", "--bin", "simpletrader"]).run())?;
            stage("guests", || guests::build(&checkout).map(|skipped| skipped.report()))
        }
        "languages" => {
            stage("workers", || workers::build_and_package(&checkout))?;
            stage("build", || cargo(&checkout).args(["build", "--workspace", "--bins"]).run())?;
            stage("guests", || guests::build(&checkout).map(|skipped| skipped.report()))?;
            stage("measure", || checkout.built("languages").run())
        }
        "performance" => {
            stage("workers", || workers::build_and_package(&checkout))?;
            stage("build", || cargo(&checkout).args(["build", "--workspace", "--bins"]).run())?;
            let benches = ["crossing", "engine", "ingest", "languages", "loading", "recording"]
                .into_iter()
                .flat_map(|bench| ["--bench", bench]);
            let briefly = ["--", "--warm-up-time", "0.5", "--measurement-time", "2"];
            // The one profile that everything is built with, so that nothing is compiled again.
            let short = cargo(&checkout).args(["bench", "--profile", "dev", "--workspace"]).args(benches).args(briefly);
            stage("measure what is short", || short.run())?;
            stage("measure what is long", || checkout.built("performance").run())
        }
        "screenshot" => {
            stage("workers", || workers::build_and_package(&checkout))?;
            stage("build simpletrader", || cargo(&checkout).args(["build", "--workspace", "--bin", "simpletrader"]).run())?;
            stage("screenshot", || screenshot::take(&checkout, SAMPLE))
        }
        "newcomer" => {
            stage("workers", || workers::build_and_package(&checkout))?;
            stage("build simpletrader", || cargo(&checkout).args(["build", "--workspace", "--bin", "simpletrader"]).run())?;
            newcomer::run(&checkout, rest)
        }
        "prove-limits" => prove_limits::run(&checkout, rest),
        "deny" => deny::run(&checkout, rest),
        "mission" => match rest {
            [] => mission::write(&checkout),
            [check] if check == "--check" => mission::check(&checkout),
            _ => anyhow::bail!("`mission` takes `--check` or nothing"),
        },
        "reference" => match rest {
            [] => reference::write(&checkout),
            [check] if check == "--check" => reference::check(&checkout),
            _ => anyhow::bail!("`reference` takes `--check` or nothing"),
        },
        "" | "help" | "-h" | "--help" => {
            print!("{USAGE}");
            Ok(())
        }
        unknown => anyhow::bail!("there is no task `{unknown}`\n\n{USAGE}"),
    }
}

/// Runs one stage and prints what it took.
fn stage(name: &str, work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    let started = Instant::now();
    work().with_context(|| format!("stage `{name}`"))?;
    eprintln!("xtask: {name} took {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}
