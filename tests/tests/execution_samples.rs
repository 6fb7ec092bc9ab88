//! Samples of execution over real daily bars: entries in slices over time and by a profile, part by part, on a ladder and by the volume
//! of others, and a stop that follows the price. Asserted are properties that hold whatever the prices do; the figures are the run's own.

use simpletrader_engine::run::RunOutcome;
use simpletrader_tests::natives::natives;
use simpletrader_tests::pipeline::{assert_same_books, build_spec, run_components, run_with, sample};

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

/// The entries of a family, oldest first: status, quantities of the orders joined by `+`, and the days on which they were placed.
fn entries(outcome: &RunOutcome, family: &str) -> Vec<[String; 3]> {
    let sql = format!(
        "SELECT g.status, group_concat(o.quantity, '+'), group_concat(substr(o.created_at, 1, 10), ' ')
         FROM execution_group g JOIN (SELECT * FROM orders ORDER BY order_id) o ON o.parent_group_id = g.group_id
         WHERE g.execution_strategy = '{family}' GROUP BY g.group_id ORDER BY g.group_id"
    );
    rows(outcome, &sql).into_iter().map(|row| row.try_into().unwrap()).collect()
}

fn completed(entries: &[[String; 3]]) -> usize {
    entries.iter().filter(|[status, ..]| status == "COMPLETED").count()
}

// mission: 39 (partly)
#[test]
fn an_entry_by_a_profile_is_as_large_in_each_slice_as_the_profile_says() {
    let (_folder, outcome) = run("goog_vwap");
    let entries = entries(&outcome, "VWAP");
    assert!(completed(&entries) > 10, "{entries:?}");
    for [status, quantities, days] in &entries {
        // An exit that comes before the last slice leaves an entry short.
        let expected = "4+3+2+1";
        assert!(if status == "COMPLETED" { quantities == expected } else { expected.starts_with(quantities) }, "{quantities}");
        let days: Vec<&str> = days.split(' ').collect();
        assert!(days.is_sorted() && (days.len() < 4 || days.first() < days.last()), "one after the other: {days:?}");
    }
}

// mission: 39 (partly)
#[test]
fn an_iceberg_shows_one_part_at_a_time() {
    let (_folder, outcome) = run("goog_iceberg");
    let entries = entries(&outcome, "ICEBERG");
    assert!(completed(&entries) > 10, "{entries:?}");
    assert!(entries.iter().all(|[_, quantities, _]| "2+2+2+2+2".starts_with(quantities)), "{entries:?}");
    // Of a group no order was placed before the one before it had filled.
    let overlaps = rows(
        &outcome,
        "SELECT CAST(count(*) AS TEXT) FROM orders next JOIN orders part ON part.parent_group_id = next.parent_group_id
             AND part.order_id < next.order_id
         JOIN execution_group g ON g.group_id = next.parent_group_id AND g.execution_strategy = 'ICEBERG'
         WHERE NOT EXISTS (SELECT 1 FROM fill f WHERE f.parent_order_id = part.order_id AND f.executed_at <= next.created_at)",
    );
    assert_eq!(overlaps, [["0"]]);
}

// mission: 39 (partly)
#[test]
fn a_ladder_stands_below_the_price_and_no_step_of_it_fills_above_its_own() {
    let (_folder, outcome) = run("goog_layered");
    let entries = entries(&outcome, "LAYERED");
    assert!(completed(&entries) > 10, "{entries:?}");
    assert!(entries.iter().all(|[_, quantities, _]| quantities == "5+3+2"), "half, three tenths and the rest: {entries:?}");
    let ladder = "SELECT o.limit_price, o.quantity, coalesce(f.price, '') FROM orders o
        JOIN execution_group g ON g.group_id = o.parent_group_id AND g.execution_strategy = 'LAYERED'
        LEFT JOIN fill f ON f.parent_order_id = o.order_id ORDER BY o.order_id";
    let steps = rows(&outcome, ladder);
    for step in &steps {
        let limit: f64 = step[0].parse().unwrap();
        assert!(step[2].is_empty() || step[2].parse::<f64>().unwrap() <= limit, "{step:?}");
    }
    for ladder in steps.chunks(3) {
        let limits: Vec<f64> = ladder.iter().map(|step| step[0].parse().unwrap()).collect();
        // 0.5, 1 and 2 % below one price, to the tick.
        let reference = limits[0] / 0.995;
        assert!((limits[1] / reference - 0.99).abs() < 1e-5 && (limits[2] / reference - 0.98).abs() < 1e-5, "{limits:?}");
    }
}

// mission: 39 (partly)
#[test]
fn a_share_of_the_volume_is_never_more_than_the_share_of_what_was_traded_since_the_command() {
    let (_folder, outcome) = run("goog_pov");
    let entries = entries(&outcome, "POV");
    assert!(completed(&entries) > 10, "{entries:?}");
    let bars = std::fs::read_to_string(sample("goog_pov").with_file_name("../data/goog_1d.csv")).unwrap();
    // A bar counts at its close, the midnight after its label.
    let bars: Vec<(&str, f64)> =
        bars.lines().skip(1).map(|line| (&line[..10], line.rsplit(',').next().unwrap().parse().unwrap())).collect();
    let children = rows(
        &outcome,
        "SELECT g.group_id, j.timestamp, o.created_at, o.quantity FROM orders o
         JOIN execution_group g ON g.group_id = o.parent_group_id AND g.execution_strategy = 'POV'
         JOIN journal j ON j.kind = 'COMMAND_ISSUED' AND json_extract(j.body, '$.command.command_id') = g.parent_command_id
         ORDER BY o.order_id",
    );
    let mut ordered = std::collections::BTreeMap::<&str, f64>::new();
    for child in &children {
        let (commanded, placed) = (&child[1][..10], &child[2][..10]);
        let traded: f64 = bars.iter().filter(|(day, _)| commanded <= *day && *day < placed).map(|(_, volume)| volume).sum();
        let sum = ordered.entry(&child[0]).or_default();
        *sum += child[3].parse::<f64>().unwrap();
        assert!(*sum <= 10.0 && *sum <= traded * 0.000_000_4, "{sum} of {traded}: {child:?}");
    }
    assert_eq!(ordered.len(), entries.len(), "each entry was looked at");
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
fn native_workers_work_orders_alike() {
    for name in ["goog_twap", "goog_vwap", "goog_iceberg", "goog_layered", "goog_pov", "goog_trailing"] {
        let (_folder, components) = run(name);
        let folder = tempfile::tempdir().unwrap();
        let spec = build_spec(&sample(name));
        let workers = natives(&spec);
        let natives = run_with(spec, workers, &folder.path().join("native"));
        assert_same_books(&components.directory, &natives.directory, name);
    }
}
