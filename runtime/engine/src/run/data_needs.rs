//! Which data a strategy watches. Strategies that watch the same share one read of it.

use simpletrader_config::build_spec::{BarLabel, FeedBuildSpec, StrategyBuildSpec, TickBuildSpec};
use simpletrader_config::data_file::DataKind;
use simpletrader_contracts::market::{InstrumentRef, SeriesRef};

use crate::data::{
    BarFeed, BarSource, DataError, DataWindow, FeedSettings, MarketData, Period, QuoteFeed, Scales, TickFeed, TickSource,
    TradeBars, TradeFeed, WindowReader,
};

/// The data that a strategy watches, and how it reads it. Two strategies with equal needs are shown equal moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataNeeds {
    series: Vec<SeriesNeed>,
    ticks: Vec<TickNeed>,
    period: Period,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct SeriesNeed {
    feed: FeedBuildSpec,
    timeframe_seconds: u32,
    scales: Scales,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct TickNeed {
    instrument: InstrumentRef,
    feed: FeedBuildSpec,
    scales: Scales,
}

impl DataNeeds {
    /// Those of a strategy.
    pub fn of(spec: &StrategyBuildSpec) -> Self {
        let scales = |instrument: u32| spec.instruments.get(instrument as usize).map(Scales::of);
        let series = spec.series.iter().zip(&spec.environment.feeds).filter_map(|(series, feed)| {
            let scales = scales(series.instrument)?;
            Some(SeriesNeed { feed: feed.clone(), timeframe_seconds: series.timeframe_seconds, scales })
        });
        let ticks = spec.environment.ticks.iter().filter_map(|TickBuildSpec { instrument, feed }| {
            Some(TickNeed { instrument: InstrumentRef(*instrument), feed: feed.clone(), scales: scales(*instrument)? })
        });
        let period = Period { start: spec.environment.start, end: spec.environment.end };
        Self { series: series.collect(), ticks: ticks.collect(), period }
    }

    /// A window over the data for as many readers, each for a thread of its own. Nothing is opened before the first of them asks.
    pub fn share(self, readers: usize) -> Vec<WindowReader> {
        DataWindow::readers(readers, move || self.open())
    }

    /// The data for a single reader.
    pub fn alone(self) -> WindowReader {
        WindowReader::alone(move || self.open())
    }

    fn open(&self) -> Result<MarketData, DataError> {
        let mut bars = Vec::with_capacity(self.series.len());
        for (index, SeriesNeed { feed, timeframe_seconds, scales }) in self.series.iter().enumerate() {
            let settings = FeedSettings {
                series: SeriesRef(index as u32),
                timeframe_seconds: *timeframe_seconds,
                scales: *scales,
                labelled_by_close: feed.label == BarLabel::Close,
                period: self.period,
            };
            bars.push(match feed.shape.kind {
                DataKind::Trades => BarSource::Trades(Box::new(TradeBars::open(&feed.path, &feed.shape, settings)?)),
                DataKind::Bars | DataKind::Quotes => BarSource::File(Box::new(BarFeed::open(&feed.path, &feed.shape, settings)?)),
            });
        }
        let mut ticks = Vec::with_capacity(self.ticks.len());
        for TickNeed { instrument, feed, scales } in &self.ticks {
            let FeedBuildSpec { path, shape, .. } = feed;
            let opened = match shape.kind {
                DataKind::Quotes => TickFeed::Quotes(Box::new(QuoteFeed::open(path, shape, *scales, self.period)?)),
                DataKind::Trades | DataKind::Bars => {
                    TickFeed::Trades(Box::new(TradeFeed::open(path, shape, *scales, self.period)?))
                }
            };
            ticks.push(TickSource { instrument: *instrument, feed: opened });
        }
        MarketData::merge(bars, ticks)
    }
}
