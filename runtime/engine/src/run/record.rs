//! Writes what the strategy leaves behind: ledger and journal into `run.sqlite`, closed trades into `trades.csv`, the equity of
//! every moment into `equity.csv`. A transaction holds whole passes, many at a time, and never part of one.

use std::fs::File;
use std::io::{BufWriter, Write};

use rusqlite::{Connection, params};
use simpletrader_contracts::Decimal;
use simpletrader_contracts::decimal::canonical;

use super::directory::{DATABASE, EQUITY, RunDirectory, StoreError, TRADES};
use super::schema;
use super::worker_record::write_remarks;
use crate::journal::{Journal, JournalPage};
use crate::ledger::{ChangeKind, Ledger, LedgerChange, RoundTrip};
use crate::strategy::PassRemarks;

/// Passes in one transaction.
const PASSES_PER_TRANSACTION: u32 = 4096;

/// The files of a run in the making.
#[derive(Debug)]
pub struct RunRecord {
    database: Connection,
    trades: BufWriter<File>,
    equity: BufWriter<File>,
    directory: RunDirectory,
    passes_in_transaction: u32,
    line: String,
}

const TRADES_HEADER: &str = "entry_time,exit_time,entry_bar,exit_bar,entry_price,exit_price,qty,commission,pnl,exit_reason,symbol,direction,trade_plan_id\n";
const EQUITY_HEADER: &str = "time,equity,cash\n";

impl RunRecord {
    /// Makes the files.
    pub fn create(directory: RunDirectory) -> Result<Self, StoreError> {
        let database = Connection::open(directory.file(DATABASE))?;
        // The file is private until it is published, and an unfinished run is thrown away: no journal file is needed.
        database.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;")?;
        database.execute_batch(schema::CREATE)?;
        database.execute("INSERT INTO meta VALUES ('schema_version', ?1)", [schema::SCHEMA_VERSION.to_string()])?;
        database.execute_batch("BEGIN")?;
        let mut record = Self {
            database,
            trades: directory.writer(TRADES)?,
            equity: directory.writer(EQUITY)?,
            directory,
            passes_in_transaction: 0,
            line: String::with_capacity(128),
        };
        record.write_trades(TRADES_HEADER)?;
        record.write_equity(EQUITY_HEADER)?;
        Ok(record)
    }

    /// Takes what the last pass left in ledger and journal, and what its workers said and remembered.
    pub fn take_pass(&mut self, ledger: &mut Ledger, journal: &mut Journal, remarks: &PassRemarks) -> Result<(), StoreError> {
        if ledger.has_changes() {
            let changes = ledger.take_changes();
            write_ledger(&self.database, ledger, &changes)?;
        }
        if !journal.is_empty() {
            write_journal(&self.database, &journal.take_page())?;
        }
        if !remarks.is_empty() {
            write_remarks(&self.database, remarks)?;
        }
        self.passes_in_transaction += 1;
        if self.passes_in_transaction == PASSES_PER_TRANSACTION {
            self.database.execute_batch("COMMIT; BEGIN")?;
            self.passes_in_transaction = 0;
        }
        Ok(())
    }

    /// Appends a closed trade.
    pub fn trade(&mut self, trade: &RoundTrip) -> Result<(), StoreError> {
        use std::fmt::Write as _;
        let RoundTrip { entry, exit, symbol, direction, plan_id, .. } = trade;
        self.line.clear();
        // Writing to a String cannot fail.
        let _ = writeln!(
            self.line,
            "{},{},{},{},{},{},{},{},{},{},{symbol},{direction},{plan_id}",
            entry.label,
            exit.label,
            entry.index,
            exit.index,
            canonical(trade.entry_price()),
            canonical(trade.exit_price()),
            canonical(trade.exit_quantity),
            canonical(trade.commission),
            canonical(trade.net_result()),
            trade.exit_reason(),
        );
        let line = std::mem::take(&mut self.line);
        let written = self.write_trades(&line);
        self.line = line;
        written
    }

    /// Appends the equity of a moment.
    pub fn equity(&mut self, label: &str, equity: Decimal, cash: Decimal) -> Result<(), StoreError> {
        use std::fmt::Write as _;
        self.line.clear();
        let _ = writeln!(self.line, "{label},{},{}", equity.normalize(), cash.normalize());
        let line = std::mem::take(&mut self.line);
        let written = self.write_equity(&line);
        self.line = line;
        written
    }

    /// Closes all files and gives the directory back.
    pub fn close(mut self, status: &str) -> Result<RunDirectory, StoreError> {
        self.database.execute("INSERT INTO meta VALUES ('status', ?1)", [status])?;
        self.database.execute_batch("COMMIT")?;
        let path = self.directory.file(TRADES);
        self.trades.flush().map_err(|error| StoreError::file(&path, error))?;
        let path = self.directory.file(EQUITY);
        self.equity.flush().map_err(|error| StoreError::file(&path, error))?;
        self.database.close().map_err(|(_, error)| error)?;
        Ok(self.directory)
    }

    fn write_trades(&mut self, text: &str) -> Result<(), StoreError> {
        self.trades.write_all(text.as_bytes()).map_err(|error| StoreError::file(&self.directory.file(TRADES), error))
    }

    fn write_equity(&mut self, text: &str) -> Result<(), StoreError> {
        self.equity.write_all(text.as_bytes()).map_err(|error| StoreError::file(&self.directory.file(EQUITY), error))
    }
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

/// Writes every change, and the state that each concerned thing was left in.
fn write_ledger(database: &Connection, ledger: &Ledger, changes: &[LedgerChange]) -> Result<(), StoreError> {
    for change in changes {
        let trade = ledger.trade(change.trade);
        let group = change.group.and_then(|group| ledger.group(group)).and_then(|entry| entry.group.as_ref());
        let order = change.order.and_then(|order| ledger.order(order)).map(|entry| &entry.order);
        if let Some(plan) = trade.and_then(|trade| trade.plan.as_ref())
            && matches!(change.kind, ChangeKind::TradeCreated | ChangeKind::TradeClosed)
        {
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
        if let Some(group) = group.filter(|_| change.kind != ChangeKind::OrderUpdated) {
            database.prepare_cached(WRITE_GROUP)?.execute(params![
                group.group_id.to_string(),
                group.parent_command_id.to_string(),
                group.parent_plan_id.to_string(),
                group.execution_strategy.as_str(),
                group.status().as_str(),
                group.target_quantity.map(canonical),
                canonical(group.filled_quantity()),
                group.created_at.to_string(),
                group.updated_at().to_string(),
            ])?;
        }
        if let Some(order) = order {
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
        if let Some(fill) = &change.fill {
            database.prepare_cached("INSERT INTO fill VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.execute(params![
                fill.fill_id.to_string(),
                fill.parent_order_id.to_string(),
                fill.connector_fill_id as i64,
                canonical(fill.filled_quantity.get()),
                canonical(fill.fill_price.get()),
                canonical(fill.commission.get()),
                fill.commission_asset.as_ref().map(|asset| asset.as_str()),
                fill.executed_at.to_string(),
            ])?;
        }
        database.prepare_cached("INSERT INTO ledger_change VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(params![
            change.sequence as i64,
            change.kind.as_str(),
            change.at.to_string(),
            trade.map(|trade| trade.plan_id.to_string()),
            group.map(|group| group.group_id.to_string()),
            order.map(|order| order.order_id.to_string()),
            change.fill.as_ref().map(|fill| fill.fill_id.to_string()),
        ])?;
    }
    Ok(())
}

fn write_journal(database: &Connection, page: &JournalPage) -> Result<(), StoreError> {
    for entry in &page.entries {
        let entry_id = entry.entry_id.to_string();
        database.prepare_cached("INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(params![
            entry_id,
            entry.kind.as_str(),
            entry.timestamp.to_string(),
            entry.pass,
            entry.origin.id.to_string(),
            entry.origin.kind.as_str(),
            entry.body.to_string(),
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
