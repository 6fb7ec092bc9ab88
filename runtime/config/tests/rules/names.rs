//! Who is who: ids, plug-ins, places and references.

use simpletrader_config::{BrokenComponent, PluginRegistry};
use simpletrader_contracts::worker::ComponentFacts;

use crate::support::{Copy, plugins, registry};
use crate::{LINK, STRATEGY, WIRED, WIRING, broken, told};

// mission: 48, 49
#[test]
fn ids_are_unique_v11() {
    assert_eq!(broken(LINK, "operation.yaml", "name: aapl_cross", "name: goog_cross"), ["V11"]);
    assert_eq!(broken(LINK, "environments.yaml", "environment_id: rehearsal", "environment_id: us_daily"), ["V11"]);
    assert_eq!(broken(LINK, "data_sources.yaml", "id: aapl_bars", "id: goog_bars")[0], "V11");
    assert_eq!(broken(LINK, "environments.yaml", "provider_id: aapl", "provider_id: goog"), ["V11"]);
    assert_eq!(broken(LINK, "environments.yaml", "symbol: AAPL_USD", "symbol: GOOG_USD"), ["V11"]);
    assert_eq!(broken(LINK, STRATEGY, "worker_id: sizer", "worker_id: cross"), ["V11"]);
    assert_eq!(broken(WIRED, WIRING, "wiring_id: risks", "wiring_id: signals"), ["V11"]);
}

// mission: 49, 58 (partly)
#[test]
fn a_plugin_is_installed_once_in_exactly_that_version_v12() {
    assert_eq!(broken(LINK, STRATEGY, "acme/cross/v1.2.0", "acme/cross/v1.2.1"), ["V12"]);
    let mut all = plugins();
    all.push(all[0].clone());
    assert!(
        Copy::new().build_with(LINK, &PluginRegistry::new(all.clone(), Vec::new())).is_ok(),
        "a copy of a file is the same plug-in"
    );
    all.last_mut().unwrap().digest = "0".repeat(64);
    all.last_mut().unwrap().path = "plugins/other.wasm".into();
    let shown = Copy::new().build_with(LINK, &PluginRegistry::new(all, Vec::new())).unwrap_err().to_string();
    assert!(shown.contains("V12") && shown.contains("keep one of plugins/other.wasm, plugins/sma.wasm"), "{shown}");
}

// mission: 58 (partly)
#[test]
fn a_broken_file_hides_no_other_and_is_named_when_a_plugin_is_missing() {
    let broken = BrokenComponent { path: "plugins/brain.wasm".into(), reason: "it has no manifest".into() };
    let registry = |plugins| PluginRegistry::new(plugins, vec![broken.clone()]);
    assert!(Copy::new().build_with(LINK, &registry(plugins())).is_ok());
    let without: Vec<ComponentFacts> =
        plugins().into_iter().filter(|plugin| plugin.manifest.identification.name.as_str() != "trend_brain").collect();
    let shown = Copy::new().build_with(LINK, &registry(without)).unwrap_err().to_string();
    assert!(shown.contains("`plugins/brain.wasm` cannot be used: it has no manifest"), "{shown}");
}

// mission: 49
#[test]
fn a_plugin_stands_where_its_category_belongs_v13() {
    assert_eq!(broken(LINK, STRATEGY, "acme/drawdown_watch/v1.0.0, config: {limit: 1}", "acme/single/v1.0.0"), ["V13"]);
    assert_eq!(broken(LINK, STRATEGY, "acme/fixed_size/v1.0.0, config: {quantity: 10}", "acme/bracket_exit/v1.0.0"), ["V13"]);
}

// mission: 39 (partly), 49
#[test]
fn every_role_is_filled_v14() {
    for line in [
        "    size: [{worker_id: sizer, plugin: acme/fixed_size/v1.0.0, config: {quantity: 10}}]\n",
        "    exit: [{worker_id: exits, plugin: acme/bracket_exit/v1.0.0}]\n",
        "    execution: [{worker_id: router, plugin: acme/plain_execution/v1.0.0}]\n",
    ] {
        assert_eq!(broken(LINK, STRATEGY, line, ""), ["V14"], "{line}");
    }
    let worker = "{worker_id: single, plugin: acme/single/v1.0.0, limits: {fuel_per_call: 2000000, memory_bytes: 1048576}}";
    assert_eq!(broken(LINK, STRATEGY, &format!("    - {worker}\n"), ""), ["V14"]);
}

// mission: 49
#[test]
fn confidences_tile_v15() {
    let shown = |to: &str| {
        let copy = Copy::new().replace(STRATEGY, "confidence: [0, \"0.5\"]", &format!("confidence: {to}"));
        match copy.build(LINK) {
            Ok(built) => built.warnings.to_string() + &copy.load().unwrap().warnings().to_string(),
            Err(findings) => findings.to_string(),
        }
    };
    assert_eq!(shown("[0, 0.5]"), "", "ranges that touch leave no gap and do not overlap");
    assert!(shown("[0, 0.51]").contains("error[V15]: two entry planners serve confidence 0.5"));
    assert!(shown("[0, 0.4]").contains("warning[V15]: no entry planner serves the confidences from 0.4 to 0.5"));
    assert!(shown("[0.1, 0.5]").contains("warning[V15]: no entry planner serves the confidences from 0 to 0.1"));
    let copy = Copy::new().replace(STRATEGY, "confidence: [\"0.5\", 1]", "confidence: [\"0.5\", \"0.9\"]");
    assert!(copy.load().unwrap().warnings().to_string().contains("from 0.9 to 1"));
    let sizer = "{worker_id: sizer, plugin: acme/fixed_size/v1.0.0, config: {quantity: 10}}";
    let two = format!("{sizer}, {}", sizer.replace("sizer", "other"));
    assert_eq!(broken(LINK, STRATEGY, sizer, &two), ["V15"], "two planners without ranges serve the same confidences");
}

#[test]
fn references_lead_somewhere_v16() {
    assert_eq!(broken(LINK, "operation.yaml", "environment_ref: us_daily", "environment_ref: eu_daily"), ["V16"]);
    assert_eq!(broken(LINK, "environments.yaml", "data_source: aapl_bars", "data_source: msft_bars"), ["V16"]);
    let aapl = "provider_type: candle, provider_id: aapl";
    assert_eq!(broken(LINK, "environments.yaml", aapl, &aapl.replace("candle", "trade"))[0], "V16", "bars are no trades");
    assert_eq!(broken(LINK, "environments.yaml", aapl, &aapl.replace("candle", "quote"))[0], "V16", "bars are no quotes");
    let shown = Copy::new().refusal("goog_crss");
    assert!(shown.contains("V16") && shown.contains("did you mean `goog_cross`?"), "{shown}");
}

#[test]
fn every_file_that_is_named_exists_inside_the_root_v04() {
    assert_eq!(Copy::new().remove("data/goog_1d.csv").rules(LINK), ["V04"]);
    assert_eq!(broken(LINK, "operation.yaml", "  name: q1_study\n", "  name: q1_study\n  connectors_file: c.yaml\n"), ["V04"]);
    let named = "  name: q1_study\n  connectors_file: c.yaml\n  schedule_file: s.yaml\n";
    let copy = Copy::new().replace("operation.yaml", "  name: q1_study\n", named).write("c.yaml", "connectors: []\n");
    assert_eq!(copy.rules(LINK), ["V04"], "the schedule is missing");
    let copy = copy.write("s.yaml", "schedule: []\n");
    assert!(copy.build_with(LINK, &registry()).is_ok());
}

#[test]
fn connectors_that_are_named_exist_and_have_ids_of_their_own_v11_v16() {
    let live = |connector: &str, file: &str| {
        Copy::new()
            .replace("operation.yaml", "  name: q1_study\n", "  name: q1_study\n  connectors_file: c.yaml\n")
            .replace("environments.yaml", "    type: paper\n", &format!("    type: live\n    connector: {connector}\n"))
            .write("c.yaml", file)
    };
    let one = "connectors:\n  - {id: venue, type: simulated}\n";
    assert!(live("venue", one).rules(LINK).is_empty());
    assert_eq!(live("venu", one).rules(LINK), ["V16"]);
    assert_eq!(live("venue", &format!("{one}  - {{id: venue, type: rest}}\n")).rules(LINK), ["V11"]);
    let without = Copy::new().replace("environments.yaml", "    type: paper\n", "    type: live\n    connector: venue\n");
    assert_eq!(without.rules(LINK), ["V16"], "without a file there are no connectors");
}

#[test]
fn an_operation_without_an_enabled_link_is_worth_a_word_v19() {
    let copy = Copy::new().replace("operation.yaml", "name: goog_cross", "name: goog_cross\n      enabled: false").replace(
        "operation.yaml",
        "name: aapl_cross",
        "name: aapl_cross\n      enabled: false",
    );
    let configuration = copy.load().unwrap();
    assert_eq!(configuration.warnings().iter().map(|finding| finding.rule.code()).collect::<Vec<_>>(), ["V19"]);
    assert!(crate::support::good().warnings().is_empty());
}

#[test]
fn a_listener_that_is_chosen_exists_v63() {
    let schedule = |strategies: &str| {
        let entry = "{name: a, event: SCHEDULE_TRIGGERED, type: interval, value: 1h, strategies: ";
        Copy::new()
            .replace("operation.yaml", "  name: q1_study\n", "  name: q1_study\n  schedule_file: s.yaml\n")
            .write("s.yaml", &format!("schedule:\n  - {entry}{strategies}}}\n"))
    };
    let warnings = |strategies: &str| schedule(strategies).load().unwrap().warnings().len();
    insta::assert_snapshot!(told("V63", &schedule("[goog_corss]"), LINK));
    assert_eq!((warnings("[]"), warnings("[goog_cross, x, y]"), warnings("[goog_cross]")), (1, 2, 0));
}

#[test]
fn an_execution_family_has_one_worker_v70() {
    let other = "  execution_workers:\n    - {worker_id: second, plugin: acme/single/v1.0.0}\n";
    assert_eq!(broken(LINK, STRATEGY, "  execution_workers:\n", other), ["V70"]);
}

// mission: 39
#[test]
fn a_family_that_nobody_serves_fails_at_start_v70() {
    use simpletrader_contracts::terms::ExecutionStrategyType::{Single, Twap};
    let naming = |families: &[_]| {
        let mut all = plugins();
        let planner = all.iter_mut().find(|plugin| plugin.manifest.plugin_id().to_string() == "acme/plain_execution/v1.0.0");
        planner.unwrap().manifest.executes = families.to_vec();
        Copy::new().build_with(LINK, &PluginRegistry::new(all, Vec::new())).map(|_| ()).map_err(|refused| refused.to_string())
    };
    assert_eq!(naming(&[Single]), Ok(()));
    assert_eq!(naming(&[]), Ok(()), "what it names is known when it plans");
    let refused = naming(&[Single, Twap]).unwrap_err();
    assert!(refused.contains("error[V70]: the plans of `router` may name the family TWAP, which nobody works"), "{refused}");
    assert!(refused.contains("= help: add an execution worker whose manifest says `executes: [TWAP]`"), "{refused}");
    // A worker that is not there has a finding of its own, and its families are not known.
    let unknown = broken(LINK, STRATEGY, "plugin: acme/single/v1.0.0", "plugin: acme/nobody/v1.0.0");
    assert!(!unknown.is_empty() && !unknown.contains(&"V70"), "{unknown:?}");
}

#[test]
fn what_a_strategy_publishes_carries_its_id_v61() {
    let copy = Copy::new().replace(STRATEGY, "strategy_id: sma_cross\n", "");
    assert_eq!(copy.rules(LINK), ["V61"]);
    insta::assert_snapshot!(told("V61", &copy, LINK));
}
