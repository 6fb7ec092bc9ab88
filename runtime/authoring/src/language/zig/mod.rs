//! Zig: the author's file is compiled with a small module over the C library, and linked as a worker in C is.
//!
//! Zig's own translator makes a module of the library's headers, so nothing of the contract is written down a second time. The same zig
//! compiles the library, and serves C and C++ where there is no clang.

mod messages;
mod tool;

use std::fs;
use std::path::{Path, PathBuf};

use simpletrader_package::PackageError;

use super::Built;
use super::c::compiler::Compiler;
use super::c::{self, library, object::Object};
use crate::error::BuildError;
use crate::program::Program;
use crate::project::Project;
use crate::toolchain::Toolchain;
use crate::workshop::Workshop;

pub use tool::Zig;

/// The target and the mode of every module; without what would hold paths.
const COMPILING: [&str; 4] = ["-target", "wasm32-wasi", "-OReleaseSmall", "-fstrip"];

/// Lays the SDK and the C library where editors look for them.
///
/// # Errors
/// When a file cannot be written.
pub fn prepare(project: &Project, workshop: &Workshop) -> Result<(), BuildError> {
    workshop.lay_sdk(project, "c")?;
    workshop.lay_sdk(project, "zig").map(|_| ())
}

/// Builds a project.
///
/// # Errors
/// The compiler's own words where it refuses the source; what the SDK misses in it.
pub fn build(project: &Project, workshop: &Workshop) -> Result<Built, BuildError> {
    let zig = find(workshop).map_err(|missing| BuildError::toolchain(missing).help(INSTALL))?;
    let c_library = workshop.lay_sdk(project, "c")?;
    let sdk = workshop.lay_sdk(project, "zig")?;
    let folder = project.generated().join("zig");
    fs::create_dir_all(&folder).map_err(|error| BuildError::file(&folder, &error))?;
    let translated = translate(&zig, &c_library, &folder)?;
    let author = folder.join("worker.o");
    let file = project.language.source_file();
    let ended =
        compile(&zig, &sdk, &translated, file, &author).env(LOCAL_CACHE, folder.join("cache")).within(&project.root).output()?;
    if !ended.success {
        return Err(messages::compiler(file, &source(project), &ended.stderr));
    }
    let object = Object::read(&library::read(&author)?);
    let object = object.map_err(|error| BuildError::toolchain(format!("zig wrote no WebAssembly object: {error}")))?;
    let &[category] = object.categories.as_slice() else {
        return Err(BuildError::author("the worker does not say what it is").in_file(file));
    };
    let compiler = Compiler::zig(&zig);
    let objects = library::objects(&compiler, &c_library, project, category, workshop.say)?;
    let module = author.with_extension("wasm");
    let ended = compiler.link().args([&author]).args(&objects).args(["-o"]).args([&module]).output()?;
    if !ended.success {
        return Err(c::messages::linker(file, category, &source(project), &ended.stderr));
    }
    library::read(&module).map(Built::Module)
}

/// Where zig keeps what it has compiled of a project; without it, in a folder beside the author's files.
const LOCAL_CACHE: &str = "ZIG_LOCAL_CACHE_DIR";

/// The headers of the library as a module of Zig.
fn translate(zig: &Zig, c_library: &Path, folder: &Path) -> Result<PathBuf, BuildError> {
    let include = c_library.join("include");
    let header = include.join("simpletrader.h");
    let program = zig.command("translate-c").args(["-lc", "-target", "wasm32-wasi", "-I"]).args([&include, &header]);
    let text = program.env(LOCAL_CACHE, folder.join("cache")).run()?;
    let path = folder.join("c.zig");
    crate::files::write(&path, text.as_bytes())?;
    Ok(path)
}

/// Makes the author's object file: a root that exports it, the SDK, the author's file, the library's headers. What stands before a module
/// is about that module alone. The author's file goes by its bare name, so that messages speak of `worker.zig`.
fn compile(zig: &Zig, sdk: &Path, translated: &Path, file: &str, object: &Path) -> Program {
    let module = |name: &str, path: &Path| format!("-M{name}={}", path.display());
    zig.command("build-obj")
        .args([format!("-femit-bin={}", object.display())])
        .args(COMPILING)
        .args(["--dep", "simpletrader", "--dep", "worker", &module("root", &sdk.join("root.zig"))])
        .args(COMPILING)
        .args(["--dep", "c", &module("simpletrader", &sdk.join("simpletrader.zig"))])
        .args(COMPILING)
        .args(["--dep", "simpletrader", &module("worker", Path::new(file))])
        .args(COMPILING)
        .args(["-lc", &module("c", translated)])
}

/// What packaging refused.
pub fn explain(project: &Project, _: &Built, error: PackageError) -> BuildError {
    messages::packaging(project.language.source_file(), &source(project), error)
}

/// What is there of the toolchain.
pub fn toolchain(workshop: &Workshop) -> Toolchain {
    match find(workshop) {
        Ok(zig) => Toolchain::Ready(format!("zig {}", zig.version)),
        Err(missing) => Toolchain::Missing(missing),
    }
}

/// Installs zig where there is none of the wanted release.
///
/// # Errors
/// When there is no Python with `venv`, or the package cannot be fetched; with what to do by hand.
pub fn install(workshop: &Workshop) -> Result<(), BuildError> {
    if find(workshop).is_ok() { Ok(()) } else { tool::install(workshop) }
}

fn find(workshop: &Workshop) -> Result<Zig, String> {
    match Zig::find(workshop) {
        Some(zig) if zig.is_wanted_release() => Ok(zig),
        Some(zig) => Err(format!("zig is {}, and workers are written for {}", zig.version, tool::wanted_version())),
        None => Err("there is no zig".to_owned()),
    }
}

/// What to do when something is missing.
const INSTALL: &str = "`simpletrader toolchain install zig` fetches it";

/// The author's text, for places in messages; where it cannot be read there are none.
fn source(project: &Project) -> String {
    fs::read_to_string(project.source()).unwrap_or_default()
}
