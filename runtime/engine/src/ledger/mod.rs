//! What happened: the single source of truth for the trades, orders, fills and money of one strategy.
//!
//! A called service, not an event listener: the flow registers orders and reports what the venue said; the ledger checks its
//! invariants on every change and remembers each change for the run's record. It knows nothing of causes: those are the
//! journal's.
//!
//! Invariants: an order has a group, a group has a trade; fills never exceed the order; a reduce-only fill never turns a
//! position around; cash plus positions plus fees is what came in; every change has the next sequence number.

mod account;
mod book;
mod booking;
mod change;
mod ending;
mod entry;
mod error;
mod position;
mod register;
mod round_trip;
mod view;

pub use account::Account;
pub use book::Ledger;
pub use change::{ChangeKind, LedgerChange};
pub use entry::{FillReport, GroupEntry, OrderEntry, OrderRegistration, TradeEntry};
pub use error::LedgerError;
pub use position::Position;
pub use round_trip::{BarMark, RoundTrip};
