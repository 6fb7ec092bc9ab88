//! Where live workers come from, as often as they are needed: a strategy that shall go on after a fault must be able to begin
//! a worker again.

use super::{AnyWorker, Fault};

/// Makes live workers of one kind. Every worker that comes out of it is fresh and independent of all others: it has no state,
/// is not configured, and shares nothing with a worker that failed.
///
/// The sandbox implements it over a compiled component, `simpletrader-native` over native code.
pub trait WorkerSource: Send + Sync {
    /// A fresh worker of the same category as all others of this source, to be configured first.
    ///
    /// # Errors
    /// When the worker's own start fails, or there is no room for one more; the handler of the fault is then `instantiate`.
    fn spawn(&self) -> Result<AnyWorker, Fault>;
}
