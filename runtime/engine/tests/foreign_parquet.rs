//! Parquet files as other programs write them: doubles, times in nanoseconds, values that are absent, columns in an order of their own,
//! several row groups. What is read of them must be what a CSV file of the same values says.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use simpletrader_config::data_file::{ColumnNames, DataKind};
use simpletrader_contracts::market::SeriesRef;
use simpletrader_engine::data::check::check_file;
use simpletrader_engine::data::{BarFeed, DataError, FeedBar, FeedQuote, FeedSettings, Period, QuoteFeed, Scales, shape_of};

/// 2024-01-01T00:00:00Z in nanoseconds since 1970.
const START: i64 = 1_704_067_200_000_000_000;
const MINUTE: i64 = 60_000_000_000;

/// A column of a file. Everything may be absent, as in what data frames write.
enum Column {
    Nanos(Vec<Option<i64>>),
    Doubles(Vec<Option<f64>>),
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Nanos(values) => values.len(),
            Self::Doubles(values) => values.len(),
        }
    }

    fn schema(&self, name: &str) -> Type {
        let (physical, logical) = match self {
            Self::Nanos(_) => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::NANOS))),
            Self::Doubles(_) => (Physical::DOUBLE, None),
        };
        let column = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
        column.with_logical_type(logical).build().unwrap()
    }
}

/// What is there, and for each row whether something is.
fn present<T: Copy>(values: &[Option<T>]) -> (Vec<T>, Vec<i16>) {
    (values.iter().flatten().copied().collect(), values.iter().map(|value| i16::from(value.is_some())).collect())
}

/// Writes a file of these columns, with so many rows in a group.
fn write(path: &Path, columns: &[(&str, Column)], group: usize) {
    let fields = columns.iter().map(|(name, column)| Arc::new(column.schema(name))).collect();
    let schema = Type::group_type_builder("schema").with_fields(fields).build().unwrap();
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), Arc::new(schema), Arc::new(properties)).unwrap();
    let rows = columns[0].1.len();
    for first in (0..rows).step_by(group) {
        let range = first..rows.min(first + group);
        let mut out = writer.next_row_group().unwrap();
        for (_, column) in columns {
            let mut chunk = out.next_column().unwrap().unwrap();
            match column {
                Column::Nanos(values) => {
                    let (values, levels) = present(&values[range.clone()]);
                    chunk.typed::<Int64Type>().write_batch(&values, Some(&levels), None).unwrap();
                }
                Column::Doubles(values) => {
                    let (values, levels) = present(&values[range.clone()]);
                    chunk.typed::<DoubleType>().write_batch(&values, Some(&levels), None).unwrap();
                }
            }
            chunk.close().unwrap();
        }
        out.close().unwrap();
    }
    writer.close().unwrap();
}

fn settings() -> FeedSettings {
    FeedSettings {
        series: SeriesRef(0),
        timeframe_seconds: 60,
        scales: Scales { price: 2, size: 3 },
        labelled_by_close: false,
        period: Period::default(),
    }
}

fn bars_of(path: &Path) -> Result<Vec<FeedBar>, DataError> {
    let mut feed = BarFeed::open(path, &shape_of(path, None, None, ColumnNames::default())?, settings())?;
    let (mut bars, mut bar) = (Vec::new(), FeedBar::default());
    while feed.next(&mut bar)? {
        bars.push(bar.clone());
    }
    Ok(bars)
}

/// The prices of a row in cents: open, high, low, close.
fn cents(row: usize) -> [i64; 4] {
    [0, 7, -3, 1].map(|more| 10_000 + (row % 97) as i64 + more)
}

/// Rows of bars: open, high, low, close, volume. The columns are in an order of their own, with one that is nobody's.
fn bars(rows: usize, change: impl Fn(usize, &mut [Option<f64>; 5])) -> Vec<(&'static str, Column)> {
    let mut numbers: [Vec<Option<f64>>; 5] = Default::default();
    for row in 0..rows {
        // Hardly one of the prices is a double; the nearest one is what is written.
        let [open, high, low, close] = cents(row).map(|cents| Some(cents as f64 / 100.0));
        let mut values = [open, high, low, close, Some(row as f64 + 0.125)];
        change(row, &mut values);
        for (column, value) in numbers.iter_mut().zip(values) {
            column.push(value);
        }
    }
    let [open, high, low, close, volume] = numbers.map(Column::Doubles);
    let times = (0..rows).map(|row| Some(START + row as i64 * MINUTE)).collect();
    let nothing = Column::Doubles(vec![None; rows]);
    vec![
        ("Volume", volume),
        ("close", close),
        ("adjusted", nothing),
        ("low", low),
        ("high", high),
        ("open", open),
        ("timestamp", Column::Nanos(times)),
    ]
}

fn folder_with(columns: &[(&str, Column)], group: usize) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.parquet");
    write(&path, columns, group);
    (folder, path)
}

/// What a program is told about this file, from its name on.
fn refusal(columns: &[(&str, Column)]) -> String {
    let (_folder, path) = folder_with(columns, 2);
    let shown = bars_of(&path).unwrap_err().to_string();
    shown[shown.find("data.parquet").unwrap()..].to_owned()
}

#[test]
fn a_whole_file_of_doubles_and_nanoseconds_is_the_csv_file_of_the_same_values() {
    // Longer than a batch of the reader, in groups that end inside one.
    const ROWS: usize = 3_001;
    let (folder, parquet) = folder_with(&bars(ROWS, |_, _| {}), 700);
    let mut text = String::from("timestamp,open,high,low,close,volume\n");
    for row in 0..ROWS {
        let at = simpletrader_contracts::Instant::from_micros((START + row as i64 * MINUTE) / 1_000);
        let [open, high, low, close] = cents(row).map(|cents| format!("{}.{:02}", cents / 100, cents % 100));
        text += &format!("{at},{open},{high},{low},{close},{row}.125\n");
    }
    let csv = folder.path().join("data.csv");
    std::fs::write(&csv, text).unwrap();
    let (read, expected) = (bars_of(&parquet).unwrap(), bars_of(&csv).unwrap());
    assert_eq!(read.len(), ROWS);
    assert_eq!(read, expected);
    let shape = shape_of(&parquet, None, None, ColumnNames::default()).unwrap();
    let report = check_file(&parquet, &shape, None).unwrap();
    assert!(report.is_usable() && report.timeframe_seconds == Some(60), "the check takes what a run takes");
    assert_eq!(report.scales, Scales { price: 2, size: 3 }, "and names the digits that an instrument needs");
}

#[test]
fn a_value_that_is_absent_or_no_number_is_refused_at_its_row() {
    let broken = |column: usize, value: Option<f64>| {
        refusal(&bars(5, |row, values| {
            if row == 3 {
                values[column] = value;
            }
        }))
    };
    let mut without_a_time = bars(5, |_, _| {});
    if let Some((_, Column::Nanos(times))) = without_a_time.last_mut() {
        times[2] = None;
    }
    insta::assert_snapshot!(
        [
            broken(3, None),
            broken(4, None),
            broken(0, Some(f64::NAN)),
            broken(1, Some(f64::INFINITY)),
            broken(2, Some(-1.0)),
            broken(3, Some(0.1 + 0.2)),
            broken(4, Some(1e300)),
            refusal(&without_a_time),
        ]
        .join("\n")
    );
}

#[test]
fn a_side_of_a_quote_may_be_absent_and_a_time_between_microseconds_is_moved_forward() {
    let columns = [
        ("timestamp", Column::Nanos(vec![Some(START), Some(START + 1), Some(START + 1_000)])),
        ("bid", Column::Doubles(vec![Some(0.1), None, Some(0.25)])),
        ("bid_size", Column::Doubles(vec![Some(3.0), None, Some(1.5)])),
        ("ask", Column::Doubles(vec![None, Some(0.3), Some(0.35)])),
        ("ask_size", Column::Doubles(vec![None, Some(0.001), Some(2.0)])),
    ];
    let (_folder, path) = folder_with(&columns, 2);
    let shape = shape_of(&path, None, None, ColumnNames::default()).unwrap();
    assert_eq!(shape.kind, DataKind::Quotes, "the names of the columns tell");
    let mut feed = QuoteFeed::open(&path, &shape, Scales { price: 2, size: 3 }, Period::default()).unwrap();
    let quotes: Vec<FeedQuote> = std::iter::from_fn(|| feed.next_quote().unwrap()).collect();
    let shown: Vec<String> = quotes
        .iter()
        .map(|quote| {
            let side = |level: Option<simpletrader_engine::data::FeedLevel>| {
                level.map_or_else(|| "none".to_owned(), |level| format!("{} x {}", level.price, level.size))
            };
            format!("{} {} {}", quote.at, side(quote.bid), side(quote.ask))
        })
        .collect();
    assert_eq!(
        shown,
        [
            "2024-01-01T00:00:00Z 10 x 3000 none",
            "2024-01-01T00:00:00.000001Z none 30 x 1",
            "2024-01-01T00:00:00.000001Z 25 x 1500 35 x 2000"
        ]
    );
}
