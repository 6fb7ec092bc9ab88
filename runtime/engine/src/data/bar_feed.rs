//! One file of bars, read as a stream and checked row by row.

use std::path::Path;

use simpletrader_config::data_file::FileShape;
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::{Bar, SeriesRef};

use super::error::DataError;
use super::rows::{Order, Period, Rows, Scales};

/// How to read the bars of a series.
#[derive(Debug, Clone)]
pub struct FeedSettings {
    /// The series that the bars belong to.
    pub series: SeriesRef,
    /// Length of a bar.
    pub timeframe_seconds: u32,
    /// Digits after the point.
    pub scales: Scales,
    /// True when a label is the instant of the close, false when it is the instant of the open.
    pub labelled_by_close: bool,
    /// The labels that count.
    pub period: Period,
}

/// One bar with its place in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedBar {
    /// The bar.
    pub bar: Bar,
    /// When it opened.
    pub opens_at: Instant,
    /// When it closed: nobody sees it earlier.
    pub closes_at: Instant,
    /// Its number within the period, from 0.
    pub index: u32,
    /// Its label as it stands in the file.
    pub label: String,
}

impl Default for FeedBar {
    fn default() -> Self {
        let bar = Bar { series: SeriesRef(0), open: 0, high: 0, low: 0, close: 0, volume: 0 };
        Self { bar, opens_at: Instant::default(), closes_at: Instant::default(), index: 0, label: String::new() }
    }
}

const LABEL: usize = 0;
const OPEN: usize = 1;
const HIGH: usize = 2;
const LOW: usize = 3;
const CLOSE: usize = 4;
const VOLUME: usize = 5;

/// A file of bars.
pub struct BarFeed {
    rows: Rows,
    settings: FeedSettings,
    bars: u32,
}

impl BarFeed {
    /// Opens a file and finds its columns.
    ///
    /// # Errors
    /// When the file cannot be read or lacks a column.
    pub fn open(path: &Path, shape: &FileShape, settings: FeedSettings) -> Result<Self, DataError> {
        let rows = Rows::open(path, shape, settings.scales, settings.period, Order::Strict)?;
        Ok(Self { rows, settings, bars: 0 })
    }

    /// Reads the next bar of the period into `into`; false at the end.
    ///
    /// # Errors
    /// At the first row that is no bar, or comes out of order.
    pub fn next(&mut self, into: &mut FeedBar) -> Result<bool, DataError> {
        let Some(label) = self.rows.advance()? else { return Ok(false) };
        into.bar = self.bar()?;
        let span = i64::from(self.settings.timeframe_seconds);
        (into.opens_at, into.closes_at) =
            if self.settings.labelled_by_close { (label.plus_seconds(-span), label) } else { (label, label.plus_seconds(span)) };
        into.index = self.bars;
        into.label.clear();
        self.rows.cell(LABEL).write_text(&mut into.label);
        self.bars += 1;
        Ok(true)
    }

    /// SHA-256 of the whole file, as 64 small hex digits; reads what is left of it.
    ///
    /// # Errors
    /// When that cannot be read.
    pub fn digest(self) -> Result<String, DataError> {
        self.rows.digest()
    }

    fn bar(&self) -> Result<Bar, DataError> {
        let bar = Bar {
            series: self.settings.series,
            open: self.rows.price(OPEN)?,
            high: self.rows.price(HIGH)?,
            low: self.rows.price(LOW)?,
            close: self.rows.price(CLOSE)?,
            volume: self.rows.size(VOLUME)?,
        };
        if bar.low == 0 {
            return Err(self.rows.error(format!("{}: a price of 0", self.rows.name(LOW)), "prices must be greater than 0"));
        }
        if bar.low > bar.open.min(bar.close) || bar.high < bar.open.max(bar.close) {
            let show = |column| self.rows.cell(column).text();
            return Err(self.rows.error(
                format!("open {}, high {}, low {}, close {} cannot be", show(OPEN), show(HIGH), show(LOW), show(CLOSE)),
                "low must not exceed, and high not fall short of, open and close",
            ));
        }
        Ok(bar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    const HEADER: &str = "timestamp,open,high,low,close,volume\n";

    fn settings() -> FeedSettings {
        FeedSettings {
            series: SeriesRef(0),
            timeframe_seconds: 86_400,
            scales: Scales { price: 2, size: 0 },
            labelled_by_close: false,
            period: Period::default(),
        }
    }

    fn read(text: &str, settings: FeedSettings) -> Result<Vec<FeedBar>, DataError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bars.csv");
        std::fs::write(&path, text).unwrap();
        let mut feed = BarFeed::open(&path, &FileShape::csv_of_bars(), settings)?;
        let mut bars = Vec::new();
        let mut bar = FeedBar::default();
        while feed.next(&mut bar)? {
            bars.push(bar.clone());
        }
        Ok(bars)
    }

    fn refusal(text: &str) -> String {
        let error = read(text, settings()).unwrap_err();
        let shown = error.to_string();
        shown[shown.find("bars.csv").unwrap()..].to_owned()
    }

    #[test]
    fn bars_are_read_with_their_label_and_their_close() {
        let bars =
            read(&format!("{HEADER}2004-08-19,100.01,104.06,95.96,100.33,44659000\n2004-08-20,1,2,0.5,1,0\n"), settings()).unwrap();
        assert_eq!(bars.len(), 2);
        assert_eq!(
            bars[0].bar,
            Bar { series: SeriesRef(0), open: 10001, high: 10406, low: 9596, close: 10033, volume: 44_659_000 }
        );
        assert_eq!((bars[0].label.as_str(), bars[0].index), ("2004-08-19", 0));
        assert_eq!(bars[0].closes_at.to_string(), "2004-08-20T00:00:00Z");
    }

    #[test]
    fn columns_may_come_in_any_order_and_company() {
        let bars = read("Volume,Close,x,Low,High,Open,Timestamp\n7,2,foo,1,3,2,2024-01-01\n", settings()).unwrap();
        assert_eq!(bars[0].bar, Bar { series: SeriesRef(0), open: 200, high: 300, low: 100, close: 200, volume: 7 });
    }

    #[test]
    fn a_period_keeps_its_first_and_last_label() {
        let text = format!("{HEADER}2024-01-01,1,1,1,1,0\n2024-01-02,1,1,1,1,0\n2024-01-03,1,1,1,1,0\n2024-01-04,1,1,1,1,0\n");
        let period = FeedSettings {
            period: Period { start: Some(Instant::parse("2024-01-02").unwrap()), end: Some(Instant::parse("2024-01-03").unwrap()) },
            ..settings()
        };
        let bars = read(&text, period).unwrap();
        assert_eq!(
            bars.iter().map(|bar| (bar.index, bar.label.as_str())).collect::<Vec<_>>(),
            [(0, "2024-01-02"), (1, "2024-01-03")]
        );
    }

    #[test]
    fn the_digest_covers_the_whole_file_whatever_the_period() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bars.csv");
        let text = format!("{HEADER}2024-01-01,1,1,1,1,0\n2024-01-02,1,1,1,1,0\n");
        std::fs::write(&path, &text).unwrap();
        let expected: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let period = Period { start: None, end: Some(Instant::parse("2024-01-01").unwrap()) };
        let feed = BarFeed::open(&path, &FileShape::csv_of_bars(), FeedSettings { period, ..settings() }).unwrap();
        assert_eq!(feed.digest().unwrap(), expected);
    }

    // mission: 79 (partly)
    #[test]
    fn every_broken_line_is_named() {
        insta::assert_snapshot!(
            [
                refusal("timestamp,open,high,low\n"),
                refusal("timestamp,open,high,low,close,volume,open\n"),
                refusal(""),
                refusal(&format!("{HEADER}2024-01-01,1,1,1,1\n")),
                refusal(&format!("{HEADER}yesterday,1,1,1,1,0\n")),
                refusal(&format!("{HEADER}20240101,1,1,1,1,0\n")),
                refusal(&format!("{HEADER}2024-01-01,1,1,1,1,0\n2024-01-01,1,1,1,1,0\n")),
                refusal(&format!("{HEADER}2024-01-01,1,1,1,1,0\n2023-12-31,1,1,1,1,0\n")),
                refusal(&format!("{HEADER}2024-01-01,1,1,1,abc,0\n")),
                refusal(&format!("{HEADER}2024-01-01,1,1,1,1.001,0\n")),
                refusal(&format!("{HEADER}2024-01-01,-1,1,1,1,0\n")),
                refusal(&format!("{HEADER}2024-01-01,0,1,0,1,0\n")),
                refusal(&format!("{HEADER}2024-01-01,2,1.5,1,1,0\n")),
                refusal(&format!("{HEADER}2024-01-01,2,3,2.5,2.6,0\n")),
                refusal(&format!("{HEADER}2024-01-01,2,3,1,2,12345678901234567\n")),
            ]
            .join("\n")
        );
    }
}
