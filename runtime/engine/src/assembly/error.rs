//! Why a strategy could not be assembled.

use super::CacheViolation;
use crate::strategy::WorkerFailure;

/// Why a strategy could not be assembled. Nothing of it is left then.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AssemblyError {
    /// A worker did not start (the handler of its fault is `instantiate`) or refused to be configured.
    #[error("worker `{}` cannot be made ready: {}", .0.worker_id, .0.fault)]
    Worker(Box<WorkerFailure>),
    /// A worker reads or writes in the cache what it does not declare.
    #[error("{0}")]
    Cache(CacheViolation),
    /// The build spec contradicts itself or the sources that came with it.
    #[error("the build spec cannot be assembled: {0}")]
    Contradiction(String),
}
