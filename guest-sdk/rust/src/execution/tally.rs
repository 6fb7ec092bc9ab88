//! What the orders of one command have promised.

use std::collections::BTreeMap;

use simpletrader_contracts::Decimal;
use simpletrader_contracts::ledger::OrderView;
use simpletrader_contracts::worker::call::NewOrder;

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
    /// An order is about to be placed.
    pub fn placed(&mut self, order: &NewOrder) {
        let worth = if order.purpose.counts_toward_target() { order.quantity.get() } else { Decimal::ZERO };
        self.orders.insert(order.tag, Promise { worth, works: true });
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

    /// True when the venue refused an order.
    pub fn any_refused(&self) -> bool {
        self.any_refused
    }

    /// A tag that no order has yet, and neither of the two after it.
    pub fn next_tag(&self) -> u32 {
        self.orders.last_key_value().map_or(1, |(tag, _)| tag.saturating_add(3))
    }
}
