//! What happens in a market between two bars: trades and changes of the best quotes.

use simpletrader_contracts::Instant;
use simpletrader_contracts::market::InstrumentRef;

/// A trade, as mantissas at the instrument's scales.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedTrade {
    /// When.
    pub at: Instant,
    /// Its price, > 0.
    pub price: i64,
    /// How much was traded, > 0.
    pub size: i64,
}

/// What is offered on one side at the best price, as mantissas at the instrument's scales.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedLevel {
    /// The price, > 0.
    pub price: i64,
    /// How much, > 0.
    pub size: i64,
}

/// The best quotes from this instant on. The bid lies below the ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedQuote {
    /// When.
    pub at: Instant,
    /// The best bid; none while nobody buys.
    pub bid: Option<FeedLevel>,
    /// The best ask; none while nobody sells.
    pub ask: Option<FeedLevel>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarketEvent {
    /// Somebody traded.
    Trade(FeedTrade),
    /// The best quotes changed.
    Quote(FeedQuote),
}

impl MarketEvent {
    /// When it happened.
    pub const fn at(&self) -> Instant {
        match self {
            Self::Trade(trade) => trade.at,
            Self::Quote(quote) => quote.at,
        }
    }
}

/// What happened, and to which instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarketTick {
    /// The instrument.
    pub instrument: InstrumentRef,
    /// What happened.
    pub event: MarketEvent,
}
