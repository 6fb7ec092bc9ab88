//! Plans a stop that follows the price: a new trade gets one at a fixed distance, and a change asks it to come after.
//!
//! The ratchet is here: the stop of a long trade may only rise, that of a short trade only fall. A level that is no better than the one
//! in force, or better by less than the minimum step, or asked for too soon after the last, is answered with `nothing`, which leaves
//! no trace: no command, no refusal. Between two bars the venue's own stop protects.
//!
//! The level in force is in the task. The only thing remembered is when a trade's stop was last moved, for the cooldown.

use std::collections::BTreeMap;

use simpletrader_sdk::exact::{Round, to_step};
use simpletrader_sdk::prelude::*;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Distance of the stop from the last price, as a share of it; greater than 0 and less than 1.
    distance: Fraction,
    /// The least that a stop moves, as a share of the last price. Smaller improvements wait until they have grown.
    #[serde(default)]
    minimum_step: Option<Fraction>,
    /// Seconds between two moves of the same stop.
    #[serde(default)]
    cooldown_seconds: u32,
    /// Levels are rounded to a multiple of this, away from the price; the instrument's tick when left out.
    #[serde(default)]
    round_to: Option<Price>,
}

/// The planner.
pub struct TrailingExit {
    distance: Decimal,
    minimum_step: Decimal,
    cooldown_seconds: i64,
    round_to: Option<Decimal>,
    instruments: Vec<Instrument>,
    /// When the stop of a trade was last moved.
    moved: BTreeMap<TradeRef, Instant>,
}

impl Worker for TrailingExit {
    const ABOUT: About = About::new("simpletrader", "trailing_exit", env!("CARGO_PKG_VERSION"), "Trailing stop");
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        let distance = params.distance.get();
        if distance.is_zero() || distance == Decimal::ONE {
            return Err(WorkerError::bad_params("distance: a share of the price, greater than 0 and less than 1"));
        }
        Ok(Self {
            distance,
            minimum_step: params.minimum_step.map_or(Decimal::ZERO, Fraction::get),
            cooldown_seconds: params.cooldown_seconds.into(),
            round_to: params.round_to.map(Price::get),
            instruments: setup.instruments.to_vec(),
            moved: BTreeMap::new(),
        })
    }
}

impl ExitPlanner for TrailingExit {
    type Inputs = ();

    fn new_trade(&mut self, task: &PlanTask<'_>, _: &()) -> Result<PlanOutcome<ExitPlan>, WorkerError> {
        self.place(task)
    }

    fn modify(&mut self, task: &PlanTask<'_>, _: &()) -> Result<PlanOutcome<ExitPlan>, WorkerError> {
        self.follow(task)
    }
}

impl TrailingExit {
    fn place(&self, task: &PlanTask<'_>) -> Result<PlanOutcome<ExitPlan>, WorkerError> {
        let Some(entry) = &task.directive.entry else {
            let refusal = Refusal::new(RejectionCode::PlanInconsistent, "a new trade needs an entry directive with a side")?;
            return Ok(PlanOutcome::Refuse(refusal));
        };
        self.level(task, Direction::opened_by(entry.side)).map(stop_at)
    }

    fn follow(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<ExitPlan>, WorkerError> {
        let Some((position, in_force)) = task.target.and_then(|position| Some((position, position.stop_loss?))) else {
            return Ok(PlanOutcome::Nothing);
        };
        let level = self.level(task, position.direction)?;
        let improvement = match position.direction {
            Direction::Long => level.get() - in_force.get(),
            Direction::Short => in_force.get() - level.get(),
        };
        let least = task.quote.last.get().checked_mul(self.minimum_step).ok_or(exact::ExactError::TooLarge)?;
        let rests = self.moved.get(&position.trade).is_some_and(|moved| task.tick.at < moved.plus_seconds(self.cooldown_seconds));
        if improvement <= Decimal::ZERO || improvement < least || rests {
            return Ok(PlanOutcome::Nothing);
        }
        self.moved.insert(position.trade, task.tick.at);
        Ok(stop_at(level))
    }

    /// The level at the distance, rounded away from the price.
    fn level(&self, task: &PlanTask<'_>, direction: Direction) -> Result<Price, WorkerError> {
        let step = match self.round_to {
            Some(step) => step,
            None => Setup { instruments: &self.instruments, series: &[] }.instrument(task.quote.instrument)?.tick_size,
        };
        let (factor, round) = match direction {
            Direction::Long => (Decimal::ONE - self.distance, Round::Down),
            Direction::Short => (Decimal::ONE + self.distance, Round::Up),
        };
        let level = task.quote.last.get().checked_mul(factor).ok_or(exact::ExactError::TooLarge)?;
        Price::new(to_step(level, step, round)?)
            .map_err(|_| WorkerError::failed(format!("a stop {} below {} is not a price", self.distance, task.quote.last)))
    }
}

fn stop_at(level: Price) -> PlanOutcome<ExitPlan> {
    PlanOutcome::Plan(ExitPlan { stop_loss_price: Some(level), take_profit_price: None })
}

export_worker!(exit TrailingExit);

#[cfg(test)]
mod tests;
