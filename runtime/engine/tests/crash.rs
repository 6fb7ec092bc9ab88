//! Killed at any moment, a run leaves a file that opens, holds whole passes only and says that the run did not finish; the next
//! run replaces it.

mod support;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use simpletrader_contracts::worker::Fault;
use simpletrader_contracts::worker::call::{Disposition, Situation};
use simpletrader_engine::run::RunOutcome;
use support::*;

/// Names the folder in which a child shall run.
const FOLDER: &str = "SIMPLETRADER_TEST_RUN_TO_KILL";
/// Enough for several transactions: a bar is about three passes.
const BARS: usize = 5_000;
const KILLS: u32 = 20;

/// Opens when there is nothing and closes what there is, on every bar.
fn in_and_out(situation: &Situation<'_>) -> Result<Disposition<simpletrader_contracts::decision::DecisionDraft>, Fault> {
    Ok(Disposition::Publish(vec![match situation.positions.first() {
        _ if !situation.open_orders.is_empty() => refuse(&[0]),
        Some(position) => close(&[0], position.trade),
        None => buy(&[0], "1"),
    }]))
}

fn run(folder: &Path) -> RunOutcome {
    let closes: Vec<i64> = (0..BARS as i64).map(|bar| 100 + bar * 7 % 13).collect();
    CrewScript::default()
        .detector("always", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain(in_and_out)
        .run(folder, &closes)
        .unwrap()
}

/// The run of the children; by itself it shows that the run which is killed elsewhere would have come to its end.
#[test]
fn the_run_that_is_killed_would_have_finished() {
    let own = tempfile::tempdir().unwrap();
    let folder = std::env::var_os(FOLDER).map_or_else(|| own.path().to_owned(), Into::into);
    let outcome = run(&folder);
    assert_eq!(outcome.summary.bars, BARS as u64);
    assert_eq!(query(&outcome, "SELECT value FROM meta WHERE key = 'status'"), ["finished"]);
    assert_eq!(query(&outcome, "SELECT value FROM meta WHERE key = 'passes'"), [outcome.summary.passes.to_string()]);
}

fn start(folder: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "the_run_that_is_killed_would_have_finished"]).env(FOLDER, folder);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn rows(database: &Connection, sql: &str) -> Vec<String> {
    let mut statement = database.prepare(sql).unwrap();
    let columns = statement.column_count();
    let cell = |row: &rusqlite::Row<'_>, index| row.get::<_, rusqlite::types::Value>(index).map(|value| format!("{value:?}"));
    let rows = statement.query_map([], |row| (0..columns).map(|index| cell(row, index)).collect::<Result<Vec<_>, _>>());
    rows.unwrap().map(|row| row.unwrap().join("|")).collect()
}

fn number(database: &Connection, sql: &str) -> u64 {
    database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap() as u64
}

/// What a killed run left is the beginning of what the whole run left, cut between two passes. Where the kill came between the last pass and
/// the final name, it is all of it.
fn assert_whole_passes(killed: &Path, whole: &Connection) -> u64 {
    let database = Connection::open(killed.join("run.sqlite")).unwrap();
    assert_eq!(rows(&database, "PRAGMA integrity_check"), ["Text(\"ok\")"]);
    assert!(rows(&database, "PRAGMA foreign_key_check").is_empty());
    let passes = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'passes'";
    let (passes, all) = (number(&database, passes), number(whole, passes));
    match rows(&database, "SELECT value FROM meta WHERE key = 'status'").join(" ").as_str() {
        "Text(\"unfinished\")" => assert!(!killed.join("run.json").exists(), "nothing says that it is a run"),
        "Text(\"finished\")" => assert_eq!(passes, all, "what says that it is finished lacks nothing"),
        other => panic!("a status that no run has: {other}"),
    }

    let journal = |of: &Connection| rows(of, &format!("SELECT * FROM journal WHERE pass < {passes} ORDER BY entry_id"));
    assert_eq!(journal(&database), journal(whole), "every journal line of those passes");
    assert_eq!(number(&database, &format!("SELECT count(*) FROM journal WHERE pass >= {passes}")), 0, "and none of a later one");
    let changes = number(&database, "SELECT count(*) FROM ledger_change");
    for table in ["ledger_change", "fill"] {
        let order = if table == "fill" { "fill_id" } else { "sequence" };
        let count = number(&database, &format!("SELECT count(*) FROM {table}"));
        let first = |of: &Connection| rows(of, &format!("SELECT * FROM {table} ORDER BY {order} LIMIT {count}"));
        assert_eq!(first(&database), first(whole), "{table} is the beginning of the whole run's");
    }
    assert_eq!(number(&database, "SELECT coalesce(max(sequence), 0) FROM ledger_change"), changes, "no gap");
    let torn = "SELECT order_id FROM orders WHERE CAST(filled_quantity AS REAL) IS NOT
                    (SELECT coalesce(sum(CAST(quantity AS REAL)), 0.0) FROM fill WHERE parent_order_id = order_id)";
    assert!(rows(&database, torn).is_empty(), "an order has filled what its fills have");
    passes
}

fn bytes(run: &Path) -> Vec<Vec<u8>> {
    let files = ["run.sqlite", "run.json", "summary.json", "trades.csv", "equity.csv"];
    files.iter().map(|file| std::fs::read(run.join(file)).unwrap()).collect()
}

// mission: 79 (partly)
#[test]
fn a_run_killed_at_any_moment_leaves_whole_passes_and_the_next_run_replaces_it() {
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    assert!(start(folder.path()).wait().unwrap().success());
    let whole_run = begun.elapsed();
    let finished = folder.path().join("run");
    let whole = Connection::open(finished.join("run.sqlite")).unwrap();
    let reference = bytes(&finished);

    let (mut torn, mut deep) = (0, 0);
    for kill in 0..KILLS {
        let folder = tempfile::tempdir().unwrap();
        let mut child = start(folder.path());
        std::thread::sleep(whole_run * kill / KILLS + Duration::from_micros(u64::from(kill) * 137));
        child.kill().unwrap();
        child.wait().unwrap();
        let (partial, finished) = (folder.path().join("run.partial"), folder.path().join("run"));
        if finished.exists() {
            assert!(!partial.exists());
            assert!(bytes(&finished) == reference, "a run under its final name is whole");
        } else if partial.join("run.sqlite").exists() {
            torn += 1;
            deep += u32::from(assert_whole_passes(&partial, &whole) > 0);
        }
        if kill % 10 == 7 {
            assert!(start(folder.path()).wait().unwrap().success(), "the next run does not mind");
            assert!(bytes(&finished) == reference, "and is the same as if nothing had happened");
            assert!(!partial.exists());
        }
    }
    assert!(
        torn > KILLS / 4 && deep > 0,
        "most kills met a run at work: {torn} of {KILLS}, {deep} of them with passes in the file"
    );
}
