//! Works a command in equal slices over time: the family TWAP, time-weighted average price.
//!
//! The first slice goes out with the command, the others follow at equal intervals; what earlier slices left over goes into the last
//! one. Each slice of a new trade has its own stop and target, so that protection is as large as what is held at any moment. Slices
//! are at the market, or at the entry plan's price: a limit that is not reached keeps working and keeps its quantity.
//!
//! What is remembered is the schedule of each command, because a wake-up carries no plan.

mod schedule;

use std::collections::BTreeMap;

use simpletrader_sdk::execution::{Timed, change, wanted, withdraw};
use simpletrader_sdk::prelude::*;

use schedule::slices;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// What the jitter of a plan is drawn from; the same seed gives the same instants. Without one there is no jitter.
    #[serde(default)]
    seed: Option<u64>,
}

/// The execution worker.
pub struct Twap {
    seed: Option<u64>,
    instruments: Vec<Instrument>,
    /// The commands that are being worked.
    at_work: BTreeMap<GroupRef, Timed>,
}

impl Worker for Twap {
    const ABOUT: About = About::new("simpletrader", "twap", env!("CARGO_PKG_VERSION"), "Slices over time");
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { seed: params.seed, instruments: setup.instruments.to_vec(), at_work: BTreeMap::new() })
    }
}

impl ExecutionWorker for Twap {
    const EXECUTES: &'static [ExecutionStrategyType] = &[ExecutionStrategyType::Twap];

    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, WorkerError> {
        let mut intents = match &command.execution.action {
            ExecutionAction::ExecuteTrade(Algorithm::Twap { .. }) => return self.slice(command),
            ExecutionAction::ExecuteTrade(_) => {
                return Err(WorkerError::failed("twap works the family TWAP only; use another execution worker"));
            }
            ExecutionAction::ModifyOrder { order } => {
                self.reprice(command);
                change(command, *order)?
            }
            ExecutionAction::CancelOrder { order } => withdraw(command, |open| open.order == *order),
            ExecutionAction::CancelGroup { group } => {
                self.at_work.remove(group);
                withdraw(command, |open| open.group == *group)
            }
            ExecutionAction::CancelAllInTrade => {
                self.at_work.retain(|_, timed| timed.trade() != command.trade);
                withdraw(command, |_| true)
            }
        };
        intents.push(OrderIntent::Finish { abandoned: false });
        Ok(intents)
    }

    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, WorkerError> {
        let Some(timed) = self.at_work.get_mut(&reply.group) else { return Ok(Vec::new()) };
        let intents = timed.on_reply(reply);
        if timed.is_over() {
            self.at_work.remove(&reply.group);
        }
        Ok(intents)
    }

    fn on_timer(&mut self, timer: &Timer) -> Result<Vec<OrderIntent>, WorkerError> {
        Ok(self.at_work.get_mut(&timer.group).map(|timed| timed.on_timer(timer)).unwrap_or_default())
    }
}

impl Twap {
    fn slice(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, WorkerError> {
        // The newest command decides: slices to come of an earlier one would miss the new target.
        self.at_work.retain(|_, timed| timed.trade() != command.trade);
        let (wanted, mut intents) = wanted(command)?;
        let Some(wanted) = wanted else {
            intents.push(OrderIntent::Finish { abandoned: false });
            return Ok(intents);
        };
        let lot = Setup { instruments: &self.instruments, series: &[] }.instrument(wanted.instrument)?.lot_size;
        let slices = slices(command, wanted.quantity.get(), lot, self.seed)?;
        let (timed, orders) = Timed::begin(command, wanted, slices);
        intents.extend(orders);
        if !timed.is_over() {
            self.at_work.insert(command.group, timed);
        }
        Ok(intents)
    }

    /// The slices to come of a trade follow the price to which its working order is moved.
    fn reprice(&mut self, command: &Command<'_>) {
        let Some(entry) = &command.plans.entry else { return };
        for timed in self.at_work.values_mut().filter(|timed| timed.trade() == command.trade) {
            timed.reprice(entry.terms);
        }
    }
}

export_worker!(execution Twap);

#[cfg(test)]
mod tests;
