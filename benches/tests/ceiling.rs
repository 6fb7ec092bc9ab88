//! The trades of the engine are those of the plain loop, to the last digit, whatever the seed of the bars.

use std::path::Path;
use std::process::Command;

use simpletrader_benches::reference::Reference;
use simpletrader_benches::walk::USUAL_SEED;
use simpletrader_cli::session::WorkerFiles;
use simpletrader_engine::run::RunOutcome;
use simpletrader_sandbox::{Sandbox, Settings};
use simpletrader_tests::natives::natives;
use simpletrader_tests::pipeline::{build_spec, repository, run_with};

/// What the ceiling printed: name and value a line.
fn ceiling(folder: &Path, arguments: &[&str]) -> Vec<(String, String)> {
    let output = Command::new(env!("CARGO_BIN_EXE_ceiling")).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.rsplit_once(' ').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap()).collect()
}

fn value(printed: &[(String, String)], name: &str) -> String {
    printed.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap()
}

fn ten_columns(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| line.split(',').take(10).collect::<Vec<_>>().join(",") + "\n").collect()
}

fn agrees(folder: &Path, outcome: &RunOutcome) {
    let printed = ceiling(folder, &["bars.csv", "trades.csv"]);
    assert_eq!(ten_columns(&outcome.directory.join("trades.csv")), std::fs::read_to_string(folder.join("trades.csv")).unwrap());
    let summary = &outcome.summary;
    let ours = [summary.bars.to_string(), summary.trades.to_string(), summary.cash.clone(), summary.open_qty.clone()];
    assert_eq!(ours, ["bars", "round trips", "cash", "held"].map(|name| value(&printed, name)));
}

#[test]
fn native_workers_trade_like_the_plain_loop_on_every_seed() {
    for seed in 1..=8 {
        let folder = tempfile::tempdir().unwrap();
        let spec = build_spec(&Reference::of(20_000, seed).write(folder.path(), &repository().join("plugins")).unwrap());
        let workers = natives(&spec);
        agrees(folder.path(), &run_with(spec, workers, &folder.path().join("run")));
    }
}

#[test]
fn components_trade_like_the_plain_loop_on_other_seeds() {
    let sandbox = Sandbox::new(Settings::default()).unwrap();
    let mut files = WorkerFiles::new(&sandbox);
    for seed in [77, 1_000_003] {
        let folder = tempfile::tempdir().unwrap();
        let spec = build_spec(&Reference::of(20_000, seed).write(folder.path(), &repository().join("plugins")).unwrap());
        let workers = files.sources(&spec).unwrap();
        agrees(folder.path(), &run_with(spec, workers, &folder.path().join("run")));
    }
}

#[test]
fn a_million_bars_have_the_work_that_the_targets_speak_of() {
    let folder = tempfile::tempdir().unwrap();
    Reference::of(1_000_000, USUAL_SEED).write(folder.path(), Path::new("plugins")).unwrap();
    let printed = ceiling(folder.path(), &["bars.csv"]);
    assert_eq!(value(&printed, "round trips"), "27357");
    assert_eq!(value(&printed, "ties"), "1923", "without ties nobody sees whether averages are exact");
}

#[test]
fn the_plain_loop_refuses_a_line_that_is_no_bar() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bars.csv"), "timestamp,open,high,low,close,volume\na,1.00,1.00,1.00,1.00,1\nb,1.0,2.00\n")
        .unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_ceiling")).arg("bars.csv").current_dir(folder.path()).output().unwrap();
    assert!(!output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: bars.csv: line 3 is no bar\n");
}
