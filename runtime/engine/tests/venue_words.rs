//! A venue that speaks late, twice or nonsense: what becomes of each word.

mod support;

use simpletrader_config::build_spec::{FeeModel, OnFault};
use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::OrderRef;
use simpletrader_contracts::market::{Bar, SeriesRef};
use simpletrader_contracts::terms::{CommissionAsset, Direction, FaultPolicy, OrderStatus, RejectionCode, Side, TradeStatus};
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::{Decimal, Instant, Price, Quantity};
use simpletrader_engine::data::{FeedBar, Moment};
use simpletrader_engine::execution::{Balances, ExecutionConnector, OpenOrder, VenueOrder, VenueReply, VenueReplyKind};
use simpletrader_engine::journal::JournalKind;
use simpletrader_engine::strategy::{PassError, Strategy};
use std::sync::{Arc, Mutex};
use support::*;

/// A venue that takes everything and says nothing by itself: the test speaks for it.
#[derive(Default)]
struct Silent {
    placed: Vec<VenueOrder>,
}

impl ExecutionConnector for Silent {
    fn place(&mut self, order: VenueOrder, _: Instant) {
        self.placed.push(order);
    }
    fn modify(&mut self, _: OrderRef, _: Option<Quantity>, _: Option<OrderTerms>, _: Instant) {}
    fn cancel(&mut self, _: OrderRef, _: Instant) {}
    fn open_orders(&self) -> Vec<OpenOrder> {
        Vec::new()
    }
    fn balances(&self) -> Balances {
        Balances { cash: Decimal::ZERO, positions: Vec::new() }
    }
    fn next_reply(&mut self) -> Option<VenueReply> {
        None
    }
}

/// Places an order for the target size and writes down what it is told.
fn listening(told: Arc<Mutex<Vec<ReplyKind>>>) -> AnyWorker {
    hands(move |event| {
        Ok(match event {
            Event::Command(command) => vec![OrderIntent::Place(order_for(command))],
            Event::Reply(reply) => {
                told.lock().unwrap().push(reply.kind.clone());
                Vec::new()
            }
            Event::Timer(_) => Vec::new(),
        })
    })
}

/// A strategy that has placed one order for ten units.
struct Table {
    strategy: Strategy,
    venue: Silent,
    told: Arc<Mutex<Vec<ReplyKind>>>,
    journal: Vec<(JournalKind, serde_json::Value)>,
    _folder: tempfile::TempDir,
}

const ORDER: OrderRef = OrderRef(0);

impl Table {
    fn with_an_order() -> Self {
        Self::under(FaultPolicy::Hold)
    }

    fn under(policy: FaultPolicy) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let told = Arc::<Mutex<Vec<ReplyKind>>>::default();
        let strategy = CrewScript::default()
            .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
            .brain_with(
                // Once: what comes later is not its own doing.
                |situation| {
                    let is_first = situation.tick.sequence == 0;
                    Ok(Disposition::Publish(vec![if is_first { buy(&[0], "1") } else { refuse(&[0]) }]))
                },
                listening(told.clone()),
            )
            .on_fault(OnFault { policy, ..OnFault::default() })
            .assemble(folder.path(), &[("A_USD", &[100])], |_| {});
        let mut table = Self { strategy, venue: Silent::default(), told, journal: Vec::new(), _folder: folder };
        table.bar("2024-01-02");
        assert_eq!(table.venue.placed.len(), 1);
        table.journal.clear();
        table
    }

    /// A bar closes at this instant.
    fn bar(&mut self, at: &str) {
        let at = Instant::parse(at).unwrap();
        let bar = Bar { series: SeriesRef(0), open: 10_000, high: 10_000, low: 10_000, close: 10_000, volume: 0 };
        let bars = [FeedBar { bar, opens_at: at.plus_seconds(-86_400), closes_at: at, ..FeedBar::default() }];
        let moment = Moment { at, ticks: &[], bars: &bars };
        self.strategy.enter_bars(&moment);
        self.strategy.on_market(&moment, &mut self.venue).unwrap();
        self.keep_journal();
    }

    fn keep_journal(&mut self) {
        let page = self.strategy.books_mut().1.take_page();
        self.journal.extend(page.entries.into_iter().map(|entry| (entry.kind, entry.body.to_value().unwrap())));
    }

    /// The venue says something.
    fn says(&mut self, order: OrderRef, kind: VenueReplyKind) -> Result<(), PassError> {
        let reply = VenueReply { order, at: Instant::parse("2024-01-03").unwrap(), kind };
        let outcome = self.strategy.on_reply(&reply, &mut self.venue);
        self.keep_journal();
        outcome
    }

    fn fills(&mut self, key: u64, quantity: i64) -> Result<(), PassError> {
        self.says(ORDER, fill(key, quantity))
    }

    fn status(&self) -> (OrderStatus, Decimal) {
        let order = &self.strategy.ledger().order(ORDER).unwrap().order;
        (order.status(), order.filled())
    }

    fn cash(&self) -> Decimal {
        self.strategy.ledger().account().cash()
    }

    fn told(&self) -> usize {
        self.told.lock().unwrap().len()
    }

    fn reasons(&self, kind: JournalKind) -> Vec<String> {
        let of_kind = self.journal.iter().filter(|(found, _)| *found == kind);
        of_kind.map(|(_, body)| format!("{}: {}", body["reply"].as_str().unwrap(), body["reason"].as_str().unwrap())).collect()
    }
}

/// A fill at 100 with a fee of 1.
fn fill(key: u64, quantity: i64) -> VenueReplyKind {
    VenueReplyKind::Filled {
        fill_id: key,
        quantity: Quantity::new(quantity.into()).unwrap(),
        price: Price::new(100.into()).unwrap(),
        commission: Amount::new(1.into()).unwrap(),
        commission_asset: CommissionAsset::Quote,
        slippage: 0.into(),
    }
}

// mission: 79 (partly)
#[test]
fn a_fill_that_is_told_twice_is_booked_once() {
    let mut table = Table::with_an_order();
    table.fills(7, 4).unwrap();
    let (cash, told) = (table.cash(), table.told());
    table.fills(7, 4).unwrap();
    table.fills(7, 6).unwrap();
    assert_eq!((table.cash(), table.told()), (cash, told), "the key decides, and the worker hears nothing");
    assert_eq!(table.status(), (OrderStatus::PartiallyFilled, 4.into()));
    let said = "FILLED: the fill with the venue's key 7 is in the book already";
    assert_eq!(table.reasons(JournalKind::ReplyIgnored), [said, said]);
    table.fills(8, 6).unwrap();
    assert_eq!(table.status(), (OrderStatus::Filled, 10.into()), "another fill is another fill");
}

// mission: 79 (partly)
#[test]
fn a_word_that_comes_too_late_is_ignored_with_a_line_in_the_journal() {
    let mut table = Table::with_an_order();
    table.fills(1, 10).unwrap();
    let (status, told) = (table.status(), table.told());
    let rejected = VenueReplyKind::Rejected { code: RejectionCode::ExchangeRejected, reason: "no".into() };
    let modified = VenueReplyKind::Modified { quantity: Some(Quantity::new(20.into()).unwrap()), terms: None };
    for late in [VenueReplyKind::Accepted, VenueReplyKind::Cancelled, VenueReplyKind::Expired, rejected, modified] {
        table.says(ORDER, late).unwrap();
    }
    assert_eq!((table.status(), table.told()), (status, told));
    let ignored = table.reasons(JournalKind::ReplyIgnored);
    let words = ["ACCEPTED", "CANCELLED", "EXPIRED", "REJECTED", "MODIFIED"];
    assert_eq!(ignored, words.map(|word| format!("{word}: the order is FILLED")));
    assert!(table.reasons(JournalKind::ExecutionRejected).is_empty(), "a refusal of what was filled refuses nothing");
}

// mission: 79 (partly)
#[test]
fn an_acceptance_after_the_first_fill_is_ignored() {
    let mut table = Table::with_an_order();
    table.fills(1, 4).unwrap();
    table.says(ORDER, VenueReplyKind::Accepted).unwrap();
    assert_eq!(table.status(), (OrderStatus::PartiallyFilled, 4.into()));
    assert_eq!(table.reasons(JournalKind::ReplyIgnored), ["ACCEPTED: the order is PARTIALLY_FILLED"]);
}

// mission: 79 (partly)
#[test]
fn a_word_about_an_order_that_nobody_knows_is_ignored() {
    let mut table = Table::with_an_order();
    for word in [VenueReplyKind::Accepted, VenueReplyKind::Cancelled] {
        table.says(OrderRef(99), word).unwrap();
    }
    let said = ["ACCEPTED: there is no order 99", "CANCELLED: there is no order 99"];
    assert_eq!(table.reasons(JournalKind::ReplyIgnored), said);
}

// mission: 79 (partly)
#[test]
fn a_fill_from_before_the_withdrawal_is_booked_while_its_trade_is_open() {
    let mut table = Table::with_an_order();
    table.fills(1, 4).unwrap();
    table.says(ORDER, VenueReplyKind::Cancelled).unwrap();
    let cash = table.cash();
    table.fills(2, 3).unwrap();
    assert_eq!(table.status(), (OrderStatus::Cancelled, 7.into()));
    assert_eq!(table.cash(), cash - Decimal::from(301), "the money left, whenever we hear of it");
    let trade = table.strategy.ledger().trade(table.strategy.ledger().active_trades()[0]).unwrap();
    assert_eq!(trade.position.quantity(), 7.into());
    assert!(matches!(table.told.lock().unwrap().last(), Some(ReplyKind::Filled { .. })), "and the worker hears of it");
}

// mission: 79 (partly)
#[test]
fn a_refusal_of_what_is_partly_filled_withdraws_the_rest() {
    let mut table = Table::with_an_order();
    table.fills(1, 4).unwrap();
    let reason = "insufficient funds".to_owned();
    table.says(ORDER, VenueReplyKind::Rejected { code: RejectionCode::InsufficientFunds, reason: reason.clone() }).unwrap();
    assert_eq!(table.status(), (OrderStatus::Cancelled, 4.into()));
    assert_eq!(table.told.lock().unwrap().last(), Some(&ReplyKind::Rejected(reason)));
    assert_eq!(table.journal.last().unwrap().0, JournalKind::ExecutionRejected);
}

// mission: 79 (partly)
#[test]
fn a_change_that_is_refused_leaves_the_order_as_it_is_and_a_line_in_the_journal() {
    let mut table = Table::with_an_order();
    table.says(ORDER, VenueReplyKind::Accepted).unwrap();
    let (status, told) = (table.status(), table.told());
    table.says(ORDER, VenueReplyKind::ChangeRefused { reason: "there is no such order any more".into() }).unwrap();
    assert_eq!((table.status(), table.told()), (status, told));
    let (kind, body) = table.journal.last().unwrap();
    assert_eq!(*kind, JournalKind::ExecutionRejected);
    let rejection = &body["rejection"];
    assert_eq!((&rejection["stage"], &rejection["refused_by"]), (&"CONNECTOR".into(), &"venue".into()));
    assert_eq!(rejection["chain"]["rejection_reason"], "change refused: there is no such order any more");
}

/// Of the order nothing was filled and it was withdrawn, so its trade is over; then a fill of 3 is told.
fn late(policy: FaultPolicy) -> Table {
    let mut table = Table::under(policy);
    table.says(ORDER, VenueReplyKind::Cancelled).unwrap();
    assert!(table.strategy.ledger().active_trades().is_empty());
    table.fills(1, 3).unwrap();
    table
}

/// Direction and quantity of every open trade.
fn held(table: &Table) -> Vec<(Direction, Decimal)> {
    let ledger = table.strategy.ledger();
    let trades = ledger.active_trades().iter().map(|trade| ledger.trade(*trade).unwrap());
    trades.map(|trade| (trade.round_trip.direction, trade.position.quantity())).collect()
}

// mission: 79 (partly)
#[test]
fn a_fill_after_its_trade_is_over_is_a_position_of_the_host() {
    let mut table = late(FaultPolicy::Hold);
    assert_eq!(held(&table), [(Direction::Long, 3.into())]);
    assert_eq!(table.cash(), Decimal::from(10_000 - 301), "the money left, whenever we hear of it");
    assert_eq!(table.status(), (OrderStatus::Cancelled, 0.into()), "its trade is over and stays as it was");
    assert!(!table.told.lock().unwrap().iter().any(|kind| matches!(kind, ReplyKind::Filled { .. })), "no worker knows of it");
    let kinds: Vec<JournalKind> = table.journal.iter().map(|(kind, _)| *kind).collect();
    assert!(kinds.ends_with(&[JournalKind::FillAdopted, JournalKind::TradeOpened]), "{kinds:?}");
    let (_, body) = table.journal.iter().find(|(kind, _)| *kind == JournalKind::FillAdopted).unwrap();
    assert_eq!((&body["policy"], &body["quantity"]), (&"hold".into(), &"3".into()), "{body}");
    assert_ne!(body["from"], body["trade_plan_id"]);
    let mut shown = Vec::new();
    table.strategy.ledger().positions(&mut shown);
    assert!(shown.is_empty());
    table.bar("2024-01-04");
    assert_eq!((table.venue.placed.len(), held(&table).len()), (1, 1), "under `hold` it stays");
}

// mission: 79 (partly)
#[test]
fn under_flatten_the_host_closes_what_it_has_adopted_with_the_next_bar_and_the_strategy_goes_on() {
    let mut table = late(FaultPolicy::Flatten);
    assert_eq!(table.venue.placed.len(), 1, "orders are placed when a bar has closed");
    table.bar("2024-01-04");
    table.bar("2024-01-05");
    let [entry, closing] = &table.venue.placed[..] else { panic!("one closing order: {:?}", table.venue.placed) };
    assert_eq!((closing.side, closing.quantity.get(), closing.reduce_only), (Side::Sell, 3.into(), true));
    assert_eq!(closing.trade, entry.trade, "the venue keeps the position under the trade whose order it was");
    let (order, told) = (closing.order, table.told());
    table.says(order, VenueReplyKind::Accepted).unwrap();
    table.says(order, fill(2, 3)).unwrap();
    assert!(held(&table).is_empty());
    assert_eq!(table.cash(), Decimal::from(10_000 - 2), "two fees");
    assert_eq!(table.told(), told, "nobody but the host hears of it");
    assert!(table.strategy.halted_by().is_none() && table.strategy.supervision().is_none());
    let issued = table.journal.iter().find(|(kind, _)| *kind == JournalKind::DirectiveIssued).unwrap();
    assert_eq!(issued.1["host"]["reason"], "filled when its trade was over");
}

// mission: 79 (partly)
#[test]
fn a_late_fill_that_is_told_twice_is_adopted_once_and_another_one_is_another() {
    let mut table = late(FaultPolicy::Hold);
    table.fills(1, 3).unwrap();
    assert_eq!(held(&table), [(Direction::Long, 3.into())]);
    table.fills(2, 7).unwrap();
    assert_eq!(held(&table), [(Direction::Long, 3.into()), (Direction::Long, 7.into())]);
    assert_eq!(table.strategy.ledger().fills(), 2);
}

/// What ends the run, in words.
fn contradiction(outcome: Result<(), PassError>) -> String {
    match outcome {
        Err(PassError::Venue(contradiction)) => contradiction.reason,
        other => panic!("expected a contradiction, got {other:?}"),
    }
}

// mission: 79 (partly)
#[test]
fn a_fill_that_the_books_cannot_hold_ends_the_run_and_says_so() {
    let ends_with = |prepare: &[VenueReplyKind], order, last: VenueReplyKind| {
        let mut table = Table::with_an_order();
        for word in prepare {
            table.says(ORDER, word.clone()).unwrap();
        }
        let before = (table.status(), table.cash(), table.strategy.ledger().fills());
        let reason = contradiction(table.says(order, last));
        assert_eq!((table.status(), table.cash(), table.strategy.ledger().fills()), before, "a refused fill changes nothing");
        assert_eq!(table.reasons(JournalKind::VenueContradiction).len(), 1);
        reason
    };
    insta::assert_snapshot!(
        [
            ends_with(&[], ORDER, fill(1, 11)),
            ends_with(&[fill(1, 4)], ORDER, fill(2, 7)),
            ends_with(&[fill(1, 10)], ORDER, fill(2, 1)),
            ends_with(&[VenueReplyKind::Cancelled, fill(1, 6)], ORDER, fill(2, 5)),
            ends_with(&[VenueReplyKind::Rejected { code: RejectionCode::Other, reason: "no".into() }], ORDER, fill(1, 1)),
            ends_with(&[], OrderRef(99), fill(1, 1)),
        ]
        .join("\n")
    );
}

// mission: 79 (partly)
#[test]
fn the_record_of_a_run_that_the_venue_contradicts_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    // A fee of 28 decimal places: the venue may round it, the books may not.
    let dust = FeeModel::PerFill("0.0000000000000000000000000001".parse().unwrap());
    let outcome = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain(|situation| {
            Ok(Disposition::Publish(vec![if situation.positions.is_empty() { buy(&[0], "1") } else { refuse(&[0]) }]))
        })
        .run_in(folder.path(), &[("A_USD", &[100, 101, 102, 103])], |spec| spec.environment.venue.fees = dust)
        .unwrap();
    let contradiction = outcome.contradiction.as_ref().unwrap();
    assert!(contradiction.reason.contains("does not fit 28 digits exactly"), "{}", contradiction.reason);
    assert_eq!(outcome.summary.bars, 1, "the run ends with the pass that nobody can book");
    assert_eq!(query(&outcome, "SELECT value FROM meta WHERE key = 'status'"), ["contradicted"]);
    assert_eq!(query(&outcome, "SELECT count(*) FROM journal WHERE kind = 'VENUE_CONTRADICTION'"), ["1"]);
    assert_eq!(query(&outcome, "SELECT status FROM trade_plan"), [TradeStatus::Active.as_str()]);
    let manifest = std::fs::read_to_string(outcome.directory.join("run.json")).unwrap();
    assert!(manifest.contains("\"status\": \"contradicted\""), "{manifest}");
}
