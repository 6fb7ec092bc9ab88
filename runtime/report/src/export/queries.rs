//! The tables that come from the database as they are: which columns, of which kind, from where.

use rusqlite::types::ValueRef;

use super::column::{Column, Kind};
use super::{ExportError, Table};
use crate::records::Records;

/// A table as a query.
pub(super) struct Query {
    name: &'static str,
    /// The name of each column, what it holds, and the SQL expression for it.
    columns: &'static [(&'static str, Kind, &'static str)],
    /// From where, and in which order.
    from: &'static str,
}

use Kind::{Decimal, Flag, Integer, Text, Time};

/// What leads from an order to its trade.
const ORDERS: &str = "orders JOIN execution_group ON execution_group.group_id = orders.parent_group_id";

/// Every such table.
pub(super) const QUERIES: [Query; 5] = [
    Query {
        name: "orders",
        columns: &[
            ("order_id", Text, "orders.order_id"),
            ("group_id", Text, "orders.parent_group_id"),
            ("command_id", Text, "execution_group.parent_command_id"),
            ("trade_plan_id", Text, "execution_group.parent_plan_id"),
            ("symbol", Text, "orders.symbol"),
            ("side", Text, "orders.side"),
            ("order_type", Text, "orders.order_type"),
            ("limit_price", Decimal, "orders.limit_price"),
            ("stop_price", Decimal, "orders.stop_price"),
            ("quantity", Decimal, "orders.quantity"),
            ("time_in_force", Text, "orders.time_in_force"),
            ("purpose", Text, "orders.purpose"),
            ("reduce_only", Flag, "orders.reduce_only"),
            ("status", Text, "orders.status"),
            ("filled_quantity", Decimal, "orders.filled_quantity"),
            ("created_at", Time, "orders.created_at"),
            ("updated_at", Time, "orders.updated_at"),
        ],
        from: "{orders} ORDER BY orders.order_id",
    },
    Query {
        name: "fills",
        columns: &[
            ("fill_id", Text, "fill.fill_id"),
            ("order_id", Text, "fill.parent_order_id"),
            ("trade_plan_id", Text, "execution_group.parent_plan_id"),
            ("symbol", Text, "orders.symbol"),
            ("side", Text, "orders.side"),
            ("purpose", Text, "orders.purpose"),
            ("quantity", Decimal, "fill.quantity"),
            ("price", Decimal, "fill.price"),
            ("commission", Decimal, "fill.commission"),
            ("commission_asset", Text, "fill.commission_asset"),
            ("executed_at", Time, "fill.executed_at"),
            ("bar", Integer, "fill.bar"),
            ("slippage", Decimal, "fill.slippage"),
        ],
        from: "{orders} JOIN fill ON fill.parent_order_id = orders.order_id ORDER BY fill.fill_id",
    },
    Query {
        name: "signals",
        columns: &[
            ("signal_id", Text, "signal_id"),
            ("at", Time, "timestamp"),
            ("worker_id", Text, "worker_id"),
            ("symbol", Text, "symbol"),
            ("direction", Text, "direction"),
            ("signal_type", Text, "signal_type"),
            ("confidence", Decimal, "confidence"),
            ("outcome", Text, "outcome"),
            ("decided_by", Text, "decided_by"),
        ],
        from: "signal ORDER BY signal_id",
    },
    Query {
        name: "directives",
        columns: &[
            ("directive_id", Text, "body ->> '$.directive.directive_id'"),
            ("at", Time, "timestamp"),
            ("pass", Integer, "pass"),
            ("origin_id", Text, "origin_id"),
            ("decided_by", Text, "body ->> '$.directive.strategy_planner_id'"),
            ("scope", Text, "body ->> '$.directive.scope'"),
            ("confidence", Decimal, "body ->> '$.directive.confidence'"),
            ("signal_ids", Text, "coalesce(body -> '$.directive.causality.signal_ids', '[]')"),
            ("risk_ids", Text, "coalesce(body -> '$.directive.causality.risk_ids', '[]')"),
            ("target_plan_ids", Text, "coalesce(body -> '$.directive.target_plan_ids', '[]')"),
            ("facts", Text, "coalesce(body -> '$.facts', '{}')"),
            ("directive", Text, "body -> '$.directive'"),
        ],
        from: "journal WHERE kind = 'DIRECTIVE_ISSUED' ORDER BY entry_id",
    },
    Query {
        name: "rejections",
        columns: &[
            ("rejection_id", Text, "body ->> '$.rejection.rejection_id'"),
            ("at", Time, "timestamp"),
            ("pass", Integer, "pass"),
            ("origin_id", Text, "origin_id"),
            ("stage", Text, "body ->> '$.rejection.stage'"),
            ("refused_by", Text, "body ->> '$.rejection.refused_by'"),
            ("code", Text, "body ->> '$.rejection.chain.rejection_code'"),
            ("reason", Text, "body ->> '$.rejection.chain.rejection_reason'"),
            ("directive_id", Text, "body ->> '$.rejection.chain.partial.strategy_directive_id'"),
            ("signal_ids", Text, "coalesce(body -> '$.rejection.chain.rejected_signal_ids', '[]')"),
            ("risk_ids", Text, "coalesce(body -> '$.rejection.chain.rejected_risk_ids', '[]')"),
            ("trade_plan_ids", Text, "coalesce(body -> '$.rejection.chain.trade_plan_ids', '[]')"),
        ],
        from: "journal WHERE kind IN ('SIGNAL_REJECTED', 'EXECUTION_REJECTED') ORDER BY entry_id",
    },
];

impl Query {
    /// Reads the table.
    pub fn table(&self, records: &Records) -> Result<Table, ExportError> {
        let failed = |error| ExportError::Records(records.failed(error));
        let wanted: Vec<&str> = self.columns.iter().map(|(_, _, sql)| *sql).collect();
        let sql = format!("SELECT {} FROM {}", wanted.join(", "), self.from.replace("{orders}", ORDERS));
        let mut columns: Vec<Column> = self.columns.iter().map(|(name, kind, _)| Column::new(name, *kind)).collect();
        let mut statement = records.connection().prepare(&sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            for (place, column) in columns.iter_mut().enumerate() {
                match row.get_ref(place).map_err(failed)? {
                    ValueRef::Null => column.push(self.name, None)?,
                    ValueRef::Integer(number) => column.push(self.name, Some(&number.to_string()))?,
                    ValueRef::Real(number) => column.push(self.name, Some(&number.to_string()))?,
                    ValueRef::Text(text) => column.push(self.name, Some(&String::from_utf8_lossy(text)))?,
                    ValueRef::Blob(bytes) => column.push(self.name, Some(&format!("{} bytes", bytes.len())))?,
                }
            }
        }
        Ok(Table { name: self.name, columns })
    }
}
