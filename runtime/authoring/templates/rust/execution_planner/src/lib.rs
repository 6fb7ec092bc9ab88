//! {{title}}: everything is one order that is good till cancelled.

use simpletrader_sdk::prelude::*;

/// The planner.
pub struct {{Name}};

impl Worker for {{Name}} {
    const ABOUT: About = About::new("{{vendor}}", "{{name}}", env!("CARGO_PKG_VERSION"), "{{title}}");
    type Params = NoParams;

    fn configure(_params: NoParams, _setup: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self)
    }
}

impl ExecutionPlanner for {{Name}} {
    type Inputs = ();
    // A strategy without a worker for this family does not start.
    const PLANS: &'static [ExecutionStrategyType] = &[ExecutionStrategyType::Single];

    fn plan(&mut self, _task: &PlanTask<'_>, plans: &Plans, _inputs: &()) -> Result<PlanOutcome<ExecutionPlan>, WorkerError> {
        // The other planners had nothing to say, so there is nothing to execute.
        if plans.is_empty() {
            return Ok(PlanOutcome::Nothing);
        }
        Ok(PlanOutcome::Plan(ExecutionPlan {
            action: ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force: TimeInForce::Gtc }),
            max_slippage_pct: Fraction::ONE,
            max_execution_window_seconds: None,
            must_complete_immediately: false,
            min_fill_ratio: None,
        }))
    }
}

export_worker!(execution_planning {{Name}});

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    #[test]
    fn what_is_planned_is_one_order_and_nothing_is_nothing() {
        let mut worker: {{Name}} = testing::configure("{}").unwrap();
        let directive = testing::new_trade(Side::Buy);
        let task = testing::task(&directive, "100", None);
        assert_eq!(worker.plan(&task, &Plans::default(), &()), Ok(PlanOutcome::Nothing));
        let outcome = worker.plan(&task, &testing::commands::buy("10"), &()).unwrap();
        let single = ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force: TimeInForce::Gtc });
        assert!(matches!(outcome, PlanOutcome::Plan(plan) if plan.action == single));
    }
}
