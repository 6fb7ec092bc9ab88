//! What the workers of a pass may read of the ledger. Its lists are made when somebody reads them: on most bars nobody does.

use std::cell::OnceCell;

use simpletrader_contracts::ledger::{AccountView, OrderView, PositionView};
use simpletrader_contracts::market::Quote;

use crate::ledger::Ledger;

/// The ledger during a market pass, which changes nothing in it.
pub(crate) struct LedgerFrame<'a> {
    /// The account.
    pub account: AccountView,
    /// Latest price of every instrument that has one.
    pub quotes: &'a [Quote],
    ledger: &'a Ledger,
    positions: OnceCell<Vec<PositionView>>,
    open_orders: OnceCell<Vec<OrderView>>,
}

impl<'a> LedgerFrame<'a> {
    /// The ledger as it stands.
    pub fn new(ledger: &'a Ledger, account: AccountView, quotes: &'a [Quote]) -> Self {
        Self { account, quotes, ledger, positions: OnceCell::new(), open_orders: OnceCell::new() }
    }

    /// Trades that are not closed.
    pub fn positions(&self) -> &[PositionView] {
        self.positions.get_or_init(|| self.ledger.positions())
    }

    /// Orders that still work.
    pub fn open_orders(&self) -> &[OrderView] {
        self.open_orders.get_or_init(|| self.ledger.open_orders(None))
    }
}
