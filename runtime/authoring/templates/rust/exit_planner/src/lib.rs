//! {{title}}: a stop at a fixed distance from the last price.

use simpletrader_sdk::prelude::*;

/// What a blueprint sets under `config`. The schema of the parameters comes from here, these comments included.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Distance of the stop from the last price, as a share of it.
    stop_loss: Fraction,
}

/// The planner.
pub struct {{Name}} {
    stop_loss: Decimal,
    ticks: Vec<Decimal>,
}

impl Worker for {{Name}} {
    const ABOUT: About = About::new("{{vendor}}", "{{name}}", env!("CARGO_PKG_VERSION"), "{{title}}");
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        let ticks = setup.instruments.iter().map(|instrument| instrument.tick_size).collect();
        Ok(Self { stop_loss: params.stop_loss.get(), ticks })
    }
}

impl ExitPlanner for {{Name}} {
    type Inputs = ();

    fn new_trade(&mut self, task: &PlanTask<'_>, _inputs: &()) -> Result<PlanOutcome<ExitPlan>, WorkerError> {
        let Some(entry) = &task.directive.entry else {
            let refusal = Refusal::new(RejectionCode::PlanInconsistent, "a new trade needs an entry directive with a side")?;
            return Ok(PlanOutcome::Refuse(refusal));
        };
        let last = task.quote.last.get();
        let share = match entry.side {
            Side::Buy => Decimal::ONE - self.stop_loss,
            Side::Sell => Decimal::ONE + self.stop_loss,
        };
        let tick = self.ticks.get(task.quote.instrument.index()).ok_or_else(|| WorkerError::failed("an unknown instrument"))?;
        let level = last.checked_mul(share).ok_or(exact::ExactError::TooLarge)?;
        let stop = Price::new(exact::to_step(level, *tick, exact::Round::HalfEven)?)?;
        Ok(PlanOutcome::Plan(ExitPlan { stop_loss_price: Some(stop), take_profit_price: None }))
    }
}

export_worker!(exit {{Name}});

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    #[test]
    fn the_stop_is_below_a_long_trade_and_above_a_short_one() {
        let mut worker: {{Name}} = testing::configure(r#"{"stop_loss": "0.05"}"#).unwrap();
        let mut stop = |side| match worker.plan(&testing::task(&testing::new_trade(side), "100.01", None), &()).unwrap() {
            PlanOutcome::Plan(plan) => plan.stop_loss_price.unwrap().to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!((stop(Side::Buy), stop(Side::Sell)), ("95.01".to_owned(), "105.01".to_owned()));
    }
}
