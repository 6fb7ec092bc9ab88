//! What started a pass.

use serde::{Deserialize, Serialize};

use crate::contract::contract;
use crate::id::Id;
use crate::terms::OriginType;
use crate::{Instant, Refused};

/// The fields of an [`Origin`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OriginFields {
    /// Its id.
    pub id: Id,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: OriginType,
}

contract!(
    /// What started a pass: a tick, a news item, a schedule, a reply of the venue or a person. The prefix of its id agrees
    /// with its type.
    Origin holds OriginFields
);

impl Copy for Origin {}

impl Origin {
    /// The origin of the pass with this number at `at`.
    pub const fn of_pass(kind: OriginType, at: Instant, sequence: u32) -> Self {
        Self(OriginFields { id: Id::new(kind.prefix(), at, sequence), kind })
    }
}

impl OriginFields {
    fn check(&self) -> Result<(), Refused> {
        if self.id.prefix() == self.kind.prefix() {
            Ok(())
        } else {
            Err(Refused::new("the prefix of an origin's id must agree with its type", format!("{} for {}", self.id, self.kind)))
        }
    }
}
