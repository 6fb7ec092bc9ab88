//! Confidence chooses who plans, never how much.

use simpletrader_contracts::Fraction;
use simpletrader_contracts::worker::Category;
use simpletrader_tests::pipeline::{build_spec, run_components, sample};

/// Type and quantity of the entry orders of the sample strategy, which are all alike, when its detector is this sure.
///
/// Its patient entry planner hands over to the eager one at `border`; without one, where the blueprint says.
fn entries(confidence: &str, border: Option<&str>) -> (String, String) {
    let mut spec = build_spec(&sample("goog_sma_level"));
    if let Some(border) = border.map(|border| Fraction::new(border.parse().unwrap()).unwrap()) {
        let planners = spec.workers.iter_mut().filter(|worker| worker.category == Category::EntryPlanner);
        for range in planners.filter_map(|worker| worker.trigger.as_mut()) {
            *(if range.max == Fraction::ONE { &mut range.min } else { &mut range.max }) = border;
        }
    }
    let detector = spec.workers.iter_mut().find(|worker| worker.worker_id == "cross").unwrap();
    detector.params.set("confidence", confidence);
    let folder = tempfile::tempdir().unwrap();
    let outcome = run_components(spec, &folder.path().join("run"));
    assert!(outcome.failure.is_none());
    let database = rusqlite::Connection::open(outcome.directory.join("run.sqlite")).unwrap();
    let sql = "SELECT order_type, quantity, count(*) FROM orders WHERE purpose = 'ENTRY' GROUP BY 1, 2";
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, u32>(2)?))).unwrap();
    let rows: Vec<_> = rows.map(Result::unwrap).collect();
    match rows.as_slice() {
        [(order_type, quantity, count)] if *count > 0 => (String::clone(order_type), String::clone(quantity)),
        _ => panic!("one kind of entry, not {rows:?}"),
    }
}

fn at_market() -> (String, String) {
    ("MARKET".into(), "10".into())
}

fn at_limit() -> (String, String) {
    ("LIMIT".into(), "10".into())
}

// mission: 22
#[test]
fn the_same_signal_reaches_another_entry_planner_with_the_same_size() {
    assert_eq!(entries("0.9", Some("0.7")), at_market());
    assert_eq!(entries("0.5", Some("0.7")), at_limit());
}

#[test]
fn the_common_border_of_two_ranges_belongs_to_the_upper_one() {
    assert_eq!(entries("0.5", None), at_market());
    assert_eq!(entries("0.49", None), at_limit());
}
