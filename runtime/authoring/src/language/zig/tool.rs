//! The program zig: found, or installed from the registry of Python packages.

use std::path::PathBuf;

use crate::error::BuildError;
use crate::program::Program;
use crate::workshop::Workshop;

/// The package of the Python registry that holds zig. Zig changes from version to version, so workers are written for this one.
const PACKAGE: &str = "ziglang==0.17.1";

/// Zig, however it is installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zig {
    /// The program to start.
    pub program: PathBuf,
    /// What stands before zig's own arguments: for a Python package, how Python starts it.
    pub leading: Vec<String>,
    /// For example `0.17.1`.
    pub version: String,
}

impl Zig {
    /// The zig that `toolchain install` put into its folder, the one on the path, or the one of the machine's Python.
    pub fn find(workshop: &Workshop) -> Option<Self> {
        let installed = workshop.toolchains.folder("zig", PACKAGE).join("bin/python");
        let module = ["-m".to_owned(), "ziglang".to_owned()];
        [(installed, module.to_vec()), ("zig".into(), Vec::new()), ("python3".into(), module.to_vec())].into_iter().find_map(
            |(program, leading)| {
                let version = Program::new(&program).args(&leading).args(["version"]).first_line()?;
                Some(Self { program, leading, version })
            },
        )
    }

    /// Zig with one of its commands; its arguments are still to come.
    pub fn command(&self, command: &str) -> Program {
        Program::new(&self.program).args(&self.leading).args([command])
    }

    /// Whether it is of the release that workers in Zig are written for: the number after the last point may differ.
    pub fn is_wanted_release(&self) -> bool {
        let release = |version: &str| version.rsplit_once('.').map(|(release, _)| release.to_owned());
        release(&self.version) == release(wanted_version())
    }
}

/// The version that [`install`] fetches.
pub fn wanted_version() -> &'static str {
    PACKAGE.rsplit('=').next().unwrap_or(PACKAGE)
}

/// Installs zig from the registry of Python packages, into an environment of its own.
///
/// # Errors
/// When there is no Python with `venv`, or the package cannot be fetched; with what to do by hand.
pub fn install(workshop: &Workshop) -> Result<(), BuildError> {
    let announced = |program: Program| {
        (workshop.say)(&format!("$ {}", program.shown()));
        program.run().map_err(|error| error.help("install zig by hand, so that `zig` is on the path"))
    };
    let filled = workshop.toolchains.install("zig", PACKAGE, |folder| {
        announced(Program::new("python3").args(["-m".as_ref(), "venv".as_ref(), folder.as_os_str()]))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE];
        announced(Program::new(folder.join("bin/python")).args(pip)).map(|_| ())
    });
    filled.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_release_is_not_taken_for_the_one_that_workers_are_written_for() {
        let zig = |version: &str| Zig { program: "zig".into(), leading: Vec::new(), version: version.to_owned() };
        assert!(zig(wanted_version()).is_wanted_release());
        assert!(zig("0.17.9").is_wanted_release());
        assert!(!zig("0.16.0").is_wanted_release() && !zig("1").is_wanted_release());
    }
}
