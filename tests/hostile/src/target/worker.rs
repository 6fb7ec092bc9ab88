//! The whole way of a damaged worker: gate, compiler, start, `configure`, handlers.

use std::fs;
use std::sync::OnceLock;

use simpletrader_contracts::worker::Category;

use super::{LIMITS, assert_harmless, repository, sandbox};
use crate::drive::{Ending, load, run as drive};
use crate::forge::Guest;
use crate::mutate::Damage;

/// Endings that would be the host's own defect.
const OURS: [&str; 4] = ["HOST", "NOT_POISONED", "POISONED", "COMPILER_FAILED"];

/// Whatever the file does, it ends in an answer of the sandbox.
pub(super) fn run(bytes: &[u8]) -> String {
    let ending = load(sandbox(), bytes, LIMITS).map_or_else(|ending| ending, |loaded| drive(&loaded, "{}"));
    assert_ours_to_keep(&ending);
    ending.class
}

/// The ending is the worker's, and its text is safe to show.
pub(super) fn assert_ours_to_keep(ending: &Ending) {
    assert!(!OURS.contains(&ending.class.as_str()), "{}: {}", ending.class, ending.text);
    assert_harmless(&ending.text);
}

/// A damaged worker: mostly small ones, which are compiled in milliseconds, and now and then one of the sample workers.
pub(super) fn input(damage: &mut Damage) -> Vec<u8> {
    static SMALL: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    static REAL: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let small = SMALL.get_or_init(|| Category::ALL.iter().map(|category| Guest::new(*category).file()).collect());
    let real = REAL.get_or_init(sample_workers);
    let files = if !real.is_empty() && damage.next(20) == 0 { real } else { small };
    let worker = &files[damage.next(files.len())];
    damage.apply(worker)
}

/// The workers of the repository, where they are built.
fn sample_workers() -> Vec<Vec<u8>> {
    let Ok(folders) = fs::read_dir(repository().join("plugins/simpletrader")) else { return Vec::new() };
    let mut files: Vec<_> = folders.flatten().map(|folder| folder.path().join("v0.1.0.wasm")).collect();
    files.sort();
    files.iter().filter_map(|file| fs::read(file).ok()).collect()
}
