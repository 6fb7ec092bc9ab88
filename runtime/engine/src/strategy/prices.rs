//! What the strategy knows of prices: the latest trade or close of each instrument, and its best bid and ask.
//!
//! Trades and quotes only change what is known; they start no pass. A pass is for what a strategy decides upon: closed bars, the
//! venue's replies, wake-ups. Whoever is called next sees the prices of that instant.

use std::fmt::Write;

use simpletrader_contracts::market::{InstrumentRef, Quote};
use simpletrader_contracts::{Instant, Price};

use super::{Stir, Strategy};
use crate::data::{FeedLevel, MarketEvent, MarketTick, Moment};

/// What is known of an instrument beside its last price.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Touch {
    bid: Option<Price>,
    ask: Option<Price>,
    /// A trade is newer than the close of a bar that ends with it.
    has_trades: bool,
    /// The number of the bar that is under way.
    next_bar: u32,
}

impl Strategy {
    /// Trades and quotes of an instant: from now on prices are these.
    pub fn take_ticks(&mut self, ticks: &[MarketTick]) {
        self.stir = Stir::default();
        for MarketTick { instrument, event } in ticks {
            let Some(known) = self.spec.instruments.get(instrument.index()) else { continue };
            let price = |mantissa: i64| Price::new(known.price(mantissa)).ok();
            let Some(touch) = self.touches.get_mut(instrument.index()) else { continue };
            match event {
                MarketEvent::Trade(trade) => {
                    let Some(last) = price(trade.price) else { continue };
                    touch.has_trades = true;
                    self.ledger.set_last_price(*instrument, last);
                }
                MarketEvent::Quote(quote) => {
                    let side = |level: Option<FeedLevel>| level.and_then(|level| price(level.price));
                    (touch.bid, touch.ask) = (side(quote.bid), side(quote.ask));
                }
            }
            if let Some(last) = self.ledger.last_price(*instrument) {
                self.refresh_quote(*instrument, last, event.at());
            }
        }
    }

    /// The ticks of a moment are about to be matched: fills from now on happen at this instant, in the bar that is under way.
    pub fn enter_ticks(&mut self, moment: &Moment<'_>) {
        for tick in moment.ticks {
            let index = tick.instrument.index();
            let Some((mark, touch)) = self.marks.get_mut(index).zip(self.touches.get(index)) else { continue };
            mark.index = touch.next_bar;
            mark.label.clear();
            // A String takes everything that is written to it.
            let _ = write!(mark.label, "{}", moment.at);
        }
    }

    /// The bars of a moment are about to be matched: fills from now on happen in them. Of an instrument that is watched in bars of
    /// several lengths the shortest count, because orders meet those.
    pub fn enter_bars(&mut self, moment: &Moment<'_>) {
        self.stir = Stir::default();
        for closed in moment.bars {
            let Some(series) = self.spec.series.get(closed.bar.series.index()) else { continue };
            let is_shortest = |other: &simpletrader_contracts::market::Series| {
                other.instrument != series.instrument || other.timeframe_seconds >= series.timeframe_seconds
            };
            if !self.spec.series.iter().all(is_shortest) {
                continue;
            }
            let index = series.instrument as usize;
            if let Some((mark, touch)) = self.marks.get_mut(index).zip(self.touches.get_mut(index)) {
                touch.next_bar = closed.index.saturating_add(1);
                mark.index = closed.index;
                mark.label.clone_from(&closed.label);
            }
        }
    }

    /// The closes of a moment become the latest known prices, where no trade is newer.
    pub(super) fn take_prices(&mut self, moment: &Moment<'_>) {
        for closed in moment.bars {
            let Some(instrument) = self.instrument_of(closed.bar.series) else { continue };
            if self.touches.get(instrument.index()).is_some_and(|touch| touch.has_trades) {
                continue;
            }
            let Some(Ok(last)) =
                self.spec.instruments.get(instrument.index()).map(|known| Price::new(known.price(closed.bar.close)))
            else {
                continue;
            };
            self.ledger.set_last_price(instrument, last);
            self.refresh_quote(instrument, last, moment.at);
        }
    }

    /// What workers are shown of an instrument.
    fn refresh_quote(&mut self, instrument: InstrumentRef, last: Price, at: Instant) {
        let quote = self.quote_around(instrument, last, at);
        match self.quotes.iter_mut().find(|known| known.instrument == instrument) {
            Some(known) => *known = quote,
            None => self.quotes.push(quote),
        }
    }

    /// The latest known prices of an instrument; none before its first trade or bar.
    pub(super) fn quote(&self, instrument: InstrumentRef, at: Instant) -> Option<Quote> {
        self.ledger.last_price(instrument).map(|last| self.quote_around(instrument, last, at))
    }

    fn quote_around(&self, instrument: InstrumentRef, last: Price, at: Instant) -> Quote {
        let (bid, ask) = self.touches.get(instrument.index()).map_or((None, None), |touch| (touch.bid, touch.ask));
        Quote { instrument, at, last, bid, ask }
    }
}
