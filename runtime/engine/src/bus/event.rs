//! What can be said on the bus.

use std::sync::Arc;

use simpletrader_contracts::{Decimal, Instant};

use crate::strategy::Stage;

/// To whom an event belongs. A strategy's event cannot lack the strategy: it is part of the scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventScope {
    /// The whole process.
    Platform,
    /// One strategy, by the name of its link.
    Strategy(Arc<str>),
}

/// An event with its scope.
#[derive(Debug, Clone, PartialEq)]
pub struct BusEvent {
    /// To whom it belongs.
    pub scope: EventScope,
    /// What it says.
    pub payload: Payload,
}

/// What an event says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Payload {
    /// A strategy is in another stage of its life.
    StageChanged(Stage),
    /// The book of a strategy has changed.
    LedgerUpdated {
        /// Passes of the strategy so far.
        passes: u32,
    },
    /// A strategy has come this far.
    Progress {
        /// Bars seen.
        bars: u64,
        /// The latest moment.
        at: Instant,
        /// Cash plus positions at the latest price, in the account's currency.
        equity: Decimal,
    },
    /// An operator wants something.
    Command(OperatorCommand),
}

/// What an operator can want of a strategy. A command is heard between two moments, never in the middle of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorCommand {
    /// Decide nothing new. Orders and protections go on.
    Pause,
    /// Decide again.
    Resume,
}

/// The name of what an event says. Names match exactly; there is no pattern that matches several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// [`Payload::StageChanged`].
    StageChanged,
    /// [`Payload::LedgerUpdated`].
    LedgerUpdated,
    /// [`Payload::Progress`].
    Progress,
    /// [`Payload::Command`].
    Command,
}

impl Payload {
    /// Its name.
    pub const fn topic(&self) -> Topic {
        match self {
            Self::StageChanged(_) => Topic::StageChanged,
            Self::LedgerUpdated { .. } => Topic::LedgerUpdated,
            Self::Progress { .. } => Topic::Progress,
            Self::Command(_) => Topic::Command,
        }
    }
}
