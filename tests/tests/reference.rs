//! Every row of the reference results, by the whole pipeline, to the last digit.

use std::path::Path;

use simpletrader_tests::pipeline::{build_spec, repository, run_components, sample};

/// The first ten columns of a trade list.
fn ten_columns(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| line.split(',').take(10).collect::<Vec<_>>().join(",") + "\n").collect()
}

fn reproduces(name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let outcome = run_components(build_spec(&sample(name)), &folder.path().join("run"));
    let reference = repository().join("tests/data/reference");
    let expected = std::fs::read_to_string(reference.join(format!("{name}_trades.csv"))).unwrap();
    assert_eq!(ten_columns(&outcome.directory.join("trades.csv")), expected);

    let read = |path: &Path| -> serde_json::Value { serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap() };
    let ours = read(&outcome.directory.join("summary.json"));
    let theirs = &read(&reference.join("summary.json"))[name];
    let keys = theirs.as_object().unwrap();
    assert!(keys.len() >= 13, "the reference has its keys");
    for (key, value) in keys {
        assert_eq!(&ours[key], value, "{name}: {key}");
    }
    let equity = std::fs::read_to_string(outcome.directory.join("equity.csv")).unwrap();
    assert_eq!(equity.lines().count() as u64, theirs["bars"].as_u64().unwrap() + 1, "one line a bar and the header");
}

macro_rules! cases {
    ($($name:ident),+ $(,)?) => { $(
        #[test]
        fn $name() {
            reproduces(stringify!($name));
        }
    )+ };
}

cases!(
    // mission: 28, 71, 72, 78 (partly), 82
    goog_sma_level,
    goog_sma_cross,
    goog_ema_level,
    goog_sma_level_pct,
    goog_sma_cross_bracket,
    aapl_sma_level,
    aapl_sma_cross,
    aapl_ema_level,
    aapl_sma_level_pct,
    // mission: 82
    aapl_sma_cross_bracket,
);
