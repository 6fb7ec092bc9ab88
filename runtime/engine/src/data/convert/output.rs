//! A file that appears under its name when it is complete, or never.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{ConvertError, refused};

/// The new file while it is written, beside the place that it will have.
pub(super) struct Draft {
    path: PathBuf,
    destination: PathBuf,
    file: File,
}

impl Draft {
    pub fn create(destination: &Path) -> Result<Self, ConvertError> {
        let mut name = OsString::from(".");
        name.push(destination.file_name().unwrap_or_default());
        name.push(format!(".{}.new", std::process::id()));
        let path = destination.with_file_name(name);
        let file = File::create(&path).map_err(|error| unwritable(destination, error))?;
        Ok(Self { path, destination: destination.to_owned(), file })
    }

    /// A handle to write through.
    pub fn file(&self) -> Result<File, ConvertError> {
        self.file.try_clone().map_err(|error| unwritable(&self.destination, error))
    }

    /// Puts it in its place, in one step.
    ///
    /// # Errors
    /// When the place was taken meanwhile and may not be.
    pub fn place(&mut self, replaces: bool) -> Result<(), ConvertError> {
        let failed = |error| unwritable(&self.destination, error);
        self.file.sync_all().map_err(failed)?;
        if replaces {
            return fs::rename(&self.path, &self.destination).map_err(failed);
        }
        // A link, unlike a change of name, fails when the place is taken.
        match fs::hard_link(&self.path, &self.destination) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(exists(&self.destination)),
            // A file system without links.
            Err(_) if self.destination.exists() => Err(exists(&self.destination)),
            Err(_) => fs::rename(&self.path, &self.destination).map_err(failed),
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // In its place it has another name; if it cannot be removed, nobody takes it for the file.
        let _ = fs::remove_file(&self.path);
    }
}

/// The place is taken.
pub(super) fn exists(output: &Path) -> ConvertError {
    refused(format!("{}: the file exists", output.display()), "give another name, or `--force` to replace it")
}

/// The output cannot be written.
pub(super) fn unwritable(path: &Path, error: impl std::fmt::Display) -> ConvertError {
    ConvertError::Output { path: path.to_owned(), message: error.to_string() }
}
