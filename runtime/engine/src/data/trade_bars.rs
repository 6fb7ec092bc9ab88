//! Bars made of trades, while the trades are read.
//!
//! A bar covers the trades from its opening up to, and not including, its closing, on the grid of its timeframe. It is handed over
//! when a trade shows that its time is over, so the last interval of a file makes no bar: nobody knows whether it was complete. An
//! interval without trades makes no bar either; what has no price cannot have four of them.

use std::fmt::Write;
use std::path::Path;

use simpletrader_config::data_file::FileShape;
use simpletrader_contracts::Instant;
use simpletrader_contracts::decimal::WIRE_MANTISSA_LIMIT;
use simpletrader_contracts::market::Bar;

use super::bar_feed::{FeedBar, FeedSettings};
use super::error::DataError;
use super::grid::Grid;
use super::rows::Period;
use super::tick::FeedTrade;
use super::tick_feed::TradeFeed;

/// The bars of a file of trades.
pub struct TradeBars {
    trades: TradeFeed,
    settings: FeedSettings,
    grid: Grid,
    /// The bar that is being made, and when it opens.
    growing: Option<(Instant, Bar)>,
    bars: u32,
}

impl TradeBars {
    /// Opens a file of trades. The period counts openings of bars, as it does for files of bars.
    ///
    /// # Errors
    /// When the file cannot be read or lacks a column.
    pub fn open(path: &Path, shape: &FileShape, settings: FeedSettings) -> Result<Self, DataError> {
        // Whole bars count, so trades are read beyond the period's ends.
        let trades = TradeFeed::open(path, shape, settings.scales, Period::default())?;
        let grid = Grid::new(settings.timeframe_seconds);
        Ok(Self { trades, settings, grid, growing: None, bars: 0 })
    }

    /// Reads on to the end of the next bar of the period; false at the end.
    ///
    /// # Errors
    /// At the first row that is no trade, or comes out of order; when a bar's volume has more digits than a worker can be told.
    pub fn next(&mut self, into: &mut FeedBar) -> Result<bool, DataError> {
        while let Some(trade) = self.trades.next_trade()? {
            let opens_at = self.grid.opening(trade.at);
            let first = self.first(&trade);
            let complete = match &mut self.growing {
                Some((opened_at, bar)) if *opened_at == opens_at => {
                    if !grow(bar, &trade) {
                        let message = "size: the volume of the bar has more than 15 digits".to_owned();
                        let help = "lower the instrument's size_scale in the environments file, or take shorter bars";
                        return Err(self.trades.error(message, help));
                    }
                    None
                }
                growing => growing.replace((opens_at, first)),
            };
            match complete {
                Some((opened_at, _)) if self.settings.period.end.is_some_and(|end| opened_at > end) => return Ok(false),
                Some((opened_at, bar)) if self.settings.period.start.is_none_or(|start| opened_at >= start) => {
                    self.hand_over(opened_at, bar, into);
                    return Ok(true);
                }
                _ => {}
            }
        }
        Ok(false)
    }

    /// SHA-256 of the whole file, as 64 small hex digits; reads what is left of it.
    ///
    /// # Errors
    /// When that cannot be read.
    pub fn digest(self) -> Result<String, DataError> {
        self.trades.digest()
    }

    fn first(&self, trade: &FeedTrade) -> Bar {
        let FeedTrade { price, size, .. } = *trade;
        Bar { series: self.settings.series, open: price, high: price, low: price, close: price, volume: size }
    }

    fn hand_over(&mut self, opens_at: Instant, bar: Bar, into: &mut FeedBar) {
        into.bar = bar;
        into.opens_at = opens_at;
        into.closes_at = self.grid.closing(opens_at);
        into.index = self.bars;
        into.label.clear();
        // A String takes everything that is written to it.
        let _ = write!(into.label, "{opens_at}");
        self.bars += 1;
    }
}

/// Adds a trade to a bar; false when the volume becomes too large.
fn grow(bar: &mut Bar, trade: &FeedTrade) -> bool {
    bar.high = bar.high.max(trade.price);
    bar.low = bar.low.min(trade.price);
    bar.close = trade.price;
    // Both are below 10^15, so the sum is no overflow.
    bar.volume += trade.size;
    bar.volume < WIRE_MANTISSA_LIMIT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Scales;
    use crate::data::testing::csv_file;
    use simpletrader_config::data_file::{DataKind, FileFormat};
    use simpletrader_contracts::market::SeriesRef;

    fn bars(seconds: u32, period: Period, lines: &[&str]) -> Result<Vec<FeedBar>, DataError> {
        let (_folder, path) = csv_file("timestamp,price,size", lines);
        let shape = FileShape::new(DataKind::Trades, FileFormat::Csv);
        let scales = Scales { price: 0, size: 0 };
        let settings = FeedSettings { series: SeriesRef(0), timeframe_seconds: seconds, scales, labelled_by_close: false, period };
        let mut feed = TradeBars::open(&path, &shape, settings)?;
        let (mut bars, mut bar) = (Vec::new(), FeedBar::default());
        while feed.next(&mut bar)? {
            bars.push(bar.clone());
        }
        Ok(bars)
    }

    fn shown(bars: &[FeedBar]) -> Vec<String> {
        let show = |bar: &FeedBar| {
            let Bar { open, high, low, close, volume, .. } = bar.bar;
            format!("{} {} {open} {high} {low} {close} {volume}", bar.index, bar.label)
        };
        bars.iter().map(show).collect()
    }

    const MINUTES: [&str; 6] = [
        "2024-01-01T09:00:00Z,10,1",
        "2024-01-01T09:00:20Z,12,2",
        "2024-01-01T09:00:59.999999Z,11,3",
        "2024-01-01T09:01:00Z,20,4",
        "2024-01-01T09:04:00Z,30,5",
        "2024-01-01T09:04:30Z,31,6",
    ];

    #[test]
    fn trades_become_bars_and_an_empty_interval_becomes_none() {
        let read = bars(60, Period::default(), &MINUTES).unwrap();
        assert_eq!(shown(&read), ["0 2024-01-01T09:00:00Z 10 12 10 11 6", "1 2024-01-01T09:01:00Z 20 20 20 20 4"]);
        assert_eq!(read[0].closes_at.to_string(), "2024-01-01T09:01:00Z");
    }

    #[test]
    fn the_last_interval_is_no_bar_because_nobody_knows_whether_it_was_over() {
        assert!(bars(3_600, Period::default(), &MINUTES).unwrap().is_empty());
        assert!(bars(60, Period::default(), &MINUTES[..1]).unwrap().is_empty());
        assert!(bars(60, Period::default(), &[]).unwrap().is_empty());
    }

    #[test]
    fn a_period_counts_openings_as_it_does_for_files_of_bars() {
        let at = |text: &str| Some(Instant::parse(text).unwrap());
        let from = bars(60, Period { start: at("2024-01-01T09:00:01Z"), end: None }, &MINUTES).unwrap();
        assert_eq!(shown(&from), ["0 2024-01-01T09:01:00Z 20 20 20 20 4"], "a bar that is cut in two does not count");
        let until = bars(60, Period { start: None, end: at("2024-01-01T09:00:00Z") }, &MINUTES).unwrap();
        assert_eq!(shown(&until), ["0 2024-01-01T09:00:00Z 10 12 10 11 6"], "the whole bar counts");
    }

    #[test]
    fn a_volume_that_no_worker_could_be_told_is_refused() {
        let lines = ["2024-01-01T09:00:00Z,10,999999999999999", "2024-01-01T09:00:01Z,10,1"];
        let error = bars(60, Period::default(), &lines).unwrap_err();
        assert!(error.to_string().contains("the volume of the bar has more than 15 digits"), "{error}");
    }
}
