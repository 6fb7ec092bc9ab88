//! A folder that belongs to one user alone, and files in it that are there whole or not at all.
//!
//! The folder is opened once and checked on the open handle; everything after that goes through the handle. So nobody can
//! exchange the folder between the check and its use.

use std::fs::{DirBuilder, File};
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustix::fs::{AtFlags, CWD, Dir, Mode, OFlags, linkat, openat, renameat, unlinkat};
use rustix::process::geteuid;

use super::CacheError;

/// The bits of a mode that give anything to anybody else.
const OTHERS: u32 = 0o077;

/// How names of unfinished files begin.
const DRAFT: &str = ".new-";

/// A private folder.
#[derive(Debug)]
pub(super) struct PrivateDirectory {
    path: PathBuf,
    handle: OwnedFd,
}

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) modified: SystemTime,
}

/// What to do with a file that has the name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    Keep,
    Replace,
}

impl PrivateDirectory {
    /// Opens the folder; makes it, and the folders above it, where it does not exist.
    pub(super) fn open(path: &Path) -> Result<Self, CacheError> {
        let unusable = |error: io::Error| CacheError::Unusable { path: path.to_owned(), reason: error.to_string() };
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(unusable)?;
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let handle = File::from(openat(CWD, path, flags, Mode::empty()).map_err(|error| unusable(error.into()))?);
        let metadata = handle.metadata().map_err(unusable)?;
        if metadata.uid() != geteuid().as_raw() {
            return Err(CacheError::Foreign { path: path.to_owned(), owner: metadata.uid() });
        }
        if metadata.mode() & OTHERS != 0 {
            return Err(CacheError::Open { path: path.to_owned(), mode: metadata.mode() & 0o7777 });
        }
        Ok(Self { path: path.to_owned(), handle: handle.into() })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a file to read it; nothing if there is none.
    pub(super) fn file(&self, name: &str) -> io::Result<Option<File>> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        match openat(&self.handle, name, flags, Mode::empty()) {
            Ok(file) => Ok(Some(File::from(file))),
            Err(rustix::io::Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The whole content of a file; nothing if there is none, if it is no plain file, or if it is longer than `limit`.
    pub(super) fn read(&self, name: &str, limit: u64) -> io::Result<Option<(Vec<u8>, File)>> {
        let Some(file) = self.file(name)? else { return Ok(None) };
        Ok(content(&file, limit)?.map(|bytes| (bytes, file)))
    }

    /// Writes a file. Readers see the old one or the new one, never a part; after a crash of the machine a part may be left,
    /// which its reader finds out, so nothing waits for the disk here.
    ///
    /// With [`Existing::Keep`] it is an error when the name is taken.
    pub(super) fn write(&self, name: &str, bytes: &[u8], existing: Existing) -> io::Result<()> {
        let draft = format!("{DRAFT}{:016x}", random()?);
        let written = self.write_draft(&draft, bytes).and_then(|()| match existing {
            Existing::Replace => Ok(renameat(&self.handle, &draft, &self.handle, name)?),
            Existing::Keep => Ok(linkat(&self.handle, &draft, &self.handle, name, AtFlags::empty())?),
        });
        if written.is_err() || existing == Existing::Keep {
            // A draft that stays is removed with the old ones later.
            let _ = self.remove(&draft);
        }
        written
    }

    fn write_draft(&self, draft: &str, bytes: &[u8]) -> io::Result<()> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        File::from(openat(&self.handle, draft, flags, Mode::RUSR | Mode::WUSR)?).write_all(bytes)
    }

    /// Removes a file; one that is gone already is as good.
    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        match unlinkat(&self.handle, name, AtFlags::empty()) {
            Ok(()) | Err(rustix::io::Errno::NOENT) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// All plain files, drafts included.
    pub(super) fn list(&self) -> io::Result<Vec<Found>> {
        let mut found = Vec::new();
        for entry in Dir::read_from(&self.handle)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().to_str() else { continue };
            // Another process may have removed it meanwhile.
            let Ok(Some(file)) = self.file(name) else { continue };
            let metadata = file.metadata()?;
            if metadata.is_file() {
                found.push(Found { name: name.to_owned(), bytes: metadata.len(), modified: metadata.modified()? });
            }
        }
        Ok(found)
    }
}

impl Found {
    /// Whether the file is a draft.
    pub(super) fn is_draft(&self) -> bool {
        self.name.starts_with(DRAFT)
    }
}

/// The whole content of an open file; nothing if it is no plain file, or if it is longer than `limit`.
pub(super) fn content(file: &File, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.len() > limit {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    file.take(limit).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Whether a file can have been read or written by anybody else.
pub(super) fn is_exposed(file: &File) -> io::Result<bool> {
    let metadata = file.metadata()?;
    Ok(metadata.mode() & OTHERS != 0 || metadata.uid() != geteuid().as_raw())
}

fn random() -> io::Result<u64> {
    getrandom::u64().map_err(io::Error::other)
}
