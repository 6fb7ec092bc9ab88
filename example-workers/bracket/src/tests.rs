//! Levels that are as large as what they protect.

use simpletrader_sdk::prelude::*;
use simpletrader_sdk::testing::{self, commands};

use crate::Bracket;

fn single() -> ExecutionPlan {
    commands::execute(Algorithm::Single { time_in_force: TimeInForce::Gtc })
}

fn levels(stop: Option<&str>, target: Option<&str>) -> Plans {
    let exit = ExitPlan { stop_loss_price: stop.map(testing::price), take_profit_price: target.map(testing::price) };
    Plans { exit: Some(exit), ..commands::buy("10") }
}

fn begun() -> Bracket {
    let mut worker = Bracket::default();
    worker.on_command(&commands::new_trade(&levels(Some("97"), Some("105")), &single())).unwrap();
    for (tag, purpose) in [(2, OrderPurpose::StopLoss), (3, OrderPurpose::TakeProfit)] {
        assert!(heard(&mut worker, tag, purpose, OrderStatus::Open, "0").is_empty());
    }
    worker
}

fn heard(worker: &mut Bracket, tag: u32, purpose: OrderPurpose, status: OrderStatus, filled: &str) -> Vec<OrderIntent> {
    worker.on_reply(&commands::reply(tag, purpose, status, "10", filled)).unwrap()
}

#[test]
fn a_new_trade_without_levels_and_another_family_are_errors() {
    let error = Bracket::default().on_command(&commands::new_trade(&levels(None, None), &single())).unwrap_err().to_string();
    assert!(error.contains("use `single`"), "{error}");
    let twap = commands::execute(Algorithm::Twap { slice_count: 2, duration_seconds: 60, jitter: Fraction::ONE });
    assert!(Bracket::default().on_command(&commands::new_trade(&levels(Some("97"), None), &twap)).is_err());
}

#[test]
fn entry_stop_and_target_go_out_together() {
    let plans = levels(Some("97"), Some("105"));
    let intents = Bracket::default().on_command(&commands::new_trade(&plans, &single())).unwrap();
    let orders = commands::placed(&intents);
    assert_eq!(
        orders.iter().map(|order| order.purpose).collect::<Vec<_>>(),
        [OrderPurpose::Entry, OrderPurpose::StopLoss, OrderPurpose::TakeProfit]
    );
    assert_eq!((orders[1].oco_tag, orders[2].oco_tag), (Some(3), Some(2)));
    assert!(orders[1..].iter().all(|order| order.parent_tag == Some(1) && order.reduce_only));
}

#[test]
fn levels_shrink_to_what_an_entry_filled_before_it_ended() {
    let mut worker = begun();
    assert!(heard(&mut worker, 1, OrderPurpose::Entry, OrderStatus::PartiallyFilled, "4").is_empty(), "it may still fill");
    let smaller = |order| OrderIntent::Modify { order: OrderRef(order), quantity: Some(testing::quantity("4")), terms: None };
    assert_eq!(heard(&mut worker, 1, OrderPurpose::Entry, OrderStatus::Cancelled, "4"), [smaller(2), smaller(3)]);
    assert!(heard(&mut worker, 3, OrderPurpose::TakeProfit, OrderStatus::Filled, "4").is_empty());
    let finished = [OrderIntent::Finish { abandoned: false }];
    assert_eq!(heard(&mut worker, 2, OrderPurpose::StopLoss, OrderStatus::Cancelled, "0"), finished);
}

#[test]
fn an_entry_that_filled_whole_leaves_its_levels_alone() {
    let mut worker = begun();
    assert!(heard(&mut worker, 1, OrderPurpose::Entry, OrderStatus::Filled, "10").is_empty());
}

#[test]
fn an_entry_that_never_filled_ends_the_command() {
    assert_eq!(heard(&mut begun(), 1, OrderPurpose::Entry, OrderStatus::Rejected, "0"), [OrderIntent::Finish { abandoned: true }]);
    assert_eq!(heard(&mut begun(), 1, OrderPurpose::Entry, OrderStatus::Expired, "0"), [OrderIntent::Finish { abandoned: false }]);
}

// mission: 44 (partly)
#[test]
fn a_level_moves_in_place() {
    let stop = OrderView {
        terms: OrderTerms::StopMarket { stop_price: testing::price("97") },
        ..testing::order(2, 3, Side::Sell, OrderPurpose::StopLoss)
    };
    let plans = Plans { entry: None, size: None, ..levels(Some("98"), None) };
    let held = testing::position(3, Direction::Long, "10");
    let action = commands::execution(ExecutionAction::ModifyOrder { order: OrderRef(2) });
    let orders = [stop];
    let command = Command { open_orders: &orders, ..commands::of_trade(held, &plans, &action) };
    let moved = OrderIntent::Modify {
        order: OrderRef(2),
        quantity: None,
        terms: Some(OrderTerms::StopMarket { stop_price: testing::price("98") }),
    };
    assert_eq!(Bracket::default().on_command(&command).unwrap(), [moved, OrderIntent::Finish { abandoned: false }]);
}

#[test]
fn a_trade_that_was_entered_twice_moves_both_of_its_stops_and_no_target() {
    let level = |number, purpose, price| OrderView {
        terms: OrderTerms::StopMarket { stop_price: testing::price(price) },
        ..testing::order(number, 3, Side::Sell, purpose)
    };
    let orders = [
        level(2, OrderPurpose::StopLoss, "97"),
        level(3, OrderPurpose::TakeProfit, "110"),
        level(6, OrderPurpose::StopLoss, "96"),
        level(9, OrderPurpose::StopLoss, "98"),
    ];
    let plans = Plans { entry: None, size: None, ..levels(Some("98"), Some("120")) };
    let action = commands::execution(ExecutionAction::ModifyOrder { order: OrderRef(2) });
    let held = testing::position(3, Direction::Long, "10");
    let command = Command { open_orders: &orders, ..commands::of_trade(held, &plans, &action) };
    let moved = |order| OrderIntent::Modify {
        order: OrderRef(order),
        quantity: None,
        terms: Some(OrderTerms::StopMarket { stop_price: testing::price("98") }),
    };
    let said = Bracket::default().on_command(&command).unwrap();
    assert_eq!(said, [moved(2), moved(6), OrderIntent::Finish { abandoned: false }], "the third stands where it should");
}

#[test]
fn a_close_is_one_order_and_ends_what_would_still_enter() {
    let held = testing::position(3, Direction::Long, "4");
    let orders = [testing::order(1, 3, Side::Buy, OrderPurpose::Entry), testing::order(2, 3, Side::Sell, OrderPurpose::StopLoss)];
    let (plans, plan) = (commands::resize("0"), single());
    let command = Command { group: GroupRef(6), open_orders: &orders, ..commands::of_trade(held, &plans, &plan) };
    let intents = Bracket::default().on_command(&command).unwrap();
    assert_eq!(intents[0], OrderIntent::Cancel(OrderRef(1)));
    let orders = commands::placed(&intents);
    assert_eq!((orders.len(), orders[0].quantity, orders[0].purpose), (1, testing::quantity("4"), OrderPurpose::CloseOut));
}
