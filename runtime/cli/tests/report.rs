//! What a run directory says through the command: statistics that agree with public programs, and a page.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn simpletrader(arguments: &[&str]) -> Output {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache");
    let mut command = Command::new(env!("CARGO_BIN_EXE_simpletrader"));
    command.args(arguments).current_dir(repository()).env("SIMPLETRADER_CACHE", cache).output().unwrap()
}

fn answer(arguments: &[&str]) -> String {
    let output = simpletrader(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a sample strategy; gives back its summary and where it lies.
fn sample(name: &str, folder: &Path) -> (String, String) {
    let run = folder.join(name).display().to_string();
    let operation = format!("example-workers/strategies/{name}/operation.yaml");
    (answer(&["backtest", &operation, "--out", &run]), run)
}

fn close(ours: &Value, theirs: &Value, factor: f64, what: &str) {
    let number = |value: &Value| value.as_f64().or_else(|| value.as_str()?.parse().ok()).unwrap();
    let (ours, theirs) = (number(ours) * factor, number(theirs));
    assert!((ours - theirs).abs() <= 1e-9 * theirs.abs(), "{what}: {ours} is not {theirs}");
}

/// From the sandboxed workers to the figures: what the whole command says of three reference runs.
#[test]
fn the_statistics_of_a_run_agree_with_quantstats_and_backtesting_py() {
    let folder = tempfile::tempdir().unwrap();
    let reference = std::fs::read_to_string(repository().join("tests/data/reference/statistics.json")).unwrap();
    let reference: Value = serde_json::from_str(&reference).unwrap();
    for name in ["goog_sma_level", "goog_sma_cross_bracket", "aapl_ema_level"] {
        let (_, run) = sample(name, folder.path());
        let theirs = &reference[name];
        let read = |arguments: &[&str]| -> Value { serde_json::from_str(&answer(arguments)).unwrap() };
        let ours = read(&["stats", &run, "--json"]);
        for (ours_key, theirs_key) in [
            ("total_return", "comp"),
            ("cagr", "cagr"),
            ("volatility", "volatility"),
            ("sharpe", "sharpe"),
            ("sortino", "sortino"),
            ("calmar", "calmar"),
            ("omega", "omega"),
            ("max_drawdown", "max_drawdown"),
            ("ulcer_index", "ulcer_index"),
            ("value_at_risk", "var95"),
            ("expected_shortfall", "cvar95"),
            ("skew", "skew"),
            ("kurtosis", "excess_kurtosis"),
            ("probabilistic_sharpe", "psr"),
            ("alpha", "alpha"),
            ("beta", "beta"),
            ("rolling_sharpe_last", "rolling_sharpe126_last"),
        ] {
            close(&ours["statistics"][ours_key], &theirs["quantstats_0_0_86"][theirs_key], 1.0, ours_key);
        }
        let named = read(&["stats", &run, "--json", "--convention", "backtesting-py"]);
        for (key, value) in theirs["backtesting_py_0_6_6"].as_object().unwrap() {
            match value.as_str() {
                Some(text) => assert_eq!(named["statistics"][key], text, "{name}: {key}"),
                None => close(&named["statistics"][key], value, 1.0, key),
            }
        }
    }
}

#[test]
fn a_summary_says_how_far_to_believe_it_and_the_page_holds_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let (summary, run) = sample("goog_sma_cross_bracket", folder.path());
    for expected in ["Sharpe", "buy-and-hold", "parameters per trade", "chance over buy and hold", "double costs"] {
        assert!(summary.contains(expected), "expected `{expected}` in:\n{summary}");
    }
    let stats: Value = serde_json::from_str(&answer(&["stats", &run, "--json"])).unwrap();
    let trades = stats["trades"].as_array().unwrap();
    assert!(!trades.is_empty());
    for trade in trades {
        assert_eq!(trade["entry_reason"], serde_json::json!(["CROSS_UP"]), "{trade}");
        assert!(
            trade["r_multiple"].is_number() && trade["mae"].as_f64() <= Some(0.0) && trade["mfe"].as_f64() >= Some(0.0),
            "{trade}"
        );
    }
    let told = answer(&["report", &run, "--sensitivity"]);
    let page = std::fs::read_to_string(Path::new(&run).join("tearsheet.html")).unwrap();
    assert!(told.trim_end().ends_with("tearsheet.html"), "{told}");
    assert!(page.contains("id=\"sensitivity\"") && page.contains(trades[0]["trade_plan_id"].as_str().unwrap()));
}

#[test]
fn what_is_no_run_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["stats", "report"] {
        let output = simpletrader(&[command, &folder.path().display().to_string()]);
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("is this a run directory?"), "{command}");
    }
    assert_eq!(simpletrader(&["stats", "x", "--periods", "0"]).status.code(), Some(2));
}
