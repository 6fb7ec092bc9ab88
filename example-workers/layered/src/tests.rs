//! Levels, their prices and sizes, and when the command is over.

use simpletrader_sdk::contracts::decision::Layer;
use simpletrader_sdk::prelude::*;
use simpletrader_sdk::testing::{self, commands};

use crate::Layered;

fn plan(levels: &[(&str, &str)]) -> ExecutionPlan {
    let level = |(offset, share): &(&str, &str)| Layer {
        offset: testing::decimal(offset),
        share: Fraction::new(testing::decimal(share)).unwrap(),
    };
    commands::execute(Algorithm::Layered { levels: levels.iter().map(level).collect() })
}

fn ladder() -> ExecutionPlan {
    plan(&[("0", "0.25"), ("0.01", "0.25"), ("0.0333", "0.5")])
}

fn worker() -> Layered {
    testing::configure("{}").unwrap()
}

fn levels(intents: &[OrderIntent]) -> Vec<(String, String, bool)> {
    let level = |order: &&NewOrder| (order.terms.limit_price().unwrap().to_string(), order.quantity.to_string(), order.post_only);
    commands::placed(intents).iter().map(level).collect()
}

#[test]
fn another_family_and_a_level_that_is_no_price_are_errors() {
    let plans = commands::buy("10");
    let single = commands::execute(Algorithm::Single { time_in_force: TimeInForce::Gtc });
    assert!(worker().on_command(&commands::new_trade(&plans, &single)).is_err());
    let absurd = plan(&[("0", "0.5"), ("1", "0.5")]);
    assert!(worker().on_command(&commands::new_trade(&plans, &absurd)).is_err());
}

#[test]
fn a_buyer_waits_below_the_price_in_whole_lots_on_the_tick() {
    let plans = commands::buy("10");
    let intents = worker().on_command(&commands::new_trade(&plans, &ladder())).unwrap();
    let expected = [("100", "2", false), ("99", "2", true), ("96.67", "6", true)];
    assert_eq!(levels(&intents), expected.map(|(price, size, waits)| (price.to_owned(), size.to_owned(), waits)));
}

#[test]
fn a_seller_waits_above_it_and_may_take_when_told_so() {
    let held = testing::position(3, Direction::Long, "10");
    let (plans, plan) = (commands::resize("0"), ladder());
    let mut worker: Layered = testing::configure(r#"{"may_take": true}"#).unwrap();
    let intents = worker.on_command(&commands::of_trade(held, &plans, &plan)).unwrap();
    let expected = [("100", "2", false), ("101", "2", false), ("103.33", "6", false)];
    assert_eq!(levels(&intents), expected.map(|(price, size, waits)| (price.to_owned(), size.to_owned(), waits)));
    assert!(commands::placed(&intents).iter().all(|order| order.reduce_only));
}

#[test]
fn the_reference_is_the_limit_of_the_entry_plan_where_there_is_one() {
    let terms = OrderTerms::Limit { limit_price: testing::price("50") };
    let plans = commands::buy("10");
    let plans = Plans { entry: plans.entry.clone().map(|entry| EntryPlan { terms, ..entry }), ..plans };
    let intents = worker().on_command(&commands::new_trade(&plans, &ladder())).unwrap();
    assert_eq!(levels(&intents)[1].0, "49.5");
}

#[test]
fn the_command_is_finished_with_its_last_level() {
    let mut worker = worker();
    let plans = commands::buy("10");
    worker.on_command(&commands::new_trade(&plans, &ladder())).unwrap();
    let mut ends = |tag, status, filled| worker.on_reply(&commands::reply(tag, OrderPurpose::Slice, status, "2", filled)).unwrap();
    assert!(ends(1, OrderStatus::Filled, "2").is_empty());
    assert!(ends(4, OrderStatus::Rejected, "0").is_empty(), "one level less");
    assert_eq!(ends(7, OrderStatus::Cancelled, "0"), [OrderIntent::Finish { abandoned: false }]);
    assert!(ends(7, OrderStatus::Cancelled, "0").is_empty(), "it is over");
}

#[test]
fn a_ladder_is_withdrawn_by_its_group() {
    let orders = [1, 2].map(|tag| OrderView { group: GroupRef(tag), ..testing::order(tag, 3, Side::Buy, OrderPurpose::Slice) });
    let (nothing, stop) = (Plans::default(), commands::execution(ExecutionAction::CancelGroup { group: GroupRef(2) }));
    let held = testing::position(3, Direction::Long, "0");
    let command = Command { open_orders: &orders, ..commands::of_trade(held, &nothing, &stop) };
    let intents = worker().on_command(&command).unwrap();
    assert_eq!(intents, [OrderIntent::Cancel(OrderRef(2)), OrderIntent::Finish { abandoned: false }]);
}
