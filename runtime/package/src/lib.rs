//! Makes worker files: what a compiler wrote goes in, one `.wasm` file comes out that holds the component, its manifest and the
//! schema of its parameters.
//!
//! Compilers write core modules, for which [`package`] makes the component; the toolchains of interpreters write components, which
//! [`package_component`] completes. Its neighbours: the module comes from an SDK (for Rust, `simpletrader-sdk`); the file goes to
//! the sandbox, which believes nothing of it and checks everything again. `cargo xtask workers` calls it, and
//! `simpletrader-authoring`, which is behind `simpletrader build`.
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
//! * **Contracts are compared in words.** [`contract_diff`] says what breaks between two versions, for folders of WIT and worker files.
//! * **Equal modules give equal files.** No time, no path, no randomness goes in, so the digest identifies the code.

mod component;
pub mod contract_diff;
mod describe;
mod encode;
mod error;
mod prune;
mod relay;
mod sections;
mod wit;

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use simpletrader_contracts::CONTRACT;
use simpletrader_contracts::worker::capability::RequestedCapabilities;
use simpletrader_contracts::worker::{Capability, Category, WorkerManifest};

pub use component::package_component;
pub use describe::{DESCRIBE_EXPORT, DESCRIBE_FUEL, DESCRIBE_MEMORY, DESCRIPTION_LIMIT};
pub use encode::component_with_adapter;
pub use error::PackageError;
pub use wit::{OWN_WORLD, contract_files, wit_folder, world};

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

    /// Where it lies in a folder of plug-ins: `<vendor>/<name>/v<version>.wasm`.
    pub fn place_in(&self, plugins: &Path) -> PathBuf {
        let who = &self.manifest.identification;
        plugins.join(who.vendor.as_str()).join(who.name.as_str()).join(format!("v{}.wasm", who.version))
    }

    /// Writes it into a folder of plug-ins, unless it lies there already; true when it was written. It is written beside its place
    /// and moved there, so that nobody ever reads half a file.
    ///
    /// # Errors
    /// With the path that cannot be written.
    pub fn install(&self, plugins: &Path) -> Result<bool, (PathBuf, std::io::Error)> {
        let place = self.place_in(plugins);
        if std::fs::read(&place).is_ok_and(|old| old == self.bytes) {
            return Ok(false);
        }
        let folder = place.parent().unwrap_or(plugins);
        std::fs::create_dir_all(folder).map_err(|error| (folder.to_path_buf(), error))?;
        let partial = place.with_extension("wasm.partial");
        std::fs::write(&partial, &self.bytes).map_err(|error| (partial.clone(), error))?;
        std::fs::rename(&partial, &place).map_err(|error| (place, error))?;
        Ok(true)
    }
}

/// Makes a worker file of a core module, as the compiler wrote it.
///
/// Errors say what the author should change; the module is never half packaged.
pub fn package(module: &[u8]) -> Result<WorkerFile, PackageError> {
    let module = sections::without_toolchain_notes(module)?;
    let description = describe::describe(&module)?;
    let manifest = description.manifest;
    let category = category_of(&manifest)?;
    let asked = manifest.capabilities;
    refuse_undeclared(&sections::used_capabilities(&module)?, &asked)?;
    let component = encode::component(&prune::without_description(&module)?, category, &asked)?;
    let schema = description.schema;
    let bytes = sections::with_manifest_and_schema(component, &manifest, &schema)?;
    Ok(WorkerFile { manifest, schema, bytes })
}

/// The category of a manifest that speaks this contract.
fn category_of(manifest: &WorkerManifest) -> Result<Category, PackageError> {
    if manifest.contract != CONTRACT {
        return Err(PackageError::Contract { found: manifest.contract.clone(), expected: CONTRACT });
    }
    // `WorkerManifest::parse` has seen to it that there is a category.
    manifest.category().ok_or(PackageError::Manifest("the worker has no category".to_owned()))
}

fn refuse_undeclared(used: &[Capability], asked: &RequestedCapabilities) -> Result<(), PackageError> {
    match used.iter().find(|used| !asked.contains(**used)) {
        Some(&capability) => Err(PackageError::Undeclared { capability }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
