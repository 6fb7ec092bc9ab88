//! Several feeds become one stream of moments: an instant and every bar that closes at it.

use simpletrader_contracts::Instant;

use super::bar_feed::{BarFeed, FeedBar};
use super::error::DataError;

/// An instant at which at least one bar closes.
#[derive(Debug)]
pub struct Moment<'a> {
    /// The instant.
    pub at: Instant,
    /// The bars that close at it, in series order.
    pub bars: &'a [FeedBar],
}

/// A feed and the bar that it will give next.
struct Head {
    feed: BarFeed,
    next: FeedBar,
    has_next: bool,
}

/// The bars of a strategy, merged by the instant of their close.
pub struct MarketData {
    heads: Vec<Head>,
    closed: Vec<FeedBar>,
}

impl MarketData {
    /// Merges feeds; each must be of another series, in series order.
    pub fn merge(feeds: Vec<BarFeed>) -> Result<Self, DataError> {
        let mut heads = Vec::with_capacity(feeds.len());
        for mut feed in feeds {
            let mut next = FeedBar::default();
            let has_next = feed.next(&mut next)?;
            heads.push(Head { feed, next, has_next });
        }
        Ok(Self { closed: Vec::with_capacity(heads.len()), heads })
    }

    /// The next moment; none at the end of all feeds.
    pub fn next_moment(&mut self) -> Result<Option<Moment<'_>>, DataError> {
        let Some(at) = self.heads.iter().filter(|head| head.has_next).map(|head| head.next.closes_at).min() else {
            return Ok(None);
        };
        let mut count = 0;
        for head in self.heads.iter_mut().filter(|head| head.has_next && head.next.closes_at == at) {
            if self.closed.len() == count {
                self.closed.push(FeedBar::default());
            }
            // Swapped, not cloned: the label's buffer travels back and forth between the two bars.
            std::mem::swap(&mut self.closed[count], &mut head.next);
            head.has_next = head.feed.next(&mut head.next)?;
            count += 1;
        }
        Ok(Some(Moment { at, bars: &self.closed[..count] }))
    }

    /// SHA-256 of each feed's file, in series order.
    pub fn digests(self) -> Result<Vec<String>, DataError> {
        self.heads.into_iter().map(|head| head.feed.digest()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::FeedSettings;
    use super::*;
    use simpletrader_contracts::market::SeriesRef;

    fn feed(folder: &std::path::Path, series: u32, timeframe_seconds: u32, rows: &[&str]) -> BarFeed {
        let path = folder.join(format!("{series}.csv"));
        let lines: String = rows.iter().map(|label| format!("{label},1,1,1,1,0\n")).collect();
        std::fs::write(&path, format!("timestamp,open,high,low,close,volume\n{lines}")).unwrap();
        let settings = FeedSettings {
            series: SeriesRef(series),
            timeframe_seconds,
            price_scale: 0,
            size_scale: 0,
            labelled_by_close: false,
            start: None,
            end: None,
        };
        BarFeed::open(&path, settings).unwrap()
    }

    #[test]
    fn a_higher_timeframe_appears_only_when_it_has_closed() {
        let folder = tempfile::tempdir().unwrap();
        let hours = ["2024-01-01T00:00:00Z", "2024-01-01T01:00:00Z", "2024-01-01T02:00:00Z"];
        let fast = feed(folder.path(), 0, 3600, &hours);
        let slow = feed(folder.path(), 1, 7200, &["2024-01-01T00:00:00Z"]);
        let mut data = MarketData::merge(vec![fast, slow]).unwrap();
        let mut seen = Vec::new();
        while let Some(moment) = data.next_moment().unwrap() {
            seen.push((moment.at.to_string(), moment.bars.iter().map(|bar| bar.bar.series.0).collect::<Vec<_>>()));
        }
        let expected = [("01", vec![0]), ("02", vec![0, 1]), ("03", vec![0])];
        assert_eq!(seen, expected.map(|(hour, series)| (format!("2024-01-01T{hour}:00:00Z"), series)));
    }
}
