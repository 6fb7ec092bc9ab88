//! `docs/run-directory.md` says what is true: its tables are the database's, its examples run, its schema fits every summary.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use rusqlite::Connection;
use support::Samples;

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/run-directory.md")).unwrap()
}

/// The blocks of a language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    page.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// A sample run that has trades, protective orders and a refusal.
fn sample_run() -> Samples {
    let samples = Samples::new();
    let answer = samples.run(&["backtest", "goog_sma_cross_bracket/operation.yaml", "--quiet", "--out", "run"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    samples
}

#[test]
fn every_table_and_column_of_the_database_is_on_the_page() {
    let samples = sample_run();
    let database = Connection::open(samples.path().join("run/run.sqlite")).unwrap();
    let names = |sql: &str| -> Vec<String> {
        let mut statement = database.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let page = page();
    let words: BTreeSet<&str> = page.split('`').skip(1).step_by(2).collect();
    let tables = names("SELECT name FROM sqlite_schema WHERE type = 'table'");
    assert_eq!(tables.len(), 13);
    for table in tables {
        assert!(page.contains(&format!("**`{table}`**")), "the page lacks the table {table}");
        for column in names(&format!("SELECT name FROM pragma_table_info('{table}')")) {
            assert!(words.contains(column.as_str()), "the page lacks the column {table}.{column}");
        }
    }
}

#[test]
fn every_file_of_a_run_is_on_the_page() {
    let samples = sample_run();
    let page = page();
    for entry in fs::read_dir(samples.path().join("run")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // SQLite's own, empty between transactions.
        let is_sqlites = name == "run.sqlite-journal";
        assert!(is_sqlites || page.contains(&format!("`{name}`")), "the page lacks {name}");
    }
}

#[test]
fn every_query_on_the_page_has_an_answer() {
    let samples = sample_run();
    let database = Connection::open(samples.path().join("run/run.sqlite")).unwrap();
    let page = page();
    let queries = blocks(&page, "sql");
    assert!(queries.len() >= 4);
    for sql in queries {
        let mut statement = database.prepare(&sql).unwrap_or_else(|error| panic!("{sql}\n{error}"));
        let mut rows = statement.query([]).unwrap();
        assert!(rows.next().unwrap().is_some(), "no row:\n{sql}");
    }
}

/// Runs every example whose packages are there. `SIMPLETRADER_TEST_PYTHON` names another Python than `python3`.
#[test]
fn every_python_example_on_the_page_prints_something() {
    let samples = sample_run();
    let answer = samples.run(&["export", "run"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let python = std::env::var("SIMPLETRADER_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let run = |code: &str| Command::new(&python).args(["-c", code]).current_dir(samples.path()).output();
    let examples = blocks(&page(), "python");
    assert!(examples.len() >= 4);
    for example in examples {
        let mut packages: Vec<&str> = example.lines().filter_map(|line| line.strip_prefix("import ")).collect();
        if packages.contains(&"pandas") {
            packages.push("pyarrow");
        }
        let is_there = |package: &str| run(&format!("import {package}")).is_ok_and(|output| output.status.success());
        if let Some(missing) = packages.into_iter().find(|package| !is_there(package)) {
            eprintln!("skipped: {python} has no {missing}");
            continue;
        }
        let output = run(&example).unwrap();
        assert!(output.status.success() && !output.stdout.is_empty(), "{example}\n{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_published_schema_fits_the_summary_of_every_kind_of_run() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas/summary.json");
    let schema: serde_json::Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{error}"));
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let samples = Samples::new();
    for operation in ["goog_sma_cross_bracket", "aapl_sma_level_pct", "goog_breakout"] {
        let file = format!("{operation}/operation.yaml");
        let answer = samples.run(&["backtest", &file, "--json", "--out", "run"]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        let mut summary: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
        let objections: Vec<String> =
            validator.iter_errors(&summary).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(objections, Vec::<String>::new(), "{operation}");
        summary["final_equity"] = "1.50".into();
        assert!(!validator.is_valid(&summary), "a decimal has one form");
        summary["final_equity"] = 1.5.into();
        assert!(!validator.is_valid(&summary), "and is no number");
    }
}
