//! The strategy planner.

use simpletrader_contracts::decision::DecisionDraft;
use simpletrader_contracts::worker::Fault;
use simpletrader_contracts::worker::call::{Disposition, Situation, StrategyPlanner};

use super::ComponentWorker;
use crate::bindings::handlers::strategy;
use crate::convert::{lower, parse};

impl StrategyPlanner for ComponentWorker<strategy::Guest> {
    fn decide(&mut self, situation: &Situation<'_>) -> Result<Disposition<DecisionDraft>, Fault> {
        let wire = lower::situation(situation).map_err(|misfit| self.guest.cannot_lower("decide", &misfit))?;
        self.guest.call(
            "decide",
            situation.tick.at,
            |store| self.handlers.call_decide(store, &wire),
            |answer, instruments| parse::decisions(answer, situation.signals.len(), situation.risks.len(), instruments),
        )
    }
}
