//! Commands and replies, what must not happen first.

use simpletrader_sdk::prelude::*;
use simpletrader_sdk::testing;

use crate::MAIN;
use crate::Single;

const STOP: u32 = 2;
const TARGET: u32 = 3;

fn entry_plan() -> EntryPlan {
    EntryPlan { instrument: InstrumentRef(0), side: Side::Buy, terms: OrderTerms::Limit { limit_price: testing::price("99.5") } }
}

fn size_plan(size: &str) -> SizePlan {
    SizePlan {
        target_position_size: Amount::new(testing::decimal(size)).unwrap(),
        position_value: Amount::new(Decimal::ZERO).unwrap(),
        risk_amount: None,
        leverage: Decimal::ONE,
    }
}

fn exit_plan(stop: Option<&str>, target: Option<&str>) -> ExitPlan {
    ExitPlan { stop_loss_price: stop.map(testing::price), take_profit_price: target.map(testing::price) }
}

fn new_plans(size: &str, exit: ExitPlan) -> Plans {
    Plans { entry: Some(entry_plan()), size: Some(size_plan(size)), exit: Some(exit) }
}

fn execution(action: ExecutionAction) -> ExecutionPlan {
    ExecutionPlan {
        action,
        max_slippage_pct: Fraction::ONE,
        max_execution_window_seconds: None,
        must_complete_immediately: false,
        min_fill_ratio: None,
    }
}

fn single_order(time_in_force: TimeInForce) -> ExecutionPlan {
    execution(ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force }))
}

fn command_with(
    worker: &mut Single,
    plans: &Plans,
    execution: &ExecutionPlan,
    target: Option<PositionView>,
    open_orders: &[OrderView],
) -> Result<Vec<OrderIntent>, WorkerError> {
    worker.on_command(&Command {
        tick: testing::tick(),
        quote: testing::quote("100"),
        group: GroupRef(5),
        trade: TradeRef(3),
        plans,
        execution,
        target,
        open_orders,
    })
}

fn command(plans: &Plans, target: Option<PositionView>, open_orders: &[OrderView]) -> Result<Vec<OrderIntent>, WorkerError> {
    command_with(&mut Single::default(), plans, &single_order(TimeInForce::Ioc), target, open_orders)
}

fn placed(intents: &[OrderIntent]) -> Vec<&NewOrder> {
    let mut orders = Vec::new();
    for intent in intents {
        if let OrderIntent::Place(order) = intent {
            orders.push(order);
        }
    }
    orders
}

fn reply(worker: &mut Single, tag: u32, purpose: OrderPurpose, status: OrderStatus, filled: &str) -> Vec<OrderIntent> {
    let order = OrderView { status, filled: testing::decimal(filled), ..testing::order(tag, 3, Side::Buy, purpose) };
    let kind = match status {
        OrderStatus::Rejected => ReplyKind::Rejected("no".to_owned()),
        OrderStatus::Cancelled => ReplyKind::Cancelled,
        OrderStatus::Expired => ReplyKind::Expired,
        OrderStatus::Open => ReplyKind::Accepted,
        _ => ReplyKind::Filled {
            quantity: testing::quantity("1"),
            price: testing::price("100"),
            commission: Amount::new(Decimal::ZERO).unwrap(),
        },
    };
    let (tick, quote) = (testing::tick(), testing::quote("100"));
    worker.on_reply(&Reply { tick, quote, group: GroupRef(5), order, kind }).unwrap()
}

const FINISHED: [OrderIntent; 1] = [OrderIntent::Finish { abandoned: false }];
const ABANDONED: [OrderIntent; 1] = [OrderIntent::Finish { abandoned: true }];

/// A worker whose group has the entry and, on demand, both children at work.
fn with_open_group(exit: ExitPlan) -> Single {
    let mut worker = Single::default();
    command_with(&mut worker, &new_plans("10", exit), &single_order(TimeInForce::Gtc), None, &[]).unwrap();
    worker
}

#[test]
fn what_is_not_one_order_is_an_error() {
    let twap = Algorithm::Twap { slice_count: 2, duration_seconds: 60, jitter: Fraction::ONE };
    let plans = new_plans("10", ExitPlan::default());
    assert!(command_with(&mut Single::default(), &plans, &execution(ExecutionAction::ExecuteTrade(twap)), None, &[]).is_err());
}

#[test]
fn a_command_without_its_plans_is_an_error() {
    let whole = new_plans("10", ExitPlan::default());
    let held = testing::position(3, Direction::Long, "10");
    assert!(command(&Plans { entry: None, ..whole.clone() }, None, &[]).is_err());
    assert!(command(&Plans { size: None, ..whole.clone() }, None, &[]).is_err());
    assert!(command(&Plans { size: None, ..whole }, Some(held), &[]).is_err());
}

// mission: 29 (partly), 67 (partly)
#[test]
fn a_larger_size_buys_the_difference_and_what_works_already_counts() {
    let held = testing::position(3, Direction::Long, "10");
    let more = new_plans("14", exit_plan(Some("97"), None));
    let intents = command(&more, Some(held), &[]).unwrap();
    let orders = placed(&intents);
    assert_eq!((orders[0].side, orders[0].quantity, orders[0].reduce_only), (Side::Buy, testing::quantity("4"), false));
    assert_eq!(orders[1].quantity, testing::quantity("4"), "protection for what is added; the rest has its own");
    let pending = [OrderView { quantity: testing::decimal("4"), ..testing::order(9, 3, Side::Buy, OrderPurpose::Entry) }];
    assert_eq!(command(&more, Some(held), &pending), Ok(FINISHED.to_vec()), "the same command again orders nothing");
}

// mission: 67 (partly)
#[test]
fn a_smaller_size_counts_what_is_being_sold_already() {
    let held = testing::position(3, Direction::Long, "10");
    let pending = [OrderView { quantity: testing::decimal("6"), ..testing::order(9, 3, Side::Sell, OrderPurpose::CloseOut) }];
    let plans = Plans { entry: None, size: Some(size_plan("4")), exit: None };
    assert_eq!(command(&plans, Some(held), &pending), Ok(FINISHED.to_vec()));
    let further = Plans { entry: None, size: Some(size_plan("1")), exit: None };
    assert_eq!(placed(&command(&further, Some(held), &pending).unwrap())[0].quantity, testing::quantity("3"));
}

// mission: 67 (partly)
#[test]
fn a_size_of_nothing_places_nothing_and_finishes() {
    assert_eq!(command(&new_plans("0", exit_plan(Some("97"), None)), None, &[]), Ok(FINISHED.to_vec()));
    let held = testing::position(3, Direction::Long, "10");
    assert_eq!(command(&new_plans("10", ExitPlan::default()), Some(held), &[]), Ok(FINISHED.to_vec()), "nothing to reduce");
}

// mission: 76 (partly)
#[test]
fn a_new_trade_without_levels_is_one_order() {
    let intents = command(&new_plans("10", ExitPlan::default()), None, &[]).unwrap();
    let expected = NewOrder {
        tag: MAIN,
        instrument: InstrumentRef(0),
        side: Side::Buy,
        quantity: testing::quantity("10"),
        terms: entry_plan().terms,
        time_in_force: TimeInForce::Ioc,
        good_till: None,
        purpose: OrderPurpose::Entry,
        reduce_only: false,
        post_only: false,
        parent_tag: None,
        oco_tag: None,
    };
    assert_eq!(intents, [OrderIntent::Place(expected)]);
}

#[test]
fn the_levels_of_a_new_trade_are_children_that_cancel_each_other() {
    let intents = command(&new_plans("10", exit_plan(Some("97"), Some("105"))), None, &[]).unwrap();
    let orders = placed(&intents);
    assert_eq!(orders.iter().map(|order| order.tag).collect::<Vec<_>>(), [MAIN, STOP, TARGET]);
    assert_eq!(orders[1].terms, OrderTerms::StopMarket { stop_price: testing::price("97") });
    assert_eq!(orders[2].terms, OrderTerms::TakeProfitMarket { stop_price: testing::price("105") });
    assert_eq!((orders[1].purpose, orders[2].purpose), (OrderPurpose::StopLoss, OrderPurpose::TakeProfit));
    assert_eq!((orders[1].oco_tag, orders[2].oco_tag), (Some(TARGET), Some(STOP)));
    for child in &orders[1..] {
        assert_eq!((child.side, child.quantity), (Side::Sell, testing::quantity("10")));
        assert_eq!((child.parent_tag, child.reduce_only), (Some(MAIN), true));
        assert_eq!(child.time_in_force, TimeInForce::Gtc, "protection outlives an immediate entry");
    }
}

#[test]
fn a_single_level_has_nobody_to_cancel() {
    for (exit, tag) in [(exit_plan(Some("97"), None), STOP), (exit_plan(None, Some("105")), TARGET)] {
        let intents = command(&new_plans("10", exit), None, &[]).unwrap();
        let orders = placed(&intents);
        assert_eq!((orders.len(), orders[1].tag, orders[1].oco_tag), (2, tag, None));
    }
}

// mission: 67 (partly)
#[test]
fn a_close_sells_what_is_held_now_by_the_entry_plans_terms() {
    let plans = Plans { entry: None, size: Some(size_plan("0")), exit: None };
    for (direction, side) in [(Direction::Long, Side::Sell), (Direction::Short, Side::Buy)] {
        let held = testing::position(3, direction, "7");
        let intents = command(&plans, Some(held), &[]).unwrap();
        let orders = placed(&intents);
        assert_eq!((orders.len(), orders[0].side, orders[0].quantity), (1, side, testing::quantity("7")));
        assert_eq!((orders[0].terms, orders[0].purpose, orders[0].reduce_only), (OrderTerms::Market, OrderPurpose::CloseOut, true));
    }
    let held = testing::position(3, Direction::Long, "7");
    let intents = command(&Plans { entry: Some(entry_plan()), ..plans }, Some(held), &[]).unwrap();
    assert_eq!(placed(&intents)[0].terms, entry_plan().terms);
}

// mission: 67 (partly)
#[test]
fn a_smaller_size_sells_the_difference() {
    let held = testing::position(3, Direction::Long, "10");
    let intents = command(&Plans { entry: None, size: Some(size_plan("4")), exit: None }, Some(held), &[]).unwrap();
    assert_eq!(placed(&intents)[0].quantity, testing::quantity("6"));
}

#[test]
fn a_close_cancels_entries_and_leaves_protection_to_the_venue() {
    let held = testing::position(3, Direction::Long, "0");
    let orders = [testing::order(1, 3, Side::Buy, OrderPurpose::Entry), testing::order(2, 3, Side::Sell, OrderPurpose::StopLoss)];
    let intents = command(&new_plans("0", ExitPlan::default()), Some(held), &orders).unwrap();
    assert_eq!(intents, [OrderIntent::Cancel(OrderRef(1)), OrderIntent::Finish { abandoned: false }]);
}

#[test]
fn a_reply_about_a_stranger_is_ignored() {
    assert!(reply(&mut Single::default(), MAIN, OrderPurpose::Entry, OrderStatus::Filled, "10").is_empty());
}

#[test]
fn an_order_that_still_works_finishes_nothing() {
    let mut worker = with_open_group(ExitPlan::default());
    for (status, filled) in [(OrderStatus::Open, "0"), (OrderStatus::PartiallyFilled, "4")] {
        assert!(reply(&mut worker, MAIN, OrderPurpose::Entry, status, filled).is_empty());
    }
}

#[test]
fn a_rejected_entry_abandons_the_command_with_its_children() {
    let mut worker = with_open_group(exit_plan(Some("97"), Some("105")));
    assert_eq!(reply(&mut worker, MAIN, OrderPurpose::Entry, OrderStatus::Rejected, "0"), ABANDONED);
    assert!(reply(&mut worker, STOP, OrderPurpose::StopLoss, OrderStatus::Cancelled, "0").is_empty(), "it is over");
}

#[test]
fn an_entry_that_never_filled_ends_the_command() {
    for status in [OrderStatus::Cancelled, OrderStatus::Expired] {
        let mut worker = with_open_group(exit_plan(Some("97"), Some("105")));
        assert_eq!(reply(&mut worker, MAIN, OrderPurpose::Entry, status, "0"), FINISHED);
    }
}

#[test]
fn the_command_ends_with_its_last_order() {
    let mut worker = with_open_group(ExitPlan::default());
    assert_eq!(reply(&mut worker, MAIN, OrderPurpose::Entry, OrderStatus::Filled, "10"), FINISHED);

    let mut worker = with_open_group(exit_plan(Some("97"), Some("105")));
    assert!(reply(&mut worker, MAIN, OrderPurpose::Entry, OrderStatus::Filled, "10").is_empty(), "the children work");
    assert!(reply(&mut worker, TARGET, OrderPurpose::TakeProfit, OrderStatus::Filled, "10").is_empty(), "the stop works");
    assert_eq!(reply(&mut worker, STOP, OrderPurpose::StopLoss, OrderStatus::Cancelled, "0"), FINISHED);
}

#[test]
fn a_partly_filled_entry_keeps_its_protection() {
    let mut worker = with_open_group(exit_plan(Some("97"), None));
    assert!(reply(&mut worker, MAIN, OrderPurpose::Entry, OrderStatus::Cancelled, "4").is_empty());
    assert_eq!(reply(&mut worker, STOP, OrderPurpose::StopLoss, OrderStatus::Filled, "4"), FINISHED);
}

/// What follows from a change of the order with this tag, in a trade with an entry, a stop and a target at work.
fn changed(tag: u32, plans: &Plans) -> Result<Vec<OrderIntent>, WorkerError> {
    let orders = [
        testing::order(1, 3, Side::Buy, OrderPurpose::Entry),
        OrderView {
            terms: OrderTerms::StopMarket { stop_price: testing::price("97") },
            ..testing::order(2, 3, Side::Sell, OrderPurpose::StopLoss)
        },
        testing::order(3, 3, Side::Sell, OrderPurpose::TakeProfit),
    ];
    let held = testing::position(3, Direction::Long, "10");
    let action = execution(ExecutionAction::ModifyOrder { order: OrderRef(tag) });
    command_with(&mut Single::default(), plans, &action, Some(held), &orders)
}

// mission: 23 (partly), 44 (partly)
#[test]
fn an_order_takes_the_price_of_the_plan_for_its_purpose() {
    let plans = Plans { entry: Some(entry_plan()), size: None, exit: Some(exit_plan(Some("98"), Some("106"))) };
    let expected = [
        (1, entry_plan().terms),
        (2, OrderTerms::StopMarket { stop_price: testing::price("98") }),
        (3, OrderTerms::TakeProfitMarket { stop_price: testing::price("106") }),
    ];
    for (tag, terms) in expected {
        let modify = OrderIntent::Modify { order: OrderRef(tag), quantity: None, terms: Some(terms) };
        assert_eq!(changed(tag, &plans), Ok(vec![modify, OrderIntent::Finish { abandoned: false }]));
    }
}

#[test]
fn an_order_that_ended_or_stands_where_it_should_is_left_alone() {
    let there = Plans { exit: Some(exit_plan(Some("97"), None)), ..Plans::default() };
    assert_eq!(changed(2, &there), Ok(FINISHED.to_vec()));
    assert_eq!(changed(9, &there), Ok(FINISHED.to_vec()), "it filled while the plan was made");
}

#[test]
fn a_change_that_no_plan_describes_is_an_error() {
    let only_a_stop = Plans { exit: Some(exit_plan(Some("98"), None)), ..Plans::default() };
    assert!(changed(1, &only_a_stop).is_err() && changed(3, &only_a_stop).is_err());
}

#[test]
fn orders_are_withdrawn_one_by_one_or_all() {
    let orders = [testing::order(1, 3, Side::Buy, OrderPurpose::Entry), testing::order(2, 3, Side::Sell, OrderPurpose::StopLoss)];
    let withdrawn = |action| {
        let held = testing::position(3, Direction::Long, "0");
        command_with(&mut Single::default(), &Plans::default(), &execution(action), Some(held), &orders).unwrap()
    };
    let (first, second) = (OrderIntent::Cancel(OrderRef(1)), OrderIntent::Cancel(OrderRef(2)));
    let finish = OrderIntent::Finish { abandoned: false };
    assert_eq!(withdrawn(ExecutionAction::CancelOrder { order: OrderRef(2) }), [second.clone(), finish.clone()]);
    assert_eq!(withdrawn(ExecutionAction::CancelAllInTrade), [first.clone(), second.clone(), finish.clone()]);
    assert_eq!(withdrawn(ExecutionAction::CancelGroup { group: GroupRef(0) }), [first, second, finish.clone()]);
    assert_eq!(withdrawn(ExecutionAction::CancelGroup { group: GroupRef(4) }), [finish]);
}
