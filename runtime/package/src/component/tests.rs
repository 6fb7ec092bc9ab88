//! What a toolchain's component must be. The components are made by the encoder, as those of compilers are.

use serde_json::{Value, json};
use simpletrader_contracts::worker::capability::RequestedCapabilities;
use wasmparser::{Parser, Payload};

use super::*;
use wasm_encoder::ComponentSection as _;

use crate::encode;

const MODULE: &str = r#"
    (import "simpletrader:worker/log@0.1.0" "write" (func $log (param i32 i32 i32)))
    (func (export "simpletrader:worker/lifecycle@0.1.0#configure") (param i32 i32 i32 i32 i32 i32) (result i32) unreachable)
    (func (export "simpletrader:worker/context@0.1.0#measure")
        (param i64 i32 i64 i64 i64 i64 i64 i32 i32) (result i32)
        (call $log (i32.const 0) (i32.const 0) (i32.const 0)) unreachable)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
    (memory (export "memory") 1)"#;

/// A component of a context worker that logs.
fn component() -> Vec<u8> {
    let module = wat::parse_str(format!("(module {MODULE})")).unwrap();
    let asked = RequestedCapabilities { log: true, ..RequestedCapabilities::NONE };
    encode::component(&module, Category::ContextWorker, &asked).unwrap()
}

fn manifest() -> Value {
    json!({
        "identification": {
            "vendor": "python", "name": "tiny", "display_name": "Tiny", "version": "1.0.0", "type": "context_worker"
        },
        "contract": "simpletrader:worker@0.1.0",
        "outputs": [{"name": "value"}],
        "invokes": ["measure"],
        "capabilities": {"log": {}},
    })
}

fn schema() -> Value {
    json!({"type": "object", "additionalProperties": false})
}

fn refusal(component: &[u8], manifest: &Value) -> String {
    package_component(component, manifest, &schema()).unwrap_err().to_string()
}

fn custom_sections(component: &[u8]) -> Vec<String> {
    let sections = Parser::new(0).parse_all(component).filter_map(|payload| match payload.unwrap() {
        Payload::CustomSection(section) => Some(section.name().to_owned()),
        _ => None,
    });
    sections.collect()
}

#[test]
fn a_component_gets_its_manifest_and_schema_and_stays_a_valid_component() {
    let file = package_component(&component(), &manifest(), &schema()).unwrap();
    assert_eq!(file.manifest.plugin_id().to_string(), "python/tiny/v1.0.0");
    wasmparser::Validator::new().validate_all(&file.bytes).unwrap();
    let names = custom_sections(&file.bytes);
    assert!(names.ends_with(&["simpletrader:manifest".to_owned(), "simpletrader:params-schema".to_owned()]), "{names:?}");
}

#[test]
fn a_description_that_is_there_already_is_replaced() {
    let once = package_component(&component(), &manifest(), &schema()).unwrap();
    let mut newer = manifest();
    newer["identification"]["version"] = "1.0.1".into();
    let twice = package_component(&once.bytes, &newer, &schema()).unwrap();
    assert_eq!(custom_sections(&twice.bytes), custom_sections(&once.bytes));
    assert_eq!(twice, package_component(&component(), &newer, &schema()).unwrap());
}

#[test]
fn notes_of_the_toolchain_are_dropped_at_the_top() {
    let mut component = component();
    wasm_encoder::CustomSection { name: "component-type:elsewhere".into(), data: b"\0".into() }.append_to_component(&mut component);
    let file = package_component(&component, &manifest(), &schema()).unwrap();
    assert!(!custom_sections(&file.bytes).contains(&"component-type:elsewhere".to_owned()));
}

#[test]
fn what_is_not_a_component_is_refused() {
    let module = wat::parse_str("(module)").unwrap();
    for bytes in [&b""[..], b"(component)", &module, b"\0asm\x0d\0\x01\0\x01"] {
        let refused = package_component(bytes, &manifest(), &schema());
        assert!(matches!(refused, Err(PackageError::NotAComponent(_))), "{refused:?}");
    }
}

#[test]
fn a_capability_that_the_manifest_does_not_ask_for_is_refused() {
    let mut silent = manifest();
    silent["capabilities"] = json!({});
    assert!(matches!(
        package_component(&component(), &silent, &schema()),
        Err(PackageError::Undeclared { capability: Capability::Log })
    ));
}

#[test]
fn a_manifest_of_another_category_than_the_component_is_refused_by_what_is_missing() {
    let mut lying = manifest();
    lying["identification"]["type"] = "signal_detector".into();
    lying["invokes"] = json!(["detect"]);
    lying["outputs"] = json!([]);
    lying["publishes"] = json!([{"event_name": "SIGNAL_GENERATED", "payload_type": "Signal"}]);
    let text = refusal(&component(), &lying);
    assert!(text.contains("`signal-detector`") && text.contains("simpletrader:worker/detector@0.1.0"), "{text}");
}

#[test]
fn an_import_from_elsewhere_is_refused_by_its_name_and_wasi_is_left_to_the_gate() {
    let importing = |interface: &str| {
        let import = format!(r#"(import "{interface}" (instance (export "get" (func (result u32)))))"#);
        let empty = wat::parse_str(format!("(component {import})")).unwrap();
        refusal(&empty, &manifest())
    };
    let text = importing("acme:cloud/storage@1.0.0");
    assert!(text.contains("acme:cloud") && text.contains("storage"), "{text}");
    assert!(importing("wasi:random/random@0.2.0").contains("does not export"), "the next rule");
}

#[test]
fn a_broken_manifest_or_schema_is_refused() {
    let mut broken = manifest();
    broken["outputs"] = json!([]);
    assert!(refusal(&component(), &broken).contains("at least one output"));
    broken = manifest();
    broken["contract"] = "simpletrader:worker@9.0.0".into();
    assert!(refusal(&component(), &broken).contains("@9.0.0"));
    let refused = package_component(&component(), &manifest(), &json!([]));
    assert!(matches!(refused, Err(PackageError::Unreadable(_))));
}
