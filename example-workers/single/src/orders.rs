//! The orders of a command.

use simpletrader_sdk::prelude::*;

/// The order that does what the command says.
pub const MAIN: u32 = 1;
/// The stop, a child of [`MAIN`].
pub const STOP: u32 = 2;
/// The target, a child of [`MAIN`].
pub const TARGET: u32 = 3;

/// A new trade: the entry, and its protection as children.
pub fn open(command: &Command<'_>, time_in_force: TimeInForce) -> Result<Vec<OrderIntent>, WorkerError> {
    let entry = command.plans.entry.as_ref().ok_or_else(|| WorkerError::failed("a new trade needs an entry plan"))?;
    let size = command.plans.size.as_ref().ok_or_else(|| WorkerError::failed("a new trade needs a size plan"))?;
    let Ok(quantity) = Quantity::new(size.target_position_size.get()) else { return Ok(Vec::new()) };
    let main = NewOrder {
        tag: MAIN,
        instrument: entry.instrument,
        side: entry.side,
        quantity,
        terms: entry.terms,
        time_in_force,
        good_till: None,
        purpose: OrderPurpose::Entry,
        reduce_only: false,
        parent_tag: None,
        oco_tag: None,
    };
    let exit = command.plans.exit.clone().unwrap_or_default();
    let has_both = exit.stop_loss_price.is_some() && exit.take_profit_price.is_some();
    let child = |tag, sibling, terms, purpose| NewOrder {
        tag,
        side: entry.side.opposite(),
        terms,
        // Protection works as long as there is something to protect, however short the entry's own life is.
        time_in_force: TimeInForce::Gtc,
        purpose,
        reduce_only: true,
        parent_tag: Some(MAIN),
        oco_tag: has_both.then_some(sibling),
        ..main.clone()
    };
    let stop =
        exit.stop_loss_price.map(|stop_price| child(STOP, TARGET, OrderTerms::StopMarket { stop_price }, OrderPurpose::StopLoss));
    let target = exit
        .take_profit_price
        .map(|stop_price| child(TARGET, STOP, OrderTerms::TakeProfitMarket { stop_price }, OrderPurpose::TakeProfit));
    Ok([Some(main.clone()), stop, target].into_iter().flatten().map(OrderIntent::Place).collect())
}

/// A trade that shall end: no more entries, and the rest goes.
///
/// The quantity is computed from the position as it stands now, so a command that comes twice does no harm. Protective
/// orders need no cancelling: they may only reduce, and the venue ends them when there is nothing left.
pub fn close(command: &Command<'_>, position: &PositionView, time_in_force: TimeInForce) -> Result<Vec<OrderIntent>, WorkerError> {
    let size = command.plans.size.as_ref().ok_or_else(|| {
        WorkerError::failed("EXECUTE_TRADE for an existing trade needs a size plan; levels and prices are changed by MODIFY_ORDER")
    })?;
    let wanted = size.target_position_size.get();
    if wanted > position.quantity {
        return Err(WorkerError::failed(format!(
            "single does not enlarge a trade: {} is held, {wanted} is wanted",
            position.quantity
        )));
    }
    let entries = command.open_orders.iter().filter(|order| order.purpose == OrderPurpose::Entry);
    let mut intents: Vec<OrderIntent> = entries.map(|order| OrderIntent::Cancel(order.order)).collect();
    if let Ok(quantity) = Quantity::new(position.quantity - wanted) {
        intents.push(OrderIntent::Place(NewOrder {
            tag: MAIN,
            instrument: position.instrument,
            side: position.direction.opening_side().opposite(),
            quantity,
            terms: command.plans.entry.as_ref().map_or(OrderTerms::Market, |entry| entry.terms),
            time_in_force,
            good_till: None,
            purpose: OrderPurpose::CloseOut,
            reduce_only: true,
            parent_tag: None,
            oco_tag: None,
        }));
    }
    Ok(intents)
}

/// Another price for an order that works: a protective order follows the exit plan, an entry the entry plan. An order that has
/// ended since the plan was made, or stands where it should, needs nothing.
pub fn change(command: &Command<'_>, order: OrderRef) -> Result<Vec<OrderIntent>, WorkerError> {
    let Some(open) = command.open_orders.iter().find(|open| open.order == order) else { return Ok(Vec::new()) };
    let exit = command.plans.exit.clone().unwrap_or_default();
    let terms = match open.purpose {
        OrderPurpose::StopLoss => exit.stop_loss_price.map(|stop_price| OrderTerms::StopMarket { stop_price }),
        OrderPurpose::TakeProfit => exit.take_profit_price.map(|stop_price| OrderTerms::TakeProfitMarket { stop_price }),
        OrderPurpose::Entry => command.plans.entry.as_ref().map(|entry| entry.terms),
        OrderPurpose::CloseOut | OrderPurpose::Slice => None,
    };
    match terms {
        Some(terms) if terms == open.terms => Ok(Vec::new()),
        Some(terms) => Ok(vec![OrderIntent::Modify { order, quantity: None, terms: Some(terms) }]),
        None => Err(WorkerError::failed("no plan says what the order that is to be changed shall be")),
    }
}

/// The end of those orders of the trade that fit.
pub fn withdraw(command: &Command<'_>, fits: impl Fn(&OrderView) -> bool) -> Vec<OrderIntent> {
    command.open_orders.iter().filter(|open| fits(open)).map(|open| OrderIntent::Cancel(open.order)).collect()
}
