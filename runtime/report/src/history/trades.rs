//! `trades.csv`: the closed trades.

use std::path::Path;

use simpletrader_contracts::Decimal;
use simpletrader_contracts::terms::Direction;

use super::causes::Cause;
use super::table::Table;
use crate::reading::ReadError;

/// A closed trade. Money is in account currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Trade {
    /// Its id in ledger and journal.
    pub plan_id: String,
    /// What was traded.
    pub symbol: String,
    /// Which way.
    pub direction: Direction,
    /// Label of the bar of the first entry fill.
    pub entry_time: String,
    /// Label of the bar of the last exit fill.
    pub exit_time: String,
    /// Number of the entry's bar among the bars of the symbol.
    pub entry_bar: usize,
    /// Number of the exit's bar.
    pub exit_bar: usize,
    /// Average price of the entries.
    pub entry_price: Decimal,
    /// Average price of the exits.
    pub exit_price: Decimal,
    /// Traded quantity, > 0.
    pub quantity: Decimal,
    /// All its fees.
    pub fees: Decimal,
    /// Result after fees.
    pub result: Decimal,
    /// `signal`, `stop` or `target`.
    pub exit_reason: String,
    /// What led to it.
    pub cause: Cause,
}

pub(super) fn read(path: &Path) -> Result<Vec<Trade>, ReadError> {
    let mut trades = Vec::new();
    let columns = [
        "trade_plan_id",
        "symbol",
        "direction",
        "entry_time",
        "exit_time",
        "entry_bar",
        "exit_bar",
        "entry_price",
        "exit_price",
        "qty",
        "commission",
        "pnl",
        "exit_reason",
    ];
    Table::open(path)?.rows(columns, |fields| {
        let [plan_id, symbol, direction, entry_time, exit_time, entry_bar, exit_bar, entry_price, exit_price, ..] = fields;
        let [.., quantity, fees, result, exit_reason] = fields;
        trades.push(Trade {
            plan_id: plan_id.to_owned(),
            symbol: symbol.to_owned(),
            direction: match direction {
                "long" => Direction::Long,
                "short" => Direction::Short,
                _ => return Err("direction"),
            },
            entry_time: entry_time.to_owned(),
            exit_time: exit_time.to_owned(),
            entry_bar: entry_bar.parse().map_err(|_| "entry_bar")?,
            exit_bar: exit_bar.parse().map_err(|_| "exit_bar")?,
            entry_price: entry_price.parse().map_err(|_| "entry_price")?,
            exit_price: exit_price.parse().map_err(|_| "exit_price")?,
            quantity: quantity.parse().map_err(|_| "qty")?,
            fees: fees.parse().map_err(|_| "commission")?,
            result: result.parse().map_err(|_| "pnl")?,
            exit_reason: exit_reason.to_owned(),
            cause: Cause::default(),
        });
        Ok(())
    })?;
    Ok(trades)
}
