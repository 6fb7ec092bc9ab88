//! The mistakes that newcomers make, and what they are told. Each text is reviewed: it must be possible to put the file right from
//! it alone.

mod support;

use simpletrader_config::PluginRegistry;
use simpletrader_config::diagnostic::Severity;
use support::{Copy, plugins, registry};

const STRATEGY: &str = "strategies/cross.yaml";
const LINK: &str = "goog_cross";

#[test]
fn a_typo_in_a_key() {
    insta::assert_snapshot!(Copy::new().replace(STRATEGY, "worker_id: spread, plugin:", "worker_id: spread, plugn:").refusal(LINK));
}

#[test]
fn a_missing_planner() {
    let copy = Copy::new().replace(STRATEGY, "  strategy_planner: {worker_id: brain, plugin: acme/trend_brain/v1.0.0}\n", "");
    insta::assert_snapshot!(copy.refusal(LINK));
}

#[test]
fn a_wrong_version_of_a_plugin() {
    insta::assert_snapshot!(Copy::new().replace(STRATEGY, "acme/cross/v1.2.0", "acme/cross/v2.0.0").refusal(LINK));
}

#[test]
fn a_plugin_that_does_not_exist() {
    insta::assert_snapshot!(Copy::new().replace(STRATEGY, "acme/trend_brain/v1.0.0", "acme/trend_brian/v1.0.0").refusal(LINK));
}

#[test]
fn an_unknown_worker_in_an_address() {
    insta::assert_snapshot!(Copy::new().replace(STRATEGY, "a: sma_fast.value", "a: sma_fats.value").refusal(LINK));
}

#[test]
fn a_number_where_a_list_is_needed() {
    insta::assert_snapshot!(Copy::new().replace(STRATEGY, "confidence: [\"0.5\", 1]", "confidence: 0.5").refusal(LINK));
}

#[test]
fn a_tab() {
    insta::assert_snapshot!(Copy::new().replace(STRATEGY, "    size: [", "\tsize: [").refusal(LINK));
}

#[test]
fn an_unknown_environment() {
    insta::assert_snapshot!(
        Copy::new().replace("operation.yaml", "environment_ref: us_daily", "environment_ref: us_dayly").refusal(LINK)
    );
}

#[test]
fn a_wrong_symbol() {
    insta::assert_snapshot!(Copy::new().replace("operation.yaml", "symbol: GOOG_USD", "symbol: GOGO_USD").refusal(LINK));
}

#[test]
fn a_file_outside_the_root() {
    let copy = Copy::new().write("../secret.yaml", "environments: []\n");
    insta::assert_snapshot!(
        copy.replace("operation.yaml", "environments_file: environments.yaml", "environments_file: ../secret.yaml").refusal(LINK)
    );
}

// mission: 54
#[test]
fn an_unknown_parameter() {
    insta::assert_snapshot!(Copy::new().replace(STRATEGY, "config: {period: 10}", "config: {periods: 10}").refusal(LINK));
}

// mission: 54
#[test]
fn a_parameter_out_of_range() {
    insta::assert_snapshot!(Copy::new().replace("operation.yaml", "{period: 5}", "{period: 0}").refusal("aapl_cross"));
}

// mission: 54
#[test]
fn a_parameter_of_the_wrong_kind() {
    insta::assert_snapshot!(Copy::new().replace(STRATEGY, "config: {period: 10}", "config: {period: ten}").refusal(LINK));
}

#[test]
fn a_parameter_that_is_no_term() {
    insta::assert_snapshot!(Copy::new().replace(STRATEGY, "{min_gap: 0.10}", "{mode: crossing}").refusal(LINK));
}

#[test]
fn a_missing_file() {
    insta::assert_snapshot!(
        Copy::new().replace("operation.yaml", "file: strategies/cross.yaml", "file: strategies/corss.yaml").refusal(LINK)
    );
}

#[test]
fn a_forgotten_quote() {
    insta::assert_snapshot!(Copy::new().replace("environments.yaml", "tick_size: \"0.01\"", "tick_size: \"0.01").refusal(LINK));
}

#[test]
fn a_wrong_indentation() {
    insta::assert_snapshot!(Copy::new().replace("operation.yaml", "  description:", "    description:").refusal(LINK));
}

#[test]
fn an_input_that_nothing_produces() {
    let copy = Copy::new().replace(STRATEGY, "      inputs: {fast: sma_fast.value, slow: sma_slow.value}\n", "");
    insta::assert_snapshot!(copy.refusal(LINK));
}

// mission: 55 (partly)
#[test]
fn facts_that_depend_on_themselves() {
    let with_input = |name: &str| {
        let mut all = plugins();
        let sma = all.iter_mut().find(|plugin| plugin.manifest.plugin_id().to_string() == "acme/sma/v1.0.0").unwrap();
        sma.manifest.inputs[0].name = simpletrader_contracts::name::SnakeName::new(name).unwrap();
        PluginRegistry::new(all, Vec::new())
    };
    let copy = Copy::new();
    let findings = copy.build_with(LINK, &with_input("difference")).unwrap_err();
    insta::assert_snapshot!(copy.stable(findings));
}

#[test]
fn several_mistakes_in_several_files_are_told_together() {
    let copy = Copy::new()
        .replace("platform.yaml", "plugins_dir", "plugin_dir")
        .replace("data_sources.yaml", "timeframe: 1d", "timeframe: 1 day")
        .replace("environments.yaml", "initial_capital: 10000", "initial_capital: 10,000")
        .replace(STRATEGY, "execution: [", "executing: [");
    insta::assert_snapshot!(copy.refusal(LINK));
}

#[test]
fn one_mistake_is_told_once() {
    let copy = Copy::new().replace(
        STRATEGY,
        "plugin: acme/sma/v1.0.0, config: {period: 10}",
        "plugin: acme/smma/v1.0.0, config: {period: 10}",
    );
    assert_eq!(copy.rules(LINK), ["V12"], "what depends on the missing plug-in is not told");
    let copy = Copy::new().replace("environments.yaml", "initial_capital: 10000", "initial_capital: none");
    assert_eq!(copy.rules(LINK), ["V02"], "links to an environment that could not be read are not told");
}

#[test]
fn a_secret_from_the_environment_is_never_shown() {
    let copy = Copy::new().replace(STRATEGY, "config: {period: 10}", "config: {period: \"${TOKEN}\"}").replace(
        "environments.yaml",
        "initial_capital: 10000",
        "initial_capital: ${TOKEN}",
    );
    let operation = copy.root().join("operation.yaml");
    let env = |name: &str| (name == "TOKEN").then(|| "hunter2".to_owned());
    let findings = simpletrader_config::Configuration::load(&operation, &env).unwrap_err();
    let shown = copy.stable(findings.clone()) + &serde_json::to_string(&findings).unwrap();
    assert!(shown.contains("${TOKEN}") && !shown.contains("hunter2"), "{shown}");
    let copy = copy.replace("environments.yaml", "initial_capital: ${TOKEN}", "initial_capital: 1");
    let configuration = simpletrader_config::Configuration::load(&operation, &env).unwrap();
    let shown = copy.stable(configuration.build(LINK, &registry()).unwrap_err());
    assert!(shown.contains("`period` must be a whole number") && !shown.contains("hunter2"), "{shown}");
}

#[test]
fn findings_have_severity_place_and_help() {
    let findings = Copy::new().replace(STRATEGY, "config: {period: 10}", "config: {periods: 10}").build(LINK).unwrap_err();
    let unknown = findings.iter().find(|finding| finding.message.contains("periods")).unwrap();
    let place = unknown.place().unwrap();
    assert_eq!((place.file.as_str(), place.line, place.column), (STRATEGY, 7, 63));
    assert_eq!(place.path, "workforce.context_workers[1].config.periods");
    assert_eq!(unknown.severity, Severity::Error);
    assert!(unknown.help.as_ref().unwrap().contains("did you mean `period`?"));
}
