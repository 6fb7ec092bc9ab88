//! What a data provider hands over to start a pass.

use serde::{Deserialize, Serialize};

use super::payload::{CandleWindow, ExchangeReply, NewsItem, OrderBookSnapshot, ScheduleFiring};
use crate::contract::contract;
use crate::decision::Origin;
use crate::terms::OriginType;
use crate::{Instant, Refused};

/// The typed record inside. Symbol and timeframe live here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Payload {
    /// Bars.
    CandleWindow(CandleWindow),
    /// An order book.
    OrderBookSnapshot(OrderBookSnapshot),
    /// An answer of the venue.
    ExchangeReply(ExchangeReply),
    /// A schedule fired.
    ScheduleFiring(ScheduleFiring),
    /// News.
    NewsItem(NewsItem),
}

impl Payload {
    /// The latest instant that it knows of.
    fn known_at(&self) -> Instant {
        match self {
            Self::CandleWindow(window) => window.window_end,
            Self::OrderBookSnapshot(book) => book.timestamp,
            Self::ExchangeReply(reply) => reply.exchange_time,
            Self::ScheduleFiring(firing) => firing.actual,
            Self::NewsItem(item) => item.published_at,
        }
    }

    fn fits(&self, origin: OriginType) -> bool {
        match self {
            Self::CandleWindow(_) | Self::OrderBookSnapshot(_) => origin == OriginType::Tick,
            Self::ExchangeReply(_) => origin == OriginType::Reply,
            // A person may fire a schedule by hand.
            Self::ScheduleFiring(_) => matches!(origin, OriginType::Schedule | OriginType::User),
            Self::NewsItem(_) => origin == OriginType::News,
        }
    }
}

/// The fields of [`PlatformData`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlatformDataFields {
    /// Where it came from.
    pub origin: Origin,
    /// Becomes the anchor of the pass.
    pub timestamp: Instant,
    /// What was observed.
    pub payload: Payload,
}

contract!(
    /// What a data provider hands over. Deliberately minimal. The payload fits the origin, and knows nothing that is later than
    /// the timestamp: no look-ahead begins here.
    PlatformData holds PlatformDataFields
);

impl PlatformDataFields {
    fn check(&self) -> Result<(), Refused> {
        if !self.payload.fits(self.origin.kind) {
            return Err(Refused::new("payload: must be of a type that the origin delivers", self.origin.kind));
        }
        if self.payload.known_at() > self.timestamp {
            return Err(Refused::new("payload: must not be later than the timestamp", self.payload.known_at()));
        }
        if self.origin.id.at() > self.timestamp {
            return Err(Refused::new("origin: must not be later than the timestamp", self.origin.id));
        }
        Ok(())
    }
}
