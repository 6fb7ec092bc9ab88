//! Builds the worker projects in other languages than Rust, with `simpletrader build` as any author does, into `tests/plugins`.
//!
//! Python, TypeScript and C are built wherever their toolchains can be installed; where one cannot, its tests are skipped by name, and in
//! CI (`CI` is set) that is an error. C++, Zig and Go are large downloads and built when they are asked for: `SIMPLETRADER_ALSO=cpp,zig,go`.
//!
//! A project is built again when something changed that goes into it: its files, its SDK, the contract, the tool that builds it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest, Sha256};

use crate::commands::Checkout;

/// A language, and the file that shows that a folder is a project of it.
struct Language {
    name: &'static str,
    marker: &'static str,
    /// Folders of its SDK and of what that stands upon.
    sdk: &'static [&'static str],
    is_usual: bool,
}

const LANGUAGES: [Language; 6] = [
    Language { name: "python", marker: "worker.py", sdk: &["guest-sdk/python"], is_usual: true },
    Language { name: "typescript", marker: "worker.ts", sdk: &["guest-sdk/js"], is_usual: true },
    Language { name: "c", marker: "worker.c", sdk: &["guest-sdk/c"], is_usual: true },
    Language { name: "cpp", marker: "worker.cpp", sdk: &["guest-sdk/c"], is_usual: false },
    Language { name: "zig", marker: "worker.zig", sdk: &["guest-sdk/c", "guest-sdk/zig"], is_usual: false },
    Language { name: "go", marker: "worker.go", sdk: &["guest-sdk/go"], is_usual: false },
];

/// Where projects are looked for, and what else changes what is built.
const PLACES: [&str; 2] = ["guest-sdk", "tests/conformance"];
const TOOL: [&str; 3] = ["wit", "runtime/authoring/src", "runtime/package/src"];

/// Folders that hold what was built, not what it was built of.
const BUILT: [&str; 4] = [".simpletrader", "build", "node_modules", "__pycache__"];

/// Which languages are not there to be tested, and why.
pub struct Skipped(BTreeMap<&'static str, String>);

impl Skipped {
    /// Their names, as the tests read them in `SIMPLETRADER_WITHOUT`.
    pub fn names(&self) -> String {
        self.0.keys().copied().collect::<Vec<_>>().join(",")
    }

    /// Says it to whoever reads the output.
    pub fn report(&self) {
        for (language, why) in &self.0 {
            eprintln!("xtask: skipped: all tests of {language} workers: {why}");
        }
    }
}

/// Builds the projects of every language whose toolchain is there or can be installed.
pub fn build(checkout: &Checkout) -> anyhow::Result<Skipped> {
    let also = std::env::var("SIMPLETRADER_ALSO").unwrap_or_default();
    let is_ci = std::env::var_os("CI").is_some();
    let mut skipped = BTreeMap::new();
    for language in &LANGUAGES {
        if !language.is_usual && !also.split(',').any(|name| name == language.name) {
            skipped.insert(language.name, format!("not asked for; SIMPLETRADER_ALSO={} includes them", language.name));
            continue;
        }
        let tool = || checkout.built("simpletrader");
        if let Err(error) = tool().args(["toolchain", "install", language.name]).run() {
            if is_ci {
                return Err(error.context(format!("{} is part of CI", language.name)));
            }
            skipped.insert(language.name, format!("its toolchain cannot be installed: {error}"));
            continue;
        }
        for project in projects(&checkout.root, language)? {
            let stamp = Stamp::of(checkout, language, &project)?;
            if !stamp.is_current() {
                let folder = project.to_string_lossy().into_owned();
                tool().args(["build", &folder, "--install", "tests/plugins"]).run()?;
                stamp.write()?;
            }
        }
    }
    Ok(Skipped(skipped))
}

/// The folders of a language's projects, in order.
fn projects(root: &Path, language: &Language) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for place in PLACES {
        let place = root.join(place);
        if place.is_dir() {
            // A template is no project: its names are still to be filled in.
            let is_template = |file: &Path| file.components().any(|part| part.as_os_str() == "templates");
            found.extend(files_below(&place)?.into_iter().filter(|file| file.ends_with(language.marker) && !is_template(file)));
        }
    }
    let mut folders: Vec<PathBuf> = found.into_iter().filter_map(|file| file.parent().map(Path::to_path_buf)).collect();
    folders.sort();
    Ok(folders)
}

/// What a worker file was built of.
struct Stamp {
    file: PathBuf,
    digest: String,
}

impl Stamp {
    fn of(checkout: &Checkout, language: &Language, project: &Path) -> anyhow::Result<Self> {
        let mut hash = Sha256::new();
        let others = language.sdk.iter().chain(&TOOL).map(|place| checkout.root.join(place));
        for place in std::iter::once(project.to_path_buf()).chain(others) {
            // The examples lie inside the SDK's folder and are no part of it.
            let is_part = |file: &&PathBuf| place == project || !file.components().any(|part| part.as_os_str() == "examples");
            for file in files_below(&place)?.iter().filter(is_part) {
                let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
                hash.update(file.strip_prefix(&checkout.root).unwrap_or(file).to_string_lossy().as_bytes());
                hash.update((bytes.len() as u64).to_le_bytes());
                hash.update(bytes);
            }
        }
        let digest = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let name = project.strip_prefix(&checkout.root).unwrap_or(project).to_string_lossy().replace(['/', '\\'], "-");
        Ok(Self { file: checkout.root.join("tests/plugins/.built").join(name), digest })
    }

    fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|digest| digest == self.digest)
    }

    fn write(&self) -> anyhow::Result<()> {
        let folder = self.file.parent().unwrap_or(&self.file);
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        fs::write(&self.file, &self.digest).with_context(|| format!("{} cannot be written", self.file.display()))
    }
}

/// Every file below a folder, in order, without what was built.
fn files_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let entry = entry?;
            let is_built = BUILT.iter().any(|name| entry.file_name() == *name);
            match entry.file_type()? {
                kind if kind.is_dir() && !is_built => folders.push(entry.path()),
                kind if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkout() -> (tempfile::TempDir, Checkout) {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().to_path_buf();
        for file in [
            "guest-sdk/python/simpletrader/average.py",
            "guest-sdk/python/examples/sma/worker.py",
            "guest-sdk/python/examples/sma/cases/first.yaml",
            "guest-sdk/python/examples/sma/.simpletrader/sdk/worker.py",
            "tests/conformance/python/echo/worker.py",
            "tests/conformance/c/echo/worker.c",
            "wit/types.wit",
        ] {
            fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
            fs::write(root.join(file), file).unwrap();
        }
        let target = root.join("target");
        (place, Checkout { root, target })
    }

    #[test]
    fn projects_are_found_by_the_file_of_their_language_and_built_things_are_not() {
        let (_place, checkout) = checkout();
        let found = projects(&checkout.root, &LANGUAGES[0]).unwrap();
        let expected = ["guest-sdk/python/examples/sma", "tests/conformance/python/echo"];
        assert_eq!(found, expected.map(|folder| checkout.root.join(folder)));
    }

    #[test]
    fn a_project_is_built_again_when_it_or_its_sdk_changed_and_not_otherwise() {
        let (_place, checkout) = checkout();
        let project = checkout.root.join("tests/conformance/python/echo");
        let is_current = || Stamp::of(&checkout, &LANGUAGES[0], &project).unwrap().is_current();
        let built = || Stamp::of(&checkout, &LANGUAGES[0], &project).unwrap().write().unwrap();
        assert!(!is_current());
        built();
        assert!(is_current());
        for (file, matters) in [
            ("tests/conformance/python/echo/worker.py", true),
            ("guest-sdk/python/simpletrader/average.py", true),
            ("wit/types.wit", true),
            ("guest-sdk/python/examples/sma/worker.py", false),
            ("tests/conformance/python/echo/build/x.wasm", false),
        ] {
            fs::create_dir_all(checkout.root.join(file).parent().unwrap()).unwrap();
            fs::write(checkout.root.join(file), "changed").unwrap();
            assert_eq!(is_current(), !matters, "{file}");
            built();
        }
    }
}
