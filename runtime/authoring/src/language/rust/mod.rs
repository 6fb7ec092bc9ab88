//! Rust: cargo builds a core module for `wasm32-unknown-unknown`, which describes itself.
//!
//! The project is a cargo workspace of its own, and so is the SDK in its `.simpletrader/sdk/rust`; the profile that workers are built
//! with comes from there too. `Cargo.lock` of a new project names the versions that this tool was built with.

mod compiler;
mod messages;

use std::fs;
use std::path::Path;

use simpletrader_package::PackageError;

use super::Built;
use crate::error::BuildError;
use crate::files;
use crate::project::Project;
use crate::sdk::{RUST_LOCK, RUST_PROFILE};
use crate::templates::NewWorker;
use crate::toolchain::Toolchain;
use crate::workshop::Workshop;

pub use compiler::{Compiler, TARGET};

/// Lays what cargo and editors want of a new project: the SDK, and the lock file with the worker in it.
///
/// # Errors
/// When a file cannot be written.
pub fn prepare(worker: &NewWorker, project: &Project, workshop: &Workshop) -> Result<(), BuildError> {
    workshop.lay_sdk(project, "rust")?;
    let own = format!("worker-{}", worker.name);
    let entry = format!(
        "\n[[package]]\nname = {own:?}\nversion = \"0.1.0\"\ndependencies = [\n \"schemars\",\n \"serde\",\n \"simpletrader-sdk\",\n]\n"
    );
    files::write(&project.root.join("Cargo.lock"), (RUST_LOCK.to_owned() + &entry).as_bytes())
}

/// Builds a project.
///
/// # Errors
/// The compiler's own words where it refuses the source; they are about the author's file already.
pub fn build(project: &Project, workshop: &Workshop) -> Result<Built, BuildError> {
    let compiler = Compiler::find().map_err(|missing| BuildError::toolchain(missing).help(INSTALL))?;
    workshop.lay_sdk(project, "rust")?;
    let generated = project.generated().join("rust");
    let (profile, target) = (generated.join("profile.toml"), generated.join("target"));
    files::write(&profile, RUST_PROFILE.as_bytes())?;
    let is_first = !target.exists();
    if is_first {
        (workshop.say)("compiling the SDK and what it needs; this happens once and takes a minute");
    }
    let cargo = compiler
        .cargo_build()
        .args(["--lib", "--profile", "worker", "--message-format", "json", "--config"])
        .args([&profile])
        .args([Path::new("--target-dir"), &target])
        .within(&project.root);
    // Later builds take seconds, and have nothing to tell but the result.
    let ended = if is_first { cargo.output_telling(workshop.say)? } else { cargo.output()? };
    let said = messages::read(&ended.stdout);
    if !ended.success {
        return Err(said.refusal(&ended.stderr, &project.root));
    }
    let module = said.module.ok_or_else(no_module)?;
    fs::read(&module).map(Built::Module).map_err(|error| BuildError::file(&module, &error))
}

fn no_module() -> BuildError {
    BuildError::author("the crate gives no WebAssembly module")
        .in_file("Cargo.toml")
        .help("let it say `[lib]` with `crate-type = [\"cdylib\", \"rlib\"]`")
}

/// What packaging refused. The words of the packager are meant for authors in Rust.
pub fn explain(_: &Project, _: &Built, error: PackageError) -> BuildError {
    let file = match error {
        PackageError::ForeignImport { .. } => "Cargo.toml",
        _ => "src/lib.rs",
    };
    BuildError::from(error).in_file(file)
}

/// What is there of the toolchain.
pub fn toolchain(_: &Workshop) -> Toolchain {
    match Compiler::find() {
        Ok(compiler) => Toolchain::Ready(compiler.version()),
        Err(missing) => Toolchain::Missing(missing),
    }
}

/// Lets rustup add the target.
///
/// # Errors
/// When there is no rustup; with what to do by hand.
pub fn install(workshop: &Workshop) -> Result<(), BuildError> {
    if Compiler::find().is_ok() {
        return Ok(());
    }
    let rustup = compiler::add_target();
    (workshop.say)(&format!("$ {}", rustup.shown()));
    rustup.run().map_err(|error| error.help(BY_HAND))?;
    Compiler::find().map(|_| ()).map_err(|missing| BuildError::toolchain(missing).help(BY_HAND))
}

/// What to do when something is missing.
const INSTALL: &str = "`simpletrader toolchain install rust` fetches it";

/// What to do when it cannot be fetched.
const BY_HAND: &str = "install Rust by rustup and run `rustup target add wasm32-unknown-unknown`; or, on Debian 12 and newer, \
                       beside a rustup toolchain, whose linker is used: `apt-get install rustc-web cargo-web rust-web-src`";
