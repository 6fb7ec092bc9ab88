//! What a file of market data holds and how it is written: all that is needed to read it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataKind {
    /// Closed bars of one length.
    Bars,
    /// Single trades.
    Trades,
    /// The best bid and the best ask, as they change.
    Quotes,
}

impl DataKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Bars, Self::Trades, Self::Quotes];

    /// Its name, as it is written in configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bars => "bars",
            Self::Trades => "trades",
            Self::Quotes => "quotes",
        }
    }

    /// The columns that a file of this kind must have; the first is the time. Others are ignored.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Bars => &["timestamp", "open", "high", "low", "close", "volume"],
            Self::Trades => &["timestamp", "price", "size"],
            Self::Quotes => &["timestamp", "bid", "bid_size", "ask", "ask_size"],
        }
    }
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    /// Text, a row a line, the columns named in the first.
    Csv,
    /// Apache Parquet.
    Parquet,
}

impl FileFormat {
    /// Its name, as it is written in configuration; also the ending of a file's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    /// The format that a file's name ends with, in any case.
    pub fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        [Self::Csv, Self::Parquet].into_iter().find(|format| ending.eq_ignore_ascii_case(format.as_str()))
    }
}

/// What the columns of a file are called, where that differs from [`DataKind::columns`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ColumnNames(BTreeMap<String, String>);

impl ColumnNames {
    /// The file's names, by ours.
    pub fn new(names: BTreeMap<String, String>) -> Self {
        Self(names)
    }

    /// What the file calls a column.
    pub fn of<'a>(&'a self, column: &'a str) -> &'a str {
        self.0.get(column).map_or(column, String::as_str)
    }
}

/// What the times of a file count, where they are counts since 1 January 1970, 00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TimeUnit {
    /// Seconds.
    #[serde(rename = "s")]
    Seconds,
    /// Thousandths of a second.
    #[serde(rename = "ms")]
    Milliseconds,
    /// Millionths of a second.
    #[serde(rename = "us")]
    Microseconds,
    /// Billionths of a second.
    #[serde(rename = "ns")]
    Nanoseconds,
}

impl TimeUnit {
    /// Every unit, the longest first.
    pub const ALL: [Self; 4] = [Self::Seconds, Self::Milliseconds, Self::Microseconds, Self::Nanoseconds];

    /// Its name, as it is written in configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seconds => "s",
            Self::Milliseconds => "ms",
            Self::Microseconds => "us",
            Self::Nanoseconds => "ns",
        }
    }

    /// Nanoseconds of one.
    pub const fn nanos(self) -> i64 {
        match self {
            Self::Seconds => 1_000_000_000,
            Self::Milliseconds => 1_000_000,
            Self::Microseconds => 1_000,
            Self::Nanoseconds => 1,
        }
    }
}

/// What a file holds and how it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileShape {
    /// What its rows are.
    pub kind: DataKind,
    /// How it is written.
    pub format: FileFormat,
    /// What its columns are called.
    pub columns: ColumnNames,
    /// What its times count; without it they are written out, or are counts whose number of digits tells their unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_unit: Option<TimeUnit>,
}

impl FileShape {
    /// A file whose columns have our names and whose times tell what they are.
    pub fn new(kind: DataKind, format: FileFormat) -> Self {
        Self { kind, format, columns: ColumnNames::default(), time_unit: None }
    }

    /// A CSV file of bars, of that kind.
    pub fn csv_of_bars() -> Self {
        Self::new(DataKind::Bars, FileFormat::Csv)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_told_by_the_ending_of_the_name() {
        assert_eq!(FileFormat::of_path(Path::new("a/b.csv")), Some(FileFormat::Csv));
        assert_eq!(FileFormat::of_path(Path::new("b.PARQUET")), Some(FileFormat::Parquet));
        for other in ["csv", "a.csv.gz", "a", "a.parquet2"] {
            assert_eq!(FileFormat::of_path(Path::new(other)), None, "{other}");
        }
    }

    #[test]
    fn columns_have_our_names_unless_the_file_has_others() {
        let names = ColumnNames::new([("size".to_owned(), "qty".to_owned())].into());
        assert_eq!((names.of("size"), names.of("price")), ("qty", "price"));
    }
}
