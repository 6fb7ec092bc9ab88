//! Works a command as an entry with a stop and a target that follow what it fills: a bracket, of the family SINGLE.
//!
//! Like `single` it places the levels as children of the entry, so that the venue wakes them with its first fill. Unlike it, it never
//! leaves more protection standing than there is to protect: when an entry ends with a part filled, stop and target are reduced
//! to that part, also at a venue that does not do so by itself. A new trade without any level is refused: that is what `single` is
//! for.
//!
//! What is remembered is which orders of a group work, and the ordinals of its levels.

use std::collections::BTreeMap;

use simpletrader_sdk::execution::{Tally, tend, wanted};
use simpletrader_sdk::prelude::*;

/// The order that does what the command says.
const MAIN: u32 = 1;

/// The execution worker.
#[derive(Default)]
pub struct Bracket {
    at_work: BTreeMap<GroupRef, Levels>,
}

/// The orders of one command.
#[derive(Default)]
struct Levels {
    tally: Tally,
    /// Working protection, as far as the venue has accepted it.
    protection: Vec<OrderRef>,
}

impl Worker for Bracket {
    const ABOUT: About = About::new("simpletrader", "bracket", env!("CARGO_PKG_VERSION"), "Entry, stop and target");
    type Params = NoParams;

    fn configure(_: NoParams, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self::default())
    }
}

impl ExecutionWorker for Bracket {
    const EXECUTES: &'static [ExecutionStrategyType] = &[ExecutionStrategyType::Single];

    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, WorkerError> {
        if let Some(intents) = tend(command)? {
            return Ok(intents);
        }
        let ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force }) = command.execution.action else {
            return Err(WorkerError::failed("bracket works the family SINGLE only; use another execution worker"));
        };
        self.work(command, time_in_force)
    }

    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, WorkerError> {
        let Some(levels) = self.at_work.get_mut(&reply.group) else { return Ok(Vec::new()) };
        let intents = levels.on_reply(&reply.order);
        if levels.is_over(&reply.order) {
            let end = levels.tally.finish();
            self.at_work.remove(&reply.group);
            return Ok(vec![end]);
        }
        Ok(intents)
    }
}

impl Bracket {
    fn work(&mut self, command: &Command<'_>, time_in_force: TimeInForce) -> Result<Vec<OrderIntent>, WorkerError> {
        let (wanted, mut intents) = wanted(command)?;
        let Some(wanted) = wanted else {
            intents.push(OrderIntent::Finish { abandoned: false });
            return Ok(intents);
        };
        let exit = wanted.protection(command);
        if command.target.is_none() && exit == ExitPlan::default() {
            return Err(WorkerError::failed("a bracket needs a stop or a target in the exit plan; without levels use `single`"));
        }
        let mut levels = Levels::default();
        let main = NewOrder { time_in_force, ..wanted.order(MAIN, wanted.quantity) };
        intents.extend(levels.tally.place(main, &exit));
        self.at_work.insert(command.group, levels);
        Ok(intents)
    }
}

impl Levels {
    fn on_reply(&mut self, order: &OrderView) -> Vec<OrderIntent> {
        if !self.tally.heard(order) {
            return Vec::new();
        }
        if order.tag != MAIN {
            self.protection.retain(|known| *known != order.order);
            if !order.status.is_final() {
                self.protection.push(order.order);
            }
            return Vec::new();
        }
        let ended_short = order.status.is_final() && order.filled < order.quantity;
        let Ok(filled) = Quantity::new(order.filled) else { return Vec::new() };
        if !ended_short {
            return Vec::new();
        }
        let smaller = |order: &OrderRef| OrderIntent::Modify { order: *order, quantity: Some(filled), terms: None };
        self.protection.iter().map(smaller).collect()
    }

    /// Over with the last order; levels of an entry that never filled sleep for good and need no reply of their own.
    fn is_over(&self, last: &OrderView) -> bool {
        let never_entered = last.tag == MAIN && last.status.is_final() && last.filled.is_zero();
        never_entered || !self.tally.is_at_work()
    }
}

export_worker!(execution Bracket);

#[cfg(test)]
mod tests;
