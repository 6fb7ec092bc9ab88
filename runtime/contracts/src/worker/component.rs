//! The plain facts about a worker file, as the sandbox reads them and everybody else may rely on.

use std::path::PathBuf;

use super::{Category, SignerKey, WorkerManifest};
use crate::CONTRACT;

/// Name of the custom section that holds the manifest (JSON).
pub const WASM_MANIFEST_SECTION: &str = "simpletrader:manifest";
/// Name of the custom section that holds the parameter schema (JSON Schema).
pub const WASM_SCHEMA_SECTION: &str = "simpletrader:params-schema";
/// Name of the custom section that holds the signature. Where there is one, it is the last section of the file.
pub const WASM_SIGNATURE_SECTION: &str = "simpletrader:signature";

/// What a worker file is, without running it.
#[derive(Debug, Clone, PartialEq)]
pub struct ComponentFacts {
    /// Where it was read.
    pub path: PathBuf,
    /// SHA-256 of the file, as 64 small hex digits: its identity.
    pub digest: String,
    /// Bytes.
    pub size: u64,
    /// What it says about itself, checked against the component.
    pub manifest: WorkerManifest,
    /// The category that its exports show; equal to the manifest's.
    pub category: Category,
    /// JSON Schema of its parameters; absent when it takes none.
    pub schema: Option<serde_json::Value>,
    /// Every interface it imports, e.g. `simpletrader:worker/log@0.1.0`; type-only ones included.
    pub imports: Vec<String>,
    /// Every interface it exports.
    pub exports: Vec<String>,
    /// Whether it is larger, in any respect, than what compilers emit: it carries an interpreter and needs the profile for that.
    pub is_roomy: bool,
    /// Whose valid signature it bears; absent when it is not signed. A file with a signature that is not valid has no facts.
    pub signer: Option<SignerKey>,
}

impl ComponentFacts {
    /// Whether it imports anything of WASI, so that it runs under the WASI profile or not at all.
    pub fn needs_wasi(&self) -> bool {
        self.imports.iter().any(|import| import.starts_with("wasi:"))
    }

    /// Whether it answers for many bars at once where an operation grants that.
    pub fn offers_slices(&self) -> bool {
        self.category.slice_handler().is_some_and(|(interface, _)| self.exports.contains(&interface_name(interface)))
    }

    /// Whether it needs room for an interpreter and nothing else with it: the WASI profile brings the room along.
    pub fn needs_scripting(&self) -> bool {
        self.is_roomy && !self.needs_wasi()
    }
}

/// The full name of one of the contract's interfaces, as components export it: `simpletrader:worker/context@0.1.0`.
pub fn interface_name(interface: &str) -> String {
    let (package, version) = CONTRACT.split_once('@').unwrap_or((CONTRACT, ""));
    format!("{package}/{interface}@{version}")
}
