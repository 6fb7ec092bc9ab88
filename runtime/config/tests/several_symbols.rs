//! Strategies over several symbols: a series may name one, and what is watched may be traded.

mod support;

use simpletrader_config::build_spec::{BarField, InputSource, StrategyBuildSpec};
use support::Copy;

const LINK: &str = "goog_cross";
const STRATEGY: &str = "strategies/cross.yaml";
const NEEDS: &str = "[{timeframe: 1d, warmup: 20}]";
const BOTH: &str = "[{timeframe: 1d, warmup: 20}, {symbol: AAPL_USD, timeframe: 1d, window: 5}]";

/// The sound configuration with these series: the slow average is of the second symbol.
fn watching(needs: &str, slow: &str) -> Copy {
    let measuring = |input: &str, series: &str| format!(", inputs: {{close: \"{input}.close\"}}, series: \"{series}\"}}");
    Copy::new()
        .replace(STRATEGY, NEEDS, needs)
        .replace(STRATEGY, "b: sma_slow.value}}", "b: sma_slow.value}, series: \"@1d\"}")
        .replace(STRATEGY, "config: {period: 10}}", &format!("config: {{period: 10}}{}", measuring("@1d", "@1d")))
        .replace(STRATEGY, "config: {period: 20}}", &format!("config: {{period: 20}}{}", measuring(slow, slow)))
}

// mission: 49
#[test]
fn a_series_may_name_its_symbol_and_every_one_of_them_is_an_instrument() {
    let built = watching(BOTH, "AAPL_USD@1d").build(LINK).unwrap_or_else(|findings| panic!("{findings}"));
    let spec = built.spec;
    let symbols: Vec<&str> = spec.instruments.iter().map(|instrument| instrument.symbol.as_str()).collect();
    assert_eq!(symbols, ["GOOG_USD", "AAPL_USD"], "its own symbol first");
    assert_eq!(spec.series.iter().map(|series| series.instrument).collect::<Vec<_>>(), [0, 1]);
    let feeds: Vec<&str> = spec.environment.feeds.iter().map(|feed| feed.data_source_id.as_str()).collect();
    assert_eq!(feeds, ["goog_bars", "aapl_bars"]);
    assert_eq!((spec.lookbacks[0].warmup, spec.lookbacks[1].window), (Some(20), Some(5)));
    let slow = spec.workers.iter().find(|worker| worker.worker_id == "sma_slow").unwrap();
    assert_eq!(
        (slow.series, slow.inputs.as_slice()),
        (Some(1), [InputSource::Bar { series: 1, field: BarField::Close }].as_slice())
    );
    // Paths are no part of a build spec.
    let read = StrategyBuildSpec::read(&serde_json::to_string(&spec).unwrap()).unwrap();
    assert_eq!((read.instruments, read.series), (spec.instruments, spec.series));
}

#[test]
fn a_strategy_whose_series_all_name_a_symbol_needs_none_of_its_own() {
    let needs = "[{symbol: GOOG_USD, timeframe: 1d}, {symbol: AAPL_USD, timeframe: 1d}]";
    let copy = watching(needs, "AAPL_USD@1d")
        .replace(STRATEGY, "b: sma_slow.value}, series: \"@1d\"}", "b: sma_slow.value}, series: \"GOOG_USD@1d\"}")
        .replace(STRATEGY, "{close: \"@1d.close\"}, series: \"@1d\"", "{close: \"GOOG_USD@1d.close\"}, series: \"GOOG_USD@1d\"")
        .replace("operation.yaml", "      symbol: GOOG_USD\n", "");
    let spec = copy.build(LINK).unwrap_or_else(|findings| panic!("{findings}")).spec;
    let symbols: Vec<&str> = spec.instruments.iter().map(|instrument| instrument.symbol.as_str()).collect();
    assert_eq!(symbols, ["GOOG_USD", "AAPL_USD"], "in the order of its series");
}

// mission: 49
#[test]
fn the_same_series_is_not_needed_twice_under_two_names() {
    let told = watching(BOTH, "AAPL_USD@1d").refusal("aapl_cross");
    assert!(told.contains("V18") && told.contains("the series AAPL_USD@1d is needed twice"), "{told}");
}

#[test]
fn a_symbol_without_a_series_has_no_price() {
    let told = watching("[{symbol: AAPL_USD, timeframe: 1d}]", "AAPL_USD@1d").refusal(LINK);
    assert!(told.contains("V18") && told.contains("no series of the strategy is of its own symbol GOOG_USD"), "{told}");
}

#[test]
fn a_symbol_that_the_environment_does_not_have_is_named() {
    let told = watching(BOTH, "AAPL_USD@1d").replace(STRATEGY, "{symbol: AAPL_USD,", "{symbol: MSFT_USD,").refusal(LINK);
    assert!(told.contains("the environment `us_daily` has no instrument MSFT_USD"), "{told}");
    assert!(told.contains("`AAPL_USD@1d` is not a series of this strategy"), "{told}");
    assert!(told.contains("its series are @1d, MSFT_USD@1d; add `{symbol: AAPL_USD, timeframe: 1d}` to `data_needs`"), "{told}");
}

#[test]
fn every_symbol_is_quoted_in_what_the_account_is_kept_in() {
    let told = watching(BOTH.replace("AAPL_USD", "AAPL_EUR").as_str(), "AAPL_EUR@1d")
        .replace("environments.yaml", "{symbol: AAPL_USD,", "{symbol: AAPL_EUR,")
        .replace("data_sources.yaml", "symbol: AAPL_USD", "symbol: AAPL_EUR")
        .refusal(LINK);
    assert!(told.contains("V17") && told.contains("AAPL_EUR is quoted in EUR"), "{told}");
}

#[test]
fn a_series_of_the_other_symbol_is_not_a_series_of_its_own() {
    let told = watching("[{timeframe: 1d, warmup: 20}, {symbol: AAPL_USD, timeframe: 1h}]", "AAPL_USD@1d").refusal(LINK);
    assert!(told.contains("`AAPL_USD@1d` is not a series of this strategy"), "{told}");
}
