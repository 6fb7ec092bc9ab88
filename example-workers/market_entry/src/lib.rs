//! Enters and leaves at the market: at once, at whatever price there is.

use simpletrader_sdk::prelude::*;

/// The planner.
pub struct MarketEntry;

impl Worker for MarketEntry {
    const ABOUT: About = About::new("simpletrader", "market_entry", env!("CARGO_PKG_VERSION"), "Market entry");
    type Params = NoParams;

    fn configure(_: NoParams, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self)
    }
}

impl EntryPlanner for MarketEntry {
    type Inputs = ();

    fn plan(&mut self, task: &PlanTask<'_>, _: &()) -> Result<PlanOutcome<EntryPlan>, WorkerError> {
        let (instrument, side) = match task.directive.scope.scope() {
            DirectiveScope::ModifyExisting => return Ok(PlanOutcome::Nothing),
            DirectiveScope::NewTrade => match &task.directive.entry {
                Some(entry) => (entry.instrument, entry.side),
                None => {
                    let refusal =
                        Refusal::new(RejectionCode::PlanInconsistent, "a new trade needs an entry directive with a side")?;
                    return Ok(PlanOutcome::Refuse(refusal));
                }
            },
            DirectiveScope::CloseExisting => {
                let target = task.target.ok_or_else(|| WorkerError::failed("a trade to close, but not which"))?;
                (target.instrument, target.direction.opening_side().opposite())
            }
        };
        Ok(PlanOutcome::Plan(EntryPlan { instrument, side, terms: OrderTerms::Market }))
    }
}

export_worker!(entry MarketEntry);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    fn plan(directive: &Directive, target: Option<PositionView>) -> Result<PlanOutcome<EntryPlan>, WorkerError> {
        testing::configure::<MarketEntry>("{}").unwrap().plan(&testing::task(directive, "100", target), &())
    }

    fn market(side: Side) -> PlanOutcome<EntryPlan> {
        PlanOutcome::Plan(EntryPlan { instrument: InstrumentRef(0), side, terms: OrderTerms::Market })
    }

    #[test]
    fn it_takes_no_parameters() {
        assert!(testing::configure::<MarketEntry>(r#"{"offset": "0.1"}"#).is_err());
    }

    #[test]
    fn a_new_trade_without_a_side_is_refused() {
        let sideless = Directive { entry: None, ..testing::new_trade(Side::Buy) };
        let outcome = plan(&sideless, None).unwrap();
        assert!(matches!(outcome, PlanOutcome::Refuse(refusal) if refusal.code == RejectionCode::PlanInconsistent));
    }

    #[test]
    fn a_close_without_its_trade_is_an_error() {
        assert!(plan(&testing::close(&[1]), None).is_err());
    }

    // mission: 75 (partly)
    #[test]
    fn a_new_trade_is_entered_on_its_side() {
        for side in [Side::Buy, Side::Sell] {
            assert_eq!(plan(&testing::new_trade(side), None), Ok(market(side)));
        }
    }

    // mission: 75 (partly)
    #[test]
    fn a_trade_is_left_on_the_side_opposite_to_it() {
        for (direction, side) in [(Direction::Long, Side::Sell), (Direction::Short, Side::Buy)] {
            let held = testing::position(1, direction, "10");
            assert_eq!(plan(&testing::close(&[1]), Some(held)), Ok(market(side)));
        }
    }

    // mission: 75 (partly)
    #[test]
    fn a_change_needs_no_entry() {
        let held = testing::position(1, Direction::Long, "10");
        assert_eq!(plan(&testing::modify(&[1]), Some(held)), Ok(PlanOutcome::Nothing));
    }
}
