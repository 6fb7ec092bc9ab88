//! The sources that [`MarketData`](super::MarketData) merges: one for each series, and those of trades and quotes.

use simpletrader_contracts::market::InstrumentRef;

use super::bar_feed::{BarFeed, FeedBar};
use super::error::DataError;
use super::tick::{MarketEvent, MarketTick};
use super::tick_feed::{QuoteFeed, TradeFeed};
use super::trade_bars::TradeBars;

/// Where the bars of a series come from.
pub enum BarSource {
    /// A file has them.
    File(Box<BarFeed>),
    /// They are made of trades.
    Trades(Box<TradeBars>),
}

impl BarSource {
    pub(super) fn next(&mut self, into: &mut FeedBar) -> Result<bool, DataError> {
        match self {
            Self::File(feed) => feed.next(into),
            Self::Trades(bars) => bars.next(into),
        }
    }

    pub(super) fn digest(self) -> Result<String, DataError> {
        match self {
            Self::File(feed) => feed.digest(),
            Self::Trades(bars) => bars.digest(),
        }
    }
}

/// The trades or the quotes of an instrument.
pub struct TickSource {
    /// The instrument.
    pub instrument: InstrumentRef,
    /// The file.
    pub feed: TickFeed,
}

/// A file of trades or of quotes.
pub enum TickFeed {
    /// Trades.
    Trades(Box<TradeFeed>),
    /// Quotes.
    Quotes(Box<QuoteFeed>),
}

impl TickSource {
    pub(super) fn next(&mut self) -> Result<Option<MarketTick>, DataError> {
        let event = match &mut self.feed {
            TickFeed::Trades(feed) => feed.next_trade()?.map(MarketEvent::Trade),
            TickFeed::Quotes(feed) => feed.next_quote()?.map(MarketEvent::Quote),
        };
        Ok(event.map(|event| MarketTick { instrument: self.instrument, event }))
    }

    pub(super) fn digest(self) -> Result<String, DataError> {
        match self.feed {
            TickFeed::Trades(feed) => feed.digest(),
            TickFeed::Quotes(feed) => feed.digest(),
        }
    }
}
