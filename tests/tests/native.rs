//! The sandbox changes nothing: with the same sources run natively, the books are the same to the last row.

use simpletrader_tests::natives::natives;
use simpletrader_tests::pipeline::{assert_same_books, build_spec, run_components, run_with, sample};

// mission: 45 (partly)
#[test]
fn native_workers_leave_the_same_ledger_and_journal() {
    for name in ["goog_sma_level", "goog_ema_level", "aapl_sma_level_pct", "aapl_sma_cross_bracket", "goog_breakout"] {
        let folder = tempfile::tempdir().unwrap();
        let components = run_components(build_spec(&sample(name)), &folder.path().join("components"));
        let spec = build_spec(&sample(name));
        let workers = natives(&spec);
        let natives = run_with(spec, workers, &folder.path().join("native"));
        assert!(components.summary.trades > 10, "{name} trades");
        assert_same_books(&components.directory, &natives.directory, name);
        for file in ["trades.csv", "equity.csv"] {
            let read = |run: &std::path::Path| std::fs::read(run.join(file)).unwrap();
            assert_eq!(read(&components.directory), read(&natives.directory), "{name}: {file}");
        }
        assert!(components.summary.workers.iter().any(|worker| worker.fuel > 0));
        assert!(natives.summary.workers.iter().all(|worker| worker.fuel == 0), "native code burns none");
    }
}
