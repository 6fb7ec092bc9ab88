//! What a pass promises: order, barriers, and that every signal is accounted for.

mod support;

use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use simpletrader_contracts::decision::{DecisionDraft, OrderTerms};
use simpletrader_contracts::terms::Direction;
use simpletrader_contracts::worker::call::{Command, Disposition, OrderIntent, Timer};
use simpletrader_contracts::worker::{Fault, FaultKind};
use simpletrader_contracts::{Instant, Price};
use support::*;

/// Something that several workers write into, to see in which order they were called.
type Diary = Arc<Mutex<Vec<String>>>;

fn note(diary: &Diary, line: impl Into<String>) {
    diary.lock().unwrap().push(line.into());
}

// mission: 65 (partly)
#[test]
fn the_planner_sees_all_signals_and_risks_of_the_pass_together() {
    let folder = tempfile::tempdir().unwrap();
    let diary = Diary::default();
    let write = |line: &'static str| {
        let diary = diary.clone();
        move || note(&diary, line)
    };
    let (first, second, watch, context) = (write("first"), write("second"), write("watch"), write("context"));
    let seen = diary.clone();
    CrewScript::default()
        .context("close", move |_, bar| {
            context();
            Ok(bar.close as f64)
        })
        .detector("first", move |_, _| {
            first();
            publish(vec![long("1"), long("0.9")])
        })
        .detector("second", move |_, _| {
            second();
            publish(vec![signal(Direction::Short, "0.8")])
        })
        .monitor("watch", move |_, _| {
            watch();
            publish(vec![risk()])
        })
        .brain(move |situation| {
            let signals: Vec<_> = situation.signals.iter().map(|signal| signal.confidence.unwrap().to_string()).collect();
            note(&seen, format!("brain {} {}", signals.join(","), situation.risks.len()));
            publish(vec![refuse(&[0, 1, 2])])
        })
        .run(folder.path(), &[100])
        .unwrap();
    assert_eq!(*diary.lock().unwrap(), ["context", "first", "second", "watch", "brain 1,0.9,0.8 1"]);
}

// mission: 64 (partly)
#[test]
fn the_planner_is_not_called_when_nobody_has_anything_to_say() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = CrewScript::default()
        .detector("mute", |_, _| publish(vec![]))
        .brain(|_| panic!("called"))
        .run(folder.path(), &[100, 101])
        .unwrap();
    assert!(query(&outcome, "SELECT * FROM journal").is_empty());
    assert_eq!(outcome.summary.bars, 2);
}

// mission: 17 (partly), 42 (partly), 67 (partly), 80
#[test]
fn a_signal_becomes_a_fill_at_the_next_open_and_a_line_in_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = CrewScript::default()
        .detector("always", |_, _| publish(vec![long("1")]))
        .brain(|situation| publish(vec![if situation.positions.is_empty() { buy(&[0], "1") } else { refuse(&[0]) }]))
        .run(folder.path(), &[100, 103, 104])
        .unwrap();
    assert_eq!(query(&outcome, "SELECT quantity, price, executed_at FROM fill"), ["10|100|2024-01-02T00:00:00Z"]);
    let kinds = query(&outcome, "SELECT kind FROM journal ORDER BY entry_id");
    assert_eq!(kinds, ["DIRECTIVE_ISSUED", "COMMAND_ISSUED", "TRADE_OPENED", "SIGNAL_REJECTED", "SIGNAL_REJECTED"]);
    let joined =
        "SELECT fill.price FROM journal_trade JOIN journal USING (entry_id) JOIN execution_group ON parent_plan_id = plan_id
                  JOIN orders ON parent_group_id = group_id JOIN fill ON parent_order_id = order_id WHERE kind = 'COMMAND_ISSUED'";
    assert_eq!(query(&outcome, joined), ["100"], "the trade plan id leads from the journal to the fill");
    let body = query(&outcome, "SELECT body FROM journal").join("");
    assert!(!body.contains("ORD_") && !body.contains("FIL_"), "no order or fill id in the journal");
}

#[test]
fn a_round_trip_is_a_row_of_the_trade_list() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = CrewScript::default()
        .detector("always", |_, _| publish(vec![long("1")]))
        .brain(|situation| {
            let open = situation.positions.first().map(|position| position.trade);
            publish(vec![open.map_or_else(
                || buy(&[0], "1"),
                |trade| if situation.open_orders.is_empty() { close(&[0], trade) } else { refuse(&[0]) },
            )])
        })
        .run(folder.path(), &[100, 103, 101])
        .unwrap();
    let trades = std::fs::read_to_string(outcome.directory.join("trades.csv")).unwrap();
    let row = trades.lines().nth(1).unwrap();
    assert!(row.starts_with("2024-01-02,2024-01-03,1,2,100,103,10,2,28,signal,A_USD,long,TPL_"), "{row}");
    assert_eq!(query(&outcome, "SELECT status, count(*) FROM trade_plan GROUP BY status"), ["ACTIVE|1", "CLOSED|1"]);
    assert_eq!(query(&outcome, "SELECT status, count(*) FROM execution_group GROUP BY status"), ["ACTIVE|1", "COMPLETED|2"]);
}

// mission: 41 (partly), 45 (partly)
#[test]
fn a_signal_that_no_decision_mentions_is_refused_by_the_host() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = CrewScript::default()
        .detector("always", |_, _| publish(vec![long("1")]))
        .brain(|_| Ok(Disposition::Proceed))
        .run(folder.path(), &[100])
        .unwrap();
    assert_eq!(query(&outcome, "SELECT outcome, substr(decided_by, 1, 3) FROM signal"), ["REFUSED|REJ"]);
    assert!(query(&outcome, "SELECT body FROM journal")[0].contains("not consumed"));
}

// mission: 41 (partly), 64 (partly), 65 (partly)
#[test]
fn a_worker_may_end_the_pass_and_what_was_said_by_then_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = CrewScript::default()
        .detector("eager", |_, _| publish(vec![long("1")]))
        .monitor("halt", |_, _| Ok(Disposition::Stop("market is closed".into())))
        .brain(|_| panic!("called"))
        .run(folder.path(), &[100])
        .unwrap();
    assert_eq!(query(&outcome, "SELECT kind FROM journal ORDER BY entry_id"), ["FLOW_STOPPED", "SIGNAL_REJECTED"]);
    assert!(query(&outcome, "SELECT body FROM journal WHERE kind = 'SIGNAL_REJECTED'")[0].contains("market is closed"));
}

// mission: 22 (partly)
#[test]
fn confidence_selects_the_planner_and_a_gap_is_a_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = CrewScript::default()
        .detector("always", |_, _| publish(vec![long("0.3")]))
        .brain(|_| publish(vec![buy(&[0], "0.3")]))
        .run(folder.path(), &[100, 100])
        .unwrap();
    assert!(query(&outcome, "SELECT * FROM orders").is_empty());
    let body = &query(&outcome, "SELECT body FROM journal WHERE kind = 'SIGNAL_REJECTED'")[0];
    assert!(body.contains("NO_MATCHING_PLANNER") && body.contains("PLANNER_SELECTION"), "{body}");
}

// mission: 65 (partly), 79 (partly), 84 (partly)
#[test]
fn a_failing_worker_stops_the_strategy_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut bars = 0;
    let outcome = CrewScript::default()
        .context("fragile", move |_, bar| {
            bars += 1;
            if bars == 3 { Err(Fault::invalid("measure", "facts", "broken")) } else { Ok(bar.close as f64) }
        })
        .detector("always", |_, _| publish(vec![long("1")]))
        .brain(|situation| publish(vec![if situation.positions.is_empty() { buy(&[0], "1") } else { refuse(&[0]) }]))
        .run(folder.path(), &[100, 101, 102, 103])
        .unwrap();
    let failure = outcome.failure.as_ref().unwrap();
    assert_eq!((failure.worker_id.as_str(), failure.bar.as_ref().unwrap().index), ("fragile", 2));
    assert_eq!(query(&outcome, "SELECT count(*) FROM fill"), ["1"], "the ledger up to the bar before is whole");
    assert_eq!(query(&outcome, "SELECT value FROM meta WHERE key = 'status'"), ["failed"]);
    assert_eq!(query(&outcome, "SELECT count(*) FROM journal WHERE kind = 'WORKER_FAILED'"), ["1"]);
}

// mission: 66 (partly)
#[test]
fn a_planner_that_names_a_trade_it_was_never_shown_is_at_fault() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = CrewScript::default()
        .detector("always", |_, _| publish(vec![long("1")]))
        .brain(|_| publish(vec![close(&[0], simpletrader_contracts::ledger::TradeRef(7))]))
        .run(folder.path(), &[100])
        .unwrap();
    let failure = outcome.failure.unwrap();
    assert_eq!(failure.worker_id, "brain");
    assert!(failure.fault.to_string().contains("there is no trade 7"));
}

// mission: 6 (partly), 78 (partly)
#[test]
fn a_decision_that_refuses_nothing_is_the_planners_fault() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = CrewScript::default()
        .detector("always", |_, _| publish(vec![long("1")]))
        .brain(|_| publish(vec![refuse(&[])]))
        .run(folder.path(), &[100])
        .unwrap();
    assert_eq!(outcome.failure.unwrap().worker_id, "brain");
}

#[test]
fn nobody_is_shown_a_bar_before_it_has_closed() {
    let folder = tempfile::tempdir().unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let diary = seen.clone();
    CrewScript::default()
        .context("peek", move |at, bar| {
            diary.lock().unwrap().push((at.to_string(), bar.close));
            Ok(0.0)
        })
        .brain(|_| Ok(Disposition::Proceed))
        .run(folder.path(), &[100, 101])
        .unwrap();
    let expected = [("2024-01-02T00:00:00Z", 10000), ("2024-01-03T00:00:00Z", 10100)];
    assert_eq!(*seen.lock().unwrap(), expected.map(|(at, close)| (at.to_owned(), close)));
}

fn run_hands(
    closes: &[i64],
    mut script: impl FnMut(Event<'_>) -> Vec<OrderIntent> + Send + 'static,
) -> (tempfile::TempDir, simpletrader_engine::run::RunOutcome) {
    let folder = tempfile::tempdir().unwrap();
    let outcome = CrewScript::default()
        .detector("always", |_, _| publish(vec![long("1")]))
        .brain_with(
            |situation| publish(vec![if situation.tick.sequence == 0 { buy(&[0], "1") } else { refuse(&[0]) }]),
            hands(move |event| Ok(script(event))),
        )
        .run(folder.path(), closes)
        .unwrap();
    (folder, outcome)
}

#[test]
fn an_execution_worker_is_woken_when_it_asked_to_be() {
    let (_folder, outcome) = run_hands(&[100, 101, 102, 103], {
        let mut saved = None;
        move |event| match event {
            Event::Command(command) => {
                saved = Some(order_for(command));
                vec![OrderIntent::WakeAt { at: command.tick.at.plus_seconds(86_400), tag: 5 }]
            }
            Event::Timer(Timer { tag: 5, .. }) => saved.take().into_iter().map(OrderIntent::Place).collect(),
            _ => Vec::new(),
        }
    });
    assert_eq!(query(&outcome, "SELECT price, executed_at FROM fill"), ["101|2024-01-03T00:00:00Z"]);
}

#[test]
fn time_never_runs_backwards() {
    // A stop fills inside the second bar, known at its close; the wake-up was for an hour after its open.
    let (_folder, outcome) = run_hands(&[100, 101, 103, 104], |event| match event {
        Event::Command(command) => {
            let mut stop = order_for(command);
            stop.terms = OrderTerms::StopMarket { stop_price: Price::new("100.5".parse().unwrap()).unwrap() };
            vec![OrderIntent::Place(stop), OrderIntent::WakeAt { at: command.tick.at.plus_seconds(90_000), tag: 5 }]
        }
        Event::Timer(Timer { tag: 5, .. }) => vec![
            OrderIntent::WakeAt { at: Instant::parse("2024-01-04T00:00:01Z").unwrap(), tag: 6 },
            OrderIntent::Finish { abandoned: false },
        ],
        _ => Vec::new(),
    });
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    assert_eq!(query(&outcome, "SELECT price FROM fill"), ["100.5"]);
    for times in ["SELECT at FROM ledger_change ORDER BY sequence", "SELECT timestamp FROM journal ORDER BY pass"] {
        let times = query(&outcome, times);
        assert!(times.len() > 3 && times.is_sorted(), "{times:?}");
    }
}

#[test]
fn an_answer_with_one_bad_intent_is_not_carried_out_at_all() {
    type Bad = fn(&Command<'_>) -> Vec<OrderIntent>;
    let cases: [(&str, Bad); 7] = [
        ("a tag must be unique", |command| vec![OrderIntent::Place(order_for(command)), OrderIntent::Place(order_for(command))]),
        ("there is no order 9", |command| {
            vec![OrderIntent::Place(order_for(command)), OrderIntent::Cancel(simpletrader_contracts::ledger::OrderRef(9))]
        }),
        ("no other order of this answer has the tag 7", |command| {
            let mut order = order_for(command);
            order.parent_tag = Some(7);
            vec![OrderIntent::Place(order)]
        }),
        ("a parent must be placed before its children", |command| {
            let (mut child, mut parent) = (order_for(command), order_for(command));
            (child.tag, child.parent_tag, parent.tag) = (2, Some(1), 1);
            vec![OrderIntent::Place(child), OrderIntent::Place(parent)]
        }),
        ("a wake-up must lie after the pass", |command| {
            vec![OrderIntent::Place(order_for(command)), OrderIntent::WakeAt { at: command.tick.at, tag: 1 }]
        }),
        ("the orders of group 0 may fill 10 more, as its command wants; got 20", |command| {
            let mut second = order_for(command);
            second.tag = 2;
            vec![OrderIntent::Place(order_for(command)), OrderIntent::Place(second)]
        }),
        ("for the instrument of its trade", |command| {
            let mut order = order_for(command);
            order.instrument = simpletrader_contracts::market::InstrumentRef(3);
            vec![OrderIntent::Place(order)]
        }),
    ];
    for (expected, bad) in cases {
        let (_folder, outcome) = run_hands(&[100, 101], move |event| match event {
            Event::Command(command) => bad(command),
            _ => Vec::new(),
        });
        let failure = outcome.failure.as_ref().unwrap();
        assert_eq!(failure.worker_id, "single");
        assert!(matches!(failure.fault.kind, FaultKind::InvalidOutput { .. }));
        assert!(failure.fault.to_string().contains(expected), "{expected} in {}", failure.fault);
        assert!(query(&outcome, "SELECT * FROM orders").is_empty(), "{expected}");
    }
}

#[test]
fn a_reply_never_starts_detection() {
    let calls = Arc::new(Mutex::new(0));
    let counter = calls.clone();
    let folder = tempfile::tempdir().unwrap();
    let outcome = CrewScript::default()
        .detector("count", move |_, _| {
            *counter.lock().unwrap() += 1;
            publish(vec![long("1")])
        })
        .brain(|situation| publish(vec![if situation.positions.is_empty() { buy(&[0], "1") } else { refuse(&[0]) }]))
        .run(folder.path(), &[100, 101, 102])
        .unwrap();
    assert_eq!(*calls.lock().unwrap(), 3);
    assert!(outcome.summary.passes > 3, "the replies had passes of their own");
}

#[test]
fn a_run_over_no_bars_is_no_result() {
    let folder = tempfile::tempdir().unwrap();
    let error = CrewScript::default().brain(|_| Ok(Disposition::Proceed)).run(folder.path(), &[]).unwrap_err();
    assert!(error.to_string().contains("no bar lies in the period"));
    assert!(!folder.path().join("run").exists());
}

/// A refusal must refuse something.
fn refuse_some(signals: &[u32]) -> Option<DecisionDraft> {
    (!signals.is_empty()).then(|| refuse(signals))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever detectors say and planners decide: signals produced = used + refused, and money is conserved.
    // mission: 45 (partly)
    #[test]
    fn every_signal_is_accounted_for_and_no_money_appears(
        closes in prop::collection::vec(50_i64..150, 2..40),
        script in prop::collection::vec((0_usize..4, 0_u8..5), 40),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (signals, decisions) = (script.clone(), script);
        let mut bar = 0;
        let outcome = CrewScript::default()
            .detector("random", move |_, _| {
                bar += 1;
                publish(vec![long("1"); signals[bar % signals.len()].0])
            })
            .brain(move |situation| {
                let count = situation.signals.len() as u32;
                let all: Vec<u32> = (0..count).collect();
                let idle = situation.open_orders.is_empty();
                let position = situation.positions.first().map(|position| position.trade);
                publish(match (decisions[situation.tick.sequence as usize % decisions.len()].1, position) {
                    (0, _) => vec![],
                    (1, None) if idle => vec![buy(&all, "1")],
                    (2, Some(trade)) if idle => [close(&all[..1], trade)].into_iter().chain(refuse_some(&all[1..])).collect(),
                    (3, _) => all.iter().map(|signal| refuse(&[*signal])).collect(),
                    _ => refuse_some(&all[1..]).into_iter().collect(),
                })
            })
            .run(folder.path(), &closes)
            .unwrap();
        prop_assert!(outcome.failure.is_none());
        let counts = outcome.summary.signals;
        prop_assert_eq!(counts.produced, counts.used + counts.refused);
        let rows: u64 = query(&outcome, "SELECT count(*) FROM signal")[0].parse().unwrap();
        prop_assert_eq!(rows, counts.produced);

        // Recomputed from the fills alone: cash = capital - bought + sold - fees; held = bought - sold.
        let (mut cash, mut held) = (10_000_i64, 0_i64);
        for row in query(&outcome, "SELECT side, fill.quantity, fill.price, commission FROM fill JOIN orders ON order_id = parent_order_id") {
            let cells: Vec<&str> = row.split('|').collect();
            let number = |index: usize| cells[index].parse::<i64>().unwrap();
            let sign = if cells[0] == "BUY" { 1 } else { -1 };
            cash -= sign * number(1) * number(2) + number(3);
            held += sign * number(1);
        }
        prop_assert_eq!(&outcome.summary.cash, &cash.to_string());
        prop_assert_eq!(&outcome.summary.open_qty, &held.to_string());
        prop_assert_eq!(&outcome.summary.final_equity, &(cash + held * closes.last().unwrap()).to_string());
    }
}

#[test]
fn a_pass_that_left_something_is_recorded_with_its_bars_and_so_is_the_first_bar_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut bars = 0;
    let outcome = CrewScript::default()
        .detector("once", move |_, _| {
            bars += 1;
            publish(if bars == 2 { vec![long("1")] } else { Vec::new() })
        })
        .brain(|_| publish(vec![buy(&[0], "1")]))
        .run(folder.path(), &[100, 101, 102, 103, 104])
        .unwrap();
    let rows = query(&outcome, "SELECT origin_type, bars ->> '$[0].label', bars ->> '$[0].close' FROM pass ORDER BY pass");
    let market: Vec<&String> = rows.iter().filter(|row| row.starts_with("TICK")).collect();
    assert_eq!(market, ["TICK|2024-01-02|101", "TICK|2024-01-03|102"], "the decision, and the bar in which it was filled");
    assert!(rows.iter().any(|row| row == "REPLY|-|-"), "the reply has no bar: {rows:?}");
    let called =
        "SELECT call.value ->> 'worker_id', call.value ->> 'calls' FROM pass, json_each(calls) AS call WHERE pass.pass = 1";
    let called = query(&outcome, called);
    assert_eq!(called, ["once|1", "brain|1"], "who was called by the bus; scripted planners count nothing");
    let quiet = query(&outcome, "SELECT calls FROM pass WHERE bars ->> '$[0].label' = '2024-01-03'");
    assert_eq!(quiet, [r#"[{"worker_id":"once","calls":1,"fuel":0}]"#], "the planner was not called");
    let changes = query(&outcome, "SELECT count(*) FROM ledger_change WHERE pass NOT IN (SELECT pass FROM pass)");
    assert_eq!(changes, ["0"], "every change belongs to a recorded pass");
}
