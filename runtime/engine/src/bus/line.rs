//! The line of one strategy: its only connection to the bus. It says what became of the strategy, and keeps what an operator
//! wants until the strategy asks. Dropping it ends its subscription.

use std::sync::Arc;

use super::{BusEvent, CriticalFailure, EventBus, EventScope, Listener, OperatorCommand, Payload, SubscriptionScope, Topic};
use crate::queue::QueuePolicy;

/// A strategy of this name is connected already.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a strategy `{0}` is connected to the bus already")]
pub struct AlreadyConnected(pub Arc<str>);

/// The connection of one strategy.
#[derive(Debug)]
pub struct Line {
    bus: Arc<EventBus>,
    link: Arc<str>,
    commands: Listener,
}

/// Commands that may wait for a strategy at once. An operator who sends more is not listened to until it has caught up: a command
/// that was silently dropped would be one that he believes in.
const COMMANDS: usize = 64;

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
        let commands = Listener::open(bus, Topic::Command, scope, COMMANDS, QueuePolicy::DropNewest);
        Ok(Self { bus: bus.clone(), link, commands })
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
        loop {
            if let Payload::Command(command) = self.commands.next_event()?.payload {
                return Some(command);
            }
        }
    }
}
