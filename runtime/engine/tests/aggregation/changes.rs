//! Changes and ends of trades: who is asked about what.

use super::*;

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
fn idle() -> AnyWorker {
    hands(|event| match event {
        Event::Command(command) if command.target.is_none() => Ok(vec![OrderIntent::Place(order_for(command))]),
        _ => Ok(Vec::new()),
    })
}

/// Opens a trade and then changes it in these parts; returns who was asked about the change.
pub fn asked_about(change: Decide, planners: Planners) -> Told {
    let planners = Planners { execution: change_an_order, ..planners };
    run_with(planners, &[new_trade, change], |crew| crew.replace("single", idle()))
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
