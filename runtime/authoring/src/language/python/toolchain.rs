//! The toolchain: a virtual environment with one package in it, pinned by the hash of its file.
//!
//! It is moved into place when it is complete, which the scripts of an environment do not survive; its interpreter does. So the
//! package is always started through the interpreter.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::isolated;
use crate::error::BuildError;
use crate::program::Program;
use crate::toolchain::Toolchain;
use crate::workshop::Workshop;

/// What `pip` installs, with hashes; any change of it is another toolchain.
const REQUIREMENTS: &str = include_str!("requirements.txt");
/// Name of the toolchain's folder.
const NAME: &str = "python";
/// Oldest version of Python that the SDK runs on.
const OLDEST: (u32, u32) = (3, 10);
/// Interpreters to look for, the usual name first.
const INTERPRETERS: [&str; 6] = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
/// Starts the package as its own script would.
const START: &str = "import sys; from componentize_py import script; sys.argv[0] = 'componentize-py'; sys.exit(script())";

/// The interpreter of the installed toolchain.
pub fn interpreter(workshop: &Workshop) -> Result<PathBuf, BuildError> {
    let python = workshop.toolchains.folder(NAME, REQUIREMENTS).join("bin/python");
    if python.exists() {
        return Ok(python);
    }
    Err(BuildError::toolchain("the toolchain of Python is not installed").help("run `simpletrader toolchain install python`"))
}

/// The program that makes components; its arguments are still to come.
pub fn componentize(python: &Path) -> Program {
    // It asks programs on the path for packages to put into the worker; here it finds none.
    let nowhere = python.parent().unwrap_or(python);
    isolated(Program::new(python)).env("PATH", nowhere).args(["-B", "-c", START])
}

/// Whether it is installed, and which versions.
pub fn state(workshop: &Workshop) -> Toolchain {
    let Ok(python) = interpreter(workshop) else {
        return Toolchain::Missing(match system() {
            Some((_, version)) => format!("componentize-py; Python {version} is there to install it with"),
            None => format!("Python {}.{} or newer, and componentize-py", OLDEST.0, OLDEST.1),
        });
    };
    match (version_of(&python), componentize(&python).args(["--version"]).first_line()) {
        (Some(native), Some(tool)) => {
            let folder = workshop.toolchains.folder(NAME, REQUIREMENTS);
            Toolchain::Ready(format!("{tool}, {native} to describe workers, in {}", folder.display()))
        }
        _ => Toolchain::Missing("an interpreter that starts: it was removed since; delete the folder and install again".to_owned()),
    }
}

/// Fetches it with the Python of this machine.
pub fn install(workshop: &Workshop) -> Result<(), BuildError> {
    let Some((system, _)) = system() else {
        let message = format!("there is no Python {}.{} or newer", OLDEST.0, OLDEST.1);
        return Err(BuildError::toolchain(message).help("install python3 (on Debian: `apt-get install python3 python3-venv`)"));
    };
    let announced = |program: Program| {
        (workshop.say)(&format!("$ {}", program.shown()));
        program.run()
    };
    workshop.toolchains.install(NAME, REQUIREMENTS, |folder| {
        announced(isolated(Program::new(system)).args(["-m".as_ref(), "venv".as_ref(), folder.as_os_str()])).map_err(|error| {
            error.help("a Python without its module `venv` cannot be used (on Debian: `apt-get install python3-venv`)")
        })?;
        let requirements = folder.join("requirements.txt");
        crate::files::write(&requirements, REQUIREMENTS.as_bytes())?;
        let python = folder.join("bin/python");
        let pip = ["-m", "pip", "install", "--disable-pip-version-check", "--only-binary", ":all:", "--require-hashes", "-r"];
        announced(isolated(Program::new(&python)).args(pip).args([requirements.as_os_str()]))?;
        announced(componentize(&python).args(["--version"])).map(|_| ())
    })?;
    Ok(())
}

/// An interpreter of this machine that is new enough, and its version.
fn system() -> Option<(&'static str, String)> {
    INTERPRETERS.into_iter().find_map(|name| {
        let answer = version_of(name)?;
        let version = answer.strip_prefix("Python ")?;
        is_new_enough(version).then(|| (name, version.to_owned()))
    })
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().ok());
    matches!((numbers.next().flatten(), numbers.next().flatten()), (Some(major), Some(minor)) if (major, minor) >= OLDEST)
}

/// What `--version` says.
fn version_of(interpreter: impl AsRef<OsStr>) -> Option<String> {
    isolated(Program::new(interpreter)).args(["--version"]).first_line()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toolchain::Toolchains;

    #[test]
    fn an_old_python_is_not_taken() {
        assert!(is_new_enough("3.10.13") && is_new_enough("3.14.0rc1") && is_new_enough("4.0"));
        assert!(!is_new_enough("3.9.18") && !is_new_enough("2.7.18") && !is_new_enough("three"));
    }

    #[test]
    fn a_toolchain_that_is_not_there_is_told_with_what_installs_it() {
        let place = tempfile::tempdir().unwrap();
        let workshop = Workshop { toolchains: Toolchains::below(place.path()), say: |_| {} };
        let error = interpreter(&workshop).unwrap_err();
        assert_eq!(error.help, "run `simpletrader toolchain install python`");
        assert!(matches!(state(&workshop), Toolchain::Missing(_)));
    }

    #[test]
    fn what_is_installed_is_pinned_by_hashes() {
        let lines: Vec<&str> = REQUIREMENTS.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines[0].starts_with("componentize-py=="));
        assert!(lines[1..].iter().all(|line| line.trim_start().starts_with("--hash=sha256:")) && lines.len() > 1);
    }
}
