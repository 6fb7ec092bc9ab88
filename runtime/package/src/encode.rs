//! From core module to component.

use simpletrader_contracts::worker::capability::RequestedCapabilities;
use simpletrader_contracts::worker::{Category, interface_name};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};

use crate::{PackageError, relay, sections, wit};

/// Makes the component of a module that says it is of `category`. The encoder checks that every export of the world is there,
/// with its type, and validates what it wrote.
pub fn component(module: &[u8], category: Category, asked: &RequestedCapabilities) -> Result<Vec<u8>, PackageError> {
    let component = encode(module, category, asked, None)?;
    relay::relayed(&component, module).map_err(|error| PackageError::World { category, reason: error.to_string() })
}

/// Makes the component of a module that also imports what is no part of the contract: the adapter, a core module, stands in for all
/// imports of that name, inside the component. It may import the module's memory as `env.memory`. The result is for
/// [`package_component`](crate::package_component).
///
/// # Errors
/// When the module does not fit the world of its category, or imports what neither world nor adapter has.
pub fn component_with_adapter(
    module: &[u8],
    category: Category,
    asked: &RequestedCapabilities,
    (name, adapter): (&str, &[u8]),
) -> Result<Vec<u8>, PackageError> {
    encode(module, category, asked, Some((name, adapter)))
}

/// The interface by which the module answers for many bars at once, if it has one. It is in no world, so the module's export alone
/// tells.
fn offered_slices(module: &[u8], category: Category) -> Result<Option<&'static str>, PackageError> {
    let Some((interface, handler)) = category.slice_handler() else { return Ok(None) };
    let name = format!("{}#{handler}", interface_name(interface));
    Ok(sections::exports(module, &name)?.then_some(interface))
}

fn encode(
    module: &[u8],
    category: Category,
    asked: &RequestedCapabilities,
    adapter: Option<(&str, &[u8])>,
) -> Result<Vec<u8>, PackageError> {
    let (resolve, world) = wit::world_with(category, asked, offered_slices(module, category)?)?;
    let mut module = module.to_vec();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
        .map_err(|error| PackageError::Wit(format!("{error:#}")))?;
    let refused = |error: anyhow::Error| PackageError::World { category, reason: format!("{error:#}") };
    let mut encoder = ComponentEncoder::default().validate(true).module(&module).map_err(refused)?;
    if let Some((name, adapter)) = adapter {
        encoder = encoder.adapter(name, adapter).map_err(refused)?;
    }
    encoder.encode().map_err(refused)
}
