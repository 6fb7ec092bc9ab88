//! A pass ends whole, however it ends; and when a strategy decides at all.

mod support;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use proptest::strategy::Strategy as _;
use simpletrader_config::build_spec::{Lookback, OnFault, Recovery, ReplayTerms};
use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::{DecisionDraft, RefusalDraft, RiskDraft, SignalDraft};
use simpletrader_contracts::market::Bar;
use simpletrader_contracts::terms::{FaultPolicy, RejectionCode};
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind, Limit};
use simpletrader_engine::assembly::StrategyFactory;
use simpletrader_engine::bus::{BusEvent, EventBus, EventScope, OperatorCommand, Payload};
use simpletrader_engine::flow::FlowSummary;
use simpletrader_engine::run::RunOutcome;
use simpletrader_engine::strategy::Strategy;
use support::*;

/// Signals on every bar; buys when it holds nothing.
fn buyer() -> CrewScript {
    CrewScript::default()
        .context("close", |_, bar| Ok(bar.close as f64))
        .detector("always", |_, _| publish(vec![long("1")]))
        .monitor("watch", |_, _| publish(vec![risk()]))
        .brain(decide)
}

fn decide(situation: &Situation<'_>) -> Result<Disposition<DecisionDraft>, Fault> {
    // A signal of an earlier pass would be one too many.
    assert_eq!((situation.signals.len(), situation.risks.len()), (1, 1));
    let idle = situation.positions.is_empty() && situation.open_orders.is_empty();
    publish(vec![if idle { buy(&[0], "1") } else { refuse(&[0]) }])
}

/// The number of the day, from 0.
fn day(at: Instant) -> i64 {
    (at.micros() - Instant::parse("2024-01-02").unwrap().micros()) / 86_400_000_000
}

fn accounts_for_everything(outcome: &RunOutcome) {
    let (signals, flow) = (outcome.summary.signals, outcome.summary.flow);
    assert_eq!(signals.produced, signals.used + signals.refused);
    assert_eq!(flow.completed + flow.stopped + flow.failed, u64::from(outcome.summary.passes));
}

/// A worker of this place that always fails in this way.
fn broken(place: &str, kind: FaultKind) -> AnyWorker {
    let fault = move |handler| Fault::new(handler, kind.clone());
    match place {
        "close" => AnyWorker::Context(Box::new(Scripted(move |_: Instant, _: &Bar| Err::<f64, _>(fault("measure"))))),
        "always" => AnyWorker::Detector(Box::new(Scripted(move |_: Instant, _: &[f64]| {
            Err::<Disposition<SignalDraft>, _>(fault("detect"))
        }))),
        "watch" => AnyWorker::Monitor(Box::new(Scripted(move |_: &[f64], _: &[simpletrader_contracts::ledger::PositionView]| {
            Err::<Disposition<RiskDraft>, _>(fault("watch"))
        }))),
        "brain" => {
            AnyWorker::Strategy(Box::new(Scripted(move |_: &Situation<'_>| Err::<Disposition<DecisionDraft>, _>(fault("decide")))))
        }
        "size" => AnyWorker::Size(Box::new(Scripted(move |_: &PlanTask<'_>| {
            Err::<PlanOutcome<simpletrader_contracts::decision::SizePlanDraft>, _>(fault("plan"))
        }))),
        "router" => AnyWorker::ExecutionPlanning(Box::new(Scripted(move |_: &PlanTask<'_>| {
            Err::<PlanOutcome<simpletrader_contracts::decision::ExecutionPlanDraft>, _>(fault("plan"))
        }))),
        "command" => hands(move |event| match event {
            Event::Command(_) => Err(fault("on-command")),
            _ => Ok(Vec::new()),
        }),
        "reply" => hands(move |event| match event {
            Event::Command(command) => Ok(vec![OrderIntent::Place(order_for(command))]),
            Event::Reply(_) => Err(fault("on-reply")),
            Event::Timer(_) => Ok(Vec::new()),
        }),
        other => panic!("no broken worker for {other}"),
    }
}

fn trap() -> FaultKind {
    FaultKind::Trap { trap: "unreachable".into(), backtrace: Vec::new() }
}

fn timeout() -> FaultKind {
    FaultKind::Limit(Limit::Deadline { millis: 100 })
}

// mission: 65
#[test]
fn a_trap_or_a_timeout_in_any_state_ends_the_pass_and_leaves_nothing_of_it() {
    for kind in [trap(), timeout()] {
        // CONTEXT, DETECTION twice, STRATEGY, PLANNING twice, EXECUTION, EXECUTION of a reply.
        for place in ["close", "always", "watch", "brain", "size", "router", "command", "reply"] {
            let folder = tempfile::tempdir().unwrap();
            let of = if ["command", "reply"].contains(&place) { "single" } else { place };
            let crew = buyer().replace(of, broken(place, kind.clone()));
            // The runner holds every pass against `is_at_rest`.
            let outcome = crew.run(folder.path(), &[100, 101, 102]).unwrap();
            accounts_for_everything(&outcome);
            assert_eq!(outcome.summary.flow.failed, 1, "{place}: the first fault halts the strategy");
            assert_eq!(outcome.failure.unwrap().fault.kind, kind, "{place}");
        }
    }
}

/// What a worker says that stops on the second day only.
fn until_tuesday<T>(at: Instant, otherwise: Vec<T>) -> Result<Disposition<T>, Fault> {
    if day(at) == 1 { Ok(Disposition::Stop("closed on this day".into())) } else { publish(otherwise) }
}

// mission: 65
#[test]
fn a_stop_in_any_state_ends_the_pass_and_the_next_one_begins_afresh() {
    let folder = tempfile::tempdir().unwrap();
    let stops = |crew: CrewScript| {
        let outcome = crew.run(folder.path(), &[100, 101, 102, 103]).unwrap();
        accounts_for_everything(&outcome);
        assert!(outcome.failure.is_none());
        assert_eq!(query(&outcome, "SELECT count(*) FROM journal WHERE kind = 'FLOW_STOPPED'"), ["1"]);
        assert_eq!(outcome.summary.flow.stopped, 1);
        outcome.summary.signals.produced
    };
    // Of a detector that signals first; then of one that stops instead; then of the planner.
    let late = buyer().replace(
        "watch",
        AnyWorker::Monitor(Box::new(Scripted({
            let bars = AtomicU32::new(0);
            move |_: &[f64], _: &[simpletrader_contracts::ledger::PositionView]| {
                let second = bars.fetch_add(1, Ordering::Relaxed) == 1;
                if second { Ok(Disposition::Stop("closed on this day".into())) } else { publish(vec![risk()]) }
            }
        }))),
    );
    assert_eq!(stops(late), 4, "what was signalled before the stop is refused, not lost");
    let detector = Scripted(|at: Instant, _: &[f64]| until_tuesday(at, vec![long("1")]));
    assert_eq!(stops(buyer().replace("always", AnyWorker::Detector(Box::new(detector)))), 3);
    let brain = Scripted(|situation: &Situation<'_>| match until_tuesday(situation.tick.at, vec![()])? {
        Disposition::Stop(reason) => Ok(Disposition::Stop(reason)),
        _ => decide(situation),
    });
    assert_eq!(stops(buyer().replace("brain", AnyWorker::Strategy(Box::new(brain)))), 4);
}

#[test]
fn passes_without_trouble_are_all_completed() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = buyer().run(folder.path(), &[100, 101, 102]).unwrap();
    let passes = u64::from(outcome.summary.passes);
    assert_eq!(outcome.summary.flow, FlowSummary { completed: passes, stopped: 0, failed: 0 });
    assert!(passes > 3, "replies have passes of their own");
}

fn run_after(folder: &Path, crew: CrewScript, closes: &[i64], back: Lookback) -> RunOutcome {
    let (mut spec, sources) = crew.parts(folder, &[("A_USD", closes)]);
    spec.lookbacks = vec![back];
    run_strategy(folder, Strategy::assemble(spec, sources).unwrap()).unwrap()
}

// mission: 78
#[test]
fn signals_count_from_the_bar_that_fills_the_window() {
    let closes = [100, 101, 102, 103];
    for (window, warmup, ticks) in
        [(Some(3), None, 2), (None, Some(3), 2), (Some(2), Some(3), 2), (None, None, 0), (Some(1), None, 0)]
    {
        let folder = tempfile::tempdir().unwrap();
        let outcome = run_after(folder.path(), buyer(), &closes, Lookback { window, warmup });
        accounts_for_everything(&outcome);
        assert_eq!(outcome.summary.warm_up_ticks, ticks);
        let bodies = query(&outcome, "SELECT body FROM journal WHERE kind = 'SIGNAL_REJECTED' AND body LIKE '%WARM_UP%'");
        assert_eq!(bodies.len() as u32, ticks, "each is refused by the host, with the reason");
        let first = query(&outcome, "SELECT min(pass) FROM journal WHERE kind = 'DIRECTIVE_ISSUED'");
        assert_eq!(first, [ticks.to_string()]);
    }
    let folder = tempfile::tempdir().unwrap();
    let outcome = run_after(folder.path(), buyer(), &closes, Lookback { window: Some(9), warmup: None });
    assert_eq!((outcome.summary.warm_up_ticks, outcome.summary.signals.refused, outcome.summary.fills), (4, 4, 0));
    let body = query(&outcome, "SELECT body FROM journal ORDER BY entry_id").remove(0);
    assert!(body.contains("bars are still missing: 8 of series 0"), "{body}");
}

/// The crew of [`buyer`] on a bus, with an operator who sends these commands while the bars of these days are watched.
fn operated(folder: &Path, closes: &[i64], orders: Vec<(i64, OperatorCommand)>) -> RunOutcome {
    let bus = Arc::new(EventBus::new());
    let desk = bus.clone();
    let operator = Scripted(move |at: Instant, bar: &Bar| {
        for (_, command) in orders.iter().filter(|(wanted, _)| *wanted == day(at)) {
            let scope = EventScope::Strategy("test".into());
            assert_eq!(desk.publish(&BusEvent { scope, payload: Payload::Command(*command) }).unwrap().handlers, 1);
        }
        Ok::<f64, Fault>(bar.close as f64)
    });
    let crew = buyer().replace("close", AnyWorker::Context(Box::new(operator)));
    let (spec, sources) = crew.parts(folder, &[("A_USD", closes)]);
    run_strategy(folder, StrategyFactory::default().connected_to(bus).build(spec, sources).unwrap()).unwrap()
}

// mission: 78
#[test]
fn a_paused_strategy_decides_nothing_new_and_what_it_decided_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let orders = vec![(0, OperatorCommand::Pause), (2, OperatorCommand::Resume)];
    let outcome = operated(folder.path(), &[100, 101, 102, 103, 104], orders);
    accounts_for_everything(&outcome);
    // The order of the first day fills on the second, although the strategy is paused by then.
    assert_eq!(query(&outcome, "SELECT executed_at FROM fill"), ["2024-01-02T00:00:00Z"]);
    let reasons = query(&outcome, "SELECT body FROM journal WHERE kind = 'SIGNAL_REJECTED' ORDER BY pass");
    let paused: Vec<bool> = reasons.iter().map(|body| body.contains("PAUSED")).collect();
    assert_eq!(paused, [true, true, false, false], "the commands count from the next moment on");
    let kinds = query(&outcome, "SELECT kind FROM journal WHERE kind LIKE 'STRATEGY_%' ORDER BY entry_id");
    assert_eq!(kinds, ["STRATEGY_PAUSED", "STRATEGY_RESUMED"]);
}

// mission: 78
#[test]
fn pausing_twice_and_resuming_at_once_changes_nothing() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let closes = [100, 101, 102, 103];
    let plain = operated(folders[0].path(), &closes, Vec::new());
    let restless = vec![(1, OperatorCommand::Pause), (1, OperatorCommand::Pause), (1, OperatorCommand::Resume)];
    let moved = operated(folders[1].path(), &closes, restless);
    assert_eq!(query(&plain, "SELECT * FROM journal"), query(&moved, "SELECT * FROM journal"));
}

/// What happens on one day.
#[derive(Debug, Clone, Copy)]
struct Day {
    signals: usize,
    /// 0 nothing, 1 detector stops, 2 detector fails, 3 monitor speaks, 4 monitor fails.
    watching: u8,
    /// 0 silent, 1 buys all, 2 buys some, 3 refuses some, 4 stops, 5 fails, 6 closes.
    deciding: u8,
    /// Whether the size planner goes along: 0 yes, 1 it refuses, 2 it fails.
    planning: u8,
}

fn days() -> BoxedStrategy<Vec<Day>> {
    let one = (0_usize..4, 0_u8..5, 0_u8..7, 0_u8..3).prop_map(|(signals, watching, deciding, planning)| Day {
        signals,
        watching,
        deciding,
        planning,
    });
    prop::collection::vec(one, 3..25).boxed()
}

fn scripted(days: &[Day], recovery: Recovery) -> CrewScript {
    let of = |days: &[Day]| {
        let days = days.to_vec();
        move |at: Instant| usize::try_from(day(at)).ok().and_then(|day| days.get(day)).copied()
    };
    let days_of = of(days);
    let detector = move |at: Instant, _: &[f64]| match days_of(at) {
        Some(Day { watching: 1, .. }) => Ok(Disposition::Stop("enough".into())),
        Some(Day { watching: 2, .. }) => Err(Fault::new("detect", trap())),
        Some(day) => publish(vec![long("1"); day.signals]),
        None => publish(Vec::new()),
    };
    let counter = AtomicU32::new(0);
    let watching: Vec<u8> = days.iter().map(|day| day.watching).collect();
    let monitor = move |_: &[f64], _: &[simpletrader_contracts::ledger::PositionView]| {
        let today = counter.fetch_add(1, Ordering::Relaxed) as usize;
        match watching.get(today) {
            Some(3) => publish(vec![risk()]),
            Some(4) => Err(Fault::new("watch", trap())),
            _ => publish(Vec::new()),
        }
    };
    let days_of = of(days);
    let brain = move |situation: &Situation<'_>| {
        let all: Vec<u32> = (0..situation.signals.len() as u32).collect();
        let half = &all[..all.len() / 2];
        let some =
            |signals: &[u32], make: fn(&[u32]) -> DecisionDraft| if signals.is_empty() { vec![] } else { vec![make(signals)] };
        match days_of(situation.tick.at).map_or(0, |day| day.deciding) {
            1 => publish(vec![buy(&all, "1")]),
            2 => publish(vec![buy(half, "1")]),
            3 => publish(some(half, refuse)),
            4 => Ok(Disposition::Stop("not today".into())),
            5 => Err(Fault::new("decide", trap())),
            6 => publish(situation.positions.first().map(|position| close(half, position.trade)).into_iter().collect()),
            _ => publish(Vec::new()),
        }
    };
    let days_of = of(days);
    let size = move |task: &PlanTask<'_>| match days_of(task.tick.at).map_or(0, |day| day.planning) {
        1 => Ok(PlanOutcome::Refuse(RefusalDraft::new(RejectionCode::LimitReached, "enough is held").unwrap())),
        2 => Err(Fault::new("plan", trap())),
        _ => TenUnits.plan(task),
    };
    CrewScript::default()
        .on_fault(OnFault { recovery, policy: FaultPolicy::Hold })
        .detector("detector", detector.clone())
        .monitor("monitor", monitor)
        .brain(brain.clone())
        .replace("size", AnyWorker::Size(Box::new(Scripted(size.clone()))))
        .replace_source("detector", Arc::new(Again(move || AnyWorker::Detector(Box::new(Scripted(detector.clone()))))))
        .replace_source("brain", Arc::new(Again(move || AnyWorker::Strategy(Box::new(Scripted(brain.clone()))))))
        .replace_source("size", Arc::new(Again(move || AnyWorker::Size(Box::new(Scripted(size.clone()))))))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever workers do, and however often they fail and begin again: signals produced = used + refused, every signal has a
    /// row with its fate, and every pass has one ending.
    // mission: 45, 66, 69
    #[test]
    fn every_signal_of_random_workers_is_used_or_refused(days in days(), replay in any::<bool>(), warmup in 0_u32..5) {
        let folder = tempfile::tempdir().unwrap();
        let terms = ReplayTerms { strikes: 50, window: 1_000, backoff: 1 };
        let recovery = if replay { Recovery::Replay(terms) } else { Recovery::Stop };
        let closes: Vec<i64> = (0..days.len() as i64).map(|day| 100 + day % 7).collect();
        let back = Lookback { window: None, warmup: Some(warmup) };
        let outcome = run_after(folder.path(), scripted(&days, recovery), &closes, back);
        accounts_for_everything(&outcome);
        let rows = query(&outcome, "SELECT count(*), count(decided_by) FROM signal").remove(0);
        let produced = outcome.summary.signals.produced;
        prop_assert_eq!(rows, format!("{produced}|{produced}"));
        let refusals = "SELECT count(*) FROM signal WHERE outcome = 'REFUSED' AND decided_by NOT IN
            (SELECT json_extract(body, '$.rejection.rejection_id') FROM journal WHERE kind = 'SIGNAL_REJECTED')";
        prop_assert_eq!(query(&outcome, refusals).remove(0), "0", "every refused signal leads to a refusal with a reason");
    }
}
