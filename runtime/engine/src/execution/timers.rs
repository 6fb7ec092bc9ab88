//! Wake-ups that execution workers asked for, by time, then in the order in which they were asked.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use simpletrader_contracts::Instant;
use simpletrader_contracts::ledger::GroupRef;

/// A wake-up whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DueTimer {
    /// When it was due.
    pub at: Instant,
    sequence: u64,
    /// The group it was asked for.
    pub group: GroupRef,
    /// The worker's own name for it.
    pub tag: u32,
}

/// All wake-ups to come.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    heap: BinaryHeap<Reverse<DueTimer>>,
    sequence: u64,
}

impl Timers {
    /// Most wake-ups that may be waiting at once; asking for more is a fault of the worker that asks.
    pub const LIMIT: usize = 100_000;

    /// How many are waiting.
    pub fn waiting(&self) -> usize {
        self.heap.len()
    }

    /// Adds a wake-up. Whoever asks for one was held to [`Self::LIMIT`] before.
    pub fn add(&mut self, at: Instant, group: GroupRef, tag: u32) {
        self.sequence += 1;
        self.heap.push(Reverse(DueTimer { at, sequence: self.sequence, group, tag }));
    }

    /// The next wake-up that is due by `now`.
    pub fn pop_due(&mut self, now: Instant) -> Option<DueTimer> {
        if self.heap.peek().is_some_and(|Reverse(timer)| timer.at <= now) {
            self.heap.pop().map(|Reverse(timer)| timer)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wake_ups_come_by_time_then_by_order_of_asking() {
        let mut timers = Timers::default();
        let at = Instant::from_micros;
        for (micros, tag) in [(20, 1), (10, 2), (10, 3), (30, 4)] {
            timers.add(at(micros), GroupRef(0), tag);
        }
        let mut tags = Vec::new();
        while let Some(timer) = timers.pop_due(at(20)) {
            tags.push(timer.tag);
        }
        assert_eq!(tags, [2, 3, 1], "what is due later stays");
        assert_eq!(timers.waiting(), 1);
    }
}
