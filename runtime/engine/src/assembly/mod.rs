//! Assembly: from a build spec and the sources of its workers to a strategy that is ready to run, or to nothing at all.
//!
//! Factories only build. Every choice was made when the configuration was compiled; what is checked here again is what a build
//! spec that somebody wrote by hand could get wrong.
//!
//! [`WorkerFactory`] makes one worker, [`wire`] the table of who hears what, [`WorkerMetadataRegistry`] the table of what each
//! worker is allowed, which [`cache_access`] holds the compiled reads and writes against; [`StrategyFactory`] does all of it in
//! order.
//!
//! Decision: there is no code for undoing. Each part gives back what it holds when it is dropped, and Rust drops the parts of an
//! assembly that fails in the reverse order of their making.

pub mod cache_access;
mod error;
mod lifecycle;
mod metadata;
mod strategy_factory;
mod wiring_factory;
mod worker_factory;

pub use cache_access::{CacheValidation, CacheViolation};
pub use error::AssemblyError;
pub use lifecycle::{ConstructedWorker, InitialisedWorker};
pub use metadata::{UnknownWorker, WorkerMetadata, WorkerMetadataRegistry};
pub use strategy_factory::StrategyFactory;
pub(crate) use wiring_factory::wire;
pub use worker_factory::WorkerFactory;
