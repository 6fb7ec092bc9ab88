//! Tests that cross crates: the whole pipeline against results that somebody else computed.
//!
//! [`pipeline`] runs an operation as the command does, with every worker a sandboxed component; [`natives`] has the same workers
//! without a sandbox; [`oracle`] computes the same strategies in one plain loop that shares no code with the engine.

pub mod guests;
pub mod natives;
pub mod oracle;
pub mod pipeline;
