//! The connector: requests of the strategy, and what they lead to when they arrive.

use simpletrader_config::build_spec::FillModel;
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::OrderRef;
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::{Decimal, Instant, Quantity};

use super::funds::Refusal;
use super::resting::{Resting, Stage};
use super::transit::Request;
use super::{BacktestVenue, ExecutionConnector, VenueOrder, VenueReply, VenueReplyKind, door};
use crate::execution::{Balances, OpenOrder};

impl ExecutionConnector for BacktestVenue {
    fn place(&mut self, order: VenueOrder, at: Instant) {
        let instrument = order.instrument;
        self.send(Request::Place(order), instrument, at);
    }

    fn modify(&mut self, order: OrderRef, quantity: Option<Quantity>, terms: Option<OrderTerms>, at: Instant) {
        match self.instrument_of(order) {
            Some(instrument) => self.send(Request::Modify(order, quantity, terms), instrument, at),
            None => self.refuse_change(order, "there is no such order any more".to_owned(), at),
        }
    }

    fn cancel(&mut self, order: OrderRef, at: Instant) {
        match self.instrument_of(order) {
            Some(instrument) => self.send(Request::Cancel(order), instrument, at),
            None => self.refuse_change(order, "there is no such order any more".to_owned(), at),
        }
    }

    fn open_orders(&self) -> Vec<OpenOrder> {
        let open = self.resting.iter().filter(|resting| resting.stage != Stage::Done);
        open.map(|resting| OpenOrder { order: resting.order.clone(), filled: resting.filled, remaining: resting.remaining() })
            .collect()
    }

    fn balances(&self) -> Balances {
        self.funds.balances()
    }

    /// Under `fill: this_close` this is also when market orders that were just sent fill: whoever asks has sent everything.
    fn next_reply(&mut self) -> Option<VenueReply> {
        if self.replies.is_empty() && self.terms.fill == FillModel::ThisClose && !self.resting.is_empty() {
            for instrument in 0..self.instruments.len() {
                self.match_close(InstrumentRef(instrument as u32));
            }
        }
        self.replies.pop_front()
    }
}

impl BacktestVenue {
    fn send(&mut self, request: Request, instrument: InstrumentRef, at: Instant) {
        if let Some(request) = self.transit.send(request, instrument, at) {
            self.carry_out(request, at);
        }
    }

    /// A request has arrived.
    pub(super) fn carry_out(&mut self, request: Request, at: Instant) {
        match request {
            Request::Place(order) => self.take(order, at),
            Request::Modify(order, quantity, terms) => self.change(order, quantity, terms, at),
            Request::Cancel(order) => match self.find(order) {
                Some(index) => {
                    self.finish(index, at, VenueReplyKind::Cancelled);
                    self.remove_done();
                }
                None => self.refuse_change(order, "there is no such order any more".to_owned(), at),
            },
        }
    }

    /// A new order, at the door.
    fn take(&mut self, order: VenueOrder, at: Instant) {
        let kind = match self.refusal(&order) {
            Some(Refusal { code, reason }) => VenueReplyKind::Rejected { code, reason },
            None => VenueReplyKind::Accepted,
        };
        let is_accepted = kind == VenueReplyKind::Accepted;
        self.replies.push_back(VenueReply { order: order.order, at, kind });
        if !is_accepted {
            return;
        }
        let mut resting = Resting::new(order, at);
        // With latency, and at the touch, a parent can have filled before its child arrives.
        if let (Some(leash), Some(parent)) = (&mut resting.leash, resting.order.parent.and_then(|parent| self.find(parent)))
            && let Some(parent) = self.resting.get(parent)
            && !parent.filled.is_zero()
        {
            leash.parent_filled = parent.filled;
            resting.stage = Stage::Working;
        }
        self.resting.push(resting);
    }

    /// Why a new order is not taken.
    fn refusal(&self, order: &VenueOrder) -> Option<Refusal> {
        let Some(instrument) = self.instruments.get(order.instrument.index()) else {
            return Some(Refusal::by_rule(format!("instrument {} is not traded here", order.instrument.0)));
        };
        if let Some(reason) = door::refusal(order, instrument) {
            return Some(Refusal::by_rule(reason));
        }
        if order.parent.is_some_and(|parent| self.find(parent).is_none()) {
            return Some(Refusal::by_rule("its parent order does not work"));
        }
        self.lacks_margin(order, Decimal::ZERO)
    }

    /// Why a change that makes an order worth more is not taken on credit. One that makes it worth less always is.
    fn lacks_margin_to_grow(&self, resting: &Resting, changed: &VenueOrder) -> Option<String> {
        let value = |order: &VenueOrder| {
            let price = order.terms.limit_price().or(order.terms.stop_price()).map(|price| price.get());
            price.or_else(|| self.funds.latest(order.instrument))?.checked_mul(order.quantity.get())
        };
        if value(changed) <= value(&resting.order) {
            return None;
        }
        self.lacks_margin(changed, resting.filled.saturating_add(resting.given_up)).map(|refusal| refusal.reason)
    }

    /// Another quantity or other terms. A change that breaks a rule leaves the old order in force: nothing is ever unprotected
    /// by a slip.
    fn change(&mut self, order: OrderRef, quantity: Option<Quantity>, terms: Option<OrderTerms>, at: Instant) {
        let Some(index) = self.find(order) else {
            return self.refuse_change(order, "there is no such order any more".to_owned(), at);
        };
        let Some(resting) = self.resting.get(index) else { return };
        let mut changed = resting.order.clone();
        changed.quantity = quantity.unwrap_or(changed.quantity);
        changed.terms = terms.unwrap_or(changed.terms);
        let spent = resting.filled.saturating_add(resting.given_up);
        let broken = if changed.quantity.get() <= spent {
            Some(format!("{} of the order {} done already", spent.normalize(), if spent == Decimal::ONE { "is" } else { "are" }))
        } else {
            let instrument = self.instruments.get(changed.instrument.index());
            let by_rule = instrument.and_then(|instrument| door::refusal(&changed, instrument));
            by_rule.or_else(|| self.lacks_margin_to_grow(resting, &changed))
        };
        if let Some(reason) = broken {
            return self.refuse_change(order, reason, at);
        }
        if let Some(resting) = self.resting.get_mut(index) {
            // An order with new prices is a new order in the book, and what its old trigger woke is asleep again.
            if changed.terms != resting.order.terms {
                resting.is_fresh = true;
                if resting.stage == Stage::Triggered {
                    resting.stage = Stage::Working;
                }
            }
            // What the parent filled bounds the child that was placed with it, not the order that somebody made of it later.
            if quantity.is_some() && !resting.waits_for_parent() {
                resting.leash = None;
            }
            resting.order = changed;
        }
        self.replies.push_back(VenueReply { order, at, kind: VenueReplyKind::Modified { quantity, terms } });
    }

    fn refuse_change(&mut self, order: OrderRef, reason: String, at: Instant) {
        self.replies.push_back(VenueReply { order, at, kind: VenueReplyKind::ChangeRefused { reason } });
    }

    fn instrument_of(&self, order: OrderRef) -> Option<InstrumentRef> {
        let resting = self.find(order).and_then(|index| self.resting.get(index)).map(|resting| resting.order.instrument);
        resting.or_else(|| self.transit.instrument_of(order))
    }
}
