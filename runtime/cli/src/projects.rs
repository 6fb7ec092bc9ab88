//! Worker projects as other commands use them: built when they are newer than their worker file, and tested by their own language.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use simpletrader_authoring::language::{go, javascript};
use simpletrader_authoring::{GENERATED_FOLDER, Language, OUTPUT_FOLDER, Project, Workshop};

use crate::exit::{Failure, Kind};
use crate::workshop;

/// Folders of a project that are no source of its worker file.
const NO_SOURCE: [&str; 7] = [OUTPUT_FOLDER, GENERATED_FOLDER, "cases", "target", "node_modules", "__pycache__", ".git"];
/// Deeper folders than this are no part of a project, and a link may lead in a circle.
const DEPTH_LIMIT: usize = 12;

/// The worker file of a project: the one that was built last, if nothing of the project and no part of this program is newer.
///
/// # Errors
/// When the folder is no project, or it cannot be built.
pub(crate) fn worker_of(folder: &Path) -> Result<PathBuf, Failure> {
    let project = Project::find(folder).map_err(workshop::failure)?;
    if let Some(file) = up_to_date(&project.root) {
        return Ok(file);
    }
    workshop::build(folder, None).map(|built| built.path)
}

/// The worker file that a build of today would only repeat.
fn up_to_date(root: &Path) -> Option<PathBuf> {
    let (file, built) = newest(&root.join(OUTPUT_FOLDER), &|path| path.extension().is_some_and(|extension| extension == "wasm"))?;
    // The SDK is a part of this program.
    let program = std::env::current_exe().ok().and_then(|program| changed_at(&program));
    let sources = newest_source(root);
    (sources <= Some(built) && program <= Some(built)).then_some(file)
}

/// When the newest source below a folder was changed.
pub(crate) fn newest_source(root: &Path) -> Option<SystemTime> {
    newest(root, &|_| true).map(|(_, changed)| changed)
}

/// When the newest YAML file below a folder was changed.
pub(crate) fn newest_yaml(root: &Path) -> Option<SystemTime> {
    let is_yaml = |path: &Path| path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    newest(root, &is_yaml).map(|(_, changed)| changed)
}

/// The file below a folder that was changed last, of those that `counts` takes.
fn newest(root: &Path, counts: &dyn Fn(&Path) -> bool) -> Option<(PathBuf, SystemTime)> {
    let mut found: Option<(PathBuf, SystemTime)> = None;
    let mut folders = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                let is_source = path.file_name().is_none_or(|name| NO_SOURCE.iter().all(|other| name != *other));
                if is_source && depth < DEPTH_LIMIT {
                    folders.push((path, depth + 1));
                }
            } else if let Some(changed) = changed_at(&path).filter(|_| counts(&path))
                && found.as_ref().is_none_or(|(_, newest)| changed > *newest)
            {
                found = Some((path, changed));
            }
        }
    }
    found
}

fn changed_at(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// Runs the tests that a project has in its own language, without a sandbox.
///
/// # Errors
/// When the language cannot run a worker's logic outside of a worker file, its test program is missing, or a test fails.
pub(crate) fn run_native_tests(folder: &Path) -> Result<(), Failure> {
    let project = Project::find(folder).map_err(workshop::failure)?;
    let mut command = native_tests(&project)?;
    let shown = format!("{command:?}");
    let status = command.current_dir(&project.root).status();
    let status = status.map_err(|error| Failure::other(format!("{shown} cannot be started: {error}")))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::shown(Kind::Worker, format!("error: the project's own tests fail: {shown}")))
}

/// The test program of a language.
fn native_tests(project: &Project) -> Result<Command, Failure> {
    let language = project.language;
    let workshop = Workshop::of_environment().map_err(workshop::failure)?;
    let sdk = |name: &str| workshop.lay_sdk(project, name).map_err(workshop::failure);
    let mut command;
    match language {
        Language::Rust => {
            sdk("rust")?;
            command = Command::new("cargo");
            command.arg("test");
        }
        Language::Python => {
            command = Command::new("python3");
            command.args(["-m", "unittest"]).env("PYTHONPATH", sdk("python")?);
        }
        Language::Go => {
            command = go::native_tests(project, &workshop).map_err(workshop::failure)?;
        }
        Language::TypeScript | Language::JavaScript => {
            command = javascript::native_tests(project, &workshop).map_err(workshop::failure)?;
        }
        Language::C | Language::Cpp | Language::Zig => {
            let message = format!("a {language} worker runs as a worker file only");
            return Err(Failure::input(format!("{message}\n  help: leave --lang-native out; its cases run in the sandbox")));
        }
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn write(path: &Path, seconds: u64) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
        let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        fs::File::options().write(true).open(path).unwrap().set_modified(changed).unwrap();
    }

    /// Far in the future, so that this program is older.
    const LATE: u64 = 4_000_000_000;

    #[test]
    fn a_worker_file_is_up_to_date_until_a_source_is_newer() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path();
        write(&root.join("worker.py"), LATE);
        assert_eq!(up_to_date(root), None, "nothing was built yet");
        let built = root.join("build/python/sma/v0.1.0.wasm");
        write(&built, LATE + 10);
        assert_eq!(up_to_date(root), Some(built));
        write(&root.join("lib/helper.py"), LATE + 20);
        assert_eq!(up_to_date(root), None);
    }

    #[test]
    fn what_is_generated_and_what_tests_a_worker_is_no_source() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path();
        write(&root.join("worker.py"), LATE);
        for other in ["cases/a.yaml", ".simpletrader/sdk/x.py", "target/x", "node_modules/x/y.js"] {
            write(&root.join(other), LATE + 100);
        }
        assert_eq!(newest_source(root), Some(SystemTime::UNIX_EPOCH + Duration::from_secs(LATE)));
    }

    #[test]
    fn a_program_that_is_newer_than_the_worker_file_brings_another_sdk() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path();
        write(&root.join("worker.py"), 1);
        write(&root.join("build/python/sma/v0.1.0.wasm"), 2);
        assert_eq!(up_to_date(root), None);
    }
}
