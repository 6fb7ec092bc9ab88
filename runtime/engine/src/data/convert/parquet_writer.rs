//! Writes Parquet: numbers as whole numbers with a scale, times as dates or as microseconds, UTC. Snappy, a row group at a time.

use std::fs::File;
use std::io::BufWriter;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use simpletrader_contracts::Instant;

use super::layout::{Layout, Numbers};

/// Rows of a row group: few enough to be held, many enough for the columns to compress.
const GROUP: usize = 65_536;

/// Digits that a whole number of 64 bits always has room for.
const PRECISION: i32 = 18;

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// A Parquet file that is written row by row.
pub(super) struct ParquetWriter {
    writer: SerializedFileWriter<BufWriter<File>>,
    layout: Layout,
    times: Vec<i64>,
    columns: Vec<Column>,
}

/// The numbers of a row group: those that are there, and for each row whether it has one.
#[derive(Default)]
struct Column {
    values: Vec<i64>,
    levels: Vec<i16>,
}

impl ParquetWriter {
    pub fn new(layout: Layout, file: File) -> Result<Self> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("simpletrader".to_owned())
            // The writer would end a row group by itself otherwise, and groups are ended here.
            .set_max_row_group_row_count(None)
            .build();
        let out = BufWriter::with_capacity(1 << 16, file);
        let writer = SerializedFileWriter::new(out, Arc::new(schema(&layout)?), Arc::new(properties))?;
        let columns = layout.numbers().map(|_| Column::default()).collect();
        Ok(Self { writer, layout, times: Vec::new(), columns })
    }

    pub fn row(&mut self, at: Instant, numbers: &Numbers) -> Result<()> {
        self.times.push(at.micros());
        for (column, number) in self.columns.iter_mut().zip(numbers) {
            column.values.extend(*number);
            column.levels.push(i16::from(number.is_some()));
        }
        if self.times.len() == GROUP { self.write_group() } else { Ok(()) }
    }

    pub fn finish(mut self) -> Result<()> {
        if !self.times.is_empty() {
            self.write_group()?;
        }
        self.writer.close().map(drop)
    }

    fn write_group(&mut self) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        let missing = || ParquetError::General("the schema has fewer columns than the rows".into());
        let mut time = group.next_column()?.ok_or_else(missing)?;
        if self.layout.has_dates_only {
            let days: Vec<i32> =
                self.times.iter().map(|at| i32::try_from(at.div_euclid(MICROS_PER_DAY))).collect::<std::result::Result<_, _>>()?;
            time.typed::<Int32Type>().write_batch(&days, None, None)?;
        } else {
            time.typed::<Int64Type>().write_batch(&self.times, None, None)?;
        }
        time.close()?;
        for column in &mut self.columns {
            let mut writer = group.next_column()?.ok_or_else(missing)?;
            let levels = self.layout.has_gaps().then_some(column.levels.as_slice());
            writer.typed::<Int64Type>().write_batch(&column.values, levels, None)?;
            writer.close()?;
            column.values.clear();
            column.levels.clear();
        }
        group.close()?;
        self.times.clear();
        Ok(())
    }
}

fn schema(layout: &Layout) -> Result<Type> {
    let names = layout.kind.columns();
    let (physical, logical) = if layout.has_dates_only {
        (Physical::INT32, LogicalType::Date)
    } else {
        (Physical::INT64, LogicalType::timestamp(true, TimeUnit::MICROS))
    };
    let time = Type::primitive_type_builder(names.first().copied().unwrap_or_default(), physical)
        .with_logical_type(Some(logical))
        .with_repetition(Repetition::REQUIRED)
        .build()?;
    let mut fields = vec![Arc::new(time)];
    let repetition = if layout.has_gaps() { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    for (name, scale) in layout.numbers() {
        let number = Type::primitive_type_builder(name, Physical::INT64)
            .with_logical_type(Some(LogicalType::decimal(i32::from(scale), PRECISION)))
            .with_precision(PRECISION)
            .with_scale(i32::from(scale))
            .with_repetition(repetition)
            .build()?;
        fields.push(Arc::new(number));
    }
    Type::group_type_builder(layout.kind.as_str()).with_fields(fields).build()
}
