//! A subscription that keeps what it hears until it is asked: for those who listen to the bus at their own pace.
//!
//! A handler runs on the thread of whoever publishes, so a slow one would hold up a strategy. A listener's handler only puts the event
//! into a bounded queue. What happens when nobody empties it in time is the listener's choice.

use std::sync::Arc;

use super::{BusEvent, EventBus, Importance, SubscriptionId, SubscriptionScope, Topic};
use crate::queue::{BoundedQueue, NotTaken, QueuePolicy};

/// A subscription with a queue. Dropping it ends the subscription.
#[derive(Debug)]
pub struct Listener {
    bus: Arc<EventBus>,
    heard: Arc<BoundedQueue<BusEvent>>,
    subscription: SubscriptionId,
}

impl Listener {
    /// From now on the events of this topic that are for this scope are kept, at most `room` of them at once. What is one too many
    /// holds up its publisher under [`QueuePolicy::Block`], so whoever chooses that listens on a thread of its own; it is refused
    /// under [`QueuePolicy::DropNewest`], which the publisher learns from the [`Delivery`](super::Delivery); and it drives out the
    /// oldest under [`QueuePolicy::DropOldest`].
    pub fn open(bus: &Arc<EventBus>, topic: Topic, scope: SubscriptionScope, room: usize, policy: QueuePolicy) -> Self {
        let heard = Arc::new(BoundedQueue::new(room, policy));
        let hearing = heard.clone();
        let hear = move |event: &BusEvent| match hearing.offer(event.clone()) {
            // The one who closes it is about to leave the bus.
            Ok(()) | Err(NotTaken::Closed(_)) => Ok(()),
            Err(NotTaken::Full(_)) => Err(format!("{room} of its kind wait already; this one is not taken")),
        };
        let subscription = bus.subscribe(topic, scope, Importance::Ordinary, Arc::new(hear));
        Self { bus: bus.clone(), heard, subscription }
    }

    /// What was heard next, oldest first; none when nothing waits.
    pub fn next_event(&self) -> Option<BusEvent> {
        self.heard.poll()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // Nobody asks any more: a publisher that waits for room goes on.
        self.heard.close();
        // It is ours and nobody else can have ended it.
        let _ = self.bus.unsubscribe(self.subscription);
    }
}
