//! The compact values of the tick path: instruments, series, bars, quotes and the tick of a pass.

use serde::{Deserialize, Serialize};

use crate::{Decimal, Instant, Price, Symbol, terms::OriginType};

macro_rules! ordinal {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in its list.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}
pub(crate) use ordinal;

ordinal!(
    /// Position in a strategy's instrument list.
    InstrumentRef
);
ordinal!(
    /// Position in a strategy's series list.
    SeriesRef
);

/// What is traded, and in which steps. Every price of the instrument is a whole number of 10^-price_scale, every quantity
/// and volume a whole number of 10^-size_scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrument {
    /// `BASE_QUOTE`.
    pub symbol: Symbol,
    /// Digits after the point of prices, 0..=12.
    pub price_scale: u8,
    /// Digits after the point of quantities and volumes, 0..=12.
    pub size_scale: u8,
    /// Smallest step between two prices, > 0.
    #[serde(with = "crate::decimal::text")]
    pub tick_size: Decimal,
    /// Smallest step between two quantities, > 0.
    #[serde(with = "crate::decimal::text")]
    pub lot_size: Decimal,
    /// Smallest value of an order, where the venue has one.
    #[serde(with = "crate::decimal::optional_text")]
    pub min_notional: Option<Decimal>,
}

impl Instrument {
    /// The price of a mantissa at this instrument's scale.
    pub fn price(&self, mantissa: i64) -> Decimal {
        Decimal::new(mantissa, u32::from(self.price_scale))
    }

    /// The quantity of a mantissa at this instrument's scale.
    pub fn size(&self, mantissa: i64) -> Decimal {
        Decimal::new(mantissa, u32::from(self.size_scale))
    }
}

/// One instrument at one timeframe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// Index into the strategy's instruments.
    pub instrument: u32,
    /// Length of one bar.
    pub timeframe_seconds: u32,
}

/// One closed bar as mantissas at the instrument's scales: `low <= open, close <= high`, `low > 0`, `volume >= 0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// Which series this bar belongs to.
    pub series: SeriesRef,
    /// First price.
    pub open: i64,
    /// Highest price.
    pub high: i64,
    /// Lowest price.
    pub low: i64,
    /// Last price.
    pub close: i64,
    /// Traded quantity of the base asset.
    pub volume: i64,
}

/// Which pass this is, when it happens and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {
    /// Number of the pass within the run, from 0.
    pub sequence: u32,
    /// The anchor: nothing that the pass sees is later.
    pub at: Instant,
    /// What started the pass.
    pub trigger: OriginType,
}

/// The latest known price of one instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Which instrument.
    pub instrument: InstrumentRef,
    /// When it was known.
    pub at: Instant,
    /// Last traded price.
    pub last: Price,
    /// Best bid, where the data has one.
    pub bid: Option<Price>,
    /// Best ask, where the data has one.
    pub ask: Option<Price>,
}
