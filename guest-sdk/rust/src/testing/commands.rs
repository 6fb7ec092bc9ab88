//! Commands, replies and wake-ups for the tests of execution workers. All of them are about the trade 3 and the group 5.

use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::decision::{
    Algorithm, EntryPlanDraft, ExecutionAction, ExecutionPlanDraft, ExitPlanDraft, OrderTerms, PlanDrafts, SizePlanDraft,
};
use simpletrader_contracts::ledger::{GroupRef, OrderView, PositionView, TradeRef};
use simpletrader_contracts::market::{InstrumentRef, Tick};
use simpletrader_contracts::terms::{OrderPurpose, OrderStatus, OriginType, Side};
use simpletrader_contracts::worker::call::{Command, NewOrder, OrderIntent, Reply, ReplyKind, Timer};
use simpletrader_contracts::{Decimal, Fraction, Instant};

use super::{decimal, order, price, quantity, quote, tick};

fn amount(text: &str) -> Amount {
    Amount::new(decimal(text)).unwrap_or_else(|error| panic!("{error}"))
}

fn size(target: &str) -> SizePlanDraft {
    SizePlanDraft { target_position_size: amount(target), position_value: amount("0"), risk_amount: None, leverage: Decimal::ONE }
}

/// A new trade of this size, bought at the market, without levels.
pub fn buy(target: &str) -> PlanDrafts {
    let entry = EntryPlanDraft { instrument: InstrumentRef(0), side: Side::Buy, terms: OrderTerms::Market };
    PlanDrafts { entry: Some(entry), size: Some(size(target)), exit: Some(ExitPlanDraft::default()) }
}

/// Another size of a trade, at the market.
pub fn resize(target: &str) -> PlanDrafts {
    PlanDrafts { entry: None, size: Some(size(target)), exit: None }
}

/// A plan without limits.
pub fn execution(action: ExecutionAction) -> ExecutionPlanDraft {
    ExecutionPlanDraft {
        action,
        max_slippage_pct: Fraction::ONE,
        max_execution_window_seconds: None,
        must_complete_immediately: false,
        min_fill_ratio: None,
    }
}

/// A plan to work orders by this algorithm.
pub fn execute(algorithm: Algorithm) -> ExecutionPlanDraft {
    execution(ExecutionAction::ExecuteTrade(algorithm))
}

/// The command of a new trade, at a price of 100.
pub fn new_trade<'a>(plans: &'a PlanDrafts, execution: &'a ExecutionPlanDraft) -> Command<'a> {
    let (group, trade) = (GroupRef(5), TradeRef(3));
    Command { tick: tick(), quote: quote("100"), group, trade, plans, execution, target: None, open_orders: &[] }
}

/// A command about a trade as it stands.
pub fn of_trade<'a>(target: PositionView, plans: &'a PlanDrafts, execution: &'a ExecutionPlanDraft) -> Command<'a> {
    Command { trade: target.trade, target: Some(target), ..new_trade(plans, execution) }
}

/// The venue's word on a buy order of this size, filled so far.
pub fn reply(tag: u32, purpose: OrderPurpose, status: OrderStatus, size: &str, filled: &str) -> Reply {
    let kind = match status {
        OrderStatus::Rejected => ReplyKind::Rejected("no".to_owned()),
        OrderStatus::Cancelled => ReplyKind::Cancelled,
        OrderStatus::Expired => ReplyKind::Expired,
        OrderStatus::Pending | OrderStatus::Open => ReplyKind::Accepted,
        OrderStatus::Filled | OrderStatus::PartiallyFilled => {
            ReplyKind::Filled { quantity: quantity("1"), price: price("100"), commission: amount("0") }
        }
    };
    let group = GroupRef(5);
    let order = OrderView { group, status, quantity: decimal(size), filled: decimal(filled), ..order(tag, 3, Side::Buy, purpose) };
    Reply { tick: tick(), quote: quote("100"), group, order, kind }
}

/// A wake-up after so many microseconds.
pub fn timer(micros: i64, tag: u32) -> Timer {
    let at = Instant::from_micros(micros);
    Timer { tick: Tick { sequence: 1, at, trigger: OriginType::Schedule }, quote: quote("100"), group: GroupRef(5), tag }
}

/// The orders that an answer places.
pub fn placed(intents: &[OrderIntent]) -> Vec<&NewOrder> {
    let mut orders = Vec::new();
    for intent in intents {
        if let OrderIntent::Place(order) = intent {
            orders.push(order);
        }
    }
    orders
}

/// Their quantities, in order.
pub fn quantities(intents: &[OrderIntent]) -> Vec<String> {
    placed(intents).iter().map(|order| order.quantity.to_string()).collect()
}
