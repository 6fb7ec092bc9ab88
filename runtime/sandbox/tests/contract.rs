//! The shape of the contract in `wit/`, as far as its speed depends on it.

use std::path::Path;

use simpletrader_contracts::worker::Category;
use wit_parser::abi::AbiVariant;
use wit_parser::{Resolve, WorldItem};

/// Flat parameters that a call can pass in registers and stack slots. With one more the host has to call the guest's
/// allocator and go through memory, which costs about 0.3 microseconds.
const FLAT: usize = 16;

/// The handlers that are called on every bar.
const PER_BAR: [(Category, &str); 4] = [
    (Category::ContextWorker, "measure"),
    (Category::SignalDetector, "detect"),
    (Category::RiskMonitor, "watch"),
    (Category::ExecutionWorker, "on-timer"),
];

/// The flat parameters of a handler, and whether they are passed through memory instead.
fn flattened(category: Category, handler: &str) -> (usize, bool) {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit")).unwrap();
    let world = resolve.select_world(&[package], Some(category.world())).unwrap();
    for item in resolve.worlds[world].exports.values() {
        let WorldItem::Interface { id, .. } = item else { continue };
        if let Some(function) = resolve.interfaces[*id].functions.get(handler) {
            let signature = resolve.wasm_signature(AbiVariant::GuestExport, function);
            return (signature.params.len(), signature.indirect_params);
        }
    }
    panic!("{category} has no handler {handler}")
}

#[test]
fn handlers_of_every_bar_pass_their_parameters_flat() {
    for (category, handler) in PER_BAR {
        let (count, through_memory) = flattened(category, handler);
        assert!(!through_memory && count <= FLAT, "`{handler}` has more than {FLAT} flat parameters");
    }
}

#[test]
fn the_count_can_tell_a_handler_that_is_too_wide() {
    let (_, through_memory) = flattened(Category::StrategyPlanner, "decide");
    assert!(through_memory, "`decide` takes a wide record");
}

#[test]
fn every_category_has_its_world_and_its_handlers() {
    for category in Category::ALL {
        for handler in category.handlers() {
            flattened(*category, handler);
        }
    }
}
