//! Refusals: the answer to "why did we not trade?".

use serde::{Deserialize, Serialize};

use super::RejectionChain;
use crate::id::RejectionId;
use crate::name::excerpt;
use crate::terms::{RejectionCode, RejectionStage};
use crate::{Instant, Refused};

/// A decision not to act, as a worker or the host words it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalDraft {
    /// The reason as a code.
    pub code: RejectionCode,
    /// The reason in words, 1 to 500 characters.
    pub reason: String,
}

impl RefusalDraft {
    /// Longest reason.
    pub const REASON_LIMIT: usize = 500;

    /// Checks the length and makes the text safe to show.
    pub fn new(code: RejectionCode, reason: impl Into<String>) -> Result<Self, Refused> {
        let reason = reason.into();
        if reason.trim().is_empty() || reason.chars().count() > Self::REASON_LIMIT {
            return Err(Refused::new("a refusal's reason must have 1 to 500 characters", format!("`{reason}`")));
        }
        Ok(Self { code, reason: excerpt(&reason, Self::REASON_LIMIT) })
    }
}

/// A refusal as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RejectionEvent {
    /// Given by the host.
    pub rejection_id: RejectionId,
    /// The anchor of the pass.
    pub rejection_timestamp: Instant,
    /// Where in the pipeline.
    pub stage: RejectionStage,
    /// Who refused: a worker's id, or the component of the host.
    pub refused_by: String,
    /// What was refused and why.
    pub chain: RejectionChain,
}
