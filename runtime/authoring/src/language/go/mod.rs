//! Go: the author's package, the SDK and generated bindings become a core module, and its component closes WASI inside the file.
//!
//! The author's module is a library. Two programs are made around it, in a module of their own: one is compiled to WebAssembly and serves
//! the host, one runs natively and says what the worker is. So the compiler's words about the author's file come first, and fast.
//!
//! Go's runtime imports WASI. What it wants is little and the same in every run (`wasi.wat`), so it is put into the component: a worker
//! imports the contract alone. With that module the component has one more than the native profile has room for, so an operation
//! grants it `scripting`.

mod bindings;
mod messages;
mod segments;
mod tool;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use simpletrader_contracts::worker::{Category, WorkerManifest};
use simpletrader_package::PackageError;

use super::Built;
use crate::error::BuildError;
use crate::files;
use crate::project::Project;
use crate::sdk;
use crate::toolchain::Toolchain;
use crate::workshop::Workshop;
use tool::Go;

/// The interface of WASI that Go imports, and what stands in for it.
const WASI: (&str, &str) = ("wasi_snapshot_preview1", include_str!("wasi.wat"));

/// Lays the SDK with the types of the contract, where editors look for it.
///
/// # Errors
/// When a file cannot be written.
pub fn prepare(project: &Project, _: &Workshop) -> Result<(), BuildError> {
    lay_sdk(project, bindings::types()?)
}

/// Builds a project.
///
/// # Errors
/// The compiler's own words where it refuses the source, and what the worker says wrongly about itself.
pub fn build(project: &Project, workshop: &Workshop) -> Result<Built, BuildError> {
    let go = Go::find(workshop).map_err(|missing| BuildError::toolchain(missing).help(INSTALL))?;
    refuse_forbidden_imports(project)?;
    lay_sdk(project, bindings::types()?)?;
    let programs = lay_programs(project)?;
    let description = describe(project, &go, &programs)?;
    let manifest = description.get("manifest").cloned().unwrap_or_default();
    let category = category_of(project, &manifest)?;
    lay_sdk(project, bindings::generate(category)?)?;
    let bytes = component(project, &go, &programs, category)?;
    Ok(Built::Component { bytes, manifest, schema: description.get("schema").cloned().unwrap_or_default() })
}

/// The SDK with generated packages in it: one module of Go, so that nothing has to be fetched.
fn lay_sdk(project: &Project, generated: BTreeMap<String, Vec<u8>>) -> Result<(), BuildError> {
    let own = sdk::files("go");
    let all: Vec<(&str, &[u8])> =
        own.into_iter().chain(generated.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))).collect();
    files::lay(&project.generated().join("sdk/go"), &all)
}

/// The two programs around the author's package, in their folder.
fn lay_programs(project: &Project) -> Result<PathBuf, BuildError> {
    let module = module_of(project)?;
    let folder = project.generated().join("go");
    let required = format!("require (\n\t{module} v0.0.0\n\tsimpletrader v0.0.0\n)\n");
    let replaced = format!("replace (\n\t{module} => ../..\n\tsimpletrader => ../sdk/go\n)\n");
    let files = [
        ("go.mod", format!("module worker_programs\n\ngo 1.25\n\n{required}\n{replaced}")),
        ("main.go", SERVING.replace("MODULE", &module)),
        ("describe/main.go", DESCRIBING.replace("MODULE", &module)),
    ];
    for (name, text) in files {
        files::write(&folder.join(name), text.as_bytes())?;
    }
    Ok(folder)
}

const SERVING: &str = r#"// The worker as a component: the host calls the exports, so there is nothing to do in main.
package main

import (
	worker "MODULE"
	"simpletrader"
	_ "simpletrader/contract/wit_exports"
)

func init() { simpletrader.Serve(worker.Worker) }

func main() {}
"#;

const DESCRIBING: &str = r#"// What the worker says about itself.
package main

import (
	"fmt"
	worker "MODULE"
	"os"
)

func main() {
	said, err := worker.Worker.Describe()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Stdout.Write(said)
}
"#;

/// The name of the author's module, as `go.mod` has it.
fn module_of(project: &Project) -> Result<String, BuildError> {
    let file = project.language.project_file();
    let path = project.root.join(file);
    let text = fs::read_to_string(&path).map_err(|error| BuildError::file(&path, &error))?;
    let name =
        text.lines().find_map(|line| line.trim().strip_prefix("module ")).map(|name| name.trim().trim_matches('"').to_owned());
    let is_plain = |name: &String| name.chars().all(|c| c.is_ascii_alphanumeric() || "._-/~".contains(c)) && !name.is_empty();
    name.filter(is_plain).ok_or_else(|| BuildError::author("it names no module").in_file(file).help("write `module my_worker`"))
}

/// Imports that compile and can never work, in the author's files beside their tests.
fn refuse_forbidden_imports(project: &Project) -> Result<(), BuildError> {
    let entries = fs::read_dir(&project.root).map_err(|error| BuildError::file(&project.root, &error))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".go") && !name.ends_with("_test.go") {
            let text = fs::read_to_string(&path).map_err(|error| BuildError::file(&path, &error))?;
            if let Some(refused) = messages::forbidden_import(Path::new(&name), &text) {
                return Err(refused);
            }
        }
    }
    Ok(())
}

/// Compiles the author's package for this machine and asks the worker what it is.
fn describe(project: &Project, go: &Go, programs: &Path) -> Result<Value, BuildError> {
    let file = project.language.source_file();
    let ended = go.command().args(["run", "./describe"]).within(programs).output()?;
    if !ended.success {
        return Err(match ended.stderr.lines().find_map(|line| line.strip_prefix("worker: ")) {
            Some(wrong) => BuildError::author(wrong).in_file(file),
            None => messages::compiler(file, &ended.stderr),
        });
    }
    serde_json::from_str(&ended.stdout)
        .map_err(|_| BuildError::author("the description of the worker cannot be read").in_file(file))
}

fn category_of(project: &Project, manifest: &Value) -> Result<Category, BuildError> {
    let file = project.language.source_file();
    let manifest = WorkerManifest::parse(manifest.to_string().as_bytes());
    let manifest = manifest.map_err(|error| BuildError::author(error.to_string()).in_file(file))?;
    manifest.category().ok_or_else(|| BuildError::author("the worker has no category").in_file(file))
}

/// Compiles the serving program and makes the component of it.
fn component(project: &Project, go: &Go, programs: &Path, category: Category) -> Result<Vec<u8>, BuildError> {
    let module = programs.join("worker.wasm");
    let build =
        go.command().env("GOOS", "wasip1").env("GOARCH", "wasm").args(BUILDING).args(["-o"]).args([&module, Path::new(".")]);
    let ended = build.within(programs).output()?;
    if !ended.success {
        return Err(messages::compiler(project.language.source_file(), &ended.stderr));
    }
    let bytes = fs::read(&module).map_err(|error| BuildError::file(&module, &error))?;
    let bytes =
        segments::joined(&bytes).map_err(|error| BuildError::toolchain(format!("go wrote no WebAssembly module: {error}")))?;
    let wasi = wat::parse_str(WASI.1).map_err(|error| BuildError::machine(format!("the stand-in for WASI: {error}")))?;
    let made = simpletrader_package::component_with_adapter(&bytes, category, &bindings::everything(), (WASI.0, &wasi));
    made.map_err(|error| BuildError::from(error).in_file(project.language.source_file()))
}

/// A module without a main function that runs, and without what differs from machine to machine: paths, the state of a repository.
const BUILDING: [&str; 5] = ["build", "-buildmode=c-shared", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid="];

/// The command that runs the project's own tests, natively.
///
/// # Errors
/// When the toolchain is not there, or the SDK cannot be written.
pub fn native_tests(project: &Project, workshop: &Workshop) -> Result<Command, BuildError> {
    let go = Go::find(workshop).map_err(|missing| BuildError::toolchain(missing).help(INSTALL))?;
    lay_sdk(project, bindings::types()?)?;
    let mut command = go.process();
    command.args(["test", "./..."]);
    Ok(command)
}

/// What packaging refused.
pub fn explain(project: &Project, _: &Built, error: PackageError) -> BuildError {
    messages::packaging(project.language.source_file(), error)
}

/// What is there of the toolchain.
pub fn toolchain(workshop: &Workshop) -> Toolchain {
    match Go::find(workshop) {
        Ok(go) => Toolchain::Ready(go.version),
        Err(missing) => Toolchain::Missing(missing),
    }
}

/// Installs Go where there is none that is new enough.
///
/// # Errors
/// When there is no Python with `venv`, or the package cannot be fetched; with what to do by hand.
pub fn install(workshop: &Workshop) -> Result<(), BuildError> {
    if Go::find(workshop).is_ok() { Ok(()) } else { tool::install(workshop) }
}

/// What to do when something is missing.
const INSTALL: &str = "`simpletrader toolchain install go` fetches it";
