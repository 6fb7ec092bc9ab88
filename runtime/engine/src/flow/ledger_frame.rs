//! What the workers of a pass may read of the ledger. Its lists are made when somebody reads them: on most bars nobody does.

use std::cell::{Cell, OnceCell};

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
    room: &'a FrameRoom,
}

/// Room for the lists of a frame. One frame leaves it to the next, so that a monitor that is shown every position costs no allocation a
/// bar.
#[derive(Default)]
pub(crate) struct FrameRoom {
    positions: Cell<Vec<PositionView>>,
    open_orders: Cell<Vec<OrderView>>,
}

impl<'a> LedgerFrame<'a> {
    /// The ledger as it stands.
    pub fn new(ledger: &'a Ledger, account: AccountView, quotes: &'a [Quote], room: &'a FrameRoom) -> Self {
        Self { account, quotes, ledger, positions: OnceCell::new(), open_orders: OnceCell::new(), room }
    }

    /// Trades that are not closed.
    pub fn positions(&self) -> &[PositionView] {
        self.positions.get_or_init(|| filled(&self.room.positions, |list| self.ledger.positions(list)))
    }

    /// Orders that still work.
    pub fn open_orders(&self) -> &[OrderView] {
        self.open_orders.get_or_init(|| filled(&self.room.open_orders, |list| self.ledger.open_orders(None, list)))
    }
}

/// Leaves the room to the next frame.
impl Drop for LedgerFrame<'_> {
    fn drop(&mut self) {
        if let Some(list) = self.positions.take() {
            self.room.positions.set(list);
        }
        if let Some(list) = self.open_orders.take() {
            self.room.open_orders.set(list);
        }
    }
}

/// A new list in the room of an old one.
fn filled<T>(room: &Cell<Vec<T>>, fill: impl FnOnce(&mut Vec<T>)) -> Vec<T> {
    let mut list = room.take();
    list.clear();
    fill(&mut list);
    list
}
