//! Each rule of compatibility with one contract that keeps it and one that breaks it.

use super::*;
use std::fs;

const FIRST: &str = "
package simpletrader:worker@0.1.0;
interface types {
  record bar { close: s64, volume: s64 }
  enum side { buy, sell }
  record unused { a: u32 }
  variant failure { failed(string) }
}
interface log { write: func(text: string); }
interface context {
  use types.{bar, failure};
  record given { bars: list<bar> }
  measure: func(given: given) -> result<list<f64>, failure>;
}
world context-worker { import log; export context; }
";

fn contract(text: &str) -> Contract {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("worker.wit"), text).unwrap();
    Contract::read(place.path()).unwrap()
}

/// The differences after a change of the text, each with whether it breaks.
fn after(from: &str, to: &str) -> Vec<(bool, String)> {
    let second = FIRST.replace(from, to);
    assert_ne!(second, FIRST, "{from}");
    differences(&contract(FIRST), &contract(&second)).into_iter().map(|found| (found.breaks, found.text)).collect()
}

#[track_caller]
fn breaks(from: &str, to: &str, word: &str) {
    let found = after(from, to);
    assert!(found.iter().any(|(breaks, text)| *breaks && text.contains(word)), "{found:#?}");
}

#[track_caller]
fn is_harmless(from: &str, to: &str, word: &str) {
    let found = after(from, to);
    assert!(found.iter().all(|(breaks, _)| !breaks) && found.iter().any(|(_, text)| text.contains(word)), "{found:#?}");
}

#[test]
fn equal_contracts_differ_in_nothing() {
    assert_eq!(differences(&contract(FIRST), &contract(FIRST)), []);
    let commented = FIRST.replace("interface log", "/// Lines for the author.\ninterface log");
    assert_eq!(differences(&contract(FIRST), &contract(&commented)), [], "documentation is no part of a contract");
}

#[test]
fn one_more_field_breaks_every_function_that_takes_the_record_however_deep() {
    breaks("volume: s64", "volume: s64, trades: s64", "`context.measure`: the type `types.bar` has a new field `trades`");
    breaks(", volume: s64", "", "has lost its field `volume`");
    breaks("volume: s64", "volume: u64", "has u64 instead of s64 in its field `volume`");
    breaks("close: s64, volume: s64", "volume: s64, close: s64", "has its fields in another order");
    breaks("record given { bars: list<bar> }", "enum given { bars }", "is defined as enum instead of record");
}

#[test]
fn a_type_that_stands_in_no_function_breaks_nothing() {
    is_harmless("a: u32", "a: u32, b: u32", "has a new field `b`; it stands in no function");
    is_harmless("enum side { buy, sell }", "", "the type `types.side` is gone");
    is_harmless("enum side", "enum third { one }\n  enum side", "new type, `types.third`");
}

#[test]
fn what_workers_call_may_be_added_and_not_taken_away() {
    is_harmless(
        "write: func(text: string);",
        "write: func(text: string); flush: func();",
        "`log.flush` is new: workers may call it",
    );
    breaks("write: func(text: string);", "flush: func();", "`log.write` is gone: workers call it");
    breaks("write: func(text: string)", "write: func(text: string, level: u8)", "takes (text: string, level: u8) instead of");
    breaks("import log; ", "", "does not import `log` any more");
}

#[test]
fn what_the_host_calls_may_be_taken_away_and_not_added() {
    let measure = "measure: func(given: given) -> result<list<f64>, failure>;";
    breaks(measure, &format!("{measure} reset: func();"), "`context.reset` is new: the host calls it");
    is_harmless(measure, "", "`context.measure` is gone: the host does not call it any more");
    breaks("list<f64>, failure>", "list<f32>, failure>", "gives result<list<f32>, types.failure> instead of");
}

#[test]
fn worlds_may_import_more_and_must_not_export_more() {
    let more = "interface state { get: func() -> u32; }\nworld context-worker { import state;";
    is_harmless("world context-worker {", more, "`context-worker` may import `state`");
    breaks("world context-worker {", &more.replace("import", "export"), "must export `state`");
    breaks("world context-worker", "world other-worker", "the world `context-worker` is gone");
    is_harmless(
        "world context-worker {",
        "world other-worker { export context; }\nworld context-worker {",
        "new world, `other-worker`",
    );
}

#[test]
fn versions_meet_as_semantic_versioning_says() {
    is_harmless("@0.1.0", "@0.1.1", "the version is 0.1.1 instead of 0.1.0");
    breaks("@0.1.0", "@0.2.0", "these two do not meet");
    assert!(meet(&Version::new(1, 2, 0), &Version::new(1, 9, 3)) && !meet(&Version::new(1, 0, 0), &Version::new(2, 0, 0)));
    assert!(!meet(&Version::new(0, 0, 1), &Version::new(0, 0, 2)));
}

#[test]
fn a_place_without_a_contract_is_refused_by_its_name() {
    let place = tempfile::tempdir().unwrap();
    for (name, text) in [("broken.wit", "interface {"), ("none.wasm", "\0asm"), ("absent.wasm", "")] {
        let path = place.path().join(name);
        if !text.is_empty() {
            fs::write(&path, text).unwrap();
        }
        let error = Contract::read(&path).unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
    }
}

#[test]
fn the_exported_folder_holds_the_contract_that_is_compiled_in() {
    let place = tempfile::tempdir().unwrap();
    for (name, text) in crate::contract_files() {
        fs::write(place.path().join(name), text).unwrap();
    }
    assert_eq!(differences(&Contract::built_in().unwrap(), &Contract::read(place.path()).unwrap()), []);
}
