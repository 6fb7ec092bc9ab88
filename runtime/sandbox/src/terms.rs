//! On which terms a worker file is loaded.

use simpletrader_contracts::worker::Grants;

use crate::{Profile, RunLimits};

/// On which terms a worker file is loaded: which file it must be, what it may use, and what it gets beyond its calls.
///
/// The default takes any file, with the usual limits and no grants: `Terms { digest, ..Terms::default() }` changes one thing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// SHA-256 of the only file that is taken, as 64 small hex digits; any file if absent.
    pub digest: Option<String>,
    /// What each instance may use.
    pub limits: RunLimits,
    /// Which bounds the file is held to.
    pub profile: Profile,
    /// What each instance gets beyond its calls. What is not among it is not linked.
    pub grants: Grants,
}

impl Terms {
    /// The usual terms with these limits.
    pub fn with_limits(limits: RunLimits) -> Self {
        Self { limits, ..Self::default() }
    }
}
