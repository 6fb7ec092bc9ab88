//! Fills that come when their trade is over already.
//!
//! An order was withdrawn, nothing was held, so its trade was closed; and then the venue tells of a fill from before the withdrawal.
//! The strategy owns something that none of its trades has. It is held by a trade of the host's own: the books stay true, and
//! what becomes of the position is the host's to decide. Workers do not know of it; the account's figures have it in them.

use simpletrader_contracts::Quantity;
use simpletrader_contracts::id::{IdMint, TradePlanId};
use simpletrader_contracts::ledger::{OrderRequest, TradeRef};
use simpletrader_contracts::terms::{Direction, OrderPurpose, Side};

use super::{BarMark, FillReport, Ledger, LedgerError, OrderRegistration};

impl Ledger {
    /// Books a fill of an order whose trade is over into a trade of the host's own, and returns that. Its one order is the venue's,
    /// as far as it filled, under the command that had wanted it.
    ///
    /// # Errors
    /// When the order never worked or would be filled beyond its quantity, late fills before this one included, and whatever
    /// [`Self::record_fill`] refuses; nothing is changed then.
    pub fn adopt_fill(&mut self, ids: &mut IdMint, report: &FillReport, mark: &BarMark) -> Result<TradeRef, LedgerError> {
        // Worked out on a copy, so that a refused fill changes nothing. It happens so seldom that the copy costs nothing.
        let mut book = self.clone();
        let trade = book.adopt(ids, report, mark)?;
        *self = book;
        Ok(trade)
    }

    fn adopt(&mut self, ids: &mut IdMint, report: &FillReport, mark: &BarMark) -> Result<TradeRef, LedgerError> {
        let unknown = LedgerError::UnknownOrder(report.order.0);
        let entry = self.orders.get_mut(report.order.index()).ok_or(unknown.clone())?;
        let late = entry.adopted.checked_add(report.quantity.get()).ok_or(LedgerError::Overflow(entry.order.order_id))?;
        entry.order.clone().add_fill(Quantity::new(late).map_err(|_| unknown.clone())?, report.at)?;
        entry.adopted = late;
        let (from, group, instrument, tag) = (entry.trade, entry.group, entry.instrument, entry.tag);
        let request = OrderRequest {
            symbol: entry.order.symbol.clone(),
            side: entry.order.side,
            terms: entry.order.terms,
            quantity: report.quantity,
            time_in_force: entry.order.time_in_force,
            purpose: OrderPurpose::Entry,
            reduce_only: false,
        };
        let direction = if request.side == Side::Buy { Direction::Long } else { Direction::Short };
        let (command, family) = self.group(group).map(|group| (group.command, group.family)).ok_or(unknown.clone())?;
        let trade = self.reserve_trade(ids.next::<TradePlanId>(report.at), instrument, direction).ok_or(unknown.clone())?;
        if let Some(entry) = self.trades.get_mut(trade.index()) {
            entry.adopted_from = Some(from);
        }
        let group = self.reserve_group(trade, command, family, Some(report.quantity.get())).ok_or(unknown)?;
        let order = self.register_order(ids, OrderRegistration { group, tag, instrument, request }, report.at)?;
        self.record_fill(ids, &FillReport { order, ..report.clone() }, mark)?;
        Ok(trade)
    }
}
