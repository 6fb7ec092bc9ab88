//! `run.sqlite`, opened to be read: its rows as values, and the look-ups that answers are made of.
//!
//! Everything is looked up by key or read once from the first row to the last, so that a run of a million bars answers at once. The
//! tables have no index beside their keys, because a run would pay for it with every row. Two properties stand in for one: ids
//! begin with the second in which they were made, so that a journal line is found in the range of its second; and ids of one kind
//! sort in the order in which they were made.

mod lookup;
mod rows;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

pub use rows::{Bar, Call, Fill, Group, JournalLine, LedgerChange, Order, Pass, Risk, Signal, Trade};

/// The version of the tables that is read here.
const SCHEMA_VERSION: &str = "4";

/// `run.sqlite` cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError {
    /// SQLite refuses.
    #[error("{path}: {source}; is this a run directory?", path = path.display())]
    Database {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: Box<rusqlite::Error>,
    },
    /// Its tables are of another version.
    #[error(
        "{path} has tables of version {found}, and this program reads version {SCHEMA_VERSION}; run the operation again",
        path = path.display()
    )]
    Version {
        /// Which file.
        path: PathBuf,
        /// What it says.
        found: String,
    },
    /// A column that holds JSON holds something else.
    #[error("{path}: {place} is not what it should be: {source}; was the file changed?", path = path.display())]
    Shape {
        /// Which file.
        path: PathBuf,
        /// Which row and column.
        place: String,
        /// Why.
        source: Box<serde_json::Error>,
    },
}

/// The ledger and journal of a run.
#[derive(Debug)]
pub struct Records {
    path: PathBuf,
    connection: Connection,
}

impl Records {
    /// Opens the database of a run directory. A run that was killed opens too and holds whole passes.
    ///
    /// # Errors
    /// When there is none, or it was made by another version.
    pub fn open(run: &Path) -> Result<Self, RecordsError> {
        let path = run.join("run.sqlite");
        let failed = |source| RecordsError::Database { path: path.clone(), source: Box::new(source) };
        let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(failed)?;
        let version = connection.query_row("SELECT value FROM meta WHERE key = 'schema_version'", [], |row| row.get(0));
        let found: String = version.map_err(failed)?;
        if found != SCHEMA_VERSION {
            return Err(RecordsError::Version { path, found });
        }
        Ok(Self { path, connection })
    }

    /// The connection, for whoever reads whole tables.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// An error of SQLite, with the file that it is about.
    pub(crate) fn failed(&self, source: rusqlite::Error) -> RecordsError {
        RecordsError::Database { path: self.path.clone(), source: Box::new(source) }
    }

    fn misshapen(&self, place: String, source: serde_json::Error) -> RecordsError {
        RecordsError::Shape { path: self.path.clone(), place, source: Box::new(source) }
    }
}
