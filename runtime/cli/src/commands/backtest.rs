//! `simpletrader backtest`: configuration → catalog → build spec → live workers → run → summary.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use simpletrader_config::build_spec::{StrategyBuildSpec, WorkerBuildSpec};
use simpletrader_config::{Catalog, Configuration, Findings, Look};
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind};
use simpletrader_engine::run::{EngineIdentity, RunDirectory, RunError, RunOutcome, run_backtest};
use simpletrader_engine::strategy::{PassError, Strategy, WorkerFailure};
use simpletrader_report::{RunReading, Verbosity, render};
use simpletrader_sandbox::{ENGINE, LoadedWorker, RunLimits, Sandbox, Settings};

use crate::exit::{Failure, Kind};
use crate::{Backtest, plugins};

/// Runs the command.
pub fn run(arguments: &Backtest) -> Result<(), Failure> {
    let environment = |name: &str| std::env::var(name).ok();
    let configuration = Configuration::load(&arguments.operation, &environment).map_err(|findings| refused(&findings))?;
    warn(configuration.warnings());
    let links = chosen_links(&configuration, arguments)?;
    let catalog = plugins::scan(&configuration.plugins_dir());
    // Everything is built before anything runs: a mistake in the last link is told before the first has spent an hour.
    let specs: Vec<StrategyBuildSpec> = links.iter().map(|link| build(&configuration, link, &catalog)).collect::<Result<_, _>>()?;
    let sandbox = Sandbox::new(Settings::default()).map_err(Failure::other)?;
    let several = specs.len() > 1;
    let mut worst = Ok(());
    for spec in specs {
        let destination = destination(arguments, &spec.link, several);
        let outcome = run_link(&sandbox, spec, &destination, arguments)?;
        report(&outcome, arguments)?;
        if let Some(failure) = &outcome.failure {
            worst = Err(Failure::shown(Kind::Worker, failure_line(failure)));
        }
    }
    worst
}

fn chosen_links(configuration: &Configuration, arguments: &Backtest) -> Result<Vec<String>, Failure> {
    let known = || configuration.links().iter().map(|link| link.name.to_string()).collect::<Vec<_>>();
    match &arguments.link {
        Some(name) if known().contains(name) => Ok(vec![name.clone()]),
        Some(name) => {
            let operation = arguments.operation.display();
            Err(Failure::input(format!("{operation} has no strategy link `{name}`; it has: {}", known().join(", "))))
        }
        None => {
            let enabled: Vec<_> = configuration.links().iter().filter(|link| link.enabled).map(|link| link.name.to_string()).collect();
            if enabled.is_empty() {
                let operation = arguments.operation.display();
                return Err(Failure::input(format!("{operation} has no enabled strategy link: enable one, or name one with --link")));
            }
            Ok(enabled)
        }
    }
}

fn build(configuration: &Configuration, link: &str, catalog: &Catalog) -> Result<StrategyBuildSpec, Failure> {
    let built = configuration.build(link, catalog).map_err(|findings| refused(&findings))?;
    warn(&built.warnings);
    Ok(built.spec)
}

fn destination(arguments: &Backtest, link: &str, several: bool) -> PathBuf {
    match &arguments.out {
        Some(out) if several => out.join(link),
        Some(out) => out.clone(),
        None => Path::new("runs").join(link),
    }
}

fn run_link(sandbox: &Sandbox, spec: StrategyBuildSpec, destination: &Path, arguments: &Backtest) -> Result<RunOutcome, Failure> {
    let bar = progress_bar(arguments, &spec.link);
    bar.set_message("compiling workers");
    let workers = load_workers(sandbox, &spec)?;
    let strategy = Strategy::assemble(spec, workers).map_err(assembly_failure)?;
    let directory = RunDirectory::create(destination).map_err(Failure::other)?;
    let engine = EngineIdentity {
        simpletrader: env!("CARGO_PKG_VERSION").to_owned(),
        contract: simpletrader_contracts::CONTRACT.to_owned(),
        sandbox: ENGINE.to_owned(),
    };
    let outcome = run_backtest(strategy, engine, directory, &mut |progress| {
        bar.set_position(progress.bars);
        bar.set_message(format!("up to {}", progress.at));
    });
    bar.finish_and_clear();
    outcome.map_err(run_failure)
}

/// A spinner on a terminal; nothing where nobody looks.
fn progress_bar(arguments: &Backtest, link: &str) -> ProgressBar {
    if arguments.quiet || arguments.json || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}  {pos} bars  {msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(link.to_owned());
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    bar
}

/// Loads every worker file once per set of limits, side by side, and makes an instance for every worker.
fn load_workers(sandbox: &Sandbox, spec: &StrategyBuildSpec) -> Result<Vec<AnyWorker>, Failure> {
    let mut files: BTreeMap<(String, u64, u64), &WorkerBuildSpec> = BTreeMap::new();
    for worker in &spec.workers {
        files.entry(key(worker)).or_insert(worker);
    }
    let loaded: BTreeMap<_, _> = std::thread::scope(|scope| {
        let loads: Vec<_> = files.iter().map(|(key, worker)| (key.clone(), *worker, scope.spawn(|| load(sandbox, worker)))).collect();
        loads.into_iter().map(|(key, worker, load)| (key, load.join().unwrap_or_else(|_| Err(crashed(worker))))).collect()
    });
    spec.workers
        .iter()
        .map(|worker| match loaded.get(&key(worker)) {
            Some(Ok(file)) => file.instantiate().map_err(|fault| start_failure(worker, &fault)),
            Some(Err(failure)) => Err(Failure::shown(failure.kind, failure.message.clone())),
            None => Err(crashed(worker)),
        })
        .collect()
}

fn key(worker: &WorkerBuildSpec) -> (String, u64, u64) {
    (worker.digest.clone(), worker.limits.fuel_per_call, worker.limits.memory_bytes)
}

fn load(sandbox: &Sandbox, worker: &WorkerBuildSpec) -> Result<LoadedWorker, Failure> {
    let limits =
        RunLimits { fuel_per_call: worker.limits.fuel_per_call, memory_bytes: worker.limits.memory_bytes, ..RunLimits::default() };
    let loaded = sandbox.load(&worker.component, Some(&worker.digest), limits);
    loaded.map_err(|error| Failure::input(format!("{}: {error}", worker.component.display())))
}

fn crashed(worker: &WorkerBuildSpec) -> Failure {
    Failure::other(format!("loading {} crashed; please report it", worker.component.display()))
}

fn start_failure(worker: &WorkerBuildSpec, fault: &Fault) -> Failure {
    Failure::shown(Kind::Worker, format!("error: worker `{}` cannot start: {fault}\n  help: {}", worker.worker_id, fault.advice()))
}

/// A worker that refuses its parameters shows a mistake in the blueprint; any other failure is the worker's.
fn assembly_failure(error: PassError) -> Failure {
    match error {
        PassError::Worker(WorkerFailure { worker_id, fault, .. }) => {
            let kind = match fault.kind {
                FaultKind::Refused { kind: "bad-params", .. } => Kind::Input,
                _ => Kind::Worker,
            };
            Failure::shown(kind, format!("error: worker `{worker_id}` cannot be configured: {fault}\n  help: {}", fault.advice()))
        }
        PassError::Engine(reason) => Failure::other(format!("the engine contradicts itself: {reason}; please report it")),
    }
}

fn run_failure(error: RunError) -> Failure {
    match error {
        RunError::Data(error) => Failure::input(error),
        other => Failure::other(other),
    }
}

fn failure_line(failure: &WorkerFailure) -> String {
    let place = match &failure.bar {
        Some(bar) => format!("bar {} ({})", bar.index, bar.label),
        None => failure.at.to_string(),
    };
    format!("error: worker `{}` failed at {place}: {}\n  help: {}", failure.worker_id, failure.fault, failure.fault.advice())
}

fn report(outcome: &RunOutcome, arguments: &Backtest) -> Result<(), Failure> {
    if arguments.json {
        let text = serde_json::to_string_pretty(&outcome.summary).map_err(Failure::other)?;
        println!("{text}");
        return Ok(());
    }
    let reading = RunReading::open(&outcome.directory).map_err(Failure::other)?;
    let verbosity = if arguments.quiet { Verbosity::Line } else { Verbosity::Full };
    print!("{}", render(&reading, verbosity));
    Ok(())
}

fn warn(findings: &Findings) {
    if !findings.is_empty() {
        eprintln!("{}", findings.render(look()));
    }
}

fn refused(findings: &Findings) -> Failure {
    Failure::shown(Kind::Input, findings.render(look()))
}

fn look() -> Look {
    if std::io::stderr().is_terminal() { Look::Styled } else { Look::Plain }
}
