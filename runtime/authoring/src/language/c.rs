//! C.

use simpletrader_package::PackageError;

use super::Built;
use crate::error::BuildError;
use crate::project::Project;
use crate::toolchain::Toolchain;
use crate::workshop::Workshop;

/// Builds a project.
pub fn build(project: &Project, _: &Workshop) -> Result<Built, BuildError> {
    Err(BuildError::toolchain(format!("{} is not available in this build yet", project.language)))
}

/// What packaging refused.
pub fn explain(_: &Project, _: &Built, error: PackageError) -> BuildError {
    error.into()
}

/// What is there of the toolchain.
pub fn toolchain(_: &Workshop) -> Toolchain {
    Toolchain::Missing("not available in this build yet".to_owned())
}

/// Installs the toolchain.
pub fn install(_: &Workshop) -> Result<(), BuildError> {
    Err(BuildError::toolchain("this language is not available in this build yet"))
}
