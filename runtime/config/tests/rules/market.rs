//! What is traded, and what data of it there is.

use simpletrader_config::data_file::DataKind;

use crate::support::Copy;
use crate::{LINK, STRATEGY, broken};

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
