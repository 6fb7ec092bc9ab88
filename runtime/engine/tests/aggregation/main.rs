//! From a directive to its commands: who is asked, about what, and what makes one command of their plans or none.

mod changes;
mod new_trades;
#[path = "../support/mod.rs"]
mod support;
mod targets;

use std::sync::{Arc, Mutex};

use simpletrader_contracts::Fraction;
use simpletrader_contracts::decision::*;
use simpletrader_contracts::ledger::TradeRef;
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{DirectiveScope, RejectionCode, Side, TimeInForce};
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind};
use simpletrader_engine::run::RunOutcome;
use simpletrader_engine::strategy::Strategy;
use support::*;

type Answer<T> = Result<PlanOutcome<T>, Fault>;
/// Who was asked, about which trade, in order.
type Diary = Arc<Mutex<Vec<String>>>;

/// The four planners, each of which writes down what it is asked and then answers as it is told to.
struct Planners {
    diary: Diary,
    entry: fn(&PlanTask<'_>) -> Answer<EntryPlanDraft>,
    size: fn(&PlanTask<'_>) -> Answer<SizePlanDraft>,
    exit: fn(&PlanTask<'_>) -> Answer<ExitPlanDraft>,
    execution: fn(&PlanTask<'_>) -> Answer<ExecutionPlanDraft>,
}

impl Default for Planners {
    fn default() -> Self {
        Self {
            diary: Diary::default(),
            entry: |task| MarketEntry.plan(task),
            size: |task| TenUnits.plan(task),
            exit: |task| NoLevels.plan(task),
            execution: |task| OneOrder.plan(task, &PlanDrafts::default()),
        }
    }
}

impl Planners {
    fn on(self, crew: CrewScript) -> CrewScript {
        let noting = |role: &'static str, diary: &Diary| {
            let diary = diary.clone();
            move |task: &PlanTask<'_>| {
                let about = task.target.map_or("new".to_owned(), |target| target.trade.0.to_string());
                diary.lock().unwrap().push(format!("{role} {about}"));
            }
        };
        let Self { diary, entry, size, exit, execution } = self;
        let notes = ["entry", "size", "exit", "execution"].map(|role| noting(role, &diary));
        let [note_entry, note_size, note_exit, note_execution] = notes;
        crew.replace(
            "entry",
            AnyWorker::Entry(Box::new(Scripted(move |task: &PlanTask<'_>| {
                note_entry(task);
                entry(task)
            }))),
        )
        .replace(
            "size",
            AnyWorker::Size(Box::new(Scripted(move |task: &PlanTask<'_>| {
                note_size(task);
                size(task)
            }))),
        )
        .replace(
            "exit",
            AnyWorker::Exit(Box::new(Scripted(move |task: &PlanTask<'_>| {
                note_exit(task);
                exit(task)
            }))),
        )
        .replace(
            "router",
            AnyWorker::ExecutionPlanning(Box::new(Scripted(move |task: &PlanTask<'_>| {
                note_execution(task);
                execution(task)
            }))),
        )
    }
}

/// What a run with these decisions came to.
struct Told {
    _folder: tempfile::TempDir,
    outcome: RunOutcome,
    diary: Vec<String>,
}

impl Told {
    /// Stage, code, author and reason of every refusal on the way to a command, in order.
    fn refusals(&self) -> Vec<String> {
        let sql = "SELECT json_extract(body, '$.rejection.stage') || ' ' || json_extract(body, '$.rejection.chain.rejection_code')
            || ' ' || json_extract(body, '$.rejection.refused_by') || ': '
            || json_extract(body, '$.rejection.chain.rejection_reason')
            FROM journal WHERE kind = 'SIGNAL_REJECTED' ORDER BY entry_id";
        // On the last day nothing is decided, and the signals of that day are refused for it.
        query(&self.outcome, sql).into_iter().filter(|told| !told.contains("flow_coordinator")).collect()
    }

    /// The scope of every command, in order.
    fn commands(&self) -> Vec<String> {
        let sql = "SELECT json_extract(body, '$.command.scope') FROM journal WHERE kind = 'COMMAND_ISSUED' ORDER BY entry_id";
        query(&self.outcome, sql)
    }

    /// The only refusal, where nothing came of the decision.
    fn refusal(&self) -> String {
        assert!(self.commands().is_empty(), "{:?}", self.commands());
        assert!(query(&self.outcome, "SELECT * FROM orders").is_empty());
        let refusals = self.refusals();
        assert_eq!(refusals.len(), 1, "{refusals:?}");
        refusals[0].clone()
    }
}

/// What is decided on each day, in order; nothing after the last.
type Decide = fn(&Situation<'_>) -> Vec<DecisionDraft>;

/// Runs over as many days as there are decisions, and one more in which orders fill.
fn run(planners: Planners, decide: &[Decide]) -> Told {
    run_with(planners, decide, |crew| crew)
}

fn run_with(planners: Planners, decide: &[Decide], change: impl FnOnce(CrewScript) -> CrewScript) -> Told {
    let (folder, days, diary) = (tempfile::tempdir().unwrap(), decide.to_vec(), planners.diary.clone());
    let mut today = days.clone().into_iter();
    let crew = CrewScript::default().detector("always", |_, _| Ok(Disposition::Publish(vec![long("1"), long("1")]))).brain(
        move |situation| {
            let decisions = today.next().map(|decide| decide(situation)).unwrap_or_default();
            Ok(if decisions.is_empty() { Disposition::Stop("nothing to decide".into()) } else { Disposition::Publish(decisions) })
        },
    );
    let closes = vec![100; days.len() + 1];
    let outcome = change(planners.on(crew)).run(folder.path(), &closes).unwrap();
    let diary = std::mem::take(&mut *diary.lock().unwrap());
    let told = Told { _folder: folder, outcome, diary };
    let signals = told.outcome.summary.signals;
    assert_eq!(signals.produced, signals.used + signals.refused);
    told
}

fn new_trade(_: &Situation<'_>) -> Vec<DecisionDraft> {
    vec![buy(&[0, 1], "1")]
}

fn two_new_trades(_: &Situation<'_>) -> Vec<DecisionDraft> {
    vec![buy(&[0], "1"), buy(&[1], "1")]
}

/// A directive about existing trades, with these parts: entry, size, exit, execution.
fn about(scope: DirectiveScope, targets: Vec<TradeRef>, parts: [bool; 4]) -> DecisionDraft {
    let wish = EntryDirective {
        instrument: InstrumentRef(0),
        side: Side::Buy,
        timing_preference: None,
        price_zone: None,
        max_slippage: None,
    };
    let [entry, size, exit, execution] = parts;
    let directive = DirectiveDraft {
        scope: ScopeDraft::new(scope, targets).unwrap(),
        confidence: Fraction::ONE,
        entry: entry.then_some(wish),
        size: size.then(SizeDirective::default),
        exit: exit.then(ExitDirective::default),
        execution: execution.then(ExecutionDirective::default),
        policy: None,
        legs: Vec::new(),
    };
    DecisionDraft { signals: vec![0, 1], risks: vec![], outcome: Outcome::Issue(Box::new(directive)) }
}

fn open_trades(situation: &Situation<'_>) -> Vec<TradeRef> {
    situation.positions.iter().map(|position| position.trade).collect()
}

fn modify(situation: &Situation<'_>, parts: [bool; 4]) -> Vec<DecisionDraft> {
    vec![about(DirectiveScope::ModifyExisting, open_trades(situation), parts)]
}

fn close_all(situation: &Situation<'_>) -> Vec<DecisionDraft> {
    vec![about(DirectiveScope::CloseExisting, open_trades(situation), [false; 4])]
}

/// The directive's part of what was asked: without the questions about the trade that was opened first.
fn after_the_first_trade(told: &Told) -> Vec<&str> {
    told.diary.iter().map(String::as_str).filter(|line| !line.ends_with(" new")).collect()
}

fn nothing<T>(_: &PlanTask<'_>) -> Answer<T> {
    Ok(PlanOutcome::Nothing)
}

fn no<T>(_: &PlanTask<'_>) -> Answer<T> {
    Ok(PlanOutcome::Refuse(RefusalDraft::new(RejectionCode::LimitReached, "enough is enough").unwrap()))
}
