//! What an event of the market does to all orders of its instrument, in order.

use simpletrader_config::build_spec::FillModel;
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{Side, TimeInForce};
use simpletrader_contracts::{Decimal, Instant};

use super::offer::{Offer, Step, Touch, at_quote, at_trade, in_bar};
use super::resting::{Resting, Stage};
use super::room::Room;
use super::slippage::seen_by;
use super::{BacktestVenue, Closed, VenueBar, VenueLevel, VenueOrder, VenueQuote, VenueReplyKind, VenueTrade};

/// The market as the orders of an instrument meet it.
enum Event<'a> {
    /// A bar, as buyers and as sellers see it; under fills at the close market orders wait for that.
    Bar { buyers: &'a VenueBar, sellers: &'a VenueBar, at_close: bool },
    /// A quote.
    Quote(&'a VenueQuote),
    /// A trade between others.
    Trade(&'a VenueTrade),
}

impl Event<'_> {
    fn touch(&self, step: Step, resting: &Resting) -> Option<Touch> {
        match self {
            Self::Bar { at_close: true, .. } if step == Step::Market && resting.order.terms == OrderTerms::Market => None,
            Self::Bar { .. } => in_bar(step, resting, self.bar(resting.order.side)?),
            Self::Quote(quote) => at_quote(step, resting, quote),
            Self::Trade(trade) => at_trade(step, resting, trade),
        }
    }

    /// When what it brings is there.
    fn begins_at(&self) -> Instant {
        match self {
            Self::Bar { buyers, .. } => buyers.opens_at,
            Self::Quote(quote) => quote.at,
            Self::Trade(trade) => trade.at,
        }
    }

    /// The bar that a side sees; none outside of bars.
    fn bar(&self, side: Side) -> Option<&VenueBar> {
        match (self, side) {
            (Self::Bar { buyers, .. }, Side::Buy) => Some(buyers),
            (Self::Bar { sellers, .. }, Side::Sell) => Some(sellers),
            _ => None,
        }
    }
}

impl BacktestVenue {
    /// Matches the orders of the bar's instrument, unless quotes and trades do that here.
    pub fn advance(&mut self, bar: &VenueBar) {
        if self.terms.fill == FillModel::Touch {
            return;
        }
        self.match_bar(bar);
        self.funds.mark(bar.instrument, bar.close);
    }

    fn match_bar(&mut self, bar: &VenueBar) {
        let Some((buyers, sellers)) = self.sides(bar) else { return };
        let at_close = self.terms.fill == FillModel::ThisClose;
        let event = Event::Bar { buyers: &buyers, sellers: &sellers, at_close };
        let mut room = Room::of_volume(bar.volume, self.terms.volume_share);
        self.arrive(bar.instrument, bar.opens_at, true);
        self.expire(bar.instrument, bar.opens_at);
        self.match_steps(&event, bar.instrument, bar.opens_at, &mut room);
        self.end_event(bar.instrument, bar.opens_at, bar.closes_at, at_close);
        if at_close && let Some(closed) = self.closed.get_mut(bar.instrument.index()) {
            *closed = Some(Closed { bar: *bar, room });
            self.match_close(bar.instrument);
        }
    }

    /// A new top of the book. Without `fill: touch` nothing happens: orders meet bars then.
    pub fn quote(&mut self, quote: &VenueQuote) {
        if self.terms.fill != FillModel::Touch {
            return;
        }
        self.arrive(quote.instrument, quote.at, false);
        self.expire(quote.instrument, quote.at);
        let size = |level: Option<VenueLevel>| level.map_or(Decimal::ZERO, |level| level.size);
        let mut room = Room::of_sizes(size(quote.ask), size(quote.bid), self.terms.volume_share);
        self.match_steps(&Event::Quote(quote), quote.instrument, quote.at, &mut room);
        self.end_event(quote.instrument, quote.at, quote.at, false);
        // With one side alone nobody knows what it is worth: the latest middle stands.
        if let (Some(bid), Some(ask)) = (quote.bid, quote.ask) {
            let middle = bid.price.checked_add(ask.price).and_then(|sum| sum.checked_div(Decimal::TWO));
            self.funds.mark(quote.instrument, middle.unwrap_or(bid.price));
        }
    }

    /// A trade between others. Without `fill: touch` nothing happens: orders meet bars then.
    pub fn trade(&mut self, trade: &VenueTrade) {
        if self.terms.fill != FillModel::Touch {
            return;
        }
        self.arrive(trade.instrument, trade.at, false);
        self.expire(trade.instrument, trade.at);
        let mut room = Room::of_sizes(trade.quantity, trade.quantity, self.terms.volume_share);
        self.match_steps(&Event::Trade(trade), trade.instrument, trade.at, &mut room);
        self.settle_wakings();
        self.remove_done();
    }

    /// The bar as each side sees it. None when nobody lists its instrument, or a price does not fit 28 digits: such a bar fills
    /// nothing.
    fn sides(&self, bar: &VenueBar) -> Option<(VenueBar, VenueBar)> {
        let instrument = self.instruments.get(bar.instrument.index())?;
        let seen = |side| seen_by(side, bar, self.terms.slippage, instrument);
        Some((seen(Side::Buy)?, seen(Side::Sell)?))
    }

    fn match_steps(&mut self, event: &Event<'_>, instrument: InstrumentRef, from: Instant, room: &mut Room) {
        for step in Step::ALL {
            // By index: a fill may change other orders (children wake, partners end), never their places.
            for index in 0..self.resting.len() {
                let Some(resting) = self.resting.get(index) else { break };
                if resting.order.instrument != instrument || resting.since > from || !resting.is_live() {
                    continue;
                }
                let Some(touch) = event.touch(step, resting) else { continue };
                let side = resting.order.side;
                match touch {
                    Touch::Fill(offer) => {
                        self.fill(index, offer, event.bar(side), room);
                        self.trigger(index);
                    }
                    Touch::Trigger => self.trigger(index),
                    Touch::RefusePost => self.refuse_post(index, event.begins_at()),
                }
            }
        }
    }

    /// An order whose trigger was touched stays triggered until it has nothing to do: then it is over, or waits for its parent.
    fn trigger(&mut self, index: usize) {
        let has_work = self.resting.get(index).is_some_and(|resting| self.wanted(resting).is_some());
        let Some(resting) = self.resting.get_mut(index) else { return };
        if resting.order.terms.stop_price().is_none() || resting.order.time_in_force == TimeInForce::Fok {
            return;
        }
        match (resting.stage, has_work) {
            (Stage::Working, true) => {
                resting.stage = Stage::Triggered;
                resting.woken_inside = true;
            }
            (Stage::Triggered, false) => resting.stage = Stage::Working,
            _ => {}
        }
    }

    /// Fills market orders at the latest close of an instrument, if it came at or after their arrival.
    pub(super) fn match_close(&mut self, instrument: InstrumentRef) {
        let Some(Some(Closed { bar, mut room })) = self.closed.get(instrument.index()).copied() else { return };
        let Some((buyers, sellers)) = self.sides(&bar) else { return };
        for index in 0..self.resting.len() {
            let Some(resting) = self.resting.get(index) else { break };
            let order = &resting.order;
            let waits = order.instrument == instrument && order.terms == OrderTerms::Market && resting.stage == Stage::Working;
            if !waits || resting.since > bar.closes_at {
                continue;
            }
            let seen = if order.side == Side::Buy { buyers } else { sellers };
            let immediate = is_immediate(order);
            self.fill(index, Offer { price: seen.close, at: bar.closes_at, takes: true }, Some(&seen), &mut room);
            if immediate && self.resting.get(index).is_some_and(Resting::is_live) {
                self.finish(index, bar.closes_at, VenueReplyKind::Expired);
            }
        }
        if let Some(closed) = self.closed.get_mut(instrument.index()) {
            *closed = Some(Closed { bar, room });
        }
        self.settle_wakings();
        self.remove_done();
    }

    /// After a bar or quote: immediate orders had their chance, and nothing is fresh any more.
    fn end_event(&mut self, instrument: InstrumentRef, from: Instant, at: Instant, market_waits: bool) {
        for index in 0..self.resting.len() {
            let Some(resting) = self.resting.get_mut(index) else { break };
            let met = resting.order.instrument == instrument && resting.since <= from && resting.is_live();
            if !met || (market_waits && resting.order.terms == OrderTerms::Market) {
                continue;
            }
            resting.is_fresh = false;
            if is_immediate(&resting.order) {
                self.finish(index, at, VenueReplyKind::Expired);
            }
        }
        self.settle_wakings();
        self.remove_done();
    }

    fn settle_wakings(&mut self) {
        for resting in &mut self.resting {
            resting.woken_inside = false;
        }
    }

    /// Good-till-date orders whose date has come.
    fn expire(&mut self, instrument: InstrumentRef, now: Instant) {
        for index in 0..self.resting.len() {
            let Some(resting) = self.resting.get(index) else { break };
            let order = &resting.order;
            let over = order.time_in_force == TimeInForce::Gtd && order.good_till.is_some_and(|until| until <= now);
            if over && resting.stage != Stage::Done && order.instrument == instrument {
                self.finish(index, now, VenueReplyKind::Expired);
            }
        }
    }
}

fn is_immediate(order: &VenueOrder) -> bool {
    matches!(order.time_in_force, TimeInForce::Ioc | TimeInForce::Fok)
}
