//! One strategy over two symbols and two timeframes: one pass per instant, with all bars that close at it and none that is open.

mod support;

use std::path::Path;
use std::sync::{Arc, Mutex};

use simpletrader_config::build_spec::{InputSource, Lookback, StrategyBuildSpec};
use simpletrader_contracts::decision::{DecisionDraft, Outcome, SignalDraft};
use simpletrader_contracts::market::{InstrumentRef, Series};
use simpletrader_contracts::worker::call::{Disposition, Situation};
use simpletrader_engine::run::RunOutcome;
use simpletrader_engine::strategy::Strategy;
use support::*;

/// What a worker saw, in order.
type Diary = Arc<Mutex<Vec<String>>>;

/// Adds bars of two days each, built from daily closes, as another series of an instrument.
fn add_slow_series(spec: &mut StrategyBuildSpec, folder: &Path, instrument: u32, closes: &[i64]) {
    let path = folder.join(format!("slow_{instrument}.csv"));
    let mut text = "timestamp,open,high,low,close,volume\n".to_owned();
    for (pair, days) in closes.chunks_exact(2).enumerate() {
        let (open, close) = (days[0], days[1]);
        text += &format!("2024-01-{:02},{open},{},{},{close},1000\n", 1 + 2 * pair, open.max(close), open.min(close));
    }
    std::fs::write(&path, text).unwrap();
    let mut feed = spec.environment.feeds[0].clone();
    feed.path = path;
    spec.series.push(Series { instrument, timeframe_seconds: 2 * 86_400 });
    spec.lookbacks.push(Lookback::default());
    spec.environment.feeds.push(feed);
}

const A: [i64; 6] = [100, 101, 102, 103, 104, 105];
const B: [i64; 6] = [50, 51, 52, 53, 54, 55];

/// A long signal of a symbol.
fn of_symbol(instrument: u32) -> SignalDraft {
    SignalDraft { instrument: InstrumentRef(instrument), ..long("1") }
}

fn buy_of(signal: u32, instrument: u32) -> DecisionDraft {
    let mut decision = buy(&[signal], "1");
    if let Outcome::Issue(directive) = &mut decision.outcome {
        directive.entry.as_mut().unwrap().instrument = InstrumentRef(instrument);
    }
    decision
}

/// Buys both symbols once both slow averages are known, and notes what the detector saw.
fn run(folder: &Path, adjust: impl FnOnce(&mut StrategyBuildSpec)) -> (RunOutcome, Vec<String>) {
    let diary = Diary::default();
    let notes = diary.clone();
    let crew = CrewScript::default()
        .context("a_fast", |_, bar| Ok(bar.close as f64 / 100.0))
        .context("b_fast", |_, bar| Ok(bar.close as f64 / 100.0))
        .context("a_slow", |_, bar| Ok(bar.close as f64 / 100.0))
        .context("b_slow", |_, bar| Ok(bar.close as f64 / 100.0))
        .detector("look", move |at, facts| {
            let seen: Vec<String> = facts.iter().map(f64::to_string).collect();
            notes.lock().unwrap().push(format!("{} {}", &at.to_string()[..10], seen.join(" ")));
            let ready = facts.iter().all(|fact| !fact.is_nan());
            Ok(if ready { Disposition::Publish(vec![of_symbol(0), of_symbol(1)]) } else { Disposition::Proceed })
        })
        .brain(|situation| {
            let idle = situation.positions.is_empty() && situation.open_orders.is_empty();
            assert_eq!(situation.quotes.len(), 2, "the latest price of each");
            Ok(Disposition::Publish(if idle { vec![buy_of(0, 0), buy_of(1, 1)] } else { vec![refuse(&[0, 1])] }))
        });
    let (mut spec, sources) = crew.parts(folder, &[("A_USD", &A), ("B_USD", &B)]);
    add_slow_series(&mut spec, folder, 0, &A);
    add_slow_series(&mut spec, folder, 1, &B);
    for (series, worker) in spec.workers.iter_mut().take(4).enumerate() {
        worker.series = Some(series as u32);
    }
    assert_eq!(spec.workers[4].inputs, (0..4).map(InputSource::Fact).collect::<Vec<_>>());
    adjust(&mut spec);
    let outcome = run_strategy(folder, Strategy::assemble(spec, sources).unwrap()).unwrap();
    let seen = std::mem::take(&mut *diary.lock().unwrap());
    (outcome, seen)
}

// mission: 78
#[test]
fn bars_that_close_together_are_one_pass_and_a_slow_bar_is_seen_when_it_has_closed() {
    let folder = tempfile::tempdir().unwrap();
    let (outcome, seen) = run(folder.path(), |_| {});
    let expected = [
        "2024-01-02 100 50 NaN NaN",
        "2024-01-03 101 51 101 51",
        "2024-01-04 102 52 101 51",
        "2024-01-05 103 53 103 53",
        "2024-01-06 104 54 103 53",
        "2024-01-07 105 55 105 55",
    ];
    assert_eq!(seen, expected, "and between its bars its facts stay what they were");
    assert_eq!(outcome.summary.bars, 18);
}

#[test]
fn orders_of_each_symbol_fill_at_its_own_price() {
    let folder = tempfile::tempdir().unwrap();
    let (outcome, _) = run(folder.path(), |_| {});
    let fills = "SELECT trade_plan.symbol, fill.price, executed_at FROM fill JOIN orders ON order_id = parent_order_id
        JOIN execution_group ON group_id = parent_group_id JOIN trade_plan ON plan_id = parent_plan_id ORDER BY fill_id";
    assert_eq!(query(&outcome, fills), ["A_USD|101|2024-01-03T00:00:00Z", "B_USD|51|2024-01-03T00:00:00Z"]);
    assert_eq!(outcome.summary.symbols, ["A_USD", "B_USD"]);
    let signals = outcome.summary.signals;
    assert_eq!((signals.produced, signals.used, signals.refused), (10, 2, 8));
}

#[test]
fn a_strategy_warms_up_until_the_slowest_series_of_a_symbol_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let (outcome, seen) = run(folder.path(), |spec| {
        spec.lookbacks[2].window = Some(2);
        spec.lookbacks[3].window = Some(2);
    });
    assert_eq!(seen.len(), 6, "workers watch from the first bar on");
    assert_eq!(outcome.summary.warm_up_ticks, 3, "the second bar of two days closes on the fourth day");
    let first = query(&outcome, "SELECT min(pass) FROM journal WHERE kind = 'DIRECTIVE_ISSUED'");
    assert_eq!(first, ["3"]);
    let told = query(&outcome, "SELECT body FROM journal WHERE body LIKE '%WARM_UP%' ORDER BY entry_id").remove(0);
    assert!(told.contains("bars are still missing: 1 of series 2, 1 of series 3"), "{told}");
}

// mission: 78 (partly)
#[test]
fn a_symbol_that_is_late_keeps_nobody_waiting_but_itself() {
    let folder = tempfile::tempdir().unwrap();
    // The fourth bar of the second symbol; the first one needs nothing. Its planner buys each symbol for which there is a signal.
    let buyer = |situation: &Situation<'_>| {
        let idle = |instrument| situation.positions.iter().all(|position| position.instrument.0 != instrument);
        let decisions = situation.signals.iter().enumerate().map(|(index, signal)| match signal.instrument.0 {
            instrument if idle(instrument) => buy_of(index as u32, instrument),
            _ => refuse(&[index as u32]),
        });
        Ok(Disposition::Publish(decisions.collect()))
    };
    let outcome = CrewScript::default()
        .detector("both", |_, _| Ok(Disposition::Publish(vec![of_symbol(1), of_symbol(0)])))
        .brain(buyer)
        .run_in(folder.path(), &[("A_USD", &A), ("B_USD", &B)], |spec| spec.lookbacks[1].window = Some(4))
        .unwrap();
    assert_eq!(outcome.summary.warm_up_ticks, 0, "one of them was ready from the beginning");
    let bought = query(&outcome, "SELECT symbol, created_at FROM trade_plan ORDER BY plan_id");
    assert_eq!(bought, ["A_USD|2024-01-02T00:00:00Z", "B_USD|2024-01-05T00:00:00Z"]);
    let refused = query(&outcome, "SELECT body FROM journal WHERE body LIKE '%WARM_UP%' ORDER BY entry_id");
    assert_eq!(refused.len(), 3, "the signals of the late one alone");
    assert!(refused[0].contains("3 of series 1") && !refused[0].contains("A_USD"), "{}", refused[0]);
    let signals = outcome.summary.signals;
    assert_eq!((signals.produced, signals.used + signals.refused), (12, 12));
}

#[test]
fn nothing_is_opened_in_a_symbol_that_is_late_whatever_the_signal_was_about() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = CrewScript::default()
        .detector("first", |_, _| Ok(Disposition::Publish(vec![of_symbol(0)])))
        .brain(|situation| {
            let idle = situation.positions.is_empty() && situation.open_orders.is_empty();
            Ok(Disposition::Publish(vec![if idle { buy_of(0, 1) } else { refuse(&[0]) }]))
        })
        .run_in(folder.path(), &[("A_USD", &A), ("B_USD", &B)], |spec| spec.lookbacks[1].window = Some(4))
        .unwrap();
    assert_eq!(query(&outcome, "SELECT symbol, created_at FROM trade_plan"), ["B_USD|2024-01-05T00:00:00Z"]);
    let refused = query(&outcome, "SELECT count(*) FROM journal WHERE kind = 'SIGNAL_REJECTED' AND body LIKE '%WARM_UP%'");
    assert_eq!(refused, ["3"]);
}
