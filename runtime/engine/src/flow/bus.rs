//! The event bus of one strategy, compiled: events and subscribers are indices, the queue is allocated once.

use std::collections::VecDeque;

use simpletrader_config::build_spec::{Component, EventId, WiringBuildSpec};

/// Who hears which event, and the events of the pass that nobody has heard yet.
#[derive(Debug)]
pub(crate) struct EventBus {
    /// Worker indices, grouped by event; delivery to the host's own components is part of the pipeline itself.
    subscribers: Vec<Vec<usize>>,
    queue: VecDeque<EventId>,
}

impl EventBus {
    /// Compiles a wiring.
    pub fn new(wiring: &WiringBuildSpec) -> Self {
        let mut subscribers = vec![Vec::new(); wiring.events.len()];
        for subscription in &wiring.subscriptions {
            if let (Component::Worker(worker), Some(heard_by)) =
                (subscription.target, subscribers.get_mut(usize::from(subscription.event)))
            {
                heard_by.push(worker);
            }
        }
        Self { subscribers, queue: VecDeque::with_capacity(wiring.events.len() * 2) }
    }

    /// Announces an event; it is delivered when its turn comes.
    pub fn publish(&mut self, event: EventId) {
        self.queue.push_back(event);
    }

    /// The next event in order of publication.
    pub fn next_event(&mut self) -> Option<EventId> {
        self.queue.pop_front()
    }

    /// The workers that hear an event, in order of subscription.
    pub fn subscribers(&self, event: EventId) -> &[usize] {
        self.subscribers.get(usize::from(event)).map_or(&[], Vec::as_slice)
    }

    /// Forgets what was not delivered: the pass is over.
    pub fn clear(&mut self) {
        self.queue.clear();
    }
}
