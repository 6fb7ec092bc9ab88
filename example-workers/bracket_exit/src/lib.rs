//! Plans a stop and a target at fixed distances from the last price of the pass that decides.

use simpletrader_sdk::prelude::*;

/// What the blueprint sets. At least one of the two levels must be given.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Distance of the stop from the last price, as a share of it.
    #[serde(default)]
    stop_loss: Option<Amount>,
    /// Distance of the target from the last price, as a share of it.
    #[serde(default)]
    take_profit: Option<Amount>,
    /// Levels are rounded to a multiple of this, half to even; the instrument's tick when left out.
    #[serde(default)]
    round_to: Option<Price>,
}

/// The distances and the steps.
pub struct BracketExit {
    stop_loss: Option<Decimal>,
    take_profit: Option<Decimal>,
    round_to: Option<Decimal>,
    instruments: Vec<Instrument>,
}

impl Worker for BracketExit {
    const ABOUT: About = About::new("simpletrader", "bracket_exit", env!("CARGO_PKG_VERSION"), "Stop and target");
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        if params.stop_loss.is_none() && params.take_profit.is_none() {
            return Err(WorkerError::bad_params("give stop_loss or take_profit or both; for neither use no_exit"));
        }
        Ok(Self {
            stop_loss: params.stop_loss.map(Amount::get),
            take_profit: params.take_profit.map(Amount::get),
            round_to: params.round_to.map(Price::get),
            instruments: setup.instruments.to_vec(),
        })
    }
}

impl ExitPlanner for BracketExit {
    type Inputs = ();

    fn plan(&mut self, task: &PlanTask<'_>, _: &()) -> Result<PlanOutcome<ExitPlan>, WorkerError> {
        if task.directive.scope.scope() != DirectiveScope::NewTrade {
            return Ok(PlanOutcome::Nothing);
        }
        let refuse = |reason: String| Ok(PlanOutcome::Refuse(Refusal::new(RejectionCode::PlanInconsistent, reason)?));
        let Some(entry) = &task.directive.entry else {
            return refuse("a new trade needs an entry directive with a side".to_owned());
        };
        let step = match self.round_to {
            Some(step) => step,
            None => Setup { instruments: &self.instruments, series: &[] }.instrument(task.quote.instrument)?.tick_size,
        };
        let last = task.quote.last.get();
        let level = |distance: Option<Decimal>, above: bool| {
            let Some(distance) = distance else { return Ok::<_, WorkerError>(None) };
            let factor = Decimal::ONE.checked_add(if above { distance } else { -distance });
            let level = factor.and_then(|factor| last.checked_mul(factor)).ok_or(exact::ExactError::TooLarge)?;
            Ok(Some(exact::to_step(level, step, exact::Round::HalfEven)?))
        };
        let is_long = Direction::opened_by(entry.side) == Direction::Long;
        let (stop, target) = (level(self.stop_loss, !is_long)?, level(self.take_profit, is_long)?);
        match (stop.map(Price::new).transpose(), target.map(Price::new).transpose()) {
            (Ok(stop_loss_price), Ok(take_profit_price)) => Ok(PlanOutcome::Plan(ExitPlan { stop_loss_price, take_profit_price })),
            _ => refuse(format!("a level at a distance of 1 or more below {last} is not a price")),
        }
    }
}

export_worker!(exit BracketExit);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    const BOTH: &str = r#"{"stop_loss": "0.03", "take_profit": "0.05", "round_to": "0.0001"}"#;

    fn plan(params: &str, directive: &Directive, last: &str) -> PlanOutcome<ExitPlan> {
        testing::configure::<BracketExit>(params).unwrap().plan(&testing::task(directive, last, None), &()).unwrap()
    }

    fn levels(params: &str, side: Side, last: &str) -> (Option<String>, Option<String>) {
        match plan(params, &testing::new_trade(side), last) {
            PlanOutcome::Plan(plan) => {
                (plan.stop_loss_price.map(|it| it.to_string()), plan.take_profit_price.map(|it| it.to_string()))
            }
            other => panic!("{other:?}"),
        }
    }

    fn pair(stop: &str, target: &str) -> (Option<String>, Option<String>) {
        (Some(stop.to_owned()), Some(target.to_owned()))
    }

    #[test]
    fn a_bracket_of_nothing_is_refused() {
        for bad in [r#"{}"#, r#"{"round_to": "0.01"}"#, r#"{"stop_loss": "-0.1"}"#, r#"{"stop_loss": "0.1", "round_to": "0"}"#] {
            assert!(matches!(testing::configure::<BracketExit>(bad), Err(WorkerError::BadParams(_))), "{bad}");
        }
    }

    #[test]
    fn a_level_that_is_no_price_is_refused() {
        let far = r#"{"stop_loss": "1", "round_to": "0.01"}"#;
        assert!(matches!(plan(far, &testing::new_trade(Side::Buy), "100"), PlanOutcome::Refuse(_)));
        assert_eq!(levels(far, Side::Sell, "100").0.as_deref(), Some("200"), "above there is room");
        let far = r#"{"take_profit": "1.5"}"#;
        assert!(matches!(plan(far, &testing::new_trade(Side::Sell), "100"), PlanOutcome::Refuse(_)));
    }

    #[test]
    fn a_distance_beyond_all_prices_is_an_error_and_no_panic() {
        let params = format!(r#"{{"stop_loss": "{}"}}"#, Decimal::MAX);
        let mut worker: BracketExit = testing::configure(&params).unwrap();
        assert!(worker.plan(&testing::task(&testing::new_trade(Side::Sell), "100", None), &()).is_err());
    }

    #[test]
    fn a_new_trade_without_a_side_is_refused() {
        let sideless = Directive { entry: None, ..testing::new_trade(Side::Buy) };
        assert!(matches!(plan(BOTH, &sideless, "100"), PlanOutcome::Refuse(_)));
    }

    #[test]
    fn a_long_trade_has_its_stop_below_and_a_short_one_above() {
        assert_eq!(levels(BOTH, Side::Buy, "100"), pair("97", "105"));
        assert_eq!(levels(BOTH, Side::Sell, "100"), pair("103", "95"));
    }

    #[test]
    fn levels_are_rounded_half_to_even() {
        assert_eq!(levels(BOTH, Side::Buy, "108.335"), pair("105.085", "113.7518"), "113.75175");
        assert_eq!(levels(BOTH, Side::Buy, "108.45"), pair("105.1965", "113.8725"));
        assert_eq!(levels(r#"{"stop_loss": "0.03"}"#, Side::Buy, "100.55").0.as_deref(), Some("97.53"), "97.5335 on the tick");
    }

    #[test]
    fn either_level_may_be_left_out() {
        assert_eq!(levels(r#"{"take_profit": "0.05"}"#, Side::Buy, "100"), (None, Some("105".to_owned())));
        assert_eq!(levels(r#"{"stop_loss": "0.05"}"#, Side::Buy, "100"), (Some("95".to_owned()), None));
    }

    // mission: 75 (partly)
    #[test]
    fn a_close_and_a_change_plan_no_levels() {
        assert_eq!(plan(BOTH, &testing::close(&[1]), "100"), PlanOutcome::Nothing);
        assert_eq!(plan(BOTH, &testing::modify(&[1]), "100"), PlanOutcome::Nothing);
    }
}
