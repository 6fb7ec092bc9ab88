//! The statements of `run.sqlite`, prepared once a batch: a row becomes the values of one of them, without a text on the heap where its
//! length is known.

use rusqlite::{CachedStatement, Connection, params};
use serde::Serialize;
use simpletrader_contracts::decimal::DecimalText;
use simpletrader_contracts::id::IdText;
use simpletrader_contracts::ledger::{Order, TradePlan};
use simpletrader_contracts::{Decimal, Instant, Price};

use super::bar_row::{BarRow, Watched};
use super::pages::{GroupRow, LedgerRow, PassRow};
use crate::journal::{JournalEntry, RiskRow, SignalRow};
use crate::ledger::RecordedFill;
use crate::run::directory::StoreError;

/// All statements by which rows are written.
pub(super) struct Statements<'c> {
    pass: CachedStatement<'c>,
    trade: CachedStatement<'c>,
    group: CachedStatement<'c>,
    order: CachedStatement<'c>,
    fill: CachedStatement<'c>,
    change: CachedStatement<'c>,
    entry: CachedStatement<'c>,
    entry_trade: CachedStatement<'c>,
    signal: CachedStatement<'c>,
    risk: CachedStatement<'c>,
    /// Where texts are made whose length nobody knows.
    text: Vec<u8>,
    more_text: Vec<u8>,
}

impl<'c> Statements<'c> {
    pub fn prepare(database: &'c Connection) -> Result<Self, StoreError> {
        Ok(Self {
            pass: database.prepare_cached("INSERT INTO pass VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?,
            trade: database.prepare_cached(TRADE)?,
            group: database.prepare_cached(GROUP)?,
            order: database.prepare_cached(ORDER)?,
            fill: database.prepare_cached("INSERT INTO fill VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?,
            change: database.prepare_cached("INSERT INTO ledger_change VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?,
            entry: database.prepare_cached("INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?,
            entry_trade: database.prepare_cached("INSERT OR IGNORE INTO journal_trade VALUES (?1, ?2)")?,
            signal: database.prepare_cached("INSERT INTO signal VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?,
            risk: database.prepare_cached("INSERT INTO risk VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?,
            text: Vec::new(),
            more_text: Vec::new(),
        })
    }

    pub fn pass(&mut self, row: &PassRow, watched: &Watched) -> Result<(), StoreError> {
        let bars: Vec<BarRow<'_>> = row.bars.iter().filter_map(|bar| BarRow::of(bar, watched)).collect();
        self.pass.execute(params![
            row.number,
            row.at.text().as_str(),
            row.origin.id.text().as_str(),
            row.origin.kind.as_str(),
            json(&mut self.text, &bars)?,
            json(&mut self.more_text, &row.calls)?,
        ])?;
        Ok(())
    }

    pub fn trade(&mut self, plan: &TradePlan) -> Result<(), StoreError> {
        self.trade.execute(params![
            plan.plan_id.text().as_str(),
            plan.strategy_instance_id,
            plan.symbol.as_str(),
            plan.direction.as_str(),
            plan.status().as_str(),
            plan.created_at.text().as_str(),
            plan.closed_at().map(Instant::text).as_ref().map(|at| at.as_str()),
        ])?;
        Ok(())
    }

    pub fn group(&mut self, group: &GroupRow) -> Result<(), StoreError> {
        self.group.execute(params![
            group.group_id.text().as_str(),
            group.command_id.text().as_str(),
            group.plan_id.text().as_str(),
            group.family.as_str(),
            group.status.as_str(),
            group.target.map(DecimalText::of).as_ref().map(DecimalText::as_str),
            DecimalText::of(group.filled).as_str(),
            group.created_at.text().as_str(),
            group.updated_at.text().as_str(),
        ])?;
        Ok(())
    }

    pub fn order(&mut self, order: &Order) -> Result<(), StoreError> {
        let price = |price: Option<Price>| price.map(|price| DecimalText::of(price.get()));
        self.order.execute(params![
            order.order_id.text().as_str(),
            order.parent_group_id.text().as_str(),
            order.symbol.as_str(),
            order.side.as_str(),
            order.terms.order_type().as_str(),
            price(order.terms.limit_price()).as_ref().map(DecimalText::as_str),
            price(order.terms.stop_price()).as_ref().map(DecimalText::as_str),
            DecimalText::of(order.quantity.get()).as_str(),
            order.time_in_force.as_str(),
            order.purpose.as_str(),
            order.reduce_only,
            order.status().as_str(),
            DecimalText::of(order.filled()).as_str(),
            order.created_at.text().as_str(),
            order.updated_at().text().as_str(),
        ])?;
        Ok(())
    }

    /// A change, and the fill that it is, if it is one.
    pub fn change(&mut self, pass: u32, row: &LedgerRow) -> Result<(), StoreError> {
        if let Some(fill) = &row.fill {
            self.fill(fill)?;
        }
        let plan = row.plan_id.map(|id| id.text());
        let group = row.group.as_ref().map(|group| group.group_id.text());
        let order = row.order.as_ref().map(|order| order.order_id.text());
        let fill = row.fill.as_ref().map(|recorded| recorded.fill.fill_id.text());
        self.change.execute(params![
            row.sequence as i64,
            pass,
            row.kind.as_str(),
            row.at.text().as_str(),
            plan.as_ref().map(IdText::as_str),
            group.as_ref().map(IdText::as_str),
            order.as_ref().map(IdText::as_str),
            fill.as_ref().map(IdText::as_str),
        ])?;
        Ok(())
    }

    fn fill(&mut self, RecordedFill { fill, bar, slippage }: &RecordedFill) -> Result<(), StoreError> {
        let figure = |value: Decimal| DecimalText::of(value);
        self.fill.execute(params![
            fill.fill_id.text().as_str(),
            fill.parent_order_id.text().as_str(),
            fill.connector_fill_id as i64,
            figure(fill.filled_quantity.get()).as_str(),
            figure(fill.fill_price.get()).as_str(),
            figure(fill.commission.get()).as_str(),
            fill.commission_asset.as_ref().map(|asset| asset.as_str()),
            fill.executed_at.text().as_str(),
            bar,
            figure(*slippage).as_str(),
        ])?;
        Ok(())
    }

    pub fn entry(&mut self, entry: &JournalEntry) -> Result<(), StoreError> {
        let entry_id = entry.entry_id.text();
        self.text.clear();
        entry.body.append_to(&mut self.text)?;
        self.entry.execute(params![
            entry_id.as_str(),
            entry.kind.as_str(),
            entry.timestamp.text().as_str(),
            entry.pass,
            entry.origin.id.text().as_str(),
            entry.origin.kind.as_str(),
            as_text(&self.text),
        ])?;
        for plan_id in &entry.trade_plan_ids {
            self.entry_trade.execute(params![entry_id.as_str(), plan_id.text().as_str()])?;
        }
        Ok(())
    }

    pub fn signal(&mut self, row: &SignalRow) -> Result<(), StoreError> {
        self.signal.execute(params![
            row.signal.signal_id.text().as_str(),
            row.signal.timestamp.text().as_str(),
            row.worker_id,
            row.signal.symbol.as_str(),
            row.signal.direction.as_str(),
            row.signal.signal_type.as_str(),
            row.signal.confidence.map(|confidence| confidence.to_string()),
            row.outcome.as_str(),
            row.decided_by.text().as_str(),
        ])?;
        Ok(())
    }

    pub fn risk(&mut self, row: &RiskRow) -> Result<(), StoreError> {
        self.risk.execute(params![
            row.risk.risk_id.text().as_str(),
            row.risk.timestamp.text().as_str(),
            row.worker_id,
            row.risk.risk_type.as_str(),
            row.risk.severity.to_string(),
            row.risk.affected_symbol.as_ref().map(|symbol| symbol.as_str()),
            row.outcome.map(|outcome| outcome.as_str()),
            row.decided_by.map(|id| id.to_string()),
        ])?;
        Ok(())
    }
}

/// A list as JSON text, in a buffer that is used again.
fn json<'t>(text: &'t mut Vec<u8>, rows: &impl Serialize) -> Result<&'t str, StoreError> {
    text.clear();
    serde_json::to_writer(&mut *text, rows)?;
    Ok(as_text(text))
}

/// What a JSON writer left, which writes nothing but UTF-8.
fn as_text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

// A thing that changed is updated in place. Replacing its row would make SQLite look through all rows that refer to it, and a
// run's time would grow with the square of its orders.
const TRADE: &str = "INSERT INTO trade_plan VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (plan_id) DO UPDATE SET status = excluded.status, closed_at = excluded.closed_at";
const GROUP: &str = "INSERT INTO execution_group VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
    ON CONFLICT (group_id) DO UPDATE SET status = excluded.status, filled_quantity = excluded.filled_quantity,
        updated_at = excluded.updated_at";
const ORDER: &str = "INSERT INTO orders VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
    ON CONFLICT (order_id) DO UPDATE SET order_type = excluded.order_type, limit_price = excluded.limit_price,
        stop_price = excluded.stop_price, quantity = excluded.quantity, status = excluded.status,
        filled_quantity = excluded.filled_quantity, updated_at = excluded.updated_at";
