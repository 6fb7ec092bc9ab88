//! Works a command in slices that follow the volume of the day: the family VWAP, volume-weighted average price.
//!
//! The time of the command is divided into as many equal parts as the plan has slices, and each slice is as large as the profile's
//! share of its part. A profile is a list of weights under a name in the parameters; the plan names the one to use. It is stretched
//! or squeezed to the number of slices, so that twelve weights can drive four slices.
//!
//! What is remembered is the schedule of each command, because a wake-up carries no plan.

mod profile;

use std::collections::BTreeMap;

use simpletrader_sdk::execution::{AtWork, Slice, Timed, lots, time_allowed, wanted};
use simpletrader_sdk::prelude::*;

use profile::resampled;

const MICROS_PER_SECOND: i64 = 1_000_000;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Weights by the name of the profile, in order of time: at least one, none negative, one of them greater than 0.
    profiles: BTreeMap<String, Vec<Amount>>,
}

/// The execution worker.
pub struct Vwap {
    profiles: BTreeMap<String, Vec<Decimal>>,
    instruments: Vec<Instrument>,
    /// The commands that are being worked.
    at_work: AtWork<Timed>,
}

impl Worker for Vwap {
    const ABOUT: About = About::new("simpletrader", "vwap", env!("CARGO_PKG_VERSION"), "Slices by a volume profile");
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        let mut profiles = BTreeMap::new();
        for (name, weights) in params.profiles {
            let weights: Vec<Decimal> = weights.into_iter().map(Amount::get).collect();
            if weights.iter().all(Decimal::is_zero) {
                return Err(WorkerError::bad_params(format!("profiles.{name}: needs a weight greater than 0")));
            }
            profiles.insert(name, weights);
        }
        if profiles.is_empty() {
            return Err(WorkerError::bad_params("profiles: give at least one, for example {flat: [1]}"));
        }
        Ok(Self { profiles, instruments: setup.instruments.to_vec(), at_work: AtWork::default() })
    }
}

impl ExecutionWorker for Vwap {
    const EXECUTES: &'static [ExecutionStrategyType] = &[ExecutionStrategyType::Vwap];

    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, WorkerError> {
        if let Some(intents) = self.at_work.tend(command)? {
            return Ok(intents);
        }
        match &command.execution.action {
            ExecutionAction::ExecuteTrade(Algorithm::Vwap { slice_count, duration_seconds, profile }) => {
                self.slice(command, *slice_count, *duration_seconds, profile)
            }
            _ => Err(WorkerError::failed("vwap works the family VWAP only; use another execution worker")),
        }
    }

    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, WorkerError> {
        self.at_work.go_on(reply.group, |timed| Ok(timed.on_reply(reply)))
    }

    fn on_timer(&mut self, timer: &Timer) -> Result<Vec<OrderIntent>, WorkerError> {
        self.at_work.go_on(timer.group, |timed| Ok(timed.on_timer(timer)))
    }
}

impl Vwap {
    fn slice(&mut self, command: &Command<'_>, count: u32, duration: u32, profile: &str) -> Result<Vec<OrderIntent>, WorkerError> {
        self.at_work.drop_trade(command.trade);
        let Some(weights) = self.profiles.get(profile) else {
            let known: Vec<&str> = self.profiles.keys().map(String::as_str).collect();
            let known = known.join(", ");
            return Err(WorkerError::failed(format!("there is no volume profile `{profile}`; the parameters have: {known}")));
        };
        let (wanted, mut intents) = wanted(command)?;
        let Some(wanted) = wanted else {
            intents.push(OrderIntent::Finish { abandoned: false });
            return Ok(intents);
        };
        let lot = Setup { instruments: &self.instruments, series: &[] }.instrument(wanted.instrument)?.lot_size;
        let parts = lots::by_weight(wanted.quantity.get(), &resampled(weights, count)?, lot)?;
        let interval = i64::from(time_allowed(command, duration)) * MICROS_PER_SECOND / i64::from(count.max(1));
        let slices = (0_i64..).zip(parts).map(|(index, quantity)| Slice { after_micros: index * interval, quantity });
        intents.extend(self.at_work.begin_timed(command.group, Timed::begin(command, wanted, slices.collect())));
        Ok(intents)
    }
}

export_worker!(execution Vwap);

#[cfg(test)]
mod tests;
