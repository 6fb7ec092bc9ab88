//! `run.sqlite`: rows in, whole passes at a time.
//!
//! Its promise: whenever the process dies, the file opens, holds whole passes from the first on, and says that the run did not
//! finish. A transaction holds whole passes and how many there are by then; SQLite's rollback journal lies beside the file while
//! a transaction is being written, and whoever opens the file after a crash undoes the torn one with it. Nothing is flushed to
//! the disk: that promise is about a process that dies, not about a machine that loses power, and a backtest can be run again.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, params};
use simpletrader_contracts::decimal::canonical;

use super::pages::{LedgerRow, PassPage, PassRow};
use super::remarks::write_remarks;
use super::schema;
use crate::journal::JournalPage;
use crate::ledger::{ChangeKind, RecordedFill};
use crate::run::directory::StoreError;

/// What `meta` says while the run goes on, and for ever when it was killed.
pub(super) const UNFINISHED: &str = "unfinished";

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
        connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")?;
        connection.execute_batch(schema::CREATE)?;
        let version = schema::SCHEMA_VERSION.to_string();
        for (key, value) in [("schema_version", version.as_str()), ("status", UNFINISHED), ("passes", "0")] {
            connection.execute("INSERT INTO meta VALUES (?1, ?2)", [key, value])?;
        }
        connection.execute_batch("COMMIT")?;
        connection.close().map_err(|(_, error)| error)?;
        fs::rename(draft, path).map_err(|error| StoreError::file(path, error))?;

        let connection = Connection::open(path)?;
        connection
            .execute_batch("PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; BEGIN")?;
        Ok(Self { connection })
    }

    /// Writes what a pass left into the open transaction.
    pub fn write(&self, page: &PassPage) -> Result<(), StoreError> {
        self.write_pass(&page.pass)?;
        for row in &page.ledger {
            self.write_change(page.pass.number, row)?;
        }
        self.write_journal(&page.journal)?;
        write_remarks(&self.connection, &page.remarks)
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

    fn write_pass(&self, row: &PassRow) -> Result<(), StoreError> {
        self.connection.prepare_cached("INSERT INTO pass VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
            row.number,
            row.at.to_string(),
            row.origin.id.to_string(),
            row.origin.kind.as_str(),
            json(&row.bars),
            json(&row.calls),
        ])?;
        Ok(())
    }

    /// Writes a change, and the state that each concerned thing was left in.
    fn write_change(&self, pass: u32, row: &LedgerRow) -> Result<(), StoreError> {
        let database = &self.connection;
        if let Some(plan) = &row.plan {
            database.prepare_cached(WRITE_TRADE)?.execute(params![
                plan.plan_id.to_string(),
                plan.strategy_instance_id,
                plan.symbol.as_str(),
                plan.direction.as_str(),
                plan.status().as_str(),
                plan.created_at.to_string(),
                plan.closed_at().map(|at| at.to_string()),
            ])?;
        }
        if let Some(group) = row.group.as_ref().filter(|_| row.kind != ChangeKind::OrderUpdated) {
            database.prepare_cached(WRITE_GROUP)?.execute(params![
                group.group_id.to_string(),
                group.command_id.to_string(),
                group.plan_id.to_string(),
                group.family.as_str(),
                group.status.as_str(),
                group.target.map(canonical),
                canonical(group.filled),
                group.created_at.to_string(),
                group.updated_at.to_string(),
            ])?;
        }
        if let Some(order) = &row.order {
            database.prepare_cached(WRITE_ORDER)?.execute(params![
                order.order_id.to_string(),
                order.parent_group_id.to_string(),
                order.symbol.as_str(),
                order.side.as_str(),
                order.terms.order_type().as_str(),
                order.terms.limit_price().map(|price| canonical(price.get())),
                order.terms.stop_price().map(|price| canonical(price.get())),
                canonical(order.quantity.get()),
                order.time_in_force.as_str(),
                order.purpose.as_str(),
                order.reduce_only,
                order.status().as_str(),
                canonical(order.filled()),
                order.created_at.to_string(),
                order.updated_at().to_string(),
            ])?;
        }
        if let Some(RecordedFill { fill, bar, slippage }) = &row.fill {
            database.prepare_cached("INSERT INTO fill VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?.execute(params![
                fill.fill_id.to_string(),
                fill.parent_order_id.to_string(),
                fill.connector_fill_id as i64,
                canonical(fill.filled_quantity.get()),
                canonical(fill.fill_price.get()),
                canonical(fill.commission.get()),
                fill.commission_asset.as_ref().map(|asset| asset.as_str()),
                fill.executed_at.to_string(),
                bar,
                canonical(*slippage),
            ])?;
        }
        database.prepare_cached("INSERT INTO ledger_change VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.execute(params![
            row.sequence as i64,
            pass,
            row.kind.as_str(),
            row.at.to_string(),
            row.plan_id.map(|plan_id| plan_id.to_string()),
            row.group.as_ref().map(|group| group.group_id.to_string()),
            row.order.as_ref().map(|order| order.order_id.to_string()),
            row.fill.as_ref().map(|recorded| recorded.fill.fill_id.to_string()),
        ])?;
        Ok(())
    }

    fn write_journal(&self, page: &JournalPage) -> Result<(), StoreError> {
        let database = &self.connection;
        for entry in &page.entries {
            let entry_id = entry.entry_id.to_string();
            database.prepare_cached("INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(params![
                entry_id,
                entry.kind.as_str(),
                entry.timestamp.to_string(),
                entry.pass,
                entry.origin.id.to_string(),
                entry.origin.kind.as_str(),
                entry.body.text()?,
            ])?;
            for plan_id in &entry.trade_plan_ids {
                database
                    .prepare_cached("INSERT OR IGNORE INTO journal_trade VALUES (?1, ?2)")?
                    .execute(params![entry_id, plan_id.to_string()])?;
            }
        }
        for row in &page.signals {
            database.prepare_cached("INSERT INTO signal VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?.execute(params![
                row.signal.signal_id.to_string(),
                row.signal.timestamp.to_string(),
                row.worker_id,
                row.signal.symbol.as_str(),
                row.signal.direction.as_str(),
                row.signal.signal_type.as_str(),
                row.signal.confidence.map(|confidence| confidence.to_string()),
                row.outcome.as_str(),
                row.decided_by.to_string(),
            ])?;
        }
        for row in &page.risks {
            database.prepare_cached("INSERT INTO risk VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.execute(params![
                row.risk.risk_id.to_string(),
                row.risk.timestamp.to_string(),
                row.worker_id,
                row.risk.risk_type.as_str(),
                row.risk.severity.to_string(),
                row.risk.affected_symbol.as_ref().map(|symbol| symbol.as_str()),
                row.outcome.map(|outcome| outcome.as_str()),
                row.decided_by.map(|id| id.to_string()),
            ])?;
        }
        Ok(())
    }
}

/// A list as JSON text. Plain structs of texts and numbers can always be written.
fn json(rows: &impl serde::Serialize) -> String {
    serde_json::to_string(rows).unwrap_or_default()
}

// A thing that changed is updated in place. Replacing its row would make SQLite look through all rows that refer to it, and a
// run's time would grow with the square of its orders.
const WRITE_TRADE: &str = "INSERT INTO trade_plan VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (plan_id) DO UPDATE SET status = excluded.status, closed_at = excluded.closed_at";
const WRITE_GROUP: &str = "INSERT INTO execution_group VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
    ON CONFLICT (group_id) DO UPDATE SET status = excluded.status, filled_quantity = excluded.filled_quantity,
        updated_at = excluded.updated_at";
const WRITE_ORDER: &str = "INSERT INTO orders VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
    ON CONFLICT (order_id) DO UPDATE SET order_type = excluded.order_type, limit_price = excluded.limit_price,
        stop_price = excluded.stop_price, quantity = excluded.quantity, status = excluded.status,
        filled_quantity = excluded.filled_quantity, updated_at = excluded.updated_at";
