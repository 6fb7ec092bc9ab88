//! Equal inputs, equal bytes.

use simpletrader_tests::pipeline::{build_spec, database_text, run_components, sample};

#[test]
fn two_runs_leave_the_same_bytes_behind() {
    for name in ["goog_sma_cross_bracket", "aapl_sma_level_pct"] {
        let folder = tempfile::tempdir().unwrap();
        let runs = ["first", "second"].map(|run| run_components(build_spec(&sample(name)), &folder.path().join(run)).directory);
        for file in ["run.json", "run.sqlite", "summary.json", "trades.csv", "equity.csv"] {
            let [first, second] = runs.each_ref().map(|run| std::fs::read(run.join(file)).unwrap());
            assert!(!first.is_empty() && first == second, "{name}: {file}");
        }
        let [first, second] = runs.each_ref().map(|run| database_text(run));
        assert_eq!(first, second);
        assert!(first.contains("TPL_") && first.contains("FIL_"));
    }
}
