//! Level 4: one execution at the venue.

use serde::Serialize;

use crate::decimal::Amount;
use crate::id::{FillId, OrderId};
use crate::{Decimal, Instant, Price, Quantity};

/// One execution. Immutable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fill {
    /// Given by the ledger.
    pub fill_id: FillId,
    /// The order.
    pub parent_order_id: OrderId,
    /// The venue's own key: the same reply twice must not make two fills.
    pub connector_fill_id: u64,
    /// How much.
    pub filled_quantity: Quantity,
    /// At which price.
    pub fill_price: Price,
    /// Fee, in account currency.
    pub commission: Amount,
    /// When.
    pub executed_at: Instant,
}

impl Fill {
    /// Price times quantity.
    pub fn value(&self) -> Decimal {
        self.fill_price.get() * self.filled_quantity.get()
    }
}
