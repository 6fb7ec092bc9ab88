//! From commands to fills: the connector behind which a venue stands, the backtest venue, and the desk that turns an
//! execution worker's intents into registered orders, and the operator's guardrails between desk and venue.

mod backtest_venue;
mod batch;
mod connector;
mod desk;
mod guardrails;
mod timers;

pub use backtest_venue::{BacktestVenue, VenueBar};
pub(crate) use batch::{Act, OpenBatch, Stage, Standing, Step};
pub use connector::{ExecutionConnector, VenueOrder, VenueReply, VenueReplyKind, WithheldRequest};
pub(crate) use desk::{Desk, IntentError};
pub(crate) use guardrails::Guardrails;
pub use guardrails::{GuardrailSummary, KillSwitchSummary};
pub(crate) use timers::{DueTimer, Timers, Wake};
