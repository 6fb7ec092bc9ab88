//! One column of a Parquet file: its values a batch at a time, and what they mean.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{
    ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, FloatType, Int32Type, Int64Type,
};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescriptor;
use simpletrader_contracts::Instant;

use super::Cell;
use crate::data::time;

/// What the values of a column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// A text.
    Text,
    /// A whole number of 10^-scale.
    Decimal { scale: u8 },
    /// A whole number whose sign bit counts.
    Unsigned,
    /// A binary fraction.
    Fraction,
    /// A day.
    Date,
    /// An instant in thousandths of a second.
    Millis,
    /// An instant in millionths of a second.
    Micros,
    /// An instant in billionths of a second.
    Nanos,
}

impl Meaning {
    /// None for what cannot be read exactly, or says too little about itself.
    fn of(column: &ColumnDescriptor) -> Option<Self> {
        let physical = column.physical_type();
        let decimal = || u8::try_from(column.type_scale()).ok().filter(|scale| *scale <= 38).map(|scale| Self::Decimal { scale });
        let is_whole = matches!(physical, Type::INT32 | Type::INT64);
        let is_bytes = matches!(physical, Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY);
        match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Decimal(_)), _) | (None, ConvertedType::DECIMAL) if is_whole || is_bytes => decimal(),
            (Some(LogicalType::Date), _) | (None, ConvertedType::DATE) if physical == Type::INT32 => Some(Self::Date),
            (Some(LogicalType::Timestamp(stamp)), _) if physical == Type::INT64 => Some(match stamp.unit {
                TimeUnit::MILLIS => Self::Millis,
                TimeUnit::MICROS => Self::Micros,
                TimeUnit::NANOS => Self::Nanos,
            }),
            (None, ConvertedType::TIMESTAMP_MILLIS) if physical == Type::INT64 => Some(Self::Millis),
            (None, ConvertedType::TIMESTAMP_MICROS) if physical == Type::INT64 => Some(Self::Micros),
            (Some(LogicalType::Integer(whole)), _) if is_whole => {
                Some(if whole.is_signed { Self::Decimal { scale: 0 } } else { Self::Unsigned })
            }
            (None, ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64) => {
                Some(Self::Unsigned)
            }
            (None, ConvertedType::INT_8 | ConvertedType::INT_16 | ConvertedType::INT_32 | ConvertedType::INT_64) => {
                Some(Self::Decimal { scale: 0 })
            }
            (None, ConvertedType::NONE) if is_whole => Some(Self::Decimal { scale: 0 }),
            (None, ConvertedType::NONE) if matches!(physical, Type::FLOAT | Type::DOUBLE) => Some(Self::Fraction),
            (Some(LogicalType::String), _) | (None, ConvertedType::UTF8 | ConvertedType::NONE) if physical == Type::BYTE_ARRAY => {
                Some(Self::Text)
            }
            _ => None,
        }
    }

    /// Whole numbers are counts since 1970, whose unit is declared or told by their digits.
    fn is_time(self) -> bool {
        let is_count = matches!(self, Self::Decimal { scale: 0 } | Self::Unsigned);
        is_count || matches!(self, Self::Text | Self::Date | Self::Millis | Self::Micros | Self::Nanos)
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Text | Self::Decimal { .. } | Self::Unsigned | Self::Fraction)
    }
}

/// The values of a batch and where more come from: one row group's reader after the other.
struct Lane<T: DataType> {
    reader: Option<ColumnReaderImpl<T>>,
    values: Vec<T::T>,
}

impl<T: DataType> Lane<T> {
    const fn new() -> Self {
        Self { reader: None, values: Vec::new() }
    }

    fn fill(&mut self, rows: usize, levels: &mut Vec<i16>) -> Result<usize> {
        self.values.clear();
        let Some(reader) = &mut self.reader else { return Ok(0) };
        reader.read_records(rows, Some(levels), None, &mut self.values).map(|(records, _, _)| records)
    }
}

enum Values {
    Int32(Lane<Int32Type>),
    Int64(Lane<Int64Type>),
    Float(Lane<FloatType>),
    Double(Lane<DoubleType>),
    Bytes(Lane<ByteArrayType>),
    Fixed(Lane<FixedLenByteArrayType>),
}

/// A column while it is read.
pub(super) struct Column {
    /// Its number among the file's columns.
    leaf: usize,
    meaning: Meaning,
    /// Whether a value may be absent.
    is_optional: bool,
    values: Values,
    /// For each row of the batch whether it has a value (1), if the column is optional.
    levels: Vec<i16>,
    /// The place in the batch's values of the current row's.
    current: Option<usize>,
    /// The place of the next row's.
    next: usize,
}

impl Column {
    /// A column that holds times (or numbers).
    ///
    /// # Errors
    /// What it holds instead.
    pub fn new(leaf: usize, descriptor: &ColumnDescriptor, holds_times: bool) -> std::result::Result<Self, String> {
        let is_flat = descriptor.max_rep_level() == 0 && descriptor.max_def_level() <= 1;
        let fits = |meaning: &Meaning| if holds_times { meaning.is_time() } else { meaning.is_number() };
        let values = match descriptor.physical_type() {
            Type::INT32 => Some(Values::Int32(Lane::new())),
            Type::INT64 => Some(Values::Int64(Lane::new())),
            Type::FLOAT => Some(Values::Float(Lane::new())),
            Type::DOUBLE => Some(Values::Double(Lane::new())),
            Type::BYTE_ARRAY => Some(Values::Bytes(Lane::new())),
            Type::FIXED_LEN_BYTE_ARRAY => Some(Values::Fixed(Lane::new())),
            Type::BOOLEAN | Type::INT96 => None,
        };
        let meaning = Meaning::of(descriptor).filter(fits).filter(|_| is_flat);
        let Some((values, meaning)) = values.zip(meaning) else {
            let holds = match descriptor.logical_type_ref() {
                Some(logical) => format!("{} ({logical:?})", descriptor.physical_type()),
                None => descriptor.physical_type().to_string(),
            };
            return Err(format!("the column `{}` is of the type {holds}", descriptor.name()));
        };
        let is_optional = descriptor.max_def_level() == 1;
        Ok(Self { leaf, meaning, is_optional, values, levels: Vec::new(), current: None, next: 0 })
    }

    /// Its number among the file's columns.
    pub fn leaf(&self) -> usize {
        self.leaf
    }

    /// Goes on with the next row group.
    pub fn enter(&mut self, reader: ColumnReader) -> Result<()> {
        match (&mut self.values, reader) {
            (Values::Int32(lane), ColumnReader::Int32ColumnReader(reader)) => lane.reader = Some(reader),
            (Values::Int64(lane), ColumnReader::Int64ColumnReader(reader)) => lane.reader = Some(reader),
            (Values::Float(lane), ColumnReader::FloatColumnReader(reader)) => lane.reader = Some(reader),
            (Values::Double(lane), ColumnReader::DoubleColumnReader(reader)) => lane.reader = Some(reader),
            (Values::Bytes(lane), ColumnReader::ByteArrayColumnReader(reader)) => lane.reader = Some(reader),
            (Values::Fixed(lane), ColumnReader::FixedLenByteArrayColumnReader(reader)) => lane.reader = Some(reader),
            _ => return Err(ParquetError::General("a row group has another type of column than the file".into())),
        }
        Ok(())
    }

    /// Reads a batch of exactly so many rows.
    pub fn fill(&mut self, rows: usize) -> Result<()> {
        self.levels.clear();
        self.next = 0;
        self.current = None;
        let levels = &mut self.levels;
        let read = match &mut self.values {
            Values::Int32(lane) => lane.fill(rows, levels),
            Values::Int64(lane) => lane.fill(rows, levels),
            Values::Float(lane) => lane.fill(rows, levels),
            Values::Double(lane) => lane.fill(rows, levels),
            Values::Bytes(lane) => lane.fill(rows, levels),
            Values::Fixed(lane) => lane.fill(rows, levels),
        }?;
        if read == rows {
            return Ok(());
        }
        Err(ParquetError::General(format!("a column ends {} rows before its row group", rows - read)))
    }

    /// Goes to a row of the batch; rows are visited one after the other.
    pub fn step(&mut self, row: usize) {
        self.current = if self.is_optional && self.levels.get(row) != Some(&1) {
            None
        } else {
            self.next += 1;
            Some(self.next - 1)
        };
    }

    /// The current row's value.
    pub fn cell(&self) -> Cell<'_> {
        let Some(at) = self.current else { return Cell::Empty };
        let cell = match &self.values {
            Values::Int32(lane) => lane.values.get(at).map(|value| self.whole(i64::from(*value), u64::from(*value as u32))),
            Values::Int64(lane) => lane.values.get(at).map(|value| self.whole(*value, *value as u64)),
            Values::Float(lane) => lane.values.get(at).map(|value| Cell::Single(*value)),
            Values::Double(lane) => lane.values.get(at).map(|value| Cell::Double(*value)),
            Values::Bytes(lane) => lane.values.get(at).map(|value: &ByteArray| self.bytes(value.data())),
            Values::Fixed(lane) => lane.values.get(at).map(|value: &FixedLenByteArray| self.bytes(value.data())),
        };
        cell.unwrap_or(Cell::Empty)
    }

    fn whole(&self, value: i64, unsigned: u64) -> Cell<'_> {
        let time = |at: Option<Instant>| at.map_or(Cell::NoTime(value), Cell::Time);
        match self.meaning {
            Meaning::Date => {
                let day = i32::try_from(value).ok().and_then(time::of_days);
                day.map_or(Cell::NoTime(value), Cell::Date)
            }
            Meaning::Millis => time(time::of_millis(value)),
            Meaning::Micros => time(time::of_micros(value)),
            Meaning::Nanos => time(time::of_nanos(value)),
            Meaning::Unsigned => Cell::Decimal { mantissa: i128::from(unsigned), scale: 0 },
            Meaning::Decimal { scale } => Cell::Decimal { mantissa: i128::from(value), scale },
            Meaning::Text | Meaning::Fraction => Cell::Empty,
        }
    }

    fn bytes<'a>(&self, bytes: &'a [u8]) -> Cell<'a> {
        match self.meaning {
            Meaning::Decimal { scale } => match big_endian(bytes) {
                Some(mantissa) => Cell::Decimal { mantissa, scale },
                // Wider than any price; a text that is no number says so.
                None => Cell::Text(b"a decimal of more than 38 digits"),
            },
            _ => Cell::Text(bytes),
        }
    }
}

/// A whole number in two's complement, the highest byte first; none if it is wider than 16 bytes or has no byte at all.
fn big_endian(bytes: &[u8]) -> Option<i128> {
    let first = *bytes.first()?;
    if bytes.len() > 16 {
        return None;
    }
    let start = if first & 0x80 == 0 { 0 } else { -1 };
    Some(bytes.iter().fold(start, |number: i128, byte| (number << 8) | i128::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_decimals_are_whole_numbers_in_twos_complement() {
        assert_eq!(big_endian(&[0x01, 0x00]), Some(256));
        assert_eq!(big_endian(&[0xff]), Some(-1));
        assert_eq!(big_endian(&[0xff, 0x7f]), Some(-129));
        assert_eq!(big_endian(&i128::MAX.to_be_bytes()), Some(i128::MAX));
        assert_eq!(big_endian(&i128::MIN.to_be_bytes()), Some(i128::MIN));
        assert_eq!(big_endian(&[]), None);
        assert_eq!(big_endian(&[0; 17]), None);
    }
}
