//! Zig: the compiler is found and installed, and serves C and C++ where there is no clang. Workers written in Zig itself are not built by
//! this version.

use simpletrader_package::PackageError;

use super::Built;
use super::c::compiler::{ZIG_PACKAGE, Zig};
use crate::error::BuildError;
use crate::program::Program;
use crate::project::Project;
use crate::toolchain::Toolchain;
use crate::workshop::Workshop;

/// Refuses a project, and says what to do.
pub fn build(_: &Project, _: &Workshop) -> Result<Built, BuildError> {
    Err(BuildError::toolchain("this version does not build workers in Zig yet")
        .help("write the worker in C or C++; zig compiles both"))
}

/// What packaging refused.
pub fn explain(_: &Project, _: &Built, error: PackageError) -> BuildError {
    error.into()
}

/// What is there of the toolchain.
pub fn toolchain(workshop: &Workshop) -> Toolchain {
    match Zig::find(workshop) {
        Some(zig) => Toolchain::Ready(format!("zig {}, for C and C++", zig.version)),
        None => Toolchain::Missing("there is no zig".to_owned()),
    }
}

/// Installs zig from the registry of Python packages, into an environment of its own.
///
/// # Errors
/// When there is no Python with `venv`, or the package cannot be fetched; with what to do by hand.
pub fn install(workshop: &Workshop) -> Result<(), BuildError> {
    if Zig::find(workshop).is_some() {
        return Ok(());
    }
    let announced = |program: Program| {
        (workshop.say)(&format!("$ {}", program.shown()));
        program.run().map_err(|error| error.help("install zig by hand, so that `zig` is on the path"))
    };
    let filled = workshop.toolchains.install("zig", ZIG_PACKAGE, |folder| {
        announced(Program::new("python3").args(["-m".as_ref(), "venv".as_ref(), folder.as_os_str()]))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ZIG_PACKAGE];
        announced(Program::new(folder.join("bin/python")).args(pip)).map(|_| ())
    });
    filled.map(|_| ())
}
