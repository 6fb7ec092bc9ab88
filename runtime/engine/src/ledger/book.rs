//! The book itself: trades, groups, orders and fills by ordinal, and the only ways to change them.

use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::id::{CommandId, FillId, GroupId, IdMint, OrderId, TradePlanId};
use simpletrader_contracts::ledger::{
    ExecutionGroup, Fill, FillFields, GroupError, GroupRef, Order, OrderError, OrderRef, OrderRequest, TradePlan, TradeRef,
};
use simpletrader_contracts::market::{Instrument, InstrumentRef};
use simpletrader_contracts::terms::{Direction, ExecutionStrategyType, OrderStatus, Side, text_enum};
use simpletrader_contracts::{Decimal, Instant, Price, Quantity};

use super::account::Account;
use super::position::{Position, PositionError};
use super::round_trip::{BarMark, RoundTrip};

text_enum!(
    /// What changed.
    ChangeKind {
        #[doc = "The first order of a new trade was registered."] TradeCreated = "TRADE_CREATED",
        #[doc = "A trade is over."] TradeClosed = "TRADE_CLOSED",
        #[doc = "The first order of a command was registered."] GroupCreated = "GROUP_CREATED",
        #[doc = "A group's status changed."] GroupChanged = "GROUP_CHANGED",
        #[doc = "An order was registered."] OrderPlaced = "ORDER_PLACED",
        #[doc = "An order's status or terms changed."] OrderUpdated = "ORDER_UPDATED",
        #[doc = "An order was filled, whole or in part."] OrderFilled = "ORDER_FILLED",
        #[doc = "The venue refused an order."] OrderRejected = "ORDER_REJECTED",
        #[doc = "An order was withdrawn."] OrderCancelled = "ORDER_CANCELLED",
    }
);

/// One change, in order. What it left behind is read from the entries.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerChange {
    /// From 1, without gaps.
    pub sequence: u64,
    /// What changed.
    pub kind: ChangeKind,
    /// When.
    pub at: Instant,
    /// The trade concerned.
    pub trade: TradeRef,
    /// The group concerned.
    pub group: Option<GroupRef>,
    /// The order concerned.
    pub order: Option<OrderRef>,
    /// The fill, for ORDER_FILLED.
    pub fill: Option<Fill>,
}

/// A trade, from the moment its id is reserved.
#[derive(Debug, Clone, PartialEq)]
pub struct TradeEntry {
    /// Reserved when the command was aggregated.
    pub plan_id: TradePlanId,
    /// What is traded.
    pub instrument: InstrumentRef,
    /// The trade plan; none until its first order is registered.
    pub plan: Option<TradePlan>,
    /// What is open.
    pub position: Position,
    /// What it did.
    pub round_trip: RoundTrip,
    working_orders: u32,
}

/// A group, from the moment its ordinal is reserved.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupEntry {
    /// The trade it belongs to.
    pub trade: TradeRef,
    /// The command that made it.
    pub command: CommandId,
    /// The algorithm family.
    pub family: ExecutionStrategyType,
    /// What it shall fill, where the command wanted a quantity.
    pub target_quantity: Option<Decimal>,
    /// The group; none until its first order is registered.
    pub group: Option<ExecutionGroup>,
    orders: Vec<OrderRef>,
    working_orders: u32,
    any_rejected: bool,
}

/// An order.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderEntry {
    /// The order.
    pub order: Order,
    /// The group it belongs to.
    pub group: GroupRef,
    /// The trade it belongs to.
    pub trade: TradeRef,
    /// What is traded.
    pub instrument: InstrumentRef,
    /// The worker's own name for it.
    pub tag: u32,
}

/// What [`Ledger::register_order`] needs.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderRegistration {
    /// The group it belongs to.
    pub group: GroupRef,
    /// The worker's own name for it.
    pub tag: u32,
    /// What is traded.
    pub instrument: InstrumentRef,
    /// The order.
    pub request: OrderRequest,
}

/// What the venue says about a fill.
#[derive(Debug, Clone, PartialEq)]
pub struct FillReport {
    /// The order.
    pub order: OrderRef,
    /// The venue's own key.
    pub connector_fill_id: u64,
    /// How much.
    pub quantity: Quantity,
    /// At which price.
    pub price: Price,
    /// The fee.
    pub commission: Amount,
    /// When.
    pub at: Instant,
}

/// A change that would break an invariant. None of them changes anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// No such order.
    #[error("there is no order {0}")]
    UnknownOrder(u32),
    /// No such group.
    #[error("there is no group {0}")]
    UnknownGroup(u32),
    /// An order for another instrument than its trade.
    #[error("an order of trade {0} must be for the trade's own instrument")]
    WrongInstrument(TradePlanId),
    /// The order cannot change like that.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The group cannot change like that.
    #[error(transparent)]
    Group(#[from] GroupError),
    /// The fill would turn the position around.
    #[error("a fill of order {0} would turn the position of its trade around")]
    Flips(OrderId),
    /// A figure does not fit 28 digits.
    #[error("a money figure of order {0} does not fit 28 digits")]
    Overflow(OrderId),
}

/// Trades, orders, fills and money of one strategy.
#[derive(Debug)]
pub struct Ledger {
    link: String,
    instruments: Vec<Instrument>,
    pub(super) trades: Vec<TradeEntry>,
    groups: Vec<GroupEntry>,
    pub(super) orders: Vec<OrderEntry>,
    pub(super) active: Vec<TradeRef>,
    pub(super) working: Vec<OrderRef>,
    pub(super) account: Account,
    pub(super) last_prices: Vec<Option<Price>>,
    fills: u64,
    changes: Vec<LedgerChange>,
    sequence: u64,
    closed: Vec<TradeRef>,
    trade_changes: Vec<(ChangeKind, TradeRef)>,
}

impl Ledger {
    /// An empty book with this much money.
    pub fn new(link: String, instruments: Vec<Instrument>, initial_capital: Decimal) -> Self {
        Self {
            link,
            last_prices: vec![None; instruments.len()],
            instruments,
            trades: Vec::new(),
            groups: Vec::new(),
            orders: Vec::new(),
            active: Vec::new(),
            working: Vec::new(),
            account: Account::new(initial_capital),
            fills: 0,
            changes: Vec::new(),
            sequence: 0,
            closed: Vec::new(),
            trade_changes: Vec::new(),
        }
    }

    /// A trade by its ordinal.
    pub fn trade(&self, trade: TradeRef) -> Option<&TradeEntry> {
        self.trades.get(trade.index())
    }

    /// A group by its ordinal.
    pub fn group(&self, group: GroupRef) -> Option<&GroupEntry> {
        self.groups.get(group.index())
    }

    /// An order by its ordinal.
    pub fn order(&self, order: OrderRef) -> Option<&OrderEntry> {
        self.orders.get(order.index())
    }

    /// The orders of a group, oldest first.
    pub fn group_orders(&self, group: GroupRef) -> impl Iterator<Item = &OrderEntry> {
        let orders = self.groups.get(group.index()).map_or(&[][..], |entry| &entry.orders);
        orders.iter().filter_map(|order| self.order(*order))
    }

    /// What the orders of a group may still fill before its target is reached, if every order that works fills whole; none where
    /// its command wanted no quantity. Protective orders leave the trade and do not count.
    pub fn room(&self, group: GroupRef) -> Option<Decimal> {
        let target = self.group(group)?.target_quantity?;
        let promised = |entry: &OrderEntry| {
            let order = &entry.order;
            if order.status().is_final() { order.filled() } else { order.quantity.get() }
        };
        let entries = self.group_orders(group).filter(|entry| entry.order.purpose.counts_toward_target());
        entries.map(promised).try_fold(target, Decimal::checked_sub)
    }

    /// The cash side.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Number of fills so far.
    pub fn fills(&self) -> u64 {
        self.fills
    }

    /// The instruments, by ordinal.
    pub fn instruments(&self) -> &[Instrument] {
        &self.instruments
    }

    /// Trades that are not closed, oldest first.
    pub fn active_trades(&self) -> &[TradeRef] {
        &self.active
    }

    /// Orders that still work, oldest first.
    pub fn working_orders(&self) -> &[OrderRef] {
        &self.working
    }

    /// Takes the changes since the last call, in order.
    pub fn take_changes(&mut self) -> Vec<LedgerChange> {
        std::mem::take(&mut self.changes)
    }

    /// True when something changed since [`Self::take_changes`].
    pub fn has_changes(&self) -> bool {
        !self.changes.is_empty()
    }

    /// Takes the round trips whose position was closed since the last call, in order.
    pub fn take_closed(&mut self) -> Vec<TradeRef> {
        std::mem::take(&mut self.closed)
    }

    /// Takes the trades that began or ended since the last call, in order.
    pub fn take_trade_changes(&mut self) -> Vec<(ChangeKind, TradeRef)> {
        std::mem::take(&mut self.trade_changes)
    }

    /// Sets the latest known price of an instrument.
    pub fn set_last_price(&mut self, instrument: InstrumentRef, price: Price) {
        if let Some(last) = self.last_prices.get_mut(instrument.index()) {
            *last = Some(price);
        }
    }

    /// The latest known price of an instrument.
    pub fn last_price(&self, instrument: InstrumentRef) -> Option<Price> {
        self.last_prices.get(instrument.index()).copied().flatten()
    }

    /// Reserves a trade for a command. It exists in the ledger only when its first order is registered.
    pub fn reserve_trade(&mut self, plan_id: TradePlanId, instrument: InstrumentRef, direction: Direction) -> Option<TradeRef> {
        let symbol = self.instruments.get(instrument.index())?.symbol.clone();
        let trade = TradeRef(u32::try_from(self.trades.len()).ok()?);
        self.trades.push(TradeEntry {
            plan_id,
            instrument,
            plan: None,
            position: Position::new(direction),
            round_trip: RoundTrip::new(plan_id, symbol, direction),
            working_orders: 0,
        });
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
        self.trade(trade)?;
        let group = GroupRef(u32::try_from(self.groups.len()).ok()?);
        self.groups.push(GroupEntry {
            trade,
            command,
            family,
            target_quantity,
            group: None,
            orders: Vec::new(),
            working_orders: 0,
            any_rejected: false,
        });
        Some(group)
    }

    /// Registers an order, and with the first one its group and trade.
    pub fn register_order(
        &mut self,
        ids: &mut IdMint,
        registration: OrderRegistration,
        at: Instant,
    ) -> Result<OrderRef, LedgerError> {
        let OrderRegistration { group: group_ref, tag, instrument, request } = registration;
        let order_ref = OrderRef(self.orders.len() as u32);
        let group = self.groups.get_mut(group_ref.index()).ok_or(LedgerError::UnknownGroup(group_ref.0))?;
        let trade_ref = group.trade;
        // A group's trade was checked when the group was reserved, and trades are never removed.
        let trade = self.trades.get_mut(trade_ref.index()).ok_or(LedgerError::UnknownGroup(group_ref.0))?;
        if trade.instrument != instrument {
            return Err(LedgerError::WrongInstrument(trade.plan_id));
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
        self.orders.push(OrderEntry { order, group: group_ref, trade: trade_ref, instrument, tag });
        self.working.push(order_ref);
        for kind in created.into_iter().flatten() {
            let group = (kind == ChangeKind::GroupCreated).then_some(group_ref);
            self.note(kind, at, trade_ref, group, None, None);
        }
        self.note(ChangeKind::OrderPlaced, at, trade_ref, Some(group_ref), Some(order_ref), None);
        Ok(order_ref)
    }

    /// The venue changed an order's status without filling it.
    pub fn update_order(&mut self, order_ref: OrderRef, status: OrderStatus, at: Instant) -> Result<(), LedgerError> {
        let entry = self.orders.get_mut(order_ref.index()).ok_or(LedgerError::UnknownOrder(order_ref.0))?;
        entry.order.become_status(status, at)?;
        let (trade, group) = (entry.trade, entry.group);
        let kind = match status {
            OrderStatus::Rejected => ChangeKind::OrderRejected,
            OrderStatus::Cancelled => ChangeKind::OrderCancelled,
            _ => ChangeKind::OrderUpdated,
        };
        self.note(kind, at, trade, Some(group), Some(order_ref), None);
        if status.is_final() {
            self.retire_order(order_ref, status == OrderStatus::Rejected, at);
        }
        Ok(())
    }

    /// The venue changed an order's quantity or terms as asked.
    pub fn amend_order(
        &mut self,
        order_ref: OrderRef,
        quantity: Option<Quantity>,
        terms: Option<simpletrader_contracts::decision::OrderTerms>,
        at: Instant,
    ) -> Result<(), LedgerError> {
        let entry = self.orders.get_mut(order_ref.index()).ok_or(LedgerError::UnknownOrder(order_ref.0))?;
        entry.order.amend(quantity, terms)?;
        let (trade, group) = (entry.trade, entry.group);
        self.note(ChangeKind::OrderUpdated, at, trade, Some(group), Some(order_ref), None);
        Ok(())
    }

    /// Records a fill. `mark` says in which bar.
    pub fn record_fill(&mut self, ids: &mut IdMint, report: &FillReport, mark: &BarMark) -> Result<(), LedgerError> {
        let FillReport { order: order_ref, connector_fill_id, quantity, price, commission, at } = *report;
        let entry = self.orders.get_mut(order_ref.index()).ok_or(LedgerError::UnknownOrder(order_ref.0))?;
        let order_id = entry.order.order_id;
        let overflow = LedgerError::Overflow(order_id);
        let (side, purpose, trade_ref, group_ref) = (entry.order.side, entry.order.purpose, entry.trade, entry.group);
        let trade = self.trades.get_mut(trade_ref.index()).ok_or(LedgerError::UnknownOrder(order_ref.0))?;
        let group = self.groups.get_mut(group_ref.index()).ok_or(LedgerError::UnknownGroup(group_ref.0))?;

        // Everything that can fail comes first, on copies, so that a refused fill changes nothing.
        let value = price.get().checked_mul(quantity.get()).ok_or(overflow.clone())?;
        let fee = commission.get();
        let position = trade.position.after_fill(side, quantity.get(), value, fee).map_err(|error| match error {
            PositionError::Flips => LedgerError::Flips(order_id),
            PositionError::Overflow => overflow.clone(),
        })?;
        let mut round_trip = trade.round_trip.clone();
        round_trip.add(side, purpose, quantity.get(), value, fee, mark).ok_or(overflow.clone())?;
        let mut account = self.account.clone();
        let flow = if side == Side::Buy { -value } else { value };
        account.settle(flow, fee).ok_or(overflow)?;
        let fill = Fill::new(FillFields {
            fill_id: ids.next::<FillId>(at),
            parent_order_id: order_id,
            connector_fill_id,
            filled_quantity: quantity,
            fill_price: price,
            commission,
            commission_asset: None,
            executed_at: at,
        })
        .map_err(|_| LedgerError::Overflow(order_id))?;
        // The protective children of an entry leave the trade; they are not progress toward the group's target.
        let counts = purpose.counts_toward_target();
        let mut progress = group.group.clone();
        if let (true, Some(progress)) = (counts, &mut progress) {
            progress.add_fill(quantity, at)?;
        }
        entry.order.add_fill(quantity, at)?;

        group.group = progress;
        self.account = account;
        trade.position = position;
        trade.round_trip = round_trip;
        if trade.position.quantity().is_zero() {
            self.closed.push(trade_ref);
        }
        let order_is_final = entry.order.status().is_final();
        self.fills += 1;
        self.note(ChangeKind::OrderFilled, at, trade_ref, Some(group_ref), Some(order_ref), Some(fill));
        if order_is_final {
            self.retire_order(order_ref, false, at);
        }
        Ok(())
    }

    /// Its execution worker says that a group is finished. Nothing happens while orders of it still work.
    pub fn finish_group(&mut self, group_ref: GroupRef, abandoned: bool, at: Instant) {
        let Some(entry) = self.groups.get_mut(group_ref.index()) else { return };
        let trade = entry.trade;
        let open = entry.working_orders == 0 && entry.group.as_ref().is_some_and(|group| !group.status().is_final());
        if let (true, Some(group)) = (open, &mut entry.group) {
            group.settle(abandoned, at);
            self.note(ChangeKind::GroupChanged, at, trade, Some(group_ref), None, None);
        }
    }

    /// An order reached its end: its group settles with its last order, its trade closes with its last order and position.
    fn retire_order(&mut self, order_ref: OrderRef, rejected: bool, at: Instant) {
        let Some(entry) = self.orders.get(order_ref.index()) else { return };
        let (trade_ref, group_ref) = (entry.trade, entry.group);
        self.working.retain(|working| *working != order_ref);
        let (Some(group), Some(trade)) = (self.groups.get_mut(group_ref.index()), self.trades.get_mut(trade_ref.index())) else {
            return;
        };
        group.working_orders -= 1;
        group.any_rejected |= rejected;
        trade.working_orders -= 1;
        let mut group_changed = false;
        if let (0, Some(inner)) = (group.working_orders, &mut group.group) {
            inner.settle(group.any_rejected, at);
            group_changed = true;
        }
        let trade_closed = trade.working_orders == 0
            && trade.position.quantity().is_zero()
            && trade.plan.as_mut().is_some_and(|plan| plan.close(at));
        if group_changed {
            self.note(ChangeKind::GroupChanged, at, trade_ref, Some(group_ref), None, None);
        }
        if trade_closed {
            self.active.retain(|active| *active != trade_ref);
            self.note(ChangeKind::TradeClosed, at, trade_ref, None, None, None);
        }
    }

    fn note(
        &mut self,
        kind: ChangeKind,
        at: Instant,
        trade: TradeRef,
        group: Option<GroupRef>,
        order: Option<OrderRef>,
        fill: Option<Fill>,
    ) {
        self.sequence += 1;
        if matches!(kind, ChangeKind::TradeCreated | ChangeKind::TradeClosed) {
            self.trade_changes.push((kind, trade));
        }
        self.changes.push(LedgerChange { sequence: self.sequence, kind, at, trade, group, order, fill });
    }
}
