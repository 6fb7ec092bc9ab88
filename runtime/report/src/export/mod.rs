//! A run as tables for other tools: Parquet with exact decimals, or CSV.
//!
//! [`queries`] says what stands in each table that comes from the database, [`lines`] reads those that the engine wrote as lines,
//! [`positions`] adds the fills up; all of them make [`Column`](column::Column)s, which [`csv`] and [`parquet`] write.
//!
//! Decisions:
//!
//! * **A column is held whole.** The scale of a decimal column is the largest that occurs in it, so every value must have been seen
//!   before the first is written. A million bars of equity are a few tens of megabytes.
//! * **Decimals have 38 digits**, which is what Arrow, DuckDB and Polars hold in 16 bytes. A column that needs more is refused by
//!   name; CSV has room for it.
//! * **Times are UTC microseconds; labels of bars stay texts**, because they are what stands in the data, and a file may label its
//!   bars in any way.

mod column;
mod csv;
mod lines;
mod parquet;
mod positions;
mod queries;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::records::{Records, RecordsError};
use column::Column;

/// How tables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Apache Parquet.
    Parquet,
    /// Text, a row a line, the columns named in the first.
    Csv,
}

impl ExportFormat {
    /// The ending of a file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }
}

/// A table that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedTable {
    /// The file.
    pub path: PathBuf,
    /// How many rows it has.
    pub rows: usize,
}

/// A run that cannot be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database cannot be read.
    #[error(transparent)]
    Records(#[from] RecordsError),
    /// A file cannot be read or written, or is not what it should be.
    #[error("{path}: {reason}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A value is not of its column's kind.
    #[error("{table}, row {row}, {column}: `{value}` is not what it should be; was the run changed?")]
    Value {
        /// Which table.
        table: &'static str,
        /// Which row, from 1.
        row: usize,
        /// Which column.
        column: String,
        /// What stands there.
        value: String,
    },
    /// A column of decimals needs more than 38 digits.
    #[error("{table}, {column}: its values need {digits} digits together, and Parquet has 38; export it as CSV")]
    Digits {
        /// Which table.
        table: &'static str,
        /// Which column.
        column: String,
        /// How many.
        digits: u32,
    },
}

impl ExportError {
    fn file(path: &Path, reason: impl ToString) -> Self {
        Self::File { path: path.to_owned(), reason: reason.to_string() }
    }
}

/// A table with a name, its columns equally long.
#[derive(Debug)]
pub(crate) struct Table {
    /// The name of its file, without ending.
    pub name: &'static str,
    /// Its columns, in order.
    pub columns: Vec<Column>,
}

impl Table {
    fn rows(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }
}

/// Writes trades, orders, fills, equity, positions, signals, directives and rejections of a run into a folder, which is made if
/// need be; files of the same name are replaced.
///
/// # Errors
/// When a file of the run cannot be read, or a table cannot be written.
pub fn export(run: &Path, format: ExportFormat, folder: &Path) -> Result<Vec<ExportedTable>, ExportError> {
    let records = Records::open(run)?;
    fs::create_dir_all(folder).map_err(|error| ExportError::file(folder, error))?;
    let mut written = Vec::new();
    for table in [lines::trades(run)?, lines::equity(run)?, positions::positions(&records)?] {
        written.push(write(&table, format, folder)?);
    }
    for query in &queries::QUERIES {
        written.push(write(&query.table(&records)?, format, folder)?);
    }
    Ok(written)
}

fn write(table: &Table, format: ExportFormat, folder: &Path) -> Result<ExportedTable, ExportError> {
    let path = folder.join(format!("{}.{}", table.name, format.ending()));
    let file = File::create(&path).map_err(|error| ExportError::file(&path, error))?;
    match format {
        ExportFormat::Csv => csv::write(table, file).map_err(|error| ExportError::file(&path, error))?,
        ExportFormat::Parquet => parquet::write(table, file, &path)?,
    }
    Ok(ExportedTable { path, rows: table.rows() })
}
