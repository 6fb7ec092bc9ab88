//! Sizes every trade alike, unless the directive wants a size of its own.

use simpletrader_sdk::prelude::*;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Size of a trade, in units of the base asset; a multiple of the instrument's lot.
    quantity: Quantity,
}

/// The size.
pub struct FixedSize {
    quantity: Decimal,
}

impl Worker for FixedSize {
    const ABOUT: About = About::new("simpletrader", "fixed_size", env!("CARGO_PKG_VERSION"), "Fixed size");
    type Params = Params;

    fn configure(params: Params, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { quantity: params.quantity.get() })
    }
}

impl SizePlanner for FixedSize {
    type Inputs = ();

    fn plan(&mut self, task: &PlanTask<'_>, _: &()) -> Result<PlanOutcome<SizePlan>, WorkerError> {
        let wanted = task.directive.size.as_ref().and_then(|size| size.target_size).map(Amount::get);
        let size = match (task.directive.scope.scope(), wanted) {
            (DirectiveScope::CloseExisting, _) => Decimal::ZERO,
            (DirectiveScope::NewTrade, wanted) => wanted.unwrap_or(self.quantity),
            (DirectiveScope::ModifyExisting, Some(wanted)) => wanted,
            (DirectiveScope::ModifyExisting, None) => return Ok(PlanOutcome::Nothing),
        };
        if size.is_zero() && task.directive.scope.scope() == DirectiveScope::NewTrade {
            let refusal = Refusal::new(RejectionCode::BelowMinimumSize, "a new trade of size 0 was asked for")?;
            return Ok(PlanOutcome::Refuse(refusal));
        }
        let value = size.checked_mul(task.quote.last.get()).ok_or(exact::ExactError::TooLarge)?;
        Ok(PlanOutcome::Plan(SizePlan {
            target_position_size: Amount::new(size)?,
            position_value: exact::estimate(value)?,
            risk_amount: None,
            leverage: Decimal::ONE,
        }))
    }
}

export_worker!(size FixedSize);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    fn plan(directive: &Directive, last: &str, target: Option<PositionView>) -> PlanOutcome<SizePlan> {
        let mut worker: FixedSize = testing::configure(r#"{"quantity": "10"}"#).unwrap();
        worker.plan(&testing::task(directive, last, target), &()).unwrap()
    }

    fn size_and_value(outcome: PlanOutcome<SizePlan>) -> (String, String) {
        match outcome {
            PlanOutcome::Plan(plan) => {
                assert_eq!((plan.risk_amount, plan.leverage), (None, Decimal::ONE));
                (plan.target_position_size.to_string(), plan.position_value.to_string())
            }
            other => panic!("{other:?}"),
        }
    }

    fn wanting(size: &str, directive: Directive) -> Directive {
        let target_size = Some(Amount::new(testing::decimal(size)).unwrap());
        Directive { size: Some(SizeDirective { target_size, ..SizeDirective::default() }), ..directive }
    }

    #[test]
    fn a_size_that_is_no_size_is_refused() {
        for bad in [r#"{}"#, r#"{"quantity": "0"}"#, r#"{"quantity": "-1"}"#, r#"{"quantity": 10}"#] {
            assert!(testing::configure::<FixedSize>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_new_trade_of_nothing_is_refused() {
        let outcome = plan(&wanting("0", testing::new_trade(Side::Buy)), "100", None);
        assert!(matches!(outcome, PlanOutcome::Refuse(refusal) if refusal.code == RejectionCode::BelowMinimumSize));
    }

    #[test]
    fn a_new_trade_has_the_fixed_size_or_the_one_that_was_asked_for() {
        let pair = |size: &str, value: &str| (size.to_owned(), value.to_owned());
        assert_eq!(size_and_value(plan(&testing::new_trade(Side::Buy), "100.55", None)), pair("10", "1005.5"));
        assert_eq!(size_and_value(plan(&wanting("3", testing::new_trade(Side::Buy)), "100.55", None)), pair("3", "301.65"));
    }

    // mission: 75 (partly)
    #[test]
    fn a_closed_trade_has_no_size_whatever_was_asked_for() {
        let held = testing::position(1, Direction::Long, "10");
        let outcome = plan(&wanting("3", testing::close(&[1])), "100", Some(held));
        assert_eq!(size_and_value(outcome), ("0".to_owned(), "0".to_owned()));
    }

    #[test]
    fn a_change_is_sized_only_when_it_asks_for_a_size() {
        let held = Some(testing::position(1, Direction::Long, "10"));
        assert_eq!(plan(&testing::modify(&[1]), "100", held), PlanOutcome::Nothing);
        assert_eq!(size_and_value(plan(&wanting("4", testing::modify(&[1])), "100", held)).0, "4");
    }
}
