//! The line of one strategy: its only connection to the bus. It says what became of the strategy, and keeps what an operator
//! wants until the strategy asks. Dropping it ends its subscription.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::{BusEvent, CriticalFailure, EventBus, EventScope, Importance, OperatorCommand, Payload, SubscriptionId};
use super::{SubscriptionScope, Topic};

/// A strategy of this name is connected already.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a strategy `{0}` is connected to the bus already")]
pub struct AlreadyConnected(pub Arc<str>);

/// The connection of one strategy.
#[derive(Debug)]
pub struct Line {
    bus: Arc<EventBus>,
    link: Arc<str>,
    /// What waits, oldest first: at most [`INBOX`].
    inbox: Arc<Mutex<VecDeque<OperatorCommand>>>,
    subscription: SubscriptionId,
}

/// Commands that may wait for a strategy at once. An operator who sends more is not listened to until it has caught up.
const INBOX: usize = 64;

impl Line {
    /// Connects the strategy of this link.
    ///
    /// # Errors
    /// When it is connected already: a link is one strategy.
    pub fn open(bus: &Arc<EventBus>, link: &str) -> Result<Self, AlreadyConnected> {
        let link: Arc<str> = link.into();
        let scope = SubscriptionScope::Strategy(link.clone());
        if bus.has(Topic::Command, &scope) {
            return Err(AlreadyConnected(link));
        }
        let inbox = Arc::new(Mutex::new(VecDeque::with_capacity(INBOX)));
        let receiving = inbox.clone();
        let receive = move |event: &BusEvent| match event.payload {
            Payload::Command(command) => {
                let mut waiting = lock(&receiving);
                if waiting.len() >= INBOX {
                    return Err(format!("{INBOX} commands wait already; this one is not taken"));
                }
                waiting.push_back(command);
                Ok(())
            }
            _ => Ok(()),
        };
        let subscription = bus.subscribe(Topic::Command, scope, Importance::Ordinary, Arc::new(receive));
        Ok(Self { bus: bus.clone(), link, inbox, subscription })
    }

    /// Says something about the strategy. Handlers that fail are their own affair, unless they are critical.
    ///
    /// # Errors
    /// When a critical handler fails: the strategy must not go on.
    pub fn say(&self, payload: Payload) -> Result<(), CriticalFailure> {
        self.bus.publish(&BusEvent { scope: EventScope::Strategy(self.link.clone()), payload }).map(drop)
    }

    /// The next thing that an operator wants, oldest first.
    pub fn next_command(&self) -> Option<OperatorCommand> {
        lock(&self.inbox).pop_front()
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // It is ours and nobody else can have ended it.
        let _ = self.bus.unsubscribe(self.subscription);
    }
}

fn lock(inbox: &Mutex<VecDeque<OperatorCommand>>) -> std::sync::MutexGuard<'_, VecDeque<OperatorCommand>> {
    inbox.lock().unwrap_or_else(PoisonError::into_inner)
}
