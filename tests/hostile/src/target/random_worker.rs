//! Random code with a worker's face: a module whose exports are those of a real worker and whose every function does anything
//! at all. It is valid by construction, so it gets past the gate and is compiled and run.

use arbitrary::Unstructured;
use simpletrader_contracts::worker::{Category, WASM_MANIFEST_SECTION};
use wasm_smith::{Config, Module};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};

use super::{LIMITS, sandbox, worker};
use crate::drive::{load, run as drive};
use crate::forge::{Guest, append, contract, manifest};
use crate::mutate::Damage;

/// Makes a worker of the bytes and takes it the whole way.
pub(super) fn run(bytes: &[u8]) -> String {
    let Some(file) = make(bytes) else { return "NOT_MADE".to_owned() };
    let ending = load(sandbox(), &file, LIMITS).map_or_else(|ending| ending, |loaded| drive(&loaded, "{}"));
    worker::assert_ours_to_keep(&ending);
    ending.class
}

/// Bytes to make a worker of.
pub(super) fn input(damage: &mut Damage) -> Vec<u8> {
    let length = 200 + damage.next(2_000);
    damage.bytes(length)
}

/// The worker of these bytes; none where they do not suffice for one.
fn make(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut source = Unstructured::new(bytes);
    let category = *source.choose(Category::ALL).ok()?;
    let config = Config {
        exports: Some(Guest::new(category).core()),
        max_imports: 0,
        max_memories: 1,
        max_tables: 1,
        max_table_elements: 500,
        max_tags: 0,
        exceptions_enabled: false,
        gc_enabled: false,
        memory64_enabled: false,
        // Only references to functions are on the list.
        reference_types_enabled: false,
        relaxed_simd_enabled: false,
        shared_everything_threads_enabled: false,
        tail_call_enabled: false,
        threads_enabled: false,
        ..Config::default()
    };
    let mut module = Module::new(config, &mut source).ok()?.to_bytes();
    let (resolve, package) = contract();
    let world = resolve.select_world(&[*package], Some(category.world())).ok()?;
    embed_component_metadata(&mut module, resolve, world, StringEncoding::UTF8).ok()?;
    let mut file = ComponentEncoder::default().module(&module).ok()?.encode().ok()?;
    append(&mut file, WASM_MANIFEST_SECTION, manifest(category).to_string().as_bytes());
    Some(file)
}
