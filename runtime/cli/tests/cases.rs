//! `simpletrader test`, `call` and `wit`, as an author calls them, with the example workers in the sandbox.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Answer, run_in};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// An example worker's file.
fn plugin(name: &str) -> String {
    repository().join("plugins/simpletrader").join(name).join("v0.1.0.wasm").display().to_string()
}

/// A folder with one case file.
fn with_cases(text: &str) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("cases")).unwrap();
    fs::write(place.path().join("cases/one.yaml"), text).unwrap();
    place
}

/// Plays one case file to an example worker.
fn test(worker: &str, text: &str, options: &[&str]) -> (Answer, String) {
    let place = with_cases(text);
    let plugin = plugin(worker);
    let answer = run_in(place.path(), &[&["test", "--worker", &plugin], options].concat());
    (answer, fs::read_to_string(place.path().join("cases/one.yaml")).unwrap())
}

#[test]
fn the_cases_beside_the_example_workers_are_right_in_the_sandbox() {
    for worker in ["sma", "ema", "cross"] {
        let project = repository().join("example-workers").join(worker).display().to_string();
        let answer = run_in(&repository(), &["test", &project, "--worker", &plugin(worker)]);
        assert_eq!(answer.code, 0, "{}{}", answer.out, answer.err);
        assert!(answer.out.contains("all right"), "{}", answer.out);
        // A case that ends in `configure` calls no handler; the others cost something.
        let costs = |line: &&str| line.contains("calls, fuel ") && !line.contains("fuel 0 a call");
        assert!(answer.out.lines().any(|line| costs(&line)), "{}", answer.out);
    }
}

const WRONG: &str = "params: {period: 2}
cases:
  - case: a mean that is another
    calls:
      - bars: [1, 2]
        expect: {value: [not-ready, 1.6]}
";

#[test]
fn a_case_that_is_wrong_says_where_what_and_what_came() {
    let (answer, text) = test("sma", WRONG, &[]);
    assert_eq!(answer.code, 3, "{}", answer.err);
    for part in ["cases/one.yaml:6: value[1]", "expected 1.6", "got      1.5", "1 case, 1 wrong"] {
        assert!(answer.out.contains(part), "{part}: {}", answer.out);
    }
    assert_eq!(text, WRONG, "nothing is written unasked");
}

#[test]
fn update_writes_what_came() {
    let (answer, text) = test("sma", WRONG, &["--update"]);
    assert_eq!(answer.code, 0, "{}{}", answer.out, answer.err);
    assert_eq!(text, WRONG.replace("1.6", "1.5"));
    assert!(answer.out.contains("1 case, all right, 1 written anew"), "{}", answer.out);
}

#[test]
fn over_its_budget_a_case_is_wrong() {
    let (answer, _) = test("sma", &WRONG.replace("1.6", "1.5").replace("cases:", "budget: {fuel: 10, memory: 1KiB}\ncases:"), &[]);
    assert_eq!(answer.code, 3, "{}", answer.err);
    assert!(answer.out.contains("fuel\n") && answer.out.contains("expected at most 10\n"), "{}", answer.out);
    assert!(answer.out.contains("memory\n") && answer.out.contains("expected at most 1024\n"), "{}", answer.out);
    let (answer, _) =
        test("sma", &WRONG.replace("1.6", "1.5").replace("cases:", "budget: {fuel: 1_000_000, memory: 8MiB}\ncases:"), &[]);
    assert_eq!(answer.code, 0, "{}", answer.out);
}

#[test]
fn a_file_that_cannot_be_read_is_the_authors_to_mend() {
    let (answer, _) = test("sma", "cases: [{case: c, calls: [{barr: 1}]}]\n", &[]);
    assert_eq!(answer.code, 2, "{}", answer.out);
    assert!(answer.err.contains("has no key `barr`") && answer.err.contains("did you mean `bar`"), "{}", answer.err);
    let place = tempfile::tempdir().unwrap();
    let answer = run_in(place.path(), &["test", "--worker", &plugin("sma")]);
    assert_eq!(answer.code, 2, "{}", answer.out);
    assert!(answer.err.contains("docs/testing-workers.md"), "{}", answer.err);
}

/// Calls an example worker with an input.
fn call(worker: &str, handler: &str, input: &str, options: &[&str]) -> Answer {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("input.json"), input).unwrap();
    run_in(place.path(), &[&["call", &plugin(worker), handler, "--input", "input.json"], options].concat())
}

#[test]
fn a_call_prints_its_answer_as_json_and_its_cost_beside() {
    let answer = call("cross", "detect", r#"{"inputs": {"fast": 2, "slow": 1}}"#, &["--params", r#"{"mode": "level"}"#]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let json: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(json["publish"][0]["signal_type"], "CROSS_UP");
    assert!(answer.err.contains("fuel ") && answer.err.contains("memory "), "{}", answer.err);
    let answer = call(
        "ema",
        "measure",
        "bar: [1, 3, 1, 2]\nseries: [BTC_USDT 5m]\ninstruments: {BTC_USDT: {}}\n",
        &["--params", r#"{"period": 3}"#],
    );
    assert_eq!((answer.code, answer.out.trim()), (0, "{\n  \"value\": 2.0\n}"), "{}", answer.err);
}

#[test]
fn a_call_that_fails_ends_with_three() {
    let answer = call("ema", "measure", r#"{"bar": 1}"#, &["--params", r#"{"period": 0}"#]);
    assert_eq!(answer.code, 3, "{}", answer.out);
    assert!(answer.err.contains("bad-params") && answer.err.contains("between 1 and 10000"), "{}", answer.err);
}

#[test]
fn a_call_that_cannot_be_read_ends_with_two() {
    let level: &[&str] = &["--params", r#"{"mode": "level"}"#];
    for (answer, word) in [
        (call("cross", "measure", "{}", level), "a signal-detector has no handler `measure`"),
        (call("cross", "detect", r#"{"inputs": {"fast": 1}}"#, level), "needs its input `slow`"),
        (call("cross", "detect", "{}", &["--params", "[1]"]), "--params is no JSON object"),
        (call("single", "on-reply", r#"{"timer": {"quote": 1, "tag": 2}}"#, &[]), "the input is a call of `on-timer`"),
    ] {
        assert_eq!(answer.code, 2, "{word}: {}{}", answer.out, answer.err);
        assert!(answer.err.contains(word), "{}", answer.err);
    }
}

#[test]
fn a_worker_fits_the_contract_that_it_was_built_against() {
    let place = tempfile::tempdir().unwrap();
    let answer = run_in(place.path(), &["wit", "export", "wit"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    for worker in ["sma", "trend_brain", "single"] {
        let answer = run_in(place.path(), &["wit", "diff", &plugin(worker), "wit"]);
        assert_eq!(answer.code, 0, "{worker}: {}{}", answer.out, answer.err);
    }
    assert_eq!(run_in(place.path(), &["wit", "diff", "wit"]).out, "no difference\n");
}

#[test]
fn a_contract_that_breaks_workers_says_which_function_and_why() {
    let place = tempfile::tempdir().unwrap();
    run_in(place.path(), &["wit", "export", "wit"]);
    let types = place.path().join("wit/types.wit");
    let text = fs::read_to_string(&types).unwrap();
    let changed = text.replacen("record bar {", "record bar {\n    trades: u32,", 1);
    assert_ne!(text, changed);
    fs::write(&types, changed).unwrap();
    let answer = run_in(place.path(), &["wit", "diff", &plugin("sma"), "wit"]);
    assert_eq!(answer.code, 1, "{}", answer.out);
    assert!(answer.out.contains("`context.measure`: the type `types.bar` has a new field `trades`"), "{}", answer.out);
    let answer = run_in(place.path(), &["wit", "diff", &plugin("single"), "wit"]);
    assert_eq!(answer.code, 0, "an execution worker sees no bar: {}", answer.out);
}
