//! The rows of a file as a run wants them: in the order of time, within a period, with numbers at the instrument's scales. The first
//! one that is not so ends the run.

use std::path::{Path, PathBuf};

use simpletrader_config::data_file::FileShape;
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::Instrument;
use simpletrader_contracts::name::excerpt;

use super::error::DataError;
use super::number::NumberError;
use super::table::{Cell, Step, Table};
use super::time;

/// Digits after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scales {
    /// Of prices, 0..=12.
    pub price: u8,
    /// Of sizes and volumes, 0..=12.
    pub size: u8,
}

impl Scales {
    /// Those of an instrument.
    pub const fn of(instrument: &Instrument) -> Self {
        Self { price: instrument.price_scale, size: instrument.size_scale }
    }
}

/// The stretch of time that counts, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// From the beginning of the file if left out.
    pub start: Option<Instant>,
    /// To its end if left out.
    pub end: Option<Instant>,
}

const WRITTEN_OUT: &str = "times look like 2024-02-01 or 2024-02-01T09:30:00Z; without an offset they are UTC";
const UNKNOWN_UNIT: &str =
    "declare `time_unit: s`, `ms`, `us` or `ns`; undeclared counts have 10, 13, 16 or 19 digits before the point";
const COUNTS: &str = "times are plain numbers since 1970, as `time_unit` declares, and not finer than a nanosecond";

/// Whether two rows may have the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Each row comes after the one before it.
    Strict,
    /// Several things may happen at once.
    Equal,
}

/// The rows of a file, one after the other.
pub(super) struct Rows {
    path: PathBuf,
    table: Table,
    shape: FileShape,
    scales: Scales,
    period: Period,
    order: Order,
    last: Option<Instant>,
    ended: bool,
}

impl Rows {
    pub fn open(path: &Path, shape: &FileShape, scales: Scales, period: Period, order: Order) -> Result<Self, DataError> {
        let table = Table::open(path, shape)?;
        Ok(Self { path: path.to_owned(), table, shape: shape.clone(), scales, period, order, last: None, ended: false })
    }

    /// Goes to the next row of the period and gives its time; none at the end.
    pub fn advance(&mut self) -> Result<Option<Instant>, DataError> {
        while !self.ended {
            match self.table.advance()? {
                Step::Row => {}
                Step::End => {
                    self.ended = true;
                    break;
                }
                Step::Ragged { fields, expected } => {
                    let message = format!("has {fields} fields where the header has {expected}");
                    return Err(self.error(message, "every line must have one field per column"));
                }
            }
            let at = self.time()?;
            if self.period.start.is_some_and(|start| at < start) {
                continue;
            }
            if self.period.end.is_some_and(|end| at > end) {
                // Later rows are not part of the run; they count for the digest only.
                self.ended = true;
                break;
            }
            return Ok(Some(at));
        }
        Ok(None)
    }

    fn time(&mut self) -> Result<Instant, DataError> {
        let cell = self.table.cell(0);
        let Some(at) = cell.instant(self.shape.time_unit) else {
            let (kind, help) = match self.shape.time_unit {
                Some(unit) => (format!("number of {}", unit.as_str()), COUNTS),
                None if time::is_count(&cell.text()) => ("time whose unit is known".to_owned(), UNKNOWN_UNIT),
                None => ("time".to_owned(), WRITTEN_OUT),
            };
            return Err(self.error(format!("{}: `{}` is not a {kind}", self.name(0), excerpt(&cell.text(), 40)), help));
        };
        let is_late = |last: Instant| if self.order == Order::Strict { at <= last } else { at < last };
        if self.last.is_some_and(is_late) {
            let (message, help) = match self.order {
                Order::Strict => ("does not come after the row before it", "bars must be in ascending order without duplicates"),
                Order::Equal => ("comes before the row before it", "rows must be in the order of time"),
            };
            return Err(self.error(format!("{}: `{}` {message}", self.name(0), excerpt(&cell.text(), 40)), help));
        }
        self.last = Some(at);
        Ok(at)
    }

    /// What stands in a column of the current row.
    pub fn cell(&self, column: usize) -> Cell<'_> {
        self.table.cell(column)
    }

    /// A price of the current row.
    pub fn price(&self, column: usize) -> Result<i64, DataError> {
        self.number(column, self.scales.price)
    }

    /// A size of the current row.
    pub fn size(&self, column: usize) -> Result<i64, DataError> {
        self.number(column, self.scales.size)
    }

    fn number(&self, column: usize, scale: u8) -> Result<i64, DataError> {
        let cell = self.table.cell(column);
        cell.mantissa(scale).map_err(|error| {
            let (name, shown) = (self.name(column), excerpt(&cell.text(), 40));
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

    /// What the file calls a column.
    pub fn name(&self, column: usize) -> &str {
        self.shape.kind.columns().get(column).map_or("", |name| self.shape.columns.of(name))
    }

    /// Something is wrong with the current row.
    pub fn error(&self, message: String, help: &'static str) -> DataError {
        DataError { path: self.path.clone(), place: Some(self.table.place()), message, help }
    }

    /// SHA-256 of the whole file, as 64 small hex digits; reads what is left of it.
    pub fn digest(self) -> Result<String, DataError> {
        self.table.digest()
    }
}
