//! Slices of bars as an operator meets them: granted, recorded, checked, and never the truth.

mod support;

use std::fs;
use std::path::Path;

use support::Samples;

const OPERATION: &str = "goog_sma_level/operation.yaml";
const BLUEPRINT: &str = "common/sma_level.yaml";

/// The workers of the sample that may be asked about many bars at once: both averages, and the detector that looks at them.
const SLICED: [&str; 3] = ["fast", "slow", "cross"];

/// The sample in which they may be asked about so many bars, with its files pinned.
fn granting(bars: u32) -> Samples {
    let samples = Samples::new();
    let grants: String = SLICED.iter().map(|worker| format!("{worker}: {{slices: {{bars: {bars}}}}}\n        ")).collect();
    samples.replace(OPERATION, "drawdown:", &format!("{grants}drawdown:"));
    let answer = samples.run(&["lock", OPERATION]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    samples
}

/// The same with a worker of the tests in the place of one of its own.
fn granting_to(name: &str, replaced: &str) -> Samples {
    let samples = granting(256);
    let plugin = format!("plugins/test/{name}/v0.1.0.wasm");
    let to = samples.path().join(&plugin);
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(&plugin), to).unwrap();
    samples.replace(BLUEPRINT, replaced, &format!("test/{name}/v0.1.0"));
    assert_eq!(samples.run(&["lock", OPERATION]).code, 0);
    samples
}

/// How a run says who was asked about how many bars.
fn in_words(bars: u32) -> String {
    SLICED.map(|worker| format!("{worker} {bars} bars at once")).join(", ")
}

fn backtest(samples: &Samples, out: &str, more: &[&str]) {
    let answer = samples.run(&[&["backtest", OPERATION, "--quiet", "--out", out], more].concat());
    assert_eq!(answer.code, 0, "{}", answer.err);
}

fn json(samples: &Samples, file: &str) -> serde_json::Value {
    serde_json::from_str(&fs::read_to_string(samples.path().join(file)).unwrap()).unwrap()
}

/// What `verify` compares for a run with slices says that nothing else came out bar by bar.
#[test]
fn slices_of_any_length_change_nothing_but_what_the_run_costs() {
    for bars in [1, 16, 256] {
        let samples = granting(bars);
        backtest(&samples, "sliced", &[]);
        backtest(&samples, "single", &["--bar-by-bar"]);
        for file in ["trades.csv", "equity.csv", "bars.csv", "build_spec.json", "run.json"] {
            let read = |run: &str| fs::read_to_string(samples.path().join(run).join(file)).unwrap();
            assert_eq!(read("sliced"), read("single"), "{file}");
        }
        let (mut sliced, mut single) = (json(&samples, "sliced/summary.json"), json(&samples, "single/summary.json"));
        let header = sliced.as_object_mut().unwrap().remove("slices").unwrap();
        let of = |worker: &str| serde_json::json!({"worker_id": worker, "bars": bars, "checked": false});
        assert_eq!(header, serde_json::json!(SLICED.map(of)));
        assert!(single.get("slices").is_none(), "bar by bar there is nothing to say");
        let calls = |summary: &serde_json::Value| {
            let workers = summary["workers"].as_array().unwrap();
            workers.iter().map(|worker| worker["calls"].as_u64().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(calls(&sliced), calls(&single), "a bar of a slice counts as a call");
        [&mut sliced, &mut single].into_iter().for_each(|summary| drop(summary.as_object_mut().unwrap().remove("workers")));
        assert_eq!(sliced, single);
        let answer = samples.run(&["verify", "sliced"]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        assert!(answer.out.starts_with(&format!("slices were used ({})", in_words(bars))), "{}", answer.out);
    }
}

#[test]
fn an_honest_worker_passes_the_check() {
    let samples = granting(100);
    let answer = samples.run(&["backtest", OPERATION, "--check-slices", "--out", "run"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let told = format!("  slices        {}: checked bar by bar\n", in_words(100));
    assert!(answer.out.contains(&told), "{}", answer.out);
    assert!((0..SLICED.len()).all(|worker| json(&samples, "run/summary.json")["slices"][worker]["checked"] == true));
}

#[test]
fn console_and_tearsheet_say_that_slices_were_used() {
    let samples = granting(256);
    let answer = samples.run(&["backtest", OPERATION, "--out", "run"]);
    let told = format!("{}: not checked; `simpletrader verify` goes bar by bar", in_words(256));
    assert!(answer.out.contains(&format!("  slices        {told}\n")), "{}", answer.out);
    assert_eq!(samples.run(&["report", "run"]).code, 0);
    let page = fs::read_to_string(samples.path().join("run/tearsheet.html")).unwrap();
    assert!(page.contains(&format!("<p class=\"bad\">Slices: {told}</p>")));
}

#[test]
fn a_receipt_is_for_a_run_bar_by_bar() {
    let samples = granting(256);
    backtest(&samples, "sliced", &[]);
    backtest(&samples, "single", &["--bar-by-bar"]);
    assert_eq!(samples.run(&["keygen", "key"]).code, 0);
    insta::assert_snapshot!(samples.run(&["receipt", "sliced", "--key", "key"]).shown());
    let answer = samples.run(&["receipt", "single", "--key", "key"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert_eq!(samples.run(&["verify", "--receipt", "single/receipt.json", "--operation", OPERATION]).code, 0);
}

#[test]
fn a_check_without_any_slices_is_refused() {
    let samples = Samples::new();
    insta::assert_snapshot!(samples.run(&["backtest", OPERATION, "--check-slices"]).shown());
}

/// Runs it in slices and bar by bar, and asks the check and `verify` what they think of it.
fn find_out(samples: &Samples, name: &str) {
    backtest(samples, "sliced", &[]);
    backtest(samples, "single", &["--bar-by-bar"]);
    let equity = |run: &str| {
        let summary = json(samples, &format!("{run}/summary.json"));
        summary["final_equity"].as_str().unwrap().parse::<f64>().unwrap()
    };
    assert!(equity("sliced") > 1.2 * equity("single"), "{} and {}", equity("sliced"), equity("single"));
    let checked = samples.run(&["backtest", OPERATION, "--check-slices", "--quiet", "--out", "run"]);
    insta::assert_snapshot!(format!("{name}_checked"), checked.shown());
    assert_eq!(json(samples, "run/run.json")["class"], "LOOK_AHEAD");
    insta::assert_snapshot!(format!("{name}_verified"), samples.run(&["verify", "sliced"]).shown());
    let answer = samples.run(&["verify", "single"]);
    assert_eq!(answer.code, 0, "bar by bar it has nothing to look at: {}", answer.err);
}

/// A worker in place of the fast average that gives the close, and a later one where it can.
#[test]
fn a_worker_that_looks_ahead_in_its_slices_profits_and_is_found_out() {
    find_out(&granting_to("peek", "simpletrader/sma/v0.1.0, config: {period: 10}"), "peek");
}

/// Both averages are honest; who looks at them in slices knows which will be above.
#[test]
fn a_detector_that_looks_ahead_in_its_slices_profits_and_is_found_out() {
    find_out(&granting_to("foresee", "simpletrader/cross/v0.1.0\n      config: {mode: level, warmup: 20}"), "foresee");
}
