//! Level 3: one order at the venue.

use std::ops::Deref;

use super::fill::{Fill, total_quantity};
use super::order_record::{OrderFields, OrderRecord};
use crate::decision::OrderTerms;
use crate::id::{GroupId, OrderId};
use crate::name::ShortText;
use crate::terms::{OrderPurpose, OrderStatus, Side, TimeInForce};
use crate::{Decimal, Instant, Quantity, Refused, Symbol};

/// One order. Its status follows [`OrderStatus::may_become`]; what it has filled is the sum of its fills, so its
/// [record](OrderRecord) does not repeat it.
///
/// Its [traits](OrderTraits) are read as its own fields, and only its methods change anything:
///
/// ```compile_fail
/// fn change(order: &mut simpletrader_contracts::ledger::Order) {
///     order.side = simpletrader_contracts::terms::Side::Buy;
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    traits: OrderTraits,
    status: OrderStatus,
    filled: Decimal,
    updated_at: Instant,
    connector_order_id: Option<ShortText>,
    linked_order_ids: Vec<OrderId>,
}

/// What an order is. Terms and quantity change with [`Order::amend`], the rest never.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderTraits {
    /// Given by the ledger.
    pub order_id: OrderId,
    /// The group it belongs to.
    pub parent_group_id: GroupId,
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
    /// When it was registered.
    pub created_at: Instant,
}

impl Deref for Order {
    type Target = OrderTraits;

    fn deref(&self) -> &OrderTraits {
        &self.traits
    }
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
    /// Amended after its end.
    #[error("order {order} is {status} and cannot be amended")]
    Final {
        /// The order.
        order: OrderId,
        /// Its status.
        status: OrderStatus,
    },
    /// More filled than ordered, or an amended quantity that leaves nothing to fill.
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
        let traits = OrderTraits {
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
        };
        Self {
            traits,
            status: OrderStatus::Pending,
            filled: Decimal::ZERO,
            updated_at: created_at,
            connector_order_id: None,
            linked_order_ids: Vec::new(),
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

    /// The venue's name for it, once the venue has said it.
    pub fn connector_order_id(&self) -> Option<&ShortText> {
        self.connector_order_id.as_ref()
    }

    /// The venue's name for it.
    pub fn name_at_venue(&mut self, connector_order_id: ShortText) {
        self.connector_order_id = Some(connector_order_id);
    }

    /// Orders that it cancels, and that cancel it, when one of them fills.
    pub fn linked_order_ids(&self) -> &[OrderId] {
        &self.linked_order_ids
    }

    /// Links it to an order that excludes it. Itself, and an order that is linked already, change nothing.
    pub fn link(&mut self, other: OrderId) {
        if other != self.order_id && !self.linked_order_ids.contains(&other) {
            self.linked_order_ids.push(other);
        }
    }

    /// What is written down about it.
    pub fn record(&self) -> OrderRecord {
        OrderRecord::of(OrderFields {
            order_id: self.order_id,
            parent_group_id: self.parent_group_id,
            connector_order_id: self.connector_order_id.clone(),
            symbol: self.symbol.clone(),
            side: self.side,
            terms: self.terms,
            quantity: self.quantity,
            time_in_force: self.time_in_force,
            purpose: self.purpose,
            reduce_only: self.reduce_only,
            linked_order_ids: self.linked_order_ids.clone(),
            status: self.status,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }

    /// The order of a record and all fills of that order. Refused when they contradict one another.
    pub fn restore(record: OrderRecord, fills: &[Fill]) -> Result<Self, Refused> {
        if let Some(fill) = fills.iter().find(|fill| fill.parent_order_id != record.order_id) {
            return Err(Refused::new("a fill must belong to its order", fill.parent_order_id));
        }
        let too_many = || Refused::new("the fills of an order must not exceed its quantity", record.order_id);
        let filled = total_quantity(fills).filter(|filled| *filled <= record.quantity.get()).ok_or_else(too_many)?;
        let is_whole = filled == record.quantity.get();
        let agrees = match record.status {
            OrderStatus::Pending | OrderStatus::Open | OrderStatus::Rejected => filled.is_zero(),
            OrderStatus::PartiallyFilled => !filled.is_zero() && !is_whole,
            OrderStatus::Filled => is_whole,
            // Its last fill may have come in after the word that it was withdrawn.
            OrderStatus::Cancelled | OrderStatus::Expired => true,
        };
        if !agrees {
            let shown = format!("{} with {filled} of {} filled", record.status, record.quantity);
            return Err(Refused::new("an order's status must agree with its fills", shown));
        }
        let fields = record.into_fields();
        let traits = OrderTraits {
            order_id: fields.order_id,
            parent_group_id: fields.parent_group_id,
            symbol: fields.symbol,
            side: fields.side,
            terms: fields.terms,
            quantity: fields.quantity,
            time_in_force: fields.time_in_force,
            purpose: fields.purpose,
            reduce_only: fields.reduce_only,
            created_at: fields.created_at,
        };
        Ok(Self {
            traits,
            status: fields.status,
            filled,
            updated_at: fields.updated_at,
            connector_order_id: fields.connector_order_id,
            linked_order_ids: fields.linked_order_ids,
        })
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

    /// Takes another quantity or other terms, as the venue did. Refused once it is final, and for no more than is filled; a
    /// refused change changes nothing. Neither status nor `updated_at` changes: that is the time of the last status.
    pub fn amend(&mut self, quantity: Option<Quantity>, terms: Option<OrderTerms>) -> Result<(), OrderError> {
        if self.status.is_final() {
            return Err(OrderError::Final { order: self.order_id, status: self.status });
        }
        let quantity = quantity.unwrap_or(self.quantity);
        if quantity.get() <= self.filled {
            return Err(OrderError::Overfilled { order: self.order_id, quantity, filled: self.filled });
        }
        self.traits.quantity = quantity;
        self.traits.terms = terms.unwrap_or(self.terms);
        Ok(())
    }

    /// Adds a fill; the status follows. A fill may come in after the venue said that the order was withdrawn or expired: it was
    /// made before, so it counts, and the status stays.
    pub fn add_fill(&mut self, quantity: Quantity, at: Instant) -> Result<(), OrderError> {
        let filled = self.filled.checked_add(quantity.get()).unwrap_or(Decimal::MAX);
        if filled > self.quantity.get() {
            return Err(OrderError::Overfilled { order: self.order_id, quantity: self.quantity, filled });
        }
        if matches!(self.status, OrderStatus::Cancelled | OrderStatus::Expired) {
            self.filled = filled;
            self.updated_at = at;
            return Ok(());
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

    // mission: 11
    #[test]
    fn an_order_is_amended_while_it_works_and_never_below_what_it_filled() {
        let (mut order, at) = (order(), Instant::from_micros(1));
        order.become_status(OrderStatus::Open, at).unwrap();
        order.add_fill(quantity(4), at).unwrap();
        let before = order.clone();
        assert!(matches!(order.amend(Some(quantity(4)), None), Err(OrderError::Overfilled { .. })));
        assert_eq!(order, before, "a refused change changes nothing");
        order.amend(Some(quantity(5)), None).unwrap();
        assert_eq!(order.quantity, quantity(5));
        order.become_status(OrderStatus::Cancelled, at).unwrap();
        assert!(matches!(order.amend(Some(quantity(6)), None), Err(OrderError::Final { .. })));
    }

    // mission: 11
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

    // mission: 11
    #[test]
    fn a_fill_from_before_the_withdrawal_still_counts() {
        let (mut order, at) = (order(), Instant::from_micros(1));
        order.become_status(OrderStatus::Open, at).unwrap();
        order.become_status(OrderStatus::Cancelled, at).unwrap();
        order.add_fill(quantity(4), at).unwrap();
        assert_eq!((order.status(), order.filled()), (OrderStatus::Cancelled, 4.into()));
        assert!(matches!(order.add_fill(quantity(7), at), Err(OrderError::Overfilled { .. })), "but never too much");
        order.add_fill(quantity(6), at).unwrap();
        assert_eq!((order.status(), order.filled()), (OrderStatus::Cancelled, 10.into()), "withdrawn stays withdrawn");
    }

    #[test]
    fn a_refused_order_has_no_fills() {
        let (mut order, at) = (order(), Instant::from_micros(1));
        order.become_status(OrderStatus::Rejected, at).unwrap();
        assert!(matches!(order.add_fill(quantity(4), at), Err(OrderError::Transition { .. })));
    }

    // mission: 11, 13
    #[test]
    fn an_order_never_fills_beyond_its_quantity() {
        let (mut order, at) = (order(), Instant::from_micros(1));
        let before = order.clone();
        assert!(matches!(order.add_fill(quantity(11), at), Err(OrderError::Overfilled { .. })));
        assert_eq!(order, before, "a refused fill changes nothing");
    }
}
