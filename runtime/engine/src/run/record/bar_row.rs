//! A closed bar as the table `pass` has it.

use serde::Serialize;
use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::{Decimal, Instant, decimal};

use crate::data::FeedBar;

/// What the series of a strategy are of.
#[derive(Debug)]
pub(super) struct Watched {
    /// By their number in the build spec.
    pub series: Vec<Series>,
    /// By their number in the build spec.
    pub instruments: Vec<Instrument>,
}

/// A closed bar; figures are canonical decimal texts.
#[derive(Debug, Serialize)]
pub(super) struct BarRow<'a> {
    /// Number of the series in the build spec.
    series: u32,
    /// What it is a bar of.
    symbol: &'a str,
    /// Its number within the period, from 0.
    index: u32,
    /// Its label as it stands in the data.
    label: &'a str,
    /// When it closed.
    closed_at: Instant,
    /// First price.
    #[serde(with = "decimal::text")]
    open: Decimal,
    /// Highest price.
    #[serde(with = "decimal::text")]
    high: Decimal,
    /// Lowest price.
    #[serde(with = "decimal::text")]
    low: Decimal,
    /// Last price.
    #[serde(with = "decimal::text")]
    close: Decimal,
    /// Traded quantity.
    #[serde(with = "decimal::text")]
    volume: Decimal,
}

impl<'a> BarRow<'a> {
    /// The row of a bar; none of a series that nobody watches.
    pub fn of(closed: &'a FeedBar, watched: &'a Watched) -> Option<Self> {
        let series = watched.series.get(closed.bar.series.index())?;
        let instrument = watched.instruments.get(series.instrument as usize)?;
        let price = |mantissa| instrument.price(mantissa);
        Some(Self {
            series: closed.bar.series.0,
            symbol: instrument.symbol.as_str(),
            index: closed.index,
            label: &closed.label,
            closed_at: closed.closes_at,
            open: price(closed.bar.open),
            high: price(closed.bar.high),
            low: price(closed.bar.low),
            close: price(closed.bar.close),
            volume: instrument.size(closed.bar.volume),
        })
    }
}
