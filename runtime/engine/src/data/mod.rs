//! Market data: files of bars, trades and quotes, checked on the way in and merged into moments.
//!
//! A file is read as a stream, whatever it is written in (`table`). [`BarFeed`], [`TradeFeed`] and [`QuoteFeed`] turn its rows into
//! values at the instrument's scales; [`TradeBars`] makes bars of trades. [`MarketData`] merges the sources of a strategy into
//! [`Moment`]s: one instant with everything that happens at it. Strategies that watch the same data share one [`DataWindow`], for
//! which a thread reads ahead, once. Nothing behind this module ever sees a bar that has not closed.
//! [`check`] looks through a file for everything that is wrong or odd, before a run does; [`convert`] writes the same data anew.

mod bar_feed;
mod block;
pub mod check;
mod columns;
pub mod convert;
mod error;
mod grid;
mod moment;
mod number;
mod read_ahead;
mod rows;
mod shape;
mod source;
mod table;
#[cfg(test)]
pub(crate) mod testing;
mod tick;
mod tick_feed;
mod time;
mod trade_bars;
mod window;

pub use bar_feed::{BarFeed, FeedBar, FeedSettings};
pub use block::{Block, Moment};
pub use error::{DataError, Place};
pub use moment::MarketData;
pub use rows::{Period, Scales};
pub use shape::shape_of;
pub use source::{BarSource, TickFeed, TickSource};
pub use tick::{FeedLevel, FeedQuote, FeedTrade, MarketEvent, MarketTick};
pub use tick_feed::{QuoteFeed, TradeFeed};
pub use trade_bars::TradeBars;
pub use window::{DataWindow, ReadSoFar, WindowReader};
