//! Worker projects in every language: made from a template, built by the language's own toolchain, packaged into a worker file.
//!
//! A project is a folder with its language's own project file and nothing else to configure ([`Project`]). [`NewWorker`] makes one,
//! [`build`] turns one into a [`WorkerFile`]. What is known of one language stands in one file of [`language`].
//!
//! Neighbours: `simpletrader-package` makes the worker file of what a toolchain wrote; `simpletrader new`, `build` and `toolchain`
//! are this crate at the command line, and the admission gate of the sandbox checks what they made.
//!
//! Decisions that shaped it:
//!
//! * **The SDK is the tool's own.** It is compiled into this crate and laid into each project, so a project needs no registry that
//!   has our packages, and SDK and contract are of one version.
//! * **Nothing is installed on the way.** A build uses toolchains that are there and says what is missing; `toolchain install`
//!   fetches, after saying what it will run.
//! * **Building runs the author's code natively**, as compilers and package managers do (build scripts, plug-ins of bundlers). Only
//!   worker files are safe from strangers, projects are not.

#![forbid(unsafe_code)]

mod create;
mod error;
pub mod files;
pub mod language;
mod program;
mod project;
mod sdk;
mod suggestion;
mod templates;
mod toolchain;
mod workshop;

use simpletrader_package::{WorkerFile, package, package_component};

pub use error::{BuildError, Cause, Place};
pub use language::{Built, Language};
pub use program::{Ended, Program};
pub use project::{GENERATED_FOLDER, OUTPUT_FOLDER, Project};
pub use templates::NewWorker;
pub use toolchain::{Toolchain, Toolchains};
pub use workshop::Workshop;

/// Builds a project and packages it; nothing is installed anywhere yet.
///
/// # Errors
/// When the toolchain refuses the source, or its result is no worker; in terms of the author's own files.
pub fn build(project: &Project, workshop: &Workshop) -> Result<WorkerFile, BuildError> {
    let built = project.language.build(project, workshop)?;
    let packaged = match &built {
        Built::Module(module) => package(module),
        Built::Component { bytes, manifest, schema } => package_component(bytes, manifest, schema),
    };
    packaged.map_err(|error| project.language.explain(project, &built, error))
}
