//! Which algorithm a command gets, and what is refused.

use simpletrader_sdk::prelude::*;
use simpletrader_sdk::testing::{self, commands};

use crate::AlgoExecution;

const TWAP: &str =
    r#"{"entry": {"family": "TWAP", "slices": 4, "duration_seconds": 3600}, "urgent_from": "0.9", "window_seconds": 7200}"#;

fn planned(params: &str, task: &PlanTask<'_>, plans: &Plans) -> PlanOutcome<ExecutionPlan> {
    testing::configure::<AlgoExecution>(params).unwrap().plan(task, plans, &()).unwrap()
}

fn action(outcome: PlanOutcome<ExecutionPlan>) -> ExecutionAction {
    match outcome {
        PlanOutcome::Plan(plan) => plan.action,
        other => panic!("{other:?}"),
    }
}

fn family(params: &str, task: &PlanTask<'_>, plans: &Plans) -> ExecutionStrategyType {
    match action(planned(params, task, plans)) {
        ExecutionAction::ExecuteTrade(algorithm) => algorithm.strategy_type(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn parameters_that_break_a_rule_of_their_family_are_refused_before_the_first_bar() {
    let bad = [
        r#"{"entry": {"family": "TWAP", "slices": 1, "duration_seconds": 60}}"#,
        r#"{"entry": {"family": "TWAP", "slices": 2}}"#,
        r#"{"entry": {"family": "DCA"}}"#,
        r#"{"entry": {"family": "SINGLE", "time_in_force": "GTD"}}"#,
        r#"{"entry": {"family": "LAYERED", "levels": [{"offset": "0", "share": "0.5"}, {"offset": "0.1", "share": "0.4"}]}}"#,
        r#"{"entry": {"family": "POV", "participation": "0", "duration_seconds": 60}}"#,
        "{}",
    ];
    for params in bad {
        assert!(matches!(testing::configure::<AlgoExecution>(params), Err(WorkerError::BadParams(_))), "{params}");
    }
}

#[test]
fn every_family_can_be_chosen() {
    let choices = [
        (r#"{"family": "SINGLE", "time_in_force": "IOC"}"#, ExecutionStrategyType::Single),
        (r#"{"family": "TWAP", "slices": 2, "duration_seconds": 60, "jitter": "0.1"}"#, ExecutionStrategyType::Twap),
        (r#"{"family": "VWAP", "slices": 2, "duration_seconds": 60, "profile": "day"}"#, ExecutionStrategyType::Vwap),
        (r#"{"family": "ICEBERG", "visible_ratio": "0.2"}"#, ExecutionStrategyType::Iceberg),
        (
            r#"{"family": "LAYERED", "levels": [{"offset": "0", "share": "0.5"}, {"offset": "0.1", "share": "0.5"}]}"#,
            ExecutionStrategyType::Layered,
        ),
        (r#"{"family": "POV", "participation": "0.1", "duration_seconds": 60}"#, ExecutionStrategyType::Pov),
    ];
    let directive = testing::new_trade(Side::Buy);
    for (choice, expected) in choices {
        let params = format!(r#"{{"entry": {choice}}}"#);
        assert_eq!(family(&params, &testing::task(&directive, "100", None), &commands::buy("10")), expected);
    }
}

#[test]
fn a_trade_that_grows_is_worked_as_an_entry_and_one_that_shrinks_as_an_exit() {
    let held = Some(testing::position(1, Direction::Long, "10"));
    let grow = testing::modify(&[1]);
    let close = testing::close(&[1]);
    assert_eq!(family(TWAP, &testing::task(&grow, "100", held), &commands::resize("15")), ExecutionStrategyType::Twap);
    assert_eq!(family(TWAP, &testing::task(&grow, "100", held), &commands::resize("5")), ExecutionStrategyType::Single);
    assert_eq!(family(TWAP, &testing::task(&close, "100", held), &commands::resize("0")), ExecutionStrategyType::Single);
}

#[test]
fn what_is_urgent_is_one_immediate_order() {
    let urgency = |text: &str| {
        let urgency = Some(Fraction::new(testing::decimal(text)).unwrap());
        let execution = ExecutionDirective { urgency, ..ExecutionDirective::default() };
        Directive { execution: Some(execution), ..testing::new_trade(Side::Buy) }
    };
    assert_eq!(family(TWAP, &testing::task(&urgency("0.89"), "100", None), &commands::buy("10")), ExecutionStrategyType::Twap);
    let urgent = action(planned(TWAP, &testing::task(&urgency("0.9"), "100", None), &commands::buy("10")));
    assert_eq!(urgent, ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force: TimeInForce::Ioc }));
}

// mission: 75 (partly)
#[test]
fn a_change_is_about_the_order_that_works_already_and_has_no_window() {
    let held = Some(testing::position(1, Direction::Long, "10"));
    let directive = testing::modify(&[1]);
    let exit = ExitPlan { stop_loss_price: Some(testing::price("97")), take_profit_price: None };
    let plans = Plans { exit: Some(exit), ..Plans::default() };
    let orders = [testing::order(1, 1, Side::Buy, OrderPurpose::Slice), testing::order(2, 1, Side::Sell, OrderPurpose::StopLoss)];
    let task = PlanTask { open_orders: &orders, ..testing::task(&directive, "100", held) };
    let PlanOutcome::Plan(plan) = planned(TWAP, &task, &plans) else { panic!("a plan was due") };
    assert_eq!((plan.action, plan.max_execution_window_seconds), (ExecutionAction::ModifyOrder { order: OrderRef(2) }, None));
    assert!(matches!(planned(TWAP, &testing::task(&directive, "100", held), &plans), PlanOutcome::Refuse(_)), "there is no stop");
    let entry = Plans { entry: commands::buy("10").entry, ..Plans::default() };
    assert_eq!(
        action(planned(TWAP, &task, &entry)),
        ExecutionAction::ModifyOrder { order: OrderRef(1) },
        "a slice is an entry too"
    );
    assert_eq!(planned(TWAP, &task, &Plans::default()), PlanOutcome::Nothing);
}
