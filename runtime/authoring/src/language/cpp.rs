//! C++20 without exceptions, run-time types and standard library: over the C library, by the same compiler.

use simpletrader_package::PackageError;

use super::Built;
use super::c;
use super::c::compiler::Dialect;
use crate::error::BuildError;
use crate::project::Project;
use crate::toolchain::Toolchain;
use crate::workshop::Workshop;

/// Builds a project.
///
/// # Errors
/// The compiler's own words where it refuses the source, and what is missing where the linker does.
pub fn build(project: &Project, workshop: &Workshop) -> Result<Built, BuildError> {
    c::build_source(project, workshop, Dialect::Cpp)
}

/// What packaging refused.
pub fn explain(project: &Project, built: &Built, error: PackageError) -> BuildError {
    c::explain(project, built, error)
}

/// What is there of the toolchain: that of C.
pub fn toolchain(workshop: &Workshop) -> Toolchain {
    c::toolchain(workshop)
}

/// Installs the toolchain of C.
///
/// # Errors
/// As there.
pub fn install(workshop: &Workshop) -> Result<(), BuildError> {
    c::install(workshop)
}
