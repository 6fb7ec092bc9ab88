//! What happens after a worker failed, as a build spec says it. The blueprint's `on_fault` is read in `schema/on_fault.rs`; the
//! engine's supervision carries it out.

use serde::{Deserialize, Serialize};
use simpletrader_contracts::terms::FaultPolicy;

/// What happens after a worker of the strategy failed. Without a word in the blueprint: stop, and hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnFault {
    /// Whether the worker gets another chance.
    pub recovery: Recovery,
    /// What happens to orders and positions when the strategy must stop: at the first fault, or when a worker is quarantined.
    pub policy: FaultPolicy,
}

/// Whether a worker that failed gets another chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recovery {
    /// No: the strategy trades no more in this run.
    Stop,
    /// It is silent for a while, then begins again and is told everything that it had been told before.
    Replay(ReplayTerms),
}

/// How many chances a worker gets, and how long it is silent in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayTerms {
    /// So many faults within `window` passes lead to quarantine; 1 to 100. With 1, the first one does.
    pub strikes: u32,
    /// Passes after which a fault no longer counts; 1 to 1 000 000.
    pub window: u32,
    /// Passes of silence after the first fault that counts, twice as many after each further one; 1 to 100 000.
    pub backoff: u32,
}

impl Default for OnFault {
    fn default() -> Self {
        Self { recovery: Recovery::Stop, policy: FaultPolicy::Hold }
    }
}

impl Default for ReplayTerms {
    fn default() -> Self {
        Self { strikes: 3, window: 1_000, backoff: 10 }
    }
}

impl ReplayTerms {
    /// Passes of silence after the fault that is the `strikes`-th that counts, from 1. It stops doubling where the number ends.
    pub fn silence(&self, strikes: u32) -> u32 {
        let doublings = strikes.saturating_sub(1).min(31);
        self.backoff.saturating_mul(1 << doublings)
    }

    /// Passes from the first fault that counts to the last one before quarantine, when each comes as early as it can.
    pub fn earliest_quarantine(&self) -> u32 {
        (1..self.strikes).fold(0, |passes: u32, strike| passes.saturating_add(self.silence(strike)).saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_doubles_and_never_overflows() {
        let terms = ReplayTerms { strikes: 100, window: 1_000, backoff: 10 };
        assert_eq!([1, 2, 3, 4].map(|strike| terms.silence(strike)), [10, 20, 40, 80]);
        assert_eq!(terms.silence(100), u32::MAX);
        assert_eq!(terms.earliest_quarantine(), u32::MAX);
    }

    #[test]
    fn the_first_fault_can_be_the_last() {
        assert_eq!(ReplayTerms { strikes: 1, window: 1, backoff: 10 }.earliest_quarantine(), 0);
    }
}
