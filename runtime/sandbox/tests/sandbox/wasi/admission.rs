//! Which files may have the profile, and that all of it links.

use std::fmt::Write;
use std::path::Path;

use simpletrader_contracts::worker::{Category, Grants};
use simpletrader_sandbox::{LoadError, Profile, Sandbox, Settings, Terms};
use wit_parser::Resolve;
use wit_parser::abi::{AbiVariant, WasmType};

use super::script::{Script, packages};
use crate::forge::{Guest, contract};
use crate::worker::sandbox;

fn wall_clock() -> Script {
    Script::new("(call $now (i32.const 2048)) (call $hex (i64.load (i32.const 2048)))").import(
        "clocks/wall-clock",
        "now",
        "(func $now (param i32))",
    )
}

#[test]
fn without_a_grant_a_file_that_imports_wasi_is_refused() {
    let file = wall_clock().guest().file();
    let error = sandbox().load_bytes(Path::new("x"), &file, &Terms::default()).unwrap_err();
    let LoadError::Admission(error) = error else { panic!("{error}") };
    insta::assert_snapshot!(format!("{error}\nhelp: {}", error.help), @r"
    rule `imports`: `wasi:clocks/wall-clock@0.2.3` is not granted: workers have no files, clock, randomness, environment or network
    help: build for wasm32-unknown-unknown, without adapters; a worker in a scripting language needs the WASI profile (docs/wasi.md), which the operation grants: `wasi: {}`
    ");
}

#[test]
fn with_a_grant_it_is_loaded_in_every_patch_of_0_2() {
    for version in [0, 6, 9, 12] {
        assert_eq!(wall_clock().version(version).run().unwrap(), "000000006553f100", "0.2.{version}");
    }
}

#[test]
fn a_grant_gives_nothing_to_a_file_that_imports_nothing() {
    let terms = Terms { grants: Grants { wasi: true, ..Grants::default() }, ..Terms::default() };
    let file = Guest::new(Category::SignalDetector).file();
    let loaded = sandbox().load_bytes(Path::new("x"), &file, &terms).unwrap();
    assert!(format!("{loaded:?}").contains("wasi: None"), "{loaded:?}");
}

#[test]
fn an_interface_with_a_function_that_wasi_does_not_have_is_refused() {
    let guest = Guest::new(Category::SignalDetector)
        .world(
            "package test:custom; package wasi:cli@0.2.0 { interface environment { get-secrets: func() -> u32; } }
             world custom { include simpletrader:worker/signal-detector@0.1.0; import wasi:cli/environment@0.2.0; }",
        )
        .with(r#"(import "wasi:cli/environment@0.2.0" "get-secrets" (func $get (result i32)))"#)
        .handler("(call $get)");
    let terms = Terms { grants: Grants { wasi: true, ..Grants::default() }, ..Terms::default() };
    let error = sandbox().load_bytes(Path::new("x"), &guest.file(), &terms).unwrap_err();
    let LoadError::Contract(text) = error else { panic!("{error}") };
    assert!(text.contains("wasi:cli/environment@0.2.0") && text.contains("get-secrets"), "{text}");
}

#[test]
fn a_function_of_another_type_than_wasi_has_is_refused() {
    let guest = Guest::new(Category::SignalDetector)
        .world(
            "package test:custom; package wasi:random@0.2.0 { interface random { get-random-u64: func() -> u32; } }
             world custom { include simpletrader:worker/signal-detector@0.1.0; import wasi:random/random@0.2.0; }",
        )
        .with(r#"(import "wasi:random/random@0.2.0" "get-random-u64" (func $get (result i32)))"#)
        .handler("(call $get)");
    let terms = Terms { grants: Grants { wasi: true, ..Grants::default() }, ..Terms::default() };
    let error = sandbox().load_bytes(Path::new("x"), &guest.file(), &terms).unwrap_err();
    assert!(matches!(error, LoadError::Contract(_)), "{error}");
}

/// A detector that imports every function of every interface of the packages, and calls none.
fn imports_everything(version: u32) -> (Guest, usize) {
    let (contract, _) = contract();
    let mut resolve: Resolve = contract.clone();
    let wit = format!("package test:everything; {}", packages(version));
    resolve.push_str("everything.wit", &wit).unwrap();
    let (mut worlds, mut core, mut count) = (String::new(), String::new(), 0);
    for (_, package) in resolve.packages.iter().filter(|(_, package)| package.name.namespace == "wasi") {
        for id in package.interfaces.values() {
            let name = resolve.id_of(*id).unwrap();
            writeln!(worlds, "import {name};").unwrap();
            for function in resolve.interfaces[*id].functions.values() {
                let signature = resolve.wasm_signature(AbiVariant::GuestImport, function);
                let list = |what: &str, types: &[WasmType]| {
                    types.iter().fold(String::new(), |text, ty| format!("{text} ({what} {})", crate::forge::text(*ty)))
                };
                let (parameters, results) = (list("param", &signature.params), list("result", &signature.results));
                writeln!(core, "(import \"{name}\" \"{}\" (func{parameters}{results}))", function.name).unwrap();
                count += 1;
            }
        }
    }
    let world = format!("{wit} world custom {{ include simpletrader:worker/signal-detector@0.1.0; {worlds} }}");
    (Guest::new(Category::SignalDetector).world(&world).with(&core), count)
}

#[test]
fn every_function_of_wasi_but_http_links_with_the_type_that_wasi_gives_it() {
    let (guest, count) = imports_everything(12);
    assert_eq!(count, 123, "the functions of all interfaces");
    // More imports than anything that runs has.
    let terms = Terms { grants: Grants { wasi: true, ..Grants::default() }, profile: Profile::Scripting, ..Terms::default() };
    let sandbox = Sandbox::new(Settings { workers: 1, ..Settings::default() }).unwrap();
    let loaded = sandbox.load_bytes(Path::new("x"), &guest.file(), &terms).unwrap_or_else(|error| panic!("{error}"));
    let imports = &loaded.facts().imports;
    assert_eq!(imports.iter().filter(|import| import.starts_with("wasi:")).count(), 27, "{imports:?}");
}
