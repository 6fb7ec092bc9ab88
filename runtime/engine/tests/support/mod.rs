//! Strategies out of closures: scripted workers of every category, a build spec for them, and a few bars to run over.
//!
//! [`CrewScript`] puts a crew together. Its workers are [`Scripted`] or [`plain`]; where they come from says [`source`]. [`world`] has
//! the bars, the instruments and the venue, [`wiring`] who hears what. [`drafts`] are what workers answer, [`record`] is what a run
//! has left.

#![allow(dead_code, unused_imports)] // each test binary uses its part

mod crew;
mod drafts;
mod plain;
mod record;
mod scripted;
mod source;
mod wiring;
mod world;

pub use crew::CrewScript;
pub use drafts::{buy, close, leg, long, publish, refuse, risk, signal, trades_of};
pub use plain::{MarketEntry, NoLevels, OneOrder, OneShot, TenUnits, limited_entry, order_for};
pub use record::query;
pub use scripted::{Event, Scripted, context_worker, hands};
pub use source::{Again, Once};
pub use world::run_strategy;
