//! Builds every worker of the repository in one cargo call and packages each into its file.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use simpletrader_package::WorkerFile;

use crate::commands::Checkout;
use crate::wasm_toolchain::{TARGET, WasmToolchain};

/// Folders of worker crates, and where their files go. Workers of tests stay out of the user's plug-in folder.
const SOURCES: [(&str, &str); 2] = [("example-workers", "plugins"), ("tests/workers", "tests/plugins")];

/// One worker crate: `worker-<folder>`.
struct WorkerCrate {
    package: String,
    plugins: PathBuf,
}

/// Builds all workers and writes the files that changed.
pub fn build_and_package(checkout: &Checkout) -> anyhow::Result<()> {
    let crates = find_crates(checkout)?;
    let mut build = WasmToolchain::find(checkout)?.cargo_build(checkout).args(["--profile", "worker"]);
    for worker in &crates {
        build = build.args(["--package", &worker.package]);
    }
    build.run()?;
    for worker in &crates {
        let module = format!("{}.wasm", worker.package.replace('-', "_"));
        let module = checkout.target.join(TARGET).join("worker").join(module);
        let module = fs::read(&module).with_context(|| format!("{} was not built", module.display()))?;
        let file = simpletrader_package::package(&module).with_context(|| format!("packaging {}", worker.package))?;
        install(&file, &worker.plugins)?;
    }
    Ok(())
}

fn find_crates(checkout: &Checkout) -> anyhow::Result<Vec<WorkerCrate>> {
    let mut crates = Vec::new();
    for (folder, plugins) in SOURCES {
        let folder = checkout.root.join(folder);
        let entries = fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.join("Cargo.toml").is_file() {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                crates.push(WorkerCrate { package: format!("worker-{name}"), plugins: checkout.root.join(plugins) });
            }
        }
    }
    crates.sort_by(|a, b| a.package.cmp(&b.package));
    Ok(crates)
}

/// Writes the file where the host looks for it, and says what it is.
fn install(file: &WorkerFile, plugins: &Path) -> anyhow::Result<()> {
    let who = &file.manifest.identification;
    let folder = plugins.join(who.vendor.as_str()).join(who.name.as_str());
    let is_new = write_if_changed(&folder, &format!("v{}.wasm", who.version), &file.bytes)?;
    let state = if is_new { "new" } else { "same" };
    println!("{state:4}  {:>8} bytes  sha256 {}  {}", file.bytes.len(), file.digest(), file.manifest.plugin_id());
    Ok(())
}

/// Writes a file, unless it is there already with the same bytes; true when it was written.
fn write_if_changed(folder: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<bool> {
    let path = folder.join(name);
    if fs::read(&path).is_ok_and(|old| old == bytes) {
        return Ok(false);
    }
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    // Written beside its place and moved there, so that a reader never sees half a file.
    let partial = folder.join(format!("{name}.partial"));
    fs::write(&partial, bytes).with_context(|| format!("{} cannot be written", partial.display()))?;
    fs::rename(&partial, &path).with_context(|| format!("{} cannot be replaced", path.display()))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_is_written_once_and_again_only_when_it_changed() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("acme/tiny");
        assert!(write_if_changed(&folder, "v1.0.0.wasm", b"one").unwrap());
        assert!(!write_if_changed(&folder, "v1.0.0.wasm", b"one").unwrap());
        assert!(write_if_changed(&folder, "v1.0.0.wasm", b"two").unwrap());
        assert_eq!(fs::read(folder.join("v1.0.0.wasm")).unwrap(), b"two");
        assert_eq!(names(&folder), ["v1.0.0.wasm"], "nothing half-written is left behind");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_an_error_that_names_it() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("acme"), b"a file, not a folder").unwrap();
        let error = write_if_changed(&place.path().join("acme"), "v1.0.0.wasm", b"one").unwrap_err();
        assert!(error.to_string().contains("acme"), "{error}");
    }

    #[test]
    fn every_folder_with_a_manifest_is_a_worker_and_others_are_not() {
        let place = tempfile::tempdir().unwrap();
        for folder in ["example-workers/b", "example-workers/strategies", "tests/workers/a"] {
            fs::create_dir_all(place.path().join(folder)).unwrap();
        }
        for worker in ["example-workers/b", "tests/workers/a"] {
            fs::write(place.path().join(worker).join("Cargo.toml"), "").unwrap();
        }
        let checkout = Checkout { root: place.path().to_path_buf(), target: place.path().join("target") };
        let crates = find_crates(&checkout).unwrap();
        let found: Vec<_> = crates.iter().map(|worker| (worker.package.as_str(), worker.plugins.clone())).collect();
        assert_eq!(found, [("worker-a", place.path().join("tests/plugins")), ("worker-b", place.path().join("plugins"))]);
    }
}
