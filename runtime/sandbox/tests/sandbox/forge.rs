//! Makes worker components from WebAssembly text, against the contract in `wit/`.

use std::path::Path;
use std::sync::OnceLock;

use serde_json::json;
use simpletrader_contracts::worker::{Category, WASM_MANIFEST_SECTION, WASM_SCHEMA_SECTION};
use wasm_encoder::{ComponentSection, CustomSection};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{PackageId, Resolve, WorldItem};

/// Where the handlers put their answers. Zeroed, so that an untouched answer is `ok`, with the first case or an empty list.
pub const ANSWER: u32 = 1024;

/// A worker in the making: an honest one of its category that says nothing, until it is told otherwise.
#[derive(Debug, Clone)]
pub struct Guest {
    category: Category,
    world: Option<String>,
    memory: &'static str,
    handler: String,
    configure: String,
    allocator: String,
    after: String,
    more: String,
    manifest: Option<serde_json::Value>,
    schema: Option<Vec<u8>>,
}

impl Guest {
    pub fn new(category: Category) -> Self {
        Self {
            category,
            world: None,
            memory: "1",
            handler: format!("i32.const {ANSWER}"),
            configure: format!("i32.const {ANSWER}"),
            allocator: String::new(),
            after: String::new(),
            more: String::new(),
            manifest: Some(manifest(category)),
            schema: None,
        }
    }

    /// The body of every handler of the category. Parameters are `$p0`, `$p1`, … after flattening; the result is the address
    /// of the answer.
    pub fn handler(self, body: &str) -> Self {
        Self { handler: body.into(), ..self }
    }

    /// The body of `configure`.
    pub fn configure(self, body: &str) -> Self {
        Self { configure: body.into(), ..self }
    }

    /// What the allocator does first, and a definition that it needs.
    pub fn allocator(self, body: &str, definition: &str) -> Self {
        Self { allocator: body.into(), more: definition.into(), ..self }
    }

    /// What every handler does after its answer was read.
    pub fn after(self, body: &str) -> Self {
        Self { after: body.into(), ..self }
    }

    /// More definitions of the core module. Imports stay in front.
    pub fn with(self, more: &str) -> Self {
        Self { more: more.into(), ..self }
    }

    /// The memory's limits in pages.
    pub fn memory(self, memory: &'static str) -> Self {
        Self { memory, ..self }
    }

    /// Another world than that of the category: a WIT text with the world `custom`.
    pub fn world(self, wit: &str) -> Self {
        Self { world: Some(wit.into()), ..self }
    }

    /// Another manifest, or none.
    pub fn manifest(self, manifest: Option<serde_json::Value>) -> Self {
        Self { manifest, ..self }
    }

    /// A parameter schema.
    pub fn schema(self, bytes: &[u8]) -> Self {
        Self { schema: Some(bytes.into()), ..self }
    }

    /// The core module.
    pub fn core(&self) -> Vec<u8> {
        let (resolve, package) = contract();
        let world = resolve.select_world(&[*package], Some(self.category.world())).unwrap();
        let Self { allocator, after, memory, more, .. } = self;
        let mut functions = String::new();
        for (key, item) in &resolve.worlds[world].exports {
            let WorldItem::Interface { id, .. } = item else { continue };
            let interface = resolve.name_world_key(key);
            for (name, function) in &resolve.interfaces[*id].functions {
                let body = if name == "configure" { &self.configure } else { &self.handler };
                let signature = resolve.wasm_signature(AbiVariant::GuestExport, function);
                let parameters: String =
                    signature.params.iter().enumerate().map(|(i, ty)| format!(" (param $p{i} {})", text(*ty))).collect();
                functions += &format!("(func ${name} (export \"{interface}#{name}\"){parameters} (result i32) {body})\n");
                // After each call the host has read the answer: the room for arguments is free again.
                functions += &format!(
                    "(func (export \"cabi_post_{interface}#{name}\") (param i32) (global.set $free (i32.const 8192)) {after})\n"
                );
            }
        }
        let nothing = if has_plan(self.category) { "(data (i32.const 1032) \"\\01\")" } else { "" };
        let (imports, more) = if more.trim_start().starts_with("(import") { (more.as_str(), "") } else { ("", more.as_str()) };
        let module = format!(
            r#"(module
                {imports}
                (memory $memory (export "memory") {memory})
                (global $free (mut i32) (i32.const 8192))
                (func $realloc (export "cabi_realloc") (param $old i32) (param $size i32) (param $align i32) (param $new i32) (result i32)
                    {allocator}
                    (global.set $free (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
                    (global.get $free)
                    (global.set $free (i32.add (global.get $free) (local.get $new))))
                {nothing}
                {functions}
                {more}
            )"#
        );
        wat::parse_str(&module).unwrap_or_else(|error| panic!("{error}\n{module}"))
    }

    /// The component without manifest and schema.
    pub fn bare(&self) -> Vec<u8> {
        let (resolve, package) = contract();
        let (resolve, world) = match &self.world {
            None => (resolve.clone(), resolve.select_world(&[*package], Some(self.category.world())).unwrap()),
            Some(wit) => {
                let mut resolve = resolve.clone();
                let package = resolve.push_str("custom.wit", wit).unwrap();
                let world = resolve.select_world(&[package], Some("custom")).unwrap();
                (resolve, world)
            }
        };
        let mut module = self.core();
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
        ComponentEncoder::default().module(&module).unwrap().validate(true).encode().unwrap()
    }

    /// The worker file.
    pub fn file(&self) -> Vec<u8> {
        let mut bytes = self.bare();
        if let Some(manifest) = &self.manifest {
            append(&mut bytes, WASM_MANIFEST_SECTION, manifest.to_string().as_bytes());
        }
        if let Some(schema) = &self.schema {
            append(&mut bytes, WASM_SCHEMA_SECTION, schema);
        }
        bytes
    }
}

/// Adds a custom section to a component.
pub fn append(bytes: &mut Vec<u8>, name: &str, data: &[u8]) {
    CustomSection { name: name.into(), data: data.into() }.append_to_component(bytes);
}

/// The contract's package, read once.
pub fn contract() -> &'static (Resolve, PackageId) {
    static CONTRACT: OnceLock<(Resolve, PackageId)> = OnceLock::new();
    CONTRACT.get_or_init(|| {
        let mut resolve = Resolve::default();
        let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit");
        let (package, _) = resolve.push_dir(&wit).unwrap();
        (resolve, package)
    })
}

/// A manifest that is true for a worker of this category.
pub fn manifest(category: Category) -> serde_json::Value {
    let mut identification = json!({
        "vendor": "acme", "name": "forged", "display_name": "Forged", "version": "1.0.0",
        "type": category.as_str().replace('-', "_"),
    });
    if has_plan(category) {
        let role = category.as_str().trim_end_matches("-planner");
        identification["type"] = "planning_worker".into();
        identification["role"] = role.into();
    }
    let mut manifest = json!({
        "identification": identification,
        "contract": simpletrader_contracts::CONTRACT,
        "invokes": category.handlers(),
    });
    if let Some(payload) = category.payload_types().first() {
        manifest["publishes"] = json!([{"event_name": "SOMETHING_HAPPENED", "payload_type": payload}]);
    }
    match category {
        Category::ContextWorker => manifest["outputs"] = json!([{"name": "value"}]),
        Category::ExecutionWorker => manifest["executes"] = json!(["SINGLE"]),
        _ => {}
    }
    manifest
}

fn has_plan(category: Category) -> bool {
    matches!(category, Category::EntryPlanner | Category::SizePlanner | Category::ExitPlanner | Category::ExecutionPlanner)
}

pub fn text(ty: WasmType) -> &'static str {
    match ty {
        WasmType::I32 | WasmType::Pointer | WasmType::Length => "i32",
        WasmType::I64 | WasmType::PointerOrI64 => "i64",
        WasmType::F32 => "f32",
        WasmType::F64 => "f64",
    }
}
