//! Plans no protective levels: a trade is left by decision alone. Legal only where the blueprint says that protection is
//! optional.

use simpletrader_sdk::prelude::*;

/// The planner.
pub struct NoExit;

impl Worker for NoExit {
    const ABOUT: About = About::new("simpletrader", "no_exit", env!("CARGO_PKG_VERSION"), "No protective levels");
    type Params = NoParams;

    fn configure(_: NoParams, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self)
    }
}

impl ExitPlanner for NoExit {
    type Inputs = ();

    fn plan(&mut self, task: &PlanTask<'_>, _: &()) -> Result<PlanOutcome<ExitPlan>, WorkerError> {
        Ok(match task.directive.scope.scope() {
            DirectiveScope::NewTrade => PlanOutcome::Plan(ExitPlan::default()),
            DirectiveScope::ModifyExisting | DirectiveScope::CloseExisting => PlanOutcome::Nothing,
        })
    }
}

export_worker!(exit NoExit);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    fn plan(directive: &Directive) -> PlanOutcome<ExitPlan> {
        testing::configure::<NoExit>("{}").unwrap().plan(&testing::task(directive, "100", None), &()).unwrap()
    }

    #[test]
    fn it_takes_no_parameters() {
        assert!(testing::configure::<NoExit>(r#"{"stop_loss": "0.03"}"#).is_err());
    }

    #[test]
    fn a_new_trade_gets_a_plan_without_levels_and_others_get_none() {
        let empty = ExitPlan { stop_loss_price: None, take_profit_price: None };
        assert_eq!(plan(&testing::new_trade(Side::Buy)), PlanOutcome::Plan(empty));
        assert_eq!(plan(&testing::close(&[1])), PlanOutcome::Nothing);
        assert_eq!(plan(&testing::modify(&[1])), PlanOutcome::Nothing);
    }
}
