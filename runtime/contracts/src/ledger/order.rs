//! Level 3: one order at the venue.

use serde::Serialize;

use crate::decision::OrderTerms;
use crate::id::{GroupId, OrderId};
use crate::terms::{OrderPurpose, OrderStatus, Side, TimeInForce};
use crate::{Decimal, Instant, Quantity, Symbol};

/// One order. Its status follows [`OrderStatus::may_become`]; what it has filled is the sum of its fills.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Order {
    /// Given by the ledger.
    pub order_id: OrderId,
    /// The group it belongs to.
    pub parent_group_id: GroupId,
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
    /// When it was registered.
    pub created_at: Instant,
    status: OrderStatus,
    #[serde(with = "crate::decimal::text")]
    filled: Decimal,
    updated_at: Instant,
}

/// A change that an order cannot make.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// Not a legal transition.
    #[error("order {order} is {from} and cannot become {to}")]
    Transition {
        /// The order.
        order: OrderId,
        /// Its status.
        from: OrderStatus,
        /// The status asked for.
        to: OrderStatus,
    },
    /// More filled than ordered.
    #[error("order {order} for {quantity} cannot have {filled} filled")]
    Overfilled {
        /// The order.
        order: OrderId,
        /// Its quantity.
        quantity: Quantity,
        /// What would be filled.
        filled: Decimal,
    },
}

/// What [`Order::new`] needs beside the ids.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderRequest {
    /// What is traded.
    pub symbol: Symbol,
    /// Which side.
    pub side: Side,
    /// Type and prices.
    pub terms: OrderTerms,
    /// How much.
    pub quantity: Quantity,
    /// How long it may work.
    pub time_in_force: TimeInForce,
    /// What it is for.
    pub purpose: OrderPurpose,
    /// May only reduce the position.
    pub reduce_only: bool,
}

impl Order {
    /// A registered order that the venue has not seen yet.
    pub fn new(order_id: OrderId, parent_group_id: GroupId, request: OrderRequest, created_at: Instant) -> Self {
        let OrderRequest { symbol, side, terms, quantity, time_in_force, purpose, reduce_only } = request;
        Self {
            order_id,
            parent_group_id,
            symbol,
            side,
            terms,
            quantity,
            time_in_force,
            purpose,
            reduce_only,
            created_at,
            status: OrderStatus::Pending,
            filled: Decimal::ZERO,
            updated_at: created_at,
        }
    }

    /// Where it stands.
    pub fn status(&self) -> OrderStatus {
        self.status
    }

    /// Sum of its fills.
    pub fn filled(&self) -> Decimal {
        self.filled
    }

    /// When it last changed.
    pub fn updated_at(&self) -> Instant {
        self.updated_at
    }

    /// Moves it to another status.
    pub fn become_status(&mut self, next: OrderStatus, at: Instant) -> Result<(), OrderError> {
        if !self.status.may_become(next) {
            return Err(OrderError::Transition { order: self.order_id, from: self.status, to: next });
        }
        self.status = next;
        self.updated_at = at;
        Ok(())
    }

    /// Adds a fill; the status follows.
    pub fn add_fill(&mut self, quantity: Quantity, at: Instant) -> Result<(), OrderError> {
        let filled = self.filled + quantity.get();
        if filled > self.quantity.get() {
            return Err(OrderError::Overfilled { order: self.order_id, quantity: self.quantity, filled });
        }
        let next = if filled == self.quantity.get() { OrderStatus::Filled } else { OrderStatus::PartiallyFilled };
        self.become_status(next, at)?;
        self.filled = filled;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order() -> Order {
        Order::new(
            OrderId::parse("ORD_20040921_000000_00000001").unwrap(),
            GroupId::parse("EXG_20040921_000000_00000001").unwrap(),
            OrderRequest {
                symbol: Symbol::new("A_B").unwrap(),
                side: Side::Buy,
                terms: OrderTerms::Market,
                quantity: Quantity::new(10.into()).unwrap(),
                time_in_force: TimeInForce::Gtc,
                purpose: OrderPurpose::Entry,
                reduce_only: false,
            },
            Instant::default(),
        )
    }

    fn quantity(n: i64) -> Quantity {
        Quantity::new(n.into()).unwrap()
    }

    #[test]
    fn fills_move_the_status() {
        let (mut order, at) = (order(), Instant::from_micros(1));
        order.become_status(OrderStatus::Open, at).unwrap();
        order.add_fill(quantity(4), at).unwrap();
        assert_eq!(order.status(), OrderStatus::PartiallyFilled);
        order.add_fill(quantity(6), at).unwrap();
        assert_eq!((order.status(), order.filled()), (OrderStatus::Filled, 10.into()));
        assert!(order.become_status(OrderStatus::Cancelled, at).is_err());
    }

    #[test]
    fn an_order_never_fills_beyond_its_quantity() {
        let (mut order, at) = (order(), Instant::from_micros(1));
        let before = order.clone();
        assert!(matches!(order.add_fill(quantity(11), at), Err(OrderError::Overfilled { .. })));
        assert_eq!(order, before, "a refused fill changes nothing");
    }
}
