//! Enters patiently: a limit order a little below the last price to buy, a little above it to sell. Leaves at the market.
//!
//! The limit lies on the instrument's tick, rounded away from the last price, so that rounding never makes the order more
//! eager than asked for.

use simpletrader_sdk::prelude::*;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Distance of the limit from the last price, as a share of it; 0.001 when left out.
    #[serde(default)]
    offset: Option<Fraction>,
}

/// The distance and the ticks.
pub struct LimitEntry {
    offset: Decimal,
    instruments: Vec<Instrument>,
}

impl Worker for LimitEntry {
    const ABOUT: About = About::new("simpletrader", "limit_entry", env!("CARGO_PKG_VERSION"), "Limit entry");
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        let offset = params.offset.map_or(Decimal::new(1, 3), Fraction::get);
        Ok(Self { offset, instruments: setup.instruments.to_vec() })
    }
}

impl EntryPlanner for LimitEntry {
    type Inputs = ();

    fn plan(&mut self, task: &PlanTask<'_>, _: &()) -> Result<PlanOutcome<EntryPlan>, WorkerError> {
        match task.directive.scope.scope() {
            DirectiveScope::ModifyExisting => Ok(PlanOutcome::Nothing),
            DirectiveScope::NewTrade => self.enter(task),
            DirectiveScope::CloseExisting => {
                let target = task.target.ok_or_else(|| WorkerError::failed("a trade to close, but not which"))?;
                let side = target.direction.opening_side().opposite();
                Ok(PlanOutcome::Plan(EntryPlan { instrument: target.instrument, side, terms: OrderTerms::Market }))
            }
        }
    }
}

impl LimitEntry {
    fn enter(&self, task: &PlanTask<'_>) -> Result<PlanOutcome<EntryPlan>, WorkerError> {
        let refuse = |reason: String| Ok(PlanOutcome::Refuse(Refusal::new(RejectionCode::PlanInconsistent, reason)?));
        let Some(entry) = &task.directive.entry else {
            return refuse("a new trade needs an entry directive with a side".to_owned());
        };
        let (instrument, side) = (entry.instrument, entry.side);
        let setup = Setup { instruments: &self.instruments, series: &[] };
        let tick = setup.instrument(instrument)?.tick_size;
        let last = task.quote.last.get();
        let (factor, round) = match side {
            Side::Buy => (Decimal::ONE - self.offset, exact::Round::Down),
            Side::Sell => (Decimal::ONE + self.offset, exact::Round::Up),
        };
        let limit = last.checked_mul(factor).ok_or(exact::ExactError::TooLarge)?;
        match Price::new(exact::to_step(limit, tick, round)?) {
            Ok(limit_price) => Ok(PlanOutcome::Plan(EntryPlan { instrument, side, terms: OrderTerms::Limit { limit_price } })),
            Err(_) => refuse(format!("a limit {} below the last price {last} is not above 0", self.offset)),
        }
    }
}

export_worker!(entry LimitEntry);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    fn plan(offset: &str, directive: &Directive, last: &str, target: Option<PositionView>) -> PlanOutcome<EntryPlan> {
        let params = format!(r#"{{"offset": "{offset}"}}"#);
        testing::configure::<LimitEntry>(&params).unwrap().plan(&testing::task(directive, last, target), &()).unwrap()
    }

    fn limit(outcome: PlanOutcome<EntryPlan>) -> String {
        match outcome {
            PlanOutcome::Plan(plan) => plan.terms.limit_price().unwrap().to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_offset_outside_zero_to_one_is_refused() {
        for bad in [r#"{"offset": 0.001}"#, r#"{"offset": "1.5"}"#, r#"{"offset": "-0.1"}"#] {
            assert!(testing::configure::<LimitEntry>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_limit_of_nothing_is_refused() {
        let outcome = plan("1", &testing::new_trade(Side::Buy), "100", None);
        assert!(matches!(outcome, PlanOutcome::Refuse(refusal) if refusal.reason.as_str().contains("not above 0")));
        let outcome = plan("0.999", &testing::new_trade(Side::Buy), "0.05", None);
        assert!(matches!(outcome, PlanOutcome::Refuse(_)), "rounded down to no tick at all");
    }

    #[test]
    fn a_new_trade_without_a_side_is_refused() {
        let sideless = Directive { entry: None, ..testing::new_trade(Side::Buy) };
        assert!(matches!(plan("0.001", &sideless, "100", None), PlanOutcome::Refuse(_)));
    }

    #[test]
    fn the_limit_lies_on_the_tick_away_from_the_price() {
        assert_eq!(limit(plan("0.001", &testing::new_trade(Side::Buy), "100.55", None)), "100.44", "100.44945");
        assert_eq!(limit(plan("0.001", &testing::new_trade(Side::Sell), "100.55", None)), "100.66", "100.65055");
        assert_eq!(limit(plan("0.001", &testing::new_trade(Side::Buy), "100", None)), "99.9", "already on the tick");
        assert_eq!(limit(plan("0", &testing::new_trade(Side::Sell), "100", None)), "100");
    }

    #[test]
    fn an_offset_that_is_left_out_is_a_thousandth() {
        let directive = testing::new_trade(Side::Buy);
        let outcome = testing::configure::<LimitEntry>("{}").unwrap().plan(&testing::task(&directive, "100", None), &());
        assert_eq!(limit(outcome.unwrap()), "99.9");
    }

    #[test]
    fn a_trade_is_left_at_the_market() {
        for (direction, side) in [(Direction::Long, Side::Sell), (Direction::Short, Side::Buy)] {
            let outcome = plan("0.001", &testing::close(&[1]), "100", Some(testing::position(1, direction, "10")));
            let market = EntryPlan { instrument: InstrumentRef(0), side, terms: OrderTerms::Market };
            assert_eq!(outcome, PlanOutcome::Plan(market));
        }
    }

    #[test]
    fn a_change_needs_no_entry() {
        let held = testing::position(1, Direction::Long, "10");
        assert_eq!(plan("0.001", &testing::modify(&[1]), "100", Some(held)), PlanOutcome::Nothing);
    }
}
