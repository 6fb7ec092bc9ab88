//! The events of one strategy, compiled: events and subscribers are indices, the queue is allocated once.
//!
//! This is what carries a pass. Events between a strategy and the rest of the process travel on the [`crate::bus`].

use std::collections::VecDeque;

use simpletrader_config::build_spec::EventId;

/// Who hears which event, and the events of the pass that nobody has heard yet.
#[derive(Debug, Default)]
pub(crate) struct EventQueue {
    /// Worker indices, grouped by event, in order of subscription.
    subscribers: Vec<Vec<usize>>,
    queue: VecDeque<EventId>,
}

impl EventQueue {
    /// For so many events, with no subscriber yet.
    pub fn new(events: usize) -> Self {
        Self { subscribers: vec![Vec::new(); events], queue: VecDeque::with_capacity(events.saturating_mul(2)) }
    }

    /// A worker hears an event from now on; nothing happens for an event that does not exist.
    pub fn subscribe(&mut self, event: EventId, worker: usize) {
        if let Some(heard_by) = self.subscribers.get_mut(usize::from(event)) {
            heard_by.push(worker);
        }
    }

    /// Nobody hears anything any more, and nothing waits. Doing it again does no harm.
    pub fn detach(&mut self) {
        self.subscribers.clear();
        self.queue.clear();
    }

    /// How many deliveries are wired.
    pub fn subscriptions(&self) -> usize {
        self.subscribers.iter().map(Vec::len).sum()
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

    /// Whether no event waits.
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }
}

/// How the workers of a strategy are wired: an adapter each, and who hears what.
#[derive(Debug)]
pub(crate) struct EventWiring {
    /// By worker.
    pub adapters: Vec<super::EventAdapter>,
    /// Who hears what.
    pub queue: EventQueue,
    /// The event with which a pass of market data starts.
    pub start: EventId,
}

impl EventWiring {
    /// Takes everything apart: no adapter and no subscription is left. Doing it again does no harm.
    pub fn detach(&mut self) {
        self.queue.detach();
        self.adapters.clear();
    }
}
