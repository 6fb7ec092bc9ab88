//! How groups and trades end.
//!
//! A group settles when none of its orders works and nobody will place another one; a trade closes with its last order, its last
//! group and its position. Between two slices of an algorithm nothing works, and the group is not over: while its worker may
//! come back to it, the strategy keeps it open.

use simpletrader_contracts::Instant;
use simpletrader_contracts::ledger::{GroupRef, OrderRef, TradeRef};

use super::entry::Lease;
use super::{ChangeKind, Ledger};

impl Ledger {
    /// Its worker may come back to a group that was just reserved: it stays open until it is released.
    pub fn keep_open(&mut self, group_ref: GroupRef) {
        let Some(group) = self.groups.get_mut(group_ref.index()) else { return };
        if group.lease != Lease::Unclaimed {
            return;
        }
        group.lease = Lease::Open;
        self.open_groups.push(group_ref);
        if let Some(trade) = self.trades.get_mut(group.trade.index()) {
            trade.open_groups += 1;
        }
    }

    /// Whether no group is open, and no trade has begun or ended since that was last asked.
    pub fn is_settled(&self) -> bool {
        self.open_groups.is_empty() && self.trade_changes.is_empty()
    }

    /// Groups that are kept open and have no order that works, oldest first.
    pub fn idle_groups(&self) -> Vec<GroupRef> {
        let is_idle = |group: &&GroupRef| self.group(**group).is_some_and(|entry| entry.working_orders == 0);
        self.open_groups.iter().filter(is_idle).copied().collect()
    }

    /// Groups of a trade that are kept open, oldest first.
    pub fn open_groups(&self, trade: TradeRef) -> Vec<GroupRef> {
        let of_trade = |group: &&GroupRef| self.group(**group).is_some_and(|entry| entry.trade == trade);
        self.open_groups.iter().filter(of_trade).copied().collect()
    }

    /// The host withdraws a group: its worker may go on to protect what was filled, but orders no more of what its command
    /// wanted.
    pub fn withdraw_group(&mut self, group_ref: GroupRef) {
        if let Some(group) = self.groups.get_mut(group_ref.index())
            && group.lease != Lease::Released
        {
            if group.lease == Lease::Unclaimed {
                self.keep_open(group_ref);
            }
            if let Some(group) = self.groups.get_mut(group_ref.index()) {
                group.lease = Lease::Withdrawn;
            }
        }
    }

    /// Nobody comes back to a group: it settles now, or with the last order that it still has.
    pub fn release_group(&mut self, group_ref: GroupRef, at: Instant) {
        let Some(group) = self.groups.get_mut(group_ref.index()) else { return };
        let was_open = matches!(group.lease, Lease::Open | Lease::Withdrawn);
        if !was_open {
            return;
        }
        group.lease = Lease::Released;
        let trade_ref = group.trade;
        self.open_groups.retain(|open| *open != group_ref);
        if let Some(trade) = self.trades.get_mut(trade_ref.index()) {
            trade.open_groups -= 1;
        }
        self.settle_group(group_ref, at);
        self.close_trade(trade_ref, at);
    }

    /// Its execution worker says that a group is finished. It settles now, or with the last order that it still has.
    pub fn finish_group(&mut self, group_ref: GroupRef, abandoned: bool, at: Instant) {
        let Some(group) = self.groups.get_mut(group_ref.index()) else { return };
        group.finished = Some(abandoned);
        match group.lease {
            Lease::Unclaimed | Lease::Released => self.settle_group(group_ref, at),
            Lease::Open | Lease::Withdrawn => self.release_group(group_ref, at),
        }
    }

    /// An order reached its end.
    pub(super) fn retire_order(&mut self, order_ref: OrderRef, rejected: bool, at: Instant) {
        let Some(entry) = self.orders.get(order_ref.index()) else { return };
        let (trade_ref, group_ref) = (entry.trade, entry.group);
        self.working.retain(|working| *working != order_ref);
        let (Some(group), Some(trade)) = (self.groups.get_mut(group_ref.index()), self.trades.get_mut(trade_ref.index())) else {
            return;
        };
        group.working_orders -= 1;
        group.any_rejected |= rejected;
        trade.working_orders -= 1;
        if matches!(group.lease, Lease::Unclaimed | Lease::Released) {
            self.settle_group(group_ref, at);
        }
        self.close_trade(trade_ref, at);
    }

    /// A group ends when none of its orders works: by what was filled, and by whether something was refused or given up.
    fn settle_group(&mut self, group_ref: GroupRef, at: Instant) {
        let Some(entry) = self.groups.get_mut(group_ref.index()) else { return };
        let trade = entry.trade;
        let refused = entry.was_refused();
        if let (0, Some(group)) = (entry.working_orders, &mut entry.group) {
            group.settle(refused, at);
            self.note(ChangeKind::GroupChanged, at, trade, Some(group_ref), None, None);
        }
    }

    /// A trade is over when nothing is held, nothing works, and no group of it waits for more.
    pub(super) fn close_trade(&mut self, trade_ref: TradeRef, at: Instant) {
        let Some(trade) = self.trades.get_mut(trade_ref.index()) else { return };
        let is_over = trade.working_orders == 0 && trade.open_groups == 0 && trade.position.quantity().is_zero();
        if is_over && trade.plan.as_mut().is_some_and(|plan| plan.close(at)) {
            self.active.retain(|active| *active != trade_ref);
            self.over.push_back(trade_ref);
            self.note(ChangeKind::TradeClosed, at, trade_ref, None, None, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use simpletrader_contracts::decision::OrderTerms;
    use simpletrader_contracts::id::{CommandId, IdMint, TradePlanId};
    use simpletrader_contracts::ledger::OrderRequest;
    use simpletrader_contracts::market::{Instrument, InstrumentRef};
    use simpletrader_contracts::terms::{
        Direction, ExecutionStrategyType, GroupStatus, OrderPurpose, OrderStatus, Side, TimeInForce, TradeStatus,
    };
    use simpletrader_contracts::{Decimal, Quantity, Symbol};

    use super::*;
    use crate::ledger::OrderRegistration;

    const AT: Instant = Instant::from_micros(0);

    /// A book with one group that wants ten, and where its ids come from.
    fn book() -> (Ledger, IdMint, GroupRef) {
        let instrument = Instrument {
            symbol: Symbol::new("A_USD").unwrap(),
            price_scale: 2,
            size_scale: 0,
            tick_size: Decimal::ONE,
            lot_size: Decimal::ONE,
            min_notional: None,
        };
        let mut ledger = Ledger::new("test".into(), vec![instrument], 10_000.into());
        let mut ids = IdMint::default();
        let trade = ledger.reserve_trade(ids.next::<TradePlanId>(AT), InstrumentRef(0), Direction::Long).unwrap();
        let family = ExecutionStrategyType::Twap;
        let group = ledger.reserve_group(trade, ids.next::<CommandId>(AT), family, Some(Decimal::TEN)).unwrap();
        (ledger, ids, group)
    }

    fn place(ledger: &mut Ledger, ids: &mut IdMint, group: GroupRef, tag: u32) -> OrderRef {
        let request = OrderRequest {
            symbol: Symbol::new("A_USD").unwrap(),
            side: Side::Buy,
            terms: OrderTerms::Market,
            quantity: Quantity::new(5.into()).unwrap(),
            time_in_force: TimeInForce::Gtc,
            purpose: OrderPurpose::Slice,
            reduce_only: false,
        };
        let registration = OrderRegistration { group, tag, instrument: InstrumentRef(0), request };
        ledger.register_order(ids, registration, AT).unwrap()
    }

    fn standing(ledger: &Ledger, group: GroupRef) -> (GroupStatus, TradeStatus) {
        let entry = ledger.group(group).unwrap();
        let trade = ledger.trade(entry.trade).unwrap().plan.as_ref().unwrap();
        (entry.group.as_ref().unwrap().status(), trade.status())
    }

    #[test]
    fn a_group_that_nobody_keeps_open_ends_with_its_last_order_and_takes_an_empty_trade_along() {
        let (mut ledger, mut ids, group) = book();
        let order = place(&mut ledger, &mut ids, group, 1);
        assert_eq!(standing(&ledger, group), (GroupStatus::Active, TradeStatus::Active));
        ledger.update_order(order, OrderStatus::Cancelled, AT).unwrap();
        assert_eq!(standing(&ledger, group), (GroupStatus::Cancelled, TradeStatus::Closed));
    }

    #[test]
    fn a_group_that_waits_for_its_next_slice_is_not_over_and_neither_is_its_trade() {
        let (mut ledger, mut ids, group) = book();
        ledger.keep_open(group);
        let first = place(&mut ledger, &mut ids, group, 1);
        assert!(ledger.idle_groups().is_empty(), "an order works");
        ledger.update_order(first, OrderStatus::Rejected, AT).unwrap();
        assert_eq!(standing(&ledger, group), (GroupStatus::Active, TradeStatus::Active));
        assert_eq!(ledger.idle_groups(), [group]);
        let second = place(&mut ledger, &mut ids, group, 2);
        ledger.release_group(group, AT);
        assert_eq!(standing(&ledger, group).0, GroupStatus::Active, "its last order still works");
        ledger.update_order(second, OrderStatus::Cancelled, AT).unwrap();
        assert_eq!(standing(&ledger, group), (GroupStatus::Failed, TradeStatus::Closed));
        assert!(ledger.idle_groups().is_empty() && ledger.group(group).unwrap().is_released());
    }

    #[test]
    fn a_command_that_was_given_up_has_failed() {
        let (mut ledger, mut ids, group) = book();
        ledger.keep_open(group);
        let order = place(&mut ledger, &mut ids, group, 1);
        ledger.finish_group(group, true, AT);
        ledger.update_order(order, OrderStatus::Expired, AT).unwrap();
        assert_eq!((standing(&ledger, group).0, ledger.group(group).unwrap().finished()), (GroupStatus::Failed, Some(true)));
    }

    #[test]
    fn what_was_released_cannot_be_withdrawn_or_opened_again() {
        let (mut ledger, _, group) = book();
        ledger.keep_open(group);
        ledger.withdraw_group(group);
        assert!(ledger.group(group).unwrap().is_withdrawn());
        ledger.release_group(group, AT);
        ledger.withdraw_group(group);
        ledger.keep_open(group);
        assert!(ledger.group(group).unwrap().is_released() && ledger.idle_groups().is_empty());
    }
}
