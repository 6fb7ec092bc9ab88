//! What execution workers have in common: what a command still wants, the orders of it, and slices over time.
//!
//! A size is a target, so what is to be ordered is a difference: [`wanted`] takes what is held and what works already off it, and
//! the same command twice orders nothing twice. How the difference is worked is the worker's own business. [`tend`] answers every
//! command that is no trade of its own; [`AtWork`] keeps those that take time, [`Timed`] is one with a schedule, [`Tally`] knows what
//! its orders have promised, and [`lots`] cuts quantities without losing any.

mod at_work;
pub mod lots;
mod orders;
mod tally;
mod timed;
mod wanted;

pub use at_work::{AtWork, Errand};
pub use orders::{protected, tend};
pub use tally::Tally;
pub use timed::{Slice, Timed, time_allowed};
pub use wanted::{Wanted, wanted};
