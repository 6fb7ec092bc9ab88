//! Delivery: at once, in order of subscription, to those who were subscribed when the event was published.
//!
//! Handlers run without the lock, so a handler may use the bus; what it publishes is delivered before the event that it hears
//! goes on to the next subscriber. Nothing is kept, nothing is tried again, and between threads there is no order.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::subscription::Subscription;
use super::{BusEvent, Handler, Importance, SubscriptionId, SubscriptionScope, Topic};

/// The bus; one per process.
#[derive(Debug, Default)]
pub struct EventBus {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    next: u64,
    subscriptions: Vec<Arc<Subscription>>,
    /// Set once, when a critical handler fails.
    stopped: Option<CriticalFailure>,
}

/// Whom an event has reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Delivery {
    /// Handlers that were called, the failing ones included.
    pub handlers: usize,
    /// Ordinary handlers that failed, for the log.
    pub failures: Vec<OrdinaryFailure>,
}

/// An ordinary handler failed; the others were told all the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{subscription} failed: {cause}")]
pub struct OrdinaryFailure {
    /// Whose handler.
    pub subscription: SubscriptionId,
    /// What it said.
    pub cause: String,
}

/// A critical handler failed: the bus has stopped, and so must whoever publishes on it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the critical {subscription} failed, nothing goes on: {cause}")]
pub struct CriticalFailure {
    /// Whose handler.
    pub subscription: SubscriptionId,
    /// What it said.
    pub cause: String,
}

/// There is no such subscription, or not any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no {0}")]
pub struct UnknownSubscription(pub SubscriptionId);

impl EventBus {
    /// A bus that nobody listens to.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on the handler hears events of this topic that are for this scope.
    pub fn subscribe(&self, topic: Topic, scope: SubscriptionScope, importance: Importance, handler: Handler) -> SubscriptionId {
        let mut state = self.lock();
        let id = SubscriptionId(state.next);
        state.next += 1;
        state.subscriptions.push(Arc::new(Subscription { id, topic, scope, importance, handler }));
        id
    }

    /// The handler hears no event that is published from now on.
    ///
    /// # Errors
    /// When there is no such subscription.
    pub fn unsubscribe(&self, id: SubscriptionId) -> Result<(), UnknownSubscription> {
        let mut state = self.lock();
        let place = state.subscriptions.iter().position(|known| known.id == id).ok_or(UnknownSubscription(id))?;
        state.subscriptions.remove(place);
        Ok(())
    }

    /// Tells an event to everybody whom it is for.
    ///
    /// # Errors
    /// When a critical handler fails, now or before: then those after it are not told, and nobody is told anything any more.
    pub fn publish(&self, event: &BusEvent) -> Result<Delivery, CriticalFailure> {
        let mut delivery = Delivery::default();
        for subscription in self.hearers(event)? {
            delivery.handlers += 1;
            let Err(cause) = (subscription.handler)(event) else { continue };
            match subscription.importance {
                Importance::Ordinary => delivery.failures.push(OrdinaryFailure { subscription: subscription.id, cause }),
                Importance::Critical => {
                    let failure = CriticalFailure { subscription: subscription.id, cause };
                    return Err(self.lock().stopped.get_or_insert(failure).clone());
                }
            }
            if let Some(stopped) = &self.lock().stopped {
                return Err(stopped.clone());
            }
        }
        Ok(delivery)
    }

    /// How many subscriptions there are.
    pub fn subscriptions(&self) -> usize {
        self.lock().subscriptions.len()
    }

    /// Whether anybody is subscribed to this topic in exactly this scope.
    pub fn has(&self, topic: Topic, scope: &SubscriptionScope) -> bool {
        self.lock().subscriptions.iter().any(|known| known.topic == topic && known.scope == *scope)
    }

    /// Who is to be told: taken before anybody is, so that a handler that subscribes or unsubscribes changes the next event only.
    fn hearers(&self, event: &BusEvent) -> Result<Vec<Arc<Subscription>>, CriticalFailure> {
        let state = self.lock();
        if let Some(stopped) = &state.stopped {
            return Err(stopped.clone());
        }
        Ok(state.subscriptions.iter().filter(|subscription| subscription.hears(event)).cloned().collect())
    }

    /// A handler runs without the lock, so none can leave the state half-way when it panics.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
