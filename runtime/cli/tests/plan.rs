//! `simpletrader plan`, `graph` and `schema`: what a strategy is compiled to, as it is shown.

mod support;

use support::{OPERATION, Samples, without_digests};

/// The build spec of a sample strategy. Digests depend on the compiler that built the workers and are taken out.
fn golden(sample: &str) -> String {
    let answer = Samples::new().run(&["plan", &format!("{sample}/operation.yaml"), "--json"]);
    assert_eq!((answer.code, answer.err.as_str()), (0, ""));
    without_digests(&answer.out)
}

// mission: 57
#[test]
fn the_build_spec_of_goog_sma_level_is_this() {
    insta::assert_snapshot!(golden("goog_sma_level"));
}

#[test]
fn the_build_spec_of_aapl_sma_cross_bracket_is_this() {
    insta::assert_snapshot!(golden("aapl_sma_cross_bracket"));
}

#[test]
fn equal_input_gives_equal_bytes() {
    assert_eq!(golden("goog_ema_level"), golden("goog_ema_level"));
}

#[test]
fn the_plan_for_people_is_this() {
    insta::assert_snapshot!(Samples::new().run(&["plan", OPERATION, "--link", "goog_sma_cross_bracket"]).shown());
}

#[test]
fn the_graph_is_a_table_unless_something_else_is_wanted() {
    insta::assert_snapshot!(Samples::new().run(&["graph", OPERATION]).shown());
}

#[test]
fn the_graph_for_mermaid_is_this() {
    insta::assert_snapshot!(Samples::new().run(&["graph", OPERATION, "--format", "mermaid"]).shown());
}

#[test]
fn the_graph_for_graphviz_is_this() {
    insta::assert_snapshot!(Samples::new().run(&["graph", OPERATION, "--format", "dot"]).shown());
}

#[test]
fn an_unknown_link_is_refused_with_those_that_exist() {
    for command in ["plan", "graph"] {
        let answer = Samples::new().run(&[command, OPERATION, "--link", "nothing"]);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""));
        assert!(answer.err.contains("it has: goog_sma_cross_bracket"), "{}", answer.err);
    }
}

#[test]
fn a_schema_is_printed_by_name() {
    let samples = Samples::new();
    let blueprint: serde_json::Value = serde_json::from_str(&samples.run(&["schema", "blueprint"]).out).unwrap();
    assert_eq!(blueprint["title"], "SimpleTrader blueprint");
    let unknown = samples.run(&["schema", "nothing"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("there are: platform, operation"), "{}", unknown.err);
}
