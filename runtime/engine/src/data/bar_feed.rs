//! One CSV file of bars, read as a stream and checked line by line.
//!
//! Columns are found by name: `timestamp,open,high,low,close,volume`, in any order; others are ignored. The file's SHA-256 is
//! computed on the way, over every byte, so that the run can say exactly which data it saw.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use csv::ByteRecord;
use sha2::{Digest, Sha256};
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::{Bar, Instrument, SeriesRef};
use simpletrader_contracts::name::excerpt;

use super::DataError;
use super::columns::{BAR_COLUMNS, BarColumns};
use super::number::{NumberError, mantissa_at};

/// How to read a file.
#[derive(Debug, Clone)]
pub struct FeedSettings {
    /// The series that the bars belong to.
    pub series: SeriesRef,
    /// Length of a bar.
    pub timeframe_seconds: u32,
    /// Digits after the point of prices.
    pub price_scale: u8,
    /// Digits after the point of volumes.
    pub size_scale: u8,
    /// True when a label is the instant of the close, false when it is the instant of the open.
    pub labelled_by_close: bool,
    /// First label that counts.
    pub start: Option<Instant>,
    /// Last label that counts.
    pub end: Option<Instant>,
}

impl FeedSettings {
    /// Settings for a series of this instrument, without a period.
    pub fn new(series: SeriesRef, timeframe_seconds: u32, instrument: &Instrument) -> Self {
        Self {
            series,
            timeframe_seconds,
            price_scale: instrument.price_scale,
            size_scale: instrument.size_scale,
            labelled_by_close: false,
            start: None,
            end: None,
        }
    }
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

/// A reader that hashes what passes through.
struct HashingReader<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for HashingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(&buffer[..count]);
        Ok(count)
    }
}

/// A CSV file of bars.
pub struct BarFeed {
    path: PathBuf,
    reader: csv::Reader<HashingReader<BufReader<File>>>,
    settings: FeedSettings,
    columns: BarColumns,
    record: ByteRecord,
    last_label: Option<Instant>,
    bars: u32,
    ended: bool,
}

impl BarFeed {
    /// Opens a file and reads its header.
    pub fn open(path: &Path, settings: FeedSettings) -> Result<Self, DataError> {
        let whole_file = |message: String, help| DataError { path: path.to_owned(), line: None, message, help };
        let file = File::open(path)
            .map_err(|error| whole_file(format!("cannot be opened: {error}"), "check the `path` of the data source"))?;
        let hashing = HashingReader { inner: BufReader::with_capacity(1 << 16, file), hash: Sha256::new() };
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(hashing);
        let header = reader.byte_headers().map_err(|error| whole_file(format!("cannot be read: {error}"), "expected CSV text"))?;
        let columns =
            BarColumns::find(header).map_err(|message| DataError { line: Some(1), ..whole_file(message, BAR_COLUMNS) })?;
        Ok(Self {
            path: path.to_owned(),
            reader,
            settings,
            columns,
            record: ByteRecord::new(),
            last_label: None,
            bars: 0,
            ended: false,
        })
    }

    /// The series that the bars belong to.
    pub fn series(&self) -> SeriesRef {
        self.settings.series
    }

    /// Reads the next bar of the period into `into`; false at the end.
    pub fn next(&mut self, into: &mut FeedBar) -> Result<bool, DataError> {
        while self.read_record()? {
            let label = self.label()?;
            if self.settings.start.is_some_and(|start| label < start) {
                continue;
            }
            if self.settings.end.is_some_and(|end| label > end) {
                // Later lines are not part of the run; they count for the digest only.
                self.ended = true;
                break;
            }
            let bar = self.bar()?;
            let span = i64::from(self.settings.timeframe_seconds);
            (into.opens_at, into.closes_at) = if self.settings.labelled_by_close {
                (label.plus_seconds(-span), label)
            } else {
                (label, label.plus_seconds(span))
            };
            into.bar = bar;
            into.index = self.bars;
            into.label.clear();
            into.label.push_str(&String::from_utf8_lossy(self.field(self.columns.timestamp)));
            self.bars += 1;
            return Ok(true);
        }
        Ok(false)
    }

    /// SHA-256 of the whole file, as 64 small hex digits; reads what is left of it.
    pub fn digest(self) -> Result<String, DataError> {
        let path = self.path;
        let mut rest = self.reader.into_inner();
        std::io::copy(&mut rest, &mut std::io::sink()).map_err(|error| DataError {
            path,
            line: None,
            message: format!("cannot be read: {error}"),
            help: "was the file changed during the run?",
        })?;
        Ok(rest.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn read_record(&mut self) -> Result<bool, DataError> {
        if self.ended {
            return Ok(false);
        }
        match self.reader.read_byte_record(&mut self.record) {
            Ok(more) => {
                self.ended = !more;
                Ok(more)
            }
            Err(error) => {
                self.ended = true;
                let line = error.position().map(csv::Position::line);
                let message = match error.kind() {
                    csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                        format!("has {len} fields where the header has {expected_len}")
                    }
                    _ => format!("cannot be read: {error}"),
                };
                Err(DataError { path: self.path.clone(), line, message, help: "every line must have one field per column" })
            }
        }
    }

    fn error(&self, message: String, help: &'static str) -> DataError {
        DataError { path: self.path.clone(), line: self.record.position().map(csv::Position::line), message, help }
    }

    fn field(&self, column: usize) -> &[u8] {
        self.record.get(column).unwrap_or_default()
    }

    fn label(&mut self) -> Result<Instant, DataError> {
        let text = String::from_utf8_lossy(self.field(self.columns.timestamp)).into_owned();
        let label = Instant::parse(&text).map_err(|_| {
            self.error(
                format!("timestamp: `{}` is not a time", excerpt(&text, 40)),
                "times look like 2024-02-01 or 2024-02-01T09:30:00Z; without an offset they are UTC",
            )
        })?;
        if self.last_label.is_some_and(|last| label <= last) {
            return Err(self.error(
                format!("timestamp: `{text}` does not come after the line before it"),
                "bars must be in ascending order without duplicates",
            ));
        }
        self.last_label = Some(label);
        Ok(label)
    }

    fn bar(&self) -> Result<Bar, DataError> {
        let price = |name, column| self.number(name, column, self.settings.price_scale);
        let bar = Bar {
            series: self.settings.series,
            open: price("open", self.columns.open)?,
            high: price("high", self.columns.high)?,
            low: price("low", self.columns.low)?,
            close: price("close", self.columns.close)?,
            volume: self.number("volume", self.columns.volume, self.settings.size_scale)?,
        };
        if bar.low == 0 {
            return Err(self.error("low: a price of 0".into(), "prices must be greater than 0"));
        }
        if bar.low > bar.open.min(bar.close) || bar.high < bar.open.max(bar.close) {
            let show = |column| String::from_utf8_lossy(self.field(column)).into_owned();
            let BarColumns { open, high, low, close, .. } = self.columns;
            return Err(self.error(
                format!("open {}, high {}, low {}, close {} cannot be", show(open), show(high), show(low), show(close)),
                "low must not exceed, and high not fall short of, open and close",
            ));
        }
        Ok(bar)
    }

    fn number(&self, name: &str, column: usize, scale: u8) -> Result<i64, DataError> {
        let text = self.field(column);
        mantissa_at(text, scale).map_err(|error| {
            let shown = excerpt(&String::from_utf8_lossy(text), 40);
            match error {
                NumberError::NotANumber => self.error(
                    format!("{name}: `{shown}` is not a number"),
                    "numbers look like 118.56: no sign, no exponent, no separators",
                ),
                NumberError::TooFine => self.error(
                    format!("{name}: `{shown}` has more than {scale} digits after the point"),
                    "raise the instrument's price_scale or size_scale in the environments file, or round the data",
                ),
                NumberError::TooLarge => self.error(
                    format!("{name}: `{shown}` has more than 15 digits at scale {scale}"),
                    "lower the instrument's price_scale or size_scale in the environments file",
                ),
            }
        })
    }
}

impl Default for FeedBar {
    fn default() -> Self {
        let bar = Bar { series: SeriesRef(0), open: 0, high: 0, low: 0, close: 0, volume: 0 };
        Self { bar, opens_at: Instant::default(), closes_at: Instant::default(), index: 0, label: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "timestamp,open,high,low,close,volume\n";

    fn settings() -> FeedSettings {
        FeedSettings {
            series: SeriesRef(0),
            timeframe_seconds: 86_400,
            price_scale: 2,
            size_scale: 0,
            labelled_by_close: false,
            start: None,
            end: None,
        }
    }

    fn read(text: &str, settings: FeedSettings) -> Result<Vec<FeedBar>, DataError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bars.csv");
        std::fs::write(&path, text).unwrap();
        let mut feed = BarFeed::open(&path, settings)?;
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
            start: Some(Instant::parse("2024-01-02").unwrap()),
            end: Some(Instant::parse("2024-01-03").unwrap()),
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
        let feed = BarFeed::open(&path, FeedSettings { end: Some(Instant::parse("2024-01-01").unwrap()), ..settings() }).unwrap();
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
