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
use super::resting::{Resting, Stage};
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

    /// Why an order that opens, or a change of one, is not taken on credit: the account was called, or the order and all others that
    /// wait would together be worth too much, each at its own price or the latest. `filled` of it counts among the positions.
    pub(super) fn lacks_margin(&self, order: &VenueOrder, filled: Decimal) -> Option<Refusal> {
        if !self.funds.is_on_credit() || !order.opens() || order.reduce_only {
            return None;
        }
        if self.is_called {
            return Some(Refusal::by_rule("the account is called: only orders that reduce a position are taken"));
        }
        let price = self.expected_price(order)?;
        let quantity = order.quantity.get().checked_sub(filled)?;
        let value = price.checked_mul(quantity)?;
        let fee = self.fees.of(order.side, quantity, value, true)?;
        self.funds
            .allow(order, quantity, price, fee)
            .err()
            .or_else(|| self.funds.allow_beside(value, fee, self.reserved(order)?).err())
    }

    /// What the other orders that may still open positions would be worth. Of two that exclude one another only one fills, so only
    /// the larger counts, and the partner of this one does not.
    fn reserved(&self, order: &VenueOrder) -> Option<Decimal> {
        let mut sum = Decimal::ZERO;
        for (index, resting) in self.resting.iter().enumerate() {
            let counts = resting.stage != Stage::Done && resting.order.opens() && !resting.order.reduce_only;
            if !counts || resting.order.order == order.order || resting.is_partner_of(order) {
                continue;
            }
            let value = self.worth_of(resting);
            let larger = |(other, partner): (usize, &Resting)| {
                let worth = self.worth_of(partner);
                partner.is_partner_of(&resting.order) && (worth > value || worth == value && other < index)
            };
            if !self.resting.iter().enumerate().any(larger) {
                sum = sum.checked_add(value)?;
            }
        }
        Some(sum)
    }

    /// What the rest of an order would be worth.
    fn worth_of(&self, resting: &Resting) -> Decimal {
        let price = self.expected_price(&resting.order);
        price.and_then(|price| price.checked_mul(resting.remaining())).unwrap_or_default()
    }

    /// The price that an order has, or the latest; none before there is one.
    fn expected_price(&self, order: &VenueOrder) -> Option<Decimal> {
        let own = order.terms.limit_price().or(order.terms.stop_price()).map(|price| price.get());
        own.or_else(|| self.funds.latest(order.instrument))
    }
}
