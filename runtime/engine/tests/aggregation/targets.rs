//! Several targets: one after the other, all or none.

use super::changes::asked_about;
use super::*;

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
