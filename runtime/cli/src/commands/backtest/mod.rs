//! `simpletrader backtest`: every chosen link over its data, a run directory and a summary each.

mod progress;
mod side_by_side;

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::worker::{FaultKind, WorkerSource};
use simpletrader_engine::assembly::{AssemblyError, StrategyFactory};
use simpletrader_engine::bus::EventBus;
use simpletrader_engine::run::{RunDirectory, RunError, RunOutcome, run_backtest};
use simpletrader_engine::strategy::WorkerFailure;
use simpletrader_engine::supervision::Quarantined;
use simpletrader_report::{RunReading, Verbosity, render};

use progress::Progress;
use side_by_side::side_by_side;

use super::build_chosen;
use crate::exit::{Failure, Kind};
use crate::look::look;
use crate::quarantine::{Entry, Quarantine};
use crate::sandbox::{Bounds, Compiling};
use crate::session::{self, WorkerFiles, refused};

/// Run a strategy over historical bars.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The operation file.
    operation: PathBuf,
    /// The strategy link to run; without it every enabled link is run.
    #[arg(long, value_name = "NAME")]
    link: Option<String>,
    /// Where the run directory shall appear; without it `runs/<link>`. An earlier run there is replaced. With several links
    /// each has its own folder below it.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the summary as JSON.
    #[arg(long)]
    json: bool,
    /// Print one line and no progress.
    #[arg(long)]
    quiet: bool,
    /// How many strategy links run at once; as many as there are cores if left out. Results are the same with any number.
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<NonZero<usize>>,
    #[command(flatten)]
    compiling: Compiling,
}

/// One link, ready to run.
struct LinkRun {
    link: String,
    strategy: Result<(StrategyBuildSpec, Vec<Arc<dyn WorkerSource>>), Failure>,
    destination: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// See [`Kind`] for what each failure means; a link whose worker failed leaves a readable run directory, every other failure
/// leaves none.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (session, specs) = build_chosen(&arguments.operation, arguments.link.as_deref())?;
    let bounds = Bounds::of(session.configuration()).map_err(|findings| refused(&findings, look()))?;
    let sandbox = arguments.compiling.sandbox_within(bounds)?;
    let mut files = WorkerFiles::new(&sandbox);
    let several = specs.len() > 1;
    let quarantine = Quarantine::beside(&arguments.operation);
    // Before the first of them runs: what one leaves in quarantine counts at the next start, whatever the order of the links.
    let runs = specs.into_iter().map(|spec| LinkRun {
        link: spec.link.clone(),
        destination: destination(arguments, &spec.link, several),
        strategy: quarantine.refuse(&spec).and_then(|()| files.sources(&spec)).map(|sources| (spec, sources)),
    });
    let runs: Vec<LinkRun> = runs.collect();
    let bus = Arc::new(EventBus::new());
    let progress = Progress::new(arguments);
    let mut answer: Result<(), Failure> = Ok(());
    let allowed = session.configuration().platform().performance.max_parallel_strategies;
    let run = |run: LinkRun| (run.link.clone(), run_link(run, &bus, &progress));
    side_by_side(threads(arguments.jobs, allowed), runs, run, |(link, outcome)| {
        let one = outcome.and_then(|outcome| keep_and_report(&link, &outcome, &quarantine, arguments));
        // What one link suffers is no reason to keep the others from running.
        if one.is_err()
            && let Err(earlier) = std::mem::replace(&mut answer, one)
        {
            eprintln!("{}", earlier.message.trim_end());
        }
    });
    answer
}

/// How many links run at once: as many as were asked for, else as there are cores, and never more than the platform allows.
fn threads(asked: Option<NonZero<usize>>, allowed: Option<u32>) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, NonZero::get);
    asked.map_or_else(cores, NonZero::get).min(allowed.map_or(usize::MAX, |most| most as usize))
}

/// Quarantines what a run has caught and shows what the run came to.
fn keep_and_report(link: &str, outcome: &RunOutcome, quarantine: &Quarantine, arguments: &Arguments) -> Result<(), Failure> {
    for caught in &outcome.quarantined {
        quarantine.add(&entry_of(caught, link, &outcome.directory))?;
    }
    report(outcome, arguments)?;
    if let Some(contradiction) = &outcome.contradiction {
        return Err(Failure::other(format!("the run ended early: {}", contradiction.reason)));
    }
    match &outcome.failure {
        Some(failure) => Err(Failure::shown(Kind::Worker, failure_text(failure, &outcome.quarantined))),
        None => Ok(()),
    }
}

fn entry_of(caught: &Quarantined, link: &str, run: &Path) -> Entry {
    let Quarantined { worker_id, plugin, digest, reason, class, fault_file } = caught.clone();
    Entry { sha256: digest, plugin, link: link.to_owned(), worker_id, reason, class, fault_file: run.join(fault_file) }
}

fn destination(arguments: &Arguments, link: &str, several: bool) -> PathBuf {
    match &arguments.out {
        Some(out) if several => out.join(link),
        Some(out) => out.clone(),
        None => Path::new("runs").join(link),
    }
}

fn run_link(run: LinkRun, bus: &Arc<EventBus>, progress: &Progress) -> Result<RunOutcome, Failure> {
    let (spec, sources) = run.strategy?;
    let _line = progress.follow(bus, &run.link);
    let factory = StrategyFactory::default().connected_to(bus.clone());
    let strategy = factory.build(spec, sources).map_err(assembly_failure)?;
    let directory = RunDirectory::create(&run.destination).map_err(Failure::other)?;
    run_backtest(strategy, session::identity(), directory).map_err(run_failure)
}

/// A worker that refuses its parameters shows a mistake in the blueprint; any other failure is the worker's.
fn assembly_failure(error: AssemblyError) -> Failure {
    match error {
        AssemblyError::Worker(failure) => {
            let WorkerFailure { worker_id, fault, .. } = *failure;
            let kind = match fault.kind {
                FaultKind::Refused { kind: "bad-params", .. } => Kind::Input,
                _ => Kind::Worker,
            };
            let what = if fault.handler == "instantiate" { "start" } else { "be configured" };
            Failure::shown(kind, format!("error: worker `{worker_id}` cannot {what}: {fault}\n  help: {}", fault.advice()))
        }
        // The specs come from our own compiler.
        other => Failure::other(format!("the engine contradicts itself: {other}; please report it")),
    }
}

fn run_failure(error: RunError) -> Failure {
    match error {
        RunError::Data(error) => Failure::input(error),
        other => Failure::other(other),
    }
}

fn failure_text(failure: &WorkerFailure, quarantined: &[Quarantined]) -> String {
    let place = match &failure.bar {
        Some(bar) => format!("bar {} ({})", bar.index, bar.label),
        None => failure.at.to_string(),
    };
    let mut text =
        format!("error: worker `{}` failed at {place}: {}\n  help: {}", failure.worker_id, failure.fault, failure.fault.advice());
    for caught in quarantined {
        let (digest, file) = (&caught.digest, &caught.fault_file);
        text += &format!(
            "\n  {} is in quarantine: {}; {file} in the run directory runs it again\n  help: simpletrader quarantine release {digest}",
            caught.plugin, caught.reason
        );
    }
    text
}

fn report(outcome: &RunOutcome, arguments: &Arguments) -> Result<(), Failure> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platform_bounds_how_many_links_run_at_once() {
        assert_eq!(threads(NonZero::new(8), None), 8);
        assert_eq!(threads(NonZero::new(8), Some(100)), 8);
        assert_eq!(threads(NonZero::new(8), Some(3)), 3, "also what was asked for on the command line");
        assert_eq!(threads(None, Some(1)), 1);
        assert!(threads(None, None) >= 1);
    }
}
