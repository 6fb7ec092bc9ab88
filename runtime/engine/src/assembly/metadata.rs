//! The registry of worker metadata: what each worker of a strategy produces, requires and may publish, without its manifest.
//!
//! It is read off the build spec once and never changes afterwards. Everybody who asks "may this worker …?" asks here.

use std::collections::HashMap;

use simpletrader_config::build_spec::{InputSource, StrategyBuildSpec, WorkerBuildSpec, WorkerLimits};
use simpletrader_contracts::worker::{Category, Grants, PluginId};

/// What one worker is and may do.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkerMetadata {
    /// Its id within the strategy.
    pub worker_id: String,
    /// Which plug-in.
    pub plugin: PluginId,
    /// Its category; with it the scope of what it publishes: its own strategy, always.
    pub category: Category,
    /// Names of the numbers that it is given, in manifest order.
    pub requires: Vec<String>,
    /// Where each of them comes from.
    pub reads: Vec<InputSource>,
    /// Names of the facts that it writes, in manifest order.
    pub produces: Vec<String>,
    /// The fact slots that it writes.
    pub writes: std::ops::Range<usize>,
    /// The handlers that may be called.
    pub handlers: Vec<String>,
    /// Names of the events that it may publish.
    pub allowed_publications: Vec<String>,
    /// What one call may use.
    pub limits: WorkerLimits,
    /// What it gets beyond its calls.
    pub grants: Grants,
}

/// Nobody of that id works in the strategy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the strategy has no worker `{asked}`; it has: {known}")]
pub struct UnknownWorker {
    asked: String,
    known: String,
}

/// The metadata of all workers of a strategy.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkerMetadataRegistry {
    workers: Vec<WorkerMetadata>,
    /// Looked up, never walked.
    by_id: HashMap<String, usize>,
}

impl WorkerMetadataRegistry {
    /// Reads the metadata off a build spec.
    ///
    /// # Errors
    /// When two workers have the same id.
    pub fn of(spec: &StrategyBuildSpec) -> Result<Self, String> {
        let workers: Vec<WorkerMetadata> = spec.workers.iter().map(|part| WorkerMetadata::of(part, spec)).collect();
        let mut by_id = HashMap::with_capacity(workers.len());
        for (index, worker) in workers.iter().enumerate() {
            if by_id.insert(worker.worker_id.clone(), index).is_some() {
                return Err(format!("two workers have the id `{}`", worker.worker_id));
            }
        }
        Ok(Self { workers, by_id })
    }

    /// The metadata of a worker, in constant time.
    ///
    /// # Errors
    /// When the strategy has no such worker.
    pub fn get(&self, worker_id: &str) -> Result<&WorkerMetadata, UnknownWorker> {
        self.by_id.get(worker_id).and_then(|index| self.workers.get(*index)).ok_or_else(|| UnknownWorker {
            asked: worker_id.to_owned(),
            known: self.workers.iter().map(|worker| worker.worker_id.as_str()).collect::<Vec<_>>().join(", "),
        })
    }

    /// All workers, in run order.
    pub fn iter(&self) -> impl Iterator<Item = &WorkerMetadata> {
        self.workers.iter()
    }

    /// Who writes a fact slot.
    pub fn producer_of(&self, slot: usize) -> Option<&WorkerMetadata> {
        self.workers.iter().find(|worker| worker.writes.contains(&slot))
    }
}

impl WorkerMetadata {
    fn of(part: &WorkerBuildSpec, spec: &StrategyBuildSpec) -> Self {
        let name = |event: &u16| spec.wiring.events.get(usize::from(*event)).map(|event| event.name.clone());
        Self {
            worker_id: part.worker_id.clone(),
            plugin: part.plugin.clone(),
            category: part.category,
            requires: part.input_names.clone(),
            reads: part.inputs.clone(),
            produces: part.output_names.clone(),
            writes: part.outputs.clone(),
            handlers: part.handlers.clone(),
            allowed_publications: part.allowed_publications.iter().filter_map(name).collect(),
            limits: part.limits,
            grants: part.grants.clone(),
        }
    }
}
