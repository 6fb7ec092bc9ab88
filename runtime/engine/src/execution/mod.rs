//! From commands to fills: the connector behind which a venue stands, the backtest venue, and the desk that turns an
//! execution worker's intents into registered orders, and the operator's guardrails between desk and venue.

mod batch;
mod connector;
mod desk;
mod guardrails;
mod timers;
mod venue;

pub(crate) use batch::{Act, OpenBatch, Stage, Standing, Step};
pub use connector::{
    Balances, ExecutionConnector, OpenOrder, VenueOrder, VenuePosition, VenueReply, VenueReplyKind, WithheldRequest,
};
pub(crate) use desk::{Desk, IntentError};
pub(crate) use guardrails::Guardrails;
pub use guardrails::{GuardrailSummary, KillSwitchSummary};
pub(crate) use timers::{DueTimer, Timers, Wake};
pub use venue::{BacktestVenue, MarginCall, VenueBar, VenueLevel, VenueQuote, VenueTrade};
