//! How long the calls of a worker took: what `timing.json` holds of it when it was measured.
//!
//! Times are of the machine that made the run and of that hour. Nothing of a result depends on them, which is why they stand apart
//! from it.

use serde::{Deserialize, Serialize};

/// How long the calls of a worker took, in nanoseconds. Percentiles have three digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerLatency {
    /// Its id within the strategy.
    pub worker_id: String,
    /// Calls of its handlers; one that is about many bars at once is one.
    pub calls: u64,
    /// Half of them took no longer.
    pub p50_ns: u64,
    /// 99 of 100 took no longer.
    pub p99_ns: u64,
    /// The longest.
    pub max_ns: u64,
    /// How many took how long, the quickest first; steps without a call are left out.
    pub histogram: Vec<LatencyStep>,
}

/// Calls that took about as long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatencyStep {
    /// They took at most so many nanoseconds, and more than the step before this one on the scale of [`step_end`].
    pub up_to_ns: u64,
    /// How many.
    pub calls: u64,
}

/// Steps of the scale in a power of ten: even steps for the eye, and ends that can be said.
const STEPS: [u64; 6] = [10, 15, 20, 30, 50, 70];

/// The steps of the scale that a power of ten has.
pub const STEPS_A_DECADE: usize = STEPS.len();

/// Where a step of the scale ends, in nanoseconds: 10, 15, 20, 30, 50, 70, 100, 150 and so on. Beyond what a number can hold every
/// step ends at its highest.
pub fn step_end(step: usize) -> u64 {
    let decade = u32::try_from(step / STEPS_A_DECADE).unwrap_or(u32::MAX);
    let scale = 10_u64.checked_pow(decade).unwrap_or(u64::MAX);
    STEPS.get(step % STEPS_A_DECADE).map_or(u64::MAX, |end| end.saturating_mul(scale))
}

/// The step of the scale on which a time lies.
pub fn step_of(nanos: u64) -> usize {
    (0..).find(|step| nanos <= step_end(*step)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_lies_on_the_first_step_that_does_not_end_before_it() {
        assert_eq!([0, 10, 11, 15, 70, 71, 100, 101].map(step_of), [0, 0, 1, 1, 5, 6, 6, 7]);
        assert_eq!([0, 6, 12, 18].map(step_end), [10, 100, 1_000, 10_000]);
    }

    #[test]
    fn steps_grow_until_there_is_no_higher_number() {
        let ends: Vec<u64> = (0..step_of(u64::MAX)).map(step_end).collect();
        assert!(ends.windows(2).all(|pair| pair[0] < pair[1]), "{ends:?}");
        assert_eq!(step_end(step_of(u64::MAX)), u64::MAX);
        assert_eq!(step_end(usize::MAX), u64::MAX);
    }
}
