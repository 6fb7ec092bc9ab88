//! `simpletrader data check` as somebody meets it who prepares data.

mod support;

use std::fs;

use support::Samples;

// mission: 79 (partly)
#[test]
fn the_sample_data_is_usable_and_says_what_it_needs() {
    insta::assert_snapshot!(Samples::new().run(&["data", "check", "data/goog_1d.csv", "data/aapl_1d.csv"]).shown());
}

// mission: 79 (partly)
#[test]
fn every_broken_line_of_a_file_is_named_and_the_exit_code_says_so() {
    let samples = Samples::new();
    let path = samples.path().join("data/goog_1d.csv");
    let text = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<String> = text.lines().take(60).map(str::to_owned).collect();
    lines.swap(10, 11);
    lines[20] = lines[20].replacen(',', ",-", 1);
    let twice = lines[30].clone();
    lines.insert(30, twice);
    lines.push("2004-11-15,180,190,170,185,0".into());
    lines.push("2004-11-16,18,19,17,18.5,30000000000".into());
    lines.push("2004-11-17,18,17,16,18".into());
    fs::write(&path, lines.join("\n")).unwrap();
    let answer = samples.run(&["data", "check", "data/goog_1d.csv"]);
    assert_eq!(answer.code, 2);
    insta::assert_snapshot!(answer.shown());
}

#[test]
fn the_report_can_be_read_by_a_program() {
    let answer = Samples::new().run(&["data", "check", "--json", "data/goog_1d.csv"]);
    let reports: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!((reports[0]["usable"].as_bool(), reports[0]["rows"].as_u64()), (Some(true), Some(2148)));
    assert_eq!(reports[0]["timeframe"], "1d");
}

#[test]
fn a_file_that_is_not_there_and_a_length_that_is_none_are_refused() {
    let samples = Samples::new();
    insta::assert_snapshot!(samples.run(&["data", "check", "data/nothing.csv"]).shown());
    assert_eq!(samples.run(&["data", "check", "data/goog_1d.csv", "--timeframe", "1x"]).code, 2);
}
