//! Who may read and write what in the strategy's cache, proved before the first pass.
//!
//! In a pass a worker is handed the inputs of its build spec and the slots of its own facts: it pulls nothing and addresses
//! nothing, so it can read or write nothing else. What remains to be shown is that the build spec itself declares what it
//! compiles to, and that is shown here, once. The tick path pays nothing for it.

use simpletrader_config::build_spec::{InputSource, StrategyBuildSpec};
use simpletrader_contracts::worker::Category;

use super::{WorkerMetadata, WorkerMetadataRegistry};

/// What happens when a worker would read or write what it does not declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CacheValidation {
    /// The strategy is not assembled.
    #[default]
    Enforce,
    /// It is assembled, and says so in its warnings.
    LogOnly,
}

/// A read or write of the cache that is not declared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("worker `{worker_id}`: {rule}")]
pub struct CacheViolation {
    /// The worker that would do it.
    pub worker_id: String,
    /// What it would do, and what is declared.
    pub rule: String,
}

/// Holds what every worker would read and write against what it declares. All violations, in run order.
pub fn violations(registry: &WorkerMetadataRegistry, spec: &StrategyBuildSpec) -> Vec<CacheViolation> {
    let mut all = Vec::new();
    for (index, worker) in registry.iter().enumerate() {
        let broken = undeclared_reads(worker, registry, spec).into_iter().chain(undeclared_writes(worker, index, registry, spec));
        all.extend(broken.map(|rule| CacheViolation { worker_id: worker.worker_id.clone(), rule }));
    }
    all
}

fn undeclared_reads(worker: &WorkerMetadata, registry: &WorkerMetadataRegistry, spec: &StrategyBuildSpec) -> Vec<String> {
    let mut broken = Vec::new();
    if worker.reads.len() != worker.requires.len() {
        let (reads, declared) = (worker.reads.len(), worker.requires.join(", "));
        broken.push(format!("would read {reads} numbers, its declared inputs are [{declared}]"));
    }
    for read in &worker.reads {
        match *read {
            InputSource::Fact(slot) => match registry.producer_of(slot) {
                None => broken.push(format!("would read fact {slot}, which nobody produces")),
                Some(producer) if producer.worker_id == worker.worker_id => {
                    broken.push(format!("would read fact {slot}, which is its own"));
                }
                Some(_) => {}
            },
            InputSource::Bar { series, .. } if series as usize >= spec.series.len() => {
                broken.push(format!("would read bars of series {series}; the strategy has {}", spec.series.len()));
            }
            InputSource::Account(_) if !sees_account(worker.category) => {
                broken.push(format!("would read the account, which a {} must not see", worker.category));
            }
            _ => {}
        }
    }
    broken
}

fn undeclared_writes(
    worker: &WorkerMetadata,
    index: usize,
    registry: &WorkerMetadataRegistry,
    spec: &StrategyBuildSpec,
) -> Vec<String> {
    let mut broken = Vec::new();
    let writes = &worker.writes;
    if writes.len() != worker.produces.len() {
        let declared = worker.produces.join(", ");
        broken.push(format!("would write {} facts, its declared outputs are [{declared}]", writes.len()));
    }
    if writes.is_empty() {
        return broken;
    }
    if worker.category != Category::ContextWorker {
        broken.push(format!("would write facts, which only context workers produce; it is a {}", worker.category));
    }
    if writes.end > spec.fact_slots {
        broken.push(format!("would write fact {}; the strategy has {}", writes.end - 1, spec.fact_slots));
    }
    let earlier = registry.iter().take(index);
    if let Some(other) = earlier.into_iter().find(|other| other.writes.start < writes.end && writes.start < other.writes.end) {
        broken.push(format!("would overwrite the facts of `{}`", other.worker_id));
    }
    broken
}

/// Those who watch and those who decide; not those who measure and detect.
const fn sees_account(category: Category) -> bool {
    !matches!(category, Category::ContextWorker | Category::SignalDetector | Category::ExecutionWorker)
}
