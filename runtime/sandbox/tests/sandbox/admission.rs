//! The gate: what it lets through, and what each rule refuses with which words.

use std::path::Path;

use serde_json::json;
use simpletrader_contracts::worker::{Category, ComponentFacts, WASM_MANIFEST_SECTION, WASM_SCHEMA_SECTION};
use simpletrader_sandbox::{AdmissionError, Limits, LoadError, Terms, inspect, inspect_bytes};

use crate::forge::{Guest, append, manifest};
use crate::worker::sandbox;

fn gate(bytes: &[u8]) -> Result<ComponentFacts, AdmissionError> {
    inspect_bytes(Path::new("forged.wasm"), bytes, &Limits::default())
}

/// What the author of a refused file reads.
fn told(result: Result<ComponentFacts, AdmissionError>) -> String {
    let error = result.unwrap_err();
    format!("{error}\nhelp: {}", error.help)
}

fn good() -> Guest {
    Guest::new(Category::ContextWorker)
}

/// A world of this category with one more import, and a module that uses it.
fn importing(packages: &str, interface: &str) -> Guest {
    good()
        .world(&format!(
            "package test:custom; {packages}
             world custom {{ include simpletrader:worker/context-worker@0.1.0; import {interface}; }}"
        ))
        .with(&format!(r#"(import "{interface}" "get" (func $get (result i32)))"#))
        .handler("(call $get)")
}

// mission: 47 (partly)
#[test]
fn an_honest_worker_of_each_category_is_admitted() {
    for category in Category::ALL {
        let facts = gate(&Guest::new(*category).file()).unwrap_or_else(|error| panic!("{category}: {error}"));
        assert_eq!(facts.category, *category);
        assert_eq!(facts.manifest.category(), Some(*category));
        assert_eq!(facts.exports.len(), 2, "{:?}", facts.exports);
        assert!(facts.imports.iter().all(|import| import.starts_with("simpletrader:worker/")), "{:?}", facts.imports);
    }
}

#[test]
fn the_facts_are_those_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("worker.wasm");
    let bytes = good().schema(br#"{"type": "object"}"#).file();
    std::fs::write(&path, &bytes).unwrap();
    let facts = inspect(&path, &Limits::default()).unwrap();
    assert_eq!((facts.path.as_path(), facts.size), (path.as_path(), bytes.len() as u64));
    assert_eq!(facts.schema, Some(json!({"type": "object"})));
    assert_eq!(facts.digest.len(), 64);
    assert_ne!(facts.digest, gate(&good().file()).unwrap().digest, "another file, another identity");
    assert_eq!(gate(&good().file()).unwrap().schema, None);
}

#[test]
fn a_file_that_is_not_there_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error = inspect(&folder.path().join("none.wasm"), &Limits::default()).unwrap_err();
    assert!(error.to_string().starts_with("rule `readable`: "), "{error}");
}

#[test]
fn what_is_no_component_is_refused_as_what_it_is() {
    insta::assert_snapshot!(told(gate(&good().core())), @r"
    rule `component`: the file is a core WebAssembly module, not a component
    help: make a component of it with the build command; plain compiler output is only its first half
    ");
    insta::assert_snapshot!(told(gate(b"#!/bin/sh\nrm -rf /")), @r"
    rule `component`: the file is not WebAssembly
    help: give the path of a worker's .wasm file
    ");
    insta::assert_snapshot!(told(gate(b"")), @r"
    rule `component`: the file is not WebAssembly
    help: give the path of a worker's .wasm file
    ");
}

#[test]
fn a_damaged_file_is_refused() {
    let mut bytes = good().file();
    let middle = bytes.len() / 2;
    bytes.truncate(middle);
    assert!(told(gate(&bytes)).starts_with("rule `valid`: "));
}

#[test]
fn a_feature_that_is_not_on_the_list_is_refused() {
    let threads = good().with("(func (param i32) (result i32) (i32.atomic.load (local.get 0)))");
    insta::assert_snapshot!(told(gate(&threads.file())), @r"
    rule `valid`: threads support is not enabled (at byte 755)
    help: the file is damaged, or uses a WebAssembly feature that workers may not use; build it again
    ");
}

#[test]
fn what_wasi_has_beyond_the_profile_is_refused_by_name() {
    for name in ["http/types", "http/outgoing-handler", "cli/run", "clocks/timezone", "keyvalue/store"] {
        let (package, interface) = name.split_once('/').unwrap();
        let wit = format!("package wasi:{package}@0.2.0 {{ interface {interface} {{ get: func() -> u32; }} }}");
        let error = gate(&importing(&wit, &format!("wasi:{name}@0.2.0")).file()).unwrap_err();
        assert!(error.found.contains(&format!("`wasi:{name}@0.2.0` is not granted")), "{error}");
    }
}

// mission: 64 (partly)
#[test]
fn an_import_that_is_not_offered_is_refused_by_name() {
    let wasi = "package wasi:http@0.2.0 { interface types { get: func() -> u32; } }";
    insta::assert_snapshot!(told(gate(&importing(wasi, "wasi:http/types@0.2.0").file())), @r"
    rule `imports`: `wasi:http/types@0.2.0` is not granted: workers have no files, clock, randomness, environment or network
    help: build for wasm32-unknown-unknown, not for a wasi target, and without adapters
    ");
    let foreign = "package evil:corp@1.0.0 { interface backdoor { get: func() -> u32; } }";
    insta::assert_snapshot!(told(gate(&importing(foreign, "evil:corp/backdoor@1.0.0").file())), @r"
    rule `imports`: `evil:corp/backdoor@1.0.0` is not granted: it is no interface of the worker contract
    help: remove the import
    ");
}

/// A worker that writes to its log and says so, or not.
fn logging(declared: bool) -> Guest {
    let mut said = manifest(Category::ContextWorker);
    if declared {
        said["capabilities"] = serde_json::json!({"log": {}});
    }
    good()
        .world(
            "package test:custom;
             world custom { include simpletrader:worker/context-worker@0.1.0; import simpletrader:worker/log@0.1.0; }",
        )
        .with(r#"(import "simpletrader:worker/log@0.1.0" "write" (func $write (param i32 i32 i32)))"#)
        .handler("(call $write (i32.const 0) (i32.const 0) (i32.const 0)) (i32.const 1024)")
        .manifest(Some(said))
}

// mission: 59
#[test]
fn a_capability_that_is_used_must_be_declared() {
    insta::assert_snapshot!(told(gate(&logging(false).file())), @r#"
    rule `manifest`: the component uses the capability `log`, which the manifest does not ask for
    help: declare it in the manifest: `"capabilities": {"log": …}`, or do not use it
    "#);
    let facts = gate(&logging(true).file()).unwrap();
    assert!(facts.manifest.capabilities.log && facts.imports.iter().any(|import| import.contains("/log@")));
}

#[test]
fn a_capability_that_is_declared_need_not_be_used() {
    let mut said = manifest(Category::ContextWorker);
    said["capabilities"] = serde_json::json!({"state": {}});
    assert!(gate(&good().manifest(Some(said)).file()).is_ok());
}

#[test]
fn a_type_interface_that_brings_a_function_is_refused() {
    // Hand-written: no toolchain would make it.
    let bytes =
        wat::parse_str(r#"(component (import "simpletrader:worker/types@0.1.0" (instance (export "get" (func (result u32))))))"#);
    insta::assert_snapshot!(told(gate(&bytes.unwrap())), @r"
    rule `imports`: `simpletrader:worker/types@0.1.0` asks for more than types
    help: build the worker against the contract in wit/
    ");
}

#[test]
fn what_is_imported_beside_interfaces_is_refused() {
    let bytes = wat::parse_str(r#"(component (import "run" (func)))"#).unwrap();
    insta::assert_snapshot!(told(gate(&bytes)), @r"
    rule `imports`: `run` is not granted: it is no interface of the worker contract
    help: remove the import
    ");
    let bytes = wat::parse_str(r#"(component (import "simpletrader:worker/types@0.1.0" (component)))"#).unwrap();
    insta::assert_snapshot!(told(gate(&bytes)), @r"
    rule `imports`: `simpletrader:worker/types@0.1.0` asks for more than types
    help: build the worker against the contract in wit/
    ");
}

#[test]
fn another_version_of_the_contract_is_refused() {
    let bytes = wat::parse_str(r#"(component (import "simpletrader:worker/types@0.9.0" (instance)))"#).unwrap();
    insta::assert_snapshot!(told(gate(&bytes)), @r"
    rule `imports`: `types` is of contract version `0.9.0`; this host speaks 0.1.0
    help: build the worker with an SDK of this host's version
    ");
    let bytes = wat::parse_str(r#"(component (instance $i) (export "simpletrader:worker/detector@0.9.0" (instance $i)))"#).unwrap();
    insta::assert_snapshot!(told(gate(&bytes)), @r"
    rule `exports`: `detector` is of contract version `0.9.0`; this host speaks 0.1.0
    help: build the worker with an SDK of this host's version
    ");
}

#[test]
fn a_worker_exports_lifecycle_and_exactly_one_category() {
    let exports = |text: &str| told(gate(&wat::parse_str(format!("(component (instance $i) {text})")).unwrap()));
    insta::assert_snapshot!(exports(""), @r"
    rule `exports`: no category interface is exported
    help: build the worker for one of the nine worlds in wit/worlds.wit
    ");
    insta::assert_snapshot!(exports(r#"(export "simpletrader:worker/context@0.1.0" (instance $i))"#), @r"
    rule `exports`: `lifecycle` is not exported
    help: build the worker for one of the nine worlds in wit/worlds.wit
    ");
    let two = r#"(export "simpletrader:worker/context@0.1.0" (instance $i))
        (instance $j) (export "simpletrader:worker/detector@0.1.0" (instance $j))"#;
    insta::assert_snapshot!(exports(two), @r"
    rule `exports`: two categories are exported: context and detector
    help: build the worker for one of the nine worlds in wit/worlds.wit
    ");
}

#[test]
fn a_missing_function_is_refused() {
    let bytes = wat::parse_str(
        r#"(component (instance $i) (instance $j)
            (export "simpletrader:worker/context@0.1.0" (instance $i)) (export "simpletrader:worker/lifecycle@0.1.0" (instance $j)))"#,
    );
    insta::assert_snapshot!(told(gate(&bytes.unwrap())), @r"
    rule `exports`: `lifecycle` is exported without its function `configure`
    help: build the worker against the contract in wit/
    ");
}

#[test]
fn exports_that_nobody_asked_for_are_tolerated() {
    let stray = good()
        .world(
            "package test:custom; interface extra { version: func() -> u32; }
             world custom { include simpletrader:worker/context-worker@0.1.0; export extra; }",
        )
        .with(r#"(func (export "test:custom/extra#version") (result i32) (i32.const 7))"#);
    let facts = gate(&stray.file()).unwrap();
    assert!(facts.exports.iter().any(|name| name == "test:custom/extra"), "{:?}", facts.exports);
}

#[test]
fn a_function_of_the_wrong_type_is_found_when_loading() {
    // The gate sees names; the types show when the functions are bound, still before anything runs for real.
    let bytes = wat::parse_str(
        r#"(component
            (core module $m (func (export "f") (result i32) i32.const 0))
            (core instance $m (instantiate $m))
            (func $f (result u32) (canon lift (core func $m "f")))
            (instance $lifecycle (export "configure" (func $f)))
            (instance $context (export "measure" (func $f)))
            (export "simpletrader:worker/lifecycle@0.1.0" (instance $lifecycle))
            (export "simpletrader:worker/context@0.1.0" (instance $context)))"#,
    );
    let mut bytes = bytes.unwrap();
    append(&mut bytes, WASM_MANIFEST_SECTION, manifest(Category::ContextWorker).to_string().as_bytes());
    let error = sandbox().load_bytes(Path::new("x"), &bytes, &Terms::default()).unwrap_err();
    assert!(matches!(error, LoadError::Contract(_)), "{error:?}");
    insta::assert_snapshot!(error, @"the component does not fit the contract: lifecycle: failed to convert function to given type: type mismatch with parameters: expected 3-tuple, found 0-tuple");
}

#[test]
fn the_manifest_must_be_there_once_and_readable() {
    insta::assert_snapshot!(told(gate(&good().manifest(None).file())), @r"
    rule `manifest`: the file has no manifest
    help: make the worker with the build command, which embeds it
    ");
    let mut twice = good().file();
    append(&mut twice, WASM_MANIFEST_SECTION, b"{}");
    insta::assert_snapshot!(told(gate(&twice)), @r"
    rule `manifest`: the file has two manifests
    help: make the worker again with the build command
    ");
    let mut garbage = good().manifest(None).file();
    append(&mut garbage, WASM_MANIFEST_SECTION, b"\x00\xff\x1b[2J");
    insta::assert_snapshot!(told(gate(&garbage)), @r"
    rule `manifest`: the manifest cannot be read: expected value at line 1 column 1
    help: correct the worker's manifest and build it again
    ");
}

#[test]
fn the_manifest_must_be_true() {
    let mut other_contract = manifest(Category::ContextWorker);
    other_contract["contract"] = "simpletrader:worker@0.2.0".into();
    insta::assert_snapshot!(told(gate(&good().manifest(Some(other_contract)).file())), @r"
    rule `manifest`: it says `simpletrader:worker@0.2.0`; this host speaks `simpletrader:worker@0.1.0`
    help: build the worker with an SDK of this host's version
    ");
    let other_category = manifest(Category::SignalDetector);
    insta::assert_snapshot!(told(gate(&good().manifest(Some(other_category)).file())), @r"
    rule `manifest`: it says `signal-detector`, but the component exports the interface of a `context-worker`
    help: type and role in the manifest must fit the world that the worker is built for
    ");
    let mut rule_broken = manifest(Category::ContextWorker);
    rule_broken["outputs"] = json!([]);
    insta::assert_snapshot!(told(gate(&good().manifest(Some(rule_broken)).file())), @r"
    rule `manifest`: outputs: a context worker must declare at least one output field
    help: correct the worker's manifest and build it again
    ");
}

#[test]
fn a_manifest_cannot_write_on_the_screen() {
    let mut evil = manifest(Category::ContextWorker);
    evil["contract"] = "\u{1b}[2J\u{202e}trusted".into();
    let text = told(gate(&good().manifest(Some(evil)).file()));
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
    let mut unknown = manifest(Category::ContextWorker);
    unknown[format!("\u{1b}[31m{}", "x".repeat(10_000))] = 1.into();
    let text = told(gate(&good().manifest(Some(unknown)).file()));
    assert!(!text.contains('\u{1b}') && text.len() < 1_000, "{text:?}");
}

#[test]
fn the_schema_must_be_an_object_of_json() {
    insta::assert_snapshot!(told(gate(&good().schema(b"{").file())), @r"
    rule `schema`: the parameter schema cannot be read: EOF while parsing an object at line 1 column 1
    help: make the worker again with the build command
    ");
    insta::assert_snapshot!(told(gate(&good().schema(b"[]").file())), @r"
    rule `schema`: the parameter schema is not a JSON object
    help: make the worker again with the build command
    ");
    let mut twice = good().schema(b"{}").file();
    append(&mut twice, WASM_SCHEMA_SECTION, b"{}");
    insta::assert_snapshot!(told(gate(&twice)), @r"
    rule `schema`: the file has two parameter schemas
    help: make the worker again with the build command
    ");
}

#[test]
fn a_pinned_worker_must_be_the_very_file() {
    let sandbox = sandbox();
    let bytes = good().file();
    let digest = gate(&bytes).unwrap().digest;
    let load = |expected: &str| {
        sandbox.load_bytes(Path::new("x"), &bytes, &Terms { digest: Some(expected.to_owned()), ..Terms::default() })
    };
    assert!(load(&digest).is_ok());
    let error = load(&"0".repeat(64)).unwrap_err();
    assert!(error.to_string().starts_with("rule `digest`: the file is "), "{error}");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.wasm");
    std::fs::write(&path, vec![0; 5 * 1024 * 1024]).unwrap();
    let error = sandbox.load(&path, &Terms { digest: Some(digest.clone()), ..Terms::default() }).unwrap_err();
    insta::assert_snapshot!(error, @"rule `file_bytes`: found 4194305, the limit is 4194304");
}

#[test]
fn every_bound_has_a_file_that_passes_and_one_that_does_not() {
    // The good worker at exactly its own numbers, and with each bound one lower.
    type Lower = fn(&mut Limits);
    let bounds: [(&str, Lower); 15] = [
        ("file_bytes", |limits| limits.file_bytes = 100),
        ("core_modules", |limits| limits.core_modules = 0),
        ("core_instances", |limits| limits.core_instances = 0),
        ("components", |limits| limits.components = 1),
        ("nesting", |limits| limits.nesting = 0),
        ("component_items", |limits| limits.component_items = 5),
        ("types", |limits| limits.types = 5),
        ("core_exports", |limits| limits.core_exports = 3),
        ("functions", |limits| limits.functions = 4),
        ("function_bytes", |limits| limits.function_bytes = 3),
        ("memories", |limits| limits.memories = 0),
        ("initial_memory_bytes", |limits| limits.initial_memory_bytes = 65_535),
        ("globals", |limits| limits.globals = 0),
        ("custom_bytes", |limits| limits.custom_bytes = 20),
        ("manifest_bytes", |limits| limits.manifest_bytes = 20),
    ];
    let bytes = good().schema(b"{}").file();
    for (field, lower) in bounds {
        assert!(gate(&bytes).is_ok(), "with the default limits");
        let mut limits = Limits::default();
        lower(&mut limits);
        let error = inspect_bytes(Path::new("x"), &bytes, &limits).unwrap_err();
        assert!(error.to_string().starts_with(&format!("rule `{field}`: found ")), "{field}: {error}");
    }
}

#[test]
fn bounds_that_a_good_worker_does_not_touch_refuse_an_attack() {
    let refused = |guest: Guest| gate(&guest.file()).unwrap_err().to_string();
    let tables = good().with("(table 1 funcref) (table 1 funcref) (table 1 funcref)");
    insta::assert_snapshot!(refused(tables), @"rule `tables`: found 3, the limit is 2");
    insta::assert_snapshot!(refused(good().with("(table 20001 funcref)")), @"rule `table_elements`: found 20001, the limit is 20000");
    insta::assert_snapshot!(refused(good().memory("1000")), @"rule `initial_memory_bytes`: found 65536000, the limit is 16777216");
    insta::assert_snapshot!(refused(good().with(&format!("(func (local {}))", "i64 ".repeat(2_001)))), @"rule `function_locals`: found 2001, the limit is 2000");
    insta::assert_snapshot!(refused(good().with(&"(func)".repeat(20_001))), @"rule `functions`: found 20006, the limit is 20000");
    insta::assert_snapshot!(refused(good().with(&r#"(data (i32.const 0) "")"#.repeat(2_001))), @"rule `segments`: found 2001, the limit is 2000");
    insta::assert_snapshot!(refused(good().with(&format!("(func {})", "nop ".repeat(200_000)))), @"rule `function_bytes`: found 200002, the limit is 131072");
    insta::assert_snapshot!(refused(good().schema(&[b' '; 300_000])), @"rule `schema_bytes`: found 300000, the limit is 262144");
    let imports = (0..201).map(|i| format!(r#"(import "a" "{i}" (func))"#)).collect::<String>();
    let bytes = wat::parse_str(format!("(component (core module {imports}))")).unwrap();
    insta::assert_snapshot!(gate(&bytes).unwrap_err(), @"rule `core_imports`: found 201, the limit is 200");
}

#[test]
fn nested_components_are_counted_wherever_they_are() {
    let bytes = wat::parse_str("(component (component) (component (component (component (core module)))))").unwrap();
    insta::assert_snapshot!(gate(&bytes).unwrap_err(), @"rule `nesting`: found 3, the limit is 2");
    let bytes = wat::parse_str(format!("(component {})", "(component) ".repeat(5))).unwrap();
    insta::assert_snapshot!(gate(&bytes).unwrap_err(), @"rule `components`: found 5, the limit is 4");
}

#[test]
fn types_within_types_are_counted_before_a_parser_goes_down_into_them() {
    // Each level is three bytes of the file and hundreds of the host's stack.
    let nested = |levels: usize| {
        let mut text = "(type (component))".to_owned();
        for _ in 0..levels {
            text = format!("(type (component {text}))");
        }
        wat::parse_str(format!("(component {text})")).unwrap()
    };
    assert!(gate(&nested(5)).unwrap_err().to_string().starts_with("rule `exports`"), "a few are as good as any");
    let tight = Limits { nested_types: 4, ..Limits::default() };
    let error = inspect_bytes(Path::new("x"), &nested(5), &tight).unwrap_err();
    insta::assert_snapshot!(error, @"rule `nested_types`: found 6, the limit is 4");
}
