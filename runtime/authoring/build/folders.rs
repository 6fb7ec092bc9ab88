//! The files of a folder that are part of it, and not what tools left there.

use std::fs;
use std::path::{Path, PathBuf};

/// One file to embed.
pub struct Embedded {
    /// By which it is asked for: a relative path with `/`.
    pub name: String,
    /// Where it lies now.
    pub path: PathBuf,
}

/// What is no part of an SDK or a template: outputs of tools, tests and examples.
const LEFT_OUT: [&str; 11] = [
    "target",
    "node_modules",
    "__pycache__",
    "examples",
    "tests",
    "proptest-regressions",
    "build",
    "dist",
    ".simpletrader",
    ".venv",
    "package-lock.json",
];

/// All files below a folder, sorted, their names with a prefix; none when there is no such folder. A change below it builds again.
pub fn files_below(folder: &Path, prefix: &str) -> Vec<Embedded> {
    let mut files = Vec::new();
    println!("cargo:rerun-if-changed={}", folder.display());
    collect(folder, prefix, &mut files);
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<Embedded>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if LEFT_OUT.contains(&name.as_str()) || [".pyc", ".snap", "_test.go"].iter().any(|end| name.ends_with(end)) {
            continue;
        }
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files);
        } else {
            files.push(Embedded { name: format!("{prefix}{name}"), path });
        }
    }
}
