//! How things change in the book: what the venue says about an order, fills above all, and how groups and trades end.

use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::id::{FillId, IdMint};
use simpletrader_contracts::ledger::{Fill, FillFields, OrderRef};
use simpletrader_contracts::terms::{CommissionAsset, OrderStatus};
use simpletrader_contracts::{Instant, Quantity};

use super::position::PositionError;
use super::settlement::{Settlement, Unsettled};
use super::{BarMark, ChangeKind, FillReport, Ledger, LedgerError, RecordedFill};

impl Ledger {
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
        terms: Option<OrderTerms>,
        at: Instant,
    ) -> Result<(), LedgerError> {
        let entry = self.orders.get_mut(order_ref.index()).ok_or(LedgerError::UnknownOrder(order_ref.0))?;
        entry.order.amend(quantity, terms)?;
        let (trade, group) = (entry.trade, entry.group);
        self.note(ChangeKind::OrderUpdated, at, trade, Some(group), Some(order_ref), None);
        Ok(())
    }

    /// Records a fill. `mark` says in which bar. The whole fill is worked out on copies first, so a refused one changes nothing.
    pub fn record_fill(&mut self, ids: &mut IdMint, report: &FillReport, mark: &BarMark) -> Result<(), LedgerError> {
        let FillReport { order: order_ref, connector_fill_id, quantity, at, .. } = *report;
        let entry = self.orders.get(order_ref.index()).ok_or(LedgerError::UnknownOrder(order_ref.0))?;
        if self.fill_keys.contains(connector_fill_id) {
            return Err(LedgerError::DuplicateFill(connector_fill_id));
        }
        let order_id = entry.order.order_id;
        let (side, purpose, trade_ref, group_ref) = (entry.order.side, entry.order.purpose, entry.trade, entry.group);
        let trade = self.trades.get(trade_ref.index()).ok_or(LedgerError::UnknownOrder(order_ref.0))?;
        let group = self.groups.get(group_ref.index()).ok_or(LedgerError::UnknownGroup(group_ref.0))?;
        if trade.is_closed() {
            return Err(LedgerError::TradeIsClosed(order_id));
        }
        let settlement = Settlement::of(report, side).map_err(|unsettled| match unsettled {
            Unsettled::FeeExceedsFill => LedgerError::FeeExceedsFill(order_id),
            Unsettled::Overflow => LedgerError::Overflow(order_id),
        })?;
        let position = trade.position.after_fill(side, &settlement).map_err(|error| match error {
            PositionError::Flips => LedgerError::Flips(order_id),
            PositionError::Overflow => LedgerError::Overflow(order_id),
        })?;
        let mut round_trip = match trade.round_trip.is_complete() {
            true => trade.round_trip.next(),
            false => trade.round_trip.clone(),
        };
        let mut account = self.account.clone();
        let moved = round_trip.add(side, purpose, &settlement, mark).and_then(|()| {
            account.settle(settlement.cash, settlement.fee)?;
            self.tally.after(&trade.position, &position)
        });
        let tally = moved.ok_or(LedgerError::Overflow(order_id))?;
        if !tally.agrees(&account) {
            return Err(LedgerError::MoneyLost(order_id));
        }
        // The protective children of an entry leave the trade; they are not progress toward the group's target.
        let mut progress = group.group.clone();
        if let (true, Some(progress)) = (purpose.counts_toward_target(), &mut progress) {
            progress.add_fill(quantity, at)?;
        }
        let mut order = entry.order.clone();
        order.add_fill(quantity, at)?;
        let fill = self.fill_of(ids, report, order_ref).ok_or(LedgerError::Overflow(order_id))?;
        let fill = RecordedFill { fill, bar: mark.index, slippage: report.slippage };

        let (Some(entry), Some(group), Some(trade)) = (
            self.orders.get_mut(order_ref.index()),
            self.groups.get_mut(group_ref.index()),
            self.trades.get_mut(trade_ref.index()),
        ) else {
            return Err(LedgerError::UnknownOrder(order_ref.0));
        };
        let ended = order.status().is_final() && !entry.order.status().is_final();
        entry.order = order;
        group.group = progress;
        trade.position = position;
        trade.round_trip = round_trip;
        if trade.round_trip.is_complete() {
            self.closed.push(trade.round_trip.clone());
        }
        self.account = account;
        self.tally = tally;
        self.fill_keys.insert(connector_fill_id);
        self.fills += 1;
        self.note(ChangeKind::OrderFilled, at, trade_ref, Some(group_ref), Some(order_ref), Some(fill));
        if ended {
            self.retire_order(order_ref, false, at);
        } else {
            self.close_trade(trade_ref, at);
        }
        Ok(())
    }

    /// What is written down about a fill of an order that exists. None when its value does not fit a decimal.
    fn fill_of(&self, ids: &mut IdMint, report: &FillReport, order: OrderRef) -> Option<Fill> {
        let order = &self.order(order)?.order;
        let in_base = report.commission_asset == CommissionAsset::Base && !report.commission.get().is_zero();
        let fill = FillFields {
            fill_id: ids.next::<FillId>(report.at),
            parent_order_id: order.order_id,
            connector_fill_id: report.connector_fill_id,
            filled_quantity: report.quantity,
            fill_price: report.price,
            commission: report.commission,
            commission_asset: in_base.then(|| order.symbol.base()),
            executed_at: report.at,
        };
        Fill::new(fill).ok()
    }
}
