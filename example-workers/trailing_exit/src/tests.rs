//! The ratchet, the minimum step and the cooldown.

use simpletrader_sdk::prelude::*;
use simpletrader_sdk::testing;

use crate::TrailingExit;

fn worker(params: &str) -> TrailingExit {
    testing::configure(params).unwrap()
}

fn stop(outcome: PlanOutcome<ExitPlan>) -> Option<String> {
    match outcome {
        PlanOutcome::Plan(plan) => plan.stop_loss_price.map(|level| level.to_string()),
        PlanOutcome::Nothing => None,
        PlanOutcome::Refuse(refusal) => panic!("{refusal:?}"),
    }
}

/// What becomes of a stop at this level when the price is there, on this day.
fn moved(worker: &mut TrailingExit, direction: Direction, in_force: &str, last: &str, day: i64) -> Option<String> {
    let held = PositionView { stop_loss: Some(testing::price(in_force)), ..testing::position(3, direction, "10") };
    let directive = Directive { exit: Some(ExitDirective::default()), ..testing::modify(&[3]) };
    let tick = Tick { at: Instant::default().plus_seconds(day * 86_400), ..testing::tick() };
    stop(worker.plan(&PlanTask { tick, ..testing::task(&directive, last, Some(held)) }, &()).unwrap())
}

const ONE_PERCENT: &str = r#"{"distance": "0.01"}"#;

#[test]
fn a_distance_that_leaves_no_stop_is_refused() {
    for bad in [r#"{"distance": "0"}"#, r#"{"distance": "1"}"#, r#"{"distance": "1.5"}"#, "{}", r#"{"distance": "0.1", "step": 1}"#]
    {
        assert!(matches!(testing::configure::<TrailingExit>(bad), Err(WorkerError::BadParams(_))), "{bad}");
    }
}

// mission: 75 (partly)
#[test]
fn a_new_trade_gets_its_stop_at_the_distance_on_the_losing_side() {
    let mut worker = worker(ONE_PERCENT);
    let placed = |worker: &mut TrailingExit, side| {
        stop(worker.plan(&testing::task(&testing::new_trade(side), "100.55", None), &()).unwrap())
    };
    assert_eq!(placed(&mut worker, Side::Buy).as_deref(), Some("99.54"), "99.5445, rounded away from the price");
    assert_eq!(placed(&mut worker, Side::Sell).as_deref(), Some("101.56"));
}

// mission: 44 (partly)
#[test]
fn the_stop_of_a_long_trade_only_rises_and_that_of_a_short_trade_only_falls() {
    let mut worker = worker(ONE_PERCENT);
    let long = |worker: &mut TrailingExit, last| moved(worker, Direction::Long, "98000", last, 0);
    assert_eq!(long(&mut worker, "102000").as_deref(), Some("100980"));
    assert_eq!(long(&mut worker, "98500"), None, "97515 would be lower");
    assert_eq!(moved(&mut worker, Direction::Long, "100980", "102000", 0), None, "where it is, it is");
    let short = |worker: &mut TrailingExit, last| moved(worker, Direction::Short, "102", last, 0);
    assert_eq!(short(&mut worker, "100").as_deref(), Some("101"));
    assert_eq!(short(&mut worker, "101.5"), None);
}

#[test]
fn a_small_improvement_waits_until_it_has_grown() {
    let mut worker = worker(r#"{"distance": "0.01", "minimum_step": "0.005"}"#);
    assert_eq!(moved(&mut worker, Direction::Long, "99", "100.4", 0), None, "99.39 would be 0.39 higher, 0.502 is the least");
    assert_eq!(moved(&mut worker, Direction::Long, "99", "100.6", 0).as_deref(), Some("99.59"));
}

#[test]
fn a_stop_rests_between_two_moves() {
    let mut worker = worker(r#"{"distance": "0.01", "cooldown_seconds": 172800}"#);
    assert!(moved(&mut worker, Direction::Long, "90", "100", 0).is_some());
    assert_eq!(moved(&mut worker, Direction::Long, "99", "110", 1), None);
    assert!(moved(&mut worker, Direction::Long, "99", "110", 2).is_some());
}

// mission: 75
#[test]
fn a_trade_without_a_stop_and_a_close_need_no_plan() {
    let mut worker = worker(ONE_PERCENT);
    let held = testing::position(3, Direction::Long, "10");
    for directive in [testing::close(&[3]), Directive { exit: Some(ExitDirective::default()), ..testing::modify(&[3]) }] {
        assert_eq!(worker.plan(&testing::task(&directive, "100", Some(held)), &()).unwrap(), PlanOutcome::Nothing);
    }
    // Closing is not written at all: it is the default of its scope.
    let close = testing::close(&[3]);
    assert_eq!(worker.close(&testing::task(&close, "100", Some(held)), &()).unwrap(), PlanOutcome::Nothing);
}
