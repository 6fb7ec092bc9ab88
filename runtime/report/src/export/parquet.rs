//! Writes Parquet: decimals as 16 bytes with 38 digits, times as UTC microseconds, texts as UTF-8; Snappy, a row group at a time.
//! Every column may have absent values.

use std::fs::File;
use std::io::BufWriter;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use simpletrader_contracts::Decimal;

use super::column::{Column, Values};
use super::{ExportError, Table};

/// Rows of a row group.
const GROUP: usize = 65_536;
/// Digits of a decimal, and its bytes.
const PRECISION: i32 = 38;
const DECIMAL_BYTES: i32 = 16;

/// Writes a table.
pub(super) fn write(table: &Table, file: File, path: &Path) -> std::result::Result<(), ExportError> {
    let scales = table.columns.iter().map(|column| scale(table.name, column)).collect::<std::result::Result<Vec<_>, _>>()?;
    write_all(table, &scales, file).map_err(|error| ExportError::file(path, error))
}

fn write_all(table: &Table, scales: &[u32], file: File) -> Result<()> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("simpletrader".to_owned())
        // The writer would end a row group by itself otherwise, and groups are ended here.
        .set_max_row_group_row_count(None)
        .build();
    let fields = table.columns.iter().zip(scales).map(|(column, scale)| field(column, *scale)).collect::<Result<_>>()?;
    let schema = Type::group_type_builder(table.name).with_fields(fields).build()?;
    let out = BufWriter::with_capacity(1 << 16, file);
    let mut writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
    let rows = table.rows();
    for start in (0..rows).step_by(GROUP) {
        let mut group = writer.next_row_group()?;
        for (column, scale) in table.columns.iter().zip(scales) {
            write_column(&mut group, column, *scale, start..rows.min(start + GROUP))?;
        }
        group.close()?;
    }
    writer.close().map(drop)
}

fn field(column: &Column, scale: u32) -> Result<TypePtr> {
    let primitive = |physical| Type::primitive_type_builder(&column.name, physical).with_repetition(Repetition::OPTIONAL);
    let built = match &column.values {
        Values::Text(_) => primitive(Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)).build()?,
        Values::Integer(_) => primitive(Physical::INT64).build()?,
        Values::Flag(_) => primitive(Physical::BOOLEAN).build()?,
        Values::Time(_) => {
            primitive(Physical::INT64).with_logical_type(Some(LogicalType::timestamp(true, TimeUnit::MICROS))).build()?
        }
        Values::Decimal(_) => primitive(Physical::FIXED_LEN_BYTE_ARRAY)
            .with_length(DECIMAL_BYTES)
            .with_logical_type(Some(LogicalType::decimal(scale as i32, PRECISION)))
            .with_precision(PRECISION)
            .with_scale(scale as i32)
            .build()?,
    };
    Ok(Arc::new(built))
}

fn write_column<W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    column: &Column,
    scale: u32,
    rows: Range<usize>,
) -> Result<()> {
    let missing = || ParquetError::General("the schema has fewer columns than the table".into());
    let mut writer = group.next_column()?.ok_or_else(missing)?;
    match &column.values {
        Values::Text(values) => {
            let (present, levels) = split(values, rows, |text| ByteArray::from(text.as_str()));
            writer.typed::<ByteArrayType>().write_batch(&present, Some(&levels), None)?;
        }
        Values::Integer(values) | Values::Time(values) => {
            let (present, levels) = split(values, rows, |number| *number);
            writer.typed::<Int64Type>().write_batch(&present, Some(&levels), None)?;
        }
        Values::Flag(values) => {
            let (present, levels) = split(values, rows, |flag| *flag);
            writer.typed::<BoolType>().write_batch(&present, Some(&levels), None)?;
        }
        Values::Decimal(values) => {
            let (present, levels) = split(values, rows, |number| bytes(*number, scale));
            writer.typed::<FixedLenByteArrayType>().write_batch(&present, Some(&levels), None)?;
        }
    }
    writer.close()
}

/// The values that are there, and for each row whether it has one.
fn split<T, P>(values: &[Option<T>], rows: Range<usize>, present: impl Fn(&T) -> P) -> (Vec<P>, Vec<i16>) {
    let rows = values.get(rows).unwrap_or_default();
    (rows.iter().flatten().map(present).collect(), rows.iter().map(|value| i16::from(value.is_some())).collect())
}

/// A decimal as a whole number of this scale, most significant byte first. [`scale`] has seen that it fits.
fn bytes(number: Decimal, scale: u32) -> FixedLenByteArray {
    let number = number.normalize();
    let factor = 10_i128.saturating_pow(scale.saturating_sub(number.scale()));
    number.mantissa().saturating_mul(factor).to_be_bytes().to_vec().into()
}

/// The scale of a column: the largest that occurs in it; 0 for what holds no decimals.
fn scale(table: &'static str, column: &Column) -> std::result::Result<u32, ExportError> {
    let Values::Decimal(values) = &column.values else { return Ok(0) };
    let (mut scale, mut whole) = (0, 0);
    for number in values.iter().flatten().map(Decimal::normalize) {
        let digits = number.mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log + 1);
        scale = scale.max(number.scale());
        whole = whole.max(digits.saturating_sub(number.scale()));
    }
    let digits = scale + whole;
    if digits <= PRECISION as u32 { Ok(scale) } else { Err(ExportError::Digits { table, column: column.name.clone(), digits }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::column::Kind;

    fn column(values: &[&str]) -> Column {
        let mut column = Column::new("price", Kind::Decimal);
        values.iter().for_each(|value| column.push("fills", Some(value)).unwrap());
        column
    }

    #[test]
    fn the_largest_scale_of_a_column_holds_all_its_values() {
        let column = column(&["179.13", "182", "-0.0005", "100"]);
        assert_eq!(scale("fills", &column).unwrap(), 4);
        let whole = |text: &str| i128::from_be_bytes(bytes(text.parse().unwrap(), 4).data().try_into().unwrap());
        assert_eq!([whole("179.13"), whole("182"), whole("-0.0005"), whole("0")], [1_791_300, 1_820_000, -5, 0]);
    }

    #[test]
    fn what_is_written_reads_back_equal_across_row_groups() {
        use parquet::file::reader::{FileReader, SerializedFileReader};
        use parquet::record::RowAccessor;

        let rows = GROUP + 3;
        let mut columns =
            [("label", Kind::Text), ("number", Kind::Integer), ("flag", Kind::Flag), ("price", Kind::Decimal), ("at", Kind::Time)]
                .map(|(name, kind)| Column::new(name, kind));
        for row in 0..rows {
            let number = row.to_string();
            let price = format!("{row}.25");
            let values = [Some("a,b"), Some(number.as_str()), Some("1"), Some(price.as_str()), Some("2004-12-04T00:00:00Z")];
            // Every third row has nothing but its label.
            let values = if row % 3 == 0 { [values[0], None, None, None, None] } else { values };
            columns.iter_mut().zip(values).for_each(|(column, value)| column.push("t", value).unwrap());
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        let table = Table { name: "t", columns: columns.into() };
        write(&table, File::create(&path).unwrap(), &path).unwrap();
        let reader = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
        assert_eq!(reader.metadata().num_row_groups(), 2);
        let mut seen = 0;
        for (row, read) in reader.get_row_iter(None).unwrap().enumerate() {
            let read = read.unwrap();
            assert_eq!(read.get_string(0).unwrap(), "a,b");
            if row % 3 == 0 {
                assert!(read.get_long(1).is_err(), "nothing is there");
            } else {
                let price = read.get_decimal(3).unwrap();
                let mantissa = price.data().iter().fold(0_i128, |sum, byte| sum << 8 | i128::from(*byte));
                assert_eq!((read.get_long(1).unwrap(), mantissa, price.scale()), (row as i64, row as i128 * 100 + 25, 2));
            }
            seen += 1;
        }
        assert_eq!(seen, rows);
    }

    #[test]
    fn a_column_that_needs_more_than_38_digits_is_refused() {
        let wide = column(&["9999999999999999999999999999", "0.00000000001"]);
        let error = scale("fills", &wide).unwrap_err().to_string();
        assert!(error.contains("fills, price: its values need 39 digits"), "{error}");
        assert_eq!(scale("fills", &column(&["9999999999999999999999999999", "0.0000000001"])).unwrap(), 10);
    }
}
