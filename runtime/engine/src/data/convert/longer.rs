//! Longer bars made of shorter ones.
//!
//! A longer bar is complete when a shorter one closes with it, or when a later one begins: a market that rests at the end of a day
//! has no bars there. One that is not complete at the end of the file is left out.

use simpletrader_contracts::Instant;
use simpletrader_contracts::decimal::WIRE_MANTISSA_LIMIT;
use simpletrader_contracts::market::Bar;

use crate::data::FeedBar;
use crate::data::grid::Grid;

/// A bar with its opening and its closing.
pub(super) type Made = (Instant, Instant, Bar);

/// Bars of a longer timeframe, while they are made.
pub(super) struct LongerBars {
    grid: Grid,
    growing: Option<(Instant, Bar)>,
}

impl LongerBars {
    pub fn new(seconds: u32) -> Self {
        Self { grid: Grid::new(seconds), growing: None }
    }

    /// Takes the next shorter bar; gives the longer bars that are complete now.
    ///
    /// # Errors
    /// When the bar lies across the border of two longer ones, or a volume grows too large.
    pub fn take(&mut self, next: &FeedBar) -> Result<[Option<Made>; 2], String> {
        let opens_at = self.grid.opening(next.opens_at);
        let closes_at = self.grid.closing(opens_at);
        if next.closes_at > closes_at {
            return Err(format!("the bar {} lies across the border at {closes_at}", next.label));
        }
        let mut before = None;
        match &mut self.growing {
            Some((opened_at, bar)) if *opened_at == opens_at => join(bar, &next.bar, &next.label)?,
            growing => before = growing.replace((opens_at, next.bar)),
        }
        let now = if next.closes_at == closes_at { self.growing.take() } else { None };
        Ok([before, now].map(|made| made.map(|(opens_at, bar)| (opens_at, self.grid.closing(opens_at), bar))))
    }
}

fn join(bar: &mut Bar, next: &Bar, label: &str) -> Result<(), String> {
    bar.high = bar.high.max(next.high);
    bar.low = bar.low.min(next.low);
    bar.close = next.close;
    // Both are below 10^15, so the sum is no overflow.
    bar.volume += next.volume;
    if bar.volume < WIRE_MANTISSA_LIMIT { Ok(()) } else { Err(format!("the volume up to {label} has more than 15 digits")) }
}
