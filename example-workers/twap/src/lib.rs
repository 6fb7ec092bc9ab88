//! Works a command in equal slices over time: the family TWAP, time-weighted average price.
//!
//! The first slice goes out with the command, the others follow at equal intervals; what earlier slices left over goes into the last
//! one. Each slice of a new trade has its own stop and target, so that protection is as large as what is held at any moment. Slices
//! are at the market, or at the entry plan's price: a limit that is not reached keeps working and keeps its quantity.
//!
//! What is remembered is the schedule of each command, because a wake-up carries no plan.

mod schedule;

use simpletrader_sdk::execution::{AtWork, Timed, wanted};
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
    at_work: AtWork<Timed>,
}

impl Worker for Twap {
    const ABOUT: About = About::new("simpletrader", "twap", env!("CARGO_PKG_VERSION"), "Slices over time");
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { seed: params.seed, instruments: setup.instruments.to_vec(), at_work: AtWork::default() })
    }
}

impl ExecutionWorker for Twap {
    const EXECUTES: &'static [ExecutionStrategyType] = &[ExecutionStrategyType::Twap];

    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, WorkerError> {
        if let Some(intents) = self.at_work.tend(command)? {
            return Ok(intents);
        }
        match &command.execution.action {
            ExecutionAction::ExecuteTrade(Algorithm::Twap { .. }) => self.slice(command),
            _ => Err(WorkerError::failed("twap works the family TWAP only; use another execution worker")),
        }
    }

    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, WorkerError> {
        self.at_work.go_on(reply.group, |timed| Ok(timed.on_reply(reply)))
    }

    fn on_timer(&mut self, timer: &Timer) -> Result<Vec<OrderIntent>, WorkerError> {
        self.at_work.go_on(timer.group, |timed| Ok(timed.on_timer(timer)))
    }
}

impl Twap {
    fn slice(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, WorkerError> {
        self.at_work.drop_trade(command.trade);
        let (wanted, mut intents) = wanted(command)?;
        let Some(wanted) = wanted else {
            intents.push(OrderIntent::Finish { abandoned: false });
            return Ok(intents);
        };
        let lot = Setup { instruments: &self.instruments, series: &[] }.instrument(wanted.instrument)?.lot_size;
        let slices = slices(command, wanted.quantity.get(), lot, self.seed)?;
        intents.extend(self.at_work.begin_timed(command.group, Timed::begin(command, wanted, slices)));
        Ok(intents)
    }
}

export_worker!(execution Twap);

#[cfg(test)]
mod tests;
