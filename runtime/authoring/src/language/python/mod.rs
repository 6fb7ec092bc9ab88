//! Python: CPython inside the worker, with the author's modules imported when the component is made.
//!
//! A build has two steps. The author's module is imported natively and describes itself (`python -m simpletrader.describe`), which
//! finds nearly every mistake, in the author's terms. Then `componentize-py` imports it once more inside the interpreter that goes
//! into the worker, and freezes what it finds there: no import is left for later.
//!
//! Decisions that shaped it:
//!
//! * **A folder of its own for what goes in.** The toolchain sees copies of the author's modules and of nothing else, so neither a
//!   virtual environment beside them nor an earlier build can find its way into a worker.
//! * **WASI is not stubbed.** A stubbed interpreter cannot even say why it failed; the host has a deterministic profile for it.

mod messages;
mod source;
mod toolchain;

use std::fs;
use std::path::Path;

use serde_json::Value;
use simpletrader_contracts::worker::WorkerManifest;
use simpletrader_package::{OWN_WORLD, PackageError};

use super::Built;
use crate::error::BuildError;
use crate::program::Program;
use crate::project::Project;
use crate::toolchain::Toolchain;
use crate::workshop::Workshop;

/// Builds a project.
pub fn build(project: &Project, workshop: &Workshop) -> Result<Built, BuildError> {
    let python = toolchain::interpreter(workshop)?;
    let sdk = workshop.lay_sdk(project, "python")?;
    let (manifest, schema) = describe(project, &python, &sdk)?;
    let checked = WorkerManifest::parse(manifest.to_string().as_bytes())
        .map_err(|error| BuildError::author(error.to_string()).in_file("worker.py"))?;
    let category = checked.category().ok_or_else(|| BuildError::author("the worker has no category").in_file("worker.py"))?;
    let wit = workshop.lay_wit(project, category, &checked.capabilities)?;
    (workshop.say)("freezing the interpreter with the worker inside, which takes some seconds …");
    let component = project.generated().join("python/component.wasm");
    let glue = format!("simpletrader._guest.{}", category.as_str().replace('-', "_"));
    let program = toolchain::componentize(&python)
        .args(["-d".as_ref(), wit.as_os_str(), "-w".as_ref(), OWN_WORLD.as_ref(), "componentize".as_ref(), glue.as_ref()])
        .args(["-p".as_ref(), source::lay(project)?.as_os_str(), "-p".as_ref(), sdk.as_os_str()])
        .args(["-o".as_ref(), component.as_os_str()]);
    let ended = program.output()?;
    if !ended.success {
        return Err(messages::of_componentize(&ended.stderr));
    }
    let bytes = fs::read(&component).map_err(|error| BuildError::file(&component, &error))?;
    // It is large, and its bytes go into the worker file.
    let _ = fs::remove_file(&component);
    Ok(Built::Component { bytes, manifest, schema })
}

/// Asks the author's module what it is.
fn describe(project: &Project, python: &Path, sdk: &Path) -> Result<(Value, Value), BuildError> {
    let program = isolated(Program::new(python))
        .args(["-B", "-m", "simpletrader.describe", "worker"])
        .env("PYTHONPATH", sdk)
        .within(&project.root);
    let ended = program.output()?;
    messages::of_description(&ended, &project.root)
}

/// Without what the user's environment says to other Pythons.
fn isolated(program: Program) -> Program {
    ["PYTHONHOME", "PYTHONSTARTUP", "PYTHONPATH", "PYTHONSAFEPATH", "VIRTUAL_ENV"].into_iter().fold(program, Program::without_env)
}

/// What packaging refused.
pub fn explain(_: &Project, _: &Built, error: PackageError) -> BuildError {
    BuildError::from(error).in_file("worker.py")
}

/// What is there of the toolchain.
pub fn toolchain(workshop: &Workshop) -> Toolchain {
    toolchain::state(workshop)
}

/// Installs the toolchain.
pub fn install(workshop: &Workshop) -> Result<(), BuildError> {
    toolchain::install(workshop)
}

/// Lays the SDK into a new project, where its tests and its author's editor find it.
pub fn prepare(project: &Project, workshop: &Workshop) -> Result<(), BuildError> {
    workshop.lay_sdk(project, "python").map(|_| ())
}
