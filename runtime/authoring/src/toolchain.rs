//! Where toolchains are kept, and how one comes to be there whole or not at all.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::BuildError;

/// Names the folder of toolchains, where it is set.
pub const VARIABLE: &str = "SIMPLETRADER_TOOLCHAINS";

/// What is there of a language's toolchain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Toolchain {
    /// Everything; the text says which versions, and where they are.
    Ready(String),
    /// Not everything; the text says what is missing.
    Missing(String),
}

/// The folder in which toolchains are kept: one folder per language and pins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toolchains {
    root: PathBuf,
}

impl Toolchains {
    /// Toolchains below this folder, which need not exist yet.
    pub fn below(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Where the environment says: `$SIMPLETRADER_TOOLCHAINS`, else in the user's folder for the data of programs.
    ///
    /// # Errors
    /// When the environment names no home.
    pub fn of_environment() -> Result<Self, BuildError> {
        let root = folder_in(&|name| std::env::var_os(name));
        root.map(Self::below).ok_or_else(|| {
            BuildError::machine("there is no home to keep toolchains in").help(format!("set {VARIABLE} to a folder that may grow"))
        })
    }

    /// The folder of a toolchain with these pins (versions, lock files: whatever decides what is installed). It exists when the
    /// toolchain is complete.
    pub fn folder(&self, name: &str, pins: &str) -> PathBuf {
        let digest: String = Sha256::digest(pins).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        self.root.join(format!("{name}-{digest}"))
    }

    /// Makes that folder with `fill`, which gets an empty one under another name; whoever looks meanwhile sees no toolchain. One that
    /// is there already is kept.
    ///
    /// # Errors
    /// When `fill` fails or the folder cannot be made. Nothing is left behind then.
    pub fn install(
        &self,
        name: &str,
        pins: &str,
        fill: impl FnOnce(&Path) -> Result<(), BuildError>,
    ) -> Result<PathBuf, BuildError> {
        let folder = self.folder(name, pins);
        if folder.is_dir() {
            return Ok(folder);
        }
        let partial = folder.with_extension(format!("partial-{}", std::process::id()));
        // A leftover of an installation that was killed and had the same number.
        if partial.exists() {
            fs::remove_dir_all(&partial).map_err(|error| BuildError::file(&partial, &error))?;
        }
        fs::create_dir_all(&partial).map_err(|error| BuildError::file(&partial, &error))?;
        let filled = fill(&partial).and_then(|()| match fs::rename(&partial, &folder) {
            // Somebody else was faster; theirs is as good.
            Err(_) if folder.is_dir() => Ok(()),
            moved => moved.map_err(|error| BuildError::file(&folder, &error)),
        });
        if partial.exists() {
            // The error that is told is the first one.
            let _ = fs::remove_dir_all(&partial);
        }
        filled.map(|()| folder)
    }
}

/// The folder, by a way to ask for variables of the environment.
fn folder_in(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let absolute = |name: &str| set(name).filter(|path| path.is_absolute());
    let own = set(VARIABLE).and_then(|path| std::path::absolute(path).ok());
    let base = || absolute("XDG_DATA_HOME").or_else(|| Some(absolute("HOME")?.join(".local/share")));
    own.or_else(|| Some(base()?.join("simpletrader/toolchains")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_of(variables: &[(&str, &str)]) -> Option<PathBuf> {
        folder_in(&|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn toolchains_lie_where_they_are_told_else_where_programs_keep_what_they_need() {
        let all = [(VARIABLE, "/mine"), ("XDG_DATA_HOME", "/xdg"), ("HOME", "/me")];
        assert_eq!(folder_of(&all), Some("/mine".into()));
        assert_eq!(folder_of(&all[1..]), Some("/xdg/simpletrader/toolchains".into()));
        assert_eq!(folder_of(&all[2..]), Some("/me/.local/share/simpletrader/toolchains".into()));
        assert_eq!(folder_of(&[(VARIABLE, ""), ("HOME", "relative")]), None);
    }

    #[test]
    fn other_pins_are_another_folder() {
        let toolchains = Toolchains::below("kept");
        assert_eq!(toolchains.folder("python", "1"), toolchains.folder("python", "1"));
        assert_ne!(toolchains.folder("python", "1"), toolchains.folder("python", "2"));
    }

    #[test]
    fn a_toolchain_is_there_whole_or_not_at_all() {
        let place = tempfile::tempdir().unwrap();
        let toolchains = Toolchains::below(place.path().join("deep"));
        let refused = toolchains.install("c", "1", |folder| {
            fs::write(folder.join("half"), "").unwrap();
            Err(BuildError::toolchain("the network is gone"))
        });
        assert_eq!(refused.unwrap_err().message, "the network is gone");
        assert_eq!(fs::read_dir(place.path().join("deep")).unwrap().count(), 0, "nothing is left behind");

        let folder = toolchains.install("c", "1", |folder| {
            assert!(!toolchains.folder("c", "1").exists(), "not before it is complete");
            fs::write(folder.join("whole"), "").map_err(|error| BuildError::file(folder, &error))
        });
        assert!(folder.unwrap().join("whole").is_file());
        toolchains.install("c", "1", |_| panic!("it is there")).unwrap();
    }
}
