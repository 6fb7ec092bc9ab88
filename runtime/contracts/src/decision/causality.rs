//! Where a decision came from: ids only, never payload. The journal is searched by these.

use serde::{Deserialize, Serialize};

use super::Origin;
use crate::Refused;
use crate::contract::{contract, repeated};
use crate::id::{CommandId, DirectiveId, EntryPlanId, ExecutionPlanId, ExitPlanId, RiskId, SignalId, SizePlanId, TradePlanId};

/// The fields of a [`CausalityChain`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CausalityFields {
    /// What started the pass.
    pub origin: Origin,
    /// Signals that the decision used; several = confluence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signal_ids: Vec<SignalId>,
    /// Risks that the decision used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risk_ids: Vec<RiskId>,
    /// The decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy_directive_id: Option<DirectiveId>,
    /// Set by aggregation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_plan_id: Option<EntryPlanId>,
    /// Set by aggregation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_plan_id: Option<SizePlanId>,
    /// Set by aggregation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_plan_id: Option<ExitPlanId>,
    /// Set by aggregation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_plan_id: Option<ExecutionPlanId>,
    /// Set by aggregation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_command_id: Option<CommandId>,
    /// The trades concerned: the key that joins journal and ledger.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trade_plan_ids: Vec<TradePlanId>,
}

contract!(
    /// From the origin to the command. Extended by copy, step by step, by the host; a worker never sees it. Order and fill ids
    /// are not part of it: the trade plan ids lead to the ledger. No id stands twice, and plans and commands stand only
    /// behind a directive.
    CausalityChain holds CausalityFields
);

impl CausalityChain {
    /// The beginning of a chain.
    pub const fn from_origin(origin: Origin) -> Self {
        Self(CausalityFields {
            origin,
            signal_ids: Vec::new(),
            risk_ids: Vec::new(),
            strategy_directive_id: None,
            entry_plan_id: None,
            size_plan_id: None,
            exit_plan_id: None,
            execution_plan_id: None,
            execution_command_id: None,
            trade_plan_ids: Vec::new(),
        })
    }

    /// With the signals and risks that a decision is about; an id that is named again is kept once.
    pub fn using(self, signals: impl IntoIterator<Item = SignalId>, risks: impl IntoIterator<Item = RiskId>) -> Self {
        Self(CausalityFields { signal_ids: distinct(signals), risk_ids: distinct(risks), ..self.0 })
    }

    /// With the directive that was decided.
    pub fn decided(self, directive_id: DirectiveId) -> Self {
        Self(CausalityFields { strategy_directive_id: Some(directive_id), ..self.0 })
    }

    /// With the trades concerned, instead of those named before.
    pub fn about(self, trades: impl IntoIterator<Item = TradePlanId>) -> Self {
        Self(CausalityFields { trade_plan_ids: distinct(trades), ..self.0 })
    }

    /// With the plans of one target. Refused before there is a directive.
    pub fn planned(self, entry: Option<EntryPlanId>, size: Option<SizePlanId>, exit: Option<ExitPlanId>) -> Result<Self, Refused> {
        Self::new(CausalityFields { entry_plan_id: entry, size_plan_id: size, exit_plan_id: exit, ..self.0 })
    }

    /// With the command of one target. Refused before there is a directive.
    pub fn commanded(self, execution_plan: Option<ExecutionPlanId>, command: CommandId) -> Result<Self, Refused> {
        Self::new(CausalityFields { execution_plan_id: execution_plan, execution_command_id: Some(command), ..self.0 })
    }
}

impl CausalityFields {
    fn check(&self) -> Result<(), Refused> {
        if let Some(id) = repeated(&self.signal_ids) {
            return Err(Refused::new("signal_ids: an id must stand once in a chain", id));
        }
        if let Some(id) = repeated(&self.risk_ids) {
            return Err(Refused::new("risk_ids: an id must stand once in a chain", id));
        }
        if let Some(id) = repeated(&self.trade_plan_ids) {
            return Err(Refused::new("trade_plan_ids: an id must stand once in a chain", id));
        }
        let decided = self.strategy_directive_id.is_some();
        let goes_on = self.entry_plan_id.is_some()
            || self.size_plan_id.is_some()
            || self.exit_plan_id.is_some()
            || self.execution_plan_id.is_some()
            || self.execution_command_id.is_some();
        if goes_on && !decided {
            return Err(Refused::new("strategy_directive_id: plans and commands need the directive that they serve", "none"));
        }
        Ok(())
    }
}

fn distinct<T: PartialEq>(ids: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut kept = Vec::new();
    for id in ids {
        if !kept.contains(&id) {
            kept.push(id);
        }
    }
    kept
}
