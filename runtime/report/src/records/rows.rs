//! The rows of `run.sqlite`. Times, ids and exact figures stay the texts that they are in the file: an answer shows them as they
//! are, and whoever counts parses what it needs.

use rusqlite::Row;
use serde::{Deserialize, Serialize};

/// A pass that left something, or the first one over bars after such a pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pass {
    /// Its number, from 0; passes that left nothing have numbers too.
    pub pass: u32,
    /// Its anchor.
    pub at: String,
    /// What began it: the id of a market tick, a reply of the venue or a wake-up.
    pub origin_id: String,
    /// Of which kind that is: `TICK`, `REPLY` or `SCHEDULE`.
    pub origin_type: String,
    /// The bars that closed at it; none of a pass that was not begun by the market.
    pub bars: Vec<Bar>,
    /// What its calls cost, in run order; workers that were not called are not there.
    pub calls: Vec<Call>,
}

/// A closed bar. Figures are exact decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// Number of its series in the build spec.
    pub series: u32,
    /// What it is a bar of.
    pub symbol: String,
    /// Its number within the period, from 0.
    pub index: u32,
    /// Its label as it stands in the data.
    pub label: String,
    /// When it closed.
    pub closed_at: String,
    /// First price.
    pub open: String,
    /// Highest price.
    pub high: String,
    /// Lowest price.
    pub low: String,
    /// Last price.
    pub close: String,
    /// Traded quantity.
    pub volume: String,
}

/// What the calls of a worker cost in one pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Its id within the strategy.
    pub worker_id: String,
    /// How often it was called.
    pub calls: u64,
    /// The fuel of those calls together.
    pub fuel: u64,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JournalLine {
    /// Its id.
    pub entry_id: String,
    /// What it is about, e.g. `DIRECTIVE_ISSUED`.
    pub kind: String,
    /// The anchor of its pass.
    pub at: String,
    /// The number of its pass.
    pub pass: u32,
    /// What began the pass.
    pub origin_id: String,
    /// Of which kind that is.
    pub origin_type: String,
    /// Everything else, by kind.
    pub body: serde_json::Value,
}

/// A signal and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signal {
    /// Its id.
    pub signal_id: String,
    /// The anchor of its pass.
    pub at: String,
    /// The detector.
    pub worker_id: String,
    /// What it is about.
    pub symbol: String,
    /// `long` or `short`.
    pub direction: String,
    /// Its type, as the detector names it.
    pub signal_type: String,
    /// Between 0 and 1, where the detector says it.
    pub confidence: Option<String>,
    /// `USED` or `REFUSED`.
    pub outcome: String,
    /// The directive that uses it, or the rejection.
    pub decided_by: String,
}

/// A risk and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Risk {
    /// Its id.
    pub risk_id: String,
    /// The anchor of its pass.
    pub at: String,
    /// The monitor.
    pub worker_id: String,
    /// Its type, as the monitor names it.
    pub risk_type: String,
    /// Between 0 and 1.
    pub severity: String,
    /// What it is about; none when it is about everything.
    pub affected_symbol: Option<String>,
    /// `USED` or `REFUSED`; none when no decision mentions it.
    pub outcome: Option<String>,
    /// The directive or rejection that mentions it.
    pub decided_by: Option<String>,
}

/// A trade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trade {
    /// Its id.
    pub plan_id: String,
    /// What is traded.
    pub symbol: String,
    /// `long` or `short`.
    pub direction: String,
    /// `ACTIVE` or `CLOSED`.
    pub status: String,
    /// When its first order was registered.
    pub created_at: String,
    /// When it was over.
    pub closed_at: Option<String>,
}

/// The orders of one command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its id.
    pub group_id: String,
    /// The command.
    pub command_id: String,
    /// The trade.
    pub plan_id: String,
    /// The algorithm family.
    pub execution_strategy: String,
    /// How far it has come.
    pub status: String,
    /// What it was to fill, where the command wanted a quantity.
    pub target_quantity: Option<String>,
    /// What was filled.
    pub filled_quantity: String,
    /// When its first order was registered.
    pub created_at: String,
}

/// An order, as the run left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Order {
    /// Its id.
    pub order_id: String,
    /// Its group.
    pub group_id: String,
    /// What is traded.
    pub symbol: String,
    /// `BUY` or `SELL`.
    pub side: String,
    /// `MARKET`, `LIMIT`, …
    pub order_type: String,
    /// Its limit, where it has one.
    pub limit_price: Option<String>,
    /// Its stop, where it has one.
    pub stop_price: Option<String>,
    /// How much.
    pub quantity: String,
    /// How long it works.
    pub time_in_force: String,
    /// What it is for: `ENTRY`, `STOP_LOSS`, …
    pub purpose: String,
    /// Its status at the end.
    pub status: String,
    /// What was filled.
    pub filled_quantity: String,
    /// When it was registered.
    pub created_at: String,
    /// When it changed last.
    pub updated_at: String,
}

/// A fill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fill {
    /// Its id.
    pub fill_id: String,
    /// The order.
    pub order_id: String,
    /// How much.
    pub quantity: String,
    /// At what price.
    pub price: String,
    /// What it cost.
    pub commission: String,
    /// In what that is counted; in account currency where nothing is said.
    pub commission_asset: Option<String>,
    /// When.
    pub executed_at: String,
}

/// A change of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerChange {
    /// Its number, from 1.
    pub sequence: i64,
    /// The number of its pass.
    pub pass: u32,
    /// What changed, e.g. `ORDER_PLACED`.
    pub kind: String,
    /// When.
    pub at: String,
    /// The trade.
    pub plan_id: String,
    /// The group, where it is about one.
    pub group_id: Option<String>,
    /// The order, where it is about one.
    pub order_id: Option<String>,
    /// The fill, where it is one.
    pub fill_id: Option<String>,
}

/// A row type: its columns, in the order in which [`FromRow::of`] reads them.
pub(super) trait FromRow: Sized {
    /// `SELECT` up to the conditions.
    const SELECT: &'static str;

    /// The value of a row.
    fn of(row: &Row<'_>) -> rusqlite::Result<Self>;
}

macro_rules! rows {
    ($($type:ident from $table:literal { $($field:ident = $column:literal),+ $(,)? })+) => { $(
        impl FromRow for $type {
            const SELECT: &'static str = concat!("SELECT ", rows!(@columns $($column),+), " FROM ", $table);

            fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
                Ok(Self { $($field: row.get($column)?),+ })
            }
        }
    )+ };
    (@columns $first:literal $(, $rest:literal)*) => { concat!($first $(, ", ", $rest)*) };
}

rows! {
    Signal from "signal" {
        signal_id = "signal_id", at = "timestamp", worker_id = "worker_id", symbol = "symbol", direction = "direction",
        signal_type = "signal_type", confidence = "confidence", outcome = "outcome", decided_by = "decided_by",
    }
    Risk from "risk" {
        risk_id = "risk_id", at = "timestamp", worker_id = "worker_id", risk_type = "risk_type", severity = "severity",
        affected_symbol = "affected_symbol", outcome = "outcome", decided_by = "decided_by",
    }
    Trade from "trade_plan" {
        plan_id = "plan_id", symbol = "symbol", direction = "direction", status = "status", created_at = "created_at",
        closed_at = "closed_at",
    }
    Group from "execution_group" {
        group_id = "group_id", command_id = "parent_command_id", plan_id = "parent_plan_id",
        execution_strategy = "execution_strategy", status = "status", target_quantity = "target_quantity",
        filled_quantity = "filled_quantity", created_at = "created_at",
    }
    Order from "orders" {
        order_id = "order_id", group_id = "parent_group_id", symbol = "symbol", side = "side", order_type = "order_type",
        limit_price = "limit_price", stop_price = "stop_price", quantity = "quantity", time_in_force = "time_in_force",
        purpose = "purpose", status = "status", filled_quantity = "filled_quantity", created_at = "created_at",
        updated_at = "updated_at",
    }
    Fill from "fill" {
        fill_id = "fill_id", order_id = "parent_order_id", quantity = "quantity", price = "price", commission = "commission",
        commission_asset = "commission_asset", executed_at = "executed_at",
    }
    LedgerChange from "ledger_change" {
        sequence = "sequence", pass = "pass", kind = "kind", at = "at", plan_id = "plan_id", group_id = "group_id",
        order_id = "order_id", fill_id = "fill_id",
    }
}
