//! Parameters, and where inputs come from.

use serde_json::json;
use simpletrader_config::build_spec::InputSource;
use simpletrader_config::{Built, PluginRegistry};
use simpletrader_contracts::name::SnakeName;
use simpletrader_contracts::worker::{ComponentFacts, InputSpec};

use crate::support::{Copy, plugin, plugins};
use crate::{LINK, STRATEGY, WIRED, WIRING, broken, broken_by, row, with_row};

#[test]
fn an_optional_input_may_be_absent_but_not_ambiguous_v51() {
    let with_input = |name: &str| {
        let mut all = plugins();
        let cross = all.iter_mut().find(|plugin| plugin.manifest.identification.name.as_str() == "cross").unwrap();
        cross.manifest.inputs.push(InputSpec { name: SnakeName::new(name).unwrap(), optional: true, description: None });
        Copy::new().build_with(LINK, &PluginRegistry::new(all, Vec::new()))
    };
    let source = |built: &Built| built.spec.workers.iter().find(|worker| worker.worker_id == "cross").unwrap().inputs[2];
    let absent = with_input("mood").unwrap();
    assert_eq!(absent.warnings.iter().map(|finding| finding.rule.code()).collect::<Vec<_>>(), ["V51"]);
    assert_eq!(source(&absent), InputSource::Absent);
    let found = with_input("difference").unwrap();
    assert!(found.warnings.is_empty(), "{}", found.warnings);
    assert!(matches!(source(&found), InputSource::Fact(_)), "an optional input is bound like any other where it can be");
    let ambiguous = with_input("value").unwrap_err();
    assert!(ambiguous.to_string().contains("2 producers fit the input `value`"), "{ambiguous}");
}

// mission: 49, 54
#[test]
fn parameters_satisfy_the_plugins_schema_v20() {
    for (from, to) in [
        ("config: {period: 10}", "config: {period: 1001}"),
        ("config: {period: 10}", "config: {period: 1.5}"),
        ("config: {period: 10}", "config: {period: [10]}"),
        ("config: {period: 10}", "config: {}"),
        ("config: {period: 10}", "config: {period: 10, other: 1}"),
        ("{min_gap: 0.10}", "{min_gap: wide}"),
        ("{min_gap: 0.10}", "{mode: true}"),
        ("plugin: acme/trend_brain/v1.0.0", "plugin: acme/trend_brain/v1.0.0, config: {x: 1}"),
    ] {
        assert_eq!(broken(LINK, STRATEGY, from, to), ["V20"], "{to}");
    }
    assert_eq!(broken("aapl_cross", "operation.yaml", "{sma_fast: {period: 5}}", "{sma_fats: {period: 5}}"), ["V20"]);
}

#[test]
fn a_schema_that_cannot_be_used_is_the_plugins_fault_v20() {
    let shown = broken_by("acme/sma/v1.0.0", |facts| facts.schema = Some(json!({"type": "nonsense"})));
    assert!(shown.contains("is not a JSON Schema"), "{shown}");
    assert_eq!(shown.matches("error[").count(), 1, "told once, not for each worker: {shown}");
    let shown = broken_by("acme/sma/v1.0.0", |facts| facts.schema = Some(json!({"allOf": [{"$ref": "#"}]})));
    assert!(shown.contains("refers to itself"), "{shown}");
    let shown =
        broken_by("acme/cross/v1.2.0", |facts| facts.schema.as_mut().unwrap()["properties"]["warmup"]["default"] = json!(-1));
    assert!(shown.contains("a default that its own schema refuses: warmup"), "{shown}");
}

// mission: 49
#[test]
fn every_input_has_one_producer_of_its_kind_v50_v57() {
    for (to, rule) in [
        ("fast: nobody.value", "V50"),
        ("fast: drawdown.value", "V50"),
        ("fats: sma_fast.value", "V50"),
        ("fast: sma_fast.mean", "V57"),
        ("fast: account.equity", "V57"),
    ] {
        let rules = broken(LINK, STRATEGY, "fast: sma_fast.value", to);
        assert!(!rules.is_empty() && rules.iter().all(|one| *one == rule), "{to}: {rules:?}");
    }
    let value = |facts: &mut ComponentFacts| facts.manifest.inputs = serde_json::from_value(json!([{"name": "value"}])).unwrap();
    let shown = broken_by("acme/drawdown_watch/v1.0.0", value);
    assert!(shown.contains("2 producers fit the input `value`") && shown.contains("sma_fast.value, sma_slow.value"), "{shown}");
}

#[test]
fn monitors_and_planners_see_the_account_and_others_do_not_v57() {
    let equity = |category: &str, id: &str| {
        let mut all = plugins();
        let place = all.iter_mut().find(|plugin| plugin.manifest.plugin_id().to_string() == id).unwrap();
        let schema = place.schema.clone();
        *place = plugin(id, category, json!({"inputs": [{"name": "equity"}]}), schema);
        let granted = "grants: {\"*\": {reads: [account]}}";
        let copy = Copy::new().replace("operation.yaml", "grants: {drawdown: {reads: [account]}}", granted);
        copy.build_with(LINK, &PluginRegistry::new(all, Vec::new())).is_ok()
    };
    assert!(equity("strategy_planner", "acme/trend_brain/v1.0.0"));
    assert!(equity("planning_worker:size", "acme/fixed_size/v1.0.0"));
    assert!(!equity("signal_detector", "acme/cross/v1.2.0"));
}

// mission: 48
#[test]
fn the_wired_order_respects_facts_v52() {
    assert_eq!(broken(WIRED, WIRING, "[sma_slow, sma_fast, spread]", "[sma_slow, spread, sma_fast]")[0], "V52");
    let extra = "    - {worker_id: extra, plugin: acme/sma/v1.0.0, config: {period: 3}}\n";
    let copy = Copy::new().replace(STRATEGY, "  signal_detectors:", &format!("{extra}  signal_detectors:"));
    let back = row("back", "component_id: cross, event_name: _cross_OUTPUT", "component_id: extra, handler_method: measure");
    assert_eq!(with_row(copy, &back).rules(WIRED), ["V52", "V56"], "nothing leads back from detecting to measuring");
}

// mission: 55 (partly)
#[test]
fn facts_do_not_depend_on_themselves_v53() {
    assert_eq!(broken(LINK, STRATEGY, "a: sma_fast.value", "a: spread.difference"), ["V53"]);
    let circle = Copy::new()
        .replace(STRATEGY, "config: {period: 10}}", "config: {period: 10}, inputs: {close: spread.difference}}")
        .refusal(LINK);
    assert!(circle.contains("facts depend on themselves: spread -> sma_fast -> spread"), "{circle}");
}

// mission: 55
#[test]
fn a_diamond_of_facts_is_no_circle_v53() {
    let base = "    - {worker_id: base, plugin: acme/sma/v1.0.0, config: {period: 3}, inputs: {close: \"@1d.close\"}}\n";
    let copy = Copy::new()
        .replace(STRATEGY, "config: {period: 10}}", "config: {period: 10}, inputs: {close: base.value}}")
        .replace(STRATEGY, "config: {period: 20}}", "config: {period: 20}, inputs: {close: base.value}}")
        .replace(STRATEGY, "  signal_detectors:", &format!("{base}  signal_detectors:"));
    let built = copy.build(LINK).unwrap_or_else(|findings| panic!("{findings}"));
    let order: Vec<&str> = built.spec.workers.iter().take(4).map(|worker| worker.worker_id.as_str()).collect();
    assert_eq!(order, ["base", "sma_fast", "sma_slow", "spread"], "one source, two ways, one meeting point");
}
