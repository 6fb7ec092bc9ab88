//! What is said of a file that is wrong, and of a case that is.

mod support;

use support::{complaints, play};

/// Everything that is wrong with a file.
fn findings(worker: &str, text: &str) -> String {
    match play(worker, "cases/mistakes.yaml", text) {
        Ok(_) => panic!("accepted: {text}"),
        Err(findings) => findings,
    }
}

/// Everything that is wrong with its cases.
fn differences(worker: &str, text: &str) -> String {
    let (_, verdicts) = play(worker, "cases/wrong.yaml", text).unwrap_or_else(|findings| panic!("{findings}"));
    assert!(verdicts.iter().any(|verdict| !verdict.is_right()), "everything is right");
    complaints(&verdicts)
}

#[test]
fn every_mistake_of_a_file_is_told_at_its_line() {
    insta::assert_snapshot!(findings(
        "sma",
        "params: [period]
tolerance: -1
budget: {fule: 5}
instruments: {goog: {tick_size: 0}}
series: [GOOG_USD]
cases: []
"
    ));
}

#[test]
fn every_mistake_of_a_case_is_told_at_its_line() {
    insta::assert_snapshot!(findings(
        "sma",
        "params: {period: 3}
instruments: {GOOG_USD: {tick_size: 0.01}}
cases:
  - case: bars that are none
    calls:
      - bar: {open: 3, high: 2, low: 1, close: 2}
      - bar: 100.001
      - bar: [1, 2, 3]
      - {bar: 1, bars: [1]}
      - {bar: 1, series: GOOG_USD 5m}
  - case: an expectation too many
    calls:
      - {bar: 1, expect: {value: 1}, fails: failed}
  - case: a failure that is none
    calls:
      - {bar: 1, fails: {sort: failed}}
  - case: nothing is called after a failure
    calls:
      - {bar: 1, fails: failed}
      - bar: 1
  - case: a start has no answer
    expect: proceed
  - calls: []
  - case: misspelt
    clals: []
"
    ));
}

#[test]
fn inputs_are_those_of_the_manifest() {
    insta::assert_snapshot!(findings(
        "cross",
        "params: {mode: level}
cases:
  - case: inputs
    calls:
      - inputs: {fast: 1, slwo: 2}
      - inputs: {fast: soon, slow: 2}
      - inputs: [1, 2]
      - bar: 100
"
    ));
}

#[test]
fn values_of_the_contract_are_refused_where_they_are_wrong() {
    for (value, message, line) in [
        ("positions: [{direction: up, quantity: 1, average_price: 100}]", "must be one of long short", 4),
        ("positions: [{direction: long, average_price: 100}]", "`quantity` is missing", 4),
        ("positions: [{direction: long, quantity: 1, average_price: 100, stop_los: 5}]", "there is no key `stop_los`", 4),
        ("positions: [{direction: long, quantity: much, average_price: 100}]", "Invalid decimal", 4),
        ("positions: [{direction: long, quantity: 1, average_price: 100, instrument: IBM_USD}]", "must be a whole number", 4),
        ("positions: [{direction: long, quantity: 1, average_price: 100, stop_loss: 0}]", "a price must be greater than 0", 4),
        ("positions: {direction: long}", "must be a list", 4),
    ] {
        let text = format!("cases:\n  - case: wrong\n    calls:\n      - {value}\n");
        let found = findings("position_watch", &text);
        assert!(found.contains(message) && found.contains(&format!("mistakes.yaml:{line}:")), "{value}: {found}");
    }
}

#[test]
fn a_worker_that_reads_the_account_is_always_shown_it() {
    let text = "params: {fraction: 0.5}\ncases:\n  - case: c\n    calls:\n      - {quote: 100, directive: {entry: {side: BUY}}}\n";
    let found = findings("cash_fraction", text);
    assert!(found.contains("the worker reads `account`") && found.contains("account: 10000"), "{found}");
}

#[test]
fn what_a_manifest_does_not_ask_for_is_in_no_call() {
    let found = findings("trend_brain", "cases:\n  - case: c\n    calls:\n      - {quotes: [100], account: 5}\n");
    assert!(found.contains("does not read `quotes`") && found.contains("does not read `account`"), "{found}");
}

#[test]
fn what_a_task_must_have_is_asked_for() {
    let found = findings("market_entry", "cases:\n  - case: c\n    calls:\n      - {target: ~}\n");
    assert!(found.contains("needs `quote`") && found.contains("needs `directive`"), "{found}");
    let found = findings(
        "market_entry",
        "cases:\n  - case: c\n    calls:\n      - {quote: 1, directive: {scope: NEW, entry: {side: BUY}}}\n",
    );
    assert!(found.contains("must be one of NEW_TRADE"), "{found}");
}

#[test]
fn an_execution_worker_is_told_one_thing_a_call() {
    let found = findings("single", "cases:\n  - case: c\n    calls:\n      - {timer: {quote: 1, tag: 1}, reply: {}}\n");
    assert!(found.contains("one of `command`, `reply` and `timer`"), "{found}");
    let found = findings(
        "single",
        "cases:\n  - case: c\n    calls:\n      - command: {quote: 1, execution: {action: {EXECUTE: SINGLE}}}\n",
    );
    assert!(found.contains("EXECUTE_TRADE"), "{found}");
}

#[test]
fn what_differs_is_told_with_line_expectation_and_answer() {
    insta::assert_snapshot!(differences(
        "cross",
        "params: {mode: level}
cases:
  - case: an answer that is another
    calls:
      - inputs: {fast: 2, slow: 1}
        expect: proceed
      - inputs: {fast: 1, slow: 2}
        expect:
          publish:
            - {direction: long, signal_type: CROSS_DOWN, strength: 1}
  - case: a list of another length
    calls:
      - inputs: {fast: 2, slow: 1}
        expect: {publish: []}
  - case: an answer where a failure was expected
    calls:
      - inputs: {fast: 2, slow: 1}
        fails: not-ready
  - case: nothing is expected yet
    calls:
      - inputs: {fast: 2, slow: 1}
        expect:
  - case: a start that succeeds
    fails: bad-params
  - case: a start that fails
    params: {mode: sideways}
    calls: []
  - case: right
    calls:
      - inputs: {fast: 2, slow: 1}
        expect: {publish: [{confidence: 1.0, direction: long, type: ~}]}
"
    ));
}

#[test]
fn facts_are_compared_to_the_last_bit_unless_a_tolerance_says_otherwise() {
    let case = |tolerance: &str| {
        format!(
            "params: {{period: 3}}\n{tolerance}\ncases:\n  - case: thirds\n    calls:\n      - bars: [100, 100, 101]\n        expect: {{value: [not-ready, not-ready, 100.333]}}\n"
        )
    };
    let found = differences("sma", &case(""));
    assert!(found.contains("value[2]") && found.contains("got      100.33333333333333"), "{found}");
    assert!(found.contains("help: `tolerance: 0.01` beside it"), "{found}");
    assert!(differences("sma", &case("tolerance: 0.000001")).contains("value[2]"));
    let (_, verdicts) = play("sma", "x", &case("tolerance: 0.001")).unwrap();
    assert!(verdicts[0].is_right());
}

#[test]
fn not_ready_and_a_number_are_different_both_ways() {
    let text =
        "params: {period: 2}\ncases:\n  - case: c\n    calls:\n      - bars: [1, 2]\n        expect: {value: [1, not-ready]}\n";
    let found = differences("sma", text);
    assert!(found.contains("value[0]\n  expected 1\n  got      not-ready"), "{found}");
    assert!(found.contains("value[1]\n  expected not-ready\n  got      1.5"), "{found}");
}

#[test]
fn a_call_without_an_expectation_must_not_fail() {
    let text =
        "cases:\n  - case: c\n    calls:\n      - quote: 1\n        directive: {scope: {scope: CLOSE_EXISTING, targets: [0]}}\n";
    let found = differences("market_entry", text);
    assert!(found.contains("expected an answer") && found.contains("a trade to close, but not which"), "{found}");
}

#[test]
fn a_failure_is_compared_by_kind_and_by_what_its_text_holds() {
    let case = |fails: &str| {
        format!(
            "cases:\n  - case: c\n    calls:\n      - quote: 1\n        directive: {{scope: {{scope: CLOSE_EXISTING, targets: [0]}}}}\n        fails: {fails}\n"
        )
    };
    for right in ["failed", "{kind: failed}", "{text: but not which}", "{kind: failed, text: a trade}"] {
        let (_, verdicts) = play("market_entry", "x", &case(right)).unwrap();
        assert!(verdicts[0].is_right(), "{right}: {}", complaints(&verdicts));
    }
    assert!(differences("market_entry", &case("not-ready")).contains("kind\n  expected not-ready"));
    assert!(differences("market_entry", &case("{text: something else}")).contains("a text with `something else`"));
}

#[test]
fn updating_writes_what_came_and_touches_nothing_else() {
    let text = "# The sides.
params: {mode: level}   # remembers

cases:
  - case: open, wrong and right
    calls:
      - inputs: {fast: 2, slow: 1}
        expect:
      # Nothing changes.
      - inputs: {fast: 2, slow: 1}
        expect: {publish: [{direction: short}]}  # wrong
      - {inputs: {fast: 1, slow: 2}, expect: proceed}
      - inputs: {fast: 1, slow: 2}
        expect:   proceed

  # The last one.
  - case: a failure that is none
    calls:
      - inputs: {fast: 2, slow: 1}
        fails: {kind: failed,
                text: late}
";
    let (file, verdicts) = play("cross", "x.yaml", text).unwrap();
    let updated = simpletrader_cases::update(&file, &verdicts);
    let (_, again) = play("cross", "x.yaml", &updated).unwrap();
    assert!(again.iter().all(|verdict| verdict.is_right()), "{}", complaints(&again));
    insta::assert_snapshot!(updated);
}

#[test]
fn a_call_costs_what_it_costs_and_not_more_than_its_budget() {
    let (_, verdicts) =
        play("sma", "x", "params: {period: 2}\nbudget: {fuel: 5, memory: 1KiB}\ncases: [{case: c, calls: [{bar: 1}]}]\n").unwrap();
    // Native code is not metered.
    assert_eq!((verdicts[0].is_right(), verdicts[0].cost.fuel_max), (true, 0));
    let found = findings("sma", "budget: {memory: lots}\ncases: [{case: c}]\n");
    assert!(found.contains("must be a whole number"), "{found}");
}
