//! How things change in the book: what the venue says about an order, fills above all, and how groups and trades end.

use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::id::{FillId, IdMint};
use simpletrader_contracts::ledger::{Fill, FillFields, OrderRef};
use simpletrader_contracts::terms::{OrderStatus, Side};
use simpletrader_contracts::{Instant, Quantity};

use super::position::PositionError;
use super::{BarMark, ChangeKind, FillReport, Ledger, LedgerError};

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
}
