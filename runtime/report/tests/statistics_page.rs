//! `docs/statistics.md` is held against the code and against the reference figures.

use std::path::{Path, PathBuf};

use simpletrader_report::history::History;
use simpletrader_report::honesty::checks;
use simpletrader_report::statistics::Statistics;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page() -> String {
    std::fs::read_to_string(repository().join("docs/statistics.md")).unwrap()
}

/// The code in the first cell of the rows of the tables whose heading begins so.
fn first_cells(page: &str, heading: &str) -> Vec<String> {
    let rows = page.lines().skip_while(|line| !line.starts_with(heading)).skip(2).take_while(|line| line.starts_with("| `"));
    rows.map(|row| row.split('`').nth(1).unwrap().to_owned()).collect()
}

#[test]
fn the_page_lists_every_statistic_in_its_order() {
    let ours: Vec<&str> = Statistics::of(&History::default(), None).listed.iter().map(|listed| listed.key).collect();
    assert_eq!(first_cells(&page(), "| key "), ours);
}

#[test]
fn the_page_lists_every_honesty_check_in_its_order() {
    let nothing = History::default();
    let ours: Vec<&str> = checks(&nothing, &Statistics::of(&nothing, None), None).iter().map(|check| check.key).collect();
    assert_eq!(first_cells(&page(), "| check "), ours);
}

#[test]
fn the_page_says_of_every_reference_figure_what_it_is_here() {
    let text = std::fs::read_to_string(repository().join("tests/data/reference/statistics.json")).unwrap();
    let reference: serde_json::Value = serde_json::from_str(&text).unwrap();
    let page = page();
    for program in reference["goog_sma_level"].as_object().unwrap().values() {
        for name in program.as_object().unwrap().keys() {
            assert!(page.contains(&format!("`{name}`")), "`{name}` is not on the page");
        }
    }
}
