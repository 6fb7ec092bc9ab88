//! A smallest possible worker, written as text, and everything that may be wrong with it.

use simpletrader_contracts::worker::{Category, WASM_MANIFEST_SECTION, WASM_SCHEMA_SECTION};
use wasmparser::{ComponentAlias, Parser, Payload};

use crate::relay::relayed;
use crate::{DESCRIPTION_LIMIT, PackageError, package};

const LIFECYCLE: &str = r#"(func (export "simpletrader:worker/lifecycle@0.1.0#configure")
    (param i32 i32 i32 i32 i32 i32) (result i32) unreachable)"#;
const MEASURE: &str = r#"(func (export "simpletrader:worker/context@0.1.0#measure")
    (param i64 i32 i64 i64 i64 i64 i64 i32 i32) (result i32) unreachable)"#;
const REALLOC: &str = r#"(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)"#;

/// What the smallest worker says about itself.
fn description() -> serde_json::Value {
    serde_json::json!({
        "manifest": {
            "identification": {
                "vendor": "acme", "name": "tiny", "display_name": "Tiny", "version": "1.0.0", "type": "context_worker"
            },
            "contract": "simpletrader:worker@0.1.0",
            "outputs": [{"name": "value"}],
            "invokes": ["measure"],
        },
        "schema": {"type": "object"},
    })
}

/// The module of `parts`, which describes itself with `text`, laid down at address 16.
fn module(parts: &[&str], text: &str) -> Vec<u8> {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    let place = 16_u64 << 32 | text.len() as u64;
    let describe = format!(r#"(func (export "simpletrader_describe") (result i64) i64.const {place})"#);
    let data = format!(r#"(memory (export "memory") 17) (data (i32.const 16) "{escaped}")"#);
    wat::parse_str(format!("(module {} {describe} {data})", parts.join("\n"))).unwrap()
}

fn sound() -> Vec<u8> {
    module(&[LIFECYCLE, MEASURE, REALLOC], &description().to_string())
}

fn describing(change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    let mut description = description();
    change(&mut description);
    module(&[LIFECYCLE, MEASURE, REALLOC], &description.to_string())
}

/// A module whose description is computed by `body`.
fn computing(body: &str) -> Vec<u8> {
    let describe = format!(r#"(func (export "simpletrader_describe") (result i64) {body})"#);
    wat::parse_str(format!(r#"(module {describe} (memory (export "memory") 1))"#)).unwrap()
}

fn refusal(module: &[u8]) -> String {
    package(module).unwrap_err().to_string()
}

fn sections(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(file) {
        if let Payload::CustomSection(section) = payload.unwrap() {
            found.push((section.name().to_owned(), section.data().to_vec()));
        }
    }
    found
}

fn section(file: &[u8], name: &str) -> serde_json::Value {
    let found: Vec<_> = sections(file).into_iter().filter(|(found, _)| found == name).collect();
    assert_eq!(found.len(), 1, "{name} exactly once");
    serde_json::from_slice(&found[0].1).unwrap()
}

#[test]
fn what_is_not_a_module_is_refused() {
    for bytes in [&b""[..], b"(module)", b"\0asm\x01\0\0\0\x01"] {
        assert!(matches!(package(bytes), Err(PackageError::NotAModule(_))), "{bytes:?}");
    }
    let packaged = package(&sound()).unwrap();
    assert!(refusal(&packaged.bytes).contains("it is a component already"));
    let invalid = wat::parse_str("(module (func (result i32)))").unwrap();
    assert!(matches!(package(&invalid), Err(PackageError::NotAModule(_))), "well-formed is not enough");
}

#[test]
fn an_import_is_refused_by_its_name() {
    let module = wat::parse_str(r#"(module (import "wasi_snapshot_preview1" "random_get" (func (param i32 i32) (result i32))))"#);
    let text = refusal(&module.unwrap());
    assert!(text.contains("`wasi_snapshot_preview1::random_get`") && text.contains("no randomness"), "{text}");
}

/// A worker that writes to its log when it measures, and asks for these capabilities.
fn logging(asked: serde_json::Value) -> Vec<u8> {
    let import = r#"(import "simpletrader:worker/log@0.1.0" "write" (func $log (param i32 i32 i32)))"#;
    let measure = MEASURE.replace("unreachable", "(call $log (i32.const 0) (i32.const 0) (i32.const 0)) unreachable");
    let mut description = description();
    description["manifest"]["capabilities"] = asked;
    module(&[import, LIFECYCLE, &measure, REALLOC], &description.to_string())
}

/// The interfaces of the contract that a component imports and that have functions.
fn imported_capabilities(file: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(file) {
        if let Payload::ComponentImportSection(section) = payload.unwrap() {
            found.extend(section.into_iter().map(|import| import.unwrap().name.name.to_owned()));
        }
    }
    found.retain(|name| name.starts_with("simpletrader:worker/") && !name.contains("/types@"));
    found
}

#[test]
fn a_capability_that_is_declared_and_used_is_imported_and_others_are_not() {
    let file = package(&logging(serde_json::json!({"log": {}, "state": {}}))).unwrap();
    assert_eq!(imported_capabilities(&file.bytes), ["simpletrader:worker/log@0.1.0"], "what is not used is not imported");
    assert!(file.manifest.capabilities.log && file.manifest.capabilities.state.is_some(), "but it stays asked for");
}

#[test]
fn a_capability_that_is_used_and_not_declared_is_refused_with_what_to_write() {
    let text = refusal(&logging(serde_json::json!({"state": {}})));
    assert_eq!(text, "the worker uses `log` without declaring it; add `.logs()` to its ABOUT, or do not use it");
}

#[test]
fn a_description_that_calls_a_capability_is_refused() {
    let import = r#"(import "simpletrader:worker/log@0.1.0" "write" (func $log (param i32 i32 i32)))"#;
    let body = "(call $log (i32.const 0) (i32.const 0) (i32.const 0)) i64.const 0";
    let describe = format!(r#"(func (export "simpletrader_describe") (result i64) {body})"#);
    let module = wat::parse_str(format!(r#"(module {import} {describe} (memory (export "memory") 1))"#)).unwrap();
    let text = refusal(&module);
    assert!(text.contains("a description must not depend on the host"), "{text}");
}

#[test]
fn a_module_that_does_not_say_what_it_is_is_refused_with_the_line_to_write() {
    assert!(refusal(&wat::parse_str("(module)").unwrap()).contains("export_worker!"));
    let wrong_type = wat::parse_str(r#"(module (func (export "simpletrader_describe") (param i32)))"#).unwrap();
    assert!(refusal(&wrong_type).contains("return one i64"));
}

#[test]
fn describing_cannot_run_forever_or_panic_silently() {
    assert!(refusal(&computing("(loop $again br $again) i64.const 0")).contains("fuel"));
    assert!(refusal(&computing("unreachable")).contains("panicked"));
}

#[test]
fn describing_cannot_take_more_memory_than_it_is_given() {
    // Returns address 0 and as many bytes as memory.grow answered; the refused growth answers -1, far too long.
    let text = refusal(&computing("i32.const 2000 memory.grow i64.extend_i32_u"));
    assert!(text.contains("4294967295 bytes"), "{text}");
}

#[test]
fn a_description_is_read_only_where_there_is_memory_and_not_beyond_its_limit() {
    let outside = (1_u64 << 32 << 16) | 1;
    assert!(refusal(&computing(&format!("i64.const {outside}"))).contains("outside"));
    let across = 65_530_u64 << 32 | 10;
    assert!(refusal(&computing(&format!("i64.const {across}"))).contains("outside"));
    let long = DESCRIPTION_LIMIT + 1;
    assert!(refusal(&computing(&format!("i64.const {long}"))).contains("at most"));
    let no_memory = wat::parse_str(r#"(module (func (export "simpletrader_describe") (result i64) i64.const 1))"#).unwrap();
    assert!(refusal(&no_memory).contains("exports no memory"));
}

#[test]
fn an_unreadable_description_is_refused() {
    for text in ["", "{", "[]", r#"{"manifest": {}}"#] {
        assert!(matches!(package(&module(&[], text)), Err(PackageError::Unreadable(_))), "{text}");
    }
    assert!(refusal(&describing(|it| it["schema"] = "any".into())).contains("not a JSON object"));
}

#[test]
fn the_workers_own_error_is_told() {
    let text = refusal(&module(&[], r#"{"error": "a name must be snake_case"}"#));
    assert!(text.contains("a name must be snake_case"), "{text}");
}

// mission: 47 (partly)
#[test]
fn a_manifest_that_breaks_a_rule_is_refused_by_the_rule() {
    let text = refusal(&describing(|it| it["manifest"]["outputs"] = serde_json::json!([])));
    assert!(text.contains("at least one output"), "{text}");
}

#[test]
fn another_contract_is_refused_by_both_names() {
    let text = refusal(&describing(|it| it["manifest"]["contract"] = "simpletrader:worker@9.0.0".into()));
    assert!(text.contains("@9.0.0") && text.contains("@0.1.0"), "{text}");
}

#[test]
fn a_module_must_fit_the_world_of_its_category() {
    let no_handler = module(&[LIFECYCLE, REALLOC], &description().to_string());
    assert!(matches!(package(&no_handler), Err(PackageError::World { category: Category::ContextWorker, .. })));
    assert!(refusal(&no_handler).contains("measure"), "{}", refusal(&no_handler));

    let wrong_handler = MEASURE.replace("(param i64 i32", "(param i32 i32");
    let wrong_type = module(&[LIFECYCLE, &wrong_handler, REALLOC], &description().to_string());
    assert!(matches!(package(&wrong_type), Err(PackageError::World { .. })));

    let lying = describing(|it| {
        it["manifest"]["identification"]["type"] = "execution_worker".into();
        it["manifest"]["invokes"] = serde_json::json!(["on-command"]);
        it["manifest"]["outputs"] = serde_json::json!([]);
        it["manifest"]["executes"] = serde_json::json!(["SINGLE"]);
    });
    assert!(refusal(&lying).contains("`execution-worker`"), "{}", refusal(&lying));
}

#[test]
fn a_sound_module_becomes_a_component_with_its_manifest_and_schema() {
    let file = package(&sound()).unwrap();
    assert_eq!(file.manifest.plugin_id().to_string(), "acme/tiny/v1.0.0");
    assert_eq!(section(&file.bytes, WASM_MANIFEST_SECTION)["identification"]["name"], "tiny");
    assert_eq!(section(&file.bytes, WASM_SCHEMA_SECTION), serde_json::json!({"type": "object"}));
    assert!(Parser::is_component(&file.bytes));
    wasmparser::Validator::new().validate_all(&file.bytes).unwrap();
}

#[test]
fn equal_modules_give_equal_files_and_the_digest_tells_others_apart() {
    let file = package(&sound()).unwrap();
    assert_eq!(package(&sound()).unwrap(), file);
    assert_eq!(file.digest().len(), 64);
    let other = package(&describing(|it| it["manifest"]["identification"]["version"] = "1.0.1".into())).unwrap();
    assert_ne!(other.digest(), file.digest());
}

#[test]
fn what_toolchains_leave_behind_is_dropped_and_function_names_are_kept() {
    let notes = r#"
        (@custom "component-type:other" "\00garbage")
        (@custom ".debug_info" "a lot")
        (@custom "producers" "\00")"#;
    let module =
        module(&[LIFECYCLE, MEASURE, REALLOC, "(func $a_function_of_mine (export \"mine\"))", notes], &description().to_string());
    let file = package(&module).expect("a world embedded by a toolchain does not matter");
    let names: Vec<String> = sections(&file.bytes).into_iter().map(|(name, _)| name).collect();
    assert!(!names.iter().any(|name| name.starts_with("component-type") || name.starts_with(".debug")), "{names:?}");
    let text = String::from_utf8_lossy(&file.bytes).into_owned();
    assert!(text.contains("a_function_of_mine"), "a backtrace needs names");
}

#[test]
fn a_file_is_installed_under_its_id_and_written_again_only_when_it_changed() {
    let plugins = tempfile::tempdir().unwrap();
    let file = package(&sound()).unwrap();
    let place = file.place_in(plugins.path());
    assert!(place.ends_with("acme/tiny/v1.0.0.wasm"));
    assert!(file.install(plugins.path()).unwrap());
    assert!(!file.install(plugins.path()).unwrap());
    std::fs::write(&place, b"another").unwrap();
    assert!(file.install(plugins.path()).unwrap());
    assert_eq!(std::fs::read(&place).unwrap(), file.bytes);
    let beside: Vec<_> = std::fs::read_dir(place.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside, ["v1.0.0.wasm"], "nothing half-written is left behind");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let plugins = tempfile::tempdir().unwrap();
    std::fs::write(plugins.path().join("acme"), b"a file, not a folder").unwrap();
    let (path, _) = package(&sound()).unwrap().install(plugins.path()).unwrap_err();
    assert!(path.starts_with(plugins.path().join("acme")), "{}", path.display());
}

#[test]
fn a_slice_handler_that_the_module_has_is_exported_by_the_component() {
    const SLICE: &str = r#"(func (export "simpletrader:worker/context-slice@0.1.0#measure-slice")
        (param i32 i32 i32) (result i32) unreachable)"#;
    let exports = |file: &[u8]| -> Vec<String> {
        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(file) {
            if let Payload::ComponentExportSection(section) = payload.unwrap() {
                names.extend(section.into_iter().map(|export| export.unwrap().name.name.to_owned()));
            }
        }
        names
    };
    let name = "simpletrader:worker/context-slice@0.1.0".to_owned();
    let sliced = package(&module(&[LIFECYCLE, MEASURE, SLICE, REALLOC], &description().to_string())).unwrap();
    assert!(exports(&sliced.bytes).contains(&name), "{:?}", exports(&sliced.bytes));
    assert!(!exports(&package(&sound()).unwrap().bytes).contains(&name));
}

/// The core functions that a component knows, each with the core instance that it is of; and how many core modules there are.
fn core_functions(component: &[u8]) -> (Vec<(u32, String)>, usize) {
    let (mut functions, mut modules) = (Vec::new(), 0);
    for payload in Parser::new(0).parse_all(component) {
        match payload.unwrap() {
            Payload::ModuleSection { .. } => modules += 1,
            Payload::ComponentAliasSection(aliases) => {
                functions.extend(aliases.into_iter().filter_map(|alias| match alias.unwrap() {
                    ComponentAlias::CoreInstanceExport { kind: wasmparser::ExternalKind::Func, instance_index, name } => {
                        Some((instance_index, name.to_owned()))
                    }
                    _ => None,
                }))
            }
            _ => {}
        }
    }
    (functions, modules)
}

#[test]
fn handlers_answer_through_a_relay_and_memory_is_asked_for_without_it() {
    let freeing = r#"(func (export "cabi_post_simpletrader:worker/context@0.1.0#measure") (param i32))"#;
    let file = package(&module(&[LIFECYCLE, MEASURE, REALLOC, freeing], &description().to_string())).unwrap();
    wasmparser::Validator::new().validate_all(&file.bytes).unwrap();
    let (functions, modules) = core_functions(&file.bytes);
    assert_eq!(modules, 2);
    let (worker, relay) = (0, 1);
    let expected = [
        (worker, "cabi_realloc"),
        (worker, "cabi_post_simpletrader:worker/context@0.1.0#measure"),
        (relay, "simpletrader:worker/context@0.1.0#measure"),
        (relay, "simpletrader:worker/lifecycle@0.1.0#configure"),
    ];
    let mut functions: Vec<_> = functions.iter().map(|(instance, name)| (*instance, name.as_str())).collect();
    functions.sort_by_key(|(instance, name)| (*instance, !name.contains("realloc"), *name));
    assert_eq!(functions, expected);
}

#[test]
fn a_component_without_handlers_needs_no_relay_and_what_is_none_is_refused() {
    let module = wat::parse_str(r#"(module (func (export "f")))"#).unwrap();
    let text = r#"(component (core module $m (func (export "f"))) (core instance $i (instantiate $m))
        (func (export "f") (canon lift (core func $i "f"))))"#;
    let component = wat::parse_str(text).unwrap();
    assert_eq!(relayed(&component, &module).unwrap(), component);
    assert!(relayed(b"nothing", &module).is_err());
}
