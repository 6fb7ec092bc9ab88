//! How a file of market data is named on the command line.

use std::path::Path;

use simpletrader_config::data_file::{ColumnNames, DataKind, FileFormat, FileShape, TimeUnit};
use simpletrader_contracts::market::Timeframe;
use simpletrader_engine::data::shape_of;

use crate::exit::Failure;

/// What a file is, where its name and its columns do not tell.
#[derive(Debug, clap::Args)]
pub struct FileArguments {
    /// What its rows are: bars, trades or quotes. Without it the names of the columns tell.
    #[arg(long, value_name = "KIND", value_parser = parse_kind)]
    kind: Option<DataKind>,
    /// How it is written: csv or parquet. Without it the ending of the name tells.
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    format: Option<FileFormat>,
    /// What the file calls a column, such as timestamp=date; may be given several times.
    #[arg(long = "column", value_name = "OURS=THEIRS", value_parser = parse_column)]
    columns: Vec<(String, String)>,
    /// What its times count since 1970: s, ms, us or ns. Without it times are written out, or their number of digits tells.
    #[arg(long, value_name = "UNIT", value_parser = parse_time_unit)]
    time_unit: Option<TimeUnit>,
}

impl FileArguments {
    /// The shape of a file.
    ///
    /// # Errors
    /// When the file cannot be read, or nothing tells what it is.
    pub fn shape(&self, path: &Path) -> Result<FileShape, Failure> {
        let columns = ColumnNames::new(self.columns.iter().cloned().collect());
        let shape = shape_of(path, self.format, self.kind, columns).map_err(Failure::input)?;
        Ok(FileShape { time_unit: self.time_unit, ..shape })
    }
}

/// The length of a bar.
pub fn parse_timeframe(text: &str) -> Result<Timeframe, String> {
    Timeframe::parse(text).map_err(|refused| refused.to_string())
}

fn parse_kind(text: &str) -> Result<DataKind, String> {
    let kind = DataKind::ALL.into_iter().find(|kind| kind.as_str() == text);
    kind.ok_or_else(|| "a kind is bars, trades or quotes".to_owned())
}

fn parse_format(text: &str) -> Result<FileFormat, String> {
    let format = [FileFormat::Csv, FileFormat::Parquet].into_iter().find(|format| format.as_str() == text);
    format.ok_or_else(|| "a format is csv or parquet".to_owned())
}

fn parse_time_unit(text: &str) -> Result<TimeUnit, String> {
    let unit = TimeUnit::ALL.into_iter().find(|unit| unit.as_str() == text);
    unit.ok_or_else(|| "a unit of time is s, ms, us or ns".to_owned())
}

fn parse_column(text: &str) -> Result<(String, String), String> {
    let (ours, theirs) = text.split_once('=').ok_or("write OURS=THEIRS, such as timestamp=date")?;
    let known = DataKind::ALL.iter().any(|kind| kind.columns().contains(&ours));
    if known { Ok((ours.to_owned(), theirs.to_owned())) } else { Err(format!("no kind of data has a column `{ours}`")) }
}
