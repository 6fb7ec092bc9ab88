//! The strategy factory: from a build spec and the sources of its workers to a strategy that is ready, or to nothing.
//!
//! In order: the table of what workers may do, the proof of what they read and write, the workers one after the other, the
//! wiring, the line to the bus. Whatever fails, what was built until then is dropped in reverse order: workers are shut down,
//! the last one first, and no subscription is left. No file is touched here; a run directory is made for a strategy that stands.

use std::sync::Arc;

use simpletrader_config::build_spec::{Recovery, StrategyBuildSpec};
use simpletrader_contracts::Instant;
use simpletrader_contracts::terms::OriginType;
use simpletrader_contracts::worker::{Fault, WorkerSource};

use super::{AssemblyError, CacheValidation, WorkerFactory, WorkerMetadataRegistry, cache_access, wire};
use crate::bus::{EventBus, Line};
use crate::flow::Crew;
use crate::slices::{self, Slices, Slicing};
use crate::strategy::{Parts, Strategy, WorkerFailure};

/// Assembles strategies. By default they are connected to no bus, and a worker that would read or write undeclared things is
/// refused.
#[derive(Debug, Clone, Default)]
pub struct StrategyFactory {
    bus: Option<Arc<EventBus>>,
    validation: CacheValidation,
    slicing: Slicing,
}

impl StrategyFactory {
    /// Connects every strategy to this bus.
    pub fn connected_to(self, bus: Arc<EventBus>) -> Self {
        Self { bus: Some(bus), ..self }
    }

    /// What happens when a worker would read or write undeclared things.
    pub fn validating(self, validation: CacheValidation) -> Self {
        Self { validation, ..self }
    }

    /// Whether workers are asked for the slices that they are granted.
    pub fn slicing(self, slicing: Slicing) -> Self {
        Self { slicing, ..self }
    }

    /// Assembles a strategy. There must be one source for each worker, in the order of the build spec.
    ///
    /// # Errors
    /// When a worker does not start or refuses its parameters, when it would read or write what it does not declare, when build
    /// spec and sources do not fit one another, and when a strategy of this name is on the bus already. Nothing is left then.
    pub fn build(&self, spec: StrategyBuildSpec, sources: Vec<Arc<dyn WorkerSource>>) -> Result<Strategy, AssemblyError> {
        if sources.len() != spec.workers.len() {
            let (wanted, given) = (spec.workers.len(), sources.len());
            return Err(AssemblyError::Contradiction(format!("it has {wanted} workers, {given} sources were given")));
        }
        let metadata = WorkerMetadataRegistry::of(&spec).map_err(AssemblyError::Contradiction)?;
        let warnings = self.prove_cache_access(&metadata, &spec)?;
        let crew = crew(&spec, &sources, self.slicing)?;
        let wiring = wire(&spec)?;
        let line = self.bus.as_ref().map(|bus| Line::open(bus, &spec.link)).transpose();
        let line = line.map_err(|taken| AssemblyError::Contradiction(taken.to_string()))?;
        Ok(Strategy::of(spec, Parts { metadata, crew, wiring, sources, line, warnings }))
    }

    fn prove_cache_access(
        &self,
        metadata: &WorkerMetadataRegistry,
        spec: &StrategyBuildSpec,
    ) -> Result<Vec<String>, AssemblyError> {
        let mut violations = cache_access::violations(metadata, spec).into_iter();
        match self.validation {
            CacheValidation::Enforce => match violations.next() {
                Some(violation) => Err(AssemblyError::Cache(violation)),
                None => Ok(Vec::new()),
            },
            CacheValidation::LogOnly => Ok(violations.map(|violation| violation.to_string()).collect()),
        }
    }
}

/// All workers, live and configured, in run order.
fn crew(spec: &StrategyBuildSpec, sources: &[Arc<dyn WorkerSource>], slicing: Slicing) -> Result<Crew, AssemblyError> {
    let factory = WorkerFactory::of(spec);
    let begins_again = matches!(spec.on_fault.recovery, Recovery::Replay(_));
    let mut crew = Crew::default();
    for (index, (part, source)) in spec.workers.iter().zip(sources).enumerate() {
        let build = || factory.build(part, source.as_ref()).map_err(|fault| failed(index, &part.worker_id, fault));
        let worker = build()?;
        let slices = match slices::are_used(part, spec, slicing).map_err(AssemblyError::Contradiction)? {
            true if slicing == Slicing::Checked => Slices::of(part, spec, Some(build()?.activate())),
            true => Slices::of(part, spec, None),
            false => None,
        };
        crew.admit(part, worker, slices, begins_again);
    }
    Ok(crew)
}

fn failed(worker: usize, worker_id: &str, fault: Fault) -> AssemblyError {
    let (worker_id, at) = (worker_id.to_owned(), Instant::default());
    AssemblyError::Worker(Box::new(WorkerFailure { worker, worker_id, pass: 0, at, trigger: OriginType::User, bar: None, fault }))
}
