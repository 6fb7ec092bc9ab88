//! The facts of a pass with their addresses, as the journal keeps them.

use std::sync::Arc;

use serde::{Serialize, Serializer};
use simpletrader_config::build_spec::StrategyBuildSpec;

use crate::flow::StrategyCache;

/// Where every fact of a strategy lies and what it is called, in the order of the workers.
#[derive(Debug, Default)]
pub(super) struct FactNames {
    /// `<worker_id>.<field>`.
    addresses: Arc<[String]>,
    slots: Vec<std::ops::Range<usize>>,
}

impl FactNames {
    /// Of all workers of a build spec.
    pub fn of(spec: &StrategyBuildSpec) -> Self {
        let address = |worker: &str, name: &String| format!("{worker}.{name}");
        let of_worker =
            spec.workers.iter().flat_map(|worker| worker.output_names.iter().map(|name| address(&worker.worker_id, name)));
        Self { addresses: of_worker.collect(), slots: spec.workers.iter().map(|worker| worker.outputs.clone()).collect() }
    }

    /// What they are now.
    pub fn look_up(&self, cache: &StrategyCache) -> Facts {
        let values = self.slots.iter().flat_map(|slots| cache.facts(slots.clone()).iter().copied());
        Facts { addresses: self.addresses.clone(), values: values.collect() }
    }
}

/// Facts by address: a JSON object in which a fact that is not ready is null.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    addresses: Arc<[String]>,
    values: Vec<f64>,
}

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.addresses.iter().zip(&self.values))
    }
}
