//! What workers ask for and get, from the files to the results: the sample strategy whose workers look back, log, remember and
//! explain themselves.

mod support;

use support::Samples;

const BREAKOUT: &str = "goog_breakout/operation.yaml";

#[test]
fn inspect_shows_what_a_worker_uses_and_asks_for() {
    let answer = Samples::new().run(&["inspect", "plugins/simpletrader/breakout/v0.1.0.wasm"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    for shown in [
        "capabilities  log; state of 64 bytes, its own; journal-note",
        "reads         none",
        "simpletrader:worker/log@0.1.0",
        "simpletrader:worker/state@0.1.0",
        "simpletrader:worker/journal-note@0.1.0",
    ] {
        assert!(answer.out.contains(shown), "{shown}: {}", answer.out);
    }
    assert!(!answer.out.contains("market-window"), "what is not used is not imported: {}", answer.out);
}

#[test]
fn plan_shows_what_each_worker_asks_for_is_granted_and_is_pushed() {
    let answer = Samples::new().run(&["plan", BREAKOUT]);
    assert_eq!((answer.code, answer.err.as_str()), (0, ""));
    let rows: Vec<&str> = answer
        .out
        .lines()
        .filter(|line| line.contains(". ") || ["asks for", "is granted", "is pushed"].iter().any(|row| line.contains(row)))
        .collect();
    insta::assert_snapshot!(rows.join("\n"));
}

// mission: 59 (partly)
#[test]
fn a_capability_that_is_not_granted_stops_the_strategy_before_its_first_bar() {
    let samples = Samples::new();
    samples.replace(BREAKOUT, "journal-note: {}", "");
    let answer = samples.run(&["backtest", BREAKOUT, "--quiet"]);
    insta::assert_snapshot!(answer.shown());
    assert!(!samples.path().join("runs").exists(), "nothing has run");
}

// mission: 71 (partly), 72 (partly)
#[test]
fn what_workers_say_and_remember_stands_beside_the_passes_of_the_run() {
    let samples = Samples::new();
    let run = |out: &str| {
        let answer = samples.run(&["backtest", BREAKOUT, "--quiet", "--out", out]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        samples.path().join(out)
    };
    let first = run("first");
    let database = rusqlite::Connection::open(first.join("run.sqlite")).unwrap();
    let count = |sql: &str| -> i64 { database.query_row(sql, [], |row| row.get(0)).unwrap() };
    let signals = count("SELECT COUNT(*) FROM signal");
    assert!(signals > 10, "{signals} signals");
    assert_eq!(count("SELECT COUNT(*) FROM worker_log WHERE worker_id = 'breakout'"), signals, "each signal is logged");
    assert_eq!(count("SELECT COUNT(*) FROM worker_state WHERE key = 'spoke_at'"), signals, "and remembered");
    assert!(count("SELECT COUNT(*) FROM journal WHERE kind = 'WORKER_NOTE'") > 10, "silence is explained");
    let alone = "SELECT COUNT(*) FROM worker_state JOIN worker_log USING (pass, worker_id)";
    assert_eq!(count(alone), signals, "in the very passes of the signals");
    let second = run("second");
    for file in ["run.sqlite", "summary.json", "trades.csv"] {
        let read = |run: &std::path::Path| std::fs::read(run.join(file)).unwrap();
        assert!(read(&first) == read(&second), "equal runs leave equal bytes: {file}");
    }
}
