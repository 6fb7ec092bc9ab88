//! What a sound configuration is compiled to.

mod support;

use std::path::Path;

use simpletrader_config::build_spec::{
    AccountField, BarField, Component, EventKind, FeeModel, InputSource, StrategyBuildSpec, WiringBuildSpec, WorkerBuildSpec,
};
use simpletrader_config::{Configuration, PluginRegistry};
use support::{Copy, GOOD, good, no_env, plugins, registry};

fn built(link: &str) -> StrategyBuildSpec {
    let built = good().build(link, &registry()).unwrap_or_else(|findings| panic!("{findings}"));
    assert!(built.warnings.is_empty(), "{}", built.warnings);
    built.spec
}

fn json(spec: &StrategyBuildSpec) -> String {
    serde_json::to_string_pretty(spec).unwrap()
}

fn ids(spec: &StrategyBuildSpec) -> Vec<&str> {
    spec.workers.iter().map(|worker| worker.worker_id.as_str()).collect()
}

// mission: 50 (partly), 56, 57 (partly)
#[test]
fn the_build_spec_of_the_sound_configuration_is_this() {
    insta::assert_snapshot!(json(&built("goog_cross")));
}

// mission: 50 (partly), 56
#[test]
fn equal_input_gives_equal_bytes() {
    let first = json(&built("goog_cross"));
    assert_eq!(first, json(&built("goog_cross")));
    let mut backwards = plugins();
    backwards.reverse();
    let registry = PluginRegistry::new(backwards, Vec::new());
    assert_eq!(first, json(&good().build("goog_cross", &registry).unwrap().spec), "the order of the plug-ins does not matter");
    let elsewhere = Copy::new();
    assert_eq!(first, json(&elsewhere.build("goog_cross").unwrap().spec), "nor does the place on the machine");
}

#[test]
fn producers_run_before_consumers_and_otherwise_as_written() {
    assert_eq!(
        ids(&built("goog_cross")),
        [
            "sma_fast",
            "sma_slow",
            "spread",
            "cross",
            "drawdown",
            "brain",
            "market_in",
            "limit_in",
            "sizer",
            "exits",
            "router",
            "single"
        ],
        "`spread` is written first and needs both averages"
    );
}

#[test]
fn how_far_a_strategy_looks_back_is_carried_along() {
    let lookback = built("goog_cross").lookbacks;
    assert_eq!(lookback.iter().map(|one| (one.window, one.warmup)).collect::<Vec<_>>(), [(None, Some(20))]);
}

#[test]
fn inputs_are_bound_by_address_or_by_name() {
    let spec = built("goog_cross");
    assert_eq!(spec.fact_slots, 3);
    assert_eq!(
        spec.workers[0].inputs,
        [InputSource::Bar { series: 0, field: BarField::Close }],
        "`close` is a field of the only series"
    );
    assert_eq!(spec.workers[2].inputs, [InputSource::Fact(0), InputSource::Fact(1)]);
    assert_eq!(spec.workers[2].outputs, 2..3);
    assert_eq!(spec.workers[4].inputs, [InputSource::Account(AccountField::Equity)], "`equity` is a figure of the account");
}

#[test]
fn a_link_brings_its_own_symbol_and_parameters() {
    let spec = built("aapl_cross");
    assert_eq!(spec.instruments[0].symbol.as_str(), "AAPL_USD");
    assert_eq!(spec.environment.feeds[0].data_source_id, "aapl_bars");
    assert_eq!(spec.environment.feeds[0].path, Path::new("tests/fixtures/good/data/aapl_1d.csv"));
    assert_eq!(spec.workers[0].params, serde_json::json!({"period": 5}));
    assert_eq!(spec.workers[1].params, serde_json::json!({"period": 20}), "only the named worker changes");
}

// mission: 50 (partly), 54
#[test]
fn defaults_of_the_schema_are_recorded_and_decimals_go_as_text() {
    let spec = built("goog_cross");
    assert_eq!(spec.workers[3].params, serde_json::json!({"mode": "cross", "warmup": 20, "min_gap": "0.10"}));
    assert_eq!(spec.workers[8].params, serde_json::json!({"quantity": "10"}));
}

#[test]
fn limits_come_from_the_blueprint_else_the_plugin_else_the_platform() {
    let spec = built("goog_cross");
    let limits = |id: &str| spec.workers.iter().find(|worker| worker.worker_id == id).unwrap().limits;
    assert_eq!((limits("single").fuel_per_call, limits("single").memory_bytes), (2_000_000, 1_048_576));
    assert_eq!((limits("exits").fuel_per_call, limits("exits").memory_bytes), (7_000_000, 64 << 20));
    assert_eq!(limits("brain").fuel_per_call, 5_000_000);
}

#[test]
fn only_files_that_had_a_say_are_sources() {
    let paths = |link: &str| built(link).sources.into_iter().map(|source| source.path).collect::<Vec<_>>();
    let shared = ["data_sources.yaml", "environments.yaml", "operation.yaml", "platform.yaml", "strategies/cross.yaml"];
    assert_eq!(paths("goog_cross"), shared);
    assert_eq!(paths("goog_wired"), [&shared[..], &["strategies/wiring.yaml"]].concat());
}

/// The table of deliveries as text: event, target, handler.
fn deliveries(spec: &StrategyBuildSpec) -> String {
    let target = |target: Component| match target {
        Component::Worker(index) => spec.workers[index].worker_id.clone(),
        host => format!("{host:?}"),
    };
    let rows = spec
        .wiring
        .subscriptions
        .iter()
        .map(|row| format!("{} -> {}.{}", spec.wiring.events[usize::from(row.event)].name, target(row.target), row.handler));
    rows.collect::<Vec<_>>().join("\n")
}

// mission: 48
#[test]
fn the_standard_wiring_is_this() {
    insta::assert_snapshot!(deliveries(&built("goog_cross")));
}

// mission: 48
#[test]
fn a_wiring_file_replaces_the_way_to_the_planner_and_sets_the_run_order() {
    let spec = built("goog_wired");
    assert_eq!(ids(&spec)[..3], ["sma_slow", "sma_fast", "spread"]);
    insta::assert_snapshot!(deliveries(&spec));
}

// mission: 48, 64 (partly)
#[test]
fn every_event_has_its_kind_and_every_continuation_its_event() {
    let spec = built("goog_cross");
    assert_eq!(usize::from(spec.wiring.start), 0);
    for event in &spec.wiring.events {
        let system = event.name.starts_with('_') || event.name == "CANDLE_STREAM_DATA_READY";
        assert_eq!(event.kind == EventKind::SystemEvent, system, "{}", event.name);
    }
    for (worker, continues) in spec.workers.iter().zip(&spec.wiring.on_continue) {
        let name = continues.map(|event| spec.wiring.events[usize::from(event)].name.clone());
        let expected = worker.category.as_str().starts_with("context").then(|| format!("_{}_OUTPUT", worker.worker_id));
        assert_eq!(name, expected);
    }
}

#[test]
fn a_strategy_without_context_workers_starts_at_its_detectors() {
    let configuration = Copy::new()
        .replace(
            "strategies/cross.yaml",
            "    - {worker_id: spread, plugin: acme/difference/v1.0.0, inputs: {a: sma_fast.value, b: sma_slow.value}}\n",
            "",
        )
        .replace("strategies/cross.yaml", "    - {worker_id: sma_fast, plugin: acme/sma/v1.0.0, config: {period: 10}}\n", "")
        .replace("strategies/cross.yaml", "    - {worker_id: sma_slow, plugin: acme/sma/v1.0.0, config: {period: 20}}\n", "")
        .replace("strategies/cross.yaml", "{fast: sma_fast.value, slow: sma_slow.value}", "{fast: \"@1d.high\", slow: \"@1d.low\"}")
        .replace("operation.yaml", "parameters: {sma_fast: {period: 5}}", "enabled: true");
    let spec = configuration.build("goog_cross").unwrap_or_else(|findings| panic!("{findings}")).spec;
    assert_eq!(spec.fact_slots, 0);
    assert!(deliveries(&spec).starts_with("CANDLE_STREAM_DATA_READY -> cross.detect\nCANDLE_STREAM_DATA_READY -> drawdown.watch"));
}

#[test]
fn the_environment_is_compiled_with_exact_money_and_whole_days() {
    let environment = built("goog_cross").environment;
    assert_eq!(environment.end.unwrap().to_string(), "2013-03-01T23:59:59.999999Z");
    assert_eq!(environment.initial_capital.to_string(), "10000");
}

// mission: 52 (partly)
#[test]
fn variables_come_from_the_environment_that_is_passed_in() {
    let copy = Copy::new().replace("operation.yaml", "environment_ref: us_daily", "environment_ref: \"${MARKET}_daily\"");
    let operation = copy.root().join("operation.yaml");
    let env = |name: &str| (name == "MARKET").then(|| "us".to_owned());
    let configuration = Configuration::load(&operation, &env).unwrap_or_else(|findings| panic!("{findings}"));
    assert_eq!(configuration.links()[0].environment_ref.as_str(), "us_daily");
    let findings = Configuration::load(&operation, &no_env).unwrap_err();
    assert!(findings.iter().any(|finding| finding.rule.code() == "V03"), "{findings}");
}

// mission: 52 (partly)
#[test]
fn a_parameter_from_the_environment_reaches_the_worker_and_is_never_shown() {
    let copy = Copy::new().replace("strategies/cross.yaml", "config: {min_gap: 0.10}", "config: {min_gap: \"${GAP}\"}");
    let env = |name: &str| (name == "GAP").then(|| "0.4711".to_owned());
    let configuration =
        Configuration::load(&copy.root().join("operation.yaml"), &env).unwrap_or_else(|findings| panic!("{findings}"));
    let spec = configuration.build("goog_cross", &registry()).unwrap_or_else(|findings| panic!("{findings}")).spec;
    assert_eq!(spec.workers[3].params["min_gap"], "0.4711");
    assert_eq!(spec.workers[3].params.to_string(), r#"{"min_gap":"0.4711","mode":"cross","warmup":20}"#, "as the worker gets it");
    assert_eq!(spec.workers[3].params.shown()["min_gap"], "${GAP}");
    let written = json(&spec) + &format!("{spec:?}");
    assert!(written.contains("${GAP}") && !written.contains("4711"), "{written}");
}

/// Paths are of the machine, not of the strategy.
fn without_paths(mut spec: StrategyBuildSpec) -> StrategyBuildSpec {
    spec.workers.iter_mut().for_each(|worker| worker.component.clear());
    spec.environment.feeds.iter_mut().for_each(|feed| feed.path.clear());
    spec
}

// mission: 50
#[test]
fn what_is_written_reads_back_equal() {
    for link in ["goog_cross", "aapl_cross", "goog_wired"] {
        let spec = built(link);
        let read = StrategyBuildSpec::read(&json(&spec)).unwrap_or_else(|error| panic!("{link}: {error}"));
        assert_eq!(json(&read), json(&spec));
        assert_eq!(read, without_paths(spec));
    }
}

// mission: 50 (partly)
#[test]
fn the_parts_of_a_build_spec_read_back_equal_by_themselves() {
    let spec = without_paths(built("goog_wired"));
    for worker in &spec.workers {
        let text = serde_json::to_string(worker).unwrap();
        assert_eq!(serde_json::from_str::<WorkerBuildSpec>(&text).unwrap(), *worker);
    }
    let wiring = serde_json::to_string(&spec.wiring).unwrap();
    assert_eq!(serde_json::from_str::<WiringBuildSpec>(&wiring).unwrap(), spec.wiring);
    for fees in [FeeModel::PerFill(1.into()), FeeModel::Rate("0.001".parse().unwrap())] {
        assert_eq!(serde_json::from_str::<FeeModel>(&serde_json::to_string(&fees).unwrap()).unwrap(), fees);
    }
    for source in [InputSource::Fact(3), InputSource::Bar { series: 1, field: BarField::Low }, InputSource::Absent] {
        assert_eq!(serde_json::from_str::<InputSource>(&serde_json::to_string(&source).unwrap()).unwrap(), source);
    }
}

/// The refusal of a build spec with one value changed.
fn unreadable(change: impl Fn(&mut serde_json::Value)) -> String {
    let mut value = serde_json::to_value(built("goog_cross")).unwrap();
    change(&mut value);
    StrategyBuildSpec::read(&value.to_string()).unwrap_err().to_string()
}

// mission: 50 (partly)
#[test]
fn a_build_spec_whose_indices_name_nothing_is_refused() {
    assert!(unreadable(|spec| spec["workers"][2]["inputs"][0] = serde_json::json!({"fact": 3})).contains("no such fact slot"));
    assert!(unreadable(|spec| spec["workers"][0]["inputs"][0]["bar"]["series"] = 1.into()).contains("no such series"));
    assert!(unreadable(|spec| spec["workers"][0]["series"] = 1.into()).contains("no such series"));
    assert!(unreadable(|spec| spec["workers"][0]["outputs"] = serde_json::json!({"start": 2, "end": 1})).contains("fact slots"));
    assert!(unreadable(|spec| spec["workers"][0]["output_names"] = serde_json::json!([])).contains("one for each output"));
    assert!(unreadable(|spec| spec["workers"][3]["allowed_publications"] = serde_json::json!([99])).contains("no such event"));
    assert!(unreadable(|spec| spec["wiring"]["start"] = 99.into()).contains("no such event"));
    assert!(unreadable(|spec| spec["wiring"]["on_continue"] = serde_json::json!([])).contains("one for each worker"));
    assert!(
        unreadable(|spec| spec["wiring"]["subscriptions"][0]["target"] = serde_json::json!({"worker": 12}))
            .contains("no such worker")
    );
    assert!(unreadable(|spec| spec["series"][0]["instrument"] = 1.into()).contains("no such instrument"));
    assert!(unreadable(|spec| spec["environment"]["feeds"] = serde_json::json!([])).contains("one for each series"));
    assert!(unreadable(|spec| spec["lookbacks"] = serde_json::json!([])).contains("one for each series"));
}

// mission: 50 (partly)
#[test]
fn a_build_spec_with_an_unknown_or_ill_typed_field_is_refused() {
    assert!(unreadable(|spec| spec["metadata"] = 1.into()).contains("unknown field `metadata`"));
    assert!(unreadable(|spec| spec["workers"][0]["path"] = "x".into()).contains("unknown field `path`"));
    assert!(unreadable(|spec| spec["workers"][0]["category"] = "wizard".into()).contains("wizard"));
    assert!(unreadable(|spec| spec["environment"]["initial_capital"] = "much".into()).contains("cannot be read"));
}

// mission: 52
#[test]
fn every_load_reads_the_files_again() {
    let copy = Copy::new();
    let period =
        |copy: &Copy| copy.build("goog_cross").unwrap_or_else(|findings| panic!("{findings}")).spec.workers[0].params.clone();
    assert_eq!(period(&copy), serde_json::json!({"period": 10}));
    let edited = copy.replace("strategies/cross.yaml", "config: {period: 10}", "config: {period: 11}");
    assert_eq!(period(&edited), serde_json::json!({"period": 11}), "an edit takes effect at the next start");
    let broken = edited.replace("strategies/cross.yaml", "config: {period: 11}", "config: {period: eleven}");
    let told = broken.refusal("goog_cross");
    assert!(told.contains("strategies/cross.yaml:7:"), "an error shows file and line: {told}");
}

#[test]
fn without_a_platform_the_operations_folder_is_the_root() {
    let copy = Copy::new().remove("platform.yaml");
    let configuration = copy.load().unwrap();
    assert_eq!(configuration.plugins_dir(), copy.root().join("plugins"));
    assert_eq!(configuration.platform().sandbox.default_fuel_per_call, 10_000_000);
    assert_eq!(good().plugins_dir(), Path::new("tests/fixtures/good/plugins"));
}

#[test]
fn an_operation_is_found_from_any_way_of_writing_its_path() {
    for path in
        [GOOD.to_owned(), format!("./{GOOD}"), format!("src/../{GOOD}"), std::fs::canonicalize(GOOD).unwrap().display().to_string()]
    {
        let configuration = Configuration::load(Path::new(&path), &no_env).unwrap_or_else(|findings| panic!("{path}: {findings}"));
        assert!(configuration.plugins_dir().parent().unwrap().join("platform.yaml").is_file(), "{path}");
    }
}
