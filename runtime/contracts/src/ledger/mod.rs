//! What happened: trade plan → execution group → order → fill, and the views of them that workers are given.
//!
//! The containers change only through the methods here, and only along the legal transitions; everything else is fixed at
//! creation.

pub mod fill;
mod group;
mod order;
mod order_record;
mod trade_plan;
mod view;

pub use fill::{Fill, FillFields};
pub use group::{ExecutionGroup, GroupError, GroupTraits};
pub use order::{Order, OrderError, OrderRequest, OrderTraits};
pub use order_record::{OrderFields, OrderRecord};
pub use trade_plan::{TradePlan, TradeTraits};
pub use view::{AccountView, OrderView, PositionView};

use crate::market::ordinal;

ordinal!(
    /// Ordinal of a trade plan in its strategy's ledger.
    TradeRef
);
ordinal!(
    /// Ordinal of an execution group in its strategy's ledger.
    GroupRef
);
ordinal!(
    /// Ordinal of an order in its strategy's ledger.
    OrderRef
);
