//! What is traded and what is known about it.
//!
//! [`series`] has the compact values of the tick path; [`payload`] the records that data providers hand over, and
//! [`platform_data`] the envelope in which they arrive.

mod anchor;
pub mod payload;
mod platform_data;
mod series;
mod timeframe;

pub use anchor::{RunAnchor, RunAnchorFields};
pub use payload::{
    Candle, CandleFields, CandleWindow, CandleWindowFields, ExchangeReply, ExchangeReplyFields, NewsItem, NewsItemFields,
    OrderBookLevel, OrderBookSnapshot, OrderBookSnapshotFields, ScheduleFiring, ScheduleFiringFields,
};
pub use platform_data::{Payload, PlatformData, PlatformDataFields};
pub(crate) use series::ordinal;
pub use series::{Bar, Instrument, InstrumentRef, Quote, Series, SeriesRef, Tick};
pub use timeframe::Timeframe;
