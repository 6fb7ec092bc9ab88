//! `simpletrader data check` and `data convert` as somebody meets it who prepares data.

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

/// Four minutes of bars, labelled by counts of this many digits beyond seconds.
fn counted(samples: &Samples, name: &str, digits: &str) {
    let line = |minute: i64| format!("{}{digits},10,12,9,{},3\n", 1_699_999_980 + 60 * minute, 10 + minute % 2);
    let lines: String = (0..4).map(line).collect();
    fs::write(samples.path().join(name), format!("timestamp,open,high,low,close,volume\n{lines}")).unwrap();
}

#[test]
fn times_that_are_counts_are_checked_and_converted() {
    let samples = Samples::new();
    counted(&samples, "ms.csv", "000");
    counted(&samples, "odd.csv", "0");
    let mut shown = vec![samples.run(&["data", "check", "ms.csv"]).shown()];
    shown.push(samples.run(&["data", "convert", "ms.csv", "written.csv"]).shown());
    shown.push(fs::read_to_string(samples.path().join("written.csv")).unwrap());
    // Eleven digits are no unit: whoever knows says so.
    shown.push(samples.run(&["data", "check", "odd.csv"]).shown());
    shown.push(samples.run(&["data", "check", "odd.csv", "--time-unit", "min"]).shown());
    shown.push(samples.run(&["data", "check", "odd.csv", "--time-unit", "ms"]).shown());
    insta::assert_snapshot!(shown.join("---\n"));
}

#[test]
fn a_file_is_converted_once_and_only_what_a_run_would_take() {
    let samples = Samples::new();
    counted(&samples, "ms.csv", "000");
    fs::write(samples.path().join("broken.csv"), "timestamp,open,high,low,close,volume\n2024-01-01,1,1,1,none,1\n").unwrap();
    let convert = |arguments: &[&str]| samples.run(&[&["data", "convert"], arguments].concat()).shown();
    let shown = [
        convert(&["ms.csv", "bars.parquet"]),
        convert(&["ms.csv", "bars.parquet"]),
        convert(&["ms.csv", "bars.parquet", "--timeframe", "2m", "--force"]),
        convert(&["bars.parquet", "bars.csv"]),
        fs::read_to_string(samples.path().join("bars.csv")).unwrap(),
        convert(&["ms.csv", "longer.csv", "--timeframe", "90s"]),
        convert(&["ms.csv", "bars.txt"]),
        convert(&["broken.csv", "other.csv"]),
        convert(&["nothing.csv", "other.csv"]),
    ];
    insta::assert_snapshot!(shown.join("---\n"));
    assert!(!samples.path().join("other.csv").exists() && !samples.path().join("longer.csv").exists());
}
