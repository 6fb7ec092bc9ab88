//! `simpletrader report --rerun`: what a strategy would have done under other assumptions.

mod support;

use std::fs;

use support::Samples;

/// Fixed sizes and orders at the market: what costs take away changes no decision.
const PLAIN: &str = "goog_sma_level/operation.yaml";

/// The table of assumptions: of each the texts of its cells.
fn table(samples: &Samples) -> Vec<Vec<String>> {
    let page = fs::read_to_string(samples.path().join("run/tearsheet.html")).unwrap();
    let section = page.split("id=\"sensitivity\"").nth(1).unwrap().split("</table>").next().unwrap();
    let cells = |row: &str| {
        row.split("<t").skip(1).map(|cell| cell.split_once('>').unwrap().1.split('<').next().unwrap().to_owned()).collect()
    };
    section.split("<tr>").skip(2).map(cells).collect()
}

fn reported(operation: &str) -> (Samples, Vec<Vec<String>>) {
    let samples = Samples::new();
    let answer = samples.run(&["backtest", operation, "--quiet", "--out", "run"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let answer = samples.run(&["report", "run", "--rerun"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let table = table(&samples);
    (samples, table)
}

#[test]
fn costs_that_change_no_decision_come_to_the_same_both_ways() {
    let (_, table) = reported(PLAIN);
    assert_eq!(table.len(), 5, "{table:?}");
    for row in &table[..2] {
        let [assumption, equity, change, again, changed, trades] = &row[..] else { panic!("{row:?}") };
        assert_eq!((equity, change), (again, changed), "{assumption}");
        assert_eq!(trades, "47");
    }
    assert_eq!((table[0][2].as_str(), table[1][2].as_str()), ("+95.00", "-95.00"), "95 fills, a dollar each");
}

#[test]
fn a_run_with_later_orders_comes_to_what_an_operation_with_that_latency_comes_to() {
    let (samples, table) = reported(PLAIN);
    let environments = samples.path().join("common/environments.yaml");
    let text = fs::read_to_string(&environments).unwrap();
    for bars in 1..=3 {
        let fee = "commission: {per_fill: \"1\"}";
        assert_eq!(text.matches(fee).count(), 1);
        fs::write(&environments, text.replace(fee, &format!("{fee}\n    latency: {{bars: {bars}}}"))).unwrap();
        let answer = samples.run(&["backtest", PLAIN, "--json", "--out", "late"]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        let summary: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
        let row = &table[bars + 1];
        let equity: f64 = summary["final_equity"].as_str().unwrap().parse().unwrap();
        assert_eq!((&row[3], &row[5]), (&format!("{equity:.2}"), &summary["trades"].to_string()), "{row:?}");
        assert_ne!(row[1], row[3], "decisions that see other fills are other decisions");
    }
}

#[test]
fn what_is_not_what_went_into_the_run_is_not_run_again() {
    let samples = Samples::new();
    assert_eq!(samples.run(&["backtest", PLAIN, "--quiet", "--out", "run"]).code, 0);
    let blueprint = samples.path().join("common/sma_level.yaml");
    let text = fs::read_to_string(&blueprint).unwrap();
    fs::write(&blueprint, format!("{text}# another\n")).unwrap();
    let answer = samples.run(&["report", "run", "--rerun"]);
    assert_eq!(answer.code, 2, "{}", answer.out);
    assert!(answer.err.contains("common/sma_level.yaml` is not what went into the run"), "{}", answer.err);
    assert!(!samples.path().join("run/tearsheet.html").exists());
    fs::remove_file(samples.path().join("run/origin.json")).unwrap();
    let answer = samples.run(&["report", "run", "--rerun"]);
    assert_eq!(answer.code, 2, "{}", answer.out);
    assert!(answer.err.contains("nothing says where the operation lies"), "{}", answer.err);
    fs::write(&blueprint, text).unwrap();
    let answer = samples.run(&["report", "run", "--rerun", "--operation", PLAIN]);
    assert_eq!(answer.code, 0, "where it is said, it is found: {}", answer.err);
    assert_eq!(samples.run(&["report", "run", "--sensitivity"]).code, 0, "prices alone need nothing but the run");
    let answer = samples.run(&["report", "run", "--operation", PLAIN]);
    assert!(answer.code == 2 && answer.err.contains("without --rerun"), "what is not heeded is refused: {}", answer.err);
}
