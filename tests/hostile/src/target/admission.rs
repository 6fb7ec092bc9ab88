//! The gate: any bytes as a worker file, up to where the compiler would see them.

use std::path::Path;
use std::sync::OnceLock;

use simpletrader_contracts::worker::Category;
use simpletrader_sandbox::admission::Rule;
use simpletrader_sandbox::{Limits, inspect_bytes};

use super::{ACCEPTED, assert_harmless};
use crate::forge::Guest;
use crate::mutate::Damage;

/// Admitted or refused, and either way in words that are safe to show.
pub(super) fn run(bytes: &[u8]) -> String {
    match inspect_bytes(Path::new("worker.wasm"), bytes, &Limits::default()) {
        Ok(facts) => {
            assert_eq!(facts.size, bytes.len() as u64);
            assert_eq!(facts.manifest.category(), Some(facts.category));
            assert!(facts.signer.is_none(), "nobody signed this");
            facts.imports.iter().chain(&facts.exports).for_each(|name| assert_harmless(name));
            ACCEPTED.to_owned()
        }
        Err(error) => {
            assert_harmless(&error.to_string());
            assert_harmless(&error.help);
            match error.rule {
                Rule::Bound(_) => "NOT_ADMITTED bound".to_owned(),
                rule => format!("NOT_ADMITTED {rule}"),
            }
        }
    }
}

/// A damaged worker of any category.
pub(super) fn input(damage: &mut Damage) -> Vec<u8> {
    static WORKERS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let workers = WORKERS.get_or_init(|| {
        Category::ALL.iter().map(|category| Guest::new(*category).schema(br#"{"type": "object"}"#).file()).collect()
    });
    let worker = &workers[damage.next(workers.len())];
    damage.apply(worker)
}
