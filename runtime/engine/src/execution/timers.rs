//! What is to come at a time: wake-ups that execution workers asked for and limits that the host keeps, by time, then in the
//! order in which they were asked.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use simpletrader_contracts::Instant;
use simpletrader_contracts::ledger::GroupRef;

/// What happens at the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wake {
    /// The execution worker is called, with its own name for this.
    Worker(u32),
    /// The time of the command is over.
    Limit,
}

/// Something whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DueTimer {
    /// When it was due.
    pub at: Instant,
    sequence: u64,
    /// The group it is about.
    pub group: GroupRef,
    /// What happens.
    pub wake: Wake,
}

/// Everything that is to come.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    heap: BinaryHeap<Reverse<DueTimer>>,
    sequence: u64,
    /// How many wake-ups of workers are waiting, by group.
    wake_ups: BTreeMap<GroupRef, u32>,
    waiting: usize,
}

impl Timers {
    /// Most wake-ups of workers that may be waiting at once; asking for more is a fault of the worker that asks.
    pub const LIMIT: usize = 100_000;

    /// How many wake-ups of workers are waiting.
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// True when a wake-up of this group's worker is waiting.
    pub fn awaits(&self, group: GroupRef) -> bool {
        self.wake_ups.contains_key(&group)
    }

    /// Adds a wake-up or a limit. Whoever asks for a wake-up was held to [`Self::LIMIT`] before.
    pub fn add(&mut self, at: Instant, group: GroupRef, wake: Wake) {
        self.sequence += 1;
        if let Wake::Worker(_) = wake {
            self.waiting += 1;
            *self.wake_ups.entry(group).or_default() += 1;
        }
        self.heap.push(Reverse(DueTimer { at, sequence: self.sequence, group, wake }));
    }

    /// The next one that is due by `now`.
    pub fn pop_due(&mut self, now: Instant) -> Option<DueTimer> {
        if self.heap.peek().is_none_or(|Reverse(timer)| timer.at > now) {
            return None;
        }
        let Reverse(timer) = self.heap.pop()?;
        if let (Wake::Worker(_), Some(waiting)) = (timer.wake, self.wake_ups.get_mut(&timer.group)) {
            self.waiting -= 1;
            *waiting -= 1;
            if *waiting == 0 {
                self.wake_ups.remove(&timer.group);
            }
        }
        Some(timer)
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
            timers.add(at(micros), GroupRef(0), Wake::Worker(tag));
        }
        let mut wakes = Vec::new();
        while let Some(timer) = timers.pop_due(at(20)) {
            wakes.push(timer.wake);
        }
        assert_eq!(wakes, [Wake::Worker(2), Wake::Worker(3), Wake::Worker(1)], "what is due later stays");
        assert_eq!(timers.waiting(), 1);
    }

    #[test]
    fn a_group_is_awaited_while_its_worker_has_a_wake_up_and_a_limit_is_none() {
        let mut timers = Timers::default();
        let at = Instant::from_micros;
        timers.add(at(10), GroupRef(1), Wake::Worker(7));
        timers.add(at(20), GroupRef(1), Wake::Limit);
        assert!(timers.awaits(GroupRef(1)) && !timers.awaits(GroupRef(2)));
        assert_eq!(timers.waiting(), 1);
        assert_eq!(timers.pop_due(at(10)).map(|timer| timer.wake), Some(Wake::Worker(7)));
        assert!(!timers.awaits(GroupRef(1)));
        assert_eq!(timers.pop_due(at(20)).map(|timer| timer.wake), Some(Wake::Limit));
    }
}
