//! Two samples of execution over real daily bars: an entry in slices over time, and a stop that follows the price. Asserted are
//! properties that hold whatever the prices do; the figures are the run's own.

use simpletrader_engine::run::RunOutcome;
use simpletrader_tests::natives::natives;
use simpletrader_tests::pipeline::{build_spec, database_text, run_components, run_with, sample};

/// All rows of a query, columns as text.
fn rows(outcome: &RunOutcome, sql: &str) -> Vec<Vec<String>> {
    let database = rusqlite::Connection::open(outcome.directory.join("run.sqlite")).unwrap();
    let mut statement = database.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| (0..columns).map(|index| row.get::<_, String>(index)).collect()).unwrap();
    rows.map(Result::unwrap).collect()
}

fn run(name: &str) -> (tempfile::TempDir, RunOutcome) {
    let folder = tempfile::tempdir().unwrap();
    let outcome = run_components(build_spec(&sample(name)), &folder.path().join("run"));
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    assert!(outcome.summary.trades > 10, "{name} trades");
    (folder, outcome)
}

// mission: 39, 76
#[test]
fn a_sliced_entry_is_four_daily_slices_and_the_exit_goes_to_another_worker() {
    let (_folder, outcome) = run("goog_twap");
    let groups = rows(
        &outcome,
        "SELECT g.execution_strategy, g.status, group_concat(o.quantity, '+'), group_concat(date(substr(o.created_at, 1, 10)), ' '),
                group_concat(DISTINCT o.purpose)
         FROM execution_group g JOIN (SELECT * FROM orders ORDER BY order_id) o ON o.parent_group_id = g.group_id
         GROUP BY g.group_id ORDER BY g.group_id",
    );
    let (sliced, single): (Vec<_>, Vec<_>) = groups.iter().partition(|group| group[0] == "TWAP");
    assert!(single.iter().all(|group| group[0] == "SINGLE" && group[4] == "CLOSE"), "{single:?}");
    let whole: Vec<_> = sliced.iter().filter(|group| group[1] == "COMPLETED").collect();
    assert!(whole.len() > 10 && single.len() > 10, "{} of {} entries, {} exits", whole.len(), sliced.len(), single.len());
    for group in &whole {
        assert_eq!(group[2], "2+2+2+4", "whole lots, the rest in the last slice");
        let days: Vec<&str> = group[3].split(' ').collect();
        // Over a weekend several slices are due when the next bar comes.
        assert!(days.is_sorted() && days.first() < days.last(), "one after the other: {days:?}");
    }
    // An exit that comes before the last slice leaves an entry short, and no further slice follows.
    assert!(sliced.iter().all(|group| "2+2+2+4".starts_with(&group[2])), "{sliced:?}");
}

// mission: 44
#[test]
fn a_stop_that_follows_the_price_only_rises_and_fills_where_it_last_stood() {
    let (_folder, outcome) = run("goog_trailing");
    let levels = rows(
        &outcome,
        "SELECT json_extract(body, '$.command.target_plan_id'), json_extract(body, '$.command.exit_plan.stop_loss_price')
         FROM journal WHERE kind = 'COMMAND_ISSUED' AND json_extract(body, '$.command.exit_plan.stop_loss_price') IS NOT NULL
         ORDER BY entry_id",
    );
    let mut stops = std::collections::BTreeMap::<&str, Vec<f64>>::new();
    for row in &levels {
        stops.entry(&row[0]).or_default().push(row[1].parse().unwrap());
    }
    let moves: usize = stops.values().map(|levels| levels.len() - 1).sum();
    assert!(moves > 50, "stops moved {moves} times");
    assert!(stops.values().all(|levels| levels.is_sorted_by(|one, other| one < other)), "a stop only rises: {stops:?}");
    let stops_placed =
        rows(&outcome, "SELECT CAST(count(*) AS TEXT) FROM orders WHERE purpose = 'STOP_LOSS' GROUP BY parent_group_id");
    assert!(stops_placed.iter().all(|count| count[0] == "1"), "one stop a trade, moved in place");

    let fills = rows(
        &outcome,
        "SELECT g.parent_plan_id, o.stop_price, f.price FROM fill f
         JOIN orders o ON o.order_id = f.parent_order_id JOIN execution_group g ON g.group_id = o.parent_group_id
         WHERE o.purpose = 'STOP_LOSS' ORDER BY f.fill_id",
    );
    assert!(fills.len() > 10, "{} stops were reached", fills.len());
    for fill in &fills {
        let (level, price): (f64, f64) = (fill[1].parse().unwrap(), fill[2].parse().unwrap());
        assert_eq!(stops[fill[0].as_str()].last(), Some(&level), "the last level is the one in force");
        assert!(price <= level, "a stop fills at its level, or at the open where the bar opened beyond it");
    }
}

#[test]
fn native_workers_slice_and_follow_alike() {
    for name in ["goog_twap", "goog_trailing"] {
        let (_folder, components) = run(name);
        let folder = tempfile::tempdir().unwrap();
        let spec = build_spec(&sample(name));
        let workers = natives(&spec);
        let natives = run_with(spec, workers, &folder.path().join("native"));
        assert_eq!(database_text(&components.directory), database_text(&natives.directory), "{name}");
    }
}
