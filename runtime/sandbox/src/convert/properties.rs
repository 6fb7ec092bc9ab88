//! Whatever a worker returns is a sound contract or a refusal that says where and why. Never a panic, and nothing in between.
//!
//! What is accepted is held against the contract itself (the host's stamp must take it), against the wire (lowering gives back
//! what was said, to the last digit), and what is refused against the shape of a good message. A property that accepts or
//! refuses everything would prove nothing, so each also shows that both happened.

use std::cell::Cell;
use std::fmt::Debug;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde::Serialize;
use serde::de::DeserializeOwned;
use simpletrader_contracts::decision::{
    EntryPlan, ExecutionAction, ExecutionPlan, ExitPlan, Outcome, PlanDrafts, Signal, SignalFields, SizePlan,
};
use simpletrader_contracts::id::IdMint;
use simpletrader_contracts::terms::DirectiveScope;
use simpletrader_contracts::worker::call::{Disposition, OrderIntent, PlanOutcome};
use simpletrader_contracts::{Instant, Symbol};

use super::any_wire::{self, INSTRUMENTS, SHOWN};
use super::lower;
use super::parse::{self, Instruments, Invalid};
use crate::bindings::handlers::{detector, entry, execution_planning, exit, monitor, size};

const CASES: u32 = 3_000;

fn instruments() -> Instruments {
    Instruments::new(INSTRUMENTS as usize)
}

fn symbol() -> Symbol {
    Symbol::new("A_USD").unwrap()
}

/// Runs a property over many values; `judge` says whether the value was accepted.
fn for_any<W: Debug>(values: impl Strategy<Value = W>, judge: impl Fn(W) -> bool) {
    let (accepted, refused) = (Cell::new(0), Cell::new(0));
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&values, |value| {
        let count = if judge(value) { &accepted } else { &refused };
        count.set(count.get() + 1);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(accepted.get() > CASES / 20 && refused.get() > CASES / 20, "{accepted:?} accepted, {refused:?} refused");
}

/// A refusal names its place in the contract's own words, and the rule in a sentence.
fn is_precise(refusal: &Invalid, roots: &[&str]) -> bool {
    let Invalid { field, rule } = refusal;
    let starts_at_a_root =
        roots.iter().any(|root| field == root || field.starts_with(&format!("{root}.")) || field.starts_with(&format!("{root}[")));
    let is_path = field.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-.[]".contains(letter));
    assert!(starts_at_a_root && is_path, "the place `{field}` ({rule})");
    assert!(rule.len() > 10 && rule.contains(' '), "the rule `{rule}` ({field})");
    true
}

/// A contract that is written and read again is the same.
fn survives<T: Serialize + DeserializeOwned + PartialEq + Debug>(contract: &T) {
    let text = serde_json::to_string(contract).unwrap();
    assert_eq!(serde_json::from_str::<T>(&text).as_ref().ok(), Some(contract), "{text}");
}

fn shown(value: impl Debug) -> String {
    format!("{value:?}")
}

// mission: 2 (partly)
#[test]
fn any_answer_of_a_detector_is_signals_or_a_refusal() {
    for_any(any_wire::detection(), |wire| match parse::signals(wire.clone(), instruments()) {
        Err(refusal) => !is_precise(&refusal, &["signals", "stop"]),
        Ok(Disposition::Publish(drafts)) => {
            let back = drafts.iter().map(|draft| lower::decision::signal(draft).unwrap()).collect();
            assert_eq!(shown(detector::Disposition::Publish(back)), shown(wire));
            for draft in drafts {
                survives(&Signal::new(SignalFields {
                    signal_id: IdMint::default().next(Instant::default()),
                    timestamp: Instant::default(),
                    symbol: symbol(),
                    direction: draft.direction,
                    signal_type: draft.signal_type,
                    confidence: draft.confidence,
                }));
            }
            true
        }
        Ok(_) => true,
    });
}

// mission: 2 (partly)
#[test]
fn any_answer_of_a_monitor_is_risks_or_a_refusal() {
    for_any(any_wire::watch(), |wire| match parse::risks(wire.clone(), instruments()) {
        Err(refusal) => !is_precise(&refusal, &["risks", "stop"]),
        Ok(Disposition::Publish(drafts)) => {
            let back = drafts.iter().map(|draft| lower::decision::risk(draft).unwrap()).collect();
            assert_eq!(shown(monitor::Disposition::Publish(back)), shown(wire));
            true
        }
        Ok(_) => true,
    });
}

// mission: 3 (partly), 16 (partly)
#[test]
fn any_answer_of_a_strategy_planner_is_decisions_or_a_refusal() {
    let shown_to_it = SHOWN as usize;
    for_any(any_wire::decision(), |wire| {
        let drafts = match parse::decisions(wire, shown_to_it, shown_to_it, instruments()) {
            Err(refusal) => return !is_precise(&refusal, &["decisions", "stop"]),
            Ok(Disposition::Publish(drafts)) => drafts,
            Ok(_) => return true,
        };
        for draft in drafts {
            assert!(draft.signals.iter().chain(&draft.risks).all(|index| *index < SHOWN));
            let Outcome::Issue(directive) = draft.outcome else { continue };
            directive.check().unwrap();
            let is_new = directive.scope.scope() == DirectiveScope::NewTrade;
            assert_eq!(directive.scope.targets().is_empty(), is_new);
            assert!(directive.legs.is_empty() || is_new && directive.entry.is_none() && directive.legs.len() > 1);
        }
        true
    });
}

// mission: 3 (partly), 18 (partly)
#[test]
fn any_directive_that_is_accepted_says_the_same_when_it_is_sent_on() {
    for_any(any_wire::directive(), |wire| match parse::directive::directive(wire.clone(), instruments()) {
        Err(refusal) => {
            let parts = ["scope", "confidence", "entry", "size", "exit", "execution", "policy", "legs"];
            !is_precise(&refusal, &parts)
        }
        Ok(draft) => {
            assert_eq!(shown(lower::decision::directive(&draft).unwrap()), shown(wire));
            true
        }
    });
}

// mission: 3 (partly)
#[test]
fn any_answer_of_an_entry_planner_is_a_plan_or_a_refusal() {
    for_any(any_wire::entry_outcome(), |wire| {
        let said = shown(&wire);
        match parse::entry_plan(wire, instruments()) {
            Err(refusal) => !is_precise(&refusal, &["plan", "refuse"]),
            Ok(PlanOutcome::Plan(draft)) => {
                survives(&EntryPlan::stamp(IdMint::default().next(Instant::default()), symbol(), &draft));
                let lowered = lower::plan::plans(&PlanDrafts { entry: Some(draft), ..PlanDrafts::default() }).unwrap();
                assert_eq!(lowered.entry.map(|plan| shown(entry::Outcome::Plan(plan))), Some(said));
                true
            }
            Ok(_) => true,
        }
    });
}

// mission: 3 (partly)
#[test]
fn any_answer_of_a_size_planner_is_a_plan_or_a_refusal() {
    for_any(any_wire::size_outcome(), |wire: size::Outcome| match parse::size_plan(wire) {
        Err(refusal) => !is_precise(&refusal, &["plan", "refuse"]),
        Ok(PlanOutcome::Plan(draft)) => {
            survives(&SizePlan::stamp(IdMint::default().next(Instant::default()), &draft).unwrap());
            true
        }
        Ok(_) => true,
    });
}

// mission: 3 (partly)
#[test]
fn any_answer_of_an_exit_planner_is_a_plan_or_a_refusal() {
    for_any(any_wire::exit_outcome(), |wire: exit::Outcome| match parse::exit_plan(wire) {
        Err(refusal) => !is_precise(&refusal, &["plan", "refuse"]),
        Ok(PlanOutcome::Plan(draft)) => {
            survives(&ExitPlan::stamp(IdMint::default().next(Instant::default()), &draft).unwrap());
            true
        }
        Ok(_) => true,
    });
}

// mission: 3 (partly), 37 (partly)
#[test]
fn any_answer_of_an_execution_planner_is_a_plan_or_a_refusal() {
    for_any(any_wire::execution_outcome(), |wire: execution_planning::Outcome| match parse::execution_plan(wire) {
        Err(refusal) => !is_precise(&refusal, &["plan", "refuse"]),
        Ok(PlanOutcome::Plan(draft)) => {
            let mut ids = IdMint::default();
            let at = Instant::default();
            let (order, group) = match draft.action {
                ExecutionAction::CancelOrder { .. } | ExecutionAction::ModifyOrder { .. } => (Some(ids.next(at)), None),
                ExecutionAction::CancelGroup { .. } => (None, Some(ids.next(at))),
                ExecutionAction::ExecuteTrade(_) | ExecutionAction::CancelAllInTrade => (None, None),
            };
            survives(&ExecutionPlan::stamp(ids.next(at), &draft, order, group).unwrap());
            assert_eq!(parse::plan::execution_draft(lower::plan::execution_plan(&draft).unwrap()).unwrap(), draft);
            true
        }
        Ok(_) => true,
    });
}

// mission: 11 (partly)
#[test]
fn any_answer_of_an_execution_worker_is_intents_or_a_refusal() {
    for_any(any_wire::intents(), |wire| match parse::order_intents(wire, instruments()) {
        Err(refusal) => !is_precise(&refusal, &["intents"]),
        Ok(intents) => {
            let placed: Vec<_> = intents
                .iter()
                .filter_map(|intent| if let OrderIntent::Place(order) = intent { Some(order) } else { None })
                .collect();
            for (index, order) in placed.iter().enumerate() {
                let others = || placed.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, other)| other.tag);
                assert!(others().all(|tag| tag != order.tag));
                assert!(order.parent_tag.into_iter().chain(order.oco_tag).all(|tag| others().any(|other| other == tag)));
                assert!(order.instrument.0 < INSTRUMENTS);
            }
            true
        }
    });
}

/// Facts are the only numbers that may be anything: they are taken as they are, or all refused.
#[test]
fn any_facts_are_taken_whole_or_not_at_all() {
    let facts = prop_oneof![proptest::collection::vec(any::<f64>(), 3), proptest::collection::vec(any::<f64>(), 0..6)];
    for_any(facts, |wire| {
        let mut slots = [7.0; 3];
        match parse::facts(&wire, &mut slots) {
            Ok(()) => {
                assert!(
                    wire.iter().zip(slots).all(|(said, kept)| said.to_bits() == kept.to_bits() || said.is_nan() && kept.is_nan())
                );
                true
            }
            Err(refusal) => {
                assert_eq!(slots, [7.0; 3]);
                !is_precise(&refusal, &["facts"])
            }
        }
    });
}
