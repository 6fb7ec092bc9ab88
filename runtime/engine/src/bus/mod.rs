//! The event bus of the process: what strategies tell the rest of the program, and what an operator tells strategies.
//!
//! It is not what carries a pass; that is the compiled queue in `flow`. Only figures about a strategy go out on it, and only an
//! operator's commands come in. No worker hears it and none publishes on it, so strategies that run side by side cannot
//! influence one another: together they do what each does alone.
//!
//! [`event`] says what can be said and to whom it belongs, [`subscription`] who hears what, [`EventBus`] delivers; a [`Listener`]
//! hears at its own pace, and [`Line`] is the one connection of a strategy.

mod event;
mod event_bus;
mod line;
mod listener;
mod subscription;

pub use event::{BusEvent, EventScope, OperatorCommand, Payload, Topic};
pub use event_bus::{CriticalFailure, Delivery, EventBus, OrdinaryFailure, UnknownSubscription};
pub use line::{AlreadyConnected, Line};
pub use listener::Listener;
pub use subscription::{Handler, Importance, SubscriptionId, SubscriptionScope};
