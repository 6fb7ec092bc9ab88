//! What waits for a strategy while it is in a pass: bounded, first in, first out.
//!
//! One pass at a time is a strategy's nature, so whatever comes meanwhile waits here. A source that can be asked to wait is
//! blocked, as a backtest's bars are: the next moment is read when the strategy is idle again. A source that cannot be asked,
//! as a live feed of bars, loses the oldest or the newest. What a venue said is never lost, whatever the policy and however
//! full the queue: the book would be wrong.

use std::collections::VecDeque;

use crate::bus::OperatorCommand;
use crate::data::FeedBar;
use crate::execution::VenueReply;

/// Something that starts a pass, or changes what passes do.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// Bars that closed at one instant.
    Market(Vec<FeedBar>),
    /// The venue said something.
    Reply(VenueReply),
    /// An operator wants something.
    Command(OperatorCommand),
}

/// What happens to a trigger for which there is no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueuePolicy {
    /// It is given back: its source waits.
    Block,
    /// The oldest one that may be lost makes room.
    DropOldest,
    /// It is lost.
    DropNewest,
}

/// What became of a trigger that was offered.
#[derive(Debug, Clone, PartialEq)]
pub enum Offer {
    /// It waits.
    Taken,
    /// There is no room: offer it again later.
    Full(Trigger),
    /// It waits, and this one was lost for it; or this one was lost itself.
    Dropped(Trigger),
}

/// Triggers that wait.
#[derive(Debug)]
pub struct TriggerQueue {
    waiting: VecDeque<Trigger>,
    capacity: usize,
    policy: QueuePolicy,
    dropped: u64,
}

impl TriggerQueue {
    /// Room for so many triggers, replies not counted.
    pub fn new(capacity: usize, policy: QueuePolicy) -> Self {
        Self { waiting: VecDeque::new(), capacity, policy, dropped: 0 }
    }

    /// Puts a trigger behind the others, as the policy allows.
    pub fn offer(&mut self, trigger: Trigger) -> Offer {
        if !may_be_lost(&trigger) || self.waiting.iter().filter(|waiting| may_be_lost(waiting)).count() < self.capacity {
            self.waiting.push_back(trigger);
            return Offer::Taken;
        }
        let oldest = || self.waiting.iter().position(may_be_lost);
        match self.policy {
            QueuePolicy::Block => Offer::Full(trigger),
            QueuePolicy::DropNewest => self.lose(trigger),
            QueuePolicy::DropOldest => match oldest().and_then(|place| self.waiting.remove(place)) {
                Some(lost) => {
                    self.waiting.push_back(trigger);
                    self.lose(lost)
                }
                // Room for none at all.
                None => self.lose(trigger),
            },
        }
    }

    /// The one that has waited longest.
    pub fn take(&mut self) -> Option<Trigger> {
        self.waiting.pop_front()
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// How many were lost so far.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    fn lose(&mut self, trigger: Trigger) -> Offer {
        self.dropped += 1;
        Offer::Dropped(trigger)
    }
}

/// Only what the venue said must never be lost.
const fn may_be_lost(trigger: &Trigger) -> bool {
    !matches!(trigger, Trigger::Reply(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::execution::VenueReplyKind;
    use simpletrader_contracts::Instant;
    use simpletrader_contracts::ledger::OrderRef;

    fn tick(index: u32) -> Trigger {
        Trigger::Market(vec![FeedBar { index, ..FeedBar::default() }])
    }

    fn reply(order: u32) -> Trigger {
        Trigger::Reply(VenueReply { order: OrderRef(order), at: Instant::default(), kind: VenueReplyKind::Accepted })
    }

    fn drain(mut queue: TriggerQueue) -> Vec<Trigger> {
        std::iter::from_fn(|| queue.take()).collect()
    }

    // mission: 65 (partly)
    #[test]
    fn a_second_tick_waits_behind_the_first() {
        let mut queue = TriggerQueue::new(8, QueuePolicy::Block);
        assert!(queue.is_empty());
        assert_eq!([queue.offer(tick(1)), queue.offer(tick(2))], [Offer::Taken, Offer::Taken]);
        assert_eq!(queue.len(), 2);
        assert_eq!([queue.take(), queue.take(), queue.take()], [Some(tick(1)), Some(tick(2)), None]);
    }

    // mission: 65 (partly)
    #[test]
    fn a_full_queue_blocks_or_loses_the_oldest_or_the_newest() {
        let after = |policy| {
            let mut queue = TriggerQueue::new(2, policy);
            queue.offer(tick(1));
            queue.offer(tick(2));
            let offer = queue.offer(tick(3));
            (offer, queue.dropped(), drain(queue))
        };
        assert_eq!(after(QueuePolicy::Block), (Offer::Full(tick(3)), 0, vec![tick(1), tick(2)]));
        assert_eq!(after(QueuePolicy::DropOldest), (Offer::Dropped(tick(1)), 1, vec![tick(2), tick(3)]));
        assert_eq!(after(QueuePolicy::DropNewest), (Offer::Dropped(tick(3)), 1, vec![tick(1), tick(2)]));
    }

    // mission: 65 (partly)
    #[test]
    fn what_the_venue_said_is_never_lost() {
        for policy in [QueuePolicy::Block, QueuePolicy::DropOldest, QueuePolicy::DropNewest] {
            let mut queue = TriggerQueue::new(1, policy);
            queue.offer(tick(1));
            assert_eq!([queue.offer(reply(1)), queue.offer(reply(2))], [Offer::Taken, Offer::Taken], "{policy:?}");
            queue.offer(tick(2));
            let kept = drain(queue);
            assert!(kept.contains(&reply(1)) && kept.contains(&reply(2)), "{policy:?}: {kept:?}");
        }
        let mut none = TriggerQueue::new(0, QueuePolicy::DropOldest);
        assert_eq!([none.offer(tick(1)), none.offer(reply(1))], [Offer::Dropped(tick(1)), Offer::Taken]);
    }
}
