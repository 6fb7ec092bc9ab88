//! `simpletrader backtest`: every chosen link over its data, a run directory and a summary each.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::worker::FaultKind;
use simpletrader_engine::run::{RunDirectory, RunError, RunOutcome, run_backtest};
use simpletrader_engine::strategy::{PassError, Strategy, WorkerFailure};
use simpletrader_engine::supervision::Quarantined;
use simpletrader_report::{RunReading, Verbosity, render};

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
    #[command(flatten)]
    compiling: Compiling,
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
    let mut answer: Result<(), Failure> = Ok(());
    // Before the first of them runs: what it leaves in quarantine counts at the next start, whatever the order of the links.
    let admitted: Vec<Result<(), Failure>> = specs.iter().map(|spec| quarantine.refuse(spec)).collect();
    for (spec, admitted) in specs.into_iter().zip(admitted) {
        let destination = destination(arguments, &spec.link, several);
        let one = admitted.and_then(|()| run_and_report(&mut files, spec, &destination, &quarantine, arguments));
        // What one link suffers is no reason to keep the others from running.
        if one.is_err()
            && let Err(earlier) = std::mem::replace(&mut answer, one)
        {
            eprintln!("{}", earlier.message.trim_end());
        }
    }
    answer
}

/// Runs one link and shows what it came to.
fn run_and_report(
    files: &mut WorkerFiles<'_>,
    spec: StrategyBuildSpec,
    destination: &Path,
    quarantine: &Quarantine,
    arguments: &Arguments,
) -> Result<(), Failure> {
    let link = spec.link.clone();
    let outcome = run_link(files, spec, destination, arguments)?;
    for caught in &outcome.quarantined {
        quarantine.add(&entry_of(caught, &link, &outcome.directory))?;
    }
    report(&outcome, arguments)?;
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

fn run_link(
    files: &mut WorkerFiles<'_>,
    spec: StrategyBuildSpec,
    destination: &Path,
    arguments: &Arguments,
) -> Result<RunOutcome, Failure> {
    let bar = progress_bar(arguments, &spec.link);
    bar.set_message("compiling workers");
    let sources = files.sources(&spec)?;
    let strategy = Strategy::assemble(spec, sources).map_err(assembly_failure)?;
    let directory = RunDirectory::create(destination).map_err(Failure::other)?;
    let outcome = run_backtest(strategy, session::identity(), directory, &mut |progress| {
        bar.set_position(progress.bars);
        bar.set_message(format!("up to {}", progress.at));
    });
    bar.finish_and_clear();
    outcome.map_err(run_failure)
}

/// A spinner on a terminal; nothing where nobody looks.
fn progress_bar(arguments: &Arguments, link: &str) -> ProgressBar {
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

/// A worker that refuses its parameters shows a mistake in the blueprint; any other failure is the worker's.
fn assembly_failure(error: PassError) -> Failure {
    match error {
        PassError::Worker(failure) => {
            let WorkerFailure { worker_id, fault, .. } = *failure;
            let kind = match fault.kind {
                FaultKind::Refused { kind: "bad-params", .. } => Kind::Input,
                _ => Kind::Worker,
            };
            let what = if fault.handler == "instantiate" { "start" } else { "be configured" };
            Failure::shown(kind, format!("error: worker `{worker_id}` cannot {what}: {fault}\n  help: {}", fault.advice()))
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
