//! What execution workers have in common: what a command still wants, the orders of it, and slices over time.
//!
//! A size is a target, so what is to be ordered is a difference: [`wanted`] takes what is held and what works already off it, and
//! the same command twice orders nothing twice. How the difference is worked is the worker's own business; [`Timed`] is the part
//! that every algorithm with a schedule shares, and [`lots`] cuts quantities without losing any.

pub mod lots;
mod orders;
mod tally;
mod timed;
mod wanted;

pub use orders::{change, protected, withdraw};
pub use tally::Tally;
pub use timed::{Slice, Timed};
pub use wanted::{Wanted, wanted};
