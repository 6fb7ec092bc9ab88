//! The run directory: where a run's files are written, and the promise that a directory under its final name is whole.
//!
//! Files are written to `<name>.partial` beside the destination; [`RunDirectory::publish`] renames it. A run that is abandoned
//! (unusable data, a full disk) leaves nothing; a run that was killed leaves a `.partial`, which the next run replaces. An
//! earlier run is set aside as `<name>.partial.old` for the instant in which the new one takes its name; when the process dies
//! in that instant, the next run puts it back.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Names of the files of a run directory.
pub(crate) const MANIFEST: &str = "run.json";
pub(crate) const BUILD_SPEC: &str = "build_spec.json";
pub(crate) const ORIGIN: &str = "origin.json";
pub(crate) const DATABASE: &str = "run.sqlite";
pub(crate) const SUMMARY: &str = "summary.json";
pub(crate) const TRADES: &str = "trades.csv";
pub(crate) const EQUITY: &str = "equity.csv";
pub(crate) const BARS: &str = "bars.csv";
pub(crate) const TIMING: &str = "timing.json";

/// The record of a run could not be written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file could not be made, written or moved.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The destination holds something that is not a run.
    #[error("{path} exists and is not a run directory: choose another --out, or remove it", path = path.display())]
    Occupied {
        /// Which.
        path: PathBuf,
    },
    /// The thread that writes could not be started.
    #[error("the thread that writes the run cannot be started: {0}")]
    NoThread(std::io::Error),
    /// The thread that writes has ended, and why was told before.
    #[error("the run cannot be written any more")]
    WriterEnded,
    /// A journal entry has something that JSON has no form for.
    #[error("a journal entry cannot be written: {0}")]
    Body(#[from] serde_json::Error),
    /// The database refused.
    #[error("run.sqlite: {0}")]
    Database(#[from] rusqlite::Error),
}

impl StoreError {
    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File { path: path.to_owned(), source }
    }
}

/// `origin.json`: where on this machine the run came from, so that it can be run again. Like `timing.json` it is of the machine and
/// not of the result; a run whose file was removed is told again where its operation lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunOrigin {
    /// The folder of all configuration files, absolute.
    pub root: PathBuf,
    /// The operation file, from that folder.
    pub operation: PathBuf,
}

/// A run directory in the making. Dropping it without publishing removes it.
#[derive(Debug)]
pub struct RunDirectory {
    work: PathBuf,
    destination: PathBuf,
    published: bool,
}

impl RunDirectory {
    /// Makes the working folder for a run that shall appear at `destination`. An earlier run there may be replaced; anything
    /// else is left alone.
    pub fn create(destination: &Path) -> Result<Self, StoreError> {
        refuse_strangers(destination)?;
        let mut name = destination.file_name().unwrap_or_else(|| "run".as_ref()).to_owned();
        name.push(".partial");
        let work = destination.with_file_name(name);
        put_back(&aside(&work), destination)?;
        if work.exists() {
            fs::remove_dir_all(&work).map_err(|error| StoreError::file(&work, error))?;
        }
        fs::create_dir_all(&work).map_err(|error| StoreError::file(&work, error))?;
        Ok(Self { work, destination: destination.to_owned(), published: false })
    }

    /// The path of a file in the making.
    pub fn file(&self, name: &str) -> PathBuf {
        self.work.join(name)
    }

    /// Opens a file for writing; its folder is made, if need be.
    pub(crate) fn writer(&self, name: &str) -> Result<BufWriter<File>, StoreError> {
        let path = self.file(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| StoreError::file(folder, error))?;
        }
        Ok(BufWriter::with_capacity(1 << 16, File::create(&path).map_err(|error| StoreError::file(&path, error))?))
    }

    /// Says where the run comes from. A path that is no Unicode text cannot be told and is left out.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_origin(&self, origin: &RunOrigin) -> Result<(), StoreError> {
        let can_be_told = origin.root.to_str().is_some() && origin.operation.to_str().is_some();
        if can_be_told { self.write_json(ORIGIN, origin) } else { Ok(()) }
    }

    /// Writes a whole text.
    pub(crate) fn write_text(&self, name: &str, text: &str) -> Result<(), StoreError> {
        let path = self.file(name);
        fs::write(&path, text).map_err(|error| StoreError::file(&path, error))
    }

    /// Writes a whole JSON file, indented, with a final newline.
    pub(crate) fn write_json(&self, name: &str, value: &impl serde::Serialize) -> Result<(), StoreError> {
        let path = self.file(name);
        let mut writer = self.writer(name)?;
        serde_json::to_writer_pretty(&mut writer, value).map_err(|error| StoreError::file(&path, error.into()))?;
        writer.write_all(b"\n").and_then(|()| writer.flush()).map_err(|error| StoreError::file(&path, error))
    }

    /// Gives the directory its final name; an earlier run there is replaced.
    pub fn publish(mut self) -> Result<PathBuf, StoreError> {
        refuse_strangers(&self.destination)?;
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |error| StoreError::file(&path, error)
        };
        if self.destination.exists() {
            // Set aside first, so that there is no instant at which neither run is whole.
            let aside = aside(&self.work);
            if aside.exists() {
                fs::remove_dir_all(&aside).map_err(failed(&aside))?;
            }
            fs::rename(&self.destination, &aside).map_err(failed(&self.destination))?;
            fs::rename(&self.work, &self.destination).map_err(failed(&self.destination))?;
            fs::remove_dir_all(&aside).map_err(failed(&aside))?;
        } else {
            fs::rename(&self.work, &self.destination).map_err(failed(&self.destination))?;
        }
        self.published = true;
        Ok(self.destination.clone())
    }
}

impl Drop for RunDirectory {
    fn drop(&mut self) {
        if !self.published {
            // Nothing can be done about a failure here, and the next run replaces what is left.
            let _ = fs::remove_dir_all(&self.work);
        }
    }
}

/// Where an earlier run waits until the new one has its name.
fn aside(work: &Path) -> PathBuf {
    let mut name = work.file_name().unwrap_or_default().to_owned();
    name.push(".old");
    work.with_file_name(name)
}

/// An earlier run that was set aside by a process that died before the new run had its name.
fn put_back(aside: &Path, destination: &Path) -> Result<(), StoreError> {
    if aside.join(MANIFEST).is_file() && !destination.exists() {
        fs::rename(aside, destination).map_err(|error| StoreError::file(aside, error))?;
    }
    Ok(())
}

/// A destination may be free, empty, or an earlier run.
fn refuse_strangers(destination: &Path) -> Result<(), StoreError> {
    if !destination.exists() || destination.join(MANIFEST).is_file() {
        return Ok(());
    }
    let is_empty = fs::read_dir(destination).is_ok_and(|mut entries| entries.next().is_none());
    if is_empty { Ok(()) } else { Err(StoreError::Occupied { path: destination.to_owned() }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abandoned_run_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let destination = folder.path().join("run");
        let directory = RunDirectory::create(&destination).unwrap();
        directory.write_json(SUMMARY, &1).unwrap();
        drop(directory);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_published_run_replaces_an_earlier_one() {
        let folder = tempfile::tempdir().unwrap();
        let destination = folder.path().join("run");
        for number in [1, 2] {
            let directory = RunDirectory::create(&destination).unwrap();
            directory.write_json(MANIFEST, &number).unwrap();
            directory.publish().unwrap();
            assert_eq!(fs::read_to_string(destination.join(MANIFEST)).unwrap(), format!("{number}\n"));
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_run_that_was_set_aside_when_the_process_died_is_put_back() {
        let folder = tempfile::tempdir().unwrap();
        let destination = folder.path().join("run");
        let aside = folder.path().join("run.partial.old");
        fs::create_dir(&aside).unwrap();
        fs::write(aside.join(MANIFEST), "earlier").unwrap();
        let directory = RunDirectory::create(&destination).unwrap();
        assert_eq!(fs::read_to_string(destination.join(MANIFEST)).unwrap(), "earlier", "until the next run is whole");
        directory.write_json(MANIFEST, &"later").unwrap();
        directory.publish().unwrap();
        assert_eq!(fs::read_to_string(destination.join(MANIFEST)).unwrap(), "\"later\"\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_not_a_run_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let destination = folder.path().join("thesis");
        fs::create_dir(&destination).unwrap();
        fs::write(destination.join("chapter.txt"), "years of work").unwrap();
        assert!(matches!(RunDirectory::create(&destination), Err(StoreError::Occupied { .. })));
        assert!(destination.join("chapter.txt").exists());
    }
}
