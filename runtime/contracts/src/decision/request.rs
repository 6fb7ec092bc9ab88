//! The aggregated plans on their way to the execution planner.

use serde::{Deserialize, Serialize};

use super::{CausalityChain, EntryPlan, ExitPlan, SizePlan, StrategyDirective};
use crate::contract::contract;
use crate::id::{RequestId, TradePlanId};
use crate::terms::{DirectiveScope, Side};
use crate::{Instant, Refused, Symbol};

/// The fields of an [`ExecutionRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecutionRequestFields {
    /// Given by the host.
    pub request_id: RequestId,
    /// The trade concerned: one of the directive's targets; absent exactly for NEW_TRADE.
    #[serde(default)]
    pub target_plan_id: Option<TradePlanId>,
    /// What the strategy wants.
    pub strategy_directive: StrategyDirective,
    /// What and where.
    #[serde(default)]
    pub entry_plan: Option<EntryPlan>,
    /// How much.
    #[serde(default)]
    pub size_plan: Option<SizePlan>,
    /// Where to leave.
    #[serde(default)]
    pub exit_plan: Option<ExitPlan>,
    /// The directive's chain plus the ids of the attached plans.
    pub causality: CausalityChain,
    /// The anchor.
    pub requested_at: Instant,
}

contract!(
    /// The aggregated plans of one directive and one of its targets. The chain continues the directive's and names exactly the
    /// attached plans; a new trade has an entry and a size; a plan that the directive did not ask for is not there.
    ExecutionRequest holds ExecutionRequestFields
);

impl ExecutionRequestFields {
    fn check(&self) -> Result<(), Refused> {
        self.check_target()?;
        self.check_chain()?;
        self.check_plans()?;
        if self.requested_at < self.strategy_directive.decision_timestamp {
            return Err(Refused::new("requested_at: must not lie before the decision", self.requested_at));
        }
        Ok(())
    }

    fn check_target(&self) -> Result<(), Refused> {
        match (self.strategy_directive.scope, self.target_plan_id) {
            (DirectiveScope::NewTrade, None) => Ok(()),
            (DirectiveScope::NewTrade, Some(id)) => Err(Refused::new("target_plan_id: a new trade has no target", id)),
            (scope, None) => Err(Refused::new("target_plan_id: only a new trade has no target", scope)),
            (_, Some(id)) if self.strategy_directive.target_plan_ids.contains(&id) => Ok(()),
            (_, Some(id)) => Err(Refused::new("target_plan_id: must be one of the directive's targets", id)),
        }
    }

    fn check_chain(&self) -> Result<(), Refused> {
        let (chain, decided) = (&self.causality, &self.strategy_directive.causality);
        if chain.strategy_directive_id != decided.strategy_directive_id
            || chain.origin != decided.origin
            || chain.signal_ids != decided.signal_ids
            || chain.risk_ids != decided.risk_ids
        {
            return Err(Refused::new("causality: must continue the directive's chain", self.strategy_directive.directive_id));
        }
        if !chain.trade_plan_ids.iter().eq(self.target_plan_id.iter()) {
            return Err(Refused::new("causality: its trade_plan_ids must be the target", self.request_id));
        }
        if chain.execution_plan_id.is_some() || chain.execution_command_id.is_some() {
            return Err(Refused::new("causality: a request comes before the execution plan and the command", self.request_id));
        }
        check_plan_ids(chain, self.entry_plan.as_ref(), self.size_plan.as_ref(), self.exit_plan.as_ref())
    }

    fn check_plans(&self) -> Result<(), Refused> {
        let directive = &self.strategy_directive;
        let by_default = directive.asks_for_everything() || !directive.legs.is_empty();
        if self.entry_plan.is_some() && !by_default && directive.entry_directive.is_none() {
            return Err(Refused::new("entry_plan: the directive did not ask for one", directive.directive_id));
        }
        if self.size_plan.is_some() && !by_default && directive.size_directive.is_none() {
            return Err(Refused::new("size_plan: the directive did not ask for one", directive.directive_id));
        }
        if self.exit_plan.is_some() && !by_default && directive.exit_directive.is_none() {
            return Err(Refused::new("exit_plan: the directive did not ask for one", directive.directive_id));
        }
        if directive.scope != DirectiveScope::NewTrade {
            return Ok(());
        }
        let Some(entry) = &self.entry_plan else {
            return Err(Refused::new("entry_plan: a new trade needs one", "none"));
        };
        if self.size_plan.is_none() {
            return Err(Refused::new("size_plan: a new trade needs one", "none"));
        }
        let mut wanted = directive.wanted_entries().peekable();
        let fits = wanted.peek().is_none() || wanted.any(|wanted| wanted == (&entry.symbol, entry.direction));
        if fits {
            Ok(())
        } else {
            let shown = format!("{} {}", entry.direction, entry.symbol);
            Err(Refused::new("entry_plan: must trade the symbol and side that the directive asks for", shown))
        }
    }
}

impl StrategyDirective {
    /// The symbols and sides that it asks to enter.
    fn wanted_entries(&self) -> impl Iterator<Item = (&Symbol, Side)> {
        let legs = self.legs.iter().map(|leg| &leg.entry_directive);
        self.entry_directive.iter().chain(legs).map(|entry| (&entry.symbol, entry.direction))
    }
}

/// The chain names exactly these plans.
pub(super) fn check_plan_ids(
    chain: &CausalityChain,
    entry: Option<&EntryPlan>,
    size: Option<&SizePlan>,
    exit: Option<&ExitPlan>,
) -> Result<(), Refused> {
    if chain.entry_plan_id != entry.map(|plan| plan.plan_id) {
        return Err(Refused::new("causality: its entry_plan_id must be the attached entry plan's", shown(chain.entry_plan_id)));
    }
    if chain.size_plan_id != size.map(|plan| plan.plan_id) {
        return Err(Refused::new("causality: its size_plan_id must be the attached size plan's", shown(chain.size_plan_id)));
    }
    if chain.exit_plan_id != exit.map(|plan| plan.plan_id) {
        return Err(Refused::new("causality: its exit_plan_id must be the attached exit plan's", shown(chain.exit_plan_id)));
    }
    Ok(())
}

/// An id, or `none`.
pub(super) fn shown(id: Option<impl ToString>) -> String {
    id.map_or_else(|| "none".to_owned(), |id| id.to_string())
}
