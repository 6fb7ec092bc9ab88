//! The WIT package of the contract, compiled in, so that packaging works without the repository.

use simpletrader_contracts::worker::Category;
use wit_parser::{PackageId, Resolve, SourceMap, WorldId};

use crate::PackageError;

macro_rules! wit_files {
    ($($name:literal),+ $(,)?) => { &[$(($name, include_str!(concat!("../../../wit/", $name)))),+] };
}

/// Every file of `wit/`, by name.
const FILES: &[(&str, &str)] = wit_files![
    "context.wit",
    "decisions.wit",
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

/// The parsed package and the world of a category.
pub fn world(category: Category) -> Result<(Resolve, WorldId), PackageError> {
    let defect = |error: &dyn std::fmt::Display| PackageError::Wit(error.to_string());
    let mut files = SourceMap::new();
    for (name, text) in FILES {
        files.push_str(name, *text);
    }
    let group = files.parse().map_err(|(_, error)| defect(&error))?;
    let mut resolve = Resolve::default();
    let package: PackageId = resolve.push_group(group).map_err(|error| defect(&error))?;
    let world = resolve.select_world(&[package], Some(category.world())).map_err(|error| defect(&error))?;
    Ok((resolve, world))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_category_has_its_world() {
        for &category in Category::ALL {
            let (resolve, world) = world(category).unwrap();
            assert_eq!(resolve.worlds[world].name, category.world());
        }
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
