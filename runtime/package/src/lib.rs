//! Makes worker files: a core wasm module goes in, one `.wasm` file comes out that holds the component, its manifest and the
//! schema of its parameters.
//!
//! Its neighbours: the module comes from an SDK (for Rust, `simpletrader-sdk`); the file goes to the sandbox, which believes
//! nothing of it and checks everything again. `cargo xtask workers` and `simpletrader build` call [`package`].
//!
//! Decisions that shaped it:
//!
//! * **Nothing to install.** The component is made by `wit-component` as a library, against the WIT package that is compiled
//!   in here.
//! * **The module describes itself.** Its export `simpletrader_describe` is called once, in an interpreter with bounded fuel
//!   and memory and without imports. So the manifest cannot lag behind the code, and a build never runs the author's code
//!   unbounded. The code that only this needed is then taken out: it is about half of a small worker.
//! * **The world is ours to write.** What a toolchain embedded about worlds is dropped; the manifest's category decides which
//!   of the nine worlds the component must fit, its capabilities what that world imports, and the encoder refuses when the module
//!   does not fit. A capability that is declared and not used is not imported.
//! * **Equal modules give equal files.** No time, no path, no randomness goes in, so the digest identifies the code.

mod describe;
mod encode;
mod error;
mod prune;
mod sections;
mod wit;

use sha2::{Digest, Sha256};
use simpletrader_contracts::CONTRACT;
use simpletrader_contracts::worker::WorkerManifest;

pub use describe::{DESCRIBE_EXPORT, DESCRIBE_FUEL, DESCRIBE_MEMORY, DESCRIPTION_LIMIT};
pub use error::PackageError;

/// A finished worker file.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkerFile {
    /// What the worker says about itself, checked.
    pub manifest: WorkerManifest,
    /// JSON Schema of its parameters.
    pub schema: serde_json::Value,
    /// The file: a component with two custom sections.
    pub bytes: Vec<u8>,
}

impl WorkerFile {
    /// SHA-256 of the file, as 64 small hex digits: its identity.
    pub fn digest(&self) -> String {
        Sha256::digest(&self.bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Makes a worker file of a core module, as the compiler wrote it.
///
/// Errors say what the author should change; the module is never half packaged.
pub fn package(module: &[u8]) -> Result<WorkerFile, PackageError> {
    let module = sections::without_toolchain_notes(module)?;
    let description = describe::describe(&module)?;
    let manifest = description.manifest;
    if manifest.contract != CONTRACT {
        return Err(PackageError::Contract { found: manifest.contract, expected: CONTRACT });
    }
    // `WorkerManifest::parse` has seen to it that there is a category.
    let category = manifest.category().ok_or(PackageError::Manifest("the worker has no category".to_owned()))?;
    let asked = manifest.capabilities;
    if let Some(capability) = sections::used_capabilities(&module)?.into_iter().find(|used| !asked.contains(*used)) {
        return Err(PackageError::Undeclared { capability });
    }
    let component = encode::component(&prune::without_description(&module)?, category, &asked)?;
    let schema = description.schema;
    let bytes = sections::with_manifest_and_schema(component, &manifest, &schema)?;
    Ok(WorkerFile { manifest, schema, bytes })
}

#[cfg(test)]
mod tests;
