//! Hostile and damaged worker files, and what must become of them.
//!
//! [`corpus`] holds one file an attack, each made exactly. It goes the way that a worker goes, through [`drive`]: gate,
//! compiler, start, `configure`, handlers. The sandbox's own tests look at one rule at a time; here the whole way is taken, and
//! the process that takes it is watched for time and memory. [`target`] takes any bytes whatever the same way.

#![forbid(unsafe_code)]

pub mod corpus;
pub mod drive;
#[allow(missing_docs, reason = "shared with the sandbox's own tests")]
#[path = "../../../runtime/sandbox/tests/sandbox/forge.rs"]
pub mod forge;
mod inputs;
pub mod memory;
pub mod mutate;
pub mod outcome;
pub mod target;
