//! The WIT package of the contract, compiled in, so that packaging works without the repository.

use simpletrader_contracts::worker::capability::RequestedCapabilities;
use simpletrader_contracts::worker::{Capability, Category, interface_name};
use wit_parser::{PackageId, Resolve, SourceMap, WorldId};

use crate::PackageError;

macro_rules! wit_files {
    ($($name:literal),+ $(,)?) => { &[$(($name, include_str!(concat!("../../../wit/", $name)))),+] };
}

/// Every file of `wit/`, by name.
const FILES: &[(&str, &str)] = wit_files![
    "context-slice.wit",
    "context.wit",
    "decisions.wit",
    "detector-slice.wit",
    "detector.wit",
    "entry.wit",
    "execution-planning.wit",
    "execution.wit",
    "exit.wit",
    "journal-note.wit",
    "ledger.wit",
    "lifecycle.wit",
    "log.wit",
    "market-window.wit",
    "monitor.wit",
    "planning.wit",
    "size.wit",
    "state.wit",
    "strategy.wit",
    "types.wit",
    "worlds.wit",
];

/// The parsed package and a worker's world, [`OWN_WORLD`]: that of its category, with an import for each capability that it asks
/// for. Generators of bindings that are libraries take it as it is.
///
/// # Errors
/// When the embedded package cannot be used: a defect of this crate.
pub fn world(category: Category, asked: &RequestedCapabilities) -> Result<(Resolve, WorldId), PackageError> {
    parsed(&own_world(category, asked, None))
}

/// The same world, with an export of an optional interface.
///
/// # Errors
/// As [`world`].
pub(crate) fn world_with(
    category: Category,
    asked: &RequestedCapabilities,
    optional: Option<&str>,
) -> Result<(Resolve, WorldId), PackageError> {
    parsed(&own_world(category, asked, optional))
}

fn parsed(own: &str) -> Result<(Resolve, WorldId), PackageError> {
    let defect = |error: &dyn std::fmt::Display| PackageError::Wit(error.to_string());
    let (mut resolve, _) = package()?;
    let package: PackageId = resolve.push_str("worker.wit", own).map_err(|error| defect(&error))?;
    let world = resolve.select_world(&[package], Some(OWN_WORLD)).map_err(|error| defect(&error))?;
    Ok((resolve, world))
}

/// The contract alone, parsed.
pub(crate) fn package() -> Result<(Resolve, PackageId), PackageError> {
    let defect = |error: &dyn std::fmt::Display| PackageError::Wit(error.to_string());
    let mut files = SourceMap::new();
    for (name, text) in FILES {
        files.push_str(name, *text);
    }
    let group = files.parse().map_err(|(_, error)| defect(&error))?;
    let mut resolve = Resolve::default();
    let package = resolve.push_group(group).map_err(|error| defect(&error))?;
    Ok((resolve, package))
}

/// The WIT files of the contract, names and texts: a package for whoever generates bindings of their own.
pub fn contract_files() -> &'static [(&'static str, &'static str)] {
    FILES
}

/// The same world as a folder of WIT, for generators of bindings that are programs: texts by their path in the folder.
pub fn wit_folder(category: Category, asked: &RequestedCapabilities) -> Vec<(String, String)> {
    let own = ("worker.wit".to_owned(), own_world(category, asked, None));
    let contract = FILES.iter().map(|(name, text)| (format!("deps/simpletrader-worker/{name}"), (*text).to_owned()));
    std::iter::once(own).chain(contract).collect()
}

/// The name of a worker's own world.
pub const OWN_WORLD: &str = "its-world";

fn own_world(category: Category, asked: &RequestedCapabilities, optional: Option<&str>) -> String {
    let import = |interface: &str| format!("  import {};\n", interface_name(interface));
    let imports: String = asked.iter().filter_map(Capability::interface).map(import).collect();
    let export = optional.map(|interface| format!("  export {};\n", interface_name(interface))).unwrap_or_default();
    // Worlds and interfaces share one namespace.
    let world = interface_name(category.world());
    format!("package simpletrader:author;\nworld {OWN_WORLD} {{\n  include {world};\n{imports}{export}}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_category_has_its_world() {
        for &category in Category::ALL {
            let (resolve, world) = world(category, &RequestedCapabilities::NONE).unwrap();
            let exports: Vec<String> = resolve.worlds[world].exports.keys().map(|key| resolve.name_world_key(key)).collect();
            let interface = format!("simpletrader:worker/{}@0.1.0", category.interface());
            assert_eq!(exports, ["simpletrader:worker/lifecycle@0.1.0".to_owned(), interface]);
        }
    }

    #[test]
    fn an_optional_interface_is_exported_beside_those_of_the_category() {
        let (resolve, world) = world_with(Category::ContextWorker, &RequestedCapabilities::NONE, Some("context-slice")).unwrap();
        let exports: Vec<String> = resolve.worlds[world].exports.keys().map(|key| resolve.name_world_key(key)).collect();
        let names = ["context-slice", "lifecycle", "context"].map(|name| format!("simpletrader:worker/{name}@0.1.0"));
        assert_eq!(exports, names);
    }

    #[test]
    fn what_a_worker_asks_for_is_imported_by_its_world() {
        let asked = RequestedCapabilities { log: true, journal_note: true, files: true, ..RequestedCapabilities::NONE };
        let (resolve, world) = world(Category::SignalDetector, &asked).unwrap();
        let imports: Vec<String> = resolve.worlds[world].imports.keys().map(|key| resolve.name_world_key(key)).collect();
        assert!(imports.contains(&"simpletrader:worker/log@0.1.0".to_owned()), "{imports:?}");
        assert!(imports.contains(&"simpletrader:worker/journal-note@0.1.0".to_owned()), "{imports:?}");
        assert!(!imports.iter().any(|import| import.contains("state")), "{imports:?}");
    }

    #[test]
    fn the_folder_holds_the_same_world() {
        let asked = RequestedCapabilities { log: true, ..RequestedCapabilities::NONE };
        let place = tempfile::tempdir().unwrap();
        for (path, text) in wit_folder(Category::SizePlanner, &asked) {
            let path = place.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let mut from_folder = Resolve::default();
        let (package, _) = from_folder.push_dir(place.path()).unwrap();
        let found = from_folder.select_world(&[package], Some(OWN_WORLD)).unwrap();
        let (resolve, world) = world(Category::SizePlanner, &asked).unwrap();
        let imports = |resolve: &Resolve, world: WorldId| -> Vec<String> {
            resolve.worlds[world].imports.keys().map(|key| resolve.name_world_key(key)).collect()
        };
        assert_eq!(imports(&from_folder, found), imports(&resolve, world));
        assert!(imports(&from_folder, found).iter().any(|import| import.contains("/log@")));
    }

    #[test]
    fn no_file_of_the_contract_is_left_out() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../wit");
        let on_disk: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".wit"))
            .collect();
        let embedded: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(embedded, on_disk);
    }
}
