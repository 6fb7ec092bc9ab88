//! Moments in a row, read once and handed to everybody who watches the same data.

use std::ops::Range;

use simpletrader_contracts::Instant;

use super::bar_feed::FeedBar;
use super::tick::MarketTick;

/// An instant at which something happens.
#[derive(Debug)]
pub struct Moment<'a> {
    /// The instant.
    pub at: Instant,
    /// The trades and quotes of it.
    pub ticks: &'a [MarketTick],
    /// The bars that close at it, in series order.
    pub bars: &'a [FeedBar],
}

/// Moments in a row. One that was cleared keeps its buffers, so that filling it again allocates nothing.
#[derive(Debug, Default)]
pub struct Block {
    moments: Vec<Place>,
    ticks: Vec<MarketTick>,
    /// The bars of the moments, and after them bars without meaning whose labels have buffers.
    bars: Vec<FeedBar>,
    bars_in_use: usize,
}

/// Where in the block a moment is.
#[derive(Debug)]
struct Place {
    at: Instant,
    ticks: Range<usize>,
    bars: Range<usize>,
}

impl Block {
    /// How many moments there are.
    pub fn len(&self) -> usize {
        self.moments.len()
    }

    /// Whether there is no moment.
    pub fn is_empty(&self) -> bool {
        self.moments.is_empty()
    }

    /// The moments, in the order of time.
    pub fn moments(&self) -> impl Iterator<Item = Moment<'_>> {
        self.moments.iter().filter_map(|place| {
            let (ticks, bars) = (self.ticks.get(place.ticks.clone())?, self.bars.get(place.bars.clone())?);
            Some(Moment { at: place.at, ticks, bars })
        })
    }

    /// Forgets the moments.
    pub fn clear(&mut self) {
        self.moments.clear();
        self.ticks.clear();
        self.bars_in_use = 0;
    }

    /// Begins a moment. Unless it is completed, nothing of it counts.
    pub(super) fn begin(&mut self, at: Instant) -> Growing<'_> {
        Growing { at, first_tick: self.ticks.len(), first_bar: self.bars_in_use, bars: self.bars_in_use, block: self }
    }
}

/// A moment that is being added to a block.
pub(super) struct Growing<'b> {
    at: Instant,
    first_tick: usize,
    first_bar: usize,
    bars: usize,
    block: &'b mut Block,
}

impl Growing<'_> {
    /// Adds a trade or quote.
    pub fn tick(&mut self, tick: MarketTick) {
        self.block.ticks.push(tick);
    }

    /// Adds a bar and leaves another one in its place: the buffers of labels travel back and forth instead of being copied.
    pub fn swap_bar(&mut self, bar: &mut FeedBar) {
        if self.block.bars.len() == self.bars {
            self.block.bars.push(FeedBar::default());
        }
        if let Some(place) = self.block.bars.get_mut(self.bars) {
            std::mem::swap(place, bar);
            self.bars += 1;
        }
    }

    /// The moment is whole.
    pub fn complete(self) {
        let ticks = self.first_tick..self.block.ticks.len();
        self.block.moments.push(Place { at: self.at, ticks, bars: self.first_bar..self.bars });
        self.block.bars_in_use = self.bars;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(label: &str) -> FeedBar {
        FeedBar { label: label.to_owned(), ..FeedBar::default() }
    }

    fn add(block: &mut Block, at: i64, labels: &[&str]) {
        let mut moment = block.begin(Instant::from_micros(at));
        for label in labels {
            moment.swap_bar(&mut bar(label));
        }
        moment.complete();
    }

    fn shown(block: &Block) -> Vec<String> {
        let labels = |moment: &Moment<'_>| moment.bars.iter().map(|bar| bar.label.clone()).collect::<Vec<_>>().join(" ");
        block.moments().map(|moment| format!("{} {}", moment.at.micros(), labels(&moment))).collect()
    }

    #[test]
    fn moments_come_back_as_they_were_added() {
        let mut block = Block::default();
        add(&mut block, 1, &["a", "b"]);
        add(&mut block, 2, &[]);
        add(&mut block, 3, &["c"]);
        assert_eq!(shown(&block), ["1 a b", "2 ", "3 c"]);
        assert_eq!((block.len(), block.is_empty()), (3, false));
    }

    #[test]
    fn a_moment_that_was_not_completed_is_none() {
        let mut block = Block::default();
        add(&mut block, 1, &["a"]);
        block.begin(Instant::from_micros(2)).swap_bar(&mut bar("broken"));
        add(&mut block, 3, &["c"]);
        assert_eq!(shown(&block), ["1 a", "3 c"]);
    }

    #[test]
    fn a_cleared_block_gives_its_buffers_back() {
        let mut block = Block::default();
        add(&mut block, 1, &["a", "b"]);
        block.clear();
        assert!(block.is_empty() && shown(&block).is_empty());
        let mut next = bar("next");
        block.begin(Instant::from_micros(2)).swap_bar(&mut next);
        assert_eq!(next.label, "a", "what comes back is the buffer of an old label");
    }
}
