//! NO-LOOK-AHEAD, proved from outside: whatever the future holds, nobody is told a word of it.
//!
//! Every worker of a strategy writes down everything that it is told. The strategy then runs again over bars that are the same up
//! to some bar and anything after it. If any worker could see a later bar by any path, some call up to that bar would differ.

mod support;

use std::sync::{Arc, Mutex};

use proptest::prelude::{ProptestConfig, prop, prop_assert_eq, prop_assert_ne, proptest};
use simpletrader_contracts::decision::*;
use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::terms::{OrderPurpose, Side};
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::worker::{AnyWorker, Fault};
use simpletrader_contracts::{Decimal, Price, Quantity};
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

/// Works every way there is: an entry at the market, a stop and a target beside it, a far limit order, wake-ups.
struct Hands(Transcript);

impl Worker for Hands {
    fn configure(&mut self, _: &str, _: &[Instrument], _: &[Series]) -> Result<(), Fault> {
        Ok(())
    }
    fn usage(&self) -> Usage {
        Usage::default()
    }
}

/// Some percent of a price, on the grid.
fn percent_of(price: Price, percent: i64) -> Price {
    let moved = price.get() * Decimal::new(percent, 2);
    Price::new(moved.round_dp(2).max(Decimal::new(1, 2))).unwrap()
}

impl ExecutionWorker for Hands {
    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, Fault> {
        self.0.note(("on_command", command));
        if let Some(target) = command.target {
            let open = command.open_orders.iter().map(|order| OrderIntent::Cancel(order.order));
            let leave = (!target.quantity.is_zero()).then(|| OrderIntent::Place(order_for(command)));
            return Ok(open.chain(leave).collect());
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
        Ok(vec![
            OrderIntent::Place(half.clone()),
            child(2, OrderPurpose::StopLoss, stop),
            child(3, OrderPurpose::TakeProfit, target),
            OrderIntent::Place(NewOrder { tag: 9, terms: bargain, ..half }),
            OrderIntent::WakeAt { at: command.tick.at.plus_seconds(3_600), tag: 1 },
            OrderIntent::WakeAt { at: command.tick.at.plus_seconds(86_400), tag: 2 },
        ])
    }
    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, Fault> {
        self.0.note(("on_reply", reply));
        Ok(Vec::new())
    }
    fn on_timer(&mut self, timer: &Timer) -> Result<Vec<OrderIntent>, Fault> {
        self.0.note(("on_timer", timer));
        Ok(Vec::new())
    }
}

/// A strategy that trades a lot, with a worker of every category that writes down what it is told.
fn strategy(transcript: &Transcript) -> CrewScript {
    let [context, detector, monitor, brain, entry, size, exit, router, hands] = std::array::from_fn(|_| transcript.clone());
    CrewScript::default()
        .context("close", move |at, bar| {
            context.note(("measure", at, bar));
            Ok(bar.close as f64)
        })
        .detector("always", move |at, inputs| {
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
            AnyWorker::Execution(Box::new(Hands(hands))),
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

fn told(closes: &[i64]) -> Transcript {
    let folder = tempfile::tempdir().unwrap();
    let transcript = Transcript::default();
    let outcome = strategy(&transcript).run(folder.path(), closes).unwrap();
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    transcript
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn another_future_changes_nothing_that_was_told_before(
        past in prop::collection::vec(80_i64..120, 1..12),
        one in prop::collection::vec(50_i64..200, 1..6),
        other in prop::collection::vec(50_i64..200, 1..6),
    ) {
        let last = past.len() - 1;
        let with = |future: &[i64]| told(&[&past[..], future].concat()).up_to(last);
        let told_then = with(&one);
        prop_assert_eq!(&told_then, &with(&other));
        prop_assert_eq!(&told_then, &told(&past).up_to(last), "not even whether there is a future");
        // The probe works: what is told up to the bar does depend on the bar.
        let mut changed = past.clone();
        changed[last] += 1;
        prop_assert_ne!(told_then, told(&changed).up_to(last));
    }
}

#[test]
fn every_handler_is_listened_to() {
    let all = told(&[100, 101, 95, 104, 90, 100, 101, 102, 99, 100]).up_to(usize::MAX).join("\n");
    for handler in ["measure", "detect", "watch", "decide", "entry", "size", "exit", "router", "on_command", "on_reply", "on_timer"]
    {
        assert!(all.contains(&format!("(\"{handler}\"")), "{handler} was never called");
    }
    for kind in ["Accepted", "Filled", "Cancelled"] {
        assert!(all.contains(&format!("kind: {kind}")), "nobody was told {kind}");
    }
}
