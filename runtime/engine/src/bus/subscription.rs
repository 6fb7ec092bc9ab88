//! Who hears what.
//!
//! | subscribed as | event of the platform | event of strategy A |
//! |---|---|---|
//! | the strategy A | heard | heard |
//! | another strategy | heard | not heard |
//! | the platform | heard | heard |
//! | the platform, for a set of strategies | heard | heard if A is in the set |

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::{BusEvent, EventScope, Topic};

/// What a subscriber is told about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubscriptionScope {
    /// One strategy, and what concerns everybody.
    Strategy(Arc<str>),
    /// All strategies.
    Platform,
    /// These strategies, and what concerns everybody; none of them if the set is empty.
    Targeted(BTreeSet<Arc<str>>),
}

impl SubscriptionScope {
    /// Whether an event of that scope is for this subscriber.
    pub fn hears(&self, scope: &EventScope) -> bool {
        match (self, scope) {
            (_, EventScope::Platform) | (Self::Platform, _) => true,
            (Self::Strategy(own), EventScope::Strategy(strategy)) => own == strategy,
            (Self::Targeted(set), EventScope::Strategy(strategy)) => set.contains(strategy),
        }
    }
}

/// What it means when a handler fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Importance {
    /// The failure is reported and the others are told all the same.
    Ordinary,
    /// Nothing goes on: the bus carries no event any more.
    Critical,
}

/// The name of a subscription, to end it. Never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubscriptionId(pub(super) u64);

impl fmt::Display for SubscriptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "subscription {}", self.0)
    }
}

/// What a subscriber does with an event. It may publish, subscribe and unsubscribe itself.
pub type Handler = Arc<dyn Fn(&BusEvent) -> Result<(), String> + Send + Sync>;

/// One subscriber of one topic.
pub(super) struct Subscription {
    pub id: SubscriptionId,
    pub topic: Topic,
    pub scope: SubscriptionScope,
    pub importance: Importance,
    pub handler: Handler,
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?} as {:?}", self.id, self.topic, self.scope)
    }
}

impl Subscription {
    pub fn hears(&self, event: &BusEvent) -> bool {
        self.topic == event.payload.topic() && self.scope.hears(&event.scope)
    }
}
