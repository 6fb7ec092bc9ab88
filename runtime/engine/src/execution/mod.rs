//! From commands to fills: the connector behind which a venue stands, the backtest venue, and the desk that turns an
//! execution worker's intents into registered orders.

mod backtest_venue;
mod connector;
mod desk;
mod timers;

pub use backtest_venue::{BacktestVenue, VenueBar};
pub use connector::{ExecutionConnector, VenueOrder, VenueReply, VenueReplyKind};
pub(crate) use desk::{Desk, IntentError};
pub(crate) use timers::{DueTimer, Timers};
