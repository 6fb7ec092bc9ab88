//! What the orders of one command have promised.

use std::collections::BTreeMap;

use simpletrader_contracts::Decimal;
use simpletrader_contracts::decision::ExitPlanDraft;
use simpletrader_contracts::ledger::OrderView;
use simpletrader_contracts::worker::call::{NewOrder, OrderIntent};

use super::protected;

/// The orders of one command, as far as they were placed and heard of.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    orders: BTreeMap<u32, Promise>,
    any_refused: bool,
}

#[derive(Debug, Clone, Copy)]
struct Promise {
    /// What it may come to: its quantity while it works, what it filled afterwards. 0 for protection.
    worth: Decimal,
    works: bool,
}

impl Tally {
    /// Places an order with its protection.
    pub fn place(&mut self, order: NewOrder, exit: &ExitPlanDraft) -> Vec<OrderIntent> {
        let orders = protected(order, exit);
        for order in &orders {
            let worth = if order.purpose.counts_toward_target() { order.quantity.get() } else { Decimal::ZERO };
            self.orders.insert(order.tag, Promise { worth, works: true });
        }
        orders.into_iter().map(OrderIntent::Place).collect()
    }

    /// The venue said something about an order. False for one that this command did not place.
    pub fn heard(&mut self, order: &OrderView) -> bool {
        let Some(promise) = self.orders.get_mut(&order.tag) else { return false };
        if order.status.is_final() {
            promise.works = false;
            if order.purpose.counts_toward_target() {
                promise.worth = order.filled;
            }
            self.any_refused |= order.status == simpletrader_contracts::terms::OrderStatus::Rejected;
        }
        true
    }

    /// What its orders filled, or may still fill, toward what the command wants.
    pub fn promised(&self) -> Decimal {
        self.orders.values().map(|promise| promise.worth).sum()
    }

    /// True while an order works, protection included.
    pub fn is_at_work(&self) -> bool {
        self.orders.values().any(|promise| promise.works)
    }

    /// The end of the command; it was given up when the venue refused an order and nothing was filled.
    pub fn finish(&self) -> OrderIntent {
        OrderIntent::Finish { abandoned: self.any_refused && self.promised().is_zero() }
    }

    /// A tag that no order has yet, and neither of the two after it.
    pub fn next_tag(&self) -> u32 {
        self.orders.last_key_value().map_or(1, |(tag, _)| tag.saturating_add(3))
    }
}
