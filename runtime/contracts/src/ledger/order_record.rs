//! What is written down about an order.

use serde::{Deserialize, Serialize};

use crate::contract::{contract, repeated};
use crate::decision::OrderTerms;
use crate::id::{GroupId, OrderId};
use crate::name::ShortText;
use crate::terms::{OrderPurpose, OrderStatus, OrderType, Side, TimeInForce};
use crate::{Instant, Price, Quantity, Refused, Symbol};

/// The fields of an [`OrderRecord`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "FlatOrder")]
pub struct OrderFields {
    /// Given by the ledger.
    pub order_id: OrderId,
    /// The group it belongs to.
    pub parent_group_id: GroupId,
    /// The venue's name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connector_order_id: Option<ShortText>,
    /// What is traded.
    pub symbol: Symbol,
    /// Which side.
    pub side: Side,
    /// Type and prices.
    #[serde(flatten)]
    pub terms: OrderTerms,
    /// How much.
    pub quantity: Quantity,
    /// How long it may work.
    pub time_in_force: TimeInForce,
    /// What it is for.
    pub purpose: OrderPurpose,
    /// May only reduce the position.
    pub reduce_only: bool,
    /// Orders that exclude it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub linked_order_ids: Vec<OrderId>,
    /// Where it stands.
    pub status: OrderStatus,
    /// When it was registered.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// Read flat, because serde cannot refuse unknown fields beside a flattened part.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatOrder {
    order_id: OrderId,
    parent_group_id: GroupId,
    #[serde(default)]
    connector_order_id: Option<ShortText>,
    symbol: Symbol,
    side: Side,
    order_type: OrderType,
    #[serde(default)]
    limit_price: Option<Price>,
    #[serde(default)]
    stop_price: Option<Price>,
    quantity: Quantity,
    time_in_force: TimeInForce,
    purpose: OrderPurpose,
    #[serde(default)]
    reduce_only: bool,
    #[serde(default)]
    linked_order_ids: Vec<OrderId>,
    status: OrderStatus,
    created_at: Instant,
    updated_at: Instant,
}

impl TryFrom<FlatOrder> for OrderFields {
    type Error = Refused;

    fn try_from(flat: FlatOrder) -> Result<Self, Refused> {
        Ok(Self {
            order_id: flat.order_id,
            parent_group_id: flat.parent_group_id,
            connector_order_id: flat.connector_order_id,
            symbol: flat.symbol,
            side: flat.side,
            terms: OrderTerms::of_type(flat.order_type, flat.limit_price, flat.stop_price)?,
            quantity: flat.quantity,
            time_in_force: flat.time_in_force,
            purpose: flat.purpose,
            reduce_only: flat.reduce_only,
            linked_order_ids: flat.linked_order_ids,
            status: flat.status,
            created_at: flat.created_at,
            updated_at: flat.updated_at,
        })
    }
}

contract!(
    /// What is written down about an order; what it has filled stands in its fills. No causality: its group names the command.
    OrderRecord holds OrderFields
);

impl OrderRecord {
    /// The record of an order, whose own methods keep the rules.
    pub(super) fn of(fields: OrderFields) -> Self {
        Self(fields)
    }
}

impl OrderFields {
    fn check(&self) -> Result<(), Refused> {
        if self.updated_at < self.created_at {
            return Err(Refused::new("updated_at: must not lie before created_at", self.updated_at));
        }
        if let Some(id) = repeated(&self.linked_order_ids) {
            return Err(Refused::new("linked_order_ids: an order must stand once", id));
        }
        if self.linked_order_ids.contains(&self.order_id) {
            return Err(Refused::new("linked_order_ids: an order cannot exclude itself", self.order_id));
        }
        Ok(())
    }
}
