//! Market data: files of bars, checked on the way in and merged into moments.
//!
//! A [`BarFeed`] reads one file, streaming; [`MarketData`] merges the feeds of a strategy into [`Moment`]s: one instant with
//! every bar that closes at it. Nothing behind this module ever sees a bar that has not closed.
//! [`check`] looks through a file for everything that is wrong or odd, before a run does.

mod bar_feed;
pub mod check;
mod columns;
mod error;
mod moment;
mod number;

pub use bar_feed::{BarFeed, FeedBar, FeedSettings};
pub use error::DataError;
pub use moment::{MarketData, Moment};
