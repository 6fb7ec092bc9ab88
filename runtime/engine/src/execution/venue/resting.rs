//! An order at the venue: where it stands and how much of it may still fill.

use simpletrader_contracts::ledger::OrderRef;
use simpletrader_contracts::{Decimal, Instant};

use super::VenueOrder;

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Waits for its parent to fill.
    Sleeping,
    /// Works.
    Working,
    /// Its trigger was touched and not all of it filled: a market or limit order from the next bar or quote on.
    Triggered,
    /// Over; removed at the end of the event.
    Done,
}

/// What ties a child to its parent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Leash {
    /// The child works for no more than its parent filled.
    pub parent_filled: Decimal,
    /// The parent will fill no more.
    pub parent_is_over: bool,
}

/// An order that is not over.
#[derive(Debug)]
pub(super) struct Resting {
    /// The order, as it was last changed.
    pub order: VenueOrder,
    /// Where it stands.
    pub stage: Stage,
    /// When it arrived: it meets bars that open, closes that come and quotes that stand from then on.
    pub since: Instant,
    /// Woken or triggered by what happened inside the current bar, not at its open.
    pub woken_inside: bool,
    /// Has met no bar and no quote yet: a limit order that fills now takes what rests.
    pub is_fresh: bool,
    /// What of it was filled.
    pub filled: Decimal,
    /// What a partner filled in its place.
    pub given_up: Decimal,
    /// What ties it to its parent, if it has one.
    pub leash: Option<Leash>,
}

impl Resting {
    /// An order that arrives.
    pub fn new(order: VenueOrder, since: Instant) -> Self {
        let leash = order.parent.map(|_| Leash { parent_filled: Decimal::ZERO, parent_is_over: false });
        let stage = if leash.is_some() { Stage::Sleeping } else { Stage::Working };
        Self { order, stage, since, woken_inside: false, is_fresh: true, filled: Decimal::ZERO, given_up: Decimal::ZERO, leash }
    }

    /// What is neither filled nor given up. Never negative.
    pub fn remaining(&self) -> Decimal {
        (self.order.quantity.get() - self.filled - self.given_up).max(Decimal::ZERO)
    }

    /// What of that may fill now: no more than the parent has filled.
    pub fn unleashed(&self) -> Decimal {
        match self.leash {
            Some(leash) => (leash.parent_filled - self.filled - self.given_up).clamp(Decimal::ZERO, self.remaining()),
            None => self.remaining(),
        }
    }

    /// Whether its parent may still fill, so that there may be more to do for it later.
    pub fn waits_for_parent(&self) -> bool {
        self.leash.is_some_and(|leash| !leash.parent_is_over)
    }

    /// Whether it is a child of this order.
    pub fn is_child_of(&self, parent: OrderRef) -> bool {
        self.order.parent == Some(parent)
    }

    /// Whether it and this order exclude one another.
    pub fn is_partner_of(&self, other: &VenueOrder) -> bool {
        self.order.oco == Some(other.order) || other.oco == Some(self.order.order)
    }

    /// Whether it works, triggered or not.
    pub fn is_live(&self) -> bool {
        matches!(self.stage, Stage::Working | Stage::Triggered)
    }
}
