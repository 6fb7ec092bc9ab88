//! What the venue hears of the market.

use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::{Decimal, Instant};

/// A bar as the venue sees it: `low <= open, close <= high`, `low > 0`, `volume >= 0`.
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
    /// Last price.
    pub close: Decimal,
    /// Traded quantity of the base asset.
    pub volume: Decimal,
}

/// What is offered on one side of the book at the best price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VenueLevel {
    /// The price, above 0.
    pub price: Decimal,
    /// How much, >= 0.
    pub size: Decimal,
}

/// The best prices at which others offer to buy (bid) and to sell (ask), until the next quote: the bid is not above the ask.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VenueQuote {
    /// Of what.
    pub instrument: InstrumentRef,
    /// From when on.
    pub at: Instant,
    /// The best of those who buy; none while nobody does.
    pub bid: Option<VenueLevel>,
    /// The best of those who sell; none while nobody does.
    pub ask: Option<VenueLevel>,
}

/// A trade between others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VenueTrade {
    /// Of what.
    pub instrument: InstrumentRef,
    /// When.
    pub at: Instant,
    /// At which price, above 0.
    pub price: Decimal,
    /// How much, above 0.
    pub quantity: Decimal,
}
