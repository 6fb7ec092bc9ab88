//! A connector that has lost its venue: what it cannot deliver it answers itself, as a refusal; the strategy goes on, and trades
//! again when the venue is back.

mod support;

use simpletrader_contracts::Instant;
use simpletrader_contracts::Quantity;
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::OrderRef;
use simpletrader_contracts::market::{Bar, InstrumentRef, SeriesRef};
use simpletrader_contracts::terms::{OrderStatus, RejectionCode};
use simpletrader_contracts::worker::call::*;
use simpletrader_engine::data::{FeedBar, Moment};
use simpletrader_engine::execution::{
    BacktestVenue, Balances, ExecutionConnector, OpenOrder, VenueBar, VenueOrder, VenueReply, VenueReplyKind,
};
use simpletrader_engine::journal::JournalKind;
use simpletrader_engine::strategy::Strategy;
use support::*;

const LOST: &str = "no connection to the venue; nothing was sent";

/// A venue behind a line that can be cut.
struct Line {
    venue: BacktestVenue,
    is_down: bool,
    refusals: Vec<VenueReply>,
}

impl Line {
    fn refuse(&mut self, order: OrderRef, at: Instant, kind: VenueReplyKind) {
        self.refusals.push(VenueReply { order, at, kind });
    }
}

impl ExecutionConnector for Line {
    fn place(&mut self, order: VenueOrder, at: Instant) {
        if self.is_down {
            let (code, reason) = (RejectionCode::ExchangeRejected, LOST.to_owned());
            self.refuse(order.order, at, VenueReplyKind::Rejected { code, reason });
        } else {
            self.venue.place(order, at);
        }
    }
    fn modify(&mut self, order: OrderRef, quantity: Option<Quantity>, terms: Option<OrderTerms>, at: Instant) {
        if self.is_down {
            self.refuse(order, at, VenueReplyKind::ChangeRefused { reason: LOST.to_owned() });
        } else {
            self.venue.modify(order, quantity, terms, at);
        }
    }
    fn cancel(&mut self, order: OrderRef, at: Instant) {
        if self.is_down {
            self.refuse(order, at, VenueReplyKind::ChangeRefused { reason: LOST.to_owned() });
        } else {
            self.venue.cancel(order, at);
        }
    }
    fn open_orders(&self) -> Vec<OpenOrder> {
        self.venue.open_orders()
    }
    fn balances(&self) -> Balances {
        self.venue.balances()
    }
    fn next_reply(&mut self) -> Option<VenueReply> {
        if self.refusals.is_empty() { self.venue.next_reply() } else { Some(self.refusals.remove(0)) }
    }
}

/// A strategy that buys ten whenever it holds nothing, and its line.
struct Desk {
    strategy: Strategy,
    line: Line,
    day: i64,
    journal: Vec<JournalKind>,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let crew = CrewScript::default().detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])));
        let strategy = crew
            .brain(|situation| {
                let is_flat = situation.positions.iter().all(|position| position.quantity.is_zero());
                Ok(Disposition::Publish(vec![if is_flat { buy(&[0], "1") } else { refuse(&[0]) }]))
            })
            .assemble(folder.path(), &[("A_USD", &[100])], |_| {});
        let spec = strategy.spec();
        let venue = BacktestVenue::new(spec.instruments.clone(), spec.environment.venue.clone(), 10_000.into());
        let line = Line { venue, is_down: false, refusals: Vec::new() };
        Self { strategy, line, day: 0, journal: Vec::new(), _folder: folder }
    }

    /// One bar at 100: the venue matches, whether anybody can reach it or not, and then the strategy sees it.
    fn bar(&mut self) {
        self.day += 1;
        let closes_at = Instant::parse("2024-01-01").unwrap().plus_seconds(86_400 * self.day);
        let opens_at = closes_at.plus_seconds(-86_400);
        let bar = Bar { series: SeriesRef(0), open: 10_000, high: 10_000, low: 10_000, close: 10_000, volume: 1_000 };
        let price = 100.into();
        let seen = VenueBar {
            instrument: InstrumentRef(0),
            opens_at,
            closes_at,
            open: price,
            high: price,
            low: price,
            close: price,
            volume: 1_000.into(),
        };
        self.line.venue.advance(&seen);
        let bars = [FeedBar { bar, opens_at, closes_at, ..FeedBar::default() }];
        let moment = Moment { at: closes_at, ticks: &[], bars: &bars };
        self.strategy.enter_bars(&moment);
        self.hear();
        self.strategy.on_market(&moment, &mut self.line).unwrap();
        self.hear();
    }

    fn hear(&mut self) {
        while let Some(reply) = self.strategy.next_reply(&mut self.line) {
            self.strategy.on_reply(&reply, &mut self.line).unwrap();
        }
        let page = self.strategy.books_mut().1.take_page();
        self.journal.extend(page.entries.into_iter().map(|entry| entry.kind));
    }

    fn statuses(&self) -> Vec<OrderStatus> {
        (0..).map_while(|order| self.strategy.ledger().order(OrderRef(order))).map(|entry| entry.order.status()).collect()
    }

    fn refused(&self) -> usize {
        self.journal.iter().filter(|kind| **kind == JournalKind::ExecutionRejected).count()
    }
}

// mission: 79
#[test]
fn an_order_that_cannot_be_sent_is_refused_and_the_strategy_goes_on() {
    let mut desk = Desk::new();
    desk.line.is_down = true;
    desk.bar();
    desk.bar();
    assert_eq!(desk.statuses(), [OrderStatus::Rejected, OrderStatus::Rejected]);
    assert_eq!(desk.refused(), 2, "each with its reason in the journal");
    assert!(desk.line.venue.open_orders().is_empty(), "nothing reached the venue");
    assert!(desk.strategy.ledger().active_trades().is_empty() && desk.strategy.halted_by().is_none());
    desk.line.is_down = false;
    desk.bar();
    desk.bar();
    assert_eq!(desk.statuses()[2], OrderStatus::Filled, "the venue is back, and so is the strategy");
    assert_eq!(desk.strategy.ledger().account().cash(), desk.line.balances().cash);
}

// mission: 79 (partly)
#[test]
fn what_rests_at_a_venue_out_of_reach_still_fills_and_is_booked() {
    let mut desk = Desk::new();
    desk.bar();
    assert_eq!(desk.statuses(), [OrderStatus::Open]);
    desk.line.is_down = true;
    desk.bar();
    assert_eq!(desk.statuses(), [OrderStatus::Filled], "the venue's word comes as soon as there is a line for it");
    assert_eq!(desk.refused(), 0);
}
