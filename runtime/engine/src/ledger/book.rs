//! The book itself: trades, groups, orders and fills by ordinal.

use std::collections::VecDeque;

use simpletrader_contracts::ledger::{GroupRef, OrderRef, TradeRef};
use simpletrader_contracts::market::{Instrument, InstrumentRef};
use simpletrader_contracts::{Decimal, Instant, Price};

use super::account::Account;
use super::change::RecordedFill;
use super::fill_keys::FillKeys;
use super::shelf::Shelf;
use super::tally::Tally;
use super::{ChangeKind, GroupEntry, LedgerChange, OrderEntry, RoundTrip, TradeEntry};

/// Trades, orders, fills and money of one strategy.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub(super) link: String,
    pub(super) instruments: Vec<Instrument>,
    pub(super) trades: Shelf<TradeEntry>,
    pub(super) groups: Shelf<GroupEntry>,
    pub(super) orders: Shelf<OrderEntry>,
    /// Trades that are over and not yet forgotten, in the order in which they ended.
    pub(super) over: VecDeque<TradeRef>,
    /// Trades that were reserved, until it is known that they began.
    pub(super) unbegun: VecDeque<TradeRef>,
    pub(super) active: Vec<TradeRef>,
    pub(super) working: Vec<OrderRef>,
    /// Groups to which orders may still come, oldest first.
    pub(super) open_groups: Vec<GroupRef>,
    pub(super) account: Account,
    pub(super) last_prices: Vec<Option<Price>>,
    pub(super) tally: Tally,
    pub(super) fill_keys: FillKeys,
    pub(super) fills: u64,
    pub(super) changes: Vec<LedgerChange>,
    pub(super) sequence: u64,
    pub(super) closed: Vec<RoundTrip>,
    pub(super) trade_changes: Vec<(ChangeKind, TradeRef)>,
}

impl Ledger {
    /// An empty book with this much money.
    pub fn new(link: String, instruments: Vec<Instrument>, initial_capital: Decimal) -> Self {
        Self {
            link,
            last_prices: vec![None; instruments.len()],
            instruments,
            trades: Shelf::default(),
            groups: Shelf::default(),
            orders: Shelf::default(),
            over: VecDeque::new(),
            unbegun: VecDeque::new(),
            active: Vec::new(),
            working: Vec::new(),
            open_groups: Vec::new(),
            account: Account::new(initial_capital),
            tally: Tally::new(initial_capital),
            fill_keys: FillKeys::default(),
            fills: 0,
            changes: Vec::new(),
            sequence: 0,
            closed: Vec::new(),
            trade_changes: Vec::new(),
        }
    }

    /// A trade by its ordinal; none that was [forgotten](Self::forget).
    pub fn trade(&self, trade: TradeRef) -> Option<&TradeEntry> {
        self.trades.get(trade.index())
    }

    /// Whether a trade is the host's own: it holds a fill that came when its trade was over, and no worker knows of it.
    pub fn is_adopted(&self, trade: TradeRef) -> bool {
        self.trade(trade).is_some_and(|entry| entry.adopted_from.is_some())
    }

    /// The trade under which the venue keeps the position of a trade.
    pub fn trade_at_venue(&self, trade: TradeRef) -> TradeRef {
        self.trade(trade).and_then(|entry| entry.adopted_from).unwrap_or(trade)
    }

    /// A group by its ordinal; none of a trade that was forgotten.
    pub fn group(&self, group: GroupRef) -> Option<&GroupEntry> {
        self.groups.get(group.index())
    }

    /// An order by its ordinal; none of a trade that was forgotten.
    pub fn order(&self, order: OrderRef) -> Option<&OrderEntry> {
        self.orders.get(order.index())
    }

    /// The orders of a group, oldest first.
    pub fn group_orders(&self, group: GroupRef) -> impl Iterator<Item = &OrderEntry> {
        let orders = self.groups.get(group.index()).map_or(&[][..], |entry| &entry.orders);
        orders.iter().filter_map(|order| self.order(*order))
    }

    /// The group of a trade's latest command that placed an order.
    pub fn latest_group(&self, trade: TradeRef) -> Option<GroupRef> {
        let groups = self.trade(trade)?.groups.iter();
        let latest = groups.filter_map(|group| self.group(*group)?.orders.last()).max_by_key(|order| order.index())?;
        self.order(*latest).map(|entry| entry.group)
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
    pub fn take_closed(&mut self) -> Vec<RoundTrip> {
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

    /// Remembers a change under the next sequence number.
    pub(super) fn note(
        &mut self,
        kind: ChangeKind,
        at: Instant,
        trade: TradeRef,
        group: Option<GroupRef>,
        order: Option<OrderRef>,
        fill: Option<RecordedFill>,
    ) {
        self.sequence += 1;
        if matches!(kind, ChangeKind::TradeCreated | ChangeKind::TradeClosed) {
            self.trade_changes.push((kind, trade));
        }
        self.changes.push(LedgerChange { sequence: self.sequence, kind, at, trade, group, order, fill });
    }
}
