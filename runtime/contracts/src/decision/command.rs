//! One complete execution instruction.

use serde::{Deserialize, Serialize};

use super::request::{check_plan_ids, shown};
use super::{CausalityChain, EntryPlan, ExecutionPlan, ExitPlan, SizePlan};
use crate::Refused;
use crate::contract::contract;
use crate::id::{CommandId, TradePlanId};
use crate::terms::DirectiveScope;

/// The fields of an [`ExecutionCommand`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecutionCommandFields {
    /// Given by the host; equal to the chain's `execution_command_id`.
    pub command_id: CommandId,
    /// The trade concerned: an existing one, or the one that the first order will open.
    pub target_plan_id: TradePlanId,
    /// What the directive was about.
    pub scope: DirectiveScope,
    /// Why. It names this command, the trade, and exactly the attached plans.
    pub causality: CausalityChain,
    /// What and where.
    #[serde(default)]
    pub entry_plan: Option<EntryPlan>,
    /// How much.
    #[serde(default)]
    pub size_plan: Option<SizePlan>,
    /// Where to leave.
    #[serde(default)]
    pub exit_plan: Option<ExitPlan>,
    /// By which algorithm.
    #[serde(default)]
    pub execution_plan: Option<ExecutionPlan>,
}

contract!(
    /// The aggregated plans that together form one complete instruction. At least one plan is present; closing means size 0.
    ExecutionCommand holds ExecutionCommandFields
);

impl ExecutionCommandFields {
    fn check(&self) -> Result<(), Refused> {
        let has_plan =
            self.entry_plan.is_some() || self.size_plan.is_some() || self.exit_plan.is_some() || self.execution_plan.is_some();
        if !has_plan {
            return Err(Refused::new("a command needs at least one plan", "none"));
        }
        let chain = &self.causality;
        if chain.execution_command_id != Some(self.command_id) {
            let id = shown(chain.execution_command_id);
            return Err(Refused::new("causality: its execution_command_id must be the command_id", id));
        }
        if chain.trade_plan_ids != [self.target_plan_id] {
            return Err(Refused::new("causality: its trade_plan_ids must be the target_plan_id", self.target_plan_id));
        }
        check_plan_ids(chain, self.entry_plan.as_ref(), self.size_plan.as_ref(), self.exit_plan.as_ref())?;
        if chain.execution_plan_id != self.execution_plan.as_ref().map(|plan| plan.plan_id) {
            let id = shown(chain.execution_plan_id);
            return Err(Refused::new("causality: its execution_plan_id must be the attached execution plan's", id));
        }
        match &self.size_plan {
            Some(size) if self.scope == DirectiveScope::CloseExisting && !size.target_position_size.get().is_zero() => {
                Err(Refused::new("size_plan: closing needs a target size of 0", size.target_position_size))
            }
            _ => Ok(()),
        }
    }
}
