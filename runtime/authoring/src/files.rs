//! Folders of generated files, kept equal to what they should be.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::BuildError;

/// Makes a folder hold exactly these files. One that is right already is not touched: its time stays, so nothing is built again.
///
/// # Errors
/// With the path that cannot be written.
pub fn lay(folder: &Path, files: &[(&str, &[u8])]) -> Result<(), BuildError> {
    let mut kept = BTreeSet::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        write(&path, bytes)?;
        kept.insert(path);
    }
    remove_others(folder, &kept).map_err(|(path, error)| BuildError::file(&path, &error))
}

/// Writes a file with its folders, unless it is there already with the same bytes.
///
/// # Errors
/// With the path that cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), BuildError> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| BuildError::file(folder, &error))?;
    }
    fs::write(path, bytes).map_err(|error| BuildError::file(path, &error))
}

fn remove_others(folder: &Path, kept: &BTreeSet<PathBuf>) -> Result<(), (PathBuf, std::io::Error)> {
    let entries = fs::read_dir(folder).map_err(|error| (folder.to_path_buf(), error))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && !path.is_symlink() {
            remove_others(&path, kept)?;
            // Fails where something is left in it, which is as it should be.
            let _ = fs::remove_dir(&path);
        } else if !kept.contains(&path) {
            fs::remove_file(&path).map_err(|error| (path, error))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_made_to_hold_what_it_should_and_what_is_right_stays_untouched() {
        let place = tempfile::tempdir().unwrap();
        lay(place.path(), &[("a/one", b"1"), ("two", b"2"), ("old/three", b"3")]).unwrap();
        let time = |name: &str| fs::metadata(place.path().join(name)).unwrap().modified().unwrap();
        let before = time("a/one");
        lay(place.path(), &[("a/one", b"1"), ("two", b"22")]).unwrap();
        assert_eq!(time("a/one"), before);
        assert_eq!(fs::read(place.path().join("two")).unwrap(), b"22");
        assert!(!place.path().join("old").exists(), "what does not belong there is gone");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("file"), "").unwrap();
        let error = lay(&place.path().join("file"), &[("a", b"")]).unwrap_err();
        assert!(error.message.contains("file"), "{error}");
    }
}
