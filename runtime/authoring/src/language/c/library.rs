//! The SDK as object files for one category, compiled once per project: the library, the exports of the category, and the bindings
//! that connect both with the contract.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use simpletrader_contracts::worker::Category;

use super::bindings;
use super::compiler::{Compiler, Dialect};
use crate::error::BuildError;
use crate::files;
use crate::program::Program;
use crate::project::Project;
use crate::sdk;
use crate::templates::snake;

/// The object files of the SDK for a category, in a fixed order. The structs of the library and of the bindings are the same bytes
/// under two names, hence no strict aliasing.
///
/// # Errors
/// When the compiler refuses the SDK, or a file cannot be written.
pub fn objects(
    compiler: &Compiler,
    sdk_folder: &Path,
    project: &Project,
    category: Category,
    say: fn(&str),
) -> Result<Vec<PathBuf>, BuildError> {
    let bindings = bindings::generate(category)?;
    let folder = project.generated().join("c").join(format!("{}-{}", snake(category), key(compiler, &bindings)));
    let sources = sources(sdk_folder, category);
    let objects: Vec<PathBuf> = sources.iter().map(|source| folder.join(object_name(source))).collect();
    let ready = folder.join("ready");
    if !ready.is_file() {
        say("compiling the SDK; this happens once");
        let files: Vec<(&str, &[u8])> = bindings.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        files::lay(&folder, &files)?;
        let include = [Path::new("-I"), &sdk_folder.join("include"), Path::new("-I"), &folder];
        let compile = || compiler.compile(Dialect::C).args(["-fno-strict-aliasing", "-c"]).args(include);
        for (source, object) in sources.iter().zip(&objects) {
            run(compile(), source, object)?;
        }
        run(compile().args(FOR_BINDINGS), &folder.join("bindings.c"), &folder.join("bindings.o"))?;
        files::write(&ready, b"")?;
    }
    Ok(objects.into_iter().chain(["bindings.o", "bindings_component_type.o"].map(|name| folder.join(name))).collect())
}

/// The bindings release what they were given piece by piece; the library gives back the memory of a call as a whole. Their warnings
/// are not ours to mend.
const FOR_BINDINGS: [&str; 2] = ["-Dfree=st_boundary_kept", "-w"];

/// What the objects depend on: another SDK, compiler or contract is another folder.
fn key(compiler: &Compiler, bindings: &[(String, Vec<u8>)]) -> String {
    let mut digest = Sha256::new();
    digest.update(&compiler.version);
    digest.update(compiler.compile(Dialect::C).shown());
    for (name, bytes) in sdk::files("c") {
        digest.update(name);
        digest.update(bytes);
    }
    for (_, bytes) in bindings {
        digest.update(bytes);
    }
    digest.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// The source files that make the library for a category: all but the exports of the others.
fn sources(sdk_folder: &Path, category: Category) -> Vec<PathBuf> {
    let own = format!("src/glue/{}.c", snake(category));
    let is_part = |name: &str| {
        let is_export = Category::ALL.iter().any(|other| name == format!("src/glue/{}.c", snake(*other)));
        name.starts_with("src/") && name.ends_with(".c") && (!is_export || name == own)
    };
    sdk::files("c").into_iter().map(|(name, _)| name).filter(|name| is_part(name)).map(|name| sdk_folder.join(name)).collect()
}

fn object_name(source: &Path) -> String {
    source.file_stem().unwrap_or_default().to_string_lossy().into_owned() + ".o"
}

fn run(compile: Program, source: &Path, object: &Path) -> Result<(), BuildError> {
    let program = compile.args([source, Path::new("-o"), object]);
    program.run().map(|_| ()).map_err(|error| error.help("this is a defect of the SDK, or of this compiler; please report it"))
}

/// Reads a file that the toolchain wrote.
///
/// # Errors
/// When it is not there.
pub fn read(path: &Path) -> Result<Vec<u8>, BuildError> {
    fs::read(path).map_err(|error| BuildError::file(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_category_is_compiled_with_its_own_exports_and_no_others() {
        for &category in Category::ALL {
            let names: Vec<String> = sources(Path::new("sdk"), category).iter().map(|path| object_name(path)).collect();
            let exports = Category::ALL.iter().filter(|other| names.contains(&format!("{}.o", snake(**other))));
            assert_eq!(exports.collect::<Vec<_>>(), [&category]);
            assert!(names.contains(&"boundary.o".to_owned()) && names.contains(&"averages.o".to_owned()));
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "no two sources make the same object");
        }
    }
}
