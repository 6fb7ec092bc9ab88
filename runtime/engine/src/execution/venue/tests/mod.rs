//! The venue's promises, one by one, and what their tests share.

mod bars;
mod credit;
mod partial;
mod placing;
mod timing;
mod touch;

use simpletrader_config::build_spec::{FeeModel, FillModel, Latency, SlippageModel};
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::{OrderRef, TradeRef};
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{CommissionAsset, Direction, Side, TimeInForce};
use simpletrader_contracts::{Instant, Price, Quantity, Symbol};

use super::*;
use crate::execution::VenuePosition;

pub(super) fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn price(text: &str) -> Price {
    Price::new(dec(text)).unwrap()
}

pub(super) fn instrument() -> Instrument {
    Instrument {
        symbol: Symbol::new("A_USD").unwrap(),
        price_scale: 2,
        size_scale: 0,
        tick_size: dec("0.01"),
        lot_size: dec("1"),
        min_notional: Some(dec("5")),
    }
}

fn venue(cash: &str) -> BacktestVenue {
    BacktestVenue::new(vec![instrument()], VenueTerms::plain(FeeModel::PerFill(Decimal::ONE)), dec(cash))
}

pub(super) fn bar(open: &str, high: &str, low: &str) -> VenueBar {
    VenueBar {
        instrument: InstrumentRef(0),
        opens_at: Instant::from_micros(100),
        closes_at: Instant::from_micros(200),
        open: dec(open),
        high: dec(high),
        low: dec(low),
        close: dec(open),
        volume: dec("1000"),
    }
}

fn order(number: u32, side: Side, terms: OrderTerms) -> VenueOrder {
    VenueOrder {
        order: OrderRef(number),
        trade: TradeRef(0),
        direction: Direction::Long,
        instrument: InstrumentRef(0),
        side,
        quantity: Quantity::new(10.into()).unwrap(),
        terms,
        time_in_force: TimeInForce::Gtc,
        good_till: None,
        reduce_only: false,
        worst: None,
        post_only: false,
        parent: None,
        oco: None,
    }
}

/// A buy with a stop at 97 and a target at 105 as its children.
fn bracket(venue: &mut BacktestVenue, entry: OrderTerms) {
    let child = |number, terms, other| VenueOrder {
        reduce_only: true,
        parent: Some(OrderRef(1)),
        oco: Some(OrderRef(other)),
        ..order(number, Side::Sell, terms)
    };
    venue.place(order(1, Side::Buy, entry), Instant::default());
    venue.place(child(2, OrderTerms::StopMarket { stop_price: price("97") }, 3), Instant::default());
    venue.place(child(3, OrderTerms::TakeProfitMarket { stop_price: price("105") }, 2), Instant::default());
    replies(venue);
}

/// Everything that the venue has to say, in short.
fn replies(venue: &mut BacktestVenue) -> Vec<String> {
    let mut said = Vec::new();
    while let Some(reply) = venue.next_reply() {
        let what = match reply.kind {
            VenueReplyKind::Accepted => "accepted".to_owned(),
            VenueReplyKind::Modified { .. } => "modified".to_owned(),
            VenueReplyKind::Filled { quantity, price, .. } => format!("filled {quantity} at {price}"),
            VenueReplyKind::Cancelled => "cancelled".to_owned(),
            VenueReplyKind::Expired => "expired".to_owned(),
            VenueReplyKind::Rejected { code, reason } => format!("rejected {code}: {reason}"),
            other @ VenueReplyKind::Withheld { .. } => panic!("no venue says {other:?}"),
            VenueReplyKind::ChangeRefused { reason } => format!("change refused: {reason}"),
        };
        said.push(format!("{} {what}", reply.order.0));
    }
    said
}

fn run(venue: &mut BacktestVenue, bar: VenueBar) -> Vec<String> {
    venue.advance(&bar);
    replies(venue)
}

/// The plainest terms with a commission of 1 a fill.
fn plain() -> VenueTerms {
    VenueTerms::plain(FeeModel::PerFill(Decimal::ONE))
}

/// A venue with other terms.
fn venue_with(cash: &str, terms: VenueTerms) -> BacktestVenue {
    BacktestVenue::new(vec![instrument()], terms, dec(cash))
}

/// Bar number `number` from 0: each lasts 100 microseconds.
fn nth(number: i64, bar: VenueBar) -> VenueBar {
    VenueBar { opens_at: at(100 + number * 100), closes_at: at(200 + number * 100), ..bar }
}

fn at(micros: i64) -> Instant {
    Instant::from_micros(micros)
}

fn limit(text: &str) -> OrderTerms {
    OrderTerms::Limit { limit_price: price(text) }
}

fn stop(text: &str) -> OrderTerms {
    OrderTerms::StopMarket { stop_price: price(text) }
}

fn target(text: &str) -> OrderTerms {
    OrderTerms::TakeProfitMarket { stop_price: price(text) }
}

fn quantity(text: &str) -> Quantity {
    Quantity::new(dec(text)).unwrap()
}

/// Sends an order at the beginning and returns what the venue says to it.
fn send(venue: &mut BacktestVenue, order: VenueOrder) -> Vec<String> {
    venue.place(order, Instant::default());
    replies(venue)
}

/// What the venue holds of the only trade.
fn held(venue: &BacktestVenue) -> Decimal {
    venue.balances().positions.first().map_or(Decimal::ZERO, |position| position.quantity)
}
