//! What an attack cost, as its process says it.

use serde::{Deserialize, Serialize};

use crate::drive::Ending;

/// What became of an attack, and what it cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Where its way ended.
    pub ending: Ending,
    /// Wall time of gate, compiler and trial instance, in microseconds.
    pub load_micros: u64,
    /// Wall time of the live instance, in microseconds; next to nothing if there was none.
    pub run_micros: u64,
    /// Bytes by which the process grew at most; absent where the kernel does not say.
    pub growth: Option<u64>,
}
