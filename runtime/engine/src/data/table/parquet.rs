//! A table in Apache Parquet: row group by row group, and in it a batch of rows at a time.
//!
//! Read are flat columns of types that are exact: decimals and whole numbers as they are, texts as in CSV, binary fractions by their
//! shortest decimal text; times from timestamps of any unit, dates and texts. Compressed pages must be Snappy.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use sha2::{Digest, Sha256};
use simpletrader_config::data_file::FileShape;

use super::parquet_column::Column;
use super::{Cell, Step, hex, open_file, unreadable};
use crate::data::columns::{expected, positions};
use crate::data::error::{DataError, Place};

/// Rows that are decoded at once.
const BATCH: usize = 1024;

const NO_PARQUET: &str = "expected an Apache Parquet file; was it written to its end?";
const TYPES: &str =
    "prices and sizes are decimals, whole numbers, doubles or texts; times are timestamps with a unit, dates or texts";

/// The rows of a file.
pub(in crate::data) struct ParquetTable {
    path: PathBuf,
    file: File,
    reader: SerializedFileReader<File>,
    columns: Vec<Column>,
    /// The next row group.
    group: usize,
    /// Rows of the current row group that are not in a batch yet.
    left_in_group: usize,
    /// Rows of the batch.
    batch: usize,
    /// The next row of the batch.
    next: usize,
    /// Rows so far.
    row: u64,
}

impl ParquetTable {
    pub fn open(path: &Path, shape: &FileShape) -> Result<Self, DataError> {
        let whole_file = |message, help| DataError { path: path.to_owned(), place: None, message, help };
        let (file, reader) = open(path)?;
        let names = names_of(&reader);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let leaves = positions(&names, shape).map_err(|message| whole_file(message, expected(shape.kind)))?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let mut columns = Vec::with_capacity(leaves.len());
        for (index, leaf) in leaves.into_iter().enumerate() {
            // The first column of every kind is the time.
            let column = Column::new(leaf, &schema.column(leaf), index == 0).map_err(|message| whole_file(message, TYPES))?;
            columns.push(column);
        }
        if let Some(codec) = foreign_codec(&reader, &columns) {
            let message = format!("its columns are compressed with {codec}");
            return Err(whole_file(message, "write the file with Snappy or without compression"));
        }
        let path = path.to_owned();
        Ok(Self { path, file, reader, columns, group: 0, left_in_group: 0, batch: 0, next: 0, row: 0 })
    }

    pub fn advance(&mut self) -> Result<Step, DataError> {
        if self.next == self.batch {
            let more = contained(|| self.next_batch()).map_err(|error| DataError {
                place: Some(Place::Row(self.row + 1)),
                ..unreadable(&self.path, error, NO_PARQUET)
            })?;
            if !more {
                return Ok(Step::End);
            }
        }
        for column in &mut self.columns {
            column.step(self.next);
        }
        self.next += 1;
        self.row += 1;
        Ok(Step::Row)
    }

    pub fn cell(&self, column: usize) -> Cell<'_> {
        self.columns.get(column).map_or(Cell::Empty, Column::cell)
    }

    pub fn row(&self) -> u64 {
        self.row
    }

    /// A table is not read from its first byte to its last, so the file is hashed by itself.
    pub fn digest(mut self) -> Result<String, DataError> {
        let mut hash = Sha256::new();
        let hashed = self.file.seek(SeekFrom::Start(0)).and_then(|_| {
            let mut buffer = vec![0; 1 << 16];
            loop {
                match std::io::Read::read(&mut self.file, &mut buffer)? {
                    0 => return Ok(()),
                    count => hash.update(&buffer[..count]),
                }
            }
        });
        hashed.map_err(|error| unreadable(&self.path, error, "was the file changed during the run?"))?;
        Ok(hex(hash.finalize()))
    }

    /// Reads the next batch; false at the end of the file.
    fn next_batch(&mut self) -> Result<bool, ParquetError> {
        while self.left_in_group == 0 {
            if self.group == self.reader.num_row_groups() {
                return Ok(false);
            }
            let group = self.reader.get_row_group(self.group)?;
            self.left_in_group = usize::try_from(group.metadata().num_rows())?;
            for column in &mut self.columns {
                column.enter(group.get_column_reader(column.leaf())?)?;
            }
            self.group += 1;
        }
        self.batch = self.left_in_group.min(BATCH);
        self.next = 0;
        for column in &mut self.columns {
            column.fill(self.batch)?;
        }
        self.left_in_group -= self.batch;
        Ok(true)
    }
}

/// The names of the columns.
pub(super) fn header(path: &Path) -> Result<Vec<String>, DataError> {
    open(path).map(|(_, reader)| names_of(&reader))
}

fn open(path: &Path) -> Result<(File, SerializedFileReader<File>), DataError> {
    let file = open_file(path)?;
    let reader = contained(|| file.try_clone().map_err(ParquetError::from).and_then(SerializedFileReader::new))
        .map_err(|error| unreadable(path, error, NO_PARQUET))?;
    Ok((file, reader))
}

/// Damaged files make the decoder panic at places where it trusts what it has read. That is an error of the file like any other;
/// whoever gets it reads no further, so nothing half-decoded is ever looked at.
fn contained<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    panic::catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let message = "its pages contradict one another; the file is damaged";
        Err(ParquetError::General(message.to_owned()))
    })
}

/// Columns inside others have names with points, which no kind of ours has.
fn names_of(reader: &SerializedFileReader<File>) -> Vec<String> {
    reader.metadata().file_metadata().schema_descr().columns().iter().map(|column| column.path().string()).collect()
}

/// A compression that is not built in.
fn foreign_codec(reader: &SerializedFileReader<File>, columns: &[Column]) -> Option<Compression> {
    let groups = reader.metadata().row_groups().iter();
    let mut codecs = groups
        .flat_map(|group| columns.iter().filter_map(|column| group.columns().get(column.leaf())))
        .map(|chunk| chunk.compression());
    codecs.find(|codec| !matches!(codec, Compression::UNCOMPRESSED | Compression::SNAPPY))
}
