//! The anchor of a pass: what the host knows about it before any worker runs.

use serde::{Deserialize, Serialize};

use crate::contract::contract;
use crate::decision::Origin;
use crate::name::ShortText;
use crate::{Instant, Refused};

/// The fields of a [`RunAnchor`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunAnchorFields {
    /// Nothing that the pass sees is later.
    pub timestamp: Instant,
    /// The run.
    pub run_id: ShortText,
    /// The strategy link.
    pub strategy_instance_id: ShortText,
    /// What started the pass; without it a planner's chain would have no beginning.
    pub origin: Origin,
    /// Number of the pass within the run, from 0.
    pub sequence: u32,
}

contract!(
    /// When and why a pass happens. Its origin is not later than its anchor.
    RunAnchor holds RunAnchorFields
);

impl RunAnchorFields {
    fn check(&self) -> Result<(), Refused> {
        if self.origin.id.at() > self.timestamp {
            return Err(Refused::new("origin: must not be later than the anchor", self.origin.id));
        }
        Ok(())
    }
}
