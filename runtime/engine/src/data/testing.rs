//! Files for the tests of this module.

use std::path::PathBuf;

use tempfile::TempDir;

/// A CSV file of these lines, and the folder that keeps it.
pub(super) fn csv_file(header: &str, lines: &[&str]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.csv");
    std::fs::write(&path, format!("{header}\n{}\n", lines.join("\n"))).unwrap();
    (folder, path)
}
