//! Protection of an order, and changes and ends of orders that work.

use simpletrader_contracts::decision::{ExecutionAction, ExitPlanDraft, OrderTerms};
use simpletrader_contracts::ledger::{OrderRef, OrderView};
use simpletrader_contracts::terms::{OrderPurpose, TimeInForce};
use simpletrader_contracts::worker::call::{Command, NewOrder, OrderIntent};

use crate::WorkerError;

/// An order and, as its children, the levels of the exit plan, for the whole of its quantity: they sleep until it fills and cancel
/// each other. The stop has the next tag after the order's own, the target the one after that.
pub fn protected(order: NewOrder, exit: &ExitPlanDraft) -> Vec<NewOrder> {
    let (stop_tag, target_tag) = (order.tag.saturating_add(1), order.tag.saturating_add(2));
    let has_both = exit.stop_loss_price.is_some() && exit.take_profit_price.is_some();
    let child = |tag, sibling, terms, purpose| NewOrder {
        tag,
        side: order.side.opposite(),
        terms,
        // Protection works as long as there is something to protect, however short the entry's own life is.
        time_in_force: TimeInForce::Gtc,
        good_till: None,
        purpose,
        reduce_only: true,
        post_only: false,
        parent_tag: Some(order.tag),
        oco_tag: has_both.then_some(sibling),
        ..order.clone()
    };
    let stop = exit
        .stop_loss_price
        .map(|stop_price| child(stop_tag, target_tag, OrderTerms::StopMarket { stop_price }, OrderPurpose::StopLoss));
    let target = exit
        .take_profit_price
        .map(|stop_price| child(target_tag, stop_tag, OrderTerms::TakeProfitMarket { stop_price }, OrderPurpose::TakeProfit));
    [Some(order.clone()), stop, target].into_iter().flatten().collect()
}

/// Answers a command that is no trade of its own: the order that it names is changed, or the orders that it means are withdrawn, and
/// the command is finished. `None`: it is a trade, and the worker's own business.
///
/// # Errors
/// When an order is to be changed and no plan says what it shall be.
pub fn tend(command: &Command<'_>) -> Result<Option<Vec<OrderIntent>>, WorkerError> {
    let mut intents = match &command.execution.action {
        ExecutionAction::ExecuteTrade(_) => return Ok(None),
        ExecutionAction::ModifyOrder { order } => change(command, *order)?,
        ExecutionAction::CancelOrder { order } => withdraw(command, |open| open.order == *order),
        ExecutionAction::CancelGroup { group } => withdraw(command, |open| open.group == *group),
        ExecutionAction::CancelAllInTrade => withdraw(command, |_| true),
    };
    intents.push(OrderIntent::Finish { abandoned: false });
    Ok(Some(intents))
}

/// Another price for an order that works: a protective order follows the exit plan, any other the entry plan. A trade that was entered
/// several times has a stop and a target for each part, and the exit plan means the whole trade: all of them move. An order that has
/// ended since the plan was made, or stands where it should, needs nothing.
fn change(command: &Command<'_>, order: OrderRef) -> Result<Vec<OrderIntent>, WorkerError> {
    let Some(named) = command.open_orders.iter().find(|open| open.order == order) else { return Ok(Vec::new()) };
    let exit = command.plans.exit.clone().unwrap_or_default();
    let terms = match named.purpose {
        OrderPurpose::StopLoss => exit.stop_loss_price.map(|stop_price| OrderTerms::StopMarket { stop_price }),
        OrderPurpose::TakeProfit => exit.take_profit_price.map(|stop_price| OrderTerms::TakeProfitMarket { stop_price }),
        OrderPurpose::Entry | OrderPurpose::CloseOut | OrderPurpose::Slice => command.plans.entry.as_ref().map(|entry| entry.terms),
    };
    let Some(terms) = terms else {
        return Err(WorkerError::failed("no plan says what the order that is to be changed shall be"));
    };
    let is_protection = matches!(named.purpose, OrderPurpose::StopLoss | OrderPurpose::TakeProfit);
    let is_meant = |open: &&OrderView| open.order == order || is_protection && open.purpose == named.purpose;
    let moved = command.open_orders.iter().filter(is_meant).filter(|open| open.terms != terms);
    Ok(moved.map(|open| OrderIntent::Modify { order: open.order, quantity: None, terms: Some(terms) }).collect())
}

/// The end of those orders of the trade that fit.
fn withdraw(command: &Command<'_>, fits: impl Fn(&OrderView) -> bool) -> Vec<OrderIntent> {
    command.open_orders.iter().filter(|open| fits(open)).map(|open| OrderIntent::Cancel(open.order)).collect()
}
