//! `simpletrader backtest`: every chosen link over its data, a run directory and a summary each.

mod lanes;
mod latency;
mod progress;
mod side_by_side;

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::worker::{FaultKind, WorkerSource};
use simpletrader_engine::assembly::{AssemblyError, StrategyFactory};
use simpletrader_engine::bus::EventBus;
use simpletrader_engine::data::WindowReader;
use simpletrader_engine::run::{DataNeeds, PreparedRun, RunDirectory, RunError, RunOrigin, RunOutcome, Summary, run_together};
use simpletrader_engine::slices::Slicing;
use simpletrader_engine::strategy::WorkerFailure;
use simpletrader_engine::supervision::Quarantined;
use simpletrader_report::{Insight, RunReading, Verbosity, render};

use lanes::{Lane, Room, parties};
use latency::Clocks;
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
    /// Measure how long every call takes and keep it with the run, for its tearsheet. Costs the run some of its speed, and changes
    /// nothing else.
    #[arg(long)]
    latency: bool,
    /// Ask every worker that is granted slices of bars a second time, bar by bar, and stop at the first fact that differs: the
    /// fault LOOK_AHEAD.
    #[arg(long, conflicts_with = "bar_by_bar")]
    check_slices: bool,
    /// Ask every worker bar by bar, whatever slices the operation grants.
    #[arg(long)]
    bar_by_bar: bool,
    /// How many threads run strategy links; as many as there are cores if left out. Links that watch the same data read it once,
    /// also on one thread. Results are the same with any number.
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<NonZero<usize>>,
    #[command(flatten)]
    compiling: Compiling,
}

/// One link, ready to run.
struct LinkRun {
    /// Its place among the links.
    number: usize,
    link: String,
    spec: StrategyBuildSpec,
    sources: Vec<Arc<dyn WorkerSource>>,
    /// Where the time of calls is measured.
    clocks: Option<Arc<Clocks>>,
    /// Whether slices that it grants are used.
    slicing: Slicing,
    destination: PathBuf,
    origin: Option<RunOrigin>,
}

/// What one thread does.
enum Task {
    /// Runs links that watch the same data.
    Lane(Lane<LinkRun>, WindowReader),
    /// Tells that a link cannot run: its place, its name and why.
    Hopeless(usize, String, Failure),
}

/// Runs the command.
///
/// # Errors
/// See [`Kind`] for what each failure means; a link whose worker failed leaves a readable run directory, every other failure
/// leaves none.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    run_each(arguments, |outcome| report(outcome, arguments))
}

/// Runs every chosen link of an operation into `out` and gives back the summary of each, with nothing said on the way; a link
/// whose worker failed is an error.
///
/// # Errors
/// As [`run`].
pub(super) fn summaries(operation: &Path, link: Option<&str>, out: &Path, compiling: Compiling) -> Result<Vec<Summary>, Failure> {
    let arguments = Arguments {
        operation: operation.to_owned(),
        link: link.map(str::to_owned),
        out: Some(out.to_owned()),
        json: false,
        quiet: true,
        latency: false,
        check_slices: false,
        bar_by_bar: false,
        jobs: None,
        compiling,
    };
    let mut summaries = Vec::new();
    run_each(&arguments, |outcome| {
        summaries.push(outcome.summary.clone());
        Ok(())
    })?;
    Ok(summaries)
}

/// Runs every chosen link, and shows `tell` what each came to.
fn run_each(arguments: &Arguments, mut tell: impl FnMut(&RunOutcome) -> Result<(), Failure>) -> Result<(), Failure> {
    let (session, specs) = build_chosen(&arguments.operation, arguments.link.as_deref())?;
    let bounds = Bounds::of(session.configuration()).map_err(|findings| refused(&findings, look()))?;
    let sandbox = arguments.compiling.sandbox_within(bounds)?;
    let mut files = WorkerFiles::new(&sandbox);
    let several = specs.len() > 1;
    let quarantine = Quarantine::beside(&arguments.operation);
    let origin = session.origin(&arguments.operation);
    let slicing = slicing(arguments, &specs)?;
    let mut runs = Vec::with_capacity(specs.len());
    let mut tasks = Vec::new();
    // Before the first of them runs: what one leaves in quarantine counts at the next start, whatever the order of the links.
    for (number, spec) in specs.into_iter().enumerate() {
        let (link, destination) = (spec.link.clone(), destination(arguments, &spec.link, several));
        match quarantine.refuse(&spec).and_then(|()| files.sources(&spec)) {
            Ok(mut sources) => {
                let clocks = arguments.latency.then(|| Arc::new(Clocks::beside(&spec, &mut sources)));
                runs.push(LinkRun { number, link, spec, sources, clocks, slicing, destination, origin: origin.clone() });
            }
            Err(failure) => tasks.push(Task::Hopeless(number, link, failure)),
        }
    }
    let room = Room::of(arguments.jobs, session.configuration().platform().performance.max_parallel_strategies);
    tasks.extend(lanes_of(runs, room));
    let bus = Arc::new(EventBus::new());
    let progress = Progress::new(arguments);
    let mut answer: Result<(), Failure> = Ok(());
    let run = |task: Task| run_task(task, &bus, &progress);
    side_by_side(room.threads.get(), tasks, run, |(link, outcome)| {
        let one = outcome.and_then(|outcome| keep_and_report(&link, &outcome, &quarantine, &mut tell));
        // What one link suffers is no reason to keep the others from running.
        if one.is_err()
            && let Err(earlier) = std::mem::replace(&mut answer, one)
        {
            eprintln!("{}", earlier.message.trim_end());
        }
    });
    answer
}

/// Whether slices that are granted are used. A check of nothing is refused, because it would look like a result.
fn slicing(arguments: &Arguments, specs: &[StrategyBuildSpec]) -> Result<Slicing, Failure> {
    let mut workers = specs.iter().flat_map(|spec| &spec.workers);
    match (arguments.bar_by_bar, arguments.check_slices) {
        (true, _) => Ok(Slicing::BarByBar),
        (false, false) => Ok(Slicing::AsGranted),
        (false, true) if workers.any(|worker| worker.grants.slices.is_some()) => Ok(Slicing::Checked),
        (false, true) => Err(Failure::input(format!(
            "{}: no worker is granted slices, so there is nothing to check\n  \
             help: `grants: {{worker_id: {{slices: {{}}}}}}` of a link grants them",
            arguments.operation.display()
        ))),
    }
}

/// Lanes of links that watch the same data. The lanes of a party follow one another, so that they run at the same time.
fn lanes_of(runs: Vec<LinkRun>, room: Room) -> Vec<Task> {
    let mut groups: Vec<(DataNeeds, Vec<LinkRun>)> = Vec::new();
    for run in runs {
        let needs = DataNeeds::of(&run.spec);
        match groups.iter_mut().find(|(known, _)| *known == needs) {
            Some((_, group)) => group.push(run),
            None => groups.push((needs, vec![run])),
        }
    }
    let mut tasks = Vec::new();
    for party in parties(groups.into_iter().map(|(_, group)| group).collect(), room) {
        let Some(first) = party.iter().flatten().next() else { continue };
        let readers = DataNeeds::of(&first.spec).share(party.len());
        tasks.extend(party.into_iter().zip(readers).map(|(lane, reader)| Task::Lane(lane, reader)));
    }
    tasks
}

/// Quarantines what a run has caught and shows what the run came to.
fn keep_and_report(
    link: &str,
    outcome: &RunOutcome,
    quarantine: &Quarantine,
    tell: &mut impl FnMut(&RunOutcome) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for caught in &outcome.quarantined {
        quarantine.add(&entry_of(caught, link, &outcome.directory))?;
    }
    tell(outcome)?;
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

/// A link and what it came to, behind its place among the links.
type Placed = (usize, (String, Result<RunOutcome, Failure>));

/// What each link of a task came to.
fn run_task(task: Task, bus: &Arc<EventBus>, progress: &Progress) -> Vec<Placed> {
    let (runs, data) = match task {
        Task::Lane(runs, data) => (runs, data),
        Task::Hopeless(number, link, failure) => return vec![(number, (link, Err(failure)))],
    };
    let of_run = |run: &LinkRun| (run.number, run.link.clone(), run.clocks.clone());
    let names: Vec<(usize, String, Option<Arc<Clocks>>)> = runs.iter().map(of_run).collect();
    let _lines: Vec<_> = names.iter().map(|(_, link, _)| progress.follow(bus, link)).collect();
    let mut outcomes: Vec<Option<Failure>> = Vec::new();
    let mut prepared = Vec::new();
    for run in runs {
        match prepare(run, bus) {
            Ok(run) => {
                prepared.push(run);
                outcomes.push(None);
            }
            Err(failure) => outcomes.push(Some(failure)),
        }
    }
    let mut ended = run_together(prepared, data).into_iter();
    let outcome = |failed: Option<Failure>| match failed {
        Some(failure) => Err(failure),
        None => ended.next().map_or_else(|| Err(Failure::other("a run came to nothing")), |ended| ended.map_err(run_failure)),
    };
    let outcomes = outcomes.into_iter().map(outcome).collect::<Vec<_>>();
    let mut placed = Vec::with_capacity(outcomes.len());
    for ((number, link, clocks), mut outcome) in names.into_iter().zip(outcomes) {
        if let (Some(clocks), Ok(run)) = (clocks, &outcome)
            && let Err(failure) = clocks.keep(&run.directory)
        {
            outcome = Err(failure);
        }
        placed.push((number, (link, outcome)));
    }
    placed
}

fn prepare(run: LinkRun, bus: &Arc<EventBus>) -> Result<PreparedRun, Failure> {
    let factory = StrategyFactory::default().connected_to(bus.clone()).slicing(run.slicing);
    let strategy = factory.build(run.spec, run.sources).map_err(assembly_failure)?;
    let directory = RunDirectory::create(&run.destination).map_err(Failure::other)?;
    if let Some(origin) = &run.origin {
        directory.write_origin(origin).map_err(Failure::other)?;
    }
    Ok(PreparedRun { strategy, engine: session::identity(), directory })
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
    let text = if arguments.quiet {
        render(&reading, None, Verbosity::Line)
    } else {
        let insight = Insight::of(&reading, None).map_err(Failure::other)?;
        render(&reading, Some(&insight), Verbosity::Full)
    };
    print!("{text}");
    Ok(())
}
