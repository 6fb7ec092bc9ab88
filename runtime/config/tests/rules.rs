//! Every rule that depends on more than one value: one thing is broken in a sound configuration, and the rule's code is told.
//! That the sound configuration breaks none is shown where it is compiled.

mod support;

use serde_json::json;
use simpletrader_config::build_spec::InputSource;
use simpletrader_config::data_file::DataKind;
use simpletrader_config::{BrokenComponent, Built, PluginRegistry};
use simpletrader_contracts::name::SnakeName;
use simpletrader_contracts::worker::{ComponentFacts, InputSpec};
use support::{Copy, plugin, plugins, registry};

const STRATEGY: &str = "strategies/cross.yaml";
const WIRING: &str = "strategies/wiring.yaml";
const LINK: &str = "goog_cross";
const WIRED: &str = "goog_wired";

/// The rules that a change of one file breaks.
fn broken(link: &str, file: &str, from: &str, to: &str) -> Vec<&'static str> {
    Copy::new().replace(file, from, to).rules(link)
}

/// A row of the wiring file as it stands there.
fn row(id: &str, source: &str, target: &str) -> String {
    format!("  - wiring_id: {id}\n    source: {{{source}}}\n    target: {{{target}}}\n")
}

/// The rules that a further row breaks.
fn broken_with(row: &str) -> Vec<&'static str> {
    with_row(Copy::new(), row).rules(WIRED)
}

fn with_row(copy: Copy, row: &str) -> Copy {
    let text = std::fs::read_to_string(copy.root().join(WIRING)).unwrap();
    copy.write(WIRING, &format!("{text}{row}"))
}

/// The rules that a change of one plug-in breaks, and the text.
fn broken_by(id: &str, change: impl Fn(&mut ComponentFacts)) -> String {
    let mut all = plugins();
    change(all.iter_mut().find(|plugin| plugin.manifest.plugin_id().to_string() == id).unwrap());
    Copy::new().build_with(LINK, &PluginRegistry::new(all, Vec::new())).map(|_| "accepted").unwrap_err().to_string()
}

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
fn only_backtests_are_built_v17() {
    let copy = Copy::new().replace("operation.yaml", "environment_ref: us_daily", "environment_ref: rehearsal");
    let shown = copy.refusal(LINK);
    assert!(shown.contains("V17") && shown.contains("paper environment"), "{shown}");
    assert!(copy.build("aapl_cross").is_ok(), "it forbids nothing to those who do not use it");
}

#[test]
fn bars_are_made_of_trades_where_nobody_has_recorded_them() {
    let bars = "{id: aapl_bars, type: file, path: data/aapl_1d.csv, symbol: AAPL_USD, timeframe: 1d, label: close}";
    let trades = "{id: aapl_bars, type: file, path: data/aapl_1d.csv, kind: trades, symbol: AAPL_USD, columns: {size: qty}}";
    let candle = "      - {provider_type: candle, provider_id: aapl, data_source: aapl_bars}\n";
    let both = format!("{candle}      - {{provider_type: trade, provider_id: aapl_t, data_source: aapl_bars}}\n");
    let copy = Copy::new().replace("data_sources.yaml", bars, trades).replace("environments.yaml", candle, &both);
    let spec = copy.build("aapl_cross").unwrap().spec;
    assert_eq!(spec.environment.feeds[0].shape.kind, DataKind::Trades);
    assert_eq!(spec.environment.feeds[0].shape.columns.of("size"), "qty");
    assert_eq!(spec.environment.ticks.len(), 1);
    assert_eq!((spec.environment.ticks[0].instrument, &spec.environment.ticks[0].feed), (0, &spec.environment.feeds[0]));

    let two = format!("{trades}\n  - {}", trades.replace("id: aapl_bars", "id: more_trades"));
    let more = format!("{both}      - {{provider_type: trade, provider_id: more, data_source: more_trades}}\n");
    let copy = Copy::new().replace("data_sources.yaml", bars, &two).replace("environments.yaml", candle, &more);
    assert_eq!(copy.rules("aapl_cross"), ["V18"], "two deliver the trades");
}

#[test]
fn orders_at_the_touch_need_quotes_of_what_is_traded_v18() {
    let touch = "    commission: {per_fill: 1}\n    fill: touch\n";
    let copy = Copy::new().replace("environments.yaml", "    commission: {per_fill: 1}\n", touch);
    let shown = copy.refusal(LINK);
    assert!(shown.contains("V18") && shown.contains("`fill: touch` needs quotes of GOOG_USD"), "{shown}");
    let goog = "      - {provider_type: candle, provider_id: goog, data_source: goog_bars}\n";
    let quotes = format!("{goog}      - {{provider_type: quote, provider_id: goog_q, data_source: goog_quotes}}\n");
    let source = "data_sources:\n  - {id: goog_quotes, type: file, path: data/goog_1d.csv, kind: quotes, symbol: GOOG_USD}\n";
    let copy = copy.replace("environments.yaml", goog, &quotes).replace("data_sources.yaml", "data_sources:\n", source);
    assert_eq!(copy.build(LINK).unwrap().spec.environment.ticks.len(), 1);
}

// mission: 49
#[test]
fn every_series_is_delivered_v18() {
    assert_eq!(broken(LINK, STRATEGY, "{timeframe: 1d, warmup: 20}", "{timeframe: 1h, warmup: 20}"), ["V18"]);
    assert_eq!(broken(LINK, "operation.yaml", "      symbol: GOOG_USD\n", "")[0], "V18");
    assert_eq!(broken(LINK, "data_sources.yaml", "symbol: AAPL_USD", "symbol: GOOG_USD"), ["V18"], "two deliver it");
    assert_eq!(broken(LINK, STRATEGY, "config: {period: 10}}", "config: {period: 10}, series: \"@1h\"}"), ["V18"]);
    assert_eq!(
        broken(LINK, STRATEGY, "fast: sma_fast.value", "fast: AAPL_USD@1d.close"),
        ["V18"],
        "a fixed symbol serves one link only"
    );
    assert!(broken(LINK, STRATEGY, "fast: sma_fast.value", "fast: GOOG_USD@1d.close").is_empty());
    let two = broken(LINK, STRATEGY, "{timeframe: 1d, warmup: 20}", "{timeframe: 1d}, {timeframe: 1h}");
    assert!(
        two.iter().all(|rule| ["V18", "V50"].contains(rule)),
        "with two series neither series nor fields go without saying: {two:?}"
    );
}

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

#[test]
fn the_account_is_kept_in_what_is_traded_v17() {
    let euros = Copy::new().replace("environments.yaml", "initial_capital: 10000", "initial_capital: 10000\n    currency: EUR");
    let told = euros.refusal(LINK);
    insta::assert_snapshot!(told, @r"
    error[V17]: GOOG_USD is quoted in USD, the account of `us_daily` is kept in EUR
      --> operation.yaml:10:15
       |
    10 |       symbol: GOOG_USD
       |               ^^^^^^^^
       |
      ::: environments.yaml:5:15
       |
     5 |     currency: EUR
       |               --- the account's currency
       |
       = at: operation.strategy_links[0].symbol
       = help: money is not converted: write `currency: USD` in the environment, or trade what is quoted in EUR
    ");
    let dollars = Copy::new().replace("environments.yaml", "initial_capital: 10000", "initial_capital: 10000\n    currency: USD");
    assert!(dollars.rules(LINK).is_empty());
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
    assert!(support::good().warnings().is_empty());
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

// mission: 48, 55 (partly)
#[test]
fn events_do_not_run_in_a_circle_v54() {
    let circle =
        Copy::new().replace(WIRING, "[sma_slow, sma_fast, spread]", "[sma_slow, sma_fast, spread, sma_fast]").refusal(WIRED);
    assert!(circle.contains("[V54]: events run in a circle: spread -> sma_fast -> spread"), "{circle}");
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

// mission: 49
#[test]
fn nobody_asks_for_more_than_the_platform_allows_v81() {
    let (from, to) = (
        "{default_fuel_per_call: 5000000}",
        "{default_fuel_per_call: 5000000, max_fuel_per_call: 6000000, max_memory_bytes: 1000000}",
    );
    let shown = Copy::new().replace("platform.yaml", from, to).refusal(LINK);
    assert!(shown.contains("the plug-in asks for 7000000 fuel for one call, more than the platform's 6000000"), "{shown}");
    assert!(shown.contains("the blueprint asks for 1048576 bytes of memory, more than the platform's 1000000"), "{shown}");
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

/// What is told, errors and warnings, and that the rule's code is among it.
fn told(rule: &str, copy: &Copy, link: &str) -> String {
    let shown = match copy.build(link) {
        Ok(built) => copy.stable(built.warnings) + &copy.stable(copy.load().unwrap().warnings().clone()),
        Err(findings) => copy.stable(findings),
    };
    assert!(shown.contains(&format!("[{rule}]")), "{rule} is not told: {shown}");
    shown
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
fn what_a_strategy_publishes_carries_its_id_v61() {
    let copy = Copy::new().replace(STRATEGY, "strategy_id: sma_cross\n", "");
    assert_eq!(copy.rules(LINK), ["V61"]);
    insta::assert_snapshot!(told("V61", &copy, LINK));
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
fn only_the_plugins_that_are_locked_run_v80() {
    let good = support::good();
    let (text, number) = good.lock_text(&registry()).unwrap();
    assert_eq!(number, 11);
    let locked = |text: &str| Copy::new().write("simpletrader.lock", text);
    assert!(locked(&text).load().unwrap().is_locked() && !good.is_locked());
    assert!(locked(&text).rules(LINK).is_empty());
    let sma =
        registry().components().iter().find(|facts| facts.manifest.identification.name.as_str() == "sma").unwrap().digest.clone();
    let changed = locked(&text.replace(&sma, &"0".repeat(64)));
    assert_eq!(changed.rules(LINK), ["V80"], "two workers of one plug-in are one mistake");
    insta::assert_snapshot!(told("V80", &changed, LINK));
    let entry = format!("  - id: acme/sma\n    version: 1.0.0\n    sha256: {sma}\n");
    let missing = locked(&text.replace(&entry, ""));
    assert_eq!(missing.rules(LINK), ["V80"]);
    assert!(told("V80", &missing, LINK).contains("is not in the lock file"));
    let damaged = locked("lock_version: 1\nplugins: [x]\n");
    assert_eq!(damaged.rules(LINK), ["V02"]);
    assert!(simpletrader_config::Configuration::load_unlocked(&damaged.root().join("operation.yaml"), &support::no_env).is_ok());
}

#[test]
fn only_files_that_a_trusted_key_signed_run_v83() {
    let signed_by = |key: Option<u8>| {
        let mut all = plugins();
        all.iter_mut().for_each(|plugin| plugin.signer = key.map(support::signer));
        PluginRegistry::new(all, Vec::new())
    };
    let codes = |copy: &Copy, key: Option<u8>| match copy.build_with(LINK, &signed_by(key)) {
        Ok(_) => Vec::new(),
        Err(findings) => findings.iter().map(|finding| finding.rule.code()).collect::<Vec<_>>(),
    };
    let picky = Copy::new().trusting(&[1, 2]);
    assert!(codes(&picky, Some(2)).is_empty(), "any of the listed keys will do");
    // Two workers of one plug-in are one mistake.
    assert_eq!(codes(&picky, Some(3)), ["V83"; 11]);
    assert_eq!(codes(&picky, None), ["V83"; 11]);
    let easy = Copy::new();
    assert!(codes(&easy, None).is_empty() && codes(&easy, Some(3)).is_empty(), "without a list nobody asks");
}

#[test]
fn a_lock_is_the_same_bytes_for_the_same_plugins() {
    let text = support::good().lock_text(&registry()).unwrap().0;
    let mut backwards = plugins();
    backwards.reverse();
    assert_eq!(text, support::good().lock_text(&PluginRegistry::new(backwards, Vec::new())).unwrap().0);
    insta::assert_snapshot!(text);
    let without: Vec<ComponentFacts> = plugins().into_iter().skip(1).collect();
    assert!(support::good().lock_text(&PluginRegistry::new(without, Vec::new())).unwrap_err().to_string().contains("V12"));
}

#[test]
fn a_file_imports_no_more_than_its_manifest_asks_for_v80() {
    let shown = broken_by("acme/cross/v1.2.0", |facts| facts.imports = vec!["simpletrader:worker/state@0.1.0".into()]);
    assert!(shown.contains("V80") && shown.contains("imports `state`"), "{shown}");
    let mut all = plugins();
    all[0].imports = vec!["simpletrader:worker/types@0.1.0".into()];
    assert!(Copy::new().build_with(LINK, &PluginRegistry::new(all, Vec::new())).is_ok(), "types are no capability");
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
