//! One value of a row, as the file holds it.

use std::fmt::Write;

use simpletrader_config::data_file::TimeUnit;
use simpletrader_contracts::Instant;

use crate::data::number::{self, NumberError};
use crate::data::time;

/// One value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::data) enum Cell<'a> {
    /// Written out.
    Text(&'a [u8]),
    /// A whole number of 10^-`scale`.
    Decimal {
        /// How many.
        mantissa: i128,
        /// Digits after the point, 0..=38.
        scale: u8,
    },
    /// A binary fraction. What is meant is its shortest decimal text: the nearest double of 0.1 was 0.1 to whoever wrote it.
    Double(f64),
    /// A shorter binary fraction, with its own shortest text.
    Single(f32),
    /// An instant of a time column.
    Time(Instant),
    /// A day of a date column: its midnight, UTC.
    Date(Instant),
    /// A time column holds something that no calendar has.
    NoTime(i64),
    /// Nothing.
    Empty,
}

impl Cell<'_> {
    /// Whether nothing stands there.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty | Self::Text([]))
    }

    /// The number at a scale, exactly.
    pub fn mantissa(&self, scale: u8) -> Result<i64, NumberError> {
        match *self {
            Self::Text(text) => number::mantissa_at(text, scale),
            Self::Decimal { mantissa, scale: written } => number::rescaled(mantissa, written, scale),
            Self::Double(value) => number::shortest(value, |text| number::mantissa_at(text, scale)),
            Self::Single(value) => number::shortest(value, |text| number::mantissa_at(text, scale)),
            Self::Time(_) | Self::Date(_) | Self::NoTime(_) | Self::Empty => Err(NumberError::NotANumber),
        }
    }

    /// The instant; `unit` is what a count counts, where that is declared. A time column says so by its own type.
    pub fn instant(&self, unit: Option<TimeUnit>) -> Option<Instant> {
        match *self {
            Self::Text(text) => std::str::from_utf8(text).ok().and_then(|text| time::read(text, unit)),
            Self::Time(at) | Self::Date(at) => Some(at),
            Self::Decimal { .. } => time::read(&self.text(), unit),
            _ => None,
        }
    }

    /// Writes the cell as a text of CSV would have it: numbers plainly, times in ISO 8601, UTC.
    pub fn write_text(&self, into: &mut String) {
        // A String takes everything that is written to it.
        let _ = match *self {
            Self::Text(text) => into.write_str(&String::from_utf8_lossy(text)),
            Self::Decimal { mantissa, scale } => number::write_decimal(mantissa, scale, into),
            Self::Double(value) => write!(into, "{value}"),
            Self::Single(value) => write!(into, "{value}"),
            Self::Time(at) => write!(into, "{at}"),
            Self::Date(at) => time::write_date(at, into),
            Self::NoTime(count) => write!(into, "{count}"),
            Self::Empty => Ok(()),
        };
    }

    /// The same as a text of its own.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write_text(&mut text);
        text
    }
}
