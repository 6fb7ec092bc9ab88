//! Lets a component answer through a relay: a core module that imports the handlers of the worker's own module and exports them
//! again, without code of its own.
//!
//! No call passes through it: whoever starts the component resolves the relay's exports to the functions behind them. It is there
//! because wasmtime 48 makes the reference to an exported function anew at every call, by looking up its code, unless the instance
//! that exports the function has imported it; then the reference lies ready. `docs/architecture.md` says what that comes to.

use std::ops::Range;

use wasm_encoder::reencode::{Reencode, ReencodeComponent, RoundtripReencoder};
use wasm_encoder::{
    Alias, Component, ComponentAliasSection, EntityType, ExportKind, ExportSection, ImportSection, InstanceSection, Module,
    ModuleArg, ModuleSection, RawSection, TypeSection,
};
use wasmparser::{ComponentAlias, ComponentAliasSectionReader, ExternalKind, Parser, Payload, Validator, WasmFeatures};

/// What keeps a relay from being put into a component.
type Refusal = wasm_encoder::reencode::Error;

/// Under which name the relay imports the worker's module.
const WORKER: &str = "worker";

/// The component with a relay between it and the handlers of this module, which it was encoded from. A handler has the name of its
/// interface, a `#`, and its own.
///
/// # Errors
/// When module or component cannot be read, or the component has handlers before its last instance, which no encoder of ours writes.
pub fn relayed(component: &[u8], module: &[u8]) -> Result<Vec<u8>, Refusal> {
    let outline = Outline::read(component)?;
    let Some(owner) = outline.owner else { return Ok(component.to_vec()) };
    let relay = relay(module)?;
    let mut relayed = Component::new();
    for (number, section) in outline.sections.into_iter().enumerate() {
        match section.aliases {
            Some(aliases) => relayed.section(&redirected(aliases, outline.instances)?),
            None => relayed.section(&RawSection { id: section.id, data: component.get(section.range).unwrap_or_default() }),
        };
        if number == outline.last_instances {
            let mut instance = InstanceSection::new();
            instance.instantiate(outline.modules, [(WORKER, ModuleArg::Instance(owner))]);
            relayed.section(&ModuleSection(&relay)).section(&instance);
        }
    }
    let relayed = relayed.finish();
    Validator::new_with_features(WasmFeatures::all()).validate_all(&relayed)?;
    Ok(relayed)
}

/// One section of a component.
struct Section<'a> {
    id: u8,
    range: Range<usize>,
    /// What it says, if it makes handlers known to the component.
    aliases: Option<ComponentAliasSectionReader<'a>>,
}

/// What must be known of a component before anything is put into it.
struct Outline<'a> {
    sections: Vec<Section<'a>>,
    modules: u32,
    instances: u32,
    /// The last section with instances: the encoder writes all of them, and all modules, before the first handler.
    last_instances: usize,
    /// The instance that has the handlers.
    owner: Option<u32>,
}

impl<'a> Outline<'a> {
    fn read(component: &'a [u8]) -> Result<Self, Refusal> {
        let mut outline = Self { sections: Vec::new(), modules: 0, instances: 0, last_instances: 0, owner: None };
        let mut depth = 0_u32;
        for payload in Parser::new(0).parse_all(component) {
            let payload = payload?;
            if depth == 0
                && let Some((id, range)) = payload.as_section()
            {
                let aliases = outline.note(&payload)?;
                outline.sections.push(Section { id, range, aliases });
            }
            // What is nested belongs to the section that holds it.
            match payload {
                Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        Ok(outline)
    }

    /// Counts what a section adds; its aliases, if some of them are of handlers.
    fn note(&mut self, payload: &Payload<'a>) -> Result<Option<ComponentAliasSectionReader<'a>>, Refusal> {
        match payload {
            Payload::ModuleSection { .. } => self.modules += 1,
            Payload::InstanceSection(section) => {
                self.instances += section.count();
                self.last_instances = self.sections.len();
            }
            Payload::ComponentAliasSection(section) => {
                for alias in section.clone() {
                    if let ComponentAlias::CoreInstanceExport { kind: ExternalKind::Func, instance_index, name } = alias?
                        && is_handler(name)
                    {
                        self.owner = Some(instance_index);
                        return Ok(Some(section.clone()));
                    }
                }
            }
            _ => {}
        }
        Ok(None)
    }
}

fn is_handler(export: &str) -> bool {
    // The function that frees what a handler has answered is named after it.
    export.contains('#') && !export.starts_with("cabi_")
}

/// The aliases, those of handlers of the relay.
fn redirected(aliases: ComponentAliasSectionReader<'_>, relay: u32) -> Result<ComponentAliasSection, Refusal> {
    let mut redirected = ComponentAliasSection::new();
    for alias in aliases {
        let alias = match RoundtripReencoder.component_alias(alias?)? {
            Alias::CoreInstanceExport { kind: ExportKind::Func, name, .. } if is_handler(name) => {
                Alias::CoreInstanceExport { kind: ExportKind::Func, name, instance: relay }
            }
            other => other,
        };
        redirected.alias(alias);
    }
    Ok(redirected)
}

/// A module that imports the handlers of this module and exports them.
fn relay(module: &[u8]) -> Result<Module, Refusal> {
    let checked = Validator::new_with_features(WasmFeatures::all()).validate_all(module)?;
    let (mut types, mut imports, mut exports) = (TypeSection::new(), ImportSection::new(), ExportSection::new());
    for payload in Parser::new(0).parse_all(module) {
        let Payload::ExportSection(section) = payload? else { continue };
        for export in section {
            let export = export?;
            if export.kind == ExternalKind::Func && is_handler(export.name) {
                let number = types.len();
                // The type of a function of a valid module is never anything else.
                let signature = checked[checked.as_ref().core_function_at(export.index)].unwrap_func();
                types.ty().func_type(&RoundtripReencoder.func_type(signature.clone())?);
                imports.import(WORKER, export.name, EntityType::Function(number));
                exports.export(export.name, ExportKind::Func, number);
            }
        }
    }
    let mut relay = Module::new();
    relay.section(&types).section(&imports).section(&exports);
    Ok(relay)
}
