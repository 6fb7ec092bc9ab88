//! The granted directory and what a guest opened in it. Knows nothing of WASI but its error codes.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use cap_std::fs::{Dir, File, FileType, Metadata, OpenOptions};
use sha2::{Digest, Sha256};

use super::error_code::ErrorCode;
use super::wire::{DescriptorType, DirectoryEntry};
use crate::wasi::state::Place;

/// Entries of a directory that can be listed. A larger one cannot be listed at all, rather than in part.
const ENTRIES: usize = 4_096;

/// A file or directory that a guest holds open.
#[derive(Debug)]
pub(super) struct Descriptor {
    /// Its path in the granted directory, without symbolic links; empty for that directory. It is what it is known by: the
    /// numbers that an operating system gives to files differ from machine to machine.
    path: String,
    node: Node,
}

/// What is open.
#[derive(Debug)]
enum Node {
    Directory { directory: Arc<Dir>, _place: Place },
    File(OpenFile),
}

/// An open file. Copies share it, and it is closed with the last.
#[derive(Debug, Clone)]
pub(in crate::wasi) struct OpenFile {
    file: Arc<File>,
    _place: Place,
}

impl OpenFile {
    /// Up to `count` bytes from `at` on; fewer only at the end of the file.
    pub(in crate::wasi) fn read(&self, at: u64, count: u64) -> Result<Vec<u8>, ErrorCode> {
        let mut file = &*self.file;
        let mut bytes = Vec::new();
        let read = file.seek(SeekFrom::Start(at)).and_then(|_| file.take(count).read_to_end(&mut bytes));
        read.map_err(|error| ErrorCode::of(&error))?;
        Ok(bytes)
    }
}

impl Descriptor {
    /// The granted directory.
    pub(super) fn root(directory: Arc<Dir>, place: Place) -> Self {
        Self { path: String::new(), node: Node::Directory { directory, _place: place } }
    }

    /// Opens what is at `path`, a regular file or a directory. A symbolic link at its end is followed only when `follow` says
    /// so; the others always, inside the directory.
    pub(super) fn open(&self, path: &str, follow: bool, place: Place) -> Result<Self, ErrorCode> {
        let directory = self.directory()?;
        let found = look_up(directory, path, follow)?;
        let node = match kind_of(found.file_type()) {
            DescriptorType::SymbolicLink => return Err(ErrorCode::Loop),
            DescriptorType::Directory => {
                let directory = Arc::new(directory.open_dir(path).map_err(|error| ErrorCode::of(&error))?);
                Node::Directory { directory, _place: place }
            }
            DescriptorType::RegularFile => {
                let file = directory.open_with(path, &for_reading()).map_err(|error| ErrorCode::of(&error))?;
                Node::File(OpenFile { file: Arc::new(file), _place: place })
            }
            // A pipe would wait for a writer, and opening a device may do something.
            _ => return Err(ErrorCode::NotPermitted),
        };
        Ok(Self { path: self.name_of(path, follow)?, node })
    }

    /// What it is.
    pub(super) fn kind(&self) -> DescriptorType {
        match self.node {
            Node::Directory { .. } => DescriptorType::Directory,
            Node::File(_) => DescriptorType::RegularFile,
        }
    }

    /// The file that it is.
    pub(super) fn file(&self) -> Result<&OpenFile, ErrorCode> {
        match &self.node {
            Node::File(file) => Ok(file),
            Node::Directory { .. } => Err(ErrorCode::IsDirectory),
        }
    }

    /// Its kind and size.
    pub(super) fn stat(&self) -> Result<(DescriptorType, u64), ErrorCode> {
        match &self.node {
            Node::Directory { .. } => Ok((DescriptorType::Directory, 0)),
            Node::File(open) => open.file.metadata().map(|found| size_of(&found)).map_err(|error| ErrorCode::of(&error)),
        }
    }

    /// Kind and size of what is at `path`.
    pub(super) fn stat_at(&self, path: &str, follow: bool) -> Result<(DescriptorType, u64), ErrorCode> {
        look_up(self.directory()?, path, follow).map(|found| size_of(&found))
    }

    /// Where the symbolic link at `path` leads; one that leads to an absolute path is refused, it would tell of the machine.
    pub(super) fn read_link(&self, path: &str) -> Result<String, ErrorCode> {
        let target = self.directory()?.read_link(path).map_err(|error| ErrorCode::of(&error))?;
        target.into_os_string().into_string().map_err(|_| ErrorCode::IllegalByteSequence)
    }

    /// What is in it, ordered by name: the order of the operating system differs from machine to machine. Names that are not
    /// Unicode are left out, as no guest can say them.
    pub(super) fn list(&self) -> Result<Vec<DirectoryEntry>, ErrorCode> {
        let mut entries = Vec::new();
        for entry in self.directory()?.entries().map_err(|error| ErrorCode::of(&error))? {
            let entry = entry.map_err(|error| ErrorCode::of(&error))?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if entries.len() == ENTRIES {
                return Err(ErrorCode::Overflow);
            }
            let kind = entry.file_type().map_err(|error| ErrorCode::of(&error))?;
            entries.push(DirectoryEntry { kind: kind_of(kind), name });
        }
        entries.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    /// A number for it: equal for the same file, on every machine.
    pub(super) fn identity(&self) -> (u64, u64) {
        hashed(&self.path)
    }

    /// The number of what is at `path`.
    pub(super) fn identity_at(&self, path: &str, follow: bool) -> Result<(u64, u64), ErrorCode> {
        look_up(self.directory()?, path, follow)?;
        self.name_of(path, follow).map(|name| hashed(&name))
    }

    /// Whether both are the same file.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.path == other.path
    }

    fn directory(&self) -> Result<&Dir, ErrorCode> {
        match &self.node {
            Node::Directory { directory, .. } => Ok(directory),
            Node::File(_) => Err(ErrorCode::NotDirectory),
        }
    }

    /// The path in the granted directory of what is at `path`.
    fn name_of(&self, path: &str, follow: bool) -> Result<String, ErrorCode> {
        let directory = self.directory()?;
        let is_link = !follow && look_up(directory, path, false)?.is_symlink();
        let within = if is_link { path.into() } else { directory.canonicalize(path).map_err(|error| ErrorCode::of(&error))? };
        let whole = Path::new(&self.path).join(within);
        // Without the dots that stand for the directory itself.
        let parts = whole.components().filter(|part| *part != std::path::Component::CurDir);
        parts.collect::<std::path::PathBuf>().into_os_string().into_string().map_err(|_| ErrorCode::IllegalByteSequence)
    }
}

/// What the operating system says of `path`, without opening it.
fn look_up(directory: &Dir, path: &str, follow: bool) -> Result<Metadata, ErrorCode> {
    let found = if follow { directory.metadata(path) } else { directory.symlink_metadata(path) };
    found.map_err(|error| ErrorCode::of(&error))
}

/// Should a file become a pipe between the look and the opening, this still does not wait.
fn for_reading() -> OpenOptions {
    use cap_std::fs::OpenOptionsExt;

    let mut options = OpenOptions::new();
    options.read(true).custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32);
    options
}

fn size_of(found: &Metadata) -> (DescriptorType, u64) {
    let kind = kind_of(found.file_type());
    // The size of a directory or of a link is the file system's affair.
    (kind, if kind == DescriptorType::RegularFile { found.len() } else { 0 })
}

fn kind_of(kind: FileType) -> DescriptorType {
    if kind.is_file() {
        DescriptorType::RegularFile
    } else if kind.is_dir() {
        DescriptorType::Directory
    } else if kind.is_symlink() {
        DescriptorType::SymbolicLink
    } else {
        DescriptorType::Unknown
    }
}

fn hashed(path: &str) -> (u64, u64) {
    let digest = Sha256::digest(path.as_bytes());
    let word = |from: usize| digest.iter().skip(from).take(8).fold(0, |word, byte| word << 8 | u64::from(*byte));
    (word(0), word(8))
}

#[cfg(test)]
#[path = "directory_tests.rs"]
mod tests;
