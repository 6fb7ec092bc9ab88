//! A table in CSV: text, a row a line, the columns named in the first. The file is hashed on the way.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use csv::ByteRecord;
use sha2::{Digest, Sha256};
use simpletrader_config::data_file::FileShape;

use super::{Cell, Step, hex, open_file, unreadable};
use crate::data::columns::{expected, positions};
use crate::data::error::{DataError, Place};

/// A reader that hashes what passes through.
struct HashingReader<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for HashingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(&buffer[..count]);
        Ok(count)
    }
}

type Reader = csv::Reader<HashingReader<BufReader<File>>>;

/// The lines of a file.
pub(in crate::data) struct CsvTable {
    path: PathBuf,
    reader: Reader,
    /// Where the columns of the kind are in a line.
    positions: Vec<usize>,
    fields: usize,
    record: ByteRecord,
}

impl CsvTable {
    pub fn open(path: &Path, shape: &FileShape) -> Result<Self, DataError> {
        let mut reader = reader(path)?;
        let names = header_of(path, &mut reader)?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let positions = positions(&names, shape).map_err(|message| DataError {
            path: path.to_owned(),
            place: Some(Place::Line(1)),
            message,
            help: expected(shape.kind),
        })?;
        Ok(Self { path: path.to_owned(), reader, positions, fields: names.len(), record: ByteRecord::new() })
    }

    pub fn advance(&mut self) -> Result<Step, DataError> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) if self.record.len() == self.fields => Ok(Step::Row),
            Ok(true) => Ok(Step::Ragged { fields: self.record.len(), expected: self.fields }),
            Ok(false) => Ok(Step::End),
            Err(error) => Err(DataError {
                place: error.position().map(|position| Place::Line(position.line())),
                ..unreadable(&self.path, error, "expected CSV text")
            }),
        }
    }

    pub fn cell(&self, column: usize) -> Cell<'_> {
        let cell = self.positions.get(column).and_then(|position| self.record.get(*position)).unwrap_or_default();
        // Here and not by the reader, which would copy every line for it.
        Cell::Text(cell.trim_ascii())
    }

    pub fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    pub fn digest(self) -> Result<String, DataError> {
        let mut rest = self.reader.into_inner();
        std::io::copy(&mut rest, &mut std::io::sink())
            .map_err(|error| unreadable(&self.path, error, "was the file changed during the run?"))?;
        Ok(hex(rest.hash.finalize()))
    }
}

/// The names in the first line.
pub(super) fn header(path: &Path) -> Result<Vec<String>, DataError> {
    header_of(path, &mut reader(path)?)
}

fn reader(path: &Path) -> Result<Reader, DataError> {
    let hashing = HashingReader { inner: BufReader::with_capacity(1 << 16, open_file(path)?), hash: Sha256::new() };
    Ok(csv::ReaderBuilder::new().trim(csv::Trim::Headers).flexible(true).from_reader(hashing))
}

fn header_of(path: &Path, reader: &mut Reader) -> Result<Vec<String>, DataError> {
    let header = reader.byte_headers().map_err(|error| unreadable(path, error, "expected CSV text"))?;
    Ok(header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect())
}
