//! The toolchain of JavaScript and TypeScript: packages of npm, pinned to the byte by a lock file.
//!
//! No script of a package is run on installation. Three packages of the lock file are overridden to an earlier version, because their
//! publisher left out bindings for some platforms, and npm refuses a lock file that names what is not there.

use std::path::PathBuf;

use crate::error::BuildError;
use crate::files;
use crate::program::Program;
use crate::workshop::Workshop;

/// What is in it, in words.
pub const CONTENT: &str = "componentize-qjs 0.4.5, esbuild 0.28.2, typescript 7.0.2";

/// What to do when it is missing.
pub const INSTALL: &str = "`simpletrader toolchain install typescript` fetches it";

const PACKAGE: &str = include_str!("../../../../../guest-sdk/js/toolchain/package.json");
const LOCK: &str = include_str!("../../../../../guest-sdk/js/toolchain/package-lock.json");

/// The name of its folder.
const NAME: &str = "javascript";

/// The oldest Node that is known to do.
const OLDEST_NODE: u32 = 20;

const NODE_BY_HAND: &str = "install Node.js 20 or newer with npm (on Debian: `apt-get install nodejs npm`)";

/// The folder of the toolchain, or what is missing.
pub fn find(workshop: &Workshop) -> Result<PathBuf, String> {
    check_node()?;
    let folder = folder(workshop);
    if folder.is_dir() { Ok(folder) } else { Err("its packages of npm are not installed".to_owned()) }
}

/// Fetches the packages that the lock file names.
///
/// # Errors
/// When there is no Node, or npm fails.
pub fn install(workshop: &Workshop) -> Result<(), BuildError> {
    check_node().map_err(|missing| BuildError::toolchain(missing).help(NODE_BY_HAND))?;
    let made = workshop.toolchains.install(NAME, LOCK, |folder| {
        files::write(&folder.join("package.json"), PACKAGE.as_bytes())?;
        files::write(&folder.join("package-lock.json"), LOCK.as_bytes())?;
        let npm = Program::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).within(folder);
        (workshop.say)(&format!("$ {}", npm.shown()));
        npm.run().map(|_| ()).map_err(|error| error.help("npm must be there and reach its registry"))
    });
    made.map(|_| ())
}

fn folder(workshop: &Workshop) -> PathBuf {
    workshop.toolchains.folder(NAME, LOCK)
}

fn check_node() -> Result<(), String> {
    let Some(version) = Program::new("node").args(["--version"]).first_line() else {
        return Err("there is no program `node`".to_owned());
    };
    match major(&version) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => Err(format!("node is {version}, and must be {OLDEST_NODE} or newer")),
    }
}

/// `v20.20.2` is 20.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_of_node_is_read() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("20.20.2"), None);
        assert_eq!(major("vx"), None);
    }

    #[test]
    fn the_lock_file_pins_every_package_by_its_digest_and_names_no_place_to_get_it_from() {
        let lock: serde_json::Value = serde_json::from_str(LOCK).unwrap();
        let packages = lock["packages"].as_object().unwrap();
        let pinned = packages.iter().filter(|(name, _)| !name.is_empty());
        assert!(pinned.clone().count() > 3);
        for (name, package) in pinned {
            assert!(package["integrity"].as_str().is_some_and(|digest| digest.starts_with("sha512-")), "{name}");
        }
        assert!(!LOCK.contains("resolved") && !LOCK.contains("http"));
        for pin in CONTENT.split(", ") {
            let (name, version) = pin.split_once(' ').unwrap();
            assert_eq!(packages[&format!("node_modules/{name}")]["version"], version);
        }
    }
}
