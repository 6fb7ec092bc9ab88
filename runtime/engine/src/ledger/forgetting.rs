//! What the book lets go of.
//!
//! A run over ten million bars makes hundreds of thousands of trades, and the book is asked about the latest of them only. The record
//! of the run has them all; here a trade that is over stays while [`KEPT`] others end after it, in case the venue has another word
//! about one of its orders. Later than that the order is one that nobody knows, which ends a run with the reason
//! ([`LedgerError::UnknownOrder`](super::LedgerError)).

use simpletrader_contracts::ledger::TradeRef;

use super::Ledger;

/// Trades that stay in the book after they are over, or were reserved and never begun.
pub(super) const KEPT: usize = 4_096;

impl Ledger {
    /// Lets go of what ended long ago, with its groups and orders. To be asked between two passes, while nobody waits for what became
    /// of a command.
    pub fn forget(&mut self) {
        while self.over.len() > KEPT {
            let Some(trade) = self.over.pop_front() else { break };
            self.let_go(trade);
        }
        while self.unbegun.len() > KEPT {
            let Some(trade) = self.unbegun.pop_front() else { break };
            let Some(entry) = self.trade(trade) else { continue };
            match entry.plan.is_some() {
                // It has begun, and will be among those that are over.
                true => {}
                false if entry.open_groups == 0 => self.let_go(trade),
                // Its worker may still place the first order, so it waits once more.
                false => {
                    self.unbegun.push_back(trade);
                    break;
                }
            }
        }
    }

    /// How many rows the book holds, gaps between them included.
    #[cfg(test)]
    pub(super) fn rows(&self) -> usize {
        self.trades.held() + self.groups.held() + self.orders.held()
    }

    fn let_go(&mut self, trade: TradeRef) {
        let Some(entry) = self.trades.take(trade.index()) else { return };
        for group in entry.groups {
            let Some(group) = self.groups.take(group.index()) else { continue };
            for order in group.orders {
                self.orders.take(order.index());
            }
        }
    }
}
