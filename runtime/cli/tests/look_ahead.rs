//! NO-LOOK-AHEAD, as a stranger's component would try to break it: a probe that uses every import there is writes down what it
//! finds, over bars that end differently.

use std::path::Path;

mod support;

use support::Samples;

/// The probe in the place of the fast average, with every capability granted.
fn samples() -> Samples {
    let samples = Samples::new();
    let probe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/plugins/simpletrader/probe/v0.1.0.wasm");
    let place = samples.plugin("probe");
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::fs::copy(probe, place).unwrap();
    samples.replace(
        "common/sma_level.yaml",
        "plugin: simpletrader/sma/v0.1.0, config: {period: 10}",
        "plugin: simpletrader/probe/v0.1.0, config: {}",
    );
    let grants =
        "grants:\n        fast: {log: {}, market-window: {bars: 50}, state: {scope: global, bytes: 64}, journal-note: {}}\n";
    samples.replace("goog_sma_level/operation.yaml", "grants:\n", grants);
    samples
}

/// Everything that the probe wrote before the first bar that is not the same in both runs, which is the bar `bars`.
fn found(samples: &Samples, data: &str, bars: usize) -> Vec<String> {
    std::fs::write(samples.path().join("data/goog_1d.csv"), data).unwrap();
    let answer = samples.run(&["backtest", "goog_sma_level/operation.yaml", "--quiet", "--out", "run"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let database = rusqlite::Connection::open(samples.path().join("run/run.sqlite")).unwrap();
    let mut statement = database.prepare("SELECT at || ' ' || text FROM worker_log ORDER BY pass, line").unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    let lines: Vec<String> = rows.map(Result::unwrap).collect();
    let starts = lines.iter().enumerate().filter(|(_, line)| line.contains(" told ")).map(|(index, _)| index);
    let end = starts.clone().nth(bars).unwrap_or(lines.len());
    assert!(starts.count() >= bars, "the probe was called at every bar");
    lines[..end].to_vec()
}

#[test]
fn a_component_finds_no_later_bar_by_any_import() {
    let samples = samples();
    let all = std::fs::read_to_string(samples.path().join("data/goog_1d.csv")).unwrap();
    let lines: Vec<&str> = all.lines().take(101).collect();
    let (header, bars) = lines.split_first().unwrap();
    let file = |bars: &[&str]| format!("{header}\n{}\n", bars.join("\n"));
    // The same sixty bars; then forty others, or the same forty in another order of prices, or none.
    let real = file(bars);
    let moved: Vec<String> = bars[60..]
        .iter()
        .zip(bars[60..].iter().rev())
        .map(|(time, prices)| {
            let (date, rest) = (time.split(',').next().unwrap(), prices.split_once(',').unwrap().1);
            format!("{date},{rest}")
        })
        .collect();
    let other = file(&bars[..60].iter().copied().chain(moved.iter().map(String::as_str)).collect::<Vec<_>>());
    let none = file(&bars[..60]);
    let expected = found(&samples, &real, 60);
    assert_eq!(expected.len(), 60 * 7);
    assert_eq!(found(&samples, &other, 60), expected);
    assert_eq!(found(&samples, &none, 60), expected);
    assert_ne!(found(&samples, &other, 61), found(&samples, &real, 61), "the probe sees the bar at which they part");
    let newest = expected.iter().filter(|line| line.contains(" bars up to "));
    for line in newest {
        let (at, rest) = line.split_once(' ').unwrap();
        assert!(rest.contains(&format!("up to {at}")), "the newest bar is the one that it is told of: {line}");
    }
}
