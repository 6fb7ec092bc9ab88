//! Closed bars of the past, for a worker that may look back: a ring per granted series, filled by the engine before the pass that
//! the newest bar starts. What is not in it cannot be asked for, so nobody looks ahead.

use std::collections::VecDeque;
use std::collections::vec_deque;

use super::WindowGrant;
use crate::Instant;
use crate::market::SeriesRef;

/// One closed bar as numbers: prices in quote currency, volume in units of the instrument.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WindowBar {
    /// Its series.
    pub series: SeriesRef,
    /// When it closed.
    pub closed_at: Instant,
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// Traded quantity.
    pub volume: f64,
}

/// A look back was refused. The text is for the worker's author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WindowRefusal {
    /// The series is not granted.
    #[error("series {0} is not granted to this worker's window")]
    Series(u32),
    /// More bars than are granted.
    #[error("{asked} bars were asked for, the window holds {granted}")]
    Bars {
        /// What was asked for.
        asked: u32,
        /// What there may be.
        granted: u32,
    },
}

/// The latest bars of each granted series.
#[derive(Debug, Clone, PartialEq)]
pub struct Windows {
    bars: u32,
    rings: Vec<(SeriesRef, VecDeque<WindowBar>)>,
}

impl Windows {
    /// Empty windows of this size.
    pub fn new(grant: &WindowGrant) -> Self {
        let ring = |series: &SeriesRef| (*series, VecDeque::with_capacity(grant.bars as usize));
        Self { bars: grant.bars, rings: grant.series.iter().map(ring).collect() }
    }

    /// A bar has closed. One of a series that is not granted is not kept.
    pub fn push(&mut self, bar: &WindowBar) {
        let Some((_, ring)) = self.rings.iter_mut().find(|(series, _)| *series == bar.series) else { return };
        if ring.len() >= self.bars as usize {
            ring.pop_front();
        }
        ring.push_back(*bar);
    }

    /// The latest bars of a series, oldest first: `count` of them, or as many as there are yet.
    ///
    /// # Errors
    /// When the series is not granted, or `count` is more than the window holds.
    pub fn latest(&self, series: SeriesRef, count: u32) -> Result<vec_deque::Iter<'_, WindowBar>, WindowRefusal> {
        let ring = self.rings.iter().find(|(known, _)| *known == series).map(|(_, ring)| ring);
        let ring = ring.ok_or(WindowRefusal::Series(series.0))?;
        if count > self.bars {
            return Err(WindowRefusal::Bars { asked: count, granted: self.bars });
        }
        Ok(ring.range(ring.len().saturating_sub(count as usize)..))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(series: u32, day: i64) -> WindowBar {
        let close = day as f64;
        let closed_at = Instant::from_micros(day);
        WindowBar { series: SeriesRef(series), closed_at, open: close, high: close, low: close, close, volume: 0.0 }
    }

    fn days(windows: &Windows, series: u32, count: u32) -> Result<Vec<i64>, WindowRefusal> {
        Ok(windows.latest(SeriesRef(series), count)?.map(|bar| bar.closed_at.micros()).collect())
    }

    #[test]
    fn a_window_holds_the_latest_bars_oldest_first() {
        let mut windows = Windows::new(&WindowGrant { series: vec![SeriesRef(0), SeriesRef(2)], bars: 3 });
        assert_eq!(days(&windows, 0, 3), Ok(vec![]));
        (1..=5).for_each(|day| windows.push(&bar(0, day)));
        windows.push(&bar(2, 9));
        assert_eq!(days(&windows, 0, 3), Ok(vec![3, 4, 5]));
        assert_eq!(days(&windows, 0, 2), Ok(vec![4, 5]));
        assert_eq!(days(&windows, 2, 3), Ok(vec![9]));
        assert_eq!(days(&windows, 0, 0), Ok(vec![]));
        assert_eq!(windows.rings[0].1.len(), 3, "older ones are not kept");
    }

    #[test]
    fn what_is_not_granted_is_neither_kept_nor_shown() {
        let mut windows = Windows::new(&WindowGrant { series: vec![SeriesRef(0)], bars: 3 });
        windows.push(&bar(1, 1));
        assert_eq!(days(&windows, 1, 1), Err(WindowRefusal::Series(1)));
        assert_eq!(days(&windows, 0, 4), Err(WindowRefusal::Bars { asked: 4, granted: 3 }));
    }
}
