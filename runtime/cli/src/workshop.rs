//! From a worker project to a worker file that the admission gate has seen: what `build`, `test` and `watch` have in common.

use std::path::{Path, PathBuf};

use simpletrader_authoring::{BuildError, Cause, Language, Project, Workshop};
use simpletrader_contracts::worker::ComponentFacts;
use simpletrader_sandbox::{AdmissionError, Limits, Profile, inspect_bytes};

use crate::exit::Failure;

/// A worker file that was just made.
#[derive(Debug)]
pub struct BuiltWorker {
    /// Where it lies.
    pub path: PathBuf,
    /// What the gate found in it.
    pub facts: ComponentFacts,
    /// What it was written in.
    pub language: Language,
    /// Whether another file, or none, lay there before.
    pub is_new: bool,
}

/// Builds the project in a folder and puts the worker file into a folder of plug-ins, that of the project where none is named. What
/// the gate refuses is put nowhere.
///
/// # Errors
/// In terms of the author's own files where that is possible.
pub fn build(folder: &Path, plugins: Option<&Path>) -> Result<BuiltWorker, Failure> {
    let project = Project::find(folder).map_err(failure)?;
    let workshop = Workshop::of_environment().map_err(failure)?;
    let file = simpletrader_authoring::build(&project, &workshop).map_err(failure)?;
    let output = project.output();
    // Shown as the user knows the folder, not by its full path.
    let plugins = plugins.map_or_else(|| folder.join(output.file_name().unwrap_or_default()), Path::to_path_buf);
    let path = file.place_in(&plugins);
    let facts = inspect_bytes(&path, &file.bytes, &Limits::scripting()).map_err(|error| refused(&project, &error))?;
    let is_new = file.install(&plugins).map_err(|(path, error)| failure(BuildError::file(&path, &error)))?;
    Ok(BuiltWorker { path, facts, language: project.language, is_new })
}

/// What cannot be made or built, as the answer of a command.
pub fn failure(error: BuildError) -> Failure {
    match error.cause {
        Cause::Author => Failure::input(error),
        Cause::Toolchain | Cause::Machine => Failure::other(error),
    }
}

fn refused(project: &Project, error: &AdmissionError) -> Failure {
    let message = format!("the worker is built, but no host would load it: {error}");
    failure(BuildError::author(message).in_file(project.language.source_file()).help(&error.help))
}

/// The profile that a file needs: the strictest one whose bounds it keeps, and scripting where it imports WASI.
pub fn profile_of(facts: &ComponentFacts, bytes: &[u8]) -> Profile {
    let is_native = !facts.needs_wasi() && inspect_bytes(&facts.path, bytes, &Limits::native()).is_ok();
    if is_native { Profile::Native } else { Profile::Scripting }
}

/// What a file needs of an operation, in words.
pub fn needs(facts: &ComponentFacts, profile: Profile) -> String {
    match profile {
        Profile::Native => "native, without a grant".to_owned(),
        Profile::Scripting if facts.needs_wasi() => "scripting with WASI: grant it `wasi: {}`".to_owned(),
        Profile::Scripting => "scripting, for its size: grant it `scripting: {}`".to_owned(),
    }
}
