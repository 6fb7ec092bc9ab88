//! One file by itself: its kind shows in its content, and what is wrong with it is told at its place.

mod support;

use std::fs;
use std::path::Path;

use simpletrader_config::diagnostic::Look;
use simpletrader_config::{FileKind, PluginRegistry, SingleFile};
use support::{Copy, no_env, registry};

/// Checks a text alone, in a folder of its own, and renders what is told.
fn told(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.yaml");
    fs::write(&path, text).unwrap();
    let findings = match SingleFile::open(&path, &no_env) {
        Ok(file) => file.check(&PluginRegistry::default()),
        Err(findings) => findings,
    };
    findings.render(Look::Plain).replace(&format!("{}/", folder.path().display()), "")
}

const MANIFEST: &str = "\
identification:
  vendor: acme
  name: cross
  display_name: Cross
  version: 1.0.0
  type: signal_detector
contract: simpletrader:worker@0.1.0
inputs: [{name: fast}, {name: slow}]
publishes: [{event_name: SIGNAL_DETECTED, payload_type: Signal}]
invokes: [detect]
";

#[test]
fn the_kind_of_a_file_shows_in_its_content() {
    let good = "tests/fixtures/good";
    for (file, kind) in [
        ("operation.yaml", FileKind::Operation),
        ("strategies/cross.yaml", FileKind::Blueprint),
        ("strategies/wiring.yaml", FileKind::Wiring),
        ("platform.yaml", FileKind::Platform),
        ("data_sources.yaml", FileKind::DataSources),
        ("environments.yaml", FileKind::Environments),
    ] {
        let file = SingleFile::open(&Path::new(good).join(file), &no_env).unwrap_or_else(|findings| panic!("{findings}"));
        assert_eq!(file.kind(), kind);
    }
}

#[test]
fn a_file_of_no_kind_says_what_kinds_there_are() {
    insta::assert_snapshot!(told("workfroce: {}\n"));
    assert!(told("hello: world\n").contains("an operation file begins with `operation:`"));
    assert!(told("- a\n").contains("[V01]"));
    let missing = SingleFile::open(Path::new("no/such/file.yaml"), &no_env).unwrap_err().to_string();
    assert!(missing.contains("[V04]") && missing.contains("there is no file"), "{missing}");
}

#[test]
fn a_manifest_is_sound_in_yaml_and_in_json() {
    assert_eq!(told(MANIFEST), "");
    let json = simpletrader_config::json_schema::yaml_as_json(MANIFEST).unwrap();
    assert_eq!(told(&serde_json::to_string_pretty(&json).unwrap()), "");
}

#[test]
fn a_broken_manifest_is_told_at_the_place_with_the_rule() {
    for (from, to, rule) in [
        ("  type: signal_detector\n", "  type: signal_detector\n  color: red\n", "V02"),
        ("  version: 1.0.0\n", "  version: one\n", "V02"),
        ("invokes: [detect]", "invokes: [process]", "V30"),
        ("payload_type: Signal", "payload_type: Opportunity", "V38"),
        ("payload_type: Signal", "payload_type: Risk", "V37"),
        ("event_name: SIGNAL_DETECTED", "event_name: _signal", "V41"),
        ("type: signal_detector", "type: planning_worker", "V02"),
    ] {
        assert!(MANIFEST.contains(from));
        let shown = told(&MANIFEST.replace(from, to));
        assert!(shown.contains(&format!("[{rule}]")), "{to}: {shown}");
    }
    let context = MANIFEST
        .replace("signal_detector", "context_worker")
        .replace("[detect]", "[measure]")
        .replace("inputs: ", "outputs: [{name: value}]\ninputs: ");
    assert!(told(&context).contains("[V39]"), "{}", told(&context));
    insta::assert_snapshot!(told(&MANIFEST.replace("  type: signal_detector\n", "  type: signal_detector\n  color: red\n")));
    insta::assert_snapshot!(told(&MANIFEST.replace("[detect]", "[process]")));
}

#[test]
fn a_blueprint_is_checked_with_the_plugins_and_without_an_environment() {
    let check = |copy: &Copy| {
        let file = SingleFile::open(&copy.root().join("strategies/cross.yaml"), &no_env).unwrap();
        assert!(file.needs_plugins());
        assert_eq!(file.plugins_dir(), copy.root().join("plugins"));
        file.check(&registry()).iter().map(|finding| finding.rule.code()).collect::<Vec<_>>()
    };
    assert!(check(&Copy::new()).is_empty());
    let strategy = "strategies/cross.yaml";
    assert_eq!(check(&Copy::new().replace(strategy, "config: {period: 10}", "config: {period: 0}")), ["V20"]);
    assert_eq!(check(&Copy::new().replace(strategy, "acme/cross/v1.2.0", "acme/cross/v9.0.0")), ["V12"]);
    assert_eq!(check(&Copy::new().replace(strategy, "worker_id: sizer", "worker_id: cross")), ["V11"]);
    let wired = Copy::new().replace(strategy, "name: Moving", "wiring: wiring.yaml\nname: Moving");
    assert!(check(&wired).is_empty());
    let wired = wired.replace("strategies/wiring.yaml", "handler_method: detect", "handler_method: process");
    assert_eq!(check(&wired), ["V30"]);
}

#[test]
fn every_other_file_is_checked_in_its_shape() {
    for (text, rule) in [
        ("operation: {name: x}\n", "V02"),
        ("wiring_id: w\n", "V02"),
        ("paths: {plugin_dir: x}\n", "V01"),
        ("data_sources: [{id: a}]\n", "V02"),
        ("environments: [{environment_id: a, type: papre}]\n", "V02"),
        ("connectors: [{id: a, type: rest, api_key: abc}]\n", "V02"),
        ("schedule: [{name: a, event: X_Y_Z, type: cron, expression: daily}]\n", "V02"),
        ("lock_version: 2\n", "V02"),
    ] {
        assert!(told(text).contains(&format!("[{rule}]")), "{text}: {}", told(text));
    }
}
