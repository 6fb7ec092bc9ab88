//! The author's modules, copied to where the toolchain looks for them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::BuildError;
use crate::files;
use crate::project::{OUTPUT_FOLDER, Project};

/// Deepest nesting of packages.
const DEEPEST: usize = 8;

/// Copies the modules beside `worker.py`, and the packages (folders with modules) below, except for tests; returns the folder.
pub fn lay(project: &Project) -> Result<PathBuf, BuildError> {
    let mut modules = Vec::new();
    collect(&project.root, "", 0, &mut modules)?;
    modules.sort();
    let folder = project.generated().join("python/source");
    files::lay(&folder, &modules.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>())?;
    Ok(folder)
}

fn collect(folder: &Path, prefix: &str, depth: usize, modules: &mut Vec<(String, Vec<u8>)>) -> Result<(), BuildError> {
    let entries = fs::read_dir(folder).map_err(|error| BuildError::file(folder, &error))?;
    for entry in entries.flatten() {
        let path = entry.path();
        // A name that is no text is no module's.
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with(['.', '_']) && name != "__init__.py" && !name.ends_with(".py") {
            continue;
        }
        if path.is_dir() && !path.is_symlink() {
            let is_ours = depth == 0 && [OUTPUT_FOLDER, "cases", "tests"].contains(&name.as_str());
            // A virtual environment is marked by this file, whatever its name.
            if !is_ours && depth < DEEPEST && !path.join("pyvenv.cfg").exists() {
                collect(&path, &format!("{prefix}{name}/"), depth + 1, modules)?;
            }
        } else if name.ends_with(".py") && !name.starts_with("test_") {
            let bytes = fs::read(&path).map_err(|error| BuildError::file(&path, &error))?;
            modules.push((format!("{prefix}{name}"), bytes));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn modules_and_packages_go_in_and_tests_environments_and_builds_do_not() {
        let place = tempfile::tempdir().unwrap();
        let write = |name: &str| files::write(&place.path().join(name), b"").unwrap();
        for name in ["worker.py", "_own.py", "maths/__init__.py", "maths/deep/mean.py"] {
            write(name);
        }
        for name in ["test_worker.py", "README.md", "tests/a.py", "env/pyvenv.cfg", "env/lib/numpy.py", "build/x.py", ".git/a.py"] {
            write(name);
        }
        write("__pycache__/worker.py");
        let project = Project { root: place.path().to_owned(), language: Language::Python };
        let folder = lay(&project).unwrap();
        let mut found = Vec::new();
        collect(&folder, "", 0, &mut found).unwrap();
        let mut names: Vec<String> = found.into_iter().map(|(name, _)| name).collect();
        names.sort();
        assert_eq!(names, ["_own.py", "maths/__init__.py", "maths/deep/mean.py", "worker.py"]);
    }
}
