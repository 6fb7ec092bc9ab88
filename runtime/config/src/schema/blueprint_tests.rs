use super::*;
use crate::decode::tests::decoded;

fn blueprint(change: impl Fn(&str) -> String) -> (Option<Blueprint>, Findings) {
    let text = "\
strategy_id: s
data_needs: [{timeframe: 1d, window: 30, warmup: 20}]
workforce:
  context_workers:
    - {worker_id: fast, plugin: acme/sma/v1.0.0, config: {period: 10}, series: \"@1d\"}
  signal_detectors:
    - {worker_id: cross, plugin: acme/cross/v1.0.0, inputs: {fast: fast.value, price: \"@1d.close\"}}
  strategy_planner: {worker_id: brain, plugin: acme/brain/v1.0.0}
  planning_workers:
    entry: [{worker_id: entry, plugin: acme/entry/v1.0.0, triggers: {confidence: [\"0.3\", 1]}}]
    size: [{worker_id: size, plugin: acme/size/v1.0.0, limits: {fuel_per_call: 5, memory_bytes: 65536}}]
";
    decoded(&change(text), Blueprint::decode)
}

fn refused(from: &str, to: &str) -> String {
    let (value, findings) = blueprint(|text| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    assert!(value.is_none() || findings.has_errors(), "accepted: {to}");
    findings.to_string()
}

// mission: 49
#[test]
fn a_blueprint_is_read_with_its_defaults() {
    let (blueprint, findings) = blueprint(str::to_owned);
    assert!(findings.is_empty(), "{findings}");
    let blueprint = blueprint.unwrap();
    assert_eq!((blueprint.seed, blueprint.protection, blueprint.symbol), (0, Protection::Required, None));
    let ids: Vec<&str> = blueprint.workforce.workers().map(|(_, worker)| worker.worker_id.as_str()).collect();
    assert_eq!(ids, ["fast", "cross", "brain", "entry", "size"]);
    assert_eq!(blueprint.workforce.planning_workers.size[0].limits.memory_bytes.as_ref().unwrap().value, 65_536);
}

// mission: 49
#[test]
fn a_strategy_has_exactly_one_planner() {
    let one = "strategy_planner: {worker_id: brain, plugin: acme/brain/v1.0.0}";
    assert!(refused(one, "").contains("V10"));
    assert!(refused(one, "strategy_planner:").contains("V10"));
    assert!(refused(one, &one.replace('{', "[{").replace('}', "}]")).contains("not a list of 1"));
}

// mission: 49
#[test]
fn symbols_are_named_by_the_series() {
    assert!(refused("strategy_id: s", "strategy_id: s\nsymbols: [A_USD]").contains("for each in `data_needs`"));
}

// mission: 49
#[test]
fn a_blueprint_knows_no_environment() {
    assert!(refused("strategy_id: s", "strategy_id: s\nenvironment_ref: bt").contains("names no environment"));
}

// mission: 49
#[test]
fn successors_of_old_keys_are_named() {
    assert!(refused("config: {period", "params: {period").contains("rename `params` to `config`"));
    assert!(refused("plugin: acme/sma/v1.0.0", "plugin_id: acme/sma/v1.0.0").contains("rename `plugin_id` to `plugin`"));
}

// mission: 49
#[test]
fn confidence_ranges_hold_something() {
    let range = "[\"0.3\", 1]";
    for (written, word) in [
        ("[\"0.8\", \"0.3\"]", "no confidence lies in"),
        ("[\"0.5\", \"0.5\"]", "no confidence lies in"),
        ("[\"0.5\"]", "must hold two numbers"),
        ("[\"0.5\", \"1.5\"]", "between 0 and 1"),
        ("0.5", "a list of two numbers"),
    ] {
        let shown = refused(range, written);
        assert!(shown.contains(word), "{written}: {shown}");
    }
    assert!(blueprint(|text| text.replace(range, "[1, 1]")).1.is_empty(), "1 itself is a range");
}

// mission: 49
#[test]
fn keys_stand_where_they_mean_something() {
    assert!(refused("inputs: {fast", "series: \"@1d\", inputs: {fast").contains("only context workers measure a series"));
    assert!(refused("series: \"@1d\"", "triggers: {confidence: [0, 1]}").contains("only planning workers have triggers"));
}

// mission: 49
#[test]
fn lists_and_mappings_are_not_confused() {
    assert!(refused("{fast: fast.value, price: \"@1d.close\"}", "[fast.value]").contains("a mapping from input to address"));
    assert!(refused("config: {period: 10}", "config: 10").contains("must be a mapping of parameters, but is the number 10"));
    let flat = "  planning_workers: []\n  execution_workers:";
    let grouped = "  planning_workers:\n    entry: []\n  execution_workers:";
    let decode = |planners: &str| {
        let planner = "  strategy_planner: {worker_id: brain, plugin: acme/brain/v1.0.0}";
        let text = format!("strategy_id: s\ndata_needs: [{{timeframe: 1d}}]\nworkforce:\n{planner}\n{planners}\n");
        decoded(&text, Blueprint::decode).1.to_string()
    };
    assert!(decode(flat).contains("under their roles"));
    assert_eq!(decode(grouped), "");
}

// mission: 49
#[test]
fn a_series_is_needed_once() {
    let need = "[{timeframe: 1d, window: 30, warmup: 20}]";
    assert!(refused(need, "[]").contains("at least one series"));
    assert!(refused(need, "[{timeframe: 1h}, {timeframe: 60m}]").contains("needed twice"));
    let twice = "[{symbol: B_USD, timeframe: 1h}, {symbol: B_USD, timeframe: 1h}]";
    assert!(refused(need, twice).contains("the series B_USD@1h is needed twice"));
    let (several, findings) = blueprint(|text| text.replace(need, "[{timeframe: 1d}, {symbol: B_USD, timeframe: 1d}]"));
    assert!(findings.is_empty(), "{findings}");
    let series: Vec<String> = several.unwrap().data_needs.iter().map(|need| need.series().to_string()).collect();
    assert_eq!(series, ["@1d", "B_USD@1d"]);
}
