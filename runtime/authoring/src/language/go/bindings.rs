//! The Go packages of the contract, made by `wit-bindgen` as a library: there is no generator to install.
//!
//! The types of all categories are in every project, because the SDK speaks of all of them; the exports are those of one category. Every
//! capability is there: what a worker does not use is not linked, and what it uses without asking is refused when it is packaged.

use std::collections::BTreeMap;

use simpletrader_contracts::worker::Category;
use simpletrader_contracts::worker::capability::{RequestedCapabilities, RequestedState, RequestedWindow};
use wit_bindgen_core::Files;
use wit_bindgen_go::{Format, Opts};

use crate::error::BuildError;

/// Where the packages lie in the SDK, which is also how they are imported.
const FOLDER: &str = "contract";
/// The package that holds the exports.
const EXPORTS: &str = "wit_exports/";
/// Where the generator looks for the types of WIT and the memory of a call, and where the SDK has them.
const RUNTIME: (&str, &str) = ("\"go.bytecodealliance.org/pkg/wit/", "\"simpletrader/wit/");

/// Everything that a worker may ask for.
pub fn everything() -> RequestedCapabilities {
    RequestedCapabilities {
        log: true,
        journal_note: true,
        market_window: Some(RequestedWindow { bars: 1 }),
        state: Some(RequestedState::default()),
        files: false,
    }
}

/// The generated files by their path in the SDK: types of all categories, exports of this one.
///
/// # Errors
/// A defect of this tool: the contract is compiled in.
pub fn generate(category: Category) -> Result<BTreeMap<String, Vec<u8>>, BuildError> {
    let mut made = types()?;
    made.extend(files_of(category)?);
    Ok(made)
}

/// The types alone, for a project whose category is not known yet.
///
/// # Errors
/// A defect of this tool: the contract is compiled in.
pub fn types() -> Result<BTreeMap<String, Vec<u8>>, BuildError> {
    let mut made = BTreeMap::new();
    for &category in Category::ALL {
        let is_type = |path: &str| !path.starts_with(&format!("{FOLDER}/{EXPORTS}"));
        made.extend(files_of(category)?.into_iter().filter(|(path, _)| is_type(path)));
    }
    Ok(made)
}

fn files_of(category: Category) -> Result<BTreeMap<String, Vec<u8>>, BuildError> {
    let (mut resolve, world) = simpletrader_package::world(category, &everything())?;
    let options = Opts { format: Format::False, pkg_name: Some(format!("simpletrader/{FOLDER}")), ..Opts::default() };
    let mut files = Files::default();
    options
        .build()
        .generate(&mut resolve, world, &mut files)
        .map_err(|error| BuildError::machine(format!("the Go bindings cannot be made: {error:#}")))?;
    let ours = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(RUNTIME.0, RUNTIME.1).into_bytes();
    Ok(files.iter().map(|(name, bytes)| (format!("{FOLDER}/{name}"), ours(bytes))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_its_exports_and_the_types_of_all() {
        for &category in Category::ALL {
            let files = generate(category).unwrap();
            let exports = String::from_utf8(files["contract/wit_exports/wit_exports.go"].clone()).unwrap();
            for handler in category.handlers() {
                assert!(exports.contains(&format!("/{}@0.1.0#{handler}", category.interface())), "{category}: {handler}");
            }
            assert!(!exports.contains("bytecodealliance"), "nothing is fetched from anywhere");
            for other in Category::ALL {
                let interface = other.interface().replace('-', "_");
                assert!(files.contains_key(&format!("contract/simpletrader_worker_{interface}/wit_bindings.go")), "{interface}");
            }
        }
        assert!(types().unwrap().keys().all(|path| !path.contains("wit_exports")));
    }
}
