//! What shows, when it is renewed, and when it is over.

use simpletrader_sdk::contracts::decision::Visible;
use simpletrader_sdk::prelude::*;
use simpletrader_sdk::testing::{self, commands};

use crate::Iceberg;

fn fraction(text: &str) -> Fraction {
    Fraction::new(testing::decimal(text)).unwrap()
}

fn plan(visible: Visible, refresh_at: &str) -> ExecutionPlan {
    commands::execute(Algorithm::Iceberg { visible, refresh_at: fraction(refresh_at) })
}

fn three() -> Visible {
    Visible::Quantity(testing::quantity("3"))
}

fn worker() -> Iceberg {
    testing::configure("{}").unwrap()
}

fn begun(visible: Visible, refresh_at: &str) -> (Iceberg, Vec<String>) {
    let mut worker = worker();
    let (plans, plan) = (commands::buy("10"), plan(visible, refresh_at));
    let shown = commands::quantities(&worker.on_command(&commands::new_trade(&plans, &plan)).unwrap());
    (worker, shown)
}

fn heard(worker: &mut Iceberg, tag: u32, status: OrderStatus, size: &str, filled: &str) -> Vec<OrderIntent> {
    worker.on_reply(&commands::reply(tag, OrderPurpose::Slice, status, size, filled)).unwrap()
}

#[test]
fn another_family_is_not_worked() {
    let (plans, single) = (commands::buy("10"), commands::execute(Algorithm::Single { time_in_force: TimeInForce::Gtc }));
    assert!(worker().on_command(&commands::new_trade(&plans, &single)).is_err());
}

#[test]
fn one_part_shows_at_a_time_until_nothing_is_hidden() {
    let (mut worker, shown) = begun(three(), "1");
    assert_eq!(shown, ["3"]);
    assert!(heard(&mut worker, 1, OrderStatus::PartiallyFilled, "3", "2").is_empty(), "not yet");
    assert_eq!(commands::quantities(&heard(&mut worker, 1, OrderStatus::Filled, "3", "3")), ["3"]);
    assert_eq!(commands::quantities(&heard(&mut worker, 4, OrderStatus::Filled, "3", "3")), ["3"]);
    assert_eq!(commands::quantities(&heard(&mut worker, 7, OrderStatus::Filled, "3", "3")), ["1"], "what is left");
    assert_eq!(heard(&mut worker, 10, OrderStatus::Filled, "1", "1"), [OrderIntent::Finish { abandoned: false }]);
}

#[test]
fn a_part_is_renewed_before_it_is_gone_where_the_plan_says_so() {
    let (mut worker, _) = begun(three(), "0.5");
    assert!(heard(&mut worker, 1, OrderStatus::PartiallyFilled, "3", "1").is_empty());
    assert_eq!(commands::quantities(&heard(&mut worker, 1, OrderStatus::PartiallyFilled, "3", "2")), ["3"]);
    assert!(heard(&mut worker, 1, OrderStatus::Filled, "3", "3").is_empty(), "it was renewed once");
}

#[test]
fn a_ratio_shows_its_share_in_whole_lots_and_at_least_one() {
    assert_eq!(begun(Visible::Ratio(fraction("0.25")), "1").1, ["2"]);
    assert_eq!(begun(Visible::Ratio(fraction("0.01")), "1").1, ["1"]);
    assert_eq!(begun(Visible::Ratio(fraction("1")), "1").1, ["10"]);
}

#[test]
fn a_part_that_was_refused_is_not_tried_again() {
    let (mut worker, _) = begun(three(), "1");
    assert_eq!(heard(&mut worker, 1, OrderStatus::Rejected, "3", "0"), [OrderIntent::Finish { abandoned: true }]);
    let (mut worker, _) = begun(three(), "1");
    heard(&mut worker, 1, OrderStatus::Filled, "3", "3");
    assert_eq!(heard(&mut worker, 4, OrderStatus::Expired, "3", "0"), [OrderIntent::Finish { abandoned: false }]);
}

#[test]
fn every_part_of_a_new_trade_has_its_own_protection() {
    let exit = ExitPlan { stop_loss_price: Some(testing::price("97")), take_profit_price: None };
    let (plans, plan) = (Plans { exit: Some(exit), ..commands::buy("10") }, plan(three(), "1"));
    let mut worker = worker();
    let intents = worker.on_command(&commands::new_trade(&plans, &plan)).unwrap();
    assert_eq!(commands::placed(&intents)[1].parent_tag, Some(1));
    let next = heard(&mut worker, 1, OrderStatus::Filled, "3", "3");
    assert_eq!(commands::placed(&next)[1].parent_tag, Some(5));
}

#[test]
fn what_is_withdrawn_shows_no_further_part() {
    let (mut worker, _) = begun(three(), "1");
    let (nothing, stop) = (Plans::default(), commands::execution(ExecutionAction::CancelAllInTrade));
    let orders = [testing::order(9, 3, Side::Buy, OrderPurpose::Slice)];
    let held = testing::position(3, Direction::Long, "0");
    let command = Command { group: GroupRef(6), open_orders: &orders, ..commands::of_trade(held, &nothing, &stop) };
    let intents = worker.on_command(&command).unwrap();
    assert_eq!(intents, [OrderIntent::Cancel(OrderRef(9)), OrderIntent::Finish { abandoned: false }]);
    assert!(heard(&mut worker, 1, OrderStatus::Filled, "3", "3").is_empty());
}
