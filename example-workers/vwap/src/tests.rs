//! Slices in proportion to a profile, and what is refused. What the schedule does afterwards is the SDK's and shown by `twap`.

use simpletrader_sdk::prelude::*;
use simpletrader_sdk::testing::{self, commands};

use crate::Vwap;

const HOUR: i64 = 3_600_000_000;
const DAY: &str = r#"{"profiles": {"day": ["4", "1", "1", "4"], "flat": ["1"]}}"#;

fn worker() -> Vwap {
    testing::configure(DAY).unwrap()
}

fn plan(slices: u32, profile: &str) -> ExecutionPlan {
    commands::execute(Algorithm::Vwap { slice_count: slices, duration_seconds: 4 * 3600, profile: profile.to_owned() })
}

fn sizes(worker: &mut Vwap, size: &str, plan: &ExecutionPlan) -> Vec<String> {
    let plans = commands::buy(size);
    let mut sizes = commands::quantities(&worker.on_command(&commands::new_trade(&plans, plan)).unwrap());
    for hour in 1..4 {
        sizes.extend(commands::quantities(&worker.on_timer(&commands::timer(hour * HOUR, hour as u32)).unwrap()));
    }
    sizes
}

#[test]
fn profiles_that_say_nothing_are_refused() {
    for bad in [
        r#"{"profiles": {}}"#,
        r#"{"profiles": {"a": []}}"#,
        r#"{"profiles": {"a": ["0"]}}"#,
        r#"{"profiles": {"a": ["-1"]}}"#,
        "{}",
    ] {
        assert!(matches!(testing::configure::<Vwap>(bad), Err(WorkerError::BadParams(_))), "{bad}");
    }
}

#[test]
fn an_unknown_profile_and_another_family_are_errors_that_say_what_there_is() {
    let plans = commands::buy("10");
    let error = worker().on_command(&commands::new_trade(&plans, &plan(4, "night"))).unwrap_err().to_string();
    assert!(error.contains("`night`; the parameters have: day, flat"), "{error}");
    let single = commands::execute(Algorithm::Single { time_in_force: TimeInForce::Gtc });
    assert!(worker().on_command(&commands::new_trade(&plans, &single)).is_err());
}

#[test]
fn slices_follow_the_profile() {
    assert_eq!(sizes(&mut worker(), "100", &plan(4, "day")), ["40", "10", "10", "40"]);
    assert_eq!(sizes(&mut worker(), "100", &plan(2, "day")), ["50", "50"], "two slices of two weights each");
    assert_eq!(sizes(&mut worker(), "10", &plan(4, "flat")), ["2", "2", "2", "4"], "whole lots, the rest last");
}

#[test]
fn a_part_without_volume_places_nothing_and_the_next_one_comes() {
    let mut worker: Vwap = testing::configure(r#"{"profiles": {"late": ["0", "0", "1", "1"]}}"#).unwrap();
    assert_eq!(sizes(&mut worker, "10", &plan(4, "late")), ["5", "5"]);
}

#[test]
fn what_is_withdrawn_is_not_sliced_any_further() {
    let mut worker = worker();
    let plans = commands::buy("10");
    worker.on_command(&commands::new_trade(&plans, &plan(4, "day"))).unwrap();
    let (nothing, stop) = (Plans::default(), commands::execution(ExecutionAction::CancelGroup { group: GroupRef(5) }));
    let orders = [OrderView { group: GroupRef(5), ..testing::order(9, 3, Side::Buy, OrderPurpose::Slice) }];
    let held = testing::position(3, Direction::Long, "4");
    let command = Command { group: GroupRef(6), open_orders: &orders, ..commands::of_trade(held, &nothing, &stop) };
    let intents = worker.on_command(&command).unwrap();
    assert_eq!(intents, [OrderIntent::Cancel(OrderRef(9)), OrderIntent::Finish { abandoned: false }]);
    assert!(worker.on_timer(&commands::timer(HOUR, 1)).unwrap().is_empty());
}
