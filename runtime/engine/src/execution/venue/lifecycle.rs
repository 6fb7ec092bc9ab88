//! How orders wake, give way and end.

use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::OrderRef;
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::RejectionCode;
use simpletrader_contracts::{Decimal, Instant};

use super::resting::Stage;
use super::{BacktestVenue, VenueOrder, VenueReply, VenueReplyKind};

impl BacktestVenue {
    /// After a fill: what is left of the order may be pointless, children wake, partners give way, and what has nothing left to
    /// reduce goes.
    pub(super) fn after_fill(&mut self, index: usize, filled: &VenueOrder, quantity: Decimal, at: Instant) {
        // What a partner filled in its place counts as done, too, but then the order was not filled: its end has to be told.
        let is_whole = self.resting.get(index).is_none_or(|resting| resting.remaining().is_zero());
        let is_told = self.resting.get(index).is_none_or(|resting| resting.stage == Stage::Done);
        self.wake_children(filled, quantity, is_whole);
        if !is_told && (is_whole || self.is_pointless(index)) {
            self.finish(index, at, VenueReplyKind::Cancelled);
        }
        for other in 0..self.resting.len() {
            let Some(resting) = self.resting.get_mut(other) else { break };
            if other == index || resting.stage == Stage::Done {
                continue;
            }
            let is_partner = resting.is_partner_of(filled);
            if is_partner {
                resting.given_up = resting.given_up.saturating_add(quantity.min(resting.remaining()));
            }
            let gives_way = is_partner && (is_whole || resting.remaining().is_zero());
            if gives_way || (resting.order.trade == filled.trade && self.is_pointless(other)) {
                self.finish(other, at, VenueReplyKind::Cancelled);
            }
        }
    }

    /// Children work for what their parent has filled.
    fn wake_children(&mut self, parent: &VenueOrder, quantity: Decimal, is_whole: bool) {
        // Anything but a market order leaves it open which of the bar's prices came after its fill.
        let inside = parent.terms != OrderTerms::Market;
        for resting in self.resting.iter_mut().filter(|resting| resting.is_child_of(parent.order)) {
            let Some(leash) = &mut resting.leash else { continue };
            leash.parent_filled = leash.parent_filled.saturating_add(quantity);
            leash.parent_is_over |= is_whole;
            resting.woken_inside |= inside;
            if resting.stage == Stage::Sleeping {
                resting.stage = Stage::Working;
            }
        }
    }

    /// Whether a working order can never fill again: it may only reduce what is gone, or its parent will wake it no more.
    fn is_pointless(&self, index: usize) -> bool {
        let Some(resting) = self.resting.get(index) else { return false };
        if !resting.is_live() || resting.waits_for_parent() {
            return false;
        }
        let nothing_left = resting.order.reduce_only && self.funds.position(resting.order.trade).is_zero();
        nothing_left || resting.unleashed().is_zero()
    }

    /// Ends an order, whatever it filled. Children that still sleep end with it; others work on for what it filled.
    pub(super) fn finish(&mut self, index: usize, at: Instant, kind: VenueReplyKind) {
        let Some(resting) = self.resting.get_mut(index) else { return };
        let order = resting.order.order;
        resting.stage = Stage::Done;
        self.replies.push_back(VenueReply { order, at, kind });
        for child in 0..self.resting.len() {
            let Some(resting) = self.resting.get_mut(child) else { break };
            if !resting.is_child_of(order) || resting.stage == Stage::Done {
                continue;
            }
            if let Some(leash) = &mut resting.leash {
                leash.parent_is_over = true;
            }
            if resting.stage == Stage::Sleeping || self.is_pointless(child) {
                self.finish(child, at, VenueReplyKind::Cancelled);
            }
        }
    }

    /// A post-only order arrived where it would take. It was accepted before, because only now the market is known.
    pub(super) fn refuse_post(&mut self, index: usize, at: Instant) {
        let reason = "a post-only order must not take what rests, and the market is at its limit or beyond";
        let kind = VenueReplyKind::Rejected { code: RejectionCode::ExchangeRejected, reason: reason.to_owned() };
        self.finish(index, at, kind);
    }

    /// What travelled until now arrives.
    pub(super) fn arrive(&mut self, instrument: InstrumentRef, now: Instant, is_bar: bool) {
        if self.transit.is_empty() {
            return;
        }
        for (request, at) in self.transit.arrived(instrument, now, is_bar) {
            self.carry_out(request, at);
        }
    }

    pub(super) fn remove_done(&mut self) {
        self.resting.retain(|resting| resting.stage != Stage::Done);
    }

    /// Where an order stands that is not over.
    pub(super) fn find(&self, order: OrderRef) -> Option<usize> {
        self.resting.iter().position(|resting| resting.order.order == order && resting.stage != Stage::Done)
    }
}
