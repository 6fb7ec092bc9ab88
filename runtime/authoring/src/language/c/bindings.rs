//! The C bindings of a category, made of the contract by `wit-bindgen` as a library: there is no generator to install.
//!
//! Every capability is in them. One that a worker does not use is not linked, and one that it uses without asking is refused when
//! the module is packaged.

use simpletrader_contracts::worker::Category;
use simpletrader_contracts::worker::capability::{RequestedCapabilities, RequestedState, RequestedWindow};
use wit_bindgen_core::Files;

use crate::error::BuildError;

/// What the header is called, and the prefix of names that belong to no interface. The SDK knows it.
const NAME: &str = "bindings";

/// `bindings.h`, `bindings.c` and an object file that `bindings.c` refers to.
///
/// # Errors
/// A defect of this tool: the contract is compiled in.
pub fn generate(category: Category) -> Result<Vec<(String, Vec<u8>)>, BuildError> {
    let everything = RequestedCapabilities {
        log: true,
        journal_note: true,
        market_window: Some(RequestedWindow { bars: 1 }),
        state: Some(RequestedState::default()),
        files: false,
    };
    let (mut resolve, world) = simpletrader_package::world(category, &everything)?;
    let options = wit_bindgen_c::Opts { rename_world: Some(NAME.to_owned()), ..wit_bindgen_c::Opts::default() };
    let mut files = Files::default();
    options
        .build()
        .generate(&mut resolve, world, &mut files)
        .map_err(|error| BuildError::machine(format!("the C bindings cannot be made: {error:#}")))?;
    Ok(files.iter().map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_bindings_with_its_handlers_and_all_capabilities() {
        for &category in Category::ALL {
            let files = generate(category).unwrap();
            let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, ["bindings.c", "bindings.h", "bindings_component_type.o"]);
            let header = String::from_utf8(files[1].1.clone()).unwrap();
            for handler in category.handlers() {
                let interface = category.interface().replace('-', "_");
                let name = format!("exports_simpletrader_worker_{interface}_{}(", handler.replace('-', "_"));
                assert!(header.contains(&name), "{category}: {name}");
            }
            assert!(header.contains("simpletrader_worker_log_write(") && header.contains("simpletrader_worker_state_get("));
        }
    }
}
