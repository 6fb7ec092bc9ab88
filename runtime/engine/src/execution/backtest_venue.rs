//! The venue of a backtest: it matches orders against bars, pessimistically.
//!
//! What it promises, within one bar and in this order:
//!
//! 1. Market orders fill at the open, in the order of placement. An order sees the first bar that closes after it was sent.
//! 2. Stops: a stop that the bar touches fills at its trigger, or at the open if the bar opened beyond it.
//! 3. Limit orders: filled at their limit, or at the open if that is better.
//! 4. Stops again, for what step 3 opened.
//! 5. Targets: like stops, from the winning side. So where a bar touches stop and target, the stop wins; and what a limit order
//!    opened inside the bar reaches no target in that same bar, because nobody knows which came first.
//!
//! A child order sleeps until its parent fills and then works inside the same bar. One-cancels-other partners cancel each
//! other. A reduce-only order never does more than close the position, and is cancelled when there is nothing left to close.
//! The venue keeps its own cash and positions, independent of the ledger, and refuses what they do not cover; it lends neither
//! money nor assets.

use std::collections::VecDeque;

use simpletrader_config::build_spec::FeeModel;
use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::OrderRef;
use simpletrader_contracts::market::{Instrument, InstrumentRef};
use simpletrader_contracts::terms::{RejectionCode, Side, TimeInForce};
use simpletrader_contracts::{Decimal, Instant, Price, Quantity};

use super::{ExecutionConnector, VenueOrder, VenueReply, VenueReplyKind};

/// A bar as the venue sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VenueBar {
    /// What was traded.
    pub instrument: InstrumentRef,
    /// When the bar opened.
    pub opens_at: Instant,
    /// When it closed.
    pub closes_at: Instant,
    /// First price.
    pub open: Decimal,
    /// Highest price.
    pub high: Decimal,
    /// Lowest price.
    pub low: Decimal,
}

/// Where an order stands at the venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Waits for its parent to fill.
    Sleeping,
    /// Works.
    Working,
    /// A stop-limit whose trigger was touched: a limit order from the next bar on.
    Triggered,
    /// Over; removed at the end of the bar.
    Done,
}

#[derive(Debug)]
struct Resting {
    order: VenueOrder,
    stage: Stage,
    /// Woken by a fill inside the current bar, not at its open.
    woken_inside_bar: bool,
}

/// A simulated venue for one strategy.
#[derive(Debug)]
pub struct BacktestVenue {
    instruments: Vec<Instrument>,
    fees: FeeModel,
    cash: Decimal,
    positions: Vec<Decimal>,
    resting: Vec<Resting>,
    replies: VecDeque<VenueReply>,
    fills: u64,
}

impl BacktestVenue {
    /// A venue that holds `cash` for the strategy.
    pub fn new(instruments: Vec<Instrument>, fees: FeeModel, cash: Decimal) -> Self {
        let positions = vec![Decimal::ZERO; instruments.len()];
        Self { instruments, fees, cash, positions, resting: Vec::new(), replies: VecDeque::new(), fills: 0 }
    }

    /// The cash that it holds for the strategy.
    pub fn cash(&self) -> Decimal {
        self.cash
    }

    /// True when no order rests: [`Self::advance`] has nothing to do.
    pub fn is_idle(&self) -> bool {
        self.resting.is_empty()
    }

    /// Matches the resting orders of the bar's instrument.
    pub fn advance(&mut self, bar: &VenueBar) {
        self.expire(bar);
        self.match_each(
            bar,
            |order, stage, _| stage == Stage::Working && order.terms == OrderTerms::Market,
            |_, bar| Some(bar.open),
            bar.opens_at,
        );
        self.match_stops(bar);
        self.match_each(bar, is_limit, limit_price, bar.closes_at);
        self.match_stops(bar);
        self.match_each(bar, is_target, target_price, bar.closes_at);
        self.expire_immediate(bar);
        self.resting.retain(|resting| resting.stage != Stage::Done);
        for resting in &mut self.resting {
            resting.woken_inside_bar = false;
        }
    }

    fn match_stops(&mut self, bar: &VenueBar) {
        let is_stop_market =
            |order: &VenueOrder, stage, _| stage == Stage::Working && matches!(order.terms, OrderTerms::StopMarket { .. });
        self.match_each(bar, is_stop_market, stop_price, bar.closes_at);
        // A stop-limit that gaps beyond its limit rests as a limit order; whether the price came back inside this bar is unknown.
        for index in 0..self.resting.len() {
            let resting = &mut self.resting[index];
            let OrderTerms::StopLimit { stop_price: trigger, limit_price: limit } = resting.order.terms else { continue };
            if resting.stage != Stage::Working || resting.order.instrument != bar.instrument {
                continue;
            }
            let Some(price) = touched_from_behind(resting.order.side, trigger.get(), bar) else { continue };
            let within_limit = match resting.order.side {
                Side::Buy => price <= limit.get(),
                Side::Sell => price >= limit.get(),
            };
            if within_limit {
                self.fill(index, price, bar.closes_at);
            } else {
                resting.stage = Stage::Triggered;
                resting.woken_inside_bar = true;
            }
        }
    }

    /// Fills every order of the bar's instrument that `selects` picks and `price` finds a price for, in the order of placement.
    fn match_each(
        &mut self,
        bar: &VenueBar,
        selects: impl Fn(&VenueOrder, Stage, bool) -> bool,
        price: impl Fn(&VenueOrder, &VenueBar) -> Option<Decimal>,
        inside: Instant,
    ) {
        // By index: a fill may change other orders (children wake, partners cancel), never their places.
        for index in 0..self.resting.len() {
            let resting = &self.resting[index];
            if resting.order.instrument != bar.instrument || !selects(&resting.order, resting.stage, resting.woken_inside_bar) {
                continue;
            }
            if let Some(price) = price(&resting.order, bar) {
                let at = if price == bar.open { bar.opens_at } else { inside };
                self.fill(index, price, at);
            }
        }
    }

    fn fill(&mut self, index: usize, price: Decimal, at: Instant) {
        let order = self.resting[index].order.clone();
        let quantity = match self.fillable(&order, price) {
            Ok(quantity) => quantity,
            Err(Unfillable::NothingToReduce) => return self.finish(index, at, VenueReplyKind::Cancelled),
            Err(Unfillable::Refused(code, reason)) => return self.finish(index, at, VenueReplyKind::Rejected { code, reason }),
        };
        let (Ok(fill_quantity), Ok(fill_price)) = (Quantity::new(quantity), Price::new(price)) else { return };
        let Some((cash, position, commission)) = self.settled(&order, quantity, price) else {
            return self.finish(index, at, rejected("the value of the fill does not fit 28 digits"));
        };
        self.cash = cash;
        self.positions[order.instrument.index()] = position;
        self.fills += 1;
        let kind = VenueReplyKind::Filled { fill_id: self.fills, quantity: fill_quantity, price: fill_price, commission };
        self.replies.push_back(VenueReply { order: order.order, at, kind });
        if quantity < order.quantity.get() {
            // Only a reduce-only order is ever filled in part: what is left has nothing to reduce.
            self.finish(index, at, VenueReplyKind::Cancelled);
        } else {
            self.resting[index].stage = Stage::Done;
        }
        self.after_fill(&order, at);
    }

    /// Cash, position and fee after a fill; none when a figure does not fit.
    fn settled(&self, order: &VenueOrder, quantity: Decimal, price: Decimal) -> Option<(Decimal, Decimal, Amount)> {
        let value = price.checked_mul(quantity)?;
        let fee = self.fee(value)?;
        let position = *self.positions.get(order.instrument.index())?;
        let (cash, position) = match order.side {
            Side::Buy => (self.cash.checked_sub(value)?, position.checked_add(quantity)?),
            Side::Sell => (self.cash.checked_add(value)?, position.checked_sub(quantity)?),
        };
        Some((cash.checked_sub(fee)?, position, Amount::new(fee).ok()?))
    }

    fn fee(&self, value: Decimal) -> Option<Decimal> {
        match self.fees {
            FeeModel::PerFill(amount) => Some(amount),
            FeeModel::Rate(rate) => value.checked_mul(rate),
        }
    }

    fn fillable(&self, order: &VenueOrder, price: Decimal) -> Result<Decimal, Unfillable> {
        let wanted = order.quantity.get();
        let position = self.positions.get(order.instrument.index()).copied().unwrap_or_default();
        let reducible = match order.side {
            Side::Sell => position,
            Side::Buy => -position,
        };
        if order.reduce_only {
            return if reducible > Decimal::ZERO { Ok(wanted.min(reducible)) } else { Err(Unfillable::NothingToReduce) };
        }
        match order.side {
            Side::Sell if wanted > position => Err(Unfillable::Refused(
                RejectionCode::ExchangeRejected,
                format!(
                    "selling {wanted} needs a position of that size, there is {}: this venue lends no assets",
                    position.normalize()
                ),
            )),
            Side::Sell => Ok(wanted),
            Side::Buy => {
                let overflow = || {
                    Unfillable::Refused(RejectionCode::ExchangeRejected, "the value of the order does not fit 28 digits".to_owned())
                };
                let value = price.checked_mul(wanted).ok_or_else(overflow)?;
                let needed = self.fee(value).and_then(|fee| value.checked_add(fee)).ok_or_else(overflow)?;
                if needed > self.cash {
                    let (needed, cash) = (needed.normalize(), self.cash.normalize());
                    return Err(Unfillable::Refused(
                        RejectionCode::InsufficientFunds,
                        format!("insufficient funds: the fill needs {needed}, there is {cash}: this venue lends no money"),
                    ));
                }
                Ok(wanted)
            }
        }
    }

    /// Children wake, partners go, and what has nothing left to reduce goes too.
    fn after_fill(&mut self, filled: &VenueOrder, at: Instant) {
        let position = self.positions.get(filled.instrument.index()).copied().unwrap_or_default();
        // A limit order that fills inside the bar leaves it open which of the bar's prices came later.
        let inside = filled.terms != OrderTerms::Market;
        for index in 0..self.resting.len() {
            let resting = &mut self.resting[index];
            if resting.stage == Stage::Sleeping && resting.order.parent == Some(filled.order) {
                resting.stage = Stage::Working;
                resting.woken_inside_bar = inside;
            } else if resting.stage != Stage::Done {
                let partner = filled.oco == Some(resting.order.order) || resting.order.oco == Some(filled.order);
                let pointless = resting.order.reduce_only
                    && resting.stage != Stage::Sleeping
                    && resting.order.instrument == filled.instrument
                    && position.is_zero();
                if partner || pointless {
                    self.finish(index, at, VenueReplyKind::Cancelled);
                }
            }
        }
    }

    /// Ends an order without a fill; children that still sleep end with it.
    fn finish(&mut self, index: usize, at: Instant, kind: VenueReplyKind) {
        let order = self.resting[index].order.order;
        self.resting[index].stage = Stage::Done;
        self.replies.push_back(VenueReply { order, at, kind });
        for child in 0..self.resting.len() {
            let resting = &self.resting[child];
            if resting.stage == Stage::Sleeping && resting.order.parent == Some(order) {
                self.finish(child, at, VenueReplyKind::Cancelled);
            }
        }
    }

    /// Good-till-date orders whose date lies before the bar.
    fn expire(&mut self, bar: &VenueBar) {
        for index in 0..self.resting.len() {
            let resting = &self.resting[index];
            let over = resting.order.time_in_force == TimeInForce::Gtd
                && resting.order.good_till.is_some_and(|until| until <= bar.opens_at);
            if over && resting.stage != Stage::Done && resting.order.instrument == bar.instrument {
                self.finish(index, bar.opens_at, VenueReplyKind::Expired);
            }
        }
    }

    /// Immediate orders had their one bar.
    fn expire_immediate(&mut self, bar: &VenueBar) {
        for index in 0..self.resting.len() {
            let resting = &self.resting[index];
            let immediate = matches!(resting.order.time_in_force, TimeInForce::Ioc | TimeInForce::Fok);
            if immediate && matches!(resting.stage, Stage::Working | Stage::Triggered) && resting.order.instrument == bar.instrument
            {
                self.finish(index, bar.closes_at, VenueReplyKind::Expired);
            }
        }
    }

    /// The rules of the venue that an order breaks, in words.
    fn refusal(&self, order: &VenueOrder) -> Option<String> {
        let Some(instrument) = self.instruments.get(order.instrument.index()) else {
            return Some(format!("instrument {} is not traded here", order.instrument.0));
        };
        off_grid("quantity", order.quantity.get(), "lot size", instrument.lot_size)
            .or_else(|| {
                order.terms.limit_price().and_then(|price| off_grid("limit price", price.get(), "tick size", instrument.tick_size))
            })
            .or_else(|| {
                order.terms.stop_price().and_then(|price| off_grid("trigger price", price.get(), "tick size", instrument.tick_size))
            })
            .or_else(|| {
                let (price, minimum) = (order.terms.limit_price().or(order.terms.stop_price())?, instrument.min_notional?);
                let value = price.get().checked_mul(order.quantity.get())?;
                (value < minimum && !order.reduce_only)
                    .then(|| format!("a value of {} is below the minimum of {minimum}", value.normalize()))
            })
    }

    fn find(&self, order: OrderRef) -> Option<usize> {
        self.resting.iter().position(|resting| resting.order.order == order && resting.stage != Stage::Done)
    }
}

enum Unfillable {
    NothingToReduce,
    Refused(RejectionCode, String),
}

fn rejected(reason: &str) -> VenueReplyKind {
    VenueReplyKind::Rejected { code: RejectionCode::ExchangeRejected, reason: reason.to_owned() }
}

fn off_grid(what: &str, value: Decimal, step_name: &str, step: Decimal) -> Option<String> {
    let rest = value.checked_rem(step)?;
    (!rest.is_zero()).then(|| format!("the {what} {value} is not a multiple of the {step_name} {step}"))
}

/// The price at which a stop on this side fires in the bar.
fn touched_from_behind(side: Side, trigger: Decimal, bar: &VenueBar) -> Option<Decimal> {
    match side {
        Side::Sell => (bar.low <= trigger).then(|| bar.open.min(trigger)),
        Side::Buy => (bar.high >= trigger).then(|| bar.open.max(trigger)),
    }
}

/// The price at which a limit or target on this side fills in the bar.
fn touched_from_front(side: Side, level: Decimal, bar: &VenueBar) -> Option<Decimal> {
    match side {
        Side::Buy => (bar.low <= level).then(|| bar.open.min(level)),
        Side::Sell => (bar.high >= level).then(|| bar.open.max(level)),
    }
}

fn stop_price(order: &VenueOrder, bar: &VenueBar) -> Option<Decimal> {
    touched_from_behind(order.side, order.terms.stop_price()?.get(), bar)
}

fn is_limit(order: &VenueOrder, stage: Stage, woken_inside_bar: bool) -> bool {
    match order.terms {
        OrderTerms::Limit { .. } => stage == Stage::Working,
        OrderTerms::StopLimit { .. } => stage == Stage::Triggered && !woken_inside_bar,
        _ => false,
    }
}

fn limit_price(order: &VenueOrder, bar: &VenueBar) -> Option<Decimal> {
    touched_from_front(order.side, order.terms.limit_price()?.get(), bar)
}

fn is_target(order: &VenueOrder, stage: Stage, woken_inside_bar: bool) -> bool {
    stage == Stage::Working && !woken_inside_bar && matches!(order.terms, OrderTerms::TakeProfitMarket { .. })
}

fn target_price(order: &VenueOrder, bar: &VenueBar) -> Option<Decimal> {
    touched_from_front(order.side, order.terms.stop_price()?.get(), bar)
}

impl ExecutionConnector for BacktestVenue {
    fn place(&mut self, order: VenueOrder, at: Instant) {
        let parent_is_resting = order.parent.is_none_or(|parent| self.find(parent).is_some());
        let refusal = self.refusal(&order).or_else(|| (!parent_is_resting).then(|| "its parent order does not work".to_owned()));
        let kind = match refusal {
            Some(reason) => VenueReplyKind::Rejected { code: RejectionCode::ExchangeRejected, reason },
            None => VenueReplyKind::Accepted,
        };
        let accepted = kind == VenueReplyKind::Accepted;
        self.replies.push_back(VenueReply { order: order.order, at, kind });
        if accepted {
            let stage = if order.parent.is_some() { Stage::Sleeping } else { Stage::Working };
            self.resting.push(Resting { order, stage, woken_inside_bar: false });
        }
    }

    fn modify(&mut self, order: OrderRef, quantity: Option<Quantity>, terms: Option<OrderTerms>, at: Instant) {
        // An order that is over has already told its end; a change that comes too late is silently void, as at most venues.
        let Some(index) = self.find(order) else { return };
        let mut changed = self.resting[index].order.clone();
        changed.quantity = quantity.unwrap_or(changed.quantity);
        changed.terms = terms.unwrap_or(changed.terms);
        // A change that breaks a rule leaves the old order in force: nothing is ever unprotected by a typo.
        if self.refusal(&changed).is_none() {
            self.resting[index].order = changed;
            self.replies.push_back(VenueReply { order, at, kind: VenueReplyKind::Modified { quantity, terms } });
        }
    }

    fn cancel(&mut self, order: OrderRef, at: Instant) {
        if let Some(index) = self.find(order) {
            self.finish(index, at, VenueReplyKind::Cancelled);
            self.resting.retain(|resting| resting.stage != Stage::Done);
        }
    }

    fn next_reply(&mut self) -> Option<VenueReply> {
        self.replies.pop_front()
    }
}

#[cfg(test)]
#[path = "backtest_venue_tests.rs"]
mod tests;
