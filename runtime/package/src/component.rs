//! Completes a component that a toolchain wrote: interpreters come as whole components, and their description as JSON.
//!
//! The component stays as it is, except for the notes that toolchains leave at its top. What is checked here is what an author can
//! put right: that it exports what its category must, imports nothing unheard of, and declares what it uses. The types of functions
//! are compared with the contract by the sandbox, which checks all of it again.

use serde_json::Value;
use simpletrader_contracts::CONTRACT;
use simpletrader_contracts::name::excerpt;
use simpletrader_contracts::worker::{Capability, Category, WorkerManifest};
use wasm_encoder::{Component, RawSection};
use wasmparser::{Parser, Payload};
use wit_component::DecodedWasm;
use wit_parser::{Resolve, World, WorldItem};

use crate::{PackageError, WorkerFile, category_of, refuse_undeclared, sections};

/// Makes a worker file of a component and of what its description says: a manifest and the JSON Schema of the parameters.
///
/// Imports of WASI are left to the admission gate, which knows what is offered.
///
/// # Errors
/// They say what the author should change; nothing is half packaged.
pub fn package_component(component: &[u8], manifest: &Value, schema: &Value) -> Result<WorkerFile, PackageError> {
    let manifest = WorkerManifest::parse(manifest.to_string().as_bytes());
    let manifest = manifest.map_err(|error| PackageError::Manifest(error.to_string()))?;
    if !schema.is_object() {
        return Err(PackageError::Unreadable("the parameter schema is not a JSON object".to_owned()));
    }
    let category = category_of(&manifest)?;
    let component = without_toolchain_notes(component)?;
    let refused = |error: anyhow::Error| PackageError::NotAComponent(excerpt(&format!("{error:#}"), 300));
    let DecodedWasm::Component(resolve, world) = wit_component::decode(&component).map_err(refused)? else {
        return Err(PackageError::NotAComponent("it is a package of WIT".to_owned()));
    };
    let world = &resolve.worlds[world];
    refuse_undeclared(&used_capabilities(&resolve, world)?, &manifest.capabilities)?;
    check_exports(&resolve, world, category)?;
    let bytes = sections::with_manifest_and_schema(component, &manifest, schema)?;
    Ok(WorkerFile { manifest, schema: schema.clone(), bytes })
}

/// The component without the custom sections of toolchains, and without a description that an earlier step embedded.
fn without_toolchain_notes(component: &[u8]) -> Result<Vec<u8>, PackageError> {
    let refused = |reason: &str| PackageError::NotAComponent(reason.to_owned());
    if !Parser::is_component(component) {
        return Err(refused("it does not begin like one"));
    }
    let mut kept = Component::new();
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload.map_err(|error| refused(error.message()))?;
        let is_note = match &payload {
            Payload::CustomSection(section) => is_note(section.name()),
            _ => false,
        };
        // What is nested belongs to the section that holds it, which is copied as a whole.
        if depth == 0
            && !is_note
            && let Some((id, range)) = payload.as_section()
        {
            let data = component.get(range).ok_or_else(|| refused("a section ends behind the file"))?;
            kept.section(&RawSection { id, data });
        }
        match payload {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth = depth.saturating_add(1),
            Payload::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(kept.finish())
}

fn is_note(name: &str) -> bool {
    use simpletrader_contracts::worker::{WASM_MANIFEST_SECTION, WASM_SCHEMA_SECTION};
    sections::is_toolchain_note(name) || [WASM_MANIFEST_SECTION, WASM_SCHEMA_SECTION].contains(&name)
}

/// What the component imports of the contract; an import from anywhere but there and WASI is refused.
fn used_capabilities(resolve: &Resolve, world: &World) -> Result<Vec<Capability>, PackageError> {
    let mut used = Vec::new();
    for (key, item) in &world.imports {
        let name = resolve.name_world_key(key);
        let capability = sections::capability_of(&name);
        let holds_functions = match item {
            WorldItem::Interface { id, .. } => !resolve.interfaces[*id].functions.is_empty(),
            WorldItem::Function(_) => true,
            WorldItem::Type { .. } => false,
        };
        if capability.is_none() && holds_functions && !name.starts_with("wasi:") {
            let (module, name) = name.rsplit_once('/').unwrap_or(("", &name));
            return Err(PackageError::ForeignImport { module: module.to_owned(), name: name.to_owned() });
        }
        used.extend(capability);
    }
    Ok(used)
}

/// The interfaces that a category must export, each with its functions. Whatever else a toolchain exports is never called.
fn check_exports(resolve: &Resolve, world: &World, category: Category) -> Result<(), PackageError> {
    let refuse = |reason: String| Err(PackageError::World { category, reason });
    let (package, version) = CONTRACT.split_once('@').unwrap_or((CONTRACT, ""));
    for (interface, functions) in [("lifecycle", &["configure"][..]), (category.interface(), category.handlers())] {
        let name = format!("{package}/{interface}@{version}");
        let found = world.exports.iter().find(|(key, _)| resolve.name_world_key(key) == name);
        let Some((_, WorldItem::Interface { id, .. })) = found else {
            return refuse(format!("it does not export `{name}`"));
        };
        if let Some(missing) = functions.iter().find(|function| !resolve.interfaces[*id].functions.contains_key(**function)) {
            return refuse(format!("`{name}` is exported without its function `{missing}`"));
        }
    }
    let other = |other: &&Category| **other != category && exports(resolve, world, other.interface());
    match Category::ALL.iter().find(other) {
        Some(other) => refuse(format!("it exports the interface of a `{other}` too")),
        None => Ok(()),
    }
}

fn exports(resolve: &Resolve, world: &World, interface: &str) -> bool {
    let (package, version) = CONTRACT.split_once('@').unwrap_or((CONTRACT, ""));
    let name = format!("{package}/{interface}@{version}");
    world.exports.keys().any(|key| resolve.name_world_key(key) == name)
}

#[cfg(test)]
mod tests;
