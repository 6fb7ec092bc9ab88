//! What the Rust SDK takes from this workspace: its keys, its profile for workers, and the versions of its lock file.
//!
//! Both files are read line by line, as this project writes them; a test of the crate builds a project with the result, so a form
//! that is not understood here does not stay unseen.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The crates of the SDK, in the folders that they have here and there.
const CRATES: [(&str, &str); 2] = [("simpletrader-contracts", "runtime/contracts"), ("simpletrader-sdk", "guest-sdk/rust")];

/// Three texts as Rust constants: `RUST_WORKSPACE`, `RUST_PROFILE` and `RUST_LOCK`.
pub fn constants(root: &Path) -> String {
    let read = |name: &str| {
        let path = root.join(name);
        println!("cargo:rerun-if-changed={}", path.display());
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let (manifest, lock) = (read("Cargo.toml"), read("Cargo.lock"));
    let crates: Vec<String> = CRATES.iter().map(|(_, folder)| read(&format!("{folder}/Cargo.toml"))).collect();
    let profile = format!("[profile.worker]\n{}", table(&manifest, "profile.worker"));
    format!(
        "pub const RUST_WORKSPACE: &str = {:?};\npub const RUST_PROFILE: &str = {profile:?};\npub const RUST_LOCK: &str = {:?};\n",
        workspace(&manifest, &crates),
        trimmed_lock(&lock, &crates),
    )
}

/// The lines of a table, up to the next one.
fn table<'a>(manifest: &'a str, name: &str) -> &'a str {
    let head = format!("\n[{name}]\n");
    let Some((_, rest)) = manifest.split_once(&head) else { panic!("Cargo.toml has no [{name}]") };
    rest.split("\n[").next().unwrap_or_default()
}

/// The manifest of the SDK's workspace: what its crates inherit.
fn workspace(manifest: &str, crates: &[String]) -> String {
    let members: Vec<String> = CRATES.iter().map(|(_, folder)| format!("{folder:?}")).collect();
    let mut text = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
    let inherited = inherited(crates);
    for name in ["workspace.package", "workspace.lints.rust", "workspace.lints.clippy"] {
        text += &format!("\n[{name}]\n{}\n", table(manifest, name).trim_end());
    }
    text += "\n[workspace.dependencies]\n";
    for line in table(manifest, "workspace.dependencies").lines() {
        let name = line.split([' ', '.']).next().unwrap_or_default();
        if inherited.contains(name) {
            assert!(line.ends_with(['}', '"']), "the dependency {name} must stand on one line");
            text += &format!("{line}\n");
        }
    }
    text
}

/// The names of dependencies that the crates take from their workspace.
fn inherited(crates: &[String]) -> BTreeSet<&str> {
    let lines = crates.iter().flat_map(|text| text.lines());
    lines.filter(|line| line.contains("workspace = true")).filter_map(|line| line.split([' ', '.']).next()).collect()
}

/// One package of a lock file.
struct Locked<'a> {
    name: &'a str,
    version: &'a str,
    text: &'a str,
}

/// The part of the lock file that a worker with nothing but the SDK needs, with the SDK's crates and without a worker.
fn trimmed_lock(lock: &str, crates: &[String]) -> String {
    let packages: Vec<Locked<'_>> = lock.split("\n[[package]]\n").skip(1).map(locked).collect();
    let versions_of = |name: &str| packages.iter().filter(|package| package.name == name).count();
    let mut kept: BTreeMap<(&str, &str), String> = BTreeMap::new();
    let mut wanted: Vec<&str> = Vec::new();
    for ((name, _), manifest) in CRATES.iter().zip(crates) {
        let Some(package) = packages.iter().find(|package| package.name == *name) else { panic!("{name} is not locked") };
        let without_tests = manifest.split("\n[dev-dependencies]").next().unwrap_or_default();
        let used =
            inherited(std::slice::from_ref(&without_tests.to_owned())).iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let is_used = |line: &str| dependency(line).is_none_or(|needed| used.iter().any(|name| name == head(needed)));
        let lines: Vec<&str> = package.text.lines().filter(|line| is_used(line)).collect();
        wanted.extend(lines.iter().filter_map(|line| dependency(line)));
        kept.insert((package.name, package.version), lines.join("\n"));
    }
    while let Some(needed) = wanted.pop() {
        let mut words = needed.split(' ');
        let (name, version) = (words.next().unwrap_or_default(), words.next());
        let found =
            packages.iter().find(|package| package.name == name && version.is_none_or(|version| package.version == version));
        let Some(package) = found else { panic!("{needed} is not locked") };
        if let Entry::Vacant(place) = kept.entry((package.name, package.version)) {
            place.insert(package.text.to_owned());
            wanted.extend(package.text.lines().filter_map(dependency));
        }
    }
    // Where one version is left, cargo writes none beside the name.
    let left: BTreeMap<&str, usize> = kept.keys().fold(BTreeMap::new(), |mut counts, (name, _)| {
        *counts.entry(*name).or_default() += 1;
        counts
    });
    let shortened = |line: &str| match dependency(line) {
        Some(needed) if left.get(head(needed)) == Some(&1) && versions_of(head(needed)) > 1 => format!(" \"{}\",", head(needed)),
        _ => line.to_owned(),
    };
    let blocks = kept.values().map(|text| {
        let lines: Vec<String> = text.trim_end().lines().map(shortened).collect();
        format!("\n[[package]]\n{}\n", lines.join("\n"))
    });
    let start = "# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\nversion = 4\n";
    start.to_owned() + &blocks.collect::<String>()
}

fn locked(text: &str) -> Locked<'_> {
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'));
        line.unwrap_or_else(|| panic!("a package in Cargo.lock has no {key}"))
    };
    Locked { name: value("name"), version: value("version"), text }
}

/// What a line of the list `dependencies` names: a name, with a version where there are several.
fn dependency(line: &str) -> Option<&str> {
    line.strip_prefix(" \"")?.strip_suffix("\",")
}

fn head(needed: &str) -> &str {
    needed.split(' ').next().unwrap_or_default()
}
