//! The sandbox changes nothing: with the same sources run natively, the books are the same to the last row.

use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_native as native;
use simpletrader_tests::pipeline::{build_spec, database_text, run_components, run_with, sample};

/// The example worker of that name, as native code.
fn example(name: &str) -> AnyWorker {
    match name {
        "sma" => native::context::<worker_sma::Sma>(),
        "ema" => native::context::<worker_ema::Ema>(),
        "cross" => native::detector::<worker_cross::Cross>(),
        "drawdown_watch" => native::monitor::<worker_drawdown_watch::DrawdownWatch>(),
        "trend_brain" => native::strategy::<worker_trend_brain::TrendBrain>(),
        "market_entry" => native::entry::<worker_market_entry::MarketEntry>(),
        "limit_entry" => native::entry::<worker_limit_entry::LimitEntry>(),
        "fixed_size" => native::size::<worker_fixed_size::FixedSize>(),
        "cash_fraction" => native::size::<worker_cash_fraction::CashFraction>(),
        "bracket_exit" => native::exit::<worker_bracket_exit::BracketExit>(),
        "no_exit" => native::exit::<worker_no_exit::NoExit>(),
        "plain_execution" => native::execution_planning::<worker_plain_execution::PlainExecution>(),
        "single" => native::execution::<worker_single::Single>(),
        other => panic!("no native worker {other}"),
    }
}

fn natives(spec: &StrategyBuildSpec) -> Vec<AnyWorker> {
    spec.workers.iter().map(|worker| example(worker.plugin.name.as_str())).collect()
}

// mission: 45 (partly)
#[test]
fn native_workers_leave_the_same_ledger_and_journal() {
    for name in ["goog_sma_level", "goog_ema_level", "aapl_sma_level_pct", "aapl_sma_cross_bracket"] {
        let folder = tempfile::tempdir().unwrap();
        let components = run_components(build_spec(&sample(name)), &folder.path().join("components"));
        let spec = build_spec(&sample(name));
        let workers = natives(&spec);
        let natives = run_with(spec, workers, &folder.path().join("native"));
        assert!(components.summary.trades > 40, "{name} trades");
        assert_eq!(database_text(&components.directory), database_text(&natives.directory), "{name}");
        for file in ["trades.csv", "equity.csv"] {
            let read = |run: &std::path::Path| std::fs::read(run.join(file)).unwrap();
            assert_eq!(read(&components.directory), read(&natives.directory), "{name}: {file}");
        }
        assert!(components.summary.workers.iter().any(|worker| worker.fuel > 0));
        assert!(natives.summary.workers.iter().all(|worker| worker.fuel == 0), "native code burns none");
    }
}
