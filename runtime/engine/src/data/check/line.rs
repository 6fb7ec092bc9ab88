//! The lines of a file, read without giving up at the first broken one.

use std::fs::File;
use std::path::{Path, PathBuf};

use csv::ByteRecord;
use simpletrader_contracts::Instant;

use super::problem::Problem;
use crate::data::DataError;
use crate::data::columns::{BAR_COLUMNS, BarColumns};

/// A number as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Written {
    /// Its value, near enough for comparisons.
    pub value: f64,
    /// Digits before the point, zeros at the beginning not counted.
    pub whole: u8,
    /// Digits after the point, zeros at the end not counted.
    pub decimals: u8,
}

impl Written {
    /// Whether it has a mantissa at this scale.
    pub fn fits(&self, scale: u8) -> bool {
        self.decimals <= scale && self.whole.saturating_add(scale) <= DIGITS
    }
}

/// How a label says its offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offset {
    /// Not at all.
    Absent,
    /// `Z` or `+hh:mm`.
    Written,
    /// A date has none and needs none.
    Date,
}

impl Offset {
    pub fn is_written(self) -> bool {
        self == Self::Written
    }

    fn of(label: &str) -> Self {
        let time = label.get(10..).unwrap_or_default();
        match time {
            "" => Self::Date,
            _ if time.ends_with(['Z', 'z']) || time.contains(['+', '-']) => Self::Written,
            _ => Self::Absent,
        }
    }
}

/// A line that can be read. Whether its numbers make sense together is another question.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub line: u64,
    pub label: Instant,
    pub text: String,
    pub offset: Offset,
    pub open: Written,
    pub high: Written,
    pub low: Written,
    pub close: Written,
    pub volume: Written,
}

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    pub problem: Problem,
    pub line: u64,
    pub text: String,
}

pub(super) type Line = Result<Row, Broken>;

/// The lines after the header.
pub(super) struct Lines {
    path: PathBuf,
    reader: csv::Reader<File>,
    columns: BarColumns,
    fields: usize,
    record: ByteRecord,
}

impl Lines {
    pub fn open(path: &Path) -> Result<Self, DataError> {
        let whole_file = |message: String, help| DataError { path: path.to_owned(), line: None, message, help };
        let file = File::open(path).map_err(|error| whole_file(format!("cannot be opened: {error}"), "check the path"))?;
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).buffer_capacity(1 << 16).from_reader(file);
        let header = reader.byte_headers().map_err(|error| whole_file(format!("cannot be read: {error}"), "expected CSV text"))?;
        let columns =
            BarColumns::find(header).map_err(|message| DataError { line: Some(1), ..whole_file(message, BAR_COLUMNS) })?;
        let fields = header.len();
        Ok(Self { path: path.to_owned(), reader, columns, fields, record: ByteRecord::new() })
    }

    /// The next line; none at the end.
    pub fn next(&mut self) -> Result<Option<Line>, DataError> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => Ok(Some(self.line())),
            Ok(false) => Ok(None),
            Err(error) => Err(DataError {
                path: self.path.clone(),
                line: error.position().map(csv::Position::line),
                message: format!("cannot be read: {error}"),
                help: "expected CSV text",
            }),
        }
    }

    fn line(&self) -> Line {
        let line = self.record.position().map_or(0, csv::Position::line);
        let broken = |problem, text| Broken { problem, line, text };
        if self.record.len() != self.fields {
            let text = format!("has {} fields where the header has {}", self.record.len(), self.fields);
            return Err(broken(Problem::FieldCount, text));
        }
        let text = |column: usize| String::from_utf8_lossy(self.record.get(column).unwrap_or_default()).into_owned();
        let label_text = text(self.columns.timestamp);
        let label = Instant::parse(&label_text).map_err(|_| broken(Problem::NotATime, format!("`{label_text}`")))?;
        let number = |name: &str, column: usize| {
            let written = text(column);
            read_number(&written).map_err(|problem| broken(problem, format!("{label_text}: {name} `{written}`")))
        };
        Ok(Row {
            line,
            label,
            offset: Offset::of(&label_text),
            open: number("open", self.columns.open)?,
            high: number("high", self.columns.high)?,
            low: number("low", self.columns.low)?,
            close: number("close", self.columns.close)?,
            volume: number("volume", self.columns.volume)?,
            text: label_text,
        })
    }
}

/// Most digits that a value may have on its way to a worker.
const DIGITS: u8 = 15;

/// A plain number: digits with at most one point. The same texts that a feed takes at a scale that is large enough.
fn read_number(text: &str) -> Result<Written, Problem> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !is_plain(whole) || !is_plain(fraction) {
        return Err(Problem::NotANumber);
    }
    let digits = |digits: &str| u8::try_from(digits.len()).unwrap_or(u8::MAX);
    let (whole, decimals) = (digits(whole.trim_start_matches('0')), digits(fraction.trim_end_matches('0')));
    if whole.saturating_add(decimals) > DIGITS {
        return Err(Problem::TooManyDigits);
    }
    // A text of digits and one point is a number to the standard library too.
    let value = text.parse().map_err(|_| Problem::NotANumber)?;
    Ok(Written { value, whole, decimals })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_a_feed_reads_them() {
        assert_eq!(read_number("118.560"), Ok(Written { value: 118.56, whole: 3, decimals: 2 }));
        assert_eq!(read_number(".5"), Ok(Written { value: 0.5, whole: 0, decimals: 1 }));
        assert_eq!(read_number("44659000.0"), Ok(Written { value: 44_659_000.0, whole: 8, decimals: 0 }));
        for text in ["", ".", "-1", "+1", "1e5", "1,5", "NaN", "inf", "1.2.3", "0x10"] {
            assert_eq!(read_number(text), Err(Problem::NotANumber), "{text}");
        }
        assert_eq!(read_number("1234567890123456"), Err(Problem::TooManyDigits));
        assert!(read_number("000000000000000000001").is_ok());
    }

    #[test]
    fn an_offset_is_told_from_a_date() {
        assert_eq!(Offset::of("2024-01-01"), Offset::Date);
        assert_eq!(Offset::of("2024-01-01T00:00:00"), Offset::Absent);
        assert_eq!(Offset::of("2024-01-01T00:00:00Z"), Offset::Written);
        assert_eq!(Offset::of("2024-01-01T00:00:00-05:00"), Offset::Written);
    }
}
