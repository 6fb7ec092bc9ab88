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

/// Writes the file where the host looks for it, unless it lies there already, and says what it is.
fn install(file: &WorkerFile, plugins: &Path) -> anyhow::Result<()> {
    let is_new = file.install(plugins).map_err(|(path, error)| anyhow::anyhow!("{} cannot be written: {error}", path.display()))?;
    let state = if is_new { "new" } else { "same" };
    println!("{state:4}  {:>8} bytes  sha256 {}  {}", file.bytes.len(), file.digest(), file.manifest.plugin_id());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
