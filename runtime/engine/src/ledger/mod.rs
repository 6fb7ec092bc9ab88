//! What happened: the single source of truth for the trades, orders, fills and money of one strategy.
//!
//! A called service, not an event listener: the flow registers orders and reports what the venue said; the ledger checks its
//! invariants on every change and remembers each change for the run's record. It knows nothing of causes: those are the
//! journal's.
//!
//! What holds after every change:
//!
//! - an order has a group, a group has a trade, and each exists only when its first order was registered;
//! - an order never fills beyond its quantity, a group never beyond its target, and a group has filled what its orders have;
//! - a fill of the venue counts once, whatever the venue repeats;
//! - no fill turns a position around; a trade is closed exactly when nothing of it is open, no order of it works, and
//!   nobody may place another one for it;
//! - cash = capital + results - what is bound in positions, to the last digit ([`Tally`](tally::Tally)); no figure is rounded;
//! - what fills after its trade is over opens a trade of the host's own ([`adoption`]), within what was ordered;
//! - changes are numbered from 1 without gaps;
//! - what it holds is bounded by what is open and by a fixed number of trades that ended last ([`forgetting`]).
//!
//! A change that would break one is refused with a [`LedgerError`] and changes nothing. What a refused report of the venue means
//! is decided where replies are booked (`strategy/venue_word.rs`).

mod account;
mod adoption;
mod book;
mod booking;
mod change;
mod ending;
mod entry;
mod error;
mod fill_keys;
mod forgetting;
mod position;
mod register;
mod round_trip;
mod settlement;
mod shelf;
mod tally;
mod view;

#[cfg(test)]
mod tests;

pub use account::Account;
pub use book::Ledger;
pub use change::{ChangeKind, LedgerChange, RecordedFill};
pub use entry::{FillReport, GroupEntry, OrderEntry, OrderRegistration, TradeEntry};
pub use error::LedgerError;
pub use position::Position;
pub use round_trip::{BarMark, RoundTrip};
pub use view::{Exposure, Worth};
