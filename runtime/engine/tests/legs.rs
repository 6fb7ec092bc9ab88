//! Several new trades of one decision: a command, a trade and a group for each leg, in one batch, or none at all.

mod support;

use std::num::NonZeroU32;
use std::path::Path;
use std::sync::{Arc, Mutex};

use simpletrader_contracts::Fraction;
use simpletrader_contracts::decision::*;
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{BatchMode, RejectionCode, Side, TimeInForce};
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::worker::call::{Disposition, PlanOutcome, PlanTask, SizePlanner};
use simpletrader_engine::run::RunOutcome;
use support::*;

/// Decides once, on the first day, over two instruments; refuses every later signal.
fn run(folder: &Path, decision: DecisionDraft) -> RunOutcome {
    run_with(folder, decision, |crew| crew)
}

/// The same with other planners.
fn run_with(folder: &Path, decision: DecisionDraft, change: impl FnOnce(CrewScript) -> CrewScript) -> RunOutcome {
    let mut decision = Some(decision);
    let crew = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain(move |_| Ok(Disposition::Publish(vec![decision.take().unwrap_or_else(|| refuse(&[0]))])));
    change(crew).run_over(folder, &[("A_USD", &[100, 101, 102]), ("B_USD", &[50, 51, 52])]).unwrap()
}

fn both() -> Vec<LegDraft> {
    vec![leg(0, Side::Buy), leg(1, Side::Buy)]
}

// mission: 30 (partly)
#[test]
fn each_leg_becomes_a_command_a_trade_and_a_fill_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = run(folder.path(), trades_of(both(), None));
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    let trades = "SELECT symbol, direction, status FROM trade_plan ORDER BY plan_id";
    assert_eq!(query(&outcome, trades), ["A_USD|long|ACTIVE", "B_USD|long|ACTIVE"]);
    assert_eq!(query(&outcome, "SELECT quantity, price FROM fill ORDER BY fill_id"), ["10|100", "10|50"]);
    assert_eq!(query(&outcome, "SELECT count(*), count(DISTINCT parent_command_id) FROM execution_group"), ["2|2"]);
    let commands = query(&outcome, "SELECT body FROM journal WHERE kind = 'COMMAND_ISSUED' ORDER BY entry_id");
    let commands: Vec<serde_json::Value> = commands.iter().map(|body| serde_json::from_str(body).unwrap()).collect();
    assert_eq!(commands.len(), 2);
    assert_eq!(commands[0]["batch_id"], commands[1]["batch_id"], "one directive, one batch");
    assert_ne!(commands[0]["command"]["target_plan_id"], commands[1]["command"]["target_plan_id"]);
    assert_eq!(commands[0]["command"]["entry_plan"]["symbol"], "A_USD", "commands stand in the order of the legs");
}

#[test]
fn the_journal_keeps_the_directive_with_its_legs() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = run(folder.path(), trades_of(both(), None));
    let body = query(&outcome, "SELECT body FROM journal WHERE kind = 'DIRECTIVE_ISSUED'");
    let body: serde_json::Value = serde_json::from_str(&body[0]).unwrap();
    let directive: StrategyDirective = serde_json::from_value(body["directive"].clone()).unwrap();
    assert_eq!((directive.legs.len(), directive.command_count()), (2, 2));
    assert_eq!(directive.legs[1].entry_directive.symbol.as_str(), "B_USD");
}

#[test]
fn a_planner_is_asked_about_one_leg_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let diary = seen.clone();
    let watch = move |task: &PlanTask<'_>| {
        let entry = task.directive.entry.as_ref().map(|entry| entry.instrument.0);
        diary.lock().unwrap().push((task.quote.instrument.0, entry, task.directive.legs.len()));
        TenUnits.plan(task)
    };
    run_with(folder.path(), trades_of(both(), None), |crew| crew.replace("size", AnyWorker::Size(Box::new(Scripted(watch)))));
    assert_eq!(*seen.lock().unwrap(), [(0, Some(0), 0), (1, Some(1), 0)]);
}

#[test]
fn a_leg_that_is_refused_takes_the_whole_batch_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let choosy = |task: &PlanTask<'_>| match task.quote.instrument {
        InstrumentRef(1) => Ok(PlanOutcome::Refuse(RefusalDraft::new(RejectionCode::BelowMinimumSize, "too small a leg").unwrap())),
        _ => TenUnits.plan(task),
    };
    let outcome =
        run_with(folder.path(), trades_of(both(), None), |crew| crew.replace("size", AnyWorker::Size(Box::new(Scripted(choosy)))));
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    assert!(query(&outcome, "SELECT * FROM orders").is_empty());
    assert!(query(&outcome, "SELECT * FROM journal WHERE kind = 'COMMAND_ISSUED'").is_empty());
    let body = query(&outcome, "SELECT body FROM journal WHERE kind = 'SIGNAL_REJECTED' ORDER BY entry_id").remove(0);
    assert!(body.contains("too small a leg") && body.contains("TRADE_PLANNING"), "{body}");
}

#[test]
fn a_leg_of_an_instrument_that_is_not_traded_is_the_planners_fault() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = run(folder.path(), trades_of(vec![leg(0, Side::Buy), leg(2, Side::Buy)], None));
    let failure = outcome.failure.as_ref().unwrap();
    assert_eq!(failure.worker_id, "brain");
    assert!(failure.fault.to_string().contains("an instrument that the strategy does not have"), "{}", failure.fault);
    assert!(query(&outcome, "SELECT * FROM orders").is_empty());
}

// mission: 18 (partly), 29 (partly)
#[test]
fn a_plan_whose_window_exceeds_the_timeout_of_its_batch_is_refused_at_aggregation() {
    let patient = |window: u32| {
        move |_: &PlanTask<'_>| {
            let action = ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force: TimeInForce::Gtc });
            Ok(PlanOutcome::Plan(ExecutionPlanDraft {
                action,
                max_slippage_pct: Fraction::ONE,
                max_execution_window_seconds: Some(window),
                must_complete_immediately: false,
                min_fill_ratio: None,
            }))
        }
    };
    let policy = ExecutionPolicy { mode: BatchMode::Independent, timeout_seconds: NonZeroU32::new(60) };
    let with_window = |window: u32| {
        let folder = tempfile::tempdir().unwrap();
        let planner = AnyWorker::ExecutionPlanning(Box::new(Scripted(patient(window))));
        let outcome = run_with(folder.path(), trades_of(both(), Some(policy)), |crew| crew.replace("router", planner));
        let refused = query(&outcome, "SELECT body FROM journal WHERE kind = 'SIGNAL_REJECTED' ORDER BY entry_id").remove(0);
        (query(&outcome, "SELECT count(*) FROM orders").remove(0), refused)
    };
    assert_eq!(with_window(60).0, "2", "a window as long as the timeout fits");
    let (orders, refused) = with_window(61);
    assert_eq!(orders, "0");
    assert!(refused.contains("AGGREGATION") && refused.contains("PLAN_INCONSISTENT"), "{refused}");
    assert!(refused.contains("must not exceed the batch's timeout, got 61 s in a batch of 60 s"), "{refused}");
}

#[test]
fn every_command_of_several_legs_says_the_mode_of_its_batch() {
    for mode in [BatchMode::Independent, BatchMode::Coordinated] {
        let folder = tempfile::tempdir().unwrap();
        let policy = ExecutionPolicy { mode, timeout_seconds: NonZeroU32::new(60) };
        let outcome = run(folder.path(), trades_of(both(), Some(policy)));
        let commands = query(&outcome, "SELECT body FROM journal WHERE kind = 'COMMAND_ISSUED'");
        let says = format!(r#""mode":"{mode}""#);
        assert!(commands.len() == 2 && commands.iter().all(|body| body.contains(&says)), "{commands:?}");
    }
}

#[test]
fn a_planner_that_breaks_the_rules_of_legs_is_at_fault() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = run(folder.path(), trades_of(vec![leg(0, Side::Buy)], None));
    let failure = outcome.failure.unwrap();
    assert_eq!(failure.worker_id, "brain");
    assert!(failure.fault.to_string().contains("at least two legs"), "{}", failure.fault);
}
