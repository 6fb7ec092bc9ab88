//! Works a command as one order; for a new trade with its stop and target as children at the venue. Makes a trade larger or smaller
//! by the difference to its target size. Changes and withdraws orders that work, when a plan names them.
//!
//! The children sleep until the entry fills and cancel each other, so that protection never waits for the next bar. What the
//! trade has is in every command; the only thing remembered here is which orders of a group have not ended yet, to tell the
//! host when a command is finished.

use std::collections::{BTreeMap, BTreeSet};

use simpletrader_sdk::execution::{Wanted, protected, tend, wanted};
use simpletrader_sdk::prelude::*;

/// The order that does what the command says; its stop and target have the tags after it.
const MAIN: u32 = 1;

/// The execution worker.
#[derive(Default)]
pub struct Single {
    /// Tags of the orders that have not ended, per group.
    at_work: BTreeMap<GroupRef, BTreeSet<u32>>,
}

impl Worker for Single {
    const ABOUT: About = About::new("simpletrader", "single", env!("CARGO_PKG_VERSION"), "Single order");
    type Params = NoParams;

    fn configure(_: NoParams, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self::default())
    }
}

impl ExecutionWorker for Single {
    const EXECUTES: &'static [ExecutionStrategyType] = &[ExecutionStrategyType::Single];

    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, WorkerError> {
        if let Some(intents) = tend(command)? {
            return Ok(intents);
        }
        let ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force }) = command.execution.action else {
            return Err(WorkerError::failed("single works the family SINGLE only; use another execution worker"));
        };
        let (wanted, mut intents) = wanted(command)?;
        intents.extend(wanted.iter().flat_map(|wanted| orders(command, wanted, time_in_force)));
        let placed: BTreeSet<u32> = intents.iter().filter_map(placed_tag).collect();
        if placed.is_empty() {
            intents.push(OrderIntent::Finish { abandoned: false });
        } else {
            self.at_work.insert(command.group, placed);
        }
        Ok(intents)
    }

    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, WorkerError> {
        let order = &reply.order;
        let Some(at_work) = self.at_work.get_mut(&reply.group) else { return Ok(Vec::new()) };
        if !order.status.is_final() {
            return Ok(Vec::new());
        }
        at_work.remove(&order.tag);
        // Children of an entry that never filled sleep for good: they need no reply of their own.
        let never_entered = order.purpose == OrderPurpose::Entry && order.filled.is_zero();
        if !at_work.is_empty() && !never_entered {
            return Ok(Vec::new());
        }
        self.at_work.remove(&reply.group);
        let abandoned = order.purpose == OrderPurpose::Entry && order.status == OrderStatus::Rejected;
        Ok(vec![OrderIntent::Finish { abandoned }])
    }
}

/// The one order, and the protection of what it adds to the trade.
fn orders(command: &Command<'_>, wanted: &Wanted, time_in_force: TimeInForce) -> Vec<OrderIntent> {
    let main = NewOrder { time_in_force, ..wanted.order(MAIN, wanted.quantity) };
    protected(main, &wanted.protection(command)).into_iter().map(OrderIntent::Place).collect()
}

fn placed_tag(intent: &OrderIntent) -> Option<u32> {
    match intent {
        OrderIntent::Place(order) => Some(order.tag),
        _ => None,
    }
}

export_worker!(execution Single);

#[cfg(test)]
mod tests;
