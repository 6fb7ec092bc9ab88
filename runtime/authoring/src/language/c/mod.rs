//! C: clang and wasm-ld make a core module of `worker.c`, the SDK and generated bindings, which describes itself.
//!
//! The author's file says by its macro which category it is; its object file is read for that, and the exports of this category are
//! linked to it. C++ is built in the same way ([`build_source`]), with the same library, and Zig links its own object file to it.

mod bindings;
pub mod compiler;
pub mod library;
pub mod messages;
pub mod object;

use std::fs;

use simpletrader_package::PackageError;

use super::Built;
use crate::error::BuildError;
use crate::project::Project;
use crate::toolchain::Toolchain;
use crate::workshop::Workshop;

use compiler::{Compiler, Dialect};
use object::Object;

/// Lays the library where editors look for its headers.
///
/// # Errors
/// When a file cannot be written.
pub fn prepare(project: &Project, workshop: &Workshop) -> Result<(), BuildError> {
    workshop.lay_sdk(project, "c").map(|_| ())
}

/// Builds a project.
///
/// # Errors
/// The compiler's own words where it refuses the source, and what is missing where the linker does.
pub fn build(project: &Project, workshop: &Workshop) -> Result<Built, BuildError> {
    build_source(project, workshop, Dialect::C)
}

/// Builds a project of either dialect.
///
/// # Errors
/// As [`build`].
pub fn build_source(project: &Project, workshop: &Workshop, dialect: Dialect) -> Result<Built, BuildError> {
    let compiler = Compiler::find(workshop).map_err(|missing| BuildError::toolchain(missing).help(INSTALL))?;
    let sdk = workshop.lay_sdk(project, "c")?;
    let file = project.language.source_file();
    let author = object_file(project);
    if let Some(folder) = author.parent() {
        fs::create_dir_all(folder).map_err(|error| BuildError::file(folder, &error))?;
    }
    // In the project's folder and by its bare name, so that messages speak of `worker.c` and no path gets into the module.
    let compiling = compiler.compile(dialect).args(AUTHORS).args(["-I"]).args([sdk.join("include")]);
    let compiling = compiling.args(["-c", file, "-o"]).args([&author]).within(&project.root);
    let ended = compiling.output()?;
    if !ended.success {
        return Err(messages::compiler(file, &ended.stderr));
    }
    let object = read_object(project)?;
    let &[category] = object.categories.as_slice() else { return Err(messages::category(file, &object.categories)) };
    let library = library::objects(&compiler, &sdk, project, category, workshop.say)?;
    let module = author.with_extension("wasm");
    let linking = compiler.link().args([&author]).args(&library).args(compiler.library()).args(["-o"]).args([&module]);
    let ended = linking.output()?;
    if !ended.success {
        return Err(messages::linker(file, category, &source(project), &ended.stderr));
    }
    library::read(&module).map(Built::Module)
}

/// For the author's own file: handlers need not use all that they are given, and a function that is exported by mistake, such as a
/// misspelt handler, is told.
const AUTHORS: [&str; 2] = ["-Wno-unused-parameter", "-Wmissing-prototypes"];

/// Where the author's object file lies.
fn object_file(project: &Project) -> std::path::PathBuf {
    project.generated().join("c/worker.o")
}

fn read_object(project: &Project) -> Result<Object, BuildError> {
    let bytes = library::read(&object_file(project))?;
    Object::read(&bytes).map_err(|error| BuildError::toolchain(format!("the compiler wrote no WebAssembly object: {error}")))
}

/// The author's text, for places in messages; where it cannot be read there are none.
fn source(project: &Project) -> String {
    fs::read_to_string(project.source()).unwrap_or_default()
}

/// What packaging refused.
pub fn explain(project: &Project, _: &Built, error: PackageError) -> BuildError {
    let file = project.language.source_file();
    match &error {
        PackageError::ForeignImport { name, .. } => {
            let wanted = read_object(project).map(|object| object.wanted).unwrap_or_default();
            messages::foreign_import(file, &source(project), &wanted, name)
        }
        PackageError::Undeclared { capability } => messages::undeclared(file, *capability),
        _ => BuildError::from(error).in_file(file),
    }
}

/// What is there of the toolchain.
pub fn toolchain(workshop: &Workshop) -> Toolchain {
    match Compiler::find(workshop) {
        Ok(compiler) => Toolchain::Ready(compiler.version),
        Err(missing) => Toolchain::Missing(missing),
    }
}

/// Lets Debian's package manager install compiler, linker and library.
///
/// # Errors
/// Where there is no such package manager, or it may not be used; with what to do by hand.
pub fn install(workshop: &Workshop) -> Result<(), BuildError> {
    if Compiler::find(workshop).is_ok() {
        return Ok(());
    }
    compiler::install(workshop.say).map_err(|error| error.help(BY_HAND))?;
    Compiler::find(workshop).map(|_| ()).map_err(|missing| BuildError::toolchain(missing).help(BY_HAND))
}

/// What to do when something is missing.
const INSTALL: &str = "`simpletrader toolchain install c` fetches it";

/// What to do when it cannot be fetched.
const BY_HAND: &str = "on Debian: `sudo apt-get install --no-install-recommends clang lld wasi-libc`; elsewhere: clang 14 or newer \
                       with wasm-ld and wasi-libc, or zig (`simpletrader toolchain install zig`)";
