//! The workers of a strategy, each with what the compiled configuration says about it.

use std::ops::Range;

use simpletrader_config::build_spec::{InputSource, WorkerBuildSpec};
use simpletrader_contracts::Instant;
use simpletrader_contracts::worker::capability::RequestedReads;
use simpletrader_contracts::worker::{AnyWorker, Fault};

use crate::assembly::InitialisedWorker;
use crate::slices::Slices;
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
    /// Workers that are asked about many bars at once: what they have answered about bars that lie ahead.
    pub slices: Option<Box<Slices>>,
    /// What it was told, where it may begin again after a fault. Every call is noted here before it is made.
    pub tape: Option<Box<Tape>>,
    /// It has failed and is not called for now.
    pub silent: bool,
}

/// The active workers of a strategy, in run order.
#[derive(Default)]
pub(crate) struct Crew {
    members: Vec<Member>,
}

impl Crew {
    /// A worker joins, behind the others: it is active from now on. `begins_again` says whether what it is told is kept, to tell
    /// it to a successor.
    pub fn admit(&mut self, part: &WorkerBuildSpec, worker: InitialisedWorker, slices: Option<Slices>, begins_again: bool) {
        self.members.push(Member {
            id: part.worker_id.clone(),
            worker: worker.activate(),
            inputs: part.inputs.clone(),
            outputs: part.outputs.clone(),
            series: part.series,
            reads: part.grants.reads,
            slices: slices.map(Box::new),
            tape: begins_again.then(|| Box::new(Tape::new(Tape::LIMIT))),
            silent: false,
        });
    }

    /// Before a detector is called that is asked about many passes at once: where its slice is at its end, it is given what the
    /// context workers have measured from this pass on.
    pub fn look_ahead(&mut self, index: usize, at: Instant) {
        let needs_more = |slices: &mut Box<Slices>| matches!(&**slices, Slices::Signals(signals) if signals.is_at_its_end());
        let Some(mut slices) = self.members.get_mut(index).and_then(|member| member.slices.take_if(needs_more)) else { return };
        if let Slices::Signals(signals) = &mut *slices {
            signals.look_ahead(at, |worker| match self.members.get(worker)?.slices.as_deref() {
                Some(Slices::Facts(facts)) => Some(facts),
                _ => None,
            });
        }
        if let Some(member) = self.members.get_mut(index) {
            member.slices = Some(slices);
        }
    }

    /// Shuts all workers down, the last one first. Doing it again does no harm.
    pub fn shut_down(&mut self) {
        while self.members.pop().is_some() {}
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

impl Drop for Crew {
    fn drop(&mut self) {
        self.shut_down();
    }
}
