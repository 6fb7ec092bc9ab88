//! Sizes a trade so that it costs at most a share of the cash: whole lots, counted exactly.
//!
//! The count is an exact division of whole numbers. A rounded quotient could land one lot too high, and then the order would
//! cost more money than there is.

use simpletrader_sdk::prelude::*;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Share of the cash that a trade may cost at the last price. Leave room for fees and for a worse fill.
    fraction: Fraction,
}

/// The share and the lots.
pub struct CashFraction {
    fraction: Decimal,
    instruments: Vec<Instrument>,
}

impl Worker for CashFraction {
    const ABOUT: About =
        About::new("simpletrader", "cash_fraction", env!("CARGO_PKG_VERSION"), "Share of the cash").reads(&[Read::Account]);
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        let fraction = params.fraction.get();
        if fraction.scale() > 12 {
            return Err(WorkerError::bad_params(format!("fraction: write at most 12 places, got {fraction}")));
        }
        Ok(Self { fraction, instruments: setup.instruments.to_vec() })
    }
}

impl SizePlanner for CashFraction {
    type Inputs = ();

    fn plan(&mut self, task: &PlanTask<'_>, _: &()) -> Result<PlanOutcome<SizePlan>, WorkerError> {
        match task.directive.scope.scope() {
            DirectiveScope::NewTrade => self.size(task),
            DirectiveScope::ModifyExisting => Ok(PlanOutcome::Nothing),
            DirectiveScope::CloseExisting => Ok(PlanOutcome::Plan(plan(Decimal::ZERO, Decimal::ZERO)?)),
        }
    }
}

impl CashFraction {
    fn size(&self, task: &PlanTask<'_>) -> Result<PlanOutcome<SizePlan>, WorkerError> {
        let setup = Setup { instruments: &self.instruments, series: &[] };
        let lot = setup.instrument(task.quote.instrument)?.lot_size;
        let (cash, last) = (task.account()?.cash, task.quote.last.get());
        // A debt buys as little as an empty purse.
        let lots = exact::whole_times([self.fraction, cash.max(Decimal::ZERO)], [lot, last])?;
        if lots == 0 {
            let reason = format!("{} of the cash {cash} is less than one lot of {lot} at {last}", self.fraction);
            return Ok(PlanOutcome::Refuse(Refusal::new(RejectionCode::BelowMinimumSize, reason)?));
        }
        let size = Decimal::from(lots).checked_mul(lot).ok_or(exact::ExactError::TooLarge)?;
        Ok(PlanOutcome::Plan(plan(size, last)?))
    }
}

fn plan(size: Decimal, last: Decimal) -> Result<SizePlan, WorkerError> {
    let value = size.checked_mul(last).ok_or(exact::ExactError::TooLarge)?;
    Ok(SizePlan {
        target_position_size: Amount::new(size)?,
        position_value: exact::estimate(value)?,
        risk_amount: None,
        leverage: Decimal::ONE,
    })
}

export_worker!(size CashFraction);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    fn size(fraction: &str, cash: &str, last: &str, lot: &str) -> PlanOutcome<SizePlan> {
        let params = format!(r#"{{"fraction": "{fraction}"}}"#);
        let instrument = Instrument { lot_size: testing::decimal(lot), ..testing::instrument() };
        let mut worker: CashFraction = simpletrader_sdk::configure(&params, &[instrument], &[]).unwrap();
        let directive = testing::new_trade(Side::Buy);
        let task = PlanTask { account: Some(testing::account(cash)), ..testing::task(&directive, last, None) };
        worker.plan(&task, &()).unwrap()
    }

    fn units(outcome: PlanOutcome<SizePlan>) -> String {
        match outcome {
            PlanOutcome::Plan(plan) => plan.target_position_size.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_fraction_outside_zero_to_one_or_with_a_tail_is_refused() {
        for bad in [r#"{}"#, r#"{"fraction": "1.01"}"#, r#"{"fraction": "0.1234567890123"}"#] {
            assert!(matches!(testing::configure::<CashFraction>(bad), Err(WorkerError::BadParams(_))), "{bad}");
        }
    }

    #[test]
    fn less_than_one_lot_is_refused_with_the_figures() {
        for cash in ["105.2", "0", "-20"] {
            match size("0.95", cash, "100", "1") {
                PlanOutcome::Refuse(refusal) => {
                    assert_eq!(refusal.code, RejectionCode::BelowMinimumSize);
                    assert!(
                        refusal.reason.as_str().contains(cash) && refusal.reason.as_str().contains("100"),
                        "{}",
                        refusal.reason
                    );
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn an_instrument_that_was_never_announced_is_an_error() {
        let mut worker: CashFraction = simpletrader_sdk::configure(r#"{"fraction": "0.95"}"#, &[], &[]).unwrap();
        assert!(worker.plan(&testing::task(&testing::new_trade(Side::Buy), "100", None), &()).is_err());
    }

    #[test]
    fn the_size_is_the_largest_number_of_lots_that_the_share_can_pay() {
        assert_eq!(units(size("0.95", "10000", "100", "1")), "95");
        assert_eq!(units(size("0.95", "9999.99", "100", "1")), "94", "a cent short of the 95th");
        assert_eq!(units(size("0.95", "10000", "100.01", "0.001")), "94.99");
        assert_eq!(units(size("1", "0.3", "0.1", "0.1")), "3", "exactly, not almost");
    }

    #[test]
    fn a_closed_trade_has_no_size_and_a_change_needs_none() {
        let mut worker: CashFraction = testing::configure(r#"{"fraction": "0.95"}"#).unwrap();
        let held = Some(testing::position(1, Direction::Long, "10"));
        let outcome = worker.plan(&testing::task(&testing::close(&[1]), "100", held), &()).unwrap();
        assert!(matches!(outcome, PlanOutcome::Plan(plan) if plan.target_position_size.get().is_zero()));
        assert_eq!(worker.plan(&testing::task(&testing::modify(&[1]), "100", held), &()), Ok(PlanOutcome::Nothing));
    }

    // mission: 68 (partly)
    #[test]
    fn an_account_that_is_not_pushed_is_an_error_that_says_what_to_declare() {
        let directive = testing::new_trade(Side::Buy);
        let task = PlanTask { account: None, ..testing::task(&directive, "100", None) };
        let mut sizer: CashFraction = testing::configure(r#"{"fraction": "0.5"}"#).unwrap();
        let error = sizer.plan(&task, &()).unwrap_err().to_string();
        assert!(error.contains("account is not pushed") && error.contains("`reads` of its manifest"), "{error}");
    }
}
