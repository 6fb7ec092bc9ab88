//! The plug-ins folder: every worker file in it, at any depth, read but not run.
//!
//! Read under the widest bounds: which profile a file is held to depends on what an operation grants, and is checked when it is
//! loaded.

use std::fs;
use std::path::{Path, PathBuf};

use simpletrader_config::{BrokenComponent, PluginRegistry};
use simpletrader_sandbox::{Limits, inspect, look_at};

/// How closely files are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scrutiny {
    /// Everything that the gate looks at, so that no file in the list turns out to be broken later.
    Whole,
    /// What the files say they are. Those that are used are looked at whole when they are loaded.
    Quick,
}

/// Reads every `.wasm` file below a folder. A folder that does not exist has no plug-ins.
pub fn scan(folder: &Path, scrutiny: Scrutiny) -> PluginRegistry {
    let read = match scrutiny {
        Scrutiny::Whole => inspect,
        Scrutiny::Quick => look_at,
    };
    let mut files = Vec::new();
    collect(folder, 0, &mut files);
    let (mut components, mut broken) = (Vec::new(), Vec::new());
    for path in files {
        match read(&path, &Limits::scripting()) {
            Ok(facts) => components.push(facts),
            Err(error) => broken.push(BrokenComponent { path, reason: error.to_string() }),
        }
    }
    PluginRegistry::new(components, broken)
}

/// Deeper folders than this are no plug-in folders, and a link may lead in a circle.
const DEPTH_LIMIT: usize = 8;

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && depth < DEPTH_LIMIT {
            collect(&path, depth + 1, files);
        } else if path.extension().is_some_and(|extension| extension == "wasm") {
            files.push(path);
        }
    }
}
