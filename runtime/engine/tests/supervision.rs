//! What the host does after a worker failed: who is silenced, who begins again with what, and what becomes of the orders.

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use simpletrader_config::build_spec::{OnFault, Recovery, ReplayTerms};
use simpletrader_contracts::Price;
use simpletrader_contracts::decision::{DecisionDraft, OrderTerms};
use simpletrader_contracts::terms::{FaultPolicy, OrderPurpose};
use simpletrader_contracts::worker::call::{Disposition, OrderIntent, Situation};
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind, Limit};
use simpletrader_engine::run::RunOutcome;
use simpletrader_engine::supervision::{FaultFile, Replayed};
use support::*;

/// The close at which a fragile worker fails.
const BAD: i64 = 66;

fn out_of_fuel() -> Fault {
    Fault::new("measure", FaultKind::Limit(Limit::Fuel { budget: 7 }))
}

fn replay(strikes: u32, backoff: u32, policy: FaultPolicy) -> OnFault {
    OnFault { recovery: Recovery::Replay(ReplayTerms { strikes, window: 1_000, backoff }), policy }
}

fn stop(policy: FaultPolicy) -> OnFault {
    OnFault { recovery: Recovery::Stop, policy }
}

/// The sum of all closes, which only who has seen all of them knows; fails at a bad one.
fn summing() -> impl FnMut(simpletrader_contracts::Instant, &simpletrader_contracts::market::Bar) -> Result<f64, Fault> + Send {
    let mut sum = 0;
    move |_, bar| {
        sum += bar.close / 100;
        if bar.close == BAD * 100 { Err(out_of_fuel()) } else { Ok(sum as f64) }
    }
}

/// Buys when there is nothing, and refuses every other signal.
fn buy_once(situation: &Situation<'_>) -> Result<Disposition<DecisionDraft>, Fault> {
    let all: Vec<u32> = (0..situation.signals.len() as u32).collect();
    let is_flat = situation.positions.is_empty() && situation.open_orders.is_empty();
    publish(if all.is_empty() { vec![] } else { vec![if is_flat { buy(&all, "1") } else { refuse(&all) }] })
}

/// A fragile sum, a detector that signals on every bar, and a planner that buys once.
fn crew(on_fault: OnFault) -> CrewScript {
    CrewScript::default()
        .on_fault(on_fault)
        .context_again("fragile", summing)
        .detector("always", |_, _| publish(vec![long("1")]))
        .brain(buy_once)
}

fn kinds(outcome: &RunOutcome) -> Vec<String> {
    query(outcome, "SELECT kind FROM journal WHERE kind LIKE 'WORKER%' OR kind LIKE 'STRATEGY%' ORDER BY entry_id")
}

fn fault_file(outcome: &RunOutcome) -> FaultFile {
    FaultFile::parse(&std::fs::read(outcome.directory.join(&outcome.quarantined[0].fault_file)).unwrap()).unwrap()
}

// mission: 70 (partly), 79 (partly)
#[test]
fn a_worker_that_failed_is_silent_and_then_begins_again_with_what_it_was_told() {
    let folder = tempfile::tempdir().unwrap();
    let facts = Arc::new(Mutex::new(Vec::new()));
    let seen = facts.clone();
    let outcome = CrewScript::default()
        .on_fault(replay(3, 2, FaultPolicy::Hold))
        .context_again("fragile", summing)
        .detector("look", move |_, inputs| {
            seen.lock().unwrap().push(inputs[0]);
            Ok(Disposition::Proceed)
        })
        .brain(|_| panic!("nobody signals"))
        .run(folder.path(), &[10, 11, BAD, 13, 14, 15, 16])
        .unwrap();
    let told: Vec<String> = facts.lock().unwrap().iter().map(f64::to_string).collect();
    assert_eq!(told, ["10", "21", "NaN", "NaN", "NaN", "63", "79"], "all but the bar at which it failed, the silent ones too");
    assert_eq!(kinds(&outcome), ["WORKER_FAILED", "WORKER_SILENCED", "WORKER_RECOVERED"]);
    let supervision = outcome.summary.supervision.as_ref().unwrap();
    assert_eq!((supervision.faults, supervision.recoveries, supervision.calls_told_again), (1, 1, 4));
    assert!(outcome.failure.is_none() && outcome.quarantined.is_empty() && !outcome.directory.join("faults").exists());
}

// mission: 65 (partly), 79 (partly)
#[test]
fn a_pass_with_a_fault_ends_without_a_decision_and_its_signals_are_refused_for_that_reason() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = crew(replay(3, 1, FaultPolicy::Hold)).run(folder.path(), &[BAD, 101, 102, 103]).unwrap();
    let counts = outcome.summary.signals;
    assert_eq!((counts.produced, counts.used + counts.refused), (4, 4));
    let first = &query(&outcome, "SELECT body FROM journal WHERE kind = 'SIGNAL_REJECTED' ORDER BY entry_id")[0];
    assert!(
        first.contains("FUEL_EXHAUSTED") && first.contains("FAULT: the pass ended with a failure of worker `fragile`"),
        "{first}"
    );
    assert_eq!(query(&outcome, "SELECT count(*) FROM fill"), ["1"], "the strategy traded on without its fact");
}

#[test]
fn the_journal_names_worker_handler_limit_and_event() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = crew(stop(FaultPolicy::Hold)).run(folder.path(), &[100, BAD, 102]).unwrap();
    let body = &query(&outcome, "SELECT body FROM journal WHERE kind = 'WORKER_FAILED'")[0];
    insta::assert_snapshot!(body);
    let run = std::fs::read_to_string(outcome.directory.join("run.json")).unwrap();
    let run: serde_json::Value = serde_json::from_str(&run).unwrap();
    insta::assert_snapshot!(format!("{}\n{}", run["for_author"].as_str().unwrap(), run["for_operator"].as_str().unwrap()));
}

// mission: 79 (partly)
#[test]
fn one_fault_too_many_is_quarantine_and_its_file_fails_the_same_way() {
    let folder = tempfile::tempdir().unwrap();
    let script = crew(replay(3, 1, FaultPolicy::Hold));
    let source = script.source("fragile");
    let outcome = script.run(folder.path(), &[100, BAD, 102, 103, BAD, 105, 106, 107, 108, BAD, 110]).unwrap();
    assert_eq!(
        kinds(&outcome),
        [
            "WORKER_FAILED",
            "WORKER_SILENCED",
            "WORKER_RECOVERED",
            "WORKER_FAILED",
            "WORKER_SILENCED",
            "WORKER_RECOVERED",
            "WORKER_FAILED",
            "WORKER_QUARANTINED",
            "STRATEGY_HALTED"
        ]
    );
    let failure = outcome.failure.as_ref().unwrap();
    assert_eq!((failure.worker_id.as_str(), failure.bar.as_ref().unwrap().index), ("fragile", 9));
    assert_eq!(outcome.quarantined[0].reason, "3 faults within 1000 passes");
    let file = fault_file(&outcome);
    assert_eq!((file.calls.len(), file.fault.class.as_str()), (2, "OUT_OF_FUEL"), "the first failing event: bar 1");
    assert_eq!(file.replay(source.as_ref()), Replayed::Same);
    assert_eq!(FaultFile::parse(&serde_json::to_vec(&file).unwrap()), Ok(file.clone()), "what is written reads back equal");
    let mended = Again(|| context_worker(|_, _| Ok(1.0)));
    assert_eq!(file.replay(&mended), Replayed::NoFault);
    let otherwise = Again(|| context_worker(|_, _| Err(Fault::invalid("measure", "facts", "broken"))));
    assert!(matches!(file.replay(&otherwise), Replayed::Otherwise { call: Some(0), .. }));
}

#[test]
fn a_fault_file_of_another_kind_or_version_is_refused() {
    assert!(FaultFile::parse(b"{}").unwrap_err().contains("no fault file"));
    let folder = tempfile::tempdir().unwrap();
    let outcome = crew(replay(1, 1, FaultPolicy::Hold)).run(folder.path(), &[BAD]).unwrap();
    let mut json = serde_json::to_value(fault_file(&outcome)).unwrap();
    json["format"] = 2.into();
    assert!(FaultFile::parse(json.to_string().as_bytes()).unwrap_err().contains("format 2"));
}

#[test]
fn a_fault_while_it_begins_again_is_the_next_strike() {
    let folder = tempfile::tempdir().unwrap();
    let lives = Arc::new(AtomicUsize::new(0));
    let counter = lives.clone();
    let make = move || {
        let life = counter.fetch_add(1, Ordering::Relaxed);
        let mut script = summing();
        context_worker(move |at, bar| if life > 0 { Err(Fault::invalid("measure", "facts", "amnesia")) } else { script(at, bar) })
    };
    let outcome = crew(replay(3, 1, FaultPolicy::Hold))
        .replace_source("fragile", Arc::new(Again(make)))
        .run(folder.path(), &[100, BAD, 102, 103, 104, 105, 106, 107])
        .unwrap();
    assert_eq!(lives.load(Ordering::Relaxed), 3, "one life and two attempts");
    let supervision = outcome.summary.supervision.as_ref().unwrap();
    assert_eq!((supervision.faults, supervision.recoveries), (3, 0));
    assert_eq!(supervision.quarantined.as_deref(), Some("fragile"));
    assert_eq!(fault_file(&outcome).fault.class, "OUT_OF_FUEL", "the first fault is the one to look at");
}

#[test]
fn the_fault_is_charged_to_the_worker_that_failed_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let bars = Arc::new(AtomicUsize::new(0));
    let counter = bars.clone();
    let outcome = CrewScript::default()
        .on_fault(replay(9, 2, FaultPolicy::Hold))
        .context("upstream", |_, _| Ok(1.0))
        .context_again("fragile", summing)
        .context("downstream", move |_, _| {
            counter.fetch_add(1, Ordering::Relaxed);
            Ok(1.0)
        })
        .brain(buy_once)
        .run(folder.path(), &[100, BAD, BAD, BAD, 104, 105, 106])
        .unwrap();
    assert_eq!(bars.load(Ordering::Relaxed), 7, "no bar is missing in the window of a worker that did not fail");
    let bodies = query(&outcome, "SELECT body FROM journal WHERE kind = 'WORKER_FAILED'");
    assert!(!bodies.is_empty() && bodies.iter().all(|body| body.contains("fragile")), "{bodies:?}");
}

#[test]
fn a_silent_planner_decides_nothing_and_its_signals_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let fails = || Fault::new("decide", FaultKind::Refused { kind: "failed", message: "no idea".into() });
    let outcome = CrewScript::default()
        .on_fault(replay(3, 2, FaultPolicy::Hold))
        .detector("always", |_, _| publish(vec![long("1")]))
        .brain(|_| panic!("replaced"))
        .replace_source(
            "brain",
            Arc::new(Again(move || {
                AnyWorker::Strategy(Box::new(Scripted(move |situation: &Situation<'_>| {
                    if situation.tick.sequence == 1 { Err(fails()) } else { publish(vec![refuse(&[0])]) }
                })))
            })),
        )
        .run(folder.path(), &[100, 101, 102, 103, 104, 105])
        .unwrap();
    let reasons = query(
        &outcome,
        "SELECT json_extract(body, '$.rejection.chain.refusal.reason') FROM journal WHERE kind = 'SIGNAL_REJECTED' ORDER BY pass",
    );
    let bodies = query(&outcome, "SELECT body FROM journal WHERE kind = 'SIGNAL_REJECTED' ORDER BY pass");
    let silent: Vec<bool> = bodies.iter().map(|body| body.contains("is silent for now")).collect();
    assert_eq!(silent, [false, false, true, true, false, false], "{reasons:?}");
    assert!(bodies[1].contains("FAULT: the pass ended with a failure of worker `brain`"));
}

/// Enters at the market with a stop far below.
fn with_stop() -> AnyWorker {
    hands(|event| {
        let Event::Command(command) = event else { return Ok(Vec::new()) };
        let entry = order_for(command);
        let mut stop = entry.clone();
        (stop.tag, stop.side, stop.parent_tag) = (2, entry.side.opposite(), Some(1));
        stop.terms = OrderTerms::StopMarket { stop_price: Price::new("50".parse().unwrap()).unwrap() };
        (stop.purpose, stop.reduce_only) = (OrderPurpose::StopLoss, true);
        Ok(vec![OrderIntent::Place(entry), OrderIntent::Place(stop)])
    })
}

/// A strategy that holds ten with a stop below when its context worker fails, in the fourth bar of six.
fn halted(on_fault: OnFault) -> (tempfile::TempDir, RunOutcome) {
    let folder = tempfile::tempdir().unwrap();
    let outcome = CrewScript::default()
        .on_fault(on_fault)
        .context_again("fragile", summing)
        .detector("always", |_, _| publish(vec![long("1")]))
        .brain_with(buy_once, with_stop())
        .run(folder.path(), &[100, 101, 102, BAD, 104, 105])
        .unwrap();
    assert!(outcome.failure.is_some());
    assert_eq!(outcome.summary.bars, 6, "the run goes on to its end");
    (folder, outcome)
}

fn orders(outcome: &RunOutcome) -> Vec<String> {
    query(outcome, "SELECT purpose, order_type, reduce_only, status FROM orders ORDER BY order_id")
}

// mission: 79 (partly)
#[test]
fn hold_leaves_orders_and_positions_as_they_are() {
    for on_fault in [stop(FaultPolicy::Hold), replay(1, 1, FaultPolicy::Hold)] {
        let (_folder, outcome) = halted(on_fault);
        assert_eq!(orders(&outcome), ["ENTRY|MARKET|0|FILLED", "STOP_LOSS|STOP_MARKET|1|OPEN"]);
        assert_eq!((outcome.summary.open_qty.as_str(), outcome.summary.fills), ("10", 1));
    }
}

// mission: 79 (partly)
#[test]
fn cancel_open_withdraws_every_working_order_and_keeps_the_position() {
    for on_fault in [stop(FaultPolicy::CancelOpen), replay(1, 1, FaultPolicy::CancelOpen)] {
        let (_folder, outcome) = halted(on_fault);
        assert_eq!(orders(&outcome), ["ENTRY|MARKET|0|FILLED", "STOP_LOSS|STOP_MARKET|1|CANCELLED"]);
        assert_eq!((outcome.summary.open_qty.as_str(), outcome.summary.fills), ("10", 1));
        assert_eq!(outcome.summary.supervision.as_ref().unwrap().orders_cancelled, 1);
    }
}

// mission: 79 (partly)
#[test]
fn flatten_closes_the_position_at_the_next_open_by_an_order_of_the_host() {
    for on_fault in [stop(FaultPolicy::Flatten), replay(1, 1, FaultPolicy::Flatten)] {
        let (_folder, outcome) = halted(on_fault);
        assert_eq!(orders(&outcome), ["ENTRY|MARKET|0|FILLED", "STOP_LOSS|STOP_MARKET|1|CANCELLED", "CLOSE|MARKET|1|FILLED"]);
        assert_eq!((outcome.summary.open_qty.as_str(), outcome.summary.trades), ("0", 1));
        assert_eq!(
            query(&outcome, "SELECT price, executed_at FROM fill ORDER BY fill_id")[1],
            format!("{BAD}|2024-01-05T00:00:00Z")
        );
        let why = "SELECT json_extract(body, '$.command.causality.strategy_directive_id') FROM journal
             JOIN execution_group ON json_extract(body, '$.command.command_id') = parent_command_id
             JOIN orders ON parent_group_id = group_id WHERE purpose = 'CLOSE'";
        let directive = &query(&outcome, why)[0];
        let of = format!("SELECT body FROM journal WHERE kind = 'DIRECTIVE_ISSUED' AND body LIKE '%{directive}%'");
        let body = &query(&outcome, &of)[0];
        assert!(body.contains("host_fault_policy") && body.contains("worker `fragile` failed: OUT_OF_FUEL"), "{body}");
    }
}

#[test]
fn a_strategy_that_was_halted_decides_nothing_any_more() {
    let (_folder, outcome) = halted(stop(FaultPolicy::Flatten));
    let counts = outcome.summary.signals;
    assert_eq!((counts.produced, counts.used), (3, 1), "no signal after the fault");
    assert_eq!(query(&outcome, "SELECT count(*) FROM journal WHERE kind = 'STRATEGY_HALTED'"), ["1"]);
}
