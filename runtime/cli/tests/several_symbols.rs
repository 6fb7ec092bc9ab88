//! A strategy over two symbols, from YAML to its books.

mod support;

use support::{BLUEPRINT, OPERATION, Samples};

/// The summary of a run of the operation.
fn summary(samples: &Samples) -> serde_json::Value {
    let answer = samples.run(&["backtest", OPERATION, "--out", "run", "--json", "--no-cache"]);
    assert_eq!(answer.code, 0, "{}", answer.shown());
    serde_json::from_str(&answer.out).unwrap()
}

#[test]
fn a_second_symbol_is_watched_and_the_trades_of_the_first_stay_what_they_were() {
    let one = summary(&Samples::new());
    let samples = Samples::new();
    let both = "  - {timeframe: 1d, window: 20, warmup: 20}\n  - {symbol: AAPL_USD, timeframe: 1d, window: 20}";
    samples.replace(BLUEPRINT, "  - {timeframe: 1d, window: 20, warmup: 20}", both);
    // With two series a worker says which one it measures, and where its price comes from.
    samples.replace(BLUEPRINT, "config: {period: 10}}", "config: {period: 10}, series: \"@1d\"}");
    samples.replace(BLUEPRINT, "config: {period: 20}}", "config: {period: 20}, series: \"@1d\"}");
    let two = summary(&samples);
    assert_eq!(one["symbols"], serde_json::json!(["GOOG_USD"]));
    assert_eq!(two["symbols"], serde_json::json!(["GOOG_USD", "AAPL_USD"]));
    for figure in ["trades", "fills", "commission", "final_equity", "signals"] {
        assert_eq!(one[figure], two[figure], "{figure}");
    }
    assert!(two["bars"].as_u64().unwrap() > one["bars"].as_u64().unwrap());
    assert!(one["trades"].as_u64().unwrap() > 10 && one["warm_up_ticks"] == 19);
}

#[test]
fn a_detector_that_looks_at_the_other_symbol_decides_otherwise() {
    let samples = Samples::new();
    let both = "  - {timeframe: 1d, window: 20, warmup: 20}\n  - {symbol: AAPL_USD, timeframe: 1d}";
    samples.replace(BLUEPRINT, "  - {timeframe: 1d, window: 20, warmup: 20}", both);
    samples.replace(BLUEPRINT, "config: {period: 10}}", "config: {period: 10}, series: \"@1d\"}");
    samples.replace(BLUEPRINT, "config: {period: 20}}", "config: {period: 20}, series: \"AAPL_USD@1d\"}");
    let crossed = summary(&samples);
    let alone = summary(&Samples::new());
    assert_ne!(crossed["final_equity"], alone["final_equity"]);
}
