//! Several sources become one stream of moments: an instant and everything that happens at it.
//!
//! Trades and quotes come first, in the order of the instruments, of one instrument in the order in which its sources were given
//! (trades, then quotes: a quote says what a trade has left), and of one source in the order of its file. Then come the bars that
//! close at the instant: they cover what happened before it, and whoever sees them may know what happens at it, but nothing later.

use super::bar_feed::FeedBar;
use super::block::Block;
use super::error::DataError;
use super::source::{BarSource, TickSource};
use super::tick::MarketTick;

/// A series and the bar that it will give next.
struct BarHead {
    source: BarSource,
    next: FeedBar,
    has_next: bool,
}

/// A source of ticks and the tick that it will give next.
struct TickHead {
    source: TickSource,
    next: Option<MarketTick>,
}

/// The data of a strategy, merged by time. A bar counts at the instant of its close.
pub struct MarketData {
    bars: Vec<BarHead>,
    ticks: Vec<TickHead>,
}

impl MarketData {
    /// Merges sources: one for each series, in series order, and those of trades and quotes, in the order in which they count when
    /// several things happen at once.
    ///
    /// # Errors
    /// When the first row of a source is not usable.
    pub fn merge(bars: Vec<BarSource>, ticks: Vec<TickSource>) -> Result<Self, DataError> {
        let mut bar_heads = Vec::with_capacity(bars.len());
        for mut source in bars {
            let mut next = FeedBar::default();
            let has_next = source.next(&mut next)?;
            bar_heads.push(BarHead { source, next, has_next });
        }
        let mut tick_heads = Vec::with_capacity(ticks.len());
        for mut source in ticks {
            let next = source.next()?;
            tick_heads.push(TickHead { source, next });
        }
        Ok(Self { bars: bar_heads, ticks: tick_heads })
    }

    /// Appends the next moment to a block; false at the end of all sources.
    ///
    /// # Errors
    /// When a row of a source is not usable. The block then has no part of the moment.
    pub fn next_into(&mut self, block: &mut Block) -> Result<bool, DataError> {
        let bars = self.bars.iter().filter(|head| head.has_next).map(|head| head.next.closes_at);
        let ticks = self.ticks.iter().filter_map(|head| head.next).map(|tick| tick.event.at());
        let Some(at) = bars.chain(ticks).min() else { return Ok(false) };
        let mut moment = block.begin(at);
        for head in &mut self.ticks {
            while let Some(tick) = head.next.filter(|tick| tick.event.at() == at) {
                moment.tick(tick);
                head.next = head.source.next()?;
            }
        }
        for head in self.bars.iter_mut().filter(|head| head.has_next && head.next.closes_at == at) {
            moment.swap_bar(&mut head.next);
            head.has_next = head.source.next(&mut head.next)?;
        }
        moment.complete();
        Ok(true)
    }

    /// SHA-256 of each source's file: those of the series, then those of the ticks, in the order in which they were given.
    ///
    /// # Errors
    /// When what is left of a file cannot be read.
    pub fn digests(self) -> Result<Vec<String>, DataError> {
        let bars = self.bars.into_iter().map(|head| head.source.digest());
        bars.chain(self.ticks.into_iter().map(|head| head.source.digest())).collect()
    }
}

#[cfg(test)]
#[path = "moment_tests.rs"]
mod tests;
