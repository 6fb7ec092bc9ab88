//! The values that every part of SimpleTrader shares.
//!
//! This crate is the bottom of the house: it knows no file, no clock, no engine and no sandbox. [`crate::worker`] is the seam
//! between the engine (which drives workers) and whatever runs them (a sandboxed component or native code).
//!
//! Three decisions shaped it:
//!
//! * **Drafts and contracts.** What a worker returns is a *draft* ([`SignalDraft`](decision::SignalDraft), …): it names
//!   instruments, trades and orders by ordinal and carries no identity. The host stamps a draft into a *contract*
//!   ([`Signal`](decision::Signal), …) with id, time, origin and causality. A worker cannot forge what it never writes.
//! * **Values that cannot be wrong.** A [`Fraction`] lies in 0..=1, a [`Price`] is positive, a [`Label`] obeys the name rule;
//!   whoever holds one need not check again. Parsing happens once, at the boundary.
//! * **Exact money.** Prices, quantities and money are decimals with one canonical form; `f64` is for indicators only.

#![forbid(unsafe_code)]

pub(crate) mod contract;
pub mod decimal;
pub mod decision;
mod digits;
pub mod id;
pub mod ledger;
pub mod legacy;
pub mod market;
pub mod name;
#[cfg(feature = "schema")]
mod schema;
pub mod terms;
pub mod time;
pub mod worker;

pub use decimal::{Decimal, Fraction, Price, Quantity};
pub use name::{Label, Symbol};
pub use time::Instant;

/// The contract that this build of the host speaks, as it stands in `wit/`.
pub const CONTRACT: &str = "simpletrader:worker@0.1.0";

/// A value was refused: which rule it broke, and the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{rule}, got {value}")]
pub struct Refused {
    /// The rule in words, for example `must lie between 0 and 1`.
    pub rule: &'static str,
    /// The offending value as text, capped.
    pub value: String,
}

impl Refused {
    /// A refusal of `value` by `rule`; long values are cut, because they may come from a stranger.
    pub fn new(rule: &'static str, value: impl ToString) -> Self {
        Self { rule, value: name::excerpt(&value.to_string(), 80) }
    }
}
