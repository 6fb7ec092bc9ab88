//! Handlers, events and the wiring file.

use crate::support::Copy;
use crate::{LINK, STRATEGY, WIRED, WIRING, broken, broken_by, broken_with, row, told, with_row};

// mission: 48, 53 (partly)
#[test]
fn handlers_are_declared_v30() {
    assert_eq!(broken(WIRED, WIRING, "handler_method: detect", "handler_method: process"), ["V30"]);
    let shown = broken_by("acme/sma/v1.0.0", |facts| facts.manifest.invokes.clear());
    assert!(shown.contains("V30") && shown.contains("`measure`"), "{shown}");
}

// mission: 48, 53 (partly), 71
#[test]
fn events_are_declared_and_named_by_their_kind_v31_v33_v34_v36_v39_v41() {
    assert_eq!(broken(WIRED, WIRING, "event_name: RISK_DETECTED", "event_name: EMERGENCY_HALT"), ["V31"]);
    assert_eq!(broken(WIRED, WIRING, "event_type: CustomEvent", "event_type: SystemEvent"), ["V33"]);
    assert_eq!(broken(WIRED, WIRING, "CANDLE_STREAM_DATA_READY", "NEWS_FEED_DATA_READY"), ["V34"]);
    assert_eq!(broken(WIRED, WIRING, "event_name: _spread_OUTPUT", "event_name: SIGNAL_DETECTED"), ["V39"]);
    let publishes =
        |name: &'static str| broken_by("acme/cross/v1.2.0", move |facts| facts.manifest.publishes[0].event_name = name.to_owned());
    assert!(publishes("RISK_DETECTED").contains("V36"));
    assert!(publishes("EXECUTION_COMMAND_BATCH_READY").contains("V41"));
    assert_eq!(broken(LINK, STRATEGY, "worker_id: sizer", "worker_id: journal"), ["V41"]);
    assert_eq!(broken(LINK, STRATEGY, "worker_id: sizer", "worker_id: account"), ["V41"]);
}

// mission: 48, 53 (partly)
#[test]
fn rows_join_workers_that_may_be_joined_v32_v37() {
    assert_eq!(broken(WIRED, WIRING, "component_id: cross, handler_method", "component_id: corss, handler_method"), ["V32"]);
    assert_eq!(
        broken(WIRED, WIRING, "{component_id: brain, handler_method: decide}", "{component_id: sizer, handler_method: plan}"),
        ["V32"]
    );
    assert_eq!(broken(WIRED, WIRING, "component_id: cross, event_name", "component_id: brain, event_name"), ["V32"]);
    let row = "target: {component_id: brain, handler_method: decide}\n  - wiring_id: risks";
    let other = "target: {component_id: drawdown, handler_method: watch}\n  - wiring_id: risks";
    assert_eq!(broken(WIRED, WIRING, row, other), ["V37"]);
}

// mission: 48, 53 (partly)
#[test]
fn nothing_that_is_said_is_unheard_v35_and_everybody_is_called_v55() {
    let source = "component_id: cross, event_name: SIGNAL_DETECTED, event_type: CustomEvent";
    let signals = row("signals", source, "component_id: brain, handler_method: decide");
    assert_eq!(broken(WIRED, WIRING, &signals, ""), ["V35"]);
    let source = "component_id: spread, event_name: _spread_OUTPUT";
    let watching = row("context_to_drawdown", source, "component_id: drawdown, handler_method: watch");
    assert_eq!(broken(WIRED, WIRING, &watching, ""), ["V55"]);
}

// mission: 48
#[test]
fn a_worker_continues_with_one_event_of_its_own_v40() {
    let one = "source: {component_id: spread, event_name: _spread_OUTPUT}\n    target: {component_id: drawdown";
    assert_eq!(broken(WIRED, WIRING, one, &one.replace("_spread_OUTPUT", "_other")), ["V40"]);
    assert!(broken(WIRED, WIRING, one, &one.replace("component_id: spread", "component_id: sma_fast")).contains(&"V40"));
}

// mission: 48
#[test]
fn something_starts_v42() {
    let start = "source: {component_id: flow_initiator, event_name: CANDLE_STREAM_DATA_READY, event_type: SystemEvent}";
    let rules = broken(WIRED, WIRING, start, "source: {component_id: cross, event_name: _cross_OUTPUT}");
    assert!(rules.contains(&"V42"), "{rules:?}");
}

// mission: 48
#[test]
fn wiring_does_not_filter_v43() {
    assert_eq!(broken(WIRED, WIRING, "event_name: RISK_DETECTED}", "event_name: RISK_DETECTED, when: severe}"), ["V43"]);
}

// mission: 48
#[test]
fn a_worker_is_called_once_in_a_pass_v44() {
    let spread = "component_id: spread, event_name: _spread_OUTPUT";
    let cross = "component_id: cross, handler_method: detect";
    assert_eq!(broken_with(&row("more", spread, cross)), ["V44"], "the same row twice");
    let slow = "component_id: sma_slow, event_name: _sma_slow_OUTPUT";
    assert_eq!(broken_with(&row("more", slow, cross)), ["V44"], "two rows that both call it");
    assert!(broken_with(&row("more", spread, "component_id: brain, handler_method: decide")).is_empty(), "once is legal");
}

// mission: 48, 55 (partly)
#[test]
fn events_do_not_run_in_a_circle_v54() {
    let circle =
        Copy::new().replace(WIRING, "[sma_slow, sma_fast, spread]", "[sma_slow, sma_fast, spread, sma_fast]").refusal(WIRED);
    assert!(circle.contains("[V54]: events run in a circle: spread -> sma_fast -> spread"), "{circle}");
}

#[test]
fn the_file_exports_what_the_manifest_declares_v30() {
    let shown = broken_by("acme/cross/v1.2.0", |facts| facts.exports = vec!["simpletrader:worker/monitor@0.1.0".into()]);
    assert!(shown.contains("V30") && shown.contains("does not export the interface of a signal detector"), "{shown}");
}

#[test]
fn an_event_carries_a_contract_that_is_known_v38() {
    let shown = broken_by("acme/cross/v1.2.0", |facts| facts.manifest.publishes[0].payload_type = "OpportunitySignal".into());
    assert!(shown.contains("V38") && shown.contains("`OpportunitySignal`, which is no contract"), "{shown}");
}

#[test]
fn every_path_leads_somewhere_v56() {
    let extra = "    - {worker_id: extra, plugin: acme/sma/v1.0.0, config: {period: 3}}\n";
    let copy = Copy::new().replace(STRATEGY, "  signal_detectors:", &format!("{extra}  signal_detectors:"));
    let slow = "component_id: sma_slow, event_name: _sma_slow_OUTPUT";
    let copy = with_row(copy, &row("more", slow, "component_id: extra, handler_method: measure"));
    assert_eq!(copy.rules(WIRED), ["V56"]);
    insta::assert_snapshot!(told("V56", &copy, WIRED));
    let used = copy.replace(STRATEGY, "fast: sma_fast.value", "fast: extra.value");
    assert!(used.rules(WIRED).is_empty(), "facts that somebody takes are no dead end");
}

#[test]
fn workers_stay_in_their_strategy_v60() {
    let platform = "component_id: cross, scope: PLATFORM, event_name: SIGNAL_DETECTED";
    let copy = Copy::new().replace(WIRING, "component_id: cross, event_name: SIGNAL_DETECTED", platform);
    assert_eq!(copy.rules(WIRED), ["V60"]);
    insta::assert_snapshot!(told("V60", &copy, WIRED));
    assert!(copy.replace(WIRING, "PLATFORM", "STRATEGY").rules(WIRED).is_empty());
}

#[test]
fn a_parallel_group_runs_side_by_side_and_joins() {
    let group = "parallel_groups:\n  - {after: flow_initiator, workers: [sma_slow, sma_fast], then: spread}\n";
    let start = row(
        "start",
        "component_id: flow_initiator, event_name: CANDLE_STREAM_DATA_READY, event_type: SystemEvent",
        "component_id: sma_slow, handler_method: measure",
    );
    let copy = Copy::new().replace(WIRING, "sequential_workers: [sma_slow, sma_fast, spread]\n", group).replace(WIRING, &start, "");
    let built = copy.build(WIRED).unwrap_or_else(|findings| panic!("{findings}"));
    assert!(built.warnings.is_empty(), "{}", built.warnings);
    let ids: Vec<&str> = built.spec.workers.iter().map(|worker| worker.worker_id.as_str()).take(3).collect();
    assert_eq!(ids, ["sma_slow", "sma_fast", "spread"], "`spread` takes the facts of both members and waits for both");
    let continues: Vec<bool> = built.spec.wiring.on_continue.iter().take(3).map(Option::is_some).collect();
    assert_eq!(continues, [false, true, true], "the last member's continuation is the join");
    let each_other = copy.replace(
        STRATEGY,
        "plugin: acme/sma/v1.0.0, config: {period: 10}",
        "plugin: acme/sma/v1.0.0, config: {period: 10}, inputs: {close: sma_slow.value}",
    );
    assert_eq!(each_other.rules(WIRED), ["V52"], "members of a group do not wait for each other");
    let unknown = Copy::new().replace(
        WIRING,
        "sequential_workers: [sma_slow, sma_fast, spread]\n",
        &group.replace("then: spread", "then: spraed"),
    );
    assert!(unknown.rules(WIRED).contains(&"V32"));
}
