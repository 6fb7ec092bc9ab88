//! The state in which a batch of pages leaves each trade, group and order.
//!
//! An order is created, accepted and filled within a few bars, and only where that ends is written: nobody can look into a transaction
//! that is not over, and what happened on the way is in the table of changes. Ids ascend with time, so rows are appended and not
//! searched for.

use std::collections::BTreeMap;

use simpletrader_contracts::id::{GroupId, OrderId, TradePlanId};
use simpletrader_contracts::ledger::{Order, TradePlan};

use super::pages::{GroupRow, LedgerRow, PassPage};
use crate::ledger::ChangeKind;

/// What is to be written of a batch, by id.
#[derive(Debug, Default)]
pub(super) struct Latest<'a> {
    /// Trades that began or ended.
    pub trades: BTreeMap<TradePlanId, &'a TradePlan>,
    /// Groups.
    pub groups: BTreeMap<GroupId, &'a GroupRow>,
    /// Orders.
    pub orders: BTreeMap<OrderId, &'a Order>,
}

impl<'a> Latest<'a> {
    /// Of all changes of these pages, in their order.
    pub fn of(pages: &'a [PassPage]) -> Self {
        let mut latest = Self::default();
        pages.iter().flat_map(|page| &page.ledger).for_each(|row| latest.note(row));
        latest
    }

    fn note(&mut self, row: &'a LedgerRow) {
        if let Some(plan) = &row.plan {
            self.trades.insert(plan.plan_id, plan);
        }
        // An update of an order changes nothing of its group.
        if let Some(group) = row.group.as_ref().filter(|_| row.kind != ChangeKind::OrderUpdated) {
            self.groups.insert(group.group_id, group);
        }
        if let Some(order) = &row.order {
            self.orders.insert(order.order_id, order);
        }
    }
}
