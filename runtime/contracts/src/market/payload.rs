//! The records that data providers hand over. Exact decimals throughout; times are UTC.

use serde::{Deserialize, Serialize};

use super::Timeframe;
use crate::contract::{contract, repeated};
use crate::decimal::Amount;
use crate::id::OrderId;
use crate::name::{Asset, Headline, Reason, ShortText};
use crate::terms::ReplyType;
use crate::{Instant, Price, Quantity, Refused, Symbol};

/// The fields of a [`Candle`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CandleFields {
    /// When the candle closes.
    pub timestamp: Instant,
    /// First price.
    pub open: Price,
    /// Highest price.
    pub high: Price,
    /// Lowest price.
    pub low: Price,
    /// Last price.
    pub close: Price,
    /// Traded quantity of the base asset.
    pub volume: Amount,
    /// False while the candle may still change.
    #[serde(default = "closed")]
    pub is_closed: bool,
}

fn closed() -> bool {
    true
}

contract!(
    /// One bar: low <= open, close <= high.
    Candle holds CandleFields
);

impl CandleFields {
    fn check(&self) -> Result<(), Refused> {
        if self.low > self.open.min(self.close) {
            return Err(Refused::new("low: must not exceed open and close", self.low));
        }
        if self.high < self.open.max(self.close) {
            return Err(Refused::new("high: must not lie below open and close", self.high));
        }
        Ok(())
    }
}

/// The fields of a [`CandleWindow`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CandleWindowFields {
    /// What is traded.
    pub symbol: Symbol,
    /// Length of one candle.
    pub timeframe: Timeframe,
    /// At least one, the oldest first.
    pub candles: Vec<Candle>,
    /// Where the window begins; before the first close.
    pub window_start: Instant,
    /// Where the window ends; not before the last close.
    pub window_end: Instant,
    /// True when candles may be missing between two neighbours.
    #[serde(default)]
    pub has_gaps: bool,
}

contract!(
    /// A stretch of one series. Times increase by exactly the timeframe, or, where gaps are declared, by at least that. Only the
    /// last candle may still be open.
    CandleWindow holds CandleWindowFields
);

impl CandleWindowFields {
    fn check(&self) -> Result<(), Refused> {
        let (Some(first), Some(last)) = (self.candles.first(), self.candles.last()) else {
            return Err(Refused::new("candles: a window needs at least one candle", "none"));
        };
        if first.timestamp <= self.window_start {
            return Err(Refused::new("window_start: must lie before the first close", self.window_start));
        }
        if last.timestamp > self.window_end {
            return Err(Refused::new("window_end: must not lie before the last close", self.window_end));
        }
        for (earlier, later) in self.candles.iter().zip(self.candles.iter().skip(1)) {
            let expected = earlier.timestamp.plus_seconds(i64::from(self.timeframe.seconds()));
            let fits = if self.has_gaps { later.timestamp >= expected } else { later.timestamp == expected };
            if !fits {
                return Err(Refused::new("candles: times must increase by the timeframe, or declare has_gaps", later.timestamp));
            }
            if !earlier.is_closed {
                return Err(Refused::new("candles: only the last candle may be open", earlier.timestamp));
            }
        }
        Ok(())
    }
}

/// A price and how much is offered there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderBookLevel {
    /// The price.
    pub price: Price,
    /// How much.
    pub quantity: Quantity,
}

/// The fields of an [`OrderBookSnapshot`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderBookSnapshotFields {
    /// What is traded.
    pub symbol: Symbol,
    /// When it looked so.
    pub timestamp: Instant,
    /// Buyers, the best (highest) first.
    pub bids: Vec<OrderBookLevel>,
    /// Sellers, the best (lowest) first.
    pub asks: Vec<OrderBookLevel>,
}

contract!(
    /// An order book at one instant. Bids fall, asks rise, and the best bid lies below the best ask.
    OrderBookSnapshot holds OrderBookSnapshotFields
);

impl OrderBookSnapshotFields {
    fn check(&self) -> Result<(), Refused> {
        let falls = |pair: (&OrderBookLevel, &OrderBookLevel)| pair.0.price > pair.1.price;
        let rises = |pair: (&OrderBookLevel, &OrderBookLevel)| pair.0.price < pair.1.price;
        if !self.bids.iter().zip(self.bids.iter().skip(1)).all(falls) {
            return Err(Refused::new("bids: prices must fall from level to level", &self.symbol));
        }
        if !self.asks.iter().zip(self.asks.iter().skip(1)).all(rises) {
            return Err(Refused::new("asks: prices must rise from level to level", &self.symbol));
        }
        match (self.bids.first(), self.asks.first()) {
            (Some(bid), Some(ask)) if bid.price >= ask.price => {
                Err(Refused::new("bids: the best bid must lie below the best ask", format!("{} >= {}", bid.price, ask.price)))
            }
            _ => Ok(()),
        }
    }
}

/// The fields of an [`ExchangeReply`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeReplyFields {
    /// The venue's name of the order.
    pub connector_order_id: ShortText,
    /// Our name of the order.
    pub order_id: OrderId,
    /// What is said.
    pub kind: ReplyType,
    /// The venue's key of the fill: the same reply twice is one fill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connector_fill_id: Option<u64>,
    /// How much was filled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// At which price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// The fee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commission: Option<Amount>,
    /// In what the fee is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commission_asset: Option<Asset>,
    /// Why, in the venue's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// When, by the venue's clock.
    pub exchange_time: Instant,
}

contract!(
    /// What the venue said about an order. A FILL has key, quantity and price, and nothing else has; a fee comes with its asset;
    /// a REJECTED has a reason.
    ExchangeReply holds ExchangeReplyFields
);

impl ExchangeReplyFields {
    fn check(&self) -> Result<(), Refused> {
        let is_fill = self.kind == ReplyType::Fill;
        if self.connector_fill_id.is_some() != is_fill {
            return Err(Refused::new("connector_fill_id: must be present exactly for FILL", self.kind));
        }
        if self.quantity.is_some() != is_fill {
            return Err(Refused::new("quantity: must be present exactly for FILL", self.kind));
        }
        if self.price.is_some() != is_fill {
            return Err(Refused::new("price: must be present exactly for FILL", self.kind));
        }
        if self.commission.is_some() && !is_fill {
            return Err(Refused::new("commission: only a FILL has one", self.kind));
        }
        if self.commission.is_some() != self.commission_asset.is_some() {
            return Err(Refused::new("commission_asset: commission and its asset come together", self.kind));
        }
        match (self.kind, &self.reason) {
            (ReplyType::Rejected, None) => Err(Refused::new("reason: a rejection needs one", "none")),
            (ReplyType::Accepted | ReplyType::Fill, Some(_)) => {
                Err(Refused::new("reason: only an order that ends unfilled has one", self.kind))
            }
            _ => Ok(()),
        }
    }
}

/// The fields of a [`ScheduleFiring`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleFiringFields {
    /// Which schedule.
    pub schedule_name: ShortText,
    /// When it should have fired.
    pub planned: Instant,
    /// When it fired.
    pub actual: Instant,
}

contract!(
    /// A schedule fired: never early.
    ScheduleFiring holds ScheduleFiringFields
);

impl ScheduleFiringFields {
    fn check(&self) -> Result<(), Refused> {
        if self.actual < self.planned {
            return Err(Refused::new("actual: a schedule must not fire early", self.actual));
        }
        Ok(())
    }
}

/// The fields of a [`NewsItem`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewsItemFields {
    /// One line.
    pub headline: Headline,
    /// Who says so.
    pub source: ShortText,
    /// When it became public.
    pub published_at: Instant,
    /// What it is about; empty = the whole market.
    #[serde(default)]
    pub symbols: Vec<Symbol>,
}

contract!(
    /// A news item. No symbol stands twice.
    NewsItem holds NewsItemFields
);

impl NewsItemFields {
    fn check(&self) -> Result<(), Refused> {
        match repeated(&self.symbols) {
            Some(symbol) => Err(Refused::new("symbols: a symbol must stand once", symbol)),
            None => Ok(()),
        }
    }
}
