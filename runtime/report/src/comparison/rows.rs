//! The tables of two databases, walked together.
//!
//! Each table is read in the order of its key from both sides, so a comparison holds two rows at a time however long the run was.
//! Of each table the first difference is kept, because the first in time is wanted and keys sort by time.

use std::cmp::Ordering;

use rusqlite::types::Value as Cell;
use simpletrader_contracts::Instant;

use super::json::{field_differences, shown};
use super::{Difference, Extent};
use crate::records::{Records, RecordsError};

/// A table: its key, and where its rows say when they were.
struct Table {
    name: &'static str,
    key: &'static [&'static str],
    /// An SQL expression; `NULL` for what has no time.
    time: &'static str,
    /// Columns that say what it cost and not what happened.
    costs: &'static [&'static str],
}

/// Every table; those that say more about the same instant come first.
const TABLES: [Table; 12] = [
    Table { name: "pass", key: &["pass"], time: "at", costs: &["calls"] },
    Table { name: "signal", key: &["signal_id"], time: "timestamp", costs: &[] },
    Table { name: "risk", key: &["risk_id"], time: "timestamp", costs: &[] },
    Table { name: "journal", key: &["entry_id"], time: "timestamp", costs: &[] },
    Table { name: "ledger_change", key: &["sequence"], time: "at", costs: &[] },
    Table { name: "fill", key: &["fill_id"], time: "executed_at", costs: &[] },
    Table { name: "orders", key: &["order_id"], time: "created_at", costs: &[] },
    Table { name: "execution_group", key: &["group_id"], time: "created_at", costs: &[] },
    Table { name: "trade_plan", key: &["plan_id"], time: "created_at", costs: &[] },
    Table {
        name: "journal_trade",
        key: &["entry_id", "plan_id"],
        time: "(SELECT timestamp FROM journal WHERE journal.entry_id = journal_trade.entry_id)",
        costs: &[],
    },
    Table { name: "worker_log", key: &["pass", "line"], time: "at", costs: &[] },
    Table {
        name: "worker_state",
        key: &["pass", "worker_id", "key"],
        time: "(SELECT at FROM pass WHERE pass.pass = worker_state.pass)",
        costs: &[],
    },
];

/// The table about the run as a whole.
const META: Table = Table { name: "meta", key: &["key"], time: "NULL", costs: &[] };

/// Every table of a run's database with the columns of its key.
pub(crate) fn tables() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    TABLES.iter().chain([&META]).map(|table| (table.name, table.key))
}

/// The first difference of each table that has one, the first in time first; and how many rows the first database has.
pub(super) fn differences(first: &Records, second: &Records, extent: Extent) -> Result<(Vec<Difference>, u64), RecordsError> {
    let mut found: Vec<(Option<Instant>, Difference)> = Vec::new();
    let mut rows = 0;
    let tables = TABLES.iter().chain((extent != Extent::WhatHappened).then_some(&META));
    for table in tables {
        if let Some(difference) = table.first_difference(first, second, extent, &mut rows)? {
            let at = difference.at.as_deref().and_then(|at| Instant::parse(at).ok());
            found.push((at, difference));
        }
    }
    // Stable: of one instant the order of the tables counts. What has no time comes last.
    found.sort_by(|(one, _), (other, _)| match (one, other) {
        (Some(one), Some(other)) => one.cmp(other),
        (one, other) => other.is_some().cmp(&one.is_some()),
    });
    Ok((found.into_iter().map(|(_, difference)| difference).collect(), rows))
}

/// A row: its cells, the last of which is its time.
struct Row(Vec<Cell>);

impl Table {
    fn first_difference(
        &self,
        first: &Records,
        second: &Records,
        extent: Extent,
        rows: &mut u64,
    ) -> Result<Option<Difference>, RecordsError> {
        let sql = format!("SELECT *, {} FROM {} ORDER BY {}", self.time, self.name, self.key.join(", "));
        let mut one = first.connection().prepare(&sql).map_err(|error| first.failed(error))?;
        let mut other = second.connection().prepare(&sql).map_err(|error| second.failed(error))?;
        let columns: Vec<String> = one.column_names().map(str::to_owned).collect();
        let mut one = one.query([]).map_err(|error| first.failed(error))?;
        let mut other = other.query([]).map_err(|error| second.failed(error))?;
        let mut found = None;
        loop {
            let next = |rows: &mut rusqlite::Rows<'_>| rows.next().and_then(|row| row.map(Row::of).transpose());
            let left = next(&mut one).map_err(|error| first.failed(error))?;
            *rows += u64::from(left.is_some());
            if found.is_some() {
                // What is left of the first database is counted, and the key order is not needed any more.
                match left {
                    Some(_) => continue,
                    None => return Ok(found),
                }
            }
            let right = next(&mut other).map_err(|error| second.failed(error))?;
            found = match (left, right) {
                (None, None) => return Ok(None),
                (Some(left), Some(right)) => match self.order(&columns, &left, &right) {
                    Ordering::Equal => self.changed(&columns, &left, &right, extent),
                    Ordering::Less => Some(self.only(&columns, Some(&left), None)),
                    Ordering::Greater => Some(self.only(&columns, None, Some(&right))),
                },
                (left, right) => Some(self.only(&columns, left.as_ref(), right.as_ref())),
            };
        }
    }

    fn key_of<'r>(&self, columns: &[String], row: &'r Row) -> Vec<&'r Cell> {
        let place = |name: &&str| columns.iter().position(|column| column == name);
        self.key.iter().filter_map(place).filter_map(|place| row.0.get(place)).collect()
    }

    fn order(&self, columns: &[String], left: &Row, right: &Row) -> Ordering {
        let pairs = self.key_of(columns, left).into_iter().zip(self.key_of(columns, right));
        pairs.map(|(left, right)| order(left, right)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    /// A row that only one side has.
    fn only(&self, columns: &[String], left: Option<&Row>, right: Option<&Row>) -> Difference {
        let whole = |row: &Row| row.without_time().iter().map(text).collect::<Vec<_>>().join(" | ");
        let row = left.or(right);
        Difference {
            place: self.name.to_owned(),
            row: row.map_or_else(String::new, |row| self.named(columns, row)),
            at: row.and_then(Row::time),
            column: None,
            first: left.map(whole),
            second: right.map(whole),
        }
    }

    /// The first column that differs, down to the field where it holds JSON.
    fn changed(&self, columns: &[String], left: &Row, right: &Row, extent: Extent) -> Option<Difference> {
        let counts = |column: &str| extent == Extent::Everything || !self.costs.contains(&column);
        let cells = columns.iter().zip(left.without_time().iter().zip(right.without_time()));
        let (column, (one, other)) = cells.into_iter().find(|(column, (one, other))| counts(column) && one != other)?;
        let (path, first, second) = narrowed(one, other);
        Some(Difference {
            place: self.name.to_owned(),
            row: self.named(columns, left),
            at: left.time(),
            column: Some(if path.is_empty() { column.clone() } else { format!("{column}.{path}") }),
            first,
            second,
        })
    }

    fn named(&self, columns: &[String], row: &Row) -> String {
        self.key_of(columns, row).into_iter().map(text).collect::<Vec<_>>().join(", ")
    }
}

impl Row {
    fn of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        (0..row.as_ref().column_count()).map(|column| row.get(column)).collect::<rusqlite::Result<_>>().map(Self)
    }

    fn without_time(&self) -> &[Cell] {
        self.0.split_last().map_or(&[], |(_, cells)| cells)
    }

    fn time(&self) -> Option<String> {
        match self.0.last() {
            Some(Cell::Text(at)) => Some(at.clone()),
            _ => None,
        }
    }
}

/// Two cells that differ; where both are JSON, the first field that does.
fn narrowed(one: &Cell, other: &Cell) -> (String, Option<String>, Option<String>) {
    let json = |cell: &Cell| match cell {
        Cell::Text(text) if text.starts_with(['{', '[']) => serde_json::from_str::<serde_json::Value>(text).ok(),
        _ => None,
    };
    if let Some((left, right)) = json(one).zip(json(other))
        && let Some(field) = field_differences(&left, &right).into_iter().next()
    {
        return (field.path, field.first.as_ref().map(shown), field.second.as_ref().map(shown));
    }
    (String::new(), Some(text(one)), Some(text(other)))
}

/// As SQLite orders them: numbers before texts, texts by their bytes.
fn order(left: &Cell, right: &Cell) -> Ordering {
    match (left, right) {
        (Cell::Integer(left), Cell::Integer(right)) => left.cmp(right),
        (Cell::Text(left), Cell::Text(right)) => left.as_bytes().cmp(right.as_bytes()),
        (left, right) => rank(left).cmp(&rank(right)),
    }
}

const fn rank(cell: &Cell) -> u8 {
    match cell {
        Cell::Null => 0,
        Cell::Integer(_) | Cell::Real(_) => 1,
        Cell::Text(_) => 2,
        Cell::Blob(_) => 3,
    }
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Null => "NULL".to_owned(),
        Cell::Integer(number) => number.to_string(),
        Cell::Real(number) => number.to_string(),
        Cell::Text(text) => text.clone(),
        Cell::Blob(bytes) => {
            format!("{} bytes: {}", bytes.len(), bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }
    }
}
