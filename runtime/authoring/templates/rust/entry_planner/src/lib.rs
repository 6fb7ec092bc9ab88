//! {{title}}: enters and leaves at the market.

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

impl EntryPlanner for {{Name}} {
    type Inputs = ();

    fn new_trade(&mut self, task: &PlanTask<'_>, _inputs: &()) -> Result<PlanOutcome<EntryPlan>, WorkerError> {
        let Some(entry) = &task.directive.entry else {
            let refusal = Refusal::new(RejectionCode::PlanInconsistent, "a new trade needs an entry directive with a side")?;
            return Ok(PlanOutcome::Refuse(refusal));
        };
        Ok(PlanOutcome::Plan(EntryPlan { instrument: entry.instrument, side: entry.side, terms: OrderTerms::Market }))
    }

    fn close(&mut self, task: &PlanTask<'_>, _inputs: &()) -> Result<PlanOutcome<EntryPlan>, WorkerError> {
        let target = task.target.ok_or_else(|| WorkerError::failed("a trade to close, but not which"))?;
        let side = target.direction.opening_side().opposite();
        Ok(PlanOutcome::Plan(EntryPlan { instrument: target.instrument, side, terms: OrderTerms::Market }))
    }
}

export_worker!(entry {{Name}});

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    #[test]
    fn a_trade_is_entered_on_its_side_and_left_on_the_other() {
        let mut worker: {{Name}} = testing::configure("{}").unwrap();
        let market = |side| Ok(PlanOutcome::Plan(EntryPlan { instrument: InstrumentRef(0), side, terms: OrderTerms::Market }));
        assert_eq!(worker.plan(&testing::task(&testing::new_trade(Side::Buy), "100", None), &()), market(Side::Buy));
        let held = testing::position(1, Direction::Long, "10");
        assert_eq!(worker.plan(&testing::task(&testing::close(&[1]), "100", Some(held)), &()), market(Side::Sell));
    }
}
