//! From a directive to its commands: who is asked, about what, and what makes one command of their plans or none.

mod support;

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

// mission: 66
#[test]
fn a_new_trade_asks_every_role_once_and_the_execution_planner_last() {
    let told = run(Planners::default(), &[new_trade]);
    assert_eq!(told.diary, ["entry new", "size new", "exit new", "execution new"]);
    assert_eq!(told.commands(), ["NEW_TRADE"]);
}

// mission: 66
#[test]
fn the_execution_planner_is_shown_the_plans_of_the_others() {
    struct Reader(Arc<Mutex<Vec<String>>>);
    impl Worker for Reader {
        fn configure(
            &mut self,
            _: &str,
            _: &[simpletrader_contracts::market::Instrument],
            _: &[simpletrader_contracts::market::Series],
        ) -> Result<(), Fault> {
            Ok(())
        }
        fn usage(&self) -> Usage {
            Usage::default()
        }
    }
    impl ExecutionPlanner for Reader {
        fn plan(&mut self, task: &PlanTask<'_>, plans: &PlanDrafts) -> Answer<ExecutionPlanDraft> {
            let size = plans.size.as_ref().map(|size| size.target_position_size.get().to_string());
            let seen = format!("{} {size:?} {}", plans.entry.is_some(), plans.exit.is_some());
            self.0.lock().unwrap().push(seen);
            OneOrder.plan(task, plans)
        }
    }
    let seen = Arc::new(Mutex::new(Vec::new()));
    let reader = Reader(seen.clone());
    run_with(Planners::default(), &[new_trade], |crew| crew.replace("router", AnyWorker::ExecutionPlanning(Box::new(reader))));
    assert_eq!(*seen.lock().unwrap(), [r#"true Some("10") true"#]);
}

// mission: 66
#[test]
fn a_new_trade_without_an_entry_plan_is_incomplete() {
    let told = run(Planners { entry: nothing, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.refusal(), "AGGREGATION PLAN_INCONSISTENT aggregation: a new trade needs an entry plan");
}

// mission: 66
#[test]
fn a_new_trade_without_a_size_plan_is_incomplete() {
    let told = run(Planners { size: nothing, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.refusal(), "AGGREGATION PLAN_INCONSISTENT aggregation: a new trade needs a size plan");
}

// mission: 66
#[test]
fn a_new_trade_without_an_exit_plan_is_complete_where_protection_is_optional() {
    let told = run(Planners { exit: nothing, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.commands(), ["NEW_TRADE"]);
}

// mission: 66
#[test]
fn a_new_trade_without_an_exit_plan_is_incomplete_where_protection_is_required() {
    let folder = tempfile::tempdir().unwrap();
    let planners = Planners { exit: nothing, ..Planners::default() };
    let mut decision = Some(buy(&[0], "1"));
    let crew = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain(move |_| Ok(Disposition::Publish(vec![decision.take().unwrap_or_else(|| refuse(&[0]))])));
    let (mut spec, sources) = planners.on(crew).parts(folder.path(), &[("A_USD", &[100])]);
    spec.protection = simpletrader_config::build_spec::Protection::Required;
    let outcome = run_strategy(folder.path(), Strategy::assemble(spec, sources).unwrap()).unwrap();
    let told = Told { _folder: folder, outcome, diary: Vec::new() };
    assert!(told.refusal().contains("a new trade needs a stop"), "{}", told.refusal());
}

// mission: 66
#[test]
fn a_command_without_an_execution_plan_has_no_executor() {
    let told = run(Planners { execution: nothing, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.refusal(), "AGGREGATION PLAN_MISSING aggregation: the execution planner gave no plan");
}

fn no<T>(_: &PlanTask<'_>) -> Answer<T> {
    Ok(PlanOutcome::Refuse(RefusalDraft::new(RejectionCode::LimitReached, "enough is enough").unwrap()))
}

// mission: 66
#[test]
fn an_entry_planner_that_refuses_is_named_and_nobody_after_it_is_asked() {
    let told = run(Planners { entry: no, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.refusal(), "TRADE_PLANNING LIMIT_REACHED entry: enough is enough");
    assert_eq!(told.diary, ["entry new"]);
}

// mission: 66
#[test]
fn a_size_planner_that_refuses_is_named_and_nobody_after_it_is_asked() {
    let told = run(Planners { size: no, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.refusal(), "TRADE_PLANNING LIMIT_REACHED size: enough is enough");
    assert_eq!(told.diary, ["entry new", "size new"]);
}

// mission: 66
#[test]
fn an_exit_planner_that_refuses_is_named_and_nobody_after_it_is_asked() {
    let told = run(Planners { exit: no, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.refusal(), "TRADE_PLANNING LIMIT_REACHED exit: enough is enough");
    assert_eq!(told.diary, ["entry new", "size new", "exit new"]);
}

// mission: 66
#[test]
fn an_execution_planner_that_refuses_is_named() {
    let told = run(Planners { execution: no, ..Planners::default() }, &[new_trade]);
    assert_eq!(told.refusal(), "TRADE_PLANNING LIMIT_REACHED router: enough is enough");
}

// mission: 66
#[test]
fn plans_that_do_not_fit_are_refused_before_the_execution_planner_is_asked() {
    let elsewhere = |task: &PlanTask<'_>| match TenUnits.plan(task)? {
        PlanOutcome::Plan(plan) => {
            let position_value = simpletrader_contracts::decimal::Amount::new(7.into()).unwrap();
            Ok(PlanOutcome::Plan(SizePlanDraft { position_value, ..plan }))
        }
        other => Ok(other),
    };
    let told = run(Planners { size: elsewhere, ..Planners::default() }, &[new_trade]);
    assert!(told.refusal().contains("the size plan's value 7 is not its size 10 times the price 100"), "{}", told.refusal());
    assert_eq!(told.diary, ["entry new", "size new", "exit new"]);
}

// mission: 66
#[test]
fn a_planner_that_fails_takes_its_command_with_it() {
    let told = run(Planners { exit: |_| Err(Fault::new("plan", FaultKind::Poisoned)), ..Planners::default() }, &[new_trade]);
    assert!(told.commands().is_empty() && query(&told.outcome, "SELECT * FROM orders").is_empty());
    assert_eq!(told.outcome.failure.as_ref().unwrap().worker_id, "exit");
    assert_eq!(told.diary, ["entry new", "size new", "exit new"]);
}

// mission: 66
#[test]
fn each_directive_of_a_pass_is_a_session_of_its_own() {
    let told = run(Planners::default(), &[two_new_trades]);
    assert_eq!(told.commands(), ["NEW_TRADE", "NEW_TRADE"]);
    let batches =
        query(&told.outcome, "SELECT DISTINCT json_extract(body, '$.batch_id') FROM journal WHERE kind = 'COMMAND_ISSUED'");
    assert_eq!(batches.len(), 2);
    assert_eq!(told.diary.len(), 8);
}

// mission: 66
#[test]
fn a_directive_that_is_refused_does_not_touch_the_next_one() {
    let told = run(Planners::default(), &[|_| vec![buy(&[0], "0.2"), buy(&[1], "1")]]);
    assert_eq!(told.commands(), ["NEW_TRADE"]);
    assert!(told.refusals()[0].contains("NO_MATCHING_PLANNER"), "{:?}", told.refusals());
}

// mission: 66
#[test]
fn a_confidence_that_no_planner_of_a_role_serves_names_the_role() {
    let told = run(Planners::default(), &[|_| vec![buy(&[0, 1], "0.2")]]);
    assert!(told.refusal().contains("no entry-planner serves the confidence 0.2"), "{}", told.refusal());
    assert!(told.diary.is_empty());
}

// mission: 66
#[test]
fn an_instrument_without_a_price_cannot_be_planned() {
    let folder = tempfile::tempdir().unwrap();
    let mut decision = Some(buy(&[0], "1"));
    if let Some(Outcome::Issue(directive)) = decision.as_mut().map(|decision| &mut decision.outcome) {
        directive.entry.as_mut().unwrap().instrument = InstrumentRef(1);
    }
    let crew = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain(move |_| Ok(Disposition::Publish(vec![decision.take().unwrap_or_else(|| refuse(&[0]))])));
    let outcome = crew.run_over(folder.path(), &[("A_USD", &[100]), ("B_USD", &[])]).unwrap();
    let told = Told { _folder: folder, outcome, diary: Vec::new() };
    assert!(told.refusal().contains("instrument 1 has no price yet"), "{}", told.refusal());
}

// mission: 66
#[test]
fn an_entry_plan_for_another_instrument_is_refused() {
    let astray = |task: &PlanTask<'_>| match MarketEntry.plan(task)? {
        PlanOutcome::Plan(plan) => Ok(PlanOutcome::Plan(EntryPlanDraft { instrument: InstrumentRef(5), ..plan })),
        other => Ok(other),
    };
    let told = run(Planners { entry: astray, ..Planners::default() }, &[new_trade]);
    assert!(told.refusal().contains("the entry plan is for another instrument"), "{}", told.refusal());
}

/// Changes an order of the trade, if there is one.
fn change_an_order(task: &PlanTask<'_>) -> Answer<ExecutionPlanDraft> {
    let PlanOutcome::Plan(plan) = OneOrder.plan(task, &PlanDrafts::default())? else { return Ok(PlanOutcome::Nothing) };
    let action = match (task.target, task.open_orders.first()) {
        (Some(_), Some(order)) => ExecutionAction::CancelOrder { order: order.order },
        (Some(_), None) => ExecutionAction::CancelAllInTrade,
        (None, _) => ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force: TimeInForce::Gtc }),
    };
    Ok(PlanOutcome::Plan(ExecutionPlanDraft { action, ..plan }))
}

/// Works new trades as one order and leaves the rest alone.
struct Idle;

impl Worker for Idle {
    fn configure(
        &mut self,
        _: &str,
        _: &[simpletrader_contracts::market::Instrument],
        _: &[simpletrader_contracts::market::Series],
    ) -> Result<(), Fault> {
        Ok(())
    }
    fn usage(&self) -> Usage {
        Usage::default()
    }
}

impl ExecutionWorker for Idle {
    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, Fault> {
        if command.target.is_some() { Ok(Vec::new()) } else { OneShot.on_command(command) }
    }
    fn on_reply(&mut self, _: &Reply) -> Result<Vec<OrderIntent>, Fault> {
        Ok(Vec::new())
    }
    fn on_timer(&mut self, _: &Timer) -> Result<Vec<OrderIntent>, Fault> {
        Ok(Vec::new())
    }
}

/// Opens a trade and then changes it in these parts; returns who was asked about the change.
fn asked_about(change: Decide, planners: Planners) -> Told {
    let planners = Planners { execution: change_an_order, ..planners };
    run_with(planners, &[new_trade, change], |crew| crew.replace("single", AnyWorker::Execution(Box::new(Idle))))
}

// mission: 66
#[test]
fn a_change_of_the_exit_asks_the_exit_planner_and_the_execution_planner() {
    let told = asked_about(|situation| modify(situation, [false, false, true, false]), Planners::default());
    assert_eq!(after_the_first_trade(&told), ["exit 0", "execution 0"]);
    assert_eq!(told.commands(), ["NEW_TRADE", "MODIFY_EXISTING"]);
}

// mission: 66
#[test]
fn a_change_of_the_size_asks_the_size_planner_and_the_execution_planner() {
    let told = asked_about(|situation| modify(situation, [false, true, false, false]), Planners::default());
    assert_eq!(after_the_first_trade(&told), ["size 0", "execution 0"]);
}

// mission: 66
#[test]
fn a_change_of_entry_and_exit_asks_both_in_order() {
    let again = |task: &PlanTask<'_>| {
        let instrument = task.quote.instrument;
        Ok(PlanOutcome::Plan(EntryPlanDraft { instrument, side: Side::Buy, terms: OrderTerms::Market }))
    };
    let planners = Planners { entry: again, ..Planners::default() };
    let told = asked_about(|situation| modify(situation, [true, false, true, false]), planners);
    assert_eq!(after_the_first_trade(&told), ["entry 0", "exit 0", "execution 0"]);
}

// mission: 66
#[test]
fn a_change_of_the_execution_alone_asks_the_execution_planner_alone() {
    let told = asked_about(|situation| modify(situation, [false, false, false, true]), Planners::default());
    assert_eq!(after_the_first_trade(&told), ["execution 0"]);
}

// mission: 66
#[test]
fn a_change_whose_planners_want_nothing_is_no_command_and_no_refusal() {
    let later = |task: &PlanTask<'_>| if task.target.is_some() { Ok(PlanOutcome::Nothing) } else { NoLevels.plan(task) };
    let planners = Planners { exit: later, ..Planners::default() };
    let told = asked_about(|situation| modify(situation, [false, false, true, false]), planners);
    assert_eq!(after_the_first_trade(&told), ["exit 0"]);
    assert_eq!(told.commands(), ["NEW_TRADE"]);
}

// mission: 66
#[test]
fn closing_asks_every_role_about_the_trade() {
    let told = run(Planners::default(), &[new_trade, close_all]);
    assert_eq!(after_the_first_trade(&told), ["entry 0", "size 0", "exit 0", "execution 0"]);
    assert_eq!(query(&told.outcome, "SELECT status FROM trade_plan"), ["CLOSED"]);
}

// mission: 66
#[test]
fn closing_to_anything_but_nothing_is_refused() {
    let reluctant = |task: &PlanTask<'_>| match TenUnits.plan(task)? {
        PlanOutcome::Plan(plan) if task.target.is_some() => {
            let target_position_size = simpletrader_contracts::decimal::Amount::new(3.into()).unwrap();
            Ok(PlanOutcome::Plan(SizePlanDraft { target_position_size, ..plan }))
        }
        other => Ok(other),
    };
    let told = run(Planners { size: reluctant, ..Planners::default() }, &[new_trade, close_all]);
    assert!(told.refusals()[0].contains("closing needs a target size of 0, the size plan has 3"), "{:?}", told.refusals());
    assert_eq!(told.commands(), ["NEW_TRADE"]);
}

// mission: 66
#[test]
fn several_targets_are_planned_one_after_the_other_and_make_one_batch_in_their_order() {
    let told = run(Planners::default(), &[two_new_trades, close_all]);
    let asked = ["entry 0", "size 0", "exit 0", "execution 0", "entry 1", "size 1", "exit 1", "execution 1"];
    assert_eq!(after_the_first_trade(&told), asked);
    let sql = "SELECT json_extract(body, '$.batch_id') FROM journal WHERE kind = 'COMMAND_ISSUED'
        AND json_extract(body, '$.command.scope') = 'CLOSE_EXISTING' ORDER BY entry_id";
    let batches = query(&told.outcome, sql);
    assert_eq!(batches.len(), 2);
    assert_eq!(batches[0], batches[1]);
    assert_eq!(query(&told.outcome, "SELECT count(*) FROM trade_plan WHERE status = 'CLOSED'"), ["2"]);
}

// mission: 66
#[test]
fn targets_are_taken_in_the_order_of_the_directive() {
    let backwards: Decide = |situation| {
        let mut trades = open_trades(situation);
        trades.reverse();
        vec![about(DirectiveScope::CloseExisting, trades, [false; 4])]
    };
    let told = run(Planners::default(), &[two_new_trades, backwards]);
    assert_eq!(after_the_first_trade(&told)[..5], ["entry 1", "size 1", "exit 1", "execution 1", "entry 0"]);
}

// mission: 66
#[test]
fn one_target_that_is_refused_takes_the_whole_batch_with_it() {
    let choosy = |task: &PlanTask<'_>| match task.target {
        Some(target) if target.trade == TradeRef(1) => no(task),
        _ => TenUnits.plan(task),
    };
    let told = run(Planners { size: choosy, ..Planners::default() }, &[two_new_trades, close_all]);
    assert_eq!(told.commands(), ["NEW_TRADE", "NEW_TRADE"]);
    assert!(told.refusals()[0].contains("size: enough is enough"), "{:?}", told.refusals());
    assert_eq!(query(&told.outcome, "SELECT count(*) FROM trade_plan WHERE status = 'ACTIVE'"), ["2"]);
}

// mission: 66
#[test]
fn a_trade_that_is_closed_meanwhile_is_a_stale_target() {
    let stale: Decide = |_| vec![about(DirectiveScope::CloseExisting, vec![TradeRef(0)], [false; 4])];
    let told = run(Planners::default(), &[new_trade, close_all, stale]);
    assert_eq!(told.refusals()[0], "AGGREGATION PLAN_INCONSISTENT aggregation: trade 0 is closed");
    assert!(told.outcome.failure.is_none(), "it existed, so nobody is at fault");
}

// mission: 66
#[test]
fn a_trade_that_never_existed_is_the_strategy_planners_fault() {
    let unknown: Decide = |_| vec![about(DirectiveScope::CloseExisting, vec![TradeRef(9)], [false; 4])];
    let told = run(Planners::default(), &[unknown]);
    assert!(told.outcome.failure.as_ref().unwrap().fault.to_string().contains("there is no trade 9"));
    assert!(told.diary.is_empty());
}

// mission: 66
#[test]
fn a_target_that_is_named_twice_is_no_directive() {
    let twice = ScopeDraft::new(DirectiveScope::CloseExisting, vec![TradeRef(1), TradeRef(1)]).unwrap_err();
    assert!(twice.to_string().contains("the targets of a directive must differ"), "{twice}");
}

// mission: 66
#[test]
fn a_change_that_names_no_part_is_incomplete() {
    let told = asked_about(|situation| modify(situation, [false; 4]), Planners::default());
    assert!(told.refusals()[0].contains("PLAN_MISSING") && told.refusals()[0].contains("must say what to modify"));
    assert!(after_the_first_trade(&told).is_empty());
}

// mission: 66
#[test]
fn planners_see_the_trade_they_are_asked_about_and_its_orders_only() {
    let watchful = |task: &PlanTask<'_>| {
        if let Some(target) = task.target {
            assert_eq!(target.quantity, 10.into());
            assert!(task.open_orders.is_empty(), "the other trade's order is none of its business");
        }
        NoLevels.plan(task)
    };
    // The second trade is still waiting for its limit when the first one is changed.
    let entry = |task: &PlanTask<'_>| match (MarketEntry.plan(task)?, task.directive.confidence == Fraction::ONE) {
        (PlanOutcome::Plan(plan), false) => {
            let limit_price = simpletrader_contracts::Price::new(50.into()).unwrap();
            Ok(PlanOutcome::Plan(EntryPlanDraft { terms: OrderTerms::Limit { limit_price }, ..plan }))
        }
        (plan, _) => Ok(plan),
    };
    let change: Decide = |situation| {
        assert_eq!(situation.open_orders.len(), 1);
        vec![about(DirectiveScope::CloseExisting, vec![TradeRef(0)], [false; 4])]
    };
    let planners = Planners { entry, exit: watchful, ..Planners::default() };
    let told = run(planners, &[|_| vec![buy(&[0], "1"), buy(&[1], "0.9")], change]);
    assert!(told.outcome.failure.is_none(), "{:?}", told.outcome.failure);
    assert_eq!(told.commands().len(), 3);
}

// mission: 66
#[test]
fn nothing_is_kept_of_a_directive_from_one_pass_to_the_next() {
    // Refused on the first day, complete on the second: no plan of the first is taken up again.
    let folder = tempfile::tempdir().unwrap();
    let mut days = 0;
    let moody = Scripted(move |task: &PlanTask<'_>| {
        days += 1;
        if days == 1 { nothing(task) } else { TenUnits.plan(task) }
    });
    let crew = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain(|situation| {
            Ok(Disposition::Publish(vec![if situation.tick.at.to_string().as_str() < "2024-01-04" {
                buy(&[0], "1")
            } else {
                refuse(&[0])
            }]))
        })
        .replace("size", AnyWorker::Size(Box::new(moody)));
    let outcome = crew.run(folder.path(), &[100, 100, 100]).unwrap();
    assert_eq!(query(&outcome, "SELECT count(*), min(pass) FROM journal WHERE kind = 'COMMAND_ISSUED'"), ["1|1"]);
    assert_eq!(query(&outcome, "SELECT count(*) FROM fill"), ["1"]);
}
