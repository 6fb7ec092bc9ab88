//! A recorded run is made again: it agrees with itself wherever it lies, and a changed byte is named.

mod support;

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use support::{Answer, Samples, run_in};

const SAMPLE: &str = "goog_sma_cross/operation.yaml";

fn sample_run() -> Samples {
    let samples = Samples::new();
    let answer = samples.run(&["backtest", SAMPLE, "--quiet", "--out", "run"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    samples
}

/// Changes one byte of a file in place.
fn flip(path: &Path, place: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[place] ^= 1;
    fs::write(path, bytes).unwrap();
}

fn says(answer: &Answer, code: i32, part: &str) {
    assert_eq!(answer.code, code, "{}{}", answer.out, answer.err);
    assert!(format!("{}{}", answer.out, answer.err).contains(part), "expected `{part}` in:\n{}{}", answer.out, answer.err);
}

#[test]
fn a_run_that_was_moved_elsewhere_is_verified_from_anywhere() {
    let samples = sample_run();
    let elsewhere = tempfile::tempdir().unwrap();
    support::copy(&samples.path().join("run"), &elsewhere.path().join("moved"));
    fs::remove_dir_all(samples.path().join("run")).unwrap();
    says(&run_in(elsewhere.path(), &["verify", "moved"]), 0, "verified: the same came out");
    let rows = run_in(elsewhere.path(), &["verify", "moved", "--json"]);
    assert!(rows.out.contains("\"verified\": true"), "{}", rows.out);
}

#[test]
fn the_operation_may_have_moved_too() {
    let samples = sample_run();
    let elsewhere = tempfile::tempdir().unwrap();
    support::copy(samples.path(), elsewhere.path());
    let run = elsewhere.path().join("run");
    fs::remove_dir_all(samples.path().join("common")).unwrap();
    let gone = run_in(elsewhere.path(), &["verify", "run"]);
    says(&gone, 2, "name another place with --root or --operation");
    let root = elsewhere.path().to_str().unwrap();
    says(&run_in(&run, &["verify", ".", "--root", root]), 0, "verified");
    says(&run_in(&run, &["verify", ".", "--operation", &format!("../{SAMPLE}")]), 0, "verified");
    fs::remove_file(run.join("origin.json")).unwrap();
    says(&run_in(&run, &["verify", "."]), 2, "nothing says where the operation lies");
    says(&run_in(&run, &["verify", ".", "--operation", &format!("../{SAMPLE}")]), 0, "verified");
}

#[test]
fn data_may_lie_elsewhere_under_its_old_name() {
    let samples = sample_run();
    let data = samples.path().join("data/goog_1d.csv");
    let other = tempfile::tempdir().unwrap();
    fs::copy(&data, other.path().join("goog_1d.csv")).unwrap();
    flip(&data, 2000);
    says(&samples.run(&["verify", "run"]), 2, "the data of source `goog_daily` is not what went into the run");
    says(&samples.run(&["verify", "run", "--data", other.path().to_str().unwrap()]), 0, "verified");
}

#[test]
fn one_byte_of_a_component_is_noticed() {
    let samples = sample_run();
    let file = samples.plugin("cross");
    let length = fs::metadata(&file).unwrap().len() as usize;
    for place in [8, length / 2, length - 1] {
        let before = fs::read(&file).unwrap();
        flip(&file, place);
        let answer = samples.run(&["verify", "run"]);
        assert_eq!(answer.code, 2, "byte {place}: {}{}", answer.out, answer.err);
        fs::write(&file, before).unwrap();
    }
    says(&samples.run(&["verify", "run"]), 0, "verified");
}

#[test]
fn one_byte_of_the_data_is_noticed() {
    let samples = sample_run();
    let file = samples.path().join("data/goog_1d.csv");
    let length = fs::metadata(&file).unwrap().len() as usize;
    for place in [200, length / 2, length - 2] {
        let before = fs::read(&file).unwrap();
        flip(&file, place);
        says(&samples.run(&["verify", "run"]), 2, "the data of source `goog_daily` is not what went into the run");
        fs::write(&file, before).unwrap();
    }
}

#[test]
fn one_byte_of_the_configuration_is_noticed() {
    let samples = sample_run();
    samples.replace("common/sma_cross.yaml", "period: 10", "period: 11");
    says(&samples.run(&["verify", "run"]), 2, "the configuration file `common/sma_cross.yaml` is not what went into the run");
}

/// One change in each table, told by table, row, column and both values.
#[test]
fn one_changed_row_of_each_table_is_named() {
    let samples = sample_run();
    let database = samples.path().join("run/run.sqlite");
    let untouched = fs::read(&database).unwrap();
    let mut told = String::new();
    for sql in [
        "UPDATE pass SET bars = replace(bars, '\"high\":\"181.06\"', '\"high\":\"181.05\"') WHERE pass = 74",
        "UPDATE trade_plan SET direction = 'short' WHERE plan_id LIKE '%_00000007'",
        "UPDATE execution_group SET filled_quantity = '11' WHERE group_id LIKE '%_00000009'",
        "UPDATE orders SET quantity = '11' WHERE order_id LIKE '%_00000003'",
        "UPDATE fill SET price = '179.14' WHERE connector_fill_id = 1",
        "UPDATE ledger_change SET kind = 'ORDER_PLACED' WHERE sequence = 4",
        "UPDATE journal SET body = replace(body, '\"fast.value\":175.896', '\"fast.value\":175.897') WHERE pass = 74",
        "DELETE FROM journal_trade WHERE plan_id LIKE '%_00000002'",
        "UPDATE signal SET outcome = 'USED' WHERE outcome = 'REFUSED'",
        "INSERT INTO risk VALUES
            ('RSK_20050101_000000_00000001', '2005-01-01T00:00:00Z', 'drawdown', 'DRAWDOWN', '1', NULL, NULL, NULL)",
        "INSERT INTO worker_log VALUES (74, 0, '2004-12-04T00:00:00Z', 'fast', 'info', 'hello')",
        "INSERT INTO worker_state VALUES (74, 'fast', 'key', x'00ff')",
        "UPDATE meta SET value = '2300' WHERE key = 'passes'",
    ] {
        let changed = Connection::open(&database).unwrap();
        assert!(changed.execute(sql, []).unwrap() > 0, "{sql}");
        changed.close().unwrap();
        let answer = samples.run(&["verify", "run"]);
        assert_eq!(answer.code, 1, "{sql}: {}{}", answer.out, answer.err);
        told += &format!("{}\n", answer.err.trim_end());
        fs::write(&database, &untouched).unwrap();
    }
    insta::assert_snapshot!("one_changed_row", told);
    let changed = Connection::open(&database).unwrap();
    changed.execute("UPDATE pass SET calls = json_set(calls, '$[0].fuel', 1) WHERE pass = 74", []).unwrap();
    changed.close().unwrap();
    says(&samples.run(&["verify", "run"]), 1, "pass, 74, at 2004-12-04T00:00:00Z, calls.0.fuel: 1 and ");
}

#[test]
fn one_changed_byte_of_the_other_files_is_named() {
    let samples = sample_run();
    let mut told = String::new();
    for (file, from, to) in [
        ("trades.csv", "179.13", "179.12"),
        ("equity.csv", "2005-01-03,", "2005-01-04,"),
        ("summary.json", "\"trades\": 46", "\"trades\": 47"),
        ("run.json", "\"finished\"", "\"failed\""),
        ("build_spec.json", "\"period\": 10", "\"period\": 11"),
    ] {
        let path = samples.path().join("run").join(file);
        let before = fs::read_to_string(&path).unwrap();
        assert!(before.contains(from), "{file} has no {from}");
        fs::write(&path, before.replacen(from, to, 1)).unwrap();
        let answer = samples.run(&["verify", "run"]);
        assert_eq!(answer.code, 1, "{file}: {}{}", answer.out, answer.err);
        told += &format!("{}\n", answer.err.trim_end());
        fs::write(&path, before).unwrap();
    }
    insta::assert_snapshot!("one_changed_byte", told);
    fs::remove_file(samples.path().join("run/equity.csv")).unwrap();
    says(&samples.run(&["verify", "run"]), 1, "equity.csv, the file: nothing and");
}

/// A database of which one byte was changed opens with other rows, with a damaged page, or not at all; it never passes, unless
/// SQLite itself does not read the byte.
#[test]
fn a_damaged_database_is_no_verified_run() {
    let samples = sample_run();
    let database = samples.path().join("run/run.sqlite");
    let untouched = fs::read(&database).unwrap();
    // Quantity, price and commission of the first fill, as they lie in its row.
    let place = untouched.windows(9).position(|bytes| bytes == b"10179.131").unwrap();
    flip(&database, place + 6);
    assert_ne!(samples.run(&["verify", "run"]).code, 0);
    fs::write(&database, &untouched[..untouched.len() / 2]).unwrap();
    assert_ne!(samples.run(&["verify", "run"]).code, 0, "half of it");
    fs::write(&database, &untouched).unwrap();
    says(&samples.run(&["verify", "run"]), 0, "verified");
}

#[test]
fn a_run_whose_worker_failed_is_verified_like_any_other() {
    let samples = Samples::new();
    let worker = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/plugins/simpletrader/misbehave/v0.1.0.wasm");
    let place = samples.plugin("misbehave");
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::copy(worker, place).unwrap();
    samples.replace(
        "common/sma_cross.yaml",
        "plugin: simpletrader/sma/v0.1.0, config: {period: 10}",
        "plugin: simpletrader/misbehave/v0.1.0, config: {mode: panic, after_bars: 30}",
    );
    let answer = samples.run(&["backtest", SAMPLE, "--quiet", "--out", "run"]);
    assert_eq!(answer.code, 3, "{}", answer.err);
    says(&samples.run(&["verify", "run"]), 0, "verified");
}

#[test]
fn a_receipt_is_checked_with_and_without_the_run() {
    let samples = sample_run();
    let key = samples.path().join("key.pem");
    let made = samples.run(&["keygen", key.to_str().unwrap()]);
    let public = made.out.trim();
    says(&samples.run(&["receipt", "run", "--key", "key.pem", "--out", "receipt.json"]), 0, public);
    assert!(fs::metadata(samples.path().join("receipt.json")).unwrap().len() < 8192, "a receipt is small");
    let with_run = samples.run(&["verify", "run", "--receipt", "receipt.json", "--key", public]);
    says(&with_run, 0, "the receipt is signed by");
    fs::remove_dir_all(samples.path().join("run")).unwrap();
    let alone = samples.run(&["verify", "--receipt", "receipt.json", "--operation", SAMPLE, "--key", public]);
    says(&alone, 0, "verified: the result is the one that the receipt says");
    says(&samples.run(&["verify", "--receipt", "receipt.json"]), 2, "name its file with --operation");
    let other = samples.run(&["keygen", "other.pem"]).out.trim().to_owned();
    let stranger = samples.run(&["verify", "--receipt", "receipt.json", "--operation", SAMPLE, "--key", &other]);
    says(&stranger, 2, "none of the keys given");
}

#[test]
fn a_receipt_with_one_changed_character_does_not_hold() {
    let samples = sample_run();
    samples.run(&["keygen", "key.pem"]);
    says(&samples.run(&["receipt", "run", "--key", "key.pem", "--out", "receipt.json"]), 0, "signed by");
    let path = samples.path().join("receipt.json");
    let text = fs::read_to_string(&path).unwrap();
    for (from, to, part) in [
        ("\"trades\": 46", "\"trades\": 64", "has not signed what it says"),
        ("\"seed\": 0", "\"seed\": 1", "has not signed what it says"),
        ("\"format\": 1,", "\"format\": 1, \"extra\": true,", "this is no receipt"),
        ("ed25519:", "ed25518:", "the receipt does not hold"),
        ("\"signature\": \"", "\"signature\": \"0", "not 128 small hex digits"),
    ] {
        assert!(text.contains(from), "{from}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        says(&samples.run(&["verify", "run", "--receipt", "receipt.json"]), 2, part);
    }
}

#[test]
fn a_receipt_of_another_run_is_told_from_this_ones() {
    let samples = sample_run();
    samples.run(&["keygen", "key.pem"]);
    assert_eq!(samples.run(&["backtest", "goog_sma_level/operation.yaml", "--quiet", "--out", "other"]).code, 0);
    says(&samples.run(&["receipt", "other", "--key", "key.pem", "--out", "receipt.json"]), 0, "signed by");
    says(&samples.run(&["verify", "run", "--receipt", "receipt.json"]), 2, "the receipt is of another run");
    says(&samples.run(&["receipt", "run", "--key", "key.pem", "--out", "receipt.json"]), 0, "signed by");
    Connection::open(samples.path().join("run/run.sqlite")).unwrap().execute("UPDATE fill SET price = '1'", []).unwrap();
    says(&samples.run(&["verify", "run", "--receipt", "receipt.json"]), 1, "does not hold the result of the receipt");
}
