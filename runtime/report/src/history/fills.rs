//! The fills of `run.sqlite`, with the orders that they filled.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row};
use simpletrader_contracts::Decimal;
use simpletrader_contracts::terms::Side;

use crate::reading::ReadError;

/// What the filled order was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FillPurpose {
    /// Into the position.
    Entry,
    /// Out of it, at a stop.
    Stop,
    /// Out of it, at a target.
    Target,
    /// Anything else: a close by decision, a slice.
    Other,
}

/// One execution. Money is in the currency of the symbol's price.
#[derive(Debug, Clone, PartialEq)]
pub struct Fill {
    /// What was traded.
    pub symbol: String,
    /// Which way.
    pub side: Side,
    /// What the order was for.
    pub purpose: FillPurpose,
    /// True for a market order: it takes whatever price there is.
    pub is_market: bool,
    /// Number of the bar in which it happened, among the bars of the symbol.
    pub bar: usize,
    /// How much, > 0.
    pub quantity: Decimal,
    /// At which price.
    pub price: Decimal,
    /// What slippage and spread cost, >= 0.
    pub slippage: Decimal,
}

impl Fill {
    /// Price times quantity.
    pub fn value(&self) -> Decimal {
        self.price.saturating_mul(self.quantity)
    }
}

const FILLS: &str = "SELECT orders.symbol, orders.side, orders.purpose, orders.order_type, fill.bar, fill.quantity, fill.price,
        fill.slippage
    FROM fill JOIN orders ON orders.order_id = fill.parent_order_id ORDER BY fill.connector_fill_id";

pub(crate) fn open(path: &Path) -> Result<Connection, ReadError> {
    Ok(Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
}

pub(super) fn read(database: &Connection) -> Result<Vec<Fill>, ReadError> {
    let mut statement = database.prepare(FILLS)?;
    let fills = statement.query_map([], fill_of)?.collect::<Result<Vec<_>, _>>()?;
    Ok(fills)
}

fn fill_of(row: &Row<'_>) -> rusqlite::Result<Fill> {
    let decimal = |column: usize| -> rusqlite::Result<Decimal> {
        row.get_ref(column)?.as_str()?.parse().map_err(|_| rusqlite::Error::InvalidQuery)
    };
    Ok(Fill {
        symbol: row.get(0)?,
        side: if row.get_ref(1)?.as_str()? == Side::Buy.as_str() { Side::Buy } else { Side::Sell },
        purpose: match row.get_ref(2)?.as_str()? {
            "ENTRY" => FillPurpose::Entry,
            "STOP_LOSS" => FillPurpose::Stop,
            "TAKE_PROFIT" => FillPurpose::Target,
            _ => FillPurpose::Other,
        },
        is_market: row.get_ref(3)?.as_str()? == "MARKET",
        bar: row.get::<_, u32>(4)? as usize,
        quantity: decimal(5)?,
        price: decimal(6)?,
        slippage: decimal(7)?,
    })
}
