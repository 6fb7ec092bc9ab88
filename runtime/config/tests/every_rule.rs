//! One test a rule, named after it: one thing is broken in a sound configuration, the rule tells it, and the text is reviewed.
//! What a rule accepts, and its further cases, stand in `rules.rs`; that the sound configuration breaks none, in `build.rs`.

mod support;

use simpletrader_config::PluginRegistry;
use simpletrader_config::diagnostic::Rule;
use simpletrader_contracts::name::SnakeName;
use simpletrader_contracts::worker::capability::{RequestedState, StateScope};
use simpletrader_contracts::worker::{ComponentFacts, InputSpec};
use support::{Copy, plugins, registry};

const STRATEGY: &str = "strategies/cross.yaml";
const WIRING: &str = "strategies/wiring.yaml";
const LINK: &str = "goog_cross";
const WIRED: &str = "goog_wired";

/// Rules without a test here, each with the reason.
const ELSEWHERE: [(Rule, &str); 5] = [
    (Rule::V21, "no finding: that defaults are recorded is shown in build.rs"),
    (Rule::V22, "needs a live worker: the command's tests"),
    (Rule::V63, "a warning of the schedule: rules.rs"),
    (
        Rule::V71,
        "nothing static to compare: the window is an execution planner's answer and the timeout a strategy planner's; the batch \
         contract compares each pair as it comes, which the engine's tests of legs show",
    ),
    (Rule::V82, "needs a component: the command's tests"),
];

/// What is told after a change, errors and warnings; the rule must be among it.
fn told(rule: Rule, copy: &Copy, link: &str, registry: &PluginRegistry) -> String {
    let shown = match copy.build_with(link, registry) {
        Ok(built) => copy.stable(copy.load().unwrap().warnings().clone()) + &copy.stable(built.warnings),
        Err(findings) => copy.stable(findings),
    };
    assert!(shown.contains(&format!("[{rule}]")), "{rule} is not told: {shown}");
    shown
}

fn broken(rule: Rule, link: &str, file: &str, from: &str, to: &str) -> String {
    told(rule, &Copy::new().replace(file, from, to), link, &registry())
}

/// What is told after a change of the plug-in `acme/cross`.
fn broken_by(rule: Rule, change: impl Fn(&mut ComponentFacts)) -> String {
    let mut all = plugins();
    change(all.iter_mut().find(|plugin| plugin.manifest.identification.name.as_str() == "cross").unwrap());
    told(rule, &Copy::new(), LINK, &PluginRegistry::new(all, Vec::new()))
}

#[test]
fn v01_a_key_that_is_unknown() {
    insta::assert_snapshot!(broken(Rule::V01, LINK, "platform.yaml", "plugins_dir", "plugin_dir"));
}

#[test]
fn v02_a_text_where_a_number_belongs() {
    insta::assert_snapshot!(broken(Rule::V02, LINK, "environments.yaml", "initial_capital: 10000", "initial_capital: plenty"));
}

#[test]
fn v03_a_variable_that_is_not_set() {
    insta::assert_snapshot!(broken(
        Rule::V03,
        LINK,
        "operation.yaml",
        "environment_ref: us_daily",
        "environment_ref: \"${MARKET}_daily\""
    ));
}

#[test]
fn v04_a_file_that_is_missing() {
    insta::assert_snapshot!(broken(
        Rule::V04,
        LINK,
        "operation.yaml",
        "data_sources_file: data_sources.yaml",
        "data_sources_file: data_source.yaml"
    ));
}

#[test]
fn v05_a_plugin_id_without_a_patch_version() {
    insta::assert_snapshot!(broken(Rule::V05, LINK, STRATEGY, "acme/cross/v1.2.0", "acme/cross/v1.2"));
}

#[test]
fn v10_two_strategy_planners() {
    insta::assert_snapshot!(broken(
        Rule::V10,
        LINK,
        STRATEGY,
        "strategy_planner: {worker_id: brain, plugin: acme/trend_brain/v1.0.0}",
        "strategy_planner: [{worker_id: brain, plugin: acme/trend_brain/v1.0.0}]"
    ));
}

#[test]
fn v11_two_workers_of_one_id() {
    insta::assert_snapshot!(broken(Rule::V11, LINK, STRATEGY, "worker_id: sizer", "worker_id: cross"));
}

#[test]
fn v12_a_plugin_that_is_not_installed() {
    insta::assert_snapshot!(broken(Rule::V12, LINK, STRATEGY, "acme/cross/v1.2.0", "acme/cross/v1.2.1"));
}

#[test]
fn v13_a_plugin_out_of_place() {
    insta::assert_snapshot!(broken(
        Rule::V13,
        LINK,
        STRATEGY,
        "acme/fixed_size/v1.0.0, config: {quantity: 10}",
        "acme/bracket_exit/v1.0.0"
    ));
}

#[test]
fn v14_a_role_that_nobody_fills() {
    insta::assert_snapshot!(broken(
        Rule::V14,
        LINK,
        STRATEGY,
        "    exit: [{worker_id: exits, plugin: acme/bracket_exit/v1.0.0}]\n",
        ""
    ));
}

#[test]
fn v15_confidences_that_overlap() {
    insta::assert_snapshot!(broken(Rule::V15, LINK, STRATEGY, "confidence: [0, \"0.5\"]", "confidence: [0, \"0.6\"]"));
}

#[test]
fn v16_an_environment_that_does_not_exist() {
    insta::assert_snapshot!(broken(Rule::V16, LINK, "operation.yaml", "environment_ref: us_daily", "environment_ref: eu_daily"));
}

#[test]
fn v17_an_environment_that_cannot_be_built() {
    insta::assert_snapshot!(broken(Rule::V17, LINK, "operation.yaml", "environment_ref: us_daily", "environment_ref: rehearsal"));
}

#[test]
fn v18_a_series_that_nobody_delivers() {
    insta::assert_snapshot!(broken(Rule::V18, LINK, STRATEGY, "{timeframe: 1d, warmup: 20}", "{timeframe: 1h, warmup: 20}"));
}

#[test]
fn v19_no_link_that_is_enabled() {
    let copy = Copy::new().replace("operation.yaml", "name: goog_cross", "name: goog_cross\n      enabled: false").replace(
        "operation.yaml",
        "name: aapl_cross",
        "name: aapl_cross\n      enabled: false",
    );
    insta::assert_snapshot!(told(Rule::V19, &copy, LINK, &registry()));
}

#[test]
fn v20_a_parameter_out_of_range() {
    insta::assert_snapshot!(broken(Rule::V20, LINK, STRATEGY, "config: {period: 10}", "config: {period: 1001}"));
}

#[test]
fn v30_a_handler_that_does_not_exist() {
    insta::assert_snapshot!(broken(Rule::V30, WIRED, WIRING, "handler_method: detect", "handler_method: process"));
}

#[test]
fn v31_an_event_that_its_source_does_not_publish() {
    insta::assert_snapshot!(broken(Rule::V31, WIRED, WIRING, "event_name: RISK_DETECTED", "event_name: EMERGENCY_HALT"));
}

#[test]
fn v32_a_component_that_does_not_exist() {
    insta::assert_snapshot!(broken(
        Rule::V32,
        WIRED,
        WIRING,
        "component_id: cross, handler_method",
        "component_id: corss, handler_method"
    ));
}

#[test]
fn v33_a_type_that_contradicts_the_name() {
    insta::assert_snapshot!(broken(Rule::V33, WIRED, WIRING, "event_type: CustomEvent", "event_type: SystemEvent"));
}

#[test]
fn v34_an_event_that_nobody_publishes() {
    insta::assert_snapshot!(broken(Rule::V34, WIRED, WIRING, "CANDLE_STREAM_DATA_READY", "NEWS_FEED_DATA_READY"));
}

#[test]
fn v35_a_signal_that_nobody_hears() {
    insta::assert_snapshot!(broken(
        Rule::V35,
        WIRED,
        WIRING,
        "  - wiring_id: signals\n    source: {component_id: cross, event_name: SIGNAL_DETECTED, event_type: CustomEvent}\n    target: {component_id: brain, handler_method: decide}\n",
        ""
    ));
}

#[test]
fn v36_an_event_of_two_contracts() {
    let shown = broken_by(Rule::V36, |facts| facts.manifest.publishes[0].event_name = "RISK_DETECTED".into());
    insta::assert_snapshot!(shown);
}

#[test]
fn v37_a_listener_that_takes_no_signals() {
    insta::assert_snapshot!(broken(
        Rule::V37,
        WIRED,
        WIRING,
        "target: {component_id: brain, handler_method: decide}\n  - wiring_id: risks",
        "target: {component_id: drawdown, handler_method: watch}\n  - wiring_id: risks"
    ));
}

#[test]
fn v38_a_contract_that_nobody_knows() {
    let shown = broken_by(Rule::V38, |facts| facts.manifest.publishes[0].payload_type = "Opportunity".into());
    insta::assert_snapshot!(shown);
}

#[test]
fn v39_a_context_worker_that_publishes_a_signal() {
    insta::assert_snapshot!(broken(Rule::V39, WIRED, WIRING, "event_name: _spread_OUTPUT", "event_name: SIGNAL_DETECTED"));
}

#[test]
fn v40_two_continuations_of_one_worker() {
    insta::assert_snapshot!(broken(
        Rule::V40,
        WIRED,
        WIRING,
        "source: {component_id: spread, event_name: _spread_OUTPUT}\n    target: {component_id: drawdown",
        "source: {component_id: spread, event_name: _other}\n    target: {component_id: drawdown"
    ));
}

#[test]
fn v41_a_name_of_the_platform() {
    insta::assert_snapshot!(broken(Rule::V41, LINK, STRATEGY, "worker_id: sizer", "worker_id: journal"));
}

#[test]
fn v42_a_flow_that_nothing_starts() {
    insta::assert_snapshot!(broken(
        Rule::V42,
        WIRED,
        WIRING,
        "source: {component_id: flow_initiator, event_name: CANDLE_STREAM_DATA_READY, event_type: SystemEvent}",
        "source: {component_id: cross, event_name: _cross_OUTPUT}"
    ));
}

#[test]
fn v43_a_filter() {
    insta::assert_snapshot!(broken(
        Rule::V43,
        WIRED,
        WIRING,
        "event_name: RISK_DETECTED}",
        "event_name: RISK_DETECTED, when: severe}"
    ));
}

#[test]
fn v44_a_worker_that_is_called_twice() {
    insta::assert_snapshot!(broken(
        Rule::V44,
        WIRED,
        WIRING,
        "event_wirings:\n",
        "event_wirings:\n  - wiring_id: more\n    source: {component_id: sma_slow, event_name: _sma_slow_OUTPUT}\n    target: {component_id: cross, handler_method: detect}\n"
    ));
}

#[test]
fn v50_an_input_of_nobody() {
    insta::assert_snapshot!(broken(Rule::V50, LINK, STRATEGY, "fast: sma_fast.value", "fast: sma_fats.value"));
}

#[test]
fn v52_a_consumer_before_its_producer() {
    insta::assert_snapshot!(broken(Rule::V52, WIRED, WIRING, "[sma_slow, sma_fast, spread]", "[sma_slow, spread, sma_fast]"));
}

#[test]
fn v53_facts_that_depend_on_themselves() {
    insta::assert_snapshot!(broken(Rule::V53, LINK, STRATEGY, "a: sma_fast.value", "a: spread.difference"));
}

#[test]
fn v54_events_in_a_circle() {
    insta::assert_snapshot!(broken(
        Rule::V54,
        WIRED,
        WIRING,
        "[sma_slow, sma_fast, spread]",
        "[sma_slow, sma_fast, spread, sma_fast]"
    ));
}

#[test]
fn v55_a_worker_that_is_never_called() {
    insta::assert_snapshot!(broken(
        Rule::V55,
        WIRED,
        WIRING,
        "  - wiring_id: context_to_drawdown\n    source: {component_id: spread, event_name: _spread_OUTPUT}\n    target: {component_id: drawdown, handler_method: watch}\n",
        ""
    ));
}

#[test]
fn v51_an_optional_input_that_nothing_produces() {
    insta::assert_snapshot!(broken_by(Rule::V51, |plugin| {
        plugin.manifest.inputs.push(InputSpec { name: SnakeName::new("mood").unwrap(), optional: true, description: None });
    }));
}

#[test]
fn v56_a_path_that_ends_in_nothing() {
    let idle = |id: &str| format!("    - {{worker_id: {id}, plugin: acme/sma/v1.0.0, config: {{period: 3}}}}\n");
    let copy = Copy::new()
        .replace(STRATEGY, "  signal_detectors:", &format!("{}{}  signal_detectors:", idle("idle"), idle("idle_too")))
        .replace(
            WIRING,
            "[sma_slow, sma_fast, spread]\n",
            "[sma_slow, sma_fast, spread]\nparallel_groups: [{after: spread, workers: [idle, idle_too]}]\n",
        );
    insta::assert_snapshot!(told(Rule::V56, &copy, WIRED, &registry()));
}

#[test]
fn v57_a_fact_that_its_worker_does_not_produce() {
    insta::assert_snapshot!(broken(Rule::V57, LINK, STRATEGY, "fast: sma_fast.value", "fast: sma_fast.mean"));
}

#[test]
fn v60_a_row_of_another_scope() {
    insta::assert_snapshot!(broken(
        Rule::V60,
        WIRED,
        WIRING,
        "component_id: cross, event_name: SIGNAL_DETECTED",
        "component_id: cross, scope: PLATFORM, event_name: SIGNAL_DETECTED"
    ));
}

#[test]
fn v61_a_strategy_without_an_id() {
    insta::assert_snapshot!(broken(Rule::V61, LINK, STRATEGY, "strategy_id: sma_cross\n", ""));
}

#[test]
fn v70_two_workers_of_one_family() {
    insta::assert_snapshot!(broken(
        Rule::V70,
        LINK,
        STRATEGY,
        "  execution_workers:\n",
        "  execution_workers:\n    - {worker_id: second, plugin: acme/single/v1.0.0}\n"
    ));
}

#[test]
fn v62_state_that_is_shared_without_permission() {
    let mut all = plugins();
    let cross = all.iter_mut().find(|plugin| plugin.manifest.identification.name.as_str() == "cross").unwrap();
    cross.manifest.capabilities.state = Some(RequestedState { scope: StateScope::Global, bytes: 100 });
    let registry = PluginRegistry::new(all, Vec::new());
    let granted = |grant: &str| Copy::new().replace("operation.yaml", "{drawdown:", &format!("{{{grant}, drawdown:"));
    insta::assert_snapshot!(told(Rule::V62, &granted("cross: {state: {}}"), LINK, &registry));
    told(Rule::V62, &granted("\"*\": {state: {scope: global}}"), LINK, &registry);
    assert!(granted("cross: {state: {scope: global}}").build_with(LINK, &registry).is_ok());
}

#[test]
fn v80_a_file_that_is_not_the_locked_one() {
    let text = support::good().lock_text(&registry()).unwrap().0;
    let plugins = plugins();
    let cross = plugins.iter().find(|plugin| plugin.manifest.identification.name.as_str() == "cross").unwrap();
    let copy = Copy::new().write("simpletrader.lock", &text.replace(&cross.digest, &"0".repeat(64)));
    insta::assert_snapshot!(told(Rule::V80, &copy, LINK, &registry()));
}

#[test]
fn v81_more_fuel_than_the_platform_allows() {
    insta::assert_snapshot!(broken(
        Rule::V81,
        LINK,
        "platform.yaml",
        "{default_fuel_per_call: 5000000}",
        "{default_fuel_per_call: 5000000, max_fuel_per_call: 6000000}"
    ));
}

// mission: 53
#[test]
fn each_rule_of_handlers_and_events_is_broken_by_one_fixture() {
    let source = include_str!("every_rule.rs");
    for number in 30..=38 {
        let (_, test) = source.split_once(&format!("#[test]\nfn v{number}_")).unwrap_or_else(|| panic!("V{number} has no test"));
        let (body, _) = test.split_once("\n}\n").unwrap();
        assert!(body.contains(&format!("Rule::V{number}")) && body.contains("assert_snapshot!"), "V{number}: {body}");
    }
}

#[test]
fn v83_a_file_that_nobody_trusted_signed() {
    let mut all = plugins();
    all.iter_mut().for_each(|plugin| plugin.signer = Some(support::signer(1)));
    all.iter_mut().find(|plugin| plugin.manifest.identification.name.as_str() == "cross").unwrap().signer = None;
    all.iter_mut().find(|plugin| plugin.manifest.identification.name.as_str() == "sma").unwrap().signer = Some(support::signer(2));
    insta::assert_snapshot!(told(Rule::V83, &Copy::new().trusting(&[1, 3]), LINK, &PluginRegistry::new(all, Vec::new())));
}

#[test]
fn v84_slices_for_a_worker_that_nobody_pinned() {
    let mut all = plugins();
    let sma = all.iter_mut().find(|plugin| plugin.manifest.identification.name.as_str() == "sma").unwrap();
    sma.exports.push("simpletrader:worker/context-slice@0.1.0".into());
    sma.manifest.inputs.clear();
    let registry = PluginRegistry::new(all, Vec::new());
    let granted = Copy::new().replace("operation.yaml", "{drawdown:", "{sma_fast: {slices: {}}, drawdown:");
    insta::assert_snapshot!(told(Rule::V84, &granted, LINK, &registry));
}

#[test]
fn every_rule_has_a_test_here_or_a_reason() {
    let source = include_str!("every_rule.rs");
    for rule in Rule::ALL {
        let tested = source.contains(&format!("fn {}_", rule.code().to_lowercase()));
        let excused = ELSEWHERE.iter().any(|(other, _)| other == rule);
        assert!(tested != excused, "{rule}: tested {tested}, excused {excused}");
    }
}
