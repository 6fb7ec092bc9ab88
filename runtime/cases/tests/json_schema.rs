//! The published JSON Schema of case files is that of this version, takes every case of this repository, and refuses what nobody
//! reads.
//!
//! `UPDATE_SCHEMAS=1 cargo test -p simpletrader-cases --test json_schema` writes it anew.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::Value;
use simpletrader_cases::json_schema::{schema, text};
use simpletrader_config::json_schema::yaml_as_json;

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

fn objections(text: &str) -> Vec<String> {
    let value = yaml_as_json(text).unwrap_or_else(|findings| panic!("{findings}"));
    validator().iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn case_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !["node_modules", ".simpletrader", "target", "build"].contains(&name.as_str()) {
            case_files(&path, found);
        } else if path.parent().is_some_and(|folder| folder.ends_with("cases")) && name.ends_with(".yaml") {
            found.push(path);
        }
    }
}

#[test]
fn the_published_schema_is_that_of_this_version() {
    let file = Path::new("../../docs/schemas/cases.json");
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::write(file, text()).unwrap();
    }
    let found = fs::read_to_string(file).unwrap_or_default();
    assert!(found == text(), "{} is stale: run this test with UPDATE_SCHEMAS=1", file.display());
}

#[test]
fn the_schema_keeps_the_rules_of_its_draft() {
    jsonschema::meta::validate(&schema()).unwrap();
}

#[test]
fn every_case_file_of_this_repository_satisfies_it() {
    let mut found = Vec::new();
    for folder in ["../authoring/templates", "../../guest-sdk", "../../example-workers", "../../tests/conformance"] {
        case_files(Path::new(folder), &mut found);
    }
    assert!(found.len() >= 20, "only {} files were looked at", found.len());
    for path in found {
        assert_eq!(objections(&fs::read_to_string(&path).unwrap()), Vec::<String>::new(), "{}", path.display());
    }
}

#[test]
fn every_case_of_the_page_about_testing_satisfies_it() {
    let page = fs::read_to_string("../../docs/testing-workers.md").unwrap();
    let blocks: Vec<&str> = page.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(blocks.len() >= 9, "{} blocks", blocks.len());
    for block in blocks {
        assert_eq!(objections(block), Vec::<String>::new(), "{block}");
    }
}

#[test]
fn a_file_with_every_key_satisfies_it_and_one_key_more_anywhere_does_not() {
    let complete = "\
params: {period: 3}
instruments: {GOOG_USD: {tick_size: 0.01, lot_size: 1, min_notional: 10}, BTC_USDT: ~}
series: [GOOG_USD 1d]
tolerance: 0.5
budget: {fuel: 200_000, memory: 2MiB}
cases:
  - case: one
    params: {period: 4}
    tolerance: 0
    budget: {fuel: 1}
    calls:
      - bar: {open: 1, high: 2, low: 1, close: 2, volume: 5}
        series: GOOG_USD 1d
        at: 2024-01-02T00:00:00Z
        window: [1, [1, 2, 1, 2], [1, 2, 1, 2, 5]]
        inputs: {fast: not-ready, slow: 1.5}
        tolerance: 0.1
        expect: ~
  - case: two
    fails: {kind: bad-params, text: period}
";
    assert_eq!(objections(complete), Vec::<String>::new());
    for (from, to) in [
        ("series: [", "serie: ["),
        ("memory: 2MiB", "memori: 2MiB"),
        ("- case: one", "- case: one\n    name: one"),
        ("min_notional: 10", "notional: 10"),
        ("volume: 5}", "volumes: 5}"),
        ("text: period", "texts: period"),
        ("expect: ~", "expects: ~"),
    ] {
        assert!(complete.contains(from), "{from}");
        assert!(!objections(&complete.replacen(from, to, 1)).is_empty(), "{to} is accepted");
    }
}

#[test]
fn what_the_reader_refuses_by_its_shape_is_refused() {
    for wrong in [
        "params: {}",
        "cases: []",
        "cases: [{calls: []}]",
        "cases: [{case: a, fails: not-ready, calls: []}]",
        "cases: [{case: a, calls: [{expect: ~, fails: not-ready}]}]",
        "cases: [{case: a, calls: [{bar: [1, 2, 3]}]}]",
        "cases: [{case: a, calls: [{bar: {open: 1}}]}]",
        "cases: [{case: a, calls: [{inputs: {x: soon}}]}]",
        "cases: [{case: a, tolerance: -1}]",
        "cases: [{case: a, calls: [{fails: [not-ready]}]}]",
    ] {
        assert!(!objections(wrong).is_empty(), "{wrong} is accepted");
    }
    let value: Value = yaml_as_json("cases: [{case: a}]").unwrap();
    assert!(validator().is_valid(&value));
}
