//! Worker files that shall not run again until somebody says so: the folder `quarantine` beside the operation.
//!
//! It holds one file per worker file, named by its SHA-256. It lies beside the operation like the lock file, because it is the
//! operation that trusts a worker or does not; one file each, so that runs at the same time do not overwrite one another. Only a
//! strategy whose blueprint says `recovery: replay` ever puts something there, and every start of the operation looks.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::name::excerpt;

use crate::exit::Failure;
use crate::replace::replace;

/// Name of the folder.
pub const QUARANTINE_FOLDER: &str = "quarantine";

/// Most bytes of an entry: more was not written by this command.
const ENTRY_BYTES: u64 = 64 * 1024;

/// Why a worker file is in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// SHA-256 of the worker file.
    pub sha256: String,
    /// Which plug-in it was: `vendor/name/vX.Y.Z`.
    pub plugin: String,
    /// The strategy link in which it failed.
    pub link: String,
    /// Its id within that strategy.
    pub worker_id: String,
    /// Why it was quarantined.
    pub reason: String,
    /// The class of the first fault that counted.
    pub class: String,
    /// The fault file, as `simpletrader fault replay` takes it.
    pub fault_file: PathBuf,
}

/// The quarantine of an operation.
#[derive(Debug, Clone)]
pub struct Quarantine {
    folder: PathBuf,
}

impl Quarantine {
    /// The quarantine beside this operation file. Nothing is made until there is something to put there.
    pub fn beside(operation: &Path) -> Self {
        Self { folder: operation.parent().unwrap_or(Path::new("")).join(QUARANTINE_FOLDER) }
    }

    /// Everything in it, by digest.
    ///
    /// # Errors
    /// When the folder or one of its entries cannot be read: what is in quarantine must not be forgotten silently.
    pub fn entries(&self) -> Result<Vec<Entry>, Failure> {
        let listed = match fs::read_dir(&self.folder) {
            Ok(listed) => listed,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unusable(&self.folder, error)),
        };
        let mut entries = Vec::new();
        for file in listed {
            let path = file.map_err(|error| unusable(&self.folder, error))?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                entries.push(read(&path)?);
            }
        }
        entries.sort_by(|one: &Entry, other| one.sha256.cmp(&other.sha256));
        Ok(entries)
    }

    /// Refuses a strategy one of whose worker files is in quarantine.
    ///
    /// # Errors
    /// See above, and when the quarantine cannot be read.
    pub fn refuse(&self, spec: &StrategyBuildSpec) -> Result<(), Failure> {
        let entries = self.entries()?;
        let caught = spec.workers.iter().find_map(|worker| {
            let entry = entries.iter().find(|entry| entry.sha256 == worker.digest)?;
            Some((worker, entry))
        });
        let Some((worker, entry)) = caught else { return Ok(()) };
        Err(Failure::input(format!(
            "{}: worker `{}` ({}) is in quarantine: {}\n  help: use another version of it, or, when you know better: simpletrader quarantine release {}",
            spec.link,
            worker.worker_id,
            worker.plugin,
            entry.shown(),
            entry.sha256
        )))
    }

    /// Puts a worker file in quarantine.
    ///
    /// # Errors
    /// When the entry cannot be written.
    pub fn add(&self, entry: &Entry) -> Result<PathBuf, Failure> {
        let path = self.path(&entry.sha256);
        let text = serde_json::to_string_pretty(entry).map_err(Failure::other)? + "\n";
        let written = fs::create_dir_all(&self.folder).and_then(|()| replace(&path, text.as_bytes()));
        written.map_err(|error| Failure::other(format!("{} cannot be written: {error}", path.display())))?;
        Ok(path)
    }

    /// Lets a worker file run again. The beginning of its digest is enough where it is the only one that begins so.
    ///
    /// # Errors
    /// When none or several begin so, or the entry cannot be removed.
    pub fn release(&self, digest: &str) -> Result<Entry, Failure> {
        let begun: Vec<Entry> = self.entries()?.into_iter().filter(|entry| entry.sha256.starts_with(digest)).collect();
        let shown = excerpt(digest, 64);
        match <[Entry; 1]>::try_from(begun) {
            Ok([entry]) if digest.len() >= 8 => {
                let path = self.path(&entry.sha256);
                fs::remove_file(&path).map_err(|error| unusable(&path, error))?;
                Ok(entry)
            }
            Ok(_) => Err(Failure::input(format!("`{shown}` is too short: write at least 8 digits of the digest"))),
            Err(begun) if begun.is_empty() => Err(Failure::input(format!(
                "no worker file in {} has a digest that begins with `{shown}`: `simpletrader quarantine list` shows those there are",
                self.folder.display()
            ))),
            Err(begun) => Err(Failure::input(format!("{} digests begin with `{shown}`: write more of it", begun.len()))),
        }
    }

    fn path(&self, sha256: &str) -> PathBuf {
        self.folder.join(format!("{sha256}.json"))
    }
}

impl Entry {
    /// In one line.
    pub fn shown(&self) -> String {
        let Self { link, worker_id, reason, class, fault_file, .. } = self;
        let told = format!("{reason} as `{worker_id}` of {link}, the first {class}; see {}", fault_file.display());
        excerpt(&told, 500).replace(['\n', '\t'], " ")
    }
}

/// Reads an entry and holds it against its name: whatever else lies there is no statement about a worker file.
fn read(path: &Path) -> Result<Entry, Failure> {
    let too_large = fs::metadata(path).map_err(|error| unusable(path, error))?.len() > ENTRY_BYTES;
    if too_large {
        return Err(unusable(path, "it is too large"));
    }
    let text = fs::read(path).map_err(|error| unusable(path, error))?;
    let entry: Entry = serde_json::from_slice(&text).map_err(|error| unusable(path, error))?;
    let is_digest = entry.sha256.len() == 64 && entry.sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if !is_digest || path.file_stem().is_none_or(|stem| stem != entry.sha256.as_str()) {
        return Err(unusable(path, "its name is not the digest that it is about"));
    }
    Ok(entry)
}

fn unusable(path: &Path, why: impl std::fmt::Display) -> Failure {
    Failure::other(format!("{} cannot be read: {why}; until it can, nothing is run that could be in quarantine", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(digit: &str) -> Entry {
        Entry {
            sha256: digit.repeat(64),
            plugin: "acme/sma/v1.0.0".into(),
            link: "link".into(),
            worker_id: "fast".into(),
            reason: "3 faults within 1000 passes".into(),
            class: "OUT_OF_FUEL".into(),
            fault_file: "runs/link/faults/fast-1.json".into(),
        }
    }

    fn quarantine(folder: &tempfile::TempDir) -> Quarantine {
        Quarantine::beside(&folder.path().join("operation.yaml"))
    }

    #[test]
    fn what_was_put_there_is_there_until_it_is_released() {
        let folder = tempfile::tempdir().unwrap();
        let quarantine = quarantine(&folder);
        assert_eq!(quarantine.entries().unwrap(), []);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "looking makes nothing");
        quarantine.add(&entry("b")).unwrap();
        quarantine.add(&entry("a")).unwrap();
        quarantine.add(&entry("a")).unwrap();
        assert_eq!(quarantine.entries().unwrap(), [entry("a"), entry("b")]);
        assert_eq!(quarantine.release(&"a".repeat(8)).unwrap(), entry("a"));
        assert_eq!(quarantine.entries().unwrap(), [entry("b")]);
    }

    #[test]
    fn a_release_names_one_worker_file() {
        let folder = tempfile::tempdir().unwrap();
        let quarantine = quarantine(&folder);
        let close = Entry { sha256: "a".repeat(63) + "b", ..entry("a") };
        quarantine.add(&entry("a")).unwrap();
        quarantine.add(&close).unwrap();
        let told = |digest: &str| quarantine.release(digest).unwrap_err().message;
        assert!(told(&"a".repeat(20)).contains("2 digests begin with"));
        assert!(told("ffffffff").contains("quarantine list"));
        quarantine.release(&close.sha256).unwrap();
        assert!(told("aaaa").contains("at least 8 digits"));
        assert!(told("../../x").contains("no worker file"));
    }

    #[test]
    fn an_entry_that_cannot_be_read_is_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let quarantine = quarantine(&folder);
        let path = quarantine.add(&entry("a")).unwrap();
        let sound = fs::read_to_string(&path).unwrap();
        for broken in [String::new(), sound.replace('a', "b"), sound.replace("\"class\"", "\"klass\""), " ".repeat(70_000)] {
            fs::write(&path, broken).unwrap();
            assert!(quarantine.entries().unwrap_err().message.contains("cannot be read"));
        }
    }
}
