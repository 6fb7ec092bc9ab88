//! From core module to component.

use simpletrader_contracts::worker::Category;
use simpletrader_contracts::worker::capability::RequestedCapabilities;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};

use crate::{PackageError, wit};

/// Makes the component of a module that says it is of `category`. The encoder checks that every export of the world is there,
/// with its type, and validates what it wrote.
pub fn component(module: &[u8], category: Category, asked: &RequestedCapabilities) -> Result<Vec<u8>, PackageError> {
    let (resolve, world) = wit::world(category, asked)?;
    let mut module = module.to_vec();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
        .map_err(|error| PackageError::Wit(format!("{error:#}")))?;
    let refused = |error: anyhow::Error| PackageError::World { category, reason: format!("{error:#}") };
    ComponentEncoder::default().validate(true).module(&module).map_err(refused)?.encode().map_err(refused)
}
