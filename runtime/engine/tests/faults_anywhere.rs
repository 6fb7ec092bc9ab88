//! Whoever fails, whenever, under whatever policy: the books stay true, and the neighbours' books stay the same.

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::{Just, ProptestConfig, Strategy, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
use simpletrader_config::build_spec::{OnFault, Recovery, ReplayTerms};
use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::*;
use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::terms::FaultPolicy;
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind};
use simpletrader_engine::run::RunOutcome;
use support::*;

/// The passes in which one worker fails.
type Passes = Arc<BTreeSet<u32>>;

fn due(passes: &Passes, pass: u32, handler: &'static str) -> Result<(), Fault> {
    let trap = || FaultKind::Trap { trap: "unreachable".into(), backtrace: Vec::new() };
    if passes.contains(&pass) { Err(Fault::new(handler, trap())) } else { Ok(()) }
}

/// The day of a bar stands for the pass where a call does not name one.
fn day(at: Instant) -> u32 {
    let first = Instant::parse("2024-01-02").unwrap();
    ((at.micros() - first.micros()) / 86_400_000_000) as u32
}

/// A worker that fails in some passes and otherwise does as the one inside.
struct Failing<W> {
    inner: W,
    passes: Passes,
}

impl<W: Worker> Worker for Failing<W> {
    fn configure(&mut self, params: &str, instruments: &[Instrument], series: &[Series]) -> Result<(), Fault> {
        self.inner.configure(params, instruments, series)
    }
    fn usage(&self) -> Usage {
        self.inner.usage()
    }
}

impl<W: EntryPlanner> EntryPlanner for Failing<W> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<EntryPlanDraft>, Fault> {
        due(&self.passes, task.tick.sequence, "plan")?;
        self.inner.plan(task)
    }
}

impl<W: SizePlanner> SizePlanner for Failing<W> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<SizePlanDraft>, Fault> {
        due(&self.passes, task.tick.sequence, "plan")?;
        self.inner.plan(task)
    }
}

impl<W: ExitPlanner> ExitPlanner for Failing<W> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<ExitPlanDraft>, Fault> {
        due(&self.passes, task.tick.sequence, "plan")?;
        self.inner.plan(task)
    }
}

impl<W: ExecutionPlanner> ExecutionPlanner for Failing<W> {
    fn plan(&mut self, task: &PlanTask<'_>, plans: &PlanDrafts) -> Result<PlanOutcome<ExecutionPlanDraft>, Fault> {
        due(&self.passes, task.tick.sequence, "plan")?;
        self.inner.plan(task, plans)
    }
}

impl<W: ExecutionWorker> ExecutionWorker for Failing<W> {
    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, Fault> {
        due(&self.passes, command.tick.sequence, "on-command")?;
        self.inner.on_command(command)
    }
    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, Fault> {
        due(&self.passes, reply.tick.sequence, "on-reply")?;
        self.inner.on_reply(reply)
    }
    fn on_timer(&mut self, timer: &Timer) -> Result<Vec<OrderIntent>, Fault> {
        due(&self.passes, timer.tick.sequence, "on-timer")?;
        self.inner.on_timer(timer)
    }
}

/// Opens when there is nothing and closes what there is, on every signal.
fn in_and_out(situation: &Situation<'_>) -> Result<Disposition<DecisionDraft>, Fault> {
    let all: Vec<u32> = (0..situation.signals.len() as u32).collect();
    Ok(Disposition::Publish(vec![match situation.positions.first() {
        _ if !situation.open_orders.is_empty() => refuse(&all),
        Some(position) => close(&all, position.trade),
        None => buy(&all, "1"),
    }]))
}

const WORKERS: [&str; 9] = ["sum", "always", "watch", "brain", "entry", "size", "exit", "router", "single"];

/// A whole strategy whose workers fail in these passes; a worker's number is its place in [`WORKERS`].
fn strategy(faults: &[(usize, u32)], on_fault: OnFault) -> CrewScript {
    let of = |worker: usize| -> Passes {
        Arc::new(faults.iter().filter(|(failing, _)| *failing == worker).map(|(_, pass)| *pass).collect())
    };
    let mut script = CrewScript::default()
        .on_fault(on_fault)
        .context("sum", |_, _| Ok(0.0))
        .detector("always", |_, _| Ok(Disposition::Proceed))
        .monitor("watch", |_, _| Ok(Disposition::Proceed))
        .brain(in_and_out);
    let (context, detector, monitor, brain) = (of(0), of(1), of(2), of(3));
    script = script.replace_source(
        "sum",
        Arc::new(Again(move || {
            let (passes, mut sum) = (context.clone(), 0);
            context_worker(move |at, bar| {
                due(&passes, day(at), "measure")?;
                sum += bar.close;
                Ok(sum as f64)
            })
        })),
    );
    script = script.replace_source(
        "always",
        Arc::new(Again(move || {
            let passes = detector.clone();
            AnyWorker::Detector(Box::new(Scripted(move |at: Instant, _: &[f64]| {
                due(&passes, day(at), "detect")?;
                Ok(Disposition::Publish(vec![long("1")]))
            })))
        })),
    );
    script = script.replace_source(
        "watch",
        Arc::new(Again(move || {
            let (passes, mut pass) = (monitor.clone(), 0);
            AnyWorker::Monitor(Box::new(Scripted(move |_: &[f64], _: &[simpletrader_contracts::ledger::PositionView]| {
                pass += 1;
                due(&passes, pass - 1, "watch")?;
                Ok(if pass % 3 == 0 { Disposition::Publish(vec![risk()]) } else { Disposition::Proceed })
            })))
        })),
    );
    script = script.replace_source(
        "brain",
        Arc::new(Again(move || {
            let passes = brain.clone();
            AnyWorker::Strategy(Box::new(Scripted(move |situation: &Situation<'_>| {
                due(&passes, situation.tick.sequence, "decide")?;
                if situation.signals.is_empty() { Ok(Disposition::Proceed) } else { in_and_out(situation) }
            })))
        })),
    );
    let again = |make: fn(Passes) -> AnyWorker, passes: Passes| Arc::new(Again(move || make(passes.clone())));
    script
        .replace_source("entry", again(|passes| AnyWorker::Entry(Box::new(Failing { inner: MarketEntry, passes })), of(4)))
        .replace_source("size", again(|passes| AnyWorker::Size(Box::new(Failing { inner: TenUnits, passes })), of(5)))
        .replace_source("exit", again(|passes| AnyWorker::Exit(Box::new(Failing { inner: NoLevels, passes })), of(6)))
        .replace_source(
            "router",
            again(|passes| AnyWorker::ExecutionPlanning(Box::new(Failing { inner: OneOrder, passes })), of(7)),
        )
        .replace_source("single", again(|passes| AnyWorker::Execution(Box::new(Failing { inner: OneShot, passes })), of(8)))
}

fn books(run: &Path) -> Vec<Vec<u8>> {
    ["run.sqlite", "run.json", "summary.json", "trades.csv", "equity.csv"]
        .iter()
        .map(|file| std::fs::read(run.join(file)).unwrap())
        .collect()
}

/// Recomputed from the fills alone: cash = capital - bought + sold - fees.
fn cash_of(outcome: &RunOutcome) -> i64 {
    let fills =
        query(outcome, "SELECT side, fill.quantity, fill.price, commission FROM fill JOIN orders ON order_id = parent_order_id");
    fills.iter().fold(10_000, |cash, row| {
        let cells: Vec<&str> = row.split('|').collect();
        let number = |index: usize| cells[index].parse::<i64>().unwrap();
        cash - if cells[0] == "BUY" { 1 } else { -1 } * number(1) * number(2) - number(3)
    })
}

fn any_on_fault() -> impl Strategy<Value = OnFault> {
    let policy = prop::sample::select(vec![FaultPolicy::Hold, FaultPolicy::CancelOpen, FaultPolicy::Flatten]);
    let replay =
        (1_u32..5, 1_u32..4).prop_map(|(strikes, backoff)| Recovery::Replay(ReplayTerms { strikes, window: 1_000, backoff }));
    (prop_oneof![1 => Just(Recovery::Stop), 4 => replay], policy).prop_map(|(recovery, policy)| OnFault { recovery, policy })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    // mission: 65 (partly), 79 (partly), 83 (partly)
    #[test]
    fn no_sequence_of_faults_breaks_the_books_or_touches_a_neighbours(
        closes in prop::collection::vec(50_i64..150, 6..40),
        faults in prop::collection::vec((0..WORKERS.len(), 0_u32..60), 0..14),
        on_fault in any_on_fault(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let run = |name: &str, faults: &[(usize, u32)], on_fault| {
            let folder = folder.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            strategy(faults, on_fault).run(&folder, &closes).unwrap()
        };
        let alone = run("alone", &[], OnFault::default());
        let (beside, hostile) = std::thread::scope(|scope| {
            let beside = scope.spawn(|| run("beside", &[], OnFault::default()));
            let hostile = scope.spawn(|| run("hostile", &faults, on_fault));
            (beside.join().unwrap(), hostile.join().unwrap())
        });
        prop_assert!(books(&alone.directory) == books(&beside.directory), "a neighbour's books are the same to the last byte");

        let counts = hostile.summary.signals;
        prop_assert_eq!(counts.produced, counts.used + counts.refused);
        prop_assert_eq!(query(&hostile, "SELECT count(*) FROM signal"), [counts.produced.to_string()]);
        prop_assert_eq!(&hostile.summary.cash, &cash_of(&hostile).to_string());
        prop_assert_eq!(hostile.summary.bars, closes.len() as u64, "the run goes on to its end");
        let halted_in = hostile.failure.as_ref().and_then(|failure| failure.bar.as_ref()).map(|bar| bar.index as usize);
        if on_fault.policy == FaultPolicy::Flatten && halted_in.is_some_and(|bar| bar + 2 < closes.len()) {
            prop_assert_eq!(&hostile.summary.open_qty, "0");
            prop_assert!(!hostile.summary.pending_order_at_end);
        }
        if on_fault.recovery == Recovery::Stop {
            let failed = query(&hostile, "SELECT count(*) FROM journal WHERE kind = 'WORKER_FAILED'");
            prop_assert!(failed[0] == "0" || failed[0] == "1", "one fault and no more: {}", failed[0]);
            prop_assert!(hostile.quarantined.is_empty());
        }
        for caught in &hostile.quarantined {
            prop_assert!(hostile.directory.join(&caught.fault_file).is_file());
        }
        let again = run("again", &faults, on_fault);
        prop_assert!(books(&again.directory) == books(&hostile.directory), "equal faults, equal bytes");
    }
}
