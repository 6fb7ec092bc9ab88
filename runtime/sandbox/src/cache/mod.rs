//! Compiled code of workers, kept between runs.
//!
//! Compiling is most of the time that a short backtest takes, and the same file always compiles to the same code. What is
//! kept is machine code that the engine will run as it is, so the cache believes nothing that it cannot prove to have
//! written itself:
//!
//! * The folder belongs to the user alone (0700), which is checked on the open folder.
//! * Each entry carries a digest under a secret of the folder, checked on the very bytes that are then run; they are read into
//!   memory first, so exchanging the file after the check changes nothing.
//! * Its name covers the worker file, the engine's version and settings and the machine; so does the digest.
//!
//! Whatever does not fit (damaged, cut off, of another folder) is as good as absent, and is replaced. No trouble with the
//! cache keeps a worker from being loaded.
//!
//! Refusals are kept only where compiling again must end the same way. A compiler that was stopped, crashed or ran out of
//! memory is no such refusal, and neither is the gate's: its checks cost less than looking them up.

mod directory;
mod entry;
mod key;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::artefact::Artefact;
use directory::{Existing, PrivateDirectory, content, is_exposed};
use entry::{Kind, Secret};
pub(crate) use key::CacheKey;

/// Bytes that a cache may take by default: code of several hundred workers.
pub const DEFAULT_BOUND: u64 = 512 * 1024 * 1024;

/// How names of entries end.
const SUFFIX: &str = ".code";

/// The file of the folder's secret.
const SECRET: &str = "secret";

/// After this time a draft was left behind by a process that is gone.
const DRAFT_AGE: Duration = Duration::from_secs(60 * 60);

/// Entries that were used are marked so at most this often; which are the oldest need not be known better.
const MARK_AGE: Duration = Duration::from_secs(60 * 60);

/// Why a folder cannot be a cache. Workers can be loaded without one.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// It cannot be made, opened or written.
    #[error("the cache folder {} cannot be used: {reason}", path.display())]
    Unusable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Somebody else owns it, who could put code there that would then run here.
    #[error("the cache folder {} belongs to another user (id {owner}); name one of your own, or remove it", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// The user that owns it.
        owner: u32,
    },
    /// Others may look into it or write there.
    #[error("the cache folder {} is open to others (mode {mode:o}); make it private: chmod 700", path.display())]
    Open {
        /// The folder.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
}

/// What a cache holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CacheUsage {
    /// Entries.
    pub entries: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// A folder of compiled code. Several processes may use one at the same time.
pub struct Cache {
    directory: PrivateDirectory,
    secret: Secret,
    bound: u64,
}

/// What the cache knows about a worker.
pub(crate) enum Cached {
    /// Its code.
    Code(Artefact),
    /// Why it cannot be compiled, in the compiler's words.
    Refusal(String),
}

impl Cache {
    /// Opens a folder as cache, or makes it. It may grow to `bound` bytes; then the entries that were not used for the longest
    /// time go.
    ///
    /// # Errors
    /// When the folder cannot be used or is not private.
    pub fn open(path: &Path, bound: u64) -> Result<Self, CacheError> {
        let directory = PrivateDirectory::open(path)?;
        let secret =
            secret_of(&directory).map_err(|error| CacheError::Unusable { path: path.to_owned(), reason: error.to_string() })?;
        Ok(Self { directory, secret, bound })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// What it holds now.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn usage(&self) -> io::Result<CacheUsage> {
        let files = self.directory.list()?;
        let entries = files.iter().filter(|file| file.name.ends_with(SUFFIX));
        Ok(entries.fold(CacheUsage::default(), |sum, file| CacheUsage {
            entries: sum.entries + 1,
            bytes: sum.bytes.saturating_add(file.bytes),
        }))
    }

    /// Removes everything, the secret too, and says what was there.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn clear(self) -> io::Result<CacheUsage> {
        let usage = self.usage()?;
        for file in self.directory.list()? {
            if file.name.ends_with(SUFFIX) || file.is_draft() || file.name == SECRET {
                self.directory.remove(&file.name)?;
            }
        }
        Ok(usage)
    }

    /// What was kept under a key, if anything that can be believed.
    pub(crate) fn get(&self, key: &CacheKey) -> Option<Cached> {
        let (bytes, file) = self.directory.read(&key.file_name(), self.bound).ok()??;
        let (kind, content) = entry::open(&self.secret, key, &bytes)?;
        let now = SystemTime::now();
        let modified = file.metadata().and_then(|metadata| metadata.modified()).ok()?;
        if now.duration_since(modified).is_ok_and(|age| age > MARK_AGE) {
            // An entry that cannot be marked goes a little earlier than it should.
            let _ = file.set_modified(now);
        }
        match kind {
            Kind::Code => Some(Cached::Code(Artefact::authenticated(bytes, content))),
            Kind::Refusal => Some(Cached::Refusal(String::from_utf8_lossy(bytes.get(content)?).into_owned())),
        }
    }

    /// Keeps code.
    pub(crate) fn keep_code(&self, key: &CacheKey, artefact: &Artefact) {
        self.keep(key, Kind::Code, artefact.code());
    }

    /// Keeps a refusal that compiling again would repeat.
    pub(crate) fn keep_refusal(&self, key: &CacheKey, reason: &str) {
        self.keep(key, Kind::Refusal, reason.as_bytes());
    }

    fn keep(&self, key: &CacheKey, kind: Kind, content: &[u8]) {
        let sealed = entry::seal(&self.secret, key, kind, content);
        if sealed.len() as u64 > self.bound {
            return;
        }
        // What could not be kept is compiled again, which is slower and otherwise the same.
        let _ = self.directory.write(&key.file_name(), &sealed, Existing::Replace).and_then(|()| self.evict());
    }

    /// Removes drafts that nobody finishes any more, and the oldest entries until the rest is within the bound.
    fn evict(&self) -> io::Result<()> {
        let now = SystemTime::now();
        let mut entries = Vec::new();
        for file in self.directory.list()? {
            if file.name.ends_with(SUFFIX) {
                entries.push(file);
            } else if file.is_draft() && now.duration_since(file.modified).is_ok_and(|age| age > DRAFT_AGE) {
                self.directory.remove(&file.name)?;
            }
        }
        entries.sort_by(|a, b| b.modified.cmp(&a.modified).then_with(|| a.name.cmp(&b.name)));
        let mut kept = 0_u64;
        for file in entries {
            kept = kept.saturating_add(file.bytes);
            if kept > self.bound {
                self.directory.remove(&file.name)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Cache {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("path", &self.path()).field("bound", &self.bound).finish_non_exhaustive()
    }
}

/// The secret of a folder: the one that is there, else a new one. A secret that is damaged, or that others could have read,
/// is replaced, which makes every entry foreign.
///
/// Several processes may come here at once: whatever lies in the folder in the end is the secret, whoever wrote it, and one that was
/// not there is made once, so that all who begin with a new folder share it.
fn secret_of(directory: &PrivateDirectory) -> io::Result<Secret> {
    let existing = match read_secret(directory)? {
        SecretFile::Whole(secret) => return Ok(secret),
        SecretFile::Unfit => Existing::Replace,
        SecretFile::Absent => Existing::Keep,
    };
    let mut bytes = [0; Secret::BYTES];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    match directory.write(SECRET, &bytes, existing) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        // Another process may have been faster.
        _ => {}
    }
    match read_secret(directory)? {
        SecretFile::Whole(secret) => Ok(secret),
        SecretFile::Unfit | SecretFile::Absent => Err(io::Error::other("its secret cannot be read")),
    }
}

/// What lies where the secret should be.
enum SecretFile {
    Absent,
    /// Damaged, or open to others.
    Unfit,
    Whole(Secret),
}

fn read_secret(directory: &PrivateDirectory) -> io::Result<SecretFile> {
    let Some(file) = directory.file(SECRET)? else { return Ok(SecretFile::Absent) };
    let Some(bytes) = content(&file, Secret::BYTES as u64)? else { return Ok(SecretFile::Unfit) };
    if is_exposed(&file)? {
        return Ok(SecretFile::Unfit);
    }
    Ok(bytes.try_into().ok().map_or(SecretFile::Unfit, |bytes| SecretFile::Whole(Secret::new(bytes))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::sync::Barrier;

    /// How many secrets they have who begin to use a new folder at the same instant.
    fn secrets_of_a_new_folder() -> usize {
        const AT_ONCE: usize = 4;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache");
        let start = Barrier::new(AT_ONCE);
        let begin = || {
            start.wait();
            Cache::open(&path, DEFAULT_BOUND).unwrap()
        };
        let caches: Vec<Cache> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(begin)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let key = CacheKey([1; 32]);
        let sealed = caches.iter().map(|cache| entry::seal(&cache.secret, &key, Kind::Code, b"code"));
        sealed.collect::<BTreeSet<_>>().len()
    }

    #[test]
    fn all_who_begin_at_once_with_a_new_folder_share_one_secret() {
        for round in 0..200 {
            assert_eq!(secrets_of_a_new_folder(), 1, "round {round}");
        }
    }
}
