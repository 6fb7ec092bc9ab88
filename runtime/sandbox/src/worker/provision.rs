//! What each instance of a worker is made with.

use simpletrader_contracts::worker::Grants;

use crate::RunLimits;
use crate::wasi;

/// What every instance of one loaded worker is given: decided once, when its file is loaded.
#[derive(Debug, Clone)]
pub(crate) struct Provision {
    /// What it may use.
    pub(crate) limits: RunLimits,
    /// What it gets beyond its calls.
    pub(crate) grants: Grants,
    /// What it gets under the WASI profile; none where its file imports nothing of it.
    pub(crate) wasi: Option<wasi::Given>,
}
