//! Custom sections: what is dropped from a module before it is encoded, and what is added to the component afterwards.

use serde_json::Value;
use simpletrader_contracts::CONTRACT;
use simpletrader_contracts::worker::{Capability, WASM_MANIFEST_SECTION, WASM_SCHEMA_SECTION, WorkerManifest};
use wasm_encoder::{ComponentSection, CustomSection, Module, RawSection};
use wasmparser::{Encoding, Parser, Payload};

use crate::PackageError;

/// The module without what toolchains leave in it for other tools: embedded worlds (the packager writes the right one),
/// debug information (several times the code; function names stay, for backtraces) and build notes.
pub fn without_toolchain_notes(module: &[u8]) -> Result<Vec<u8>, PackageError> {
    let refused = |reason: String| PackageError::NotAModule(reason);
    let mut kept = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.map_err(|error| refused(error.message().to_owned()))?;
        match &payload {
            Payload::Version { encoding: Encoding::Component, .. } => return Err(refused("it is a component already".to_owned())),
            Payload::CustomSection(section) if is_toolchain_note(section.name()) => continue,
            Payload::ImportSection(imports) => refuse_imports(imports.clone())?,
            _ => {}
        }
        if let Some((id, range)) = payload.as_section() {
            let data = module.get(range).ok_or_else(|| refused("a section ends behind the file".to_owned()))?;
            kept.section(&RawSection { id, data });
        }
    }
    Ok(kept.finish())
}

/// Sections that toolchains leave for other tools.
pub fn is_toolchain_note(name: &str) -> bool {
    name.starts_with("component-type") || name.starts_with(".debug_") || matches!(name, "producers" | "target_features")
}

/// A module may import capabilities of the contract and nothing else.
fn refuse_imports(imports: wasmparser::ImportSectionReader<'_>) -> Result<(), PackageError> {
    for import in imports.into_imports() {
        let import = import.map_err(|error| PackageError::NotAModule(error.message().to_owned()))?;
        if capability_of(import.module).is_none() {
            return Err(PackageError::ForeignImport { module: import.module.to_owned(), name: import.name.to_owned() });
        }
    }
    Ok(())
}

/// The capability whose interface a module imports under this name, for example `simpletrader:worker/log@0.1.0`.
pub fn capability_of(module: &str) -> Option<Capability> {
    let (package, version) = CONTRACT.split_once('@')?;
    let interface = module.strip_prefix(package)?.strip_prefix('/')?.strip_suffix(version)?.strip_suffix('@')?;
    Capability::of_interface(interface)
}

/// The capabilities that a module imports, each once or more often.
pub fn used_capabilities(module: &[u8]) -> Result<Vec<Capability>, PackageError> {
    let refused = |error: wasmparser::BinaryReaderError| PackageError::NotAModule(error.message().to_owned());
    let mut used = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(imports) = payload.map_err(refused)? {
            for import in imports.into_imports() {
                used.extend(capability_of(import.map_err(refused)?.module));
            }
        }
    }
    Ok(used)
}

/// Whether a module exports something under this name.
pub fn exports(module: &[u8], name: &str) -> Result<bool, PackageError> {
    let refused = |error: wasmparser::BinaryReaderError| PackageError::NotAModule(error.message().to_owned());
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ExportSection(exports) = payload.map_err(refused)? {
            for export in exports {
                if export.map_err(refused)?.name == name {
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}

/// The component with the manifest and the schema behind it.
pub fn with_manifest_and_schema(
    mut component: Vec<u8>,
    manifest: &WorkerManifest,
    schema: &Value,
) -> Result<Vec<u8>, PackageError> {
    let manifest = serde_json::to_vec(manifest).map_err(|error| PackageError::Manifest(error.to_string()))?;
    for (name, data) in [(WASM_MANIFEST_SECTION, manifest), (WASM_SCHEMA_SECTION, schema.to_string().into_bytes())] {
        CustomSection { name: name.into(), data: data.into() }.append_to_component(&mut component);
    }
    Ok(component)
}
