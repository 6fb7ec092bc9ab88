//! What a pass cost, worker by worker: asked only of passes that left something, so that a quiet bar pays nothing for it.

use serde::Serialize;
use simpletrader_contracts::worker::call::Usage;

use super::{Strategy, stamp_of};
use crate::flow::{Member, is_called_by_events};
use crate::journal::PassStamp;

/// What the calls of one worker cost in one pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkerCost {
    /// Its id within the strategy.
    pub worker_id: String,
    /// Calls of its handlers, at least 1.
    pub calls: u64,
    /// Their fuel together; 0 for native code.
    pub fuel: u64,
}

impl Strategy {
    /// The latest pass, which may be over; none before the first.
    pub(crate) fn latest_pass(&self) -> Option<PassStamp> {
        self.latest_pass.as_ref().map(stamp_of)
    }

    /// What the latest pass cost, in run order; workers that were not called are left out. To be asked after a pass that left
    /// something in the books.
    ///
    /// Workers of the bus are called once a pass at most, so their latest call is the pass's. Planners and execution workers are
    /// compared with what they had cost when this was asked before: what an execution worker was told of and left no trace counts
    /// in its next pass.
    pub(crate) fn cost_of_pass(&mut self) -> Vec<WorkerCost> {
        let (supervisor, coordinator, spent) = (&self.supervisor, &self.coordinator, &mut self.spent);
        let members = self.crew.iter_mut().enumerate().zip(spent.iter_mut());
        let cost = |((index, member), spent): ((usize, &mut Member), &mut Usage)| {
            let now = supervisor.usage(index, member.worker.common().usage());
            let before = std::mem::replace(spent, now);
            let (calls, fuel) = if is_called_by_events(member.worker.category()) {
                if coordinator.has_asked(index) { (1, now.fuel_last) } else { (0, 0) }
            } else {
                (now.calls.saturating_sub(before.calls), now.fuel.saturating_sub(before.fuel))
            };
            (calls > 0).then(|| WorkerCost { worker_id: member.id.clone(), calls, fuel })
        };
        members.filter_map(cost).collect()
    }
}
