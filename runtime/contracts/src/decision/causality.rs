//! Where a decision came from: ids only, never payload. The journal is searched by these.

use serde::{Deserialize, Serialize};

use crate::id::{CommandId, DirectiveId, EntryPlanId, ExecutionPlanId, ExitPlanId, Id, RiskId, SignalId, SizePlanId, TradePlanId};
use crate::terms::{OriginType, RejectionCode};

/// What started the pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Its id; the prefix agrees with the type.
    pub id: Id,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: OriginType,
}

/// From the origin to the command. Extended by the host, step by step; a worker never sees it. Order and fill ids are not
/// part of it: the trade plan ids lead to the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CausalityChain {
    /// What started the pass.
    pub origin: Origin,
    /// Signals that the decision used.
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

impl CausalityChain {
    /// The beginning of a chain.
    pub fn from_origin(origin: Origin) -> Self {
        Self {
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
        }
    }
}

/// From the origin to the point where it stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RejectionChain {
    /// What started the pass.
    pub origin: Origin,
    /// Signals that will not be acted upon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected_signal_ids: Vec<SignalId>,
    /// Risks that will not be acted upon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected_risk_ids: Vec<RiskId>,
    /// Why, in words.
    pub rejection_reason: String,
    /// Why, as a code.
    pub rejection_code: RejectionCode,
    /// How far the matter had come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<CausalityChain>,
}
