//! Workers that ask for too much: each kind of storm ends in its own class, charged to who raised it, and the run ends.

mod support;

use simpletrader_contracts::Quantity;
use simpletrader_contracts::ledger::TradeRef;
use simpletrader_contracts::worker::call::{Disposition, OrderIntent};
use simpletrader_engine::run::RunOutcome;
use support::*;

fn failed_as(outcome: &RunOutcome) -> (&str, &str) {
    let failure = outcome.failure.as_ref().expect("it failed");
    (failure.worker_id.as_str(), failure.fault.class())
}

// mission: 79 (partly)
#[test]
fn a_signal_storm_is_the_fault_of_its_detector() {
    let run = |signals: usize| {
        let folder = tempfile::tempdir().unwrap();
        CrewScript::default()
            .detector("storm", move |_, _| publish(vec![long("1"); signals]))
            .brain(|_| Ok(Disposition::Proceed))
            .run(folder.path(), &[100])
            .unwrap()
    };
    let bearable = run(1_000);
    assert!(bearable.failure.is_none() && bearable.summary.signals.refused == 1_000);
    let storm = run(1_001);
    assert_eq!((failed_as(&storm), storm.summary.signals.produced), (("storm", "SIGNAL_STORM"), 0));
}

// mission: 79 (partly)
#[test]
fn a_risk_storm_is_the_fault_of_its_monitor() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = CrewScript::default()
        .monitor("storm", |_, _| publish(vec![risk(); 1_001]))
        .brain(|_| panic!("nothing is decided in a pass with a fault"))
        .run(folder.path(), &[100])
        .unwrap();
    assert_eq!(failed_as(&outcome), ("storm", "SIGNAL_STORM"));
}

// mission: 79 (partly)
#[test]
fn a_directive_storm_is_the_fault_of_the_planner() {
    let run = |directives: usize| {
        let folder = tempfile::tempdir().unwrap();
        CrewScript::default()
            .detector("always", |_, _| publish(vec![long("1")]))
            .brain(move |_| publish((0..directives).map(|number| close(&[], TradeRef(number as u32))).collect()))
            .run(folder.path(), &[100])
            .unwrap()
    };
    assert_eq!(failed_as(&run(1_001)), ("brain", "DIRECTIVE_STORM"));
    assert_eq!(failed_as(&run(1_000)), ("brain", "INVALID_OUTPUT"), "not too many, but they name no trade");
}

/// What becomes of a strategy whose execution worker answers by this script.
fn storm(mut script: impl FnMut(Event<'_>) -> Vec<OrderIntent> + Send + 'static) -> RunOutcome {
    let folder = tempfile::tempdir().unwrap();
    CrewScript::default()
        .detector("always", |_, _| publish(vec![long("1")]))
        .brain_with(
            |situation| publish(vec![if situation.tick.sequence == 0 { buy(&[0], "1") } else { refuse(&[0]) }]),
            hands(move |event| Ok(script(event))),
        )
        .run(folder.path(), &[100, 101, 102])
        .unwrap()
}

// mission: 79 (partly)
#[test]
fn an_order_storm_ends_although_each_answer_is_small() {
    let mut refused = None;
    let mut tag = 0;
    let outcome = storm(move |event| match event {
        Event::Command(command) => {
            let mut order = order_for(command);
            // Not a whole lot: the venue refuses it, and each refusal is answered with another one.
            order.quantity = Quantity::new("0.5".parse().unwrap()).unwrap();
            refused = Some(order.clone());
            vec![OrderIntent::Place(order)]
        }
        Event::Reply(_) => {
            tag += 1;
            refused
                .iter()
                .map(|order| OrderIntent::Place(simpletrader_contracts::worker::call::NewOrder { tag: tag + 1, ..order.clone() }))
                .collect()
        }
        Event::Timer(_) => Vec::new(),
    });
    assert_eq!(failed_as(&outcome), ("single", "ORDER_STORM"));
    assert_eq!(outcome.summary.bars, 3);
}

// mission: 79 (partly)
#[test]
fn wake_ups_that_lead_to_wake_ups_end() {
    let outcome = storm(|event| match event {
        Event::Command(command) => vec![OrderIntent::WakeAt { at: command.tick.at.plus_seconds(1), tag: 1 }],
        Event::Timer(timer) => {
            let next = simpletrader_contracts::Instant::from_micros(timer.tick.at.micros() + 1);
            vec![OrderIntent::WakeAt { at: next, tag: 1 }]
        }
        Event::Reply(_) => Vec::new(),
    });
    assert_eq!(failed_as(&outcome), ("single", "TIMER_STORM"));
}

// mission: 79 (partly)
#[test]
fn a_wake_up_beyond_the_bound_is_a_fault_and_none_is_dropped_in_silence() {
    let outcome = storm(|event| match event {
        Event::Command(command) => vec![OrderIntent::WakeAt { at: command.tick.at.plus_seconds(1), tag: 1 }],
        Event::Timer(timer) => {
            let far = timer.tick.at.plus_seconds(864_000_000);
            let next = simpletrader_contracts::Instant::from_micros(timer.tick.at.micros() + 1);
            let hoard = (0..999).map(|_| OrderIntent::WakeAt { at: far, tag: 2 });
            hoard.chain([OrderIntent::WakeAt { at: next, tag: 1 }]).collect()
        }
        Event::Reply(_) => Vec::new(),
    });
    assert_eq!(failed_as(&outcome), ("single", "TIMER_STORM"));
    assert!(outcome.failure.unwrap().fault.to_string().contains("100000 are the most"));
}
