//! The workers of a strategy, each with what the compiled configuration says about it.

use std::ops::Range;

use simpletrader_config::build_spec::{EventId, InputSource, Recovery, StrategyBuildSpec};
use simpletrader_contracts::worker::capability::RequestedReads;
use simpletrader_contracts::worker::{AnyWorker, Fault};

use crate::supervision::Tape;

/// A call of a worker failed: this says who is to blame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallFailure {
    /// Index of the worker.
    pub worker: usize,
    /// What happened.
    pub fault: Fault,
}

/// One worker and its place in the strategy.
pub(crate) struct Member {
    /// Its id within the strategy.
    pub id: String,
    /// The worker.
    pub worker: AnyWorker,
    /// Where its inputs come from.
    pub inputs: Vec<InputSource>,
    /// Its fact slots.
    pub outputs: Range<usize>,
    /// Context workers: the series that it measures.
    pub series: Option<u32>,
    /// What is pushed into its calls.
    pub reads: RequestedReads,
    /// The event that its CONTINUE publishes.
    pub on_continue: Option<EventId>,
    /// The event that carries what it publishes.
    pub publishes: Option<EventId>,
    /// What it was told, where it may begin again after a fault. Every call is noted here before it is made.
    pub tape: Option<Box<Tape>>,
    /// It has failed and is not called for now.
    pub silent: bool,
}

/// All workers of a strategy, in run order.
pub(crate) struct Crew {
    members: Vec<Member>,
}

impl Crew {
    /// Joins workers and build spec; they must be equally many, of equal categories, in the same order.
    pub fn new(spec: &StrategyBuildSpec, workers: Vec<AnyWorker>) -> Result<Self, String> {
        if workers.len() != spec.workers.len() {
            return Err(format!("the build spec has {} workers, {} were given", spec.workers.len(), workers.len()));
        }
        let begins_again = matches!(spec.on_fault.recovery, Recovery::Replay(_));
        let mut members = Vec::with_capacity(workers.len());
        for (index, (worker, part)) in workers.into_iter().zip(&spec.workers).enumerate() {
            if worker.category() != part.category {
                return Err(format!(
                    "worker `{}` is a {}, the build spec says {}",
                    part.worker_id,
                    worker.category(),
                    part.category
                ));
            }
            members.push(Member {
                id: part.worker_id.clone(),
                worker,
                inputs: part.inputs.clone(),
                outputs: part.outputs.clone(),
                series: part.series,
                reads: part.grants.reads,
                on_continue: spec.wiring.on_continue.get(index).copied().flatten(),
                publishes: part.allowed_publications.first().copied(),
                tape: begins_again.then(|| Box::new(Tape::new(Tape::LIMIT))),
                silent: false,
            });
        }
        Ok(Self { members })
    }

    /// A worker by index, to call it.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut Member> {
        self.members.get_mut(index)
    }

    /// All workers, in run order.
    pub fn iter(&self) -> impl Iterator<Item = &Member> {
        self.members.iter()
    }

    /// All workers, in run order, to call them.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Member> {
        self.members.iter_mut()
    }

    /// Whether a worker has failed and is not called for now.
    pub fn is_silent(&self, index: usize) -> bool {
        self.members.get(index).is_some_and(|member| member.silent)
    }

    /// The id of a worker, for messages.
    pub fn id(&self, index: usize) -> &str {
        self.members.get(index).map_or("?", |member| &member.id)
    }
}
