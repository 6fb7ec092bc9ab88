//! NO-LOOK-AHEAD, proved from outside: whatever the future holds, nobody is told a word of it.
//!
//! Every worker of a strategy writes down everything that it is told. The strategy then runs again over bars that are the same up
//! to some bar and anything after it. If any worker could see a later bar by any path, some call up to that bar would differ.

mod support;

use std::path::Path;
use std::sync::{Arc, Mutex};

use proptest::prelude::{ProptestConfig, prop, prop_assert_eq, prop_assert_ne, proptest};
use simpletrader_config::build_spec::{BarLabel, FeedBuildSpec, FillModel, Lookback, StrategyBuildSpec, TickBuildSpec};
use simpletrader_config::data_file::{DataKind, FileFormat, FileShape};
use simpletrader_contracts::decision::*;
use simpletrader_contracts::market::{Bar, Series};
use simpletrader_contracts::terms::{OrderPurpose, Side};
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::worker::{AnyWorker, Fault};
use simpletrader_contracts::{Decimal, Instant, Price, Quantity};
use support::*;

/// Everything that the workers of one run were told, in order.
#[derive(Clone, Default)]
struct Transcript(Arc<Mutex<Vec<String>>>);

impl Transcript {
    fn note(&self, what: impl std::fmt::Debug) {
        self.0.lock().unwrap().push(format!("{what:?}"));
    }

    /// What was told before the venue had seen anything of the bar after the bar `last`.
    fn up_to(&self, last: usize) -> Vec<String> {
        let entries = self.0.lock().unwrap();
        let bars = entries.iter().enumerate().filter(|(_, entry)| entry.starts_with("(\"measure\"")).map(|(index, _)| index);
        let Some(bar) = bars.clone().nth(last) else { return entries.clone() };
        let later = |entry: &&String| {
            let starts = ["(\"measure\"", "(\"on_timer\""].iter().any(|start| entry.starts_with(start));
            starts || entry.starts_with("(\"on_reply\"") && !entry.contains("kind: Accepted")
        };
        let end = entries.iter().skip(bar + 1).position(|entry| later(&entry)).map_or(entries.len(), |after| bar + 1 + after);
        entries[..end].to_vec()
    }
}

/// Some percent of a price, on the grid.
fn percent_of(price: Price, percent: i64) -> Price {
    let moved = price.get() * Decimal::new(percent, 2);
    Price::new(moved.round_dp(2).max(Decimal::new(1, 2))).unwrap()
}

/// Every way of working a command that there is: an entry at the market, a stop and a target beside it, a far limit order, wake-ups.
fn orders(command: &Command<'_>) -> Vec<OrderIntent> {
    if let Some(target) = command.target {
        let open = command.open_orders.iter().map(|order| OrderIntent::Cancel(order.order));
        let leave = (!target.quantity.is_zero()).then(|| OrderIntent::Place(order_for(command)));
        return open.chain(leave).collect();
    }
    let entry = order_for(command);
    let last = command.quote.last;
    let child = |tag, purpose, terms| {
        let terms = NewOrder { tag, side: Side::Sell, terms, purpose, reduce_only: true, parent_tag: Some(1), ..entry.clone() };
        OrderIntent::Place(NewOrder { oco_tag: Some(5 - tag), ..terms })
    };
    let stop = OrderTerms::StopMarket { stop_price: percent_of(last, 97) };
    let target = OrderTerms::TakeProfitMarket { stop_price: percent_of(last, 103) };
    let half = NewOrder { quantity: Quantity::new(5.into()).unwrap(), ..entry.clone() };
    let bargain = OrderTerms::Limit { limit_price: percent_of(last, 96) };
    vec![
        OrderIntent::Place(half.clone()),
        child(2, OrderPurpose::StopLoss, stop),
        child(3, OrderPurpose::TakeProfit, target),
        OrderIntent::Place(NewOrder { tag: 9, terms: bargain, ..half }),
        OrderIntent::WakeAt { at: command.tick.at.plus_seconds(3_600), tag: 1 },
        OrderIntent::WakeAt { at: command.tick.at.plus_seconds(86_400), tag: 2 },
    ]
}

/// Writes down what it is told, and works commands in every way.
fn noting(transcript: Transcript) -> AnyWorker {
    hands(move |event| {
        match event {
            Event::Command(command) => transcript.note(("on_command", command)),
            Event::Reply(reply) => transcript.note(("on_reply", reply)),
            Event::Timer(timer) => transcript.note(("on_timer", timer)),
        }
        Ok(if let Event::Command(command) = event { orders(command) } else { Vec::new() })
    })
}

/// Writes down every bar that it is told.
fn measuring(transcript: &Transcript) -> impl FnMut(Instant, &Bar) -> Result<f64, Fault> + Send + 'static {
    let transcript = transcript.clone();
    move |at, bar| {
        transcript.note(("measure", at, bar));
        Ok(bar.close as f64)
    }
}

/// A strategy that trades a lot, with a worker of every further category that writes down what it is told.
fn strategy(crew: CrewScript, transcript: &Transcript) -> CrewScript {
    let [detector, monitor, brain, entry, size, exit, router, execution] = std::array::from_fn(|_| transcript.clone());
    crew.detector("always", move |at, inputs| {
        detector.note(("detect", at, inputs));
        Ok(Disposition::Publish(vec![long("1")]))
    })
    .monitor("watch", move |inputs, positions| {
        monitor.note(("watch", inputs, positions));
        Ok(Disposition::Publish(vec![risk()]))
    })
    .brain_with(
        move |situation| {
            brain.note(("decide", situation));
            Ok(Disposition::Publish(vec![match situation.positions.first() {
                Some(position) if situation.tick.sequence % 3 == 0 => close(&[0], position.trade),
                Some(_) => refuse(&[0]),
                None => buy(&[0], "1"),
            }]))
        },
        noting(execution),
    )
    .replace(
        "entry",
        AnyWorker::Entry(Box::new(Scripted(move |task: &PlanTask<'_>| {
            entry.note(("entry", task));
            EntryPlanner::plan(&mut MarketEntry, task)
        }))),
    )
    .replace(
        "size",
        AnyWorker::Size(Box::new(Scripted(move |task: &PlanTask<'_>| {
            size.note(("size", task));
            SizePlanner::plan(&mut TenUnits, task)
        }))),
    )
    .replace(
        "exit",
        AnyWorker::Exit(Box::new(Scripted(move |task: &PlanTask<'_>| {
            exit.note(("exit", task));
            ExitPlanner::plan(&mut NoLevels, task)
        }))),
    )
    .replace(
        "router",
        AnyWorker::ExecutionPlanning(Box::new(Scripted(move |task: &PlanTask<'_>| {
            router.note(("router", task));
            ExecutionPlanner::plan(&mut OneOrder, task, &PlanDrafts::default())
        }))),
    )
}

/// What a strategy over daily bars is told.
fn told(closes: &[i64]) -> Transcript {
    let folder = tempfile::tempdir().unwrap();
    let transcript = Transcript::default();
    let crew = CrewScript::default().context("close", measuring(&transcript));
    let outcome = strategy(crew, &transcript).run(folder.path(), closes).unwrap();
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    transcript
}

/// What one is told that watches bars of two days too and trades at the touch of quotes, which come at noon.
fn told_more(closes: &[i64]) -> Transcript {
    let folder = tempfile::tempdir().unwrap();
    let transcript = Transcript::default();
    let crew = CrewScript::default().context("close", measuring(&transcript)).context("slow", measuring(&transcript));
    let crew = strategy(crew, &transcript);
    let outcome = crew.run_in(folder.path(), &[("A_USD", closes)], |spec| widen(spec, folder.path(), closes)).unwrap();
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    transcript
}

/// Bars of two days, of which the last may have begun in one future and end in another, and a quote a day.
fn widen(spec: &mut StrategyBuildSpec, folder: &Path, closes: &[i64]) {
    let date = |day: usize| Instant::parse("2024-01-01").unwrap().plus_seconds(86_400 * day as i64);
    let mut slow = "timestamp,open,high,low,close,volume\n".to_owned();
    for (pair, days) in closes.chunks_exact(2).enumerate() {
        let (open, close) = (days[0], days[1]);
        slow += &format!("{},{open},{},{},{close},1000\n", date(2 * pair), open.max(close), open.min(close));
    }
    let mut quotes = "timestamp,bid,bid_size,ask,ask_size\n".to_owned();
    for (day, close) in closes.iter().enumerate() {
        quotes += &format!("{},{close},900,{close}.5,900\n", date(day).plus_seconds(43_200));
    }
    let feed = |name: &str, text: String, kind: DataKind| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        let shape = FileShape::new(kind, FileFormat::Csv);
        FeedBuildSpec { data_source_id: name.into(), path, shape, label: BarLabel::Open }
    };
    spec.series.push(Series { instrument: 0, timeframe_seconds: 2 * 86_400 });
    spec.lookbacks.push(Lookback::default());
    spec.environment.feeds.push(feed("slow.csv", slow, DataKind::Bars));
    spec.environment.ticks = vec![TickBuildSpec { instrument: 0, feed: feed("quotes.csv", quotes, DataKind::Quotes) }];
    spec.environment.venue.fill = FillModel::Touch;
    spec.workers.iter_mut().find(|worker| worker.worker_id == "slow").unwrap().series = Some(1);
}

/// Whatever comes later, nobody is told a word of it. `told` runs a strategy over closes, and `last` says which of the measured bars is
/// the last one of a past of so many days.
fn nobody_is_told(cases: u32, told: fn(&[i64]) -> Transcript, last: fn(usize) -> usize) {
    let days = || prop::collection::vec(80_i64..120, 1..12);
    let future = || prop::collection::vec(50_i64..200, 1..6);
    proptest!(ProptestConfig::with_cases(cases), |(past in days(), one in future(), other in future())| {
        let last = last(past.len());
        let with = |future: &[i64]| told(&[&past[..], future].concat()).up_to(last);
        let told_then = with(&one);
        prop_assert_eq!(&told_then, &with(&other));
        prop_assert_eq!(&told_then, &told(&past).up_to(last), "not even whether there is a future");
        // The probe works: what is told up to the bar does depend on the bar.
        let mut changed = past.clone();
        changed[past.len() - 1] += 1;
        prop_assert_ne!(told_then, told(&changed).up_to(last));
    });
}

#[test]
fn another_future_changes_nothing_that_was_told_before() {
    nobody_is_told(60, told, |days| days - 1);
}

#[test]
fn another_future_of_longer_bars_and_quotes_changes_nothing_either() {
    // A bar of two days that is open at the end of the past is measured in the future.
    nobody_is_told(40, told_more, |days| days + days / 2 - 1);
}

#[test]
fn every_handler_is_listened_to() {
    let closes = [100, 101, 95, 104, 90, 100, 101, 102, 99, 100];
    for transcript in [told(&closes), told_more(&closes)] {
        let all = transcript.up_to(usize::MAX).join("\n");
        for handler in
            ["measure", "detect", "watch", "decide", "entry", "size", "exit", "router", "on_command", "on_reply", "on_timer"]
        {
            assert!(all.contains(&format!("(\"{handler}\"")), "{handler} was never called");
        }
        for kind in ["Accepted", "Filled", "Cancelled"] {
            assert!(all.contains(&format!("kind: {kind}")), "nobody was told {kind}");
        }
    }
}
