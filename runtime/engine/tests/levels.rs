//! Plans are checked on four levels, and a refusal names the one on which it fell. The first level, the contract itself, is the
//! boundary's: an answer that is no contract is the worker's fault and reaches none of these.

mod support;

use simpletrader_contracts::Fraction;
use simpletrader_contracts::decision::*;
use simpletrader_contracts::terms::Side;
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::worker::call::{Disposition, EntryPlanner, PlanOutcome, PlanTask};
use support::*;

/// Stage, code and reason of the first refusal when a crew with one changed planner buys at this price, and the orders it left.
fn refusal(close: i64, change: impl FnOnce(CrewScript) -> CrewScript) -> (String, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let mut is_first = true;
    let crew = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain(move |_| Ok(Disposition::Publish(vec![if std::mem::take(&mut is_first) { buy(&[0], "1") } else { refuse(&[0]) }])));
    let outcome = change(crew).run(folder.path(), &[close, close]).unwrap();
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    let told =
        "SELECT json_extract(body, '$.rejection.stage') || ' ' || json_extract(body, '$.rejection.chain.rejection_code') || ' '
                || json_extract(body, '$.rejection.chain.rejection_reason')
                FROM journal WHERE kind IN ('SIGNAL_REJECTED', 'EXECUTION_REJECTED') ORDER BY entry_id";
    (query(&outcome, told).remove(0), query(&outcome, "SELECT status FROM orders"))
}

// mission: 29 (partly), 66 (partly)
#[test]
fn plans_that_contradict_the_directive_are_refused_at_aggregation() {
    let backwards = |task: &PlanTask<'_>| match MarketEntry.plan(task)? {
        PlanOutcome::Plan(plan) => Ok(PlanOutcome::Plan(EntryPlanDraft { side: Side::Sell, ..plan })),
        other => Ok(other),
    };
    let (told, orders) = refusal(100, |crew| crew.replace("entry", AnyWorker::Entry(Box::new(Scripted(backwards)))));
    assert!(told.starts_with("AGGREGATION PLAN_INCONSISTENT the entry plan is to SELL"), "{told}");
    assert!(orders.is_empty());
}

// mission: 29 (partly), 39 (partly)
#[test]
fn a_family_that_nobody_works_is_refused_at_execution() {
    let sliced = |_: &PlanTask<'_>| {
        let algorithm = Algorithm::Twap { slice_count: 2, duration_seconds: 60, jitter: Fraction::new(0.into()).unwrap() };
        Ok(PlanOutcome::Plan(ExecutionPlanDraft {
            action: ExecutionAction::ExecuteTrade(algorithm),
            max_slippage_pct: Fraction::ONE,
            max_execution_window_seconds: None,
            must_complete_immediately: false,
            min_fill_ratio: None,
        }))
    };
    let (told, orders) = refusal(100, |crew| crew.replace("router", AnyWorker::ExecutionPlanning(Box::new(Scripted(sliced)))));
    assert!(told.starts_with("EXECUTION OTHER no execution worker works TWAP"), "{told}");
    assert!(orders.is_empty());
}

// mission: 29 (partly)
#[test]
fn what_the_cash_does_not_cover_is_refused_by_the_venue() {
    let (told, orders) = refusal(2_000, |crew| crew);
    assert!(told.starts_with("CONNECTOR INSUFFICIENT_FUNDS "), "{told}");
    assert_eq!(orders, ["REJECTED"]);
}

// mission: 29 (partly)
#[test]
fn a_price_off_the_grid_is_refused_by_the_venue() {
    let precise = |task: &PlanTask<'_>| {
        let limit_price = simpletrader_contracts::Price::new("99.995".parse().unwrap()).unwrap();
        let entry = EntryPlanDraft { instrument: task.quote.instrument, side: Side::Buy, terms: OrderTerms::Limit { limit_price } };
        Ok(PlanOutcome::Plan(entry))
    };
    let (told, orders) = refusal(100, |crew| crew.replace("entry", AnyWorker::Entry(Box::new(Scripted(precise)))));
    assert!(told.starts_with("CONNECTOR EXCHANGE_REJECTED "), "{told}");
    assert_eq!(orders, ["REJECTED"]);
}
