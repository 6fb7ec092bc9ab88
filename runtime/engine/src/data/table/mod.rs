//! A file as a table: rows that are read one after the other, never all at once, whatever the file is written in.
//!
//! [`csv`] and [`parquet`] read the two formats; what stands in a row is a [`Cell`], which knows how it was written, so that exact
//! numbers stay exact. Whether the values make sense is not asked here.

mod cell;
mod csv;
mod parquet;
mod parquet_column;

use std::path::Path;

use simpletrader_config::data_file::{FileFormat, FileShape};

use super::error::{DataError, Place};
pub(super) use cell::Cell;

/// What reading on came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The next row.
    Row,
    /// A row with another number of fields than the header: its cells mean nothing.
    Ragged {
        /// Fields of the row.
        fields: usize,
        /// Fields of the header.
        expected: usize,
    },
    /// No more rows.
    End,
}

/// A table that is read from its first row to its last.
pub(super) enum Table {
    /// Text.
    Csv(Box<csv::CsvTable>),
    /// Columns.
    Parquet(Box<parquet::ParquetTable>),
}

impl Table {
    /// Opens a file and finds the columns of its kind.
    ///
    /// # Errors
    /// When it cannot be read, lacks a column or has one of a type that cannot be read exactly.
    pub fn open(path: &Path, shape: &FileShape) -> Result<Self, DataError> {
        Ok(match shape.format {
            FileFormat::Csv => Self::Csv(Box::new(csv::CsvTable::open(path, shape)?)),
            FileFormat::Parquet => Self::Parquet(Box::new(parquet::ParquetTable::open(path, shape)?)),
        })
    }

    /// Goes to the next row.
    ///
    /// # Errors
    /// When the file cannot be read any further.
    pub fn advance(&mut self) -> Result<Step, DataError> {
        match self {
            Self::Csv(table) => table.advance(),
            Self::Parquet(table) => table.advance(),
        }
    }

    /// A cell of the current row, by the position of its column in the list of the kind's columns.
    pub fn cell(&self, column: usize) -> Cell<'_> {
        match self {
            Self::Csv(table) => table.cell(column),
            Self::Parquet(table) => table.cell(column),
        }
    }

    /// Where the current row is.
    pub fn place(&self) -> Place {
        match self {
            Self::Csv(table) => Place::Line(table.line()),
            Self::Parquet(table) => Place::Row(table.row()),
        }
    }

    /// SHA-256 of the whole file, as 64 small hex digits.
    ///
    /// # Errors
    /// When what is left of the file cannot be read.
    pub fn digest(self) -> Result<String, DataError> {
        match self {
            Self::Csv(table) => table.digest(),
            Self::Parquet(table) => table.digest(),
        }
    }
}

/// The names of the columns of a file, for finding out what it is.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn header(path: &Path, format: FileFormat) -> Result<Vec<String>, DataError> {
    match format {
        FileFormat::Csv => csv::header(path),
        FileFormat::Parquet => parquet::header(path),
    }
}

/// The file as a whole cannot be read.
fn unreadable(path: &Path, what: impl std::fmt::Display, help: &'static str) -> DataError {
    DataError { path: path.to_owned(), place: None, message: format!("cannot be read: {what}"), help }
}

/// Opens a file.
fn open_file(path: &Path) -> Result<std::fs::File, DataError> {
    std::fs::File::open(path).map_err(|error| DataError {
        path: path.to_owned(),
        place: None,
        message: format!("cannot be opened: {error}"),
        help: "check the path",
    })
}

/// A digest as 64 small hex digits.
fn hex(digest: impl AsRef<[u8]>) -> String {
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
