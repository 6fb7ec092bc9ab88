//! How things come into the book: a trade and a group are reserved by a command and exist with their first order.

use simpletrader_contracts::id::{CommandId, GroupId, IdMint, OrderId, TradePlanId};
use simpletrader_contracts::ledger::{ExecutionGroup, GroupRef, Order, OrderRef, TradePlan, TradeRef};
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{Direction, ExecutionStrategyType};
use simpletrader_contracts::{Decimal, Fraction, Instant};

use super::entry::Lease;
use super::position::Position;
use super::round_trip::RoundTrip;
use super::{ChangeKind, GroupEntry, Ledger, LedgerError, OrderEntry, OrderRegistration, TradeEntry};

impl Ledger {
    /// Reserves a trade for a command. It exists in the ledger only when its first order is registered.
    pub fn reserve_trade(&mut self, plan_id: TradePlanId, instrument: InstrumentRef, direction: Direction) -> Option<TradeRef> {
        let symbol = self.instruments.get(instrument.index())?.symbol.clone();
        let trade = TradeRef(self.trades.next()?);
        self.trades.push(TradeEntry {
            plan_id,
            instrument,
            plan: None,
            position: Position::new(direction),
            round_trip: RoundTrip::new(plan_id, symbol, direction),
            working_orders: 0,
            adopted_from: None,
            groups: Vec::new(),
            open_groups: 0,
        });
        self.unbegun.push_back(trade);
        Some(trade)
    }

    /// Reserves a group for a command. It exists in the ledger only when its first order is registered.
    pub fn reserve_group(
        &mut self,
        trade: TradeRef,
        command: CommandId,
        family: ExecutionStrategyType,
        target_quantity: Option<Decimal>,
    ) -> Option<GroupRef> {
        let group = GroupRef(self.groups.next()?);
        self.trades.get_mut(trade.index())?.groups.push(group);
        self.groups.push(GroupEntry {
            trade,
            command,
            family,
            target_quantity,
            max_slippage: None,
            group: None,
            orders: Vec::new(),
            working_orders: 0,
            any_rejected: false,
            lease: Lease::Unclaimed,
            finished: None,
        });
        Some(group)
    }

    /// The plan of a group that was just reserved says how far its market orders may slip. At 1 they may cost whatever they cost.
    pub fn bound_slippage(&mut self, group: GroupRef, most: Fraction) {
        if let Some(group) = self.groups.get_mut(group.index()) {
            group.max_slippage = (most < Fraction::ONE).then_some(most);
        }
    }

    /// Registers an order, and with the first one its group and trade.
    pub fn register_order(
        &mut self,
        ids: &mut IdMint,
        registration: OrderRegistration,
        at: Instant,
    ) -> Result<OrderRef, LedgerError> {
        let OrderRegistration { group: group_ref, tag, instrument, request } = registration;
        let order_ref = OrderRef(self.orders.next().ok_or(LedgerError::TooManyOrders)?);
        let group = self.groups.get_mut(group_ref.index()).ok_or(LedgerError::UnknownGroup(group_ref.0))?;
        let trade_ref = group.trade;
        // A group's trade was checked when the group was reserved, and they are forgotten together.
        let trade = self.trades.get_mut(trade_ref.index()).ok_or(LedgerError::UnknownGroup(group_ref.0))?;
        if trade.instrument != instrument {
            return Err(LedgerError::WrongInstrument(trade.plan_id));
        }
        if trade.is_closed() {
            return Err(LedgerError::TradeIsOver(trade.plan_id));
        }
        let mut created = [None, None];
        if trade.plan.is_none() {
            let RoundTrip { symbol, direction, .. } = &trade.round_trip;
            trade.plan = Some(TradePlan::new(trade.plan_id, self.link.clone(), symbol.clone(), *direction, at));
            self.active.push(trade_ref);
            created[0] = Some(ChangeKind::TradeCreated);
        }
        let plan_id = trade.plan_id;
        let target = group.target_quantity;
        let (command, family) = (group.command, group.family);
        let entry = group.group.get_or_insert_with(|| {
            created[1] = Some(ChangeKind::GroupCreated);
            ExecutionGroup::new(ids.next::<GroupId>(at), command, plan_id, family, target, at)
        });
        let order = Order::new(ids.next::<OrderId>(at), entry.group_id, request, at);
        entry.add_order(order.order_id, at);
        group.orders.push(order_ref);
        group.working_orders += 1;
        trade.working_orders += 1;
        self.orders.push(OrderEntry { order, group: group_ref, trade: trade_ref, instrument, tag, adopted: Decimal::ZERO });
        self.working.push(order_ref);
        for kind in created.into_iter().flatten() {
            let group = (kind == ChangeKind::GroupCreated).then_some(group_ref);
            self.note(kind, at, trade_ref, group, None, None);
        }
        self.note(ChangeKind::OrderPlaced, at, trade_ref, Some(group_ref), Some(order_ref), None);
        Ok(order_ref)
    }
}
