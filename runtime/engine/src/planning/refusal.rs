//! Why a directive comes to no batch.

use simpletrader_contracts::Refused;
use simpletrader_contracts::decision::{CausalityChain, RefusalDraft};
use simpletrader_contracts::terms::{RejectionCode, RejectionStage};

use crate::flow::CallFailure;

/// Why a directive comes to no batch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    /// Where.
    pub stage: RejectionStage,
    /// Why.
    pub draft: RefusalDraft,
    /// Who.
    pub refused_by: String,
    /// How far it had come.
    pub chain: CausalityChain,
}

/// A directive that comes to no batch, or a planner that failed.
#[derive(Debug)]
pub(crate) enum AggregationError {
    /// Refused: for the journal.
    Refused(Box<Refusal>),
    /// A planner failed.
    Failed(CallFailure),
}

/// Plans that each are sound and that a contract refuses together.
pub(super) fn inconsistent<T>(refused: &Refused, chain: CausalityChain) -> Result<T, AggregationError> {
    refuse(RejectionStage::Aggregation, RejectionCode::PlanInconsistent, refused.to_string(), "aggregation", chain)
}

/// Refuses, in the words of the host.
pub(super) fn refuse<T>(
    stage: RejectionStage,
    code: RejectionCode,
    reason: impl Into<String>,
    refused_by: &str,
    chain: CausalityChain,
) -> Result<T, AggregationError> {
    let draft = RefusalDraft::by_host(code, reason.into());
    Err(AggregationError::Refused(Box::new(Refusal { stage, draft, refused_by: refused_by.to_owned(), chain })))
}
