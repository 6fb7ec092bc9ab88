//! The five steps of execution, as a run takes them: execution worker, ledger, order, connector, venue. And who knows what: the words of a
//! venue end at the connector.

mod support;

use std::path::Path;
use std::sync::{Arc, Mutex};

use simpletrader_config::build_spec::{FeeModel, VenueTerms};
use simpletrader_contracts::decision::OrderTerms;
use simpletrader_contracts::ledger::OrderRef;
use simpletrader_contracts::market::{Bar, SeriesRef};
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::{Decimal, Instant, Quantity};
use simpletrader_engine::data::{FeedBar, Moment};
use simpletrader_engine::execution::{BacktestVenue, Balances, ExecutionConnector, OpenOrder, VenueBar, VenueOrder, VenueReply};
use simpletrader_engine::strategy::Strategy;
use support::*;

type Diary = Arc<Mutex<Vec<String>>>;

fn note(diary: &Diary, line: String) {
    diary.lock().unwrap().push(line);
}

/// One market order a command; says when it is called.
fn noting(diary: Diary) -> AnyWorker {
    hands(move |event| {
        Ok(match event {
            Event::Command(command) => {
                note(&diary, "worker: on-command".into());
                vec![OrderIntent::Place(order_for(command))]
            }
            Event::Reply(reply) => {
                note(&diary, format!("worker: on-reply, its order is {}", reply.order.status));
                Vec::new()
            }
            Event::Timer(_) => Vec::new(),
        })
    })
}

/// The connector of the backtest, with a diary: what is asked of the venue, and what it says. It sends after the pass, when the ledger
/// was written down, as one must that is not to lose an order.
struct Recorder {
    venue: BacktestVenue,
    diary: Diary,
    outbox: Vec<(VenueOrder, Instant)>,
}

impl Recorder {
    fn send(&mut self) {
        for (order, at) in std::mem::take(&mut self.outbox) {
            // The ordinal is the ledger's: an order that nobody registered would have none.
            note(&self.diary, format!("connector: place order {} of the ledger", order.order.0));
            self.venue.place(order, at);
        }
    }
}

impl ExecutionConnector for Recorder {
    fn place(&mut self, order: VenueOrder, at: Instant) {
        self.outbox.push((order, at));
    }
    fn modify(&mut self, order: OrderRef, quantity: Option<Quantity>, terms: Option<OrderTerms>, at: Instant) {
        self.venue.modify(order, quantity, terms, at);
    }
    fn cancel(&mut self, order: OrderRef, at: Instant) {
        self.venue.cancel(order, at);
    }
    fn open_orders(&self) -> Vec<OpenOrder> {
        self.venue.open_orders()
    }
    fn balances(&self) -> Balances {
        self.venue.balances()
    }
    fn next_reply(&mut self) -> Option<VenueReply> {
        let reply = self.venue.next_reply()?;
        let kind = format!("{:?}", reply.kind);
        note(&self.diary, format!("venue: {} order {}", kind.split([' ', '{']).next().unwrap_or_default(), reply.order.0));
        Some(reply)
    }
}

fn bar(day: i64) -> FeedBar {
    let opens_at = Instant::parse("2024-01-01").unwrap().plus_seconds(day * 86_400);
    let bar = Bar { series: SeriesRef(0), open: 10_000, high: 10_000, low: 10_000, close: 10_000, volume: 1_000 };
    FeedBar { bar, opens_at, closes_at: opens_at.plus_seconds(86_400), index: day as u32, label: day.to_string() }
}

/// Writes down what the ledger did since it was last asked.
fn take_ledger(strategy: &mut Strategy, diary: &Diary) {
    for change in strategy.ledger_mut().take_changes() {
        note(diary, format!("ledger: {}", change.kind));
    }
}

// mission: 38
#[test]
fn an_order_goes_from_worker_to_ledger_to_connector_to_venue() {
    let folder = tempfile::tempdir().unwrap();
    let diary = Diary::default();
    let mut is_first = true;
    let decide = move |_: &Situation<'_>| {
        Ok(Disposition::Publish(vec![if std::mem::take(&mut is_first) { buy(&[0], "1") } else { refuse(&[0]) }]))
    };
    let crew = CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain_with(decide, noting(diary.clone()));
    let mut strategy = crew.assemble(folder.path(), &[("A_USD", &[100, 100])], |_| {});
    let terms = VenueTerms::plain(FeeModel::PerFill(Decimal::ONE));
    let venue = BacktestVenue::new(strategy.spec().instruments.clone(), terms, Decimal::from(10_000));
    let mut connector = Recorder { venue, diary: diary.clone(), outbox: Vec::new() };

    for day in 0..2 {
        let bars = [bar(day)];
        let moment = Moment { at: bars[0].closes_at, ticks: &[], bars: &bars };
        strategy.enter_bars(&moment);
        let price = Decimal::from(100);
        connector.venue.advance(&VenueBar {
            instrument: simpletrader_contracts::market::InstrumentRef(0),
            opens_at: bars[0].opens_at,
            closes_at: bars[0].closes_at,
            open: price,
            high: price,
            low: price,
            close: price,
            volume: Decimal::from(1_000),
        });
        while let Some(reply) = strategy.next_reply(&mut connector) {
            strategy.on_reply(&reply, &mut connector).unwrap();
            take_ledger(&mut strategy, &diary);
        }
        strategy.on_market(&moment, &mut connector).unwrap();
        take_ledger(&mut strategy, &diary);
        connector.send();
        while let Some(reply) = strategy.next_reply(&mut connector) {
            strategy.on_reply(&reply, &mut connector).unwrap();
            take_ledger(&mut strategy, &diary);
        }
    }
    insta::assert_snapshot!(diary.lock().unwrap().join("\n"));
    let entry = strategy.ledger().order(OrderRef(0)).unwrap();
    assert_eq!(entry.order.filled(), Decimal::TEN);
}

/// The Rust and WIT sources below a folder, with their text; tests left out.
fn sources(folder: &Path, into: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_source = path.extension().is_some_and(|extension| extension == "rs" || extension == "wit");
        if path.is_dir() && !path.ends_with("target") {
            sources(&path, into);
        } else if is_source {
            into.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

// mission: 38
#[test]
fn only_connector_and_venue_know_words_of_a_venue() {
    let engine = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = engine.ancestors().nth(2).unwrap();
    let mentions = |folder: std::path::PathBuf, words: &[&str]| {
        let mut all = Vec::new();
        sources(&folder, &mut all);
        assert!(!all.is_empty(), "{} has sources", folder.display());
        let found = all.into_iter().filter(|(_, text)| words.iter().any(|word| text.contains(word)));
        found.map(|(path, _)| path).collect::<Vec<_>>()
    };
    // Nobody before the desk can even name a request to a venue.
    let requests = ["VenueOrder", "VenueReply", "ExecutionConnector", "connector.place"];
    for folder in
        ["wit", "guest-sdk", "example-workers", "runtime/contracts/src", "runtime/engine/src/planning", "runtime/engine/src/ledger"]
    {
        assert_eq!(mentions(root.join(folder), &requests), Vec::<String>::new());
    }
    // And nobody but the run, which makes it, knows which venue stands behind the connector.
    for folder in ["strategy", "flow", "planning", "ledger", "journal", "supervision"] {
        assert_eq!(mentions(engine.join("src").join(folder), &["BacktestVenue"]), Vec::<String>::new());
    }
}
