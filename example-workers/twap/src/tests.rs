//! Slices, their instants, and what becomes of them.

use simpletrader_sdk::prelude::*;
use simpletrader_sdk::testing::{self, commands};

use crate::Twap;

const HOUR: i64 = 3_600_000_000;

fn plan(slices: u32, jitter: &str) -> ExecutionPlan {
    let jitter = Fraction::new(testing::decimal(jitter)).unwrap();
    commands::execute(Algorithm::Twap { slice_count: slices, duration_seconds: 4 * 3600, jitter })
}

fn worker() -> Twap {
    testing::configure("{}").unwrap()
}

/// Begins four hourly slices of ten.
fn begun(worker: &mut Twap) -> Vec<OrderIntent> {
    worker.on_command(&commands::new_trade(&commands::buy("10"), &plan(4, "0"))).unwrap()
}

#[test]
fn parameters_that_nobody_knows_are_refused() {
    assert!(matches!(testing::configure::<Twap>(r#"{"sead": 1}"#), Err(WorkerError::BadParams(_))));
}

#[test]
fn another_family_is_not_worked() {
    let single = commands::execute(Algorithm::Single { time_in_force: TimeInForce::Gtc });
    assert!(worker().on_command(&commands::new_trade(&commands::buy("10"), &single)).is_err());
}

// mission: 76 (partly)
#[test]
fn slices_follow_one_another_and_the_last_takes_what_is_left_over() {
    let mut worker = worker();
    let first = begun(&mut worker);
    assert_eq!(commands::quantities(&first), ["2"]);
    assert_eq!(first[1], OrderIntent::WakeAt { at: Instant::from_micros(HOUR), tag: 1 });
    let mut sizes = Vec::new();
    for hour in 1..4 {
        let intents = worker.on_timer(&commands::timer(hour * HOUR, hour as u32)).unwrap();
        sizes.extend(commands::quantities(&intents));
        assert_eq!(intents.iter().any(|intent| matches!(intent, OrderIntent::WakeAt { .. })), hour < 3, "one wake-up at a time");
    }
    assert_eq!(sizes, ["2", "2", "4"]);
    assert!(worker.on_timer(&commands::timer(9 * HOUR, 9)).unwrap().is_empty(), "the schedule is through");
}

#[test]
fn what_a_slice_did_not_fill_goes_into_the_last_one() {
    let mut worker = worker();
    begun(&mut worker);
    let heard =
        |worker: &mut Twap, tag, status, filled| worker.on_reply(&commands::reply(tag, OrderPurpose::Slice, status, "2", filled));
    assert!(heard(&mut worker, 1, OrderStatus::Rejected, "0").unwrap().is_empty(), "a refused slice does not end the command");
    let mut sizes = Vec::new();
    for hour in 1..4 {
        let intents = worker.on_timer(&commands::timer(hour * HOUR, hour as u32)).unwrap();
        sizes.extend(commands::quantities(&intents));
    }
    assert_eq!(sizes, ["2", "2", "6"], "8 are open when the last one is due, of which 2 work");
}

#[test]
fn the_command_is_finished_with_its_last_order_and_not_before() {
    let mut worker = worker();
    begun(&mut worker);
    let filled = |worker: &mut Twap, tag, size| {
        worker.on_reply(&commands::reply(tag, OrderPurpose::Slice, OrderStatus::Filled, size, size)).unwrap()
    };
    assert!(filled(&mut worker, 1, "2").is_empty(), "slices are to come");
    (1..4).for_each(|hour| drop(worker.on_timer(&commands::timer(hour * HOUR, hour as u32)).unwrap()));
    assert!(filled(&mut worker, 4, "2").is_empty() && filled(&mut worker, 7, "2").is_empty());
    assert_eq!(filled(&mut worker, 10, "4"), [OrderIntent::Finish { abandoned: false }]);
    assert!(filled(&mut worker, 10, "4").is_empty(), "it is over");
}

#[test]
fn a_command_of_which_every_slice_was_refused_is_abandoned() {
    let mut worker = worker();
    begun(&mut worker);
    let mut last = Vec::new();
    for (hour, tag) in [(1, 1), (2, 4), (3, 7), (4, 10)] {
        last = worker.on_reply(&commands::reply(tag, OrderPurpose::Slice, OrderStatus::Rejected, "2", "0")).unwrap();
        worker.on_timer(&commands::timer(hour * HOUR, hour as u32)).unwrap();
    }
    assert_eq!(last, [OrderIntent::Finish { abandoned: true }]);
}

#[test]
fn there_are_no_more_slices_than_lots() {
    let intents = worker().on_command(&commands::new_trade(&commands::buy("1"), &plan(4, "0"))).unwrap();
    assert_eq!((commands::quantities(&intents), intents.len()), (vec!["1".to_owned()], 1));
}

#[test]
fn every_slice_of_a_new_trade_has_its_own_protection() {
    let exit = ExitPlan { stop_loss_price: Some(testing::price("97")), take_profit_price: Some(testing::price("105")) };
    let plans = Plans { exit: Some(exit), ..commands::buy("10") };
    let mut worker = worker();
    let intents = worker.on_command(&commands::new_trade(&plans, &plan(4, "0"))).unwrap();
    assert_eq!(commands::quantities(&intents), ["2", "2", "2"]);
    let orders = commands::placed(&intents);
    assert_eq!((orders[1].parent_tag, orders[2].parent_tag, orders[1].oco_tag), (Some(1), Some(1), Some(3)));
}

#[test]
fn the_schedule_fits_into_the_window_of_the_plan() {
    let plan = ExecutionPlan { max_execution_window_seconds: Some(3600), ..plan(4, "0") };
    let intents = worker().on_command(&commands::new_trade(&commands::buy("10"), &plan)).unwrap();
    assert_eq!(intents[1], OrderIntent::WakeAt { at: Instant::from_micros(HOUR / 4), tag: 1 });
}

#[test]
fn jitter_comes_from_the_seed_and_stays_within_its_share() {
    let second = |params: &str| {
        let mut worker: Twap = testing::configure(params).unwrap();
        match worker.on_command(&commands::new_trade(&commands::buy("10"), &plan(4, "0.5"))).unwrap()[1] {
            OrderIntent::WakeAt { at, .. } => at.micros(),
            ref other => panic!("{other:?}"),
        }
    };
    assert_eq!(second("{}"), HOUR, "without a seed there is none");
    let jittered = second(r#"{"seed": 7}"#);
    assert_eq!(jittered, second(r#"{"seed": 7}"#));
    assert!(jittered != HOUR && (jittered - HOUR).abs() <= HOUR / 4, "{jittered}");
    assert_ne!(jittered, second(r#"{"seed": 8}"#));
}

// mission: 67 (partly)
#[test]
fn the_same_command_again_orders_only_what_is_missing() {
    let mut worker = worker();
    begun(&mut worker);
    let held = testing::position(3, Direction::Long, "2");
    let pending = [OrderView { quantity: testing::decimal("2"), ..testing::order(9, 3, Side::Buy, OrderPurpose::Slice) }];
    let (plans, plan) = (commands::buy("10"), plan(2, "0"));
    let again = Command { group: GroupRef(6), open_orders: &pending, ..commands::of_trade(held, &plans, &plan) };
    let intents = worker.on_command(&again).unwrap();
    assert_eq!(commands::quantities(&intents), ["3"], "two slices of the six that are neither held nor at work");
    assert!(worker.on_timer(&commands::timer(HOUR, 1)).unwrap().is_empty(), "the earlier schedule is void");
}

#[test]
fn a_trade_that_shall_be_smaller_is_sold_in_slices_and_its_entries_end() {
    let held = testing::position(3, Direction::Long, "10");
    let pending = [testing::order(9, 3, Side::Buy, OrderPurpose::Entry), testing::order(8, 3, Side::Sell, OrderPurpose::StopLoss)];
    let (plans, plan) = (commands::resize("4"), plan(2, "0"));
    let command = Command { open_orders: &pending, ..commands::of_trade(held, &plans, &plan) };
    let intents = worker().on_command(&command).unwrap();
    assert_eq!(intents[0], OrderIntent::Cancel(OrderRef(9)), "and the stop goes on protecting");
    let orders = commands::placed(&intents);
    assert_eq!((orders[0].side, orders[0].quantity, orders[0].reduce_only), (Side::Sell, testing::quantity("3"), true));
}

#[test]
fn what_is_withdrawn_is_not_sliced_any_further() {
    let orders = [testing::order(9, 3, Side::Buy, OrderPurpose::Slice)];
    for action in [ExecutionAction::CancelGroup { group: GroupRef(5) }, ExecutionAction::CancelAllInTrade] {
        let mut worker = worker();
        begun(&mut worker);
        let orders = orders.map(|order| OrderView { group: GroupRef(5), ..order });
        let (plans, plan) = (Plans::default(), commands::execution(action));
        let held = testing::position(3, Direction::Long, "0");
        let command = Command { group: GroupRef(6), open_orders: &orders, ..commands::of_trade(held, &plans, &plan) };
        let intents = worker.on_command(&command).unwrap();
        assert_eq!(intents, [OrderIntent::Cancel(OrderRef(9)), OrderIntent::Finish { abandoned: false }]);
        assert!(worker.on_timer(&commands::timer(HOUR, 1)).unwrap().is_empty());
    }
}

#[test]
fn slices_to_come_follow_a_change_of_the_price() {
    let mut worker = worker();
    begun(&mut worker);
    let orders = [testing::order(9, 3, Side::Buy, OrderPurpose::Slice)];
    let terms = OrderTerms::Limit { limit_price: testing::price("98") };
    let entry = EntryPlan { terms, ..commands::buy("10").entry.unwrap() };
    let (plans, plan) = (
        Plans { entry: Some(entry), ..Plans::default() },
        commands::execution(ExecutionAction::ModifyOrder { order: OrderRef(9) }),
    );
    let held = testing::position(3, Direction::Long, "0");
    let command = Command { group: GroupRef(6), open_orders: &orders, ..commands::of_trade(held, &plans, &plan) };
    let change = OrderIntent::Modify { order: OrderRef(9), quantity: None, terms: Some(terms) };
    assert_eq!(worker.on_command(&command).unwrap(), [change, OrderIntent::Finish { abandoned: false }]);
    assert_eq!(commands::placed(&worker.on_timer(&commands::timer(HOUR, 1)).unwrap())[0].terms, terms);
}
