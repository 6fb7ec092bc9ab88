//! The gate: what a worker file must be before the compiler sees a byte of it.
//!
//! Static: the file is read, counted, validated and compared with its own manifest, never compiled or run. The checks stand
//! in [`inspect_bytes`] in the order of their cost, each refusing with an [`AdmissionError`] that names the rule, the limit
//! and the value found. The compiler and the run limits come after it, in [`Sandbox::load`](crate::Sandbox::load).
//!
//! Two decisions: imports are an allow-list (what is not on it is refused by name, never replaced by a trap), and the manifest is
//! believed only where the component shows the same: a capability that it imports must be declared. One that is declared and not
//! imported is no lie, because linkers drop what is not used.

mod error;
mod interface;
mod limits;
mod lower;
mod profile;
mod sizes;
mod survey;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};
use simpletrader_contracts::name::excerpt;
use simpletrader_contracts::worker::{Capability, Category, ComponentFacts, SignerKey, WorkerManifest};
use wasmparser::component_types::ComponentEntityType;
use wasmparser::types::Types;
use wasmparser::{Parser, Validator};

pub use error::{AdmissionError, Rule};
pub use limits::Limits;
pub use lower::LowerError;
pub use profile::Profile;
pub use sizes::SectionSizes;

use crate::{features, signature, wasi};
use interface::Interface;
use survey::{Section, Survey, within};

/// The interfaces of the contract that hold types and no functions: importing them gives a worker nothing.
const TYPE_INTERFACES: [&str; 4] = ["types", "decisions", "ledger", "planning"];

/// The facts about a worker file, without compiling or running it.
///
/// # Errors
/// The first rule that the file breaks.
pub fn inspect(path: &Path, limits: &Limits) -> Result<ComponentFacts, AdmissionError> {
    inspect_bytes(path, &read(path, limits)?, limits)
}

/// The facts about a worker file that is in memory; `path` is only written down.
///
/// # Errors
/// The first rule that the file breaks.
pub fn inspect_bytes(path: &Path, bytes: &[u8], limits: &Limits) -> Result<ComponentFacts, AdmissionError> {
    check_size(bytes, limits)?;
    examine(path, bytes, digest(bytes), limits, Validity::ToProve)
}

/// What a worker file says it is, for a list of what is there: everything but its validity, which takes most of the time and is proved when
/// the file is loaded.
///
/// # Errors
/// The first rule that the file is seen to break.
pub fn look_at(path: &Path, limits: &Limits) -> Result<ComponentFacts, AdmissionError> {
    let bytes = read(path, limits)?;
    check_size(&bytes, limits)?;
    examine(path, &bytes, digest(&bytes), limits, Validity::Elsewhere)
}

/// Whether the gate has to prove that a file is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Validity {
    /// Nobody has.
    ToProve,
    /// Somebody has, or will before any of it is run: there is code of these very bytes, which this program made after it had proved it.
    Elsewhere,
}

/// The facts about a file that is not too large, with this digest.
pub(crate) fn examine(
    path: &Path,
    bytes: &[u8],
    digest: String,
    limits: &Limits,
    validity: Validity,
) -> Result<ComponentFacts, AdmissionError> {
    check_encoding(bytes)?;
    let survey = Survey::take(bytes, limits)?;
    let types = match validity {
        Validity::ToProve => Some(check_validity(bytes)?),
        Validity::Elsewhere => None,
    };
    let used = check_imports(&survey, types.as_ref())?;
    let category = check_exports(&survey, types.as_ref())?;
    let manifest = check_manifest(&survey, category)?;
    check_declared(&used, &manifest)?;
    let schema = check_schema(&survey)?;
    let signer = check_signature(bytes, &survey)?;
    Ok(ComponentFacts {
        path: path.to_owned(),
        digest,
        size: bytes.len() as u64,
        manifest,
        category,
        schema,
        imports: survey.imports.iter().map(|name| excerpt(name, 200)).collect(),
        exports: survey.exports.iter().map(|name| excerpt(name, 200)).collect(),
        is_roomy: check_size(bytes, &Limits::native()).is_err() || Survey::take(bytes, &Limits::native()).is_err(),
        signer,
    })
}

/// Reads a file that is not larger than the limit; a larger one is not read to its end.
pub(crate) fn read(path: &Path, limits: &Limits) -> Result<Vec<u8>, AdmissionError> {
    let unreadable = |error: std::io::Error| {
        AdmissionError::new(Rule::Readable, error.to_string(), "check the path and the permissions of the worker file")
    };
    let file = File::open(path).map_err(unreadable)?;
    // Room for all of it at once, where the system knows how much that is: a large file would be copied many times.
    let expected = file.metadata().map_or(0, |metadata| metadata.len()).min(limits.file_bytes);
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0).saturating_add(1));
    file.take(limits.file_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// Refuses a file that is too large, whatever else it is.
pub(crate) fn check_size(bytes: &[u8], limits: &Limits) -> Result<(), AdmissionError> {
    within("file_bytes", bytes.len() as u64, limits.file_bytes)
}

/// SHA-256 as 64 small hex digits: the identity of a worker.
pub(crate) fn digest(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Refuses a file that is not the pinned one.
pub(crate) fn check_digest(found: &str, expected: &str) -> Result<(), AdmissionError> {
    if found == expected {
        return Ok(());
    }
    Err(AdmissionError::new(
        Rule::Digest,
        format!("the file is {found}, expected {}", excerpt(expected, 64)),
        "the worker changed since it was pinned; pin the new file if you trust it",
    ))
}

fn check_encoding(bytes: &[u8]) -> Result<(), AdmissionError> {
    if Parser::is_component(bytes) {
        return Ok(());
    }
    Err(if Parser::is_core_wasm(bytes) {
        AdmissionError::new(
            Rule::Component,
            "the file is a core WebAssembly module, not a component",
            "make a component of it with the build command; plain compiler output is only its first half",
        )
    } else if bytes.starts_with(b"\x7fELF") {
        AdmissionError::new(
            Rule::Component,
            "the file is machine code, not WebAssembly",
            "give the .wasm file: only code that was compiled here is ever run",
        )
    } else {
        AdmissionError::new(Rule::Component, "the file is not WebAssembly", "give the path of a worker's .wasm file")
    })
}

fn check_validity(bytes: &[u8]) -> Result<Types, AdmissionError> {
    Validator::new_with_features(features::ALLOWED).validate_all(bytes).map_err(survey::malformed)
}

/// The capabilities that the file uses. Whether it was granted them is decided when it is loaded; that it can be asked for them is
/// decided here.
fn check_imports(survey: &Survey<'_>, types: Option<&Types>) -> Result<Vec<Capability>, AdmissionError> {
    let used = survey.imports.iter().map(|name| check_import(name, types)).collect::<Result<Vec<_>, _>>()?;
    Ok(used.into_iter().flatten().collect())
}

/// The capability that an import amounts to; none for types.
fn check_import(name: &str, types: Option<&Types>) -> Result<Option<Capability>, AdmissionError> {
    let refuse =
        |what: &str, help: String| Err(AdmissionError::new(Rule::Imports, format!("`{}` {what}", excerpt(name, 100)), help));
    if wasi::is_offered(name) {
        return Ok(None); // Whether it was granted is a question of the run, not of the file.
    }
    if wasi::is_wasi(name) {
        return refuse(wasi::NOT_GRANTED, "build for wasm32-unknown-unknown, not for a wasi target, and without adapters".into());
    }
    let Some(interface) = Interface::parse(name) else {
        return refuse("is not granted: it is no interface of the worker contract", "remove the import".into());
    };
    interface.check_version(Rule::Imports)?;
    if let Some(capability) = Capability::of_interface(interface.name) {
        // The types of its functions are compared with the contract when the worker is loaded.
        return Ok(Some(capability));
    }
    if !TYPE_INTERFACES.contains(&interface.name) {
        return refuse("is not granted: it is no interface that workers import", "remove the import".into());
    }
    let Some(types) = types else { return Ok(None) };
    let holds_only_types = match types.as_ref().component_item_for_import(name).map(|item| item.ty) {
        Some(ComponentEntityType::Instance(id)) => {
            types[id].exports.values().all(|item| matches!(item.ty, ComponentEntityType::Type { .. }))
        }
        _ => false,
    };
    if holds_only_types {
        return Ok(None);
    }
    refuse("asks for more than types", "build the worker against the contract in wit/".into())
}

fn check_exports(survey: &Survey<'_>, types: Option<&Types>) -> Result<Category, AdmissionError> {
    let build_help = "build the worker for one of the nine worlds in wit/worlds.wit";
    let interfaces: Vec<Interface<'_>> = survey.exports.iter().filter_map(|name| Interface::parse(name)).collect();
    let mut categories = Vec::new();
    let mut has_lifecycle = false;
    for interface in &interfaces {
        let category = Category::of_interface(interface.name);
        if interface.name != "lifecycle" && category.is_none() {
            continue; // Toolchains export more than they are asked to; nobody will call it.
        }
        interface.check_version(Rule::Exports)?;
        has_lifecycle |= interface.name == "lifecycle";
        categories.extend(category);
    }
    let category = match categories.as_slice() {
        [category] => *category,
        [] => return Err(AdmissionError::new(Rule::Exports, "no category interface is exported", build_help)),
        [first, second, ..] => {
            let found = format!("two categories are exported: {} and {}", first.interface(), second.interface());
            return Err(AdmissionError::new(Rule::Exports, found, build_help));
        }
    };
    if !has_lifecycle {
        return Err(AdmissionError::new(Rule::Exports, "`lifecycle` is not exported", build_help));
    }
    if let Some(types) = types {
        check_functions(types, "lifecycle", &["configure"])?;
        check_functions(types, category.interface(), category.handlers())?;
    }
    if let Some((interface, handler)) = category.slice_handler()
        && let Some(exported) = interfaces.iter().find(|exported| exported.name == interface)
    {
        exported.check_version(Rule::Exports)?;
        types.map_or(Ok(()), |types| check_functions(types, interface, &[handler]))?;
    }
    Ok(category)
}

/// Refuses an exported interface that lacks one of its functions. Their types are checked when the worker is loaded.
fn check_functions(types: &Types, interface: &str, functions: &[&str]) -> Result<(), AdmissionError> {
    let item = types.as_ref().component_item_for_export(&Interface::full_name(interface));
    for function in functions {
        let found = match item.map(|item| item.ty) {
            Some(ComponentEntityType::Instance(id)) => types[id].exports.get(*function).map(|item| item.ty),
            _ => None,
        };
        if !matches!(found, Some(ComponentEntityType::Func(_))) {
            let found = format!("`{interface}` is exported without its function `{function}`");
            return Err(AdmissionError::new(Rule::Exports, found, "build the worker against the contract in wit/"));
        }
    }
    Ok(())
}

fn check_manifest(survey: &Survey<'_>, category: Category) -> Result<WorkerManifest, AdmissionError> {
    let refuse = |found: String, help: &str| Err(AdmissionError::new(Rule::Manifest, found, help));
    let bytes = match survey.manifest {
        Section::Once(bytes) => bytes,
        Section::Absent => {
            return refuse("the file has no manifest".into(), "make the worker with the build command, which embeds it");
        }
        Section::Twice => return refuse("the file has two manifests".into(), "make the worker again with the build command"),
    };
    let manifest = match WorkerManifest::parse(bytes) {
        Ok(manifest) => manifest,
        Err(error) => return refuse(error.to_string(), "correct the worker's manifest and build it again"),
    };
    if manifest.contract != simpletrader_contracts::CONTRACT {
        return refuse(
            format!("it says `{}`; this host speaks `{}`", excerpt(&manifest.contract, 60), simpletrader_contracts::CONTRACT),
            "build the worker with an SDK of this host's version",
        );
    }
    if manifest.category() != Some(category) {
        let said = manifest.category().map_or("nothing", Category::as_str);
        return refuse(
            format!("it says `{said}`, but the component exports the interface of a `{category}`"),
            "type and role in the manifest must fit the world that the worker is built for",
        );
    }
    Ok(manifest)
}

/// Refuses a file that uses a capability which its manifest keeps quiet about.
fn check_declared(used: &[Capability], manifest: &WorkerManifest) -> Result<(), AdmissionError> {
    match used.iter().find(|capability| !manifest.capabilities.contains(**capability)) {
        None => Ok(()),
        Some(capability) => Err(AdmissionError::new(
            Rule::Manifest,
            format!("the component uses the capability `{capability}`, which the manifest does not ask for"),
            format!("declare it in the manifest: `\"capabilities\": {{\"{capability}\": …}}`, or do not use it"),
        )),
    }
}

/// The capability that an import of an admitted file amounts to.
pub(crate) fn capability_of_import(name: &str) -> Option<Capability> {
    Interface::parse(name).and_then(|interface| Capability::of_interface(interface.name))
}

fn check_schema(survey: &Survey<'_>) -> Result<Option<serde_json::Value>, AdmissionError> {
    let help = "make the worker again with the build command";
    match survey.schema {
        Section::Absent => Ok(None),
        Section::Twice => Err(AdmissionError::new(Rule::Schema, "the file has two parameter schemas", help)),
        Section::Once(bytes) => match serde_json::from_slice(bytes) {
            Ok(schema @ serde_json::Value::Object(_)) => Ok(Some(schema)),
            Ok(_) => Err(AdmissionError::new(Rule::Schema, "the parameter schema is not a JSON object", help)),
            Err(error) => Err(AdmissionError::new(Rule::Schema, format!("the parameter schema cannot be read: {error}"), help)),
        },
    }
}

/// Whose signature the file bears. One that is not valid is worse than none, whether or not anybody asked for it: the file
/// claims an origin that it does not have.
fn check_signature(bytes: &[u8], survey: &Survey<'_>) -> Result<Option<SignerKey>, AdmissionError> {
    let refuse = |found: &str, help: &str| Err(AdmissionError::new(Rule::Signature, found, help));
    match survey.signature {
        Section::Absent => Ok(None),
        Section::Twice => refuse("the file has two signatures", "build the worker again and sign it once"),
        Section::Once(_) if survey.signature_end != bytes.len() => refuse(
            "something stands behind the signature, which therefore says nothing about it",
            "build the worker again and sign it last; if you did not build it, do not use it",
        ),
        Section::Once(_) => match signature::verify(bytes) {
            Ok(signer) => Ok(Some(signer)),
            Err(error) => refuse(
                &error.to_string(),
                "the file changed after it was signed: get it again from its author, or build and sign it again",
            ),
        },
    }
}
