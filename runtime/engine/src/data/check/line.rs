//! The rows of a file, read without giving up at the first broken one.

use std::path::Path;

use simpletrader_config::data_file::{DataKind, FileShape};
use simpletrader_contracts::Instant;

use super::problem::Problem;
use crate::data::table::{Cell, Step, Table};
use crate::data::time;
use crate::data::{DataError, Place};

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
    /// A date has none and needs none, and neither does a count since 1970.
    None,
}

impl Offset {
    pub fn is_written(self) -> bool {
        self == Self::Written
    }

    fn of(label: &str) -> Self {
        let time = label.get(10..).unwrap_or_default();
        match time {
            _ if time::is_count(label) => Self::None,
            "" => Self::None,
            _ if time.ends_with(['Z', 'z']) || time.contains(['+', '-']) => Self::Written,
            _ => Self::Absent,
        }
    }
}

/// A row that can be read. Whether its numbers make sense together is another question.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub place: Place,
    pub at: Instant,
    /// The time as it is written.
    pub text: String,
    pub offset: Offset,
    pub values: Values,
}

/// The numbers of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Values {
    Bar { open: Written, high: Written, low: Written, close: Written, volume: Written },
    Trade { price: Written, size: Written },
    Quote { bid: Option<Side>, ask: Option<Side> },
}

/// One side of a quote that has orders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Side {
    pub price: Written,
    pub size: Written,
}

impl Values {
    pub fn prices(&self) -> impl Iterator<Item = Written> {
        let prices = match *self {
            Self::Bar { open, high, low, close, .. } => [Some(open), Some(high), Some(low), Some(close)],
            Self::Trade { price, .. } => [Some(price), None, None, None],
            Self::Quote { bid, ask } => [bid.map(|side| side.price), ask.map(|side| side.price), None, None],
        };
        prices.into_iter().flatten()
    }

    pub fn sizes(&self) -> impl Iterator<Item = Written> {
        let sizes = match *self {
            Self::Bar { volume, .. } => [Some(volume), None],
            Self::Trade { size, .. } => [Some(size), None],
            Self::Quote { bid, ask } => [bid.map(|side| side.size), ask.map(|side| side.size)],
        };
        sizes.into_iter().flatten()
    }
}

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    pub problem: Problem,
    pub place: Place,
    pub text: String,
}

pub(super) type Line = Result<Row, Broken>;

/// The rows of a file.
pub(super) struct Lines {
    table: Table,
    shape: FileShape,
}

impl Lines {
    pub fn open(path: &Path, shape: &FileShape) -> Result<Self, DataError> {
        Ok(Self { table: Table::open(path, shape)?, shape: shape.clone() })
    }

    /// The next row; none at the end.
    pub fn next(&mut self) -> Result<Option<Line>, DataError> {
        Ok(match self.table.advance()? {
            Step::Row => Some(self.row()),
            Step::Ragged { fields, expected } => Some(Err(Broken {
                problem: Problem::FieldCount,
                place: self.table.place(),
                text: format!("has {fields} fields where the header has {expected}"),
            })),
            Step::End => None,
        })
    }

    fn row(&self) -> Line {
        let place = self.table.place();
        let label = self.table.cell(0);
        let text = label.text();
        let Some(at) = label.instant(self.shape.time_unit) else {
            return Err(Broken { problem: Problem::NotATime, place, text: format!("`{text}`") });
        };
        let offset = match label {
            Cell::Text(_) => Offset::of(&text),
            // A time column says by its type what it means.
            _ => Offset::None,
        };
        let number = |column: usize| {
            let written = self.table.cell(column).text();
            let broken = |problem| Broken { problem, place, text: format!("{text}: {} `{written}`", self.name(column)) };
            read_number(&written).map_err(broken)
        };
        let side = |column: usize| {
            // A side without orders has neither price nor size.
            if self.table.cell(column).is_empty() && self.table.cell(column + 1).is_empty() {
                return Ok(None);
            }
            Ok(Some(Side { price: number(column)?, size: number(column + 1)? }))
        };
        let values = match self.shape.kind {
            DataKind::Bars => {
                Values::Bar { open: number(1)?, high: number(2)?, low: number(3)?, close: number(4)?, volume: number(5)? }
            }
            DataKind::Trades => Values::Trade { price: number(1)?, size: number(2)? },
            DataKind::Quotes => Values::Quote { bid: side(1)?, ask: side(3)? },
        };
        Ok(Row { place, at, text, offset, values })
    }

    fn name(&self, column: usize) -> &str {
        self.shape.kind.columns().get(column).map_or("", |name| self.shape.columns.of(name))
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
        assert_eq!(Offset::of("2024-01-01"), Offset::None);
        assert_eq!(Offset::of("1700000000000"), Offset::None);
        assert_eq!(Offset::of("2024-01-01T00:00:00"), Offset::Absent);
        assert_eq!(Offset::of("2024-01-01T00:00:00Z"), Offset::Written);
        assert_eq!(Offset::of("2024-01-01T00:00:00-05:00"), Offset::Written);
    }
}
