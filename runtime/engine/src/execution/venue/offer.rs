//! What the market offers an order, before slippage: a price, a time, and on which side of the book the order stood.
//!
//! Pure rules. Within a bar the steps come in the order of [`Step`], which is the pessimistic one; quotes use the same steps,
//! trades only what a print proves.

use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::terms::Side;
use simpletrader_contracts::{Decimal, Instant};

use super::resting::{Resting, Stage};
use super::{VenueBar, VenueQuote, VenueTrade};

/// What is matched together. Stops come again after limits, for what these opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Market orders, and the rest of stops and targets that were triggered before.
    Market,
    /// Stops that are touched.
    Stops,
    /// Limit orders that are reached.
    Limits,
    /// Targets that are reached.
    Targets,
}

impl Step {
    /// The steps of an event, in order.
    pub const ALL: [Self; 5] = [Self::Market, Self::Stops, Self::Limits, Self::Stops, Self::Targets];
}

/// A price that an order can have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Offer {
    /// Before slippage.
    pub price: Decimal,
    /// When.
    pub at: Instant,
    /// Whether the order takes what rests, or waited to be taken.
    pub takes: bool,
}

/// What an event does to an order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Touch {
    /// It can fill.
    Fill(Offer),
    /// Its trigger was touched and it cannot fill yet.
    Trigger,
    /// It would take what rests, and must not.
    RefusePost,
}

/// What a bar does to an order in a step. The bar is that of the order's side (see the spread model).
///
/// A stop fills at its trigger or, when the bar opened beyond it, at the open; a limit at its limit or at a better open. A
/// stop-limit that gaps beyond its limit rests: whether the price came back inside this bar is unknown. An order that was woken
/// inside the bar reaches no limit and no target in it, because nobody knows which price came first; a stop it does reach.
pub(super) fn in_bar(step: Step, resting: &Resting, bar: &VenueBar) -> Option<Touch> {
    let side = resting.order.side;
    let at = |price: Decimal| if price == bar.open { bar.opens_at } else { bar.closes_at };
    let fill = |price, takes| Touch::Fill(Offer { price, at: at(price), takes });
    let is_working = resting.stage == Stage::Working;
    let is_triggered = resting.stage == Stage::Triggered && !resting.woken_inside;
    match (step, resting.order.terms) {
        (Step::Market, OrderTerms::Market) => is_working.then(|| fill(bar.open, true)),
        (Step::Market, OrderTerms::StopMarket { .. } | OrderTerms::TakeProfitMarket { .. }) => {
            is_triggered.then(|| fill(bar.open, true))
        }
        (Step::Stops, OrderTerms::StopMarket { stop_price }) if is_working => {
            behind(side, stop_price.get(), bar).map(|price| fill(price, true))
        }
        (Step::Stops, OrderTerms::StopLimit { stop_price, limit_price }) if is_working => {
            let price = behind(side, stop_price.get(), bar)?;
            Some(if is_within(side, price, limit_price.get()) { fill(price, true) } else { Touch::Trigger })
        }
        (Step::Limits, OrderTerms::Limit { limit_price }) if is_working && !resting.woken_inside => {
            let limit = limit_price.get();
            if resting.is_fresh && is_within(side, bar.open, limit) {
                return Some(if resting.order.post_only { Touch::RefusePost } else { fill(bar.open, true) });
            }
            in_front(side, limit, bar).map(|price| fill(price, false))
        }
        (Step::Limits, OrderTerms::StopLimit { limit_price, .. }) if is_triggered => {
            in_front(side, limit_price.get(), bar).map(|price| fill(price, false))
        }
        (Step::Targets, OrderTerms::TakeProfitMarket { stop_price }) if is_working && !resting.woken_inside => {
            in_front(side, stop_price.get(), bar).map(|price| fill(price, true))
        }
        _ => None,
    }
}

/// What a quote does to an order in a step. Buyers pay the ask, sellers get the bid, and where the side is empty that they would
/// take, nothing happens to them; an order that rested before is filled at its own limit, because the market came to it.
pub(super) fn at_quote(step: Step, resting: &Resting, quote: &VenueQuote) -> Option<Touch> {
    let side = resting.order.side;
    let level = match side {
        Side::Buy => quote.ask,
        Side::Sell => quote.bid,
    };
    let touch = level?.price;
    let fill = |price, takes| Touch::Fill(Offer { price, at: quote.at, takes });
    let is_working = resting.stage == Stage::Working;
    let is_triggered = resting.stage == Stage::Triggered && !resting.woken_inside;
    match (step, resting.order.terms) {
        (Step::Market, OrderTerms::Market) => is_working.then(|| fill(touch, true)),
        (Step::Market, OrderTerms::StopMarket { .. } | OrderTerms::TakeProfitMarket { .. }) => {
            is_triggered.then(|| fill(touch, true))
        }
        (Step::Stops, OrderTerms::StopMarket { stop_price }) if is_working => {
            is_beyond(side, touch, stop_price.get()).then(|| fill(touch, true))
        }
        (Step::Stops, OrderTerms::StopLimit { stop_price, limit_price }) if is_working => {
            let is_touched = is_beyond(side, touch, stop_price.get());
            let within = is_within(side, touch, limit_price.get());
            is_touched.then(|| if within { fill(touch, true) } else { Touch::Trigger })
        }
        (Step::Limits, OrderTerms::Limit { limit_price }) if is_working => {
            let limit = limit_price.get();
            is_within(side, touch, limit).then(|| match (resting.is_fresh, resting.order.post_only) {
                (true, true) => Touch::RefusePost,
                (true, false) => fill(touch, true),
                (false, _) => fill(limit, false),
            })
        }
        (Step::Limits, OrderTerms::StopLimit { limit_price, .. }) if is_triggered => {
            is_within(side, touch, limit_price.get()).then(|| fill(limit_price.get(), false))
        }
        (Step::Targets, OrderTerms::TakeProfitMarket { stop_price }) if is_working => {
            is_within(side, touch, stop_price.get()).then(|| fill(touch, true))
        }
        _ => None,
    }
}

/// What a trade between others proves: a limit order fills when the print went through its limit, not at it, because nobody
/// knows how many orders stood before it. Triggers are touched by prints; what they wake meets the next quote.
pub(super) fn at_trade(step: Step, resting: &Resting, trade: &VenueTrade) -> Option<Touch> {
    let side = resting.order.side;
    let is_working = resting.stage == Stage::Working;
    let is_limit = match resting.order.terms {
        OrderTerms::Limit { .. } => is_working && !resting.is_fresh,
        OrderTerms::StopLimit { .. } => resting.stage == Stage::Triggered && !resting.woken_inside,
        _ => false,
    };
    match (step, resting.order.terms) {
        (Step::Limits, OrderTerms::Limit { limit_price } | OrderTerms::StopLimit { limit_price, .. }) if is_limit => {
            let limit = limit_price.get();
            let is_through = trade.price != limit && is_within(side, trade.price, limit);
            is_through.then_some(Touch::Fill(Offer { price: limit, at: trade.at, takes: false }))
        }
        (Step::Stops, OrderTerms::StopMarket { stop_price } | OrderTerms::StopLimit { stop_price, .. }) if is_working => {
            is_beyond(side, trade.price, stop_price.get()).then_some(Touch::Trigger)
        }
        (Step::Targets, OrderTerms::TakeProfitMarket { stop_price }) if is_working => {
            is_within(side, trade.price, stop_price.get()).then_some(Touch::Trigger)
        }
        _ => None,
    }
}

/// The price at which a stop on this side fires in the bar.
fn behind(side: Side, trigger: Decimal, bar: &VenueBar) -> Option<Decimal> {
    match side {
        Side::Sell => (bar.low <= trigger).then(|| bar.open.min(trigger)),
        Side::Buy => (bar.high >= trigger).then(|| bar.open.max(trigger)),
    }
}

/// The price at which a limit or target on this side fills in the bar.
fn in_front(side: Side, level: Decimal, bar: &VenueBar) -> Option<Decimal> {
    match side {
        Side::Buy => (bar.low <= level).then(|| bar.open.min(level)),
        Side::Sell => (bar.high >= level).then(|| bar.open.max(level)),
    }
}

/// Whether a price is as good as the limit, or better.
pub(super) fn is_within(side: Side, price: Decimal, limit: Decimal) -> bool {
    match side {
        Side::Buy => price <= limit,
        Side::Sell => price >= limit,
    }
}

/// Whether a price has reached a stop's trigger, or passed it.
fn is_beyond(side: Side, price: Decimal, trigger: Decimal) -> bool {
    match side {
        Side::Buy => price >= trigger,
        Side::Sell => price <= trigger,
    }
}
