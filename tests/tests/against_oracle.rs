//! Symbols, quantities, periods of time and averages that no reference file knows, against an independent loop.

use std::path::Path;

use proptest::prelude::*;
use simpletrader_cli::session::WorkerFiles;
use simpletrader_config::build_spec::{Lookback, StrategyBuildSpec};
use simpletrader_contracts::{Decimal, Instant};
use simpletrader_engine::run::RunOutcome;
use simpletrader_sandbox::{Sandbox, Settings};
use simpletrader_tests::oracle::{self, Average, Case, Mode, OracleResult, Stake};
use simpletrader_tests::pipeline::{build_spec, repository, run_with, sample};

/// The case of a sample strategy.
fn case_of(name: &str) -> Case {
    Case {
        average: if name.starts_with("ema") { Average::Exponential } else { Average::Simple },
        mode: if name.contains("level") { Mode::Level } else { Mode::Cross },
        stake: if name.ends_with("pct") { Stake::OfCash(Decimal::new(95, 2)) } else { Stake::Fixed(Decimal::TEN) },
        bracket: name.ends_with("bracket"),
        periods: (10, 20),
        warmup: 20,
    }
}

const CASES: [&str; 5] = ["sma_level", "sma_cross", "ema_level", "sma_level_pct", "sma_cross_bracket"];

/// Writes an operation for a symbol that has no sample of its own; everything else is the samples'.
fn operation(folder: &Path, symbol: &str, case: &str) -> std::path::PathBuf {
    let strategies = repository().join("example-workers/strategies");
    for file in ["environments.yaml", "data_sources.yaml", &format!("{case}.yaml")] {
        let text = std::fs::read_to_string(strategies.join("common").join(file)).unwrap();
        std::fs::write(folder.join(file), text.replace("../data/", "data/")).unwrap();
    }
    std::fs::create_dir_all(folder.join("data")).unwrap();
    for entry in std::fs::read_dir(strategies.join("data")).unwrap().flatten() {
        std::fs::copy(entry.path(), folder.join("data").join(entry.file_name())).unwrap();
    }
    let plugins = repository().join("plugins");
    std::fs::write(folder.join("platform.yaml"), format!("paths: {{plugins_dir: {:?}}}\n", plugins.display().to_string())).unwrap();
    let environment = if case.ends_with("pct") { "us_daily_percent" } else { "us_daily" };
    let text = format!(
        "operation:\n  name: other\n  data_sources_file: data_sources.yaml\n  environments_file: environments.yaml\n  strategy_links:\n    \
         - {{name: other, file: {case}.yaml, environment_ref: {environment}, symbol: {symbol}_USD, \
         grants: {{\"*\": {{reads: [account, positions, open-orders]}}}}}}\n"
    );
    let path = folder.join("operation.yaml");
    std::fs::write(&path, text).unwrap();
    path
}

fn agree(outcome: &RunOutcome, expected: &OracleResult) {
    assert!(outcome.failure.is_none());
    let trades = std::fs::read_to_string(outcome.directory.join("trades.csv")).unwrap();
    let ours: Vec<String> = trades.lines().skip(1).map(|line| line.split(',').take(10).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(ours, expected.trades);
    let equity = std::fs::read_to_string(outcome.directory.join("equity.csv")).unwrap();
    let ours: Vec<Decimal> = equity.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().parse().unwrap()).collect();
    assert_eq!(ours, expected.equity);
    let summary = &outcome.summary;
    assert_eq!((summary.cash.parse(), summary.open_qty.parse()), (Ok(expected.cash), Ok(expected.open_quantity)));
    assert_eq!(summary.pending_order_at_end, expected.pending);
}

#[test]
fn the_oracle_itself_agrees_with_the_reference_files() {
    for symbol in ["goog", "aapl"] {
        let bars = oracle::read_bars(&repository().join(format!("example-workers/strategies/data/{symbol}_1d.csv")));
        for case in CASES {
            let result = oracle::run(&bars, &case_of(case));
            let reference = repository().join(format!("tests/data/reference/{symbol}_{case}_trades.csv"));
            let expected = std::fs::read_to_string(reference).unwrap();
            assert_eq!(result.trades, expected.lines().skip(1).collect::<Vec<_>>(), "{symbol} {case}");
        }
    }
}

// mission: 82
#[test]
fn other_symbols_agree_in_every_case() {
    let sandbox = Sandbox::new(Settings::default()).unwrap();
    let mut files = WorkerFiles::new(&sandbox);
    for symbol in ["IBM", "MSFT"] {
        let bars =
            oracle::read_bars(&repository().join(format!("example-workers/strategies/data/{}_1d.csv", symbol.to_lowercase())));
        for case in CASES {
            let folder = tempfile::tempdir().unwrap();
            let spec = build_spec(&operation(folder.path(), symbol, case));
            let workers = files.sources(&spec).unwrap();
            let outcome = run_with(spec, workers, &folder.path().join("run"));
            agree(&outcome, &oracle::run(&bars, &case_of(case)));
        }
    }
}

fn set(spec: &mut StrategyBuildSpec, id: &str, parameter: &str, value: impl Into<serde_json::Value>) {
    spec.workers.iter_mut().find(|worker| worker.worker_id == id).unwrap().params.set(parameter, value);
}

// mission: 82
#[test]
fn other_quantities_periods_and_averages_agree() {
    let sandbox = Sandbox::new(Settings::default()).unwrap();
    let bars = oracle::read_bars(&repository().join("example-workers/strategies/data/goog_1d.csv"));
    let specs = CASES.map(|case| build_spec(&sample(&format!("goog_{case}"))));
    let files = std::cell::RefCell::new(WorkerFiles::new(&sandbox));
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let input = (0_usize..CASES.len(), 1_i64..=14, 2_usize..15, 1_usize..40, 0_usize..40, 0_usize..1500, 30_usize..600);
    let outcome = runner.run(&input, |(case, quantity, fast, more, warmup, start, length)| {
        let mut spec = specs[case].clone();
        let mut expected = case_of(CASES[case]);
        (expected.periods, expected.warmup) = ((fast, fast + more), warmup);
        set(&mut spec, "fast", "period", fast);
        set(&mut spec, "slow", "period", fast + more);
        set(&mut spec, "cross", "warmup", warmup);
        // The oracle warms up as the detector does; the blueprint's own warm-up is for the periods that stand in it.
        spec.lookbacks.fill(Lookback::default());
        if let Stake::Fixed(stake) = &mut expected.stake {
            *stake = quantity.into();
            set(&mut spec, "sizer", "quantity", quantity.to_string());
        }
        let period = &bars[start..(start + length).min(bars.len())];
        spec.environment.start = Some(Instant::parse(&period[0].label).unwrap());
        spec.environment.end = Some(Instant::parse(&period[period.len() - 1].label).unwrap());
        let expected = oracle::run(period, &expected);
        prop_assume!(!expected.overdrawn, "an open far above the deciding close");
        let folder = tempfile::tempdir().unwrap();
        let workers = files.borrow_mut().sources(&spec).unwrap();
        let outcome = run_with(spec, workers, &folder.path().join("run"));
        agree(&outcome, &expected);
        Ok(())
    });
    outcome.unwrap();
}
