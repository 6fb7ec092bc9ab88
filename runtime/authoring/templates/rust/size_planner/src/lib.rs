//! {{title}}: every trade has the same size.

use simpletrader_sdk::prelude::*;

/// What a blueprint sets under `config`. The schema of the parameters comes from here, these comments included.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Size of a trade, in units of the base asset; a multiple of the instrument's lot.
    quantity: Quantity,
}

/// The planner.
pub struct {{Name}} {
    quantity: Decimal,
}

impl Worker for {{Name}} {
    const ABOUT: About = About::new("{{vendor}}", "{{name}}", env!("CARGO_PKG_VERSION"), "{{title}}");
    type Params = Params;

    fn configure(params: Params, _setup: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { quantity: params.quantity.get() })
    }
}

impl SizePlanner for {{Name}} {
    type Inputs = ();

    fn new_trade(&mut self, task: &PlanTask<'_>, _inputs: &()) -> Result<PlanOutcome<SizePlan>, WorkerError> {
        target(self.quantity, task)
    }

    fn close(&mut self, task: &PlanTask<'_>, _inputs: &()) -> Result<PlanOutcome<SizePlan>, WorkerError> {
        target(Decimal::ZERO, task)
    }
}

/// A plan names the size that the trade shall have, not the difference.
fn target(size: Decimal, task: &PlanTask<'_>) -> Result<PlanOutcome<SizePlan>, WorkerError> {
    let value = size.checked_mul(task.quote.last.get()).ok_or(exact::ExactError::TooLarge)?;
    Ok(PlanOutcome::Plan(SizePlan {
        target_position_size: Amount::new(size)?,
        position_value: exact::estimate(value)?,
        risk_amount: None,
        leverage: Decimal::ONE,
    }))
}

export_worker!(size {{Name}});

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    #[test]
    fn a_new_trade_has_the_size_and_a_closed_one_has_none() {
        let mut worker: {{Name}} = testing::configure(r#"{"quantity": "10"}"#).unwrap();
        let mut size = |directive, held| match worker.plan(&testing::task(directive, "100.5", held), &()).unwrap() {
            PlanOutcome::Plan(plan) => (plan.target_position_size.to_string(), plan.position_value.to_string()),
            other => panic!("{other:?}"),
        };
        let (opened, closed) = (testing::new_trade(Side::Buy), testing::close(&[1]));
        assert_eq!(size(&opened, None), ("10".to_owned(), "1005".to_owned()));
        let held = Some(testing::position(1, Direction::Long, "10"));
        assert_eq!(size(&closed, held), ("0".to_owned(), "0".to_owned()));
    }
}
