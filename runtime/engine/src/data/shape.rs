//! What a file is, as far as its name and its columns tell.

use std::path::Path;

use simpletrader_config::data_file::{ColumnNames, DataKind, FileFormat, FileShape};

use super::error::DataError;
use super::table;

/// The shape of a file of which only some is known: the format is told by the name's ending, the kind by the columns.
///
/// # Errors
/// When the file cannot be read, or its name or its columns do not tell.
pub fn shape_of(
    path: &Path,
    format: Option<FileFormat>,
    kind: Option<DataKind>,
    columns: ColumnNames,
) -> Result<FileShape, DataError> {
    let whole_file = |message: &str, help| DataError { path: path.to_owned(), place: None, message: message.to_owned(), help };
    let Some(format) = format.or_else(|| FileFormat::of_path(path)) else {
        return Err(whole_file("its name does not tell its format", "name the file *.csv or *.parquet, or say the format"));
    };
    let kind = match kind {
        Some(kind) => kind,
        None => {
            let header = table::header(path, format)?;
            kind_of(&header, &columns).ok_or_else(|| {
                whole_file(
                    "its columns are neither those of bars nor of trades nor of quotes",
                    "bars have timestamp,open,high,low,close,volume, trades timestamp,price,size, quotes \
                     timestamp,bid,bid_size,ask,ask_size; other names can be renamed",
                )
            })?
        }
    };
    Ok(FileShape { columns, ..FileShape::new(kind, format) })
}

/// The kind whose columns are all there; of several the first, because a file of bars or quotes may also have a price.
fn kind_of(header: &[String], columns: &ColumnNames) -> Option<DataKind> {
    let has = |name: &&str| header.iter().any(|column| column.eq_ignore_ascii_case(columns.of(name)));
    // What makes a kind is named here; a column that is missing beside these is told when the file is opened.
    let marks = |kind: DataKind| -> &'static [&'static str] {
        match kind {
            DataKind::Bars => &["open", "close"],
            DataKind::Quotes => &["bid", "ask"],
            DataKind::Trades => &["price"],
        }
    };
    [DataKind::Bars, DataKind::Quotes, DataKind::Trades].into_iter().find(|kind| marks(*kind).iter().all(has))
}
