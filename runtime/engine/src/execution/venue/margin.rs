//! What happens when the equity no longer carries the positions.
//!
//! At the end of every moment the equity is held against the maintenance margin. When it is below, the venue withdraws
//! every order, says so once, and takes nothing but reduce-only orders until no position is left. It does not trade by itself:
//! the host closes every position at the market in answer to the call, through desk and ledger, so that each closing fill has
//! its order and its reason in the books. The fills come at the next price, which may be worse than the margin.

use serde::Serialize;
use simpletrader_contracts::decimal::text;
use simpletrader_contracts::{Decimal, Instant};

use super::funds::Refusal;
use super::resting::Stage;
use super::{BacktestVenue, VenueOrder, VenueReply, VenueReplyKind};

/// The equity has fallen below what the positions need.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MarginCall {
    /// When.
    pub at: Instant,
    /// Cash plus all positions at the latest prices.
    #[serde(with = "text")]
    pub equity: Decimal,
    /// What it would have to be.
    #[serde(with = "text")]
    pub required: Decimal,
}

impl BacktestVenue {
    /// Holds the equity against the positions. To be asked once a moment, after everything that happened in it: prices of
    /// several instruments belong together. Whoever gets a call has to close every position at the market; the orders that the
    /// venue withdrew are told by replies.
    pub fn check_margin(&mut self, at: Instant) -> Option<MarginCall> {
        if !self.funds.is_on_credit() {
            return None;
        }
        if !self.funds.has_positions() {
            self.is_called = false;
            return None;
        }
        // An account that was called waits for its closing orders; if none of them is left, they are asked for again.
        if self.is_called && !(self.resting.is_empty() && self.transit.is_empty()) {
            return None;
        }
        let worth = self.funds.worth()?;
        let required = self.funds.maintenance(worth)?;
        if worth.equity >= required && !self.is_called {
            return None;
        }
        self.is_called = true;
        self.withdraw_everything(at);
        Some(MarginCall { at, equity: worth.equity, required })
    }

    fn withdraw_everything(&mut self, at: Instant) {
        for index in 0..self.resting.len() {
            if self.resting.get(index).is_some_and(|resting| resting.stage != Stage::Done) {
                self.finish(index, at, VenueReplyKind::Cancelled);
            }
        }
        self.remove_done();
        for order in self.transit.recall() {
            self.replies.push_back(VenueReply { order, at, kind: VenueReplyKind::Cancelled });
        }
    }

    /// Why an order that opens is not taken on credit: the account was called, or the order alone would be worth too much at
    /// its own price or the latest. Orders that rest bind nothing; each is held against the account again when it fills.
    pub(super) fn lacks_margin(&self, order: &VenueOrder) -> Option<Refusal> {
        if !self.funds.is_on_credit() || !order.opens() || order.reduce_only {
            return None;
        }
        if self.is_called {
            return Some(Refusal::by_rule("the account is called: only orders that reduce a position are taken"));
        }
        let own = order.terms.limit_price().or(order.terms.stop_price()).map(|price| price.get());
        let price = own.or_else(|| self.funds.latest(order.instrument))?;
        let value = price.checked_mul(order.quantity.get())?;
        let fee = self.fees.of(order.side, order.quantity.get(), value, true)?;
        self.funds.allow(order, order.quantity.get(), price, fee).err()
    }
}
