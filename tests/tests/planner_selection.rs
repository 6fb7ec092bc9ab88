//! Confidence chooses who plans, never how much.

use simpletrader_tests::pipeline::{build_spec, run_components, sample};

/// Type, quantity and number of the entry orders of the sample strategy when its detector is this sure.
fn entries(confidence: &str) -> Vec<(String, String, u32)> {
    let mut spec = build_spec(&sample("goog_sma_level"));
    let detector = spec.workers.iter_mut().find(|worker| worker.worker_id == "cross").unwrap();
    detector.params.set("confidence", confidence);
    let folder = tempfile::tempdir().unwrap();
    let outcome = run_components(spec, &folder.path().join("run"));
    assert!(outcome.failure.is_none());
    let database = rusqlite::Connection::open(outcome.directory.join("run.sqlite")).unwrap();
    let sql = "SELECT order_type, quantity, count(*) FROM orders WHERE purpose = 'ENTRY' GROUP BY 1, 2";
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

// mission: 22 (partly)
#[test]
fn the_same_signal_reaches_another_entry_planner_with_the_same_size() {
    let sure = entries("0.9");
    assert!(matches!(sure.as_slice(), [(kind, size, count)] if kind == "MARKET" && size == "10" && *count > 40), "{sure:?}");
    let doubtful = entries("0.3");
    assert!(matches!(doubtful.as_slice(), [(kind, size, count)] if kind == "LIMIT" && size == "10" && *count > 0), "{doubtful:?}");
    assert_eq!(entries("0.5"), sure, "ranges are half-open: their common border belongs to the upper one");
}
