//! What was held after each fill, added up from the fills.

use std::collections::HashMap;

use simpletrader_contracts::Decimal;
use simpletrader_contracts::decimal::canonical;

use super::column::{Column, Kind};
use super::{ExportError, Table};
use crate::records::Records;

const NAME: &str = "positions";

const SQL: &str = "SELECT fill.executed_at, fill.fill_id, execution_group.parent_plan_id, orders.symbol, orders.side, fill.quantity
    FROM fill JOIN orders ON orders.order_id = fill.parent_order_id
    JOIN execution_group ON execution_group.group_id = orders.parent_group_id ORDER BY fill.fill_id";

/// One row a fill: by how much the position of its trade changed, what the trade holds since then, and what all trades in the
/// symbol hold together. Quantities are negative when short.
pub(super) fn positions(records: &Records) -> Result<Table, ExportError> {
    let failed = |error| ExportError::Records(records.failed(error));
    let kinds = [
        ("at", Kind::Time),
        ("fill_id", Kind::Text),
        ("trade_plan_id", Kind::Text),
        ("symbol", Kind::Text),
        ("change", Kind::Decimal),
        ("trade_quantity", Kind::Decimal),
        ("symbol_quantity", Kind::Decimal),
    ];
    let mut columns = kinds.map(|(name, kind)| Column::new(name, kind));
    let (mut of_trade, mut of_symbol) = (HashMap::new(), HashMap::new());
    let mut statement = records.connection().prepare(SQL).map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    let mut number = 0;
    while let Some(row) = rows.next().map_err(failed)? {
        number += 1;
        let text = |column: usize| row.get::<_, String>(column).map_err(failed);
        let (trade, symbol, side, quantity) = (text(2)?, text(3)?, text(4)?, text(5)?);
        let wrong = || ExportError::Value { table: NAME, row: number, column: "quantity".into(), value: quantity.clone() };
        let size = Decimal::from_str_exact(&quantity).map_err(|_| wrong())?;
        let change = if side == "SELL" { -size } else { size };
        let trade_quantity = grown(&mut of_trade, &trade, change).ok_or_else(wrong)?;
        let symbol_quantity = grown(&mut of_symbol, &symbol, change).ok_or_else(wrong)?;
        let [change, trade_quantity, symbol_quantity] = [change, trade_quantity, symbol_quantity].map(canonical);
        let values = [text(0)?, text(1)?, trade, symbol, change, trade_quantity, symbol_quantity];
        for (column, value) in columns.iter_mut().zip(&values) {
            column.push(NAME, Some(value))?;
        }
    }
    Ok(Table { name: NAME, columns: columns.into() })
}

/// What is held of this name after the change; none when that does not fit a decimal.
fn grown(held: &mut HashMap<String, Decimal>, name: &str, change: Decimal) -> Option<Decimal> {
    let held = held.entry(name.to_owned()).or_default();
    *held = held.checked_add(change)?;
    Some(*held)
}
