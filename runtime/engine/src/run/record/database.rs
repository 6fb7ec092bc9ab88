//! `run.sqlite`: rows in, whole passes at a time.
//!
//! Its promise: whenever the process dies, the file opens, holds whole passes from the first on, and says that the run did not
//! finish. A transaction holds whole passes and how many there are by then; SQLite's rollback journal lies beside the file while
//! a transaction is being written, and whoever opens the file after a crash undoes the torn one with it. Nothing is flushed to
//! the disk: that promise is about a process that dies, not about a machine that loses power, and a backtest can be run again.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::bar_row::Watched;
use super::latest::Latest;
use super::pages::PassPage;
use super::remarks::write_remarks;
use super::schema;
use super::statements::Statements;
use crate::run::directory::StoreError;

/// What `meta` says while the run goes on, and for ever when it was killed.
pub(super) const UNFINISHED: &str = "unfinished";

/// How the file is written. Its references are true because they come out of a ledger that checks itself, and tests ask SQLite about them;
/// looking each of them up again would take a third of the time.
const SETTINGS: &str = "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA foreign_keys = OFF; PRAGMA cache_size = -8192; BEGIN";

/// The database of a run in the making, with an open transaction.
#[derive(Debug)]
pub(super) struct Database {
    connection: Connection,
}

impl Database {
    /// Makes the file. It appears under its name with its tables in it and says that the run did not finish.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        let mut draft = path.as_os_str().to_owned();
        draft.push(".new");
        let draft = Path::new(&draft);
        let connection = Connection::open(draft)?;
        connection.execute_batch("PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")?;
        connection.execute_batch(schema::CREATE)?;
        let version = schema::SCHEMA_VERSION.to_string();
        for (key, value) in [("schema_version", version.as_str()), ("status", UNFINISHED), ("passes", "0")] {
            connection.execute("INSERT INTO meta VALUES (?1, ?2)", [key, value])?;
        }
        connection.execute_batch("COMMIT")?;
        connection.close().map_err(|(_, error)| error)?;
        fs::rename(draft, path).map_err(|error| StoreError::file(path, error))?;

        let connection = Connection::open(path)?;
        connection.execute_batch(SETTINGS)?;
        Ok(Self { connection })
    }

    /// Writes what passes left into the open transaction.
    pub fn write(&self, pages: &[PassPage], watched: &Watched) -> Result<(), StoreError> {
        if pages.is_empty() {
            return Ok(());
        }
        let mut statements = Statements::prepare(&self.connection)?;
        for page in pages {
            statements.pass(&page.pass, watched)?;
            for row in &page.ledger {
                statements.change(page.pass.number, row)?;
            }
            page.journal.entries.iter().try_for_each(|entry| statements.entry(entry))?;
            page.journal.signals.iter().try_for_each(|row| statements.signal(row))?;
            page.journal.risks.iter().try_for_each(|row| statements.risk(row))?;
            if let Some(remarks) = &page.remarks {
                write_remarks(&self.connection, remarks)?;
            }
        }
        let latest = Latest::of(pages);
        latest.trades.values().try_for_each(|plan| statements.trade(plan))?;
        latest.groups.values().try_for_each(|group| statements.group(group))?;
        latest.orders.values().try_for_each(|order| statements.order(order))
    }

    /// Ends the transaction after this many passes of the run, and begins the next.
    pub fn commit(&self, passes: u64) -> Result<(), StoreError> {
        self.say("passes", &passes.to_string())?;
        Ok(self.connection.execute_batch("COMMIT; BEGIN")?)
    }

    /// Ends the last transaction, says how the run ended and closes the file.
    pub fn close(self, passes: u64, status: &str) -> Result<(), StoreError> {
        self.say("passes", &passes.to_string())?;
        self.say("status", status)?;
        self.connection.execute_batch("COMMIT")?;
        Ok(self.connection.close().map_err(|(_, error)| error)?)
    }

    fn say(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.connection.prepare_cached("UPDATE meta SET value = ?2 WHERE key = ?1")?.execute([key, value])?;
        Ok(())
    }
}
