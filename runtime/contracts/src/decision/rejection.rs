//! Refusals: the answer to "why did we not trade?".
//!
//! A refusal has its own chain, because a chain that may be either success or refusal makes every reader branch. What was
//! refused and why stands once, in the chain; the event adds when, where and by whom.

use serde::{Deserialize, Serialize};

use super::{CausalityChain, Origin};
use crate::contract::{contract, repeated};
use crate::id::{RejectionId, RiskId, SignalId, TradePlanId};
use crate::name::{REASON_LIMIT, Reason, ShortText, excerpt};
use crate::terms::{RejectionCode, RejectionStage};
use crate::{Instant, Refused};

/// A decision not to act, as a worker or the host words it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusalDraft {
    /// The reason as a code.
    pub code: RejectionCode,
    /// The reason in words.
    pub reason: Reason,
}

impl RefusalDraft {
    /// Longest reason, in characters.
    pub const REASON_LIMIT: usize = REASON_LIMIT;

    /// A worker's refusal: checks the length and makes the text safe to show.
    pub fn new(code: RejectionCode, reason: impl Into<String>) -> Result<Self, Refused> {
        let checked = Reason::new(reason.into())?;
        Ok(Self { code, reason: Reason::new(excerpt(checked.as_str(), REASON_LIMIT))? })
    }

    /// The host's own refusal: cut to the limit, so that it never fails.
    pub fn by_host(code: RejectionCode, reason: impl AsRef<str>) -> Self {
        Self { code, reason: Reason::of_host(reason.as_ref()) }
    }
}

/// The fields of a [`RejectionChain`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RejectionChainFields {
    /// What started the pass.
    pub origin: Origin,
    /// Signals that will not be acted upon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected_signal_ids: Vec<SignalId>,
    /// Risks that will not be acted upon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected_risk_ids: Vec<RiskId>,
    /// Why, in words.
    pub rejection_reason: Reason,
    /// Why, as a code.
    pub rejection_code: RejectionCode,
    /// How far the matter had come; its signals and risks are those that the directive used, not those refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<CausalityChain>,
    /// The existing trades concerned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trade_plan_ids: Vec<TradePlanId>,
}

contract!(
    /// From the origin to the point where it stopped. An id is never both used and refused.
    RejectionChain holds RejectionChainFields
);

impl RejectionChain {
    /// The refusal of what a chain is about. Signals and risks of a chain that has reached a directive were used by it, so they
    /// stay in the partial chain; otherwise they are what is refused.
    pub fn of(chain: CausalityChain, draft: RefusalDraft) -> Self {
        let decided = chain.strategy_directive_id.is_some();
        let origin = chain.origin;
        let trade_plan_ids = chain.trade_plan_ids.clone();
        let (rejected_signal_ids, rejected_risk_ids, partial) = if decided {
            (Vec::new(), Vec::new(), Some(chain))
        } else {
            let fields = chain.into_fields();
            (fields.signal_ids, fields.risk_ids, None)
        };
        let RefusalDraft { code: rejection_code, reason: rejection_reason } = draft;
        // The lists of a chain have no repeats, and what is refused is not in the partial chain: the rules hold.
        Self(RejectionChainFields {
            origin,
            rejected_signal_ids,
            rejected_risk_ids,
            rejection_reason,
            rejection_code,
            partial,
            trade_plan_ids,
        })
    }
}

impl RejectionChainFields {
    fn check(&self) -> Result<(), Refused> {
        if let Some(id) = repeated(&self.rejected_signal_ids) {
            return Err(Refused::new("rejected_signal_ids: an id must stand once in a chain", id));
        }
        if let Some(id) = repeated(&self.rejected_risk_ids) {
            return Err(Refused::new("rejected_risk_ids: an id must stand once in a chain", id));
        }
        if let Some(id) = repeated(&self.trade_plan_ids) {
            return Err(Refused::new("trade_plan_ids: an id must stand once in a chain", id));
        }
        let Some(partial) = &self.partial else { return Ok(()) };
        if partial.origin != self.origin {
            return Err(Refused::new("partial: must have the origin of the refusal", partial.origin.id));
        }
        if let Some(id) = self.rejected_signal_ids.iter().find(|id| partial.signal_ids.contains(id)) {
            return Err(Refused::new("rejected_signal_ids: a signal is either used or refused, not both", id));
        }
        if let Some(id) = self.rejected_risk_ids.iter().find(|id| partial.risk_ids.contains(id)) {
            return Err(Refused::new("rejected_risk_ids: a risk is either used or refused, not both", id));
        }
        Ok(())
    }
}

/// The fields of a [`RejectionEvent`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RejectionFields {
    /// Given by the host.
    pub rejection_id: RejectionId,
    /// The anchor of the pass.
    pub rejection_timestamp: Instant,
    /// Where in the pipeline.
    pub stage: RejectionStage,
    /// Who refused: a worker's id, or the component of the host.
    pub refused_by: ShortText,
    /// The strategy planner whose matter it was, where it was one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy_planner_id: Option<ShortText>,
    /// What was refused and why.
    pub chain: RejectionChain,
}

contract!(
    /// A refusal as the journal keeps it. A refusal of the strategy planner names at least one signal or risk.
    RejectionEvent holds RejectionFields
);

impl RejectionEvent {
    /// The signals that will not be acted upon.
    pub fn signal_ids(&self) -> &[SignalId] {
        &self.chain.rejected_signal_ids
    }

    /// The risks that will not be acted upon.
    pub fn risk_ids(&self) -> &[RiskId] {
        &self.chain.rejected_risk_ids
    }

    /// Why, in words.
    pub fn rejection_reason(&self) -> &Reason {
        &self.chain.rejection_reason
    }

    /// Why, as a code.
    pub fn rejection_code(&self) -> RejectionCode {
        self.chain.rejection_code
    }
}

impl RejectionFields {
    fn check(&self) -> Result<(), Refused> {
        let names_nothing = self.chain.rejected_signal_ids.is_empty() && self.chain.rejected_risk_ids.is_empty();
        if self.stage == RejectionStage::StrategyPlanning && names_nothing {
            return Err(Refused::new("chain: a refusal at STRATEGY_PLANNING must name a signal or a risk", "none"));
        }
        Ok(())
    }
}
