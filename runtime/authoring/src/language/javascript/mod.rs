//! JavaScript and TypeScript: one bundle, interpreted by QuickJS inside the component, which imports nothing but the contract.
//!
//! The work is done by `toolchain/build.mjs` of the SDK, in two steps: `describe` checks the types, bundles the worker and asks it what
//! it is, natively; `component` puts the bundle into the engine, against the world that the description asks for. This file drives it
//! and puts its findings into words.

mod kit;
mod node;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use simpletrader_contracts::worker::capability::RequestedCapabilities;
use simpletrader_contracts::worker::{Category, WorkerManifest};
use simpletrader_package::{OWN_WORLD, PackageError};

use super::Built;
use crate::error::BuildError;
use crate::project::Project;
use crate::toolchain::Toolchain;
use crate::workshop::Workshop;
use node::{Settings, run};

/// The name of the SDK, which is also that of its folder in a project.
const SDK: &str = "js";

/// Lays what editors want of a new project: the SDK, whose types they show.
///
/// # Errors
/// When a file cannot be written.
pub fn prepare(project: &Project, workshop: &Workshop) -> Result<(), BuildError> {
    workshop.lay_sdk(project, SDK).map(|_| ())
}

/// Builds a project.
///
/// # Errors
/// What the type checker, the bundler or the worker's own code says, with file and line.
pub fn build(project: &Project, workshop: &Workshop) -> Result<Built, BuildError> {
    let (manifest, schema) = describe(project, workshop)?;
    let settings = settings(project, workshop)?;
    let (category, asked) = world_of(&manifest).map_err(|error| error.in_file(project.language.source_file()))?;
    let wit = workshop.lay_wit(project, category, &asked)?;
    let path = settings.out.join("worker.wasm");
    run("component", &Settings { wit: Some((wit, OWN_WORLD)), ..settings })?;
    let bytes = fs::read(&path).map_err(|error| BuildError::file(&path, &error))?;
    Ok(Built::Component { bytes, manifest, schema })
}

/// Checks the types, bundles the worker and asks it what it is: its manifest and the schema of its parameters.
///
/// # Errors
/// As [`build`].
pub fn describe(project: &Project, workshop: &Workshop) -> Result<(Value, Value), BuildError> {
    let settings = settings(project, workshop)?;
    run("describe", &settings)?;
    let path = settings.out.join("description.json");
    let description = fs::read(&path).map_err(|error| BuildError::file(&path, &error))?;
    parts(project, &description)
}

/// The command that runs the project's own tests, by Node's test runner; it fails when there are none, or one fails.
///
/// # Errors
/// When the toolchain is not there.
pub fn native_tests(project: &Project, workshop: &Workshop) -> Result<Command, BuildError> {
    node::command("test", &settings(project, workshop)?)
}

/// What packaging refused: all of it is about what the author's file says of itself.
pub fn explain(project: &Project, _: &Built, error: PackageError) -> BuildError {
    BuildError::from(error).in_file(project.language.source_file())
}

/// What is there of the toolchain.
pub fn toolchain(workshop: &Workshop) -> Toolchain {
    match kit::find(workshop) {
        Ok(folder) => Toolchain::Ready(format!("{}, {}", kit::CONTENT, folder.display())),
        Err(missing) => Toolchain::Missing(missing),
    }
}

/// Installs the toolchain.
///
/// # Errors
/// When there is no Node, or npm fails; with what to do by hand.
pub fn install(workshop: &Workshop) -> Result<(), BuildError> {
    kit::install(workshop)
}

fn settings(project: &Project, workshop: &Workshop) -> Result<Settings, BuildError> {
    let toolchain = kit::find(workshop).map_err(|missing| BuildError::toolchain(missing).help(kit::INSTALL))?;
    Ok(Settings {
        project: project.root.clone(),
        entry: project.source(),
        sdk: workshop.lay_sdk(project, SDK)?,
        out: project.generated().join("js"),
        toolchain,
        wit: None,
    })
}

/// Manifest and schema, as the worker said them.
fn parts(project: &Project, description: &[u8]) -> Result<(Value, Value), BuildError> {
    let read: Result<Value, _> = serde_json::from_slice(description);
    let Ok(Value::Object(mut parts)) = read else {
        return Err(BuildError::author("the description of the worker cannot be read").in_file(project.language.source_file()));
    };
    let mut part = |name: &str| parts.remove(name).unwrap_or_default();
    Ok((part("manifest"), part("schema")))
}

/// What decides the world of a component.
fn world_of(manifest: &Value) -> Result<(Category, RequestedCapabilities), BuildError> {
    let manifest = WorkerManifest::parse(manifest.to_string().as_bytes());
    let manifest = manifest.map_err(|error| BuildError::author(error.to_string()))?;
    let category = manifest.category().ok_or_else(|| BuildError::author("the worker has no category"))?;
    Ok((category, manifest.capabilities))
}

/// A path as the settings want it.
fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_follows_from_the_manifest_and_a_wrong_one_is_refused_by_its_field() {
        let manifest = |name: &str| {
            serde_json::json!({
                "identification": {"vendor": "acme", "name": name, "display_name": "A", "version": "1.0.0", "type": "signal_detector"},
                "contract": "simpletrader:worker@0.1.0",
                "publishes": [{"event_name": "SIGNAL_DETECTED", "payload_type": "Signal"}],
                "invokes": ["detect"],
                "capabilities": {"log": {}},
            })
        };
        let (category, asked) = world_of(&manifest("watch")).unwrap();
        assert!(category == Category::SignalDetector && asked.log);
        let error = world_of(&manifest("My-Watch")).unwrap_err();
        assert!(error.message.contains("My-Watch"), "{error}");
    }
}
