//! The flow initiator: no worker runs before it. It anchors the pass, checks that the strategy knows what to do with what
//! starts it, stores the data, and announces the start.

use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::decision::Origin;
use simpletrader_contracts::market::Tick;
use simpletrader_contracts::terms::OriginType;

use super::{EventWiring, StrategyCache};
use crate::data::FeedBar;

/// What starts a pass is nothing that this strategy knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a pass cannot start with {got}: this strategy knows {known}")]
pub(crate) struct UnknownPayload {
    got: String,
    known: String,
}

/// Starts the passes of one strategy.
#[derive(Debug)]
pub(crate) struct FlowInitiator {
    /// The series that it knows, in words.
    series: Vec<String>,
}

/// What starts passes: closed bars, replies of the venue, wake-ups of execution workers.
const KNOWN_TRIGGERS: [OriginType; 3] = [OriginType::Tick, OriginType::Reply, OriginType::Schedule];

impl FlowInitiator {
    /// Knows the series of a build spec.
    pub fn of(spec: &StrategyBuildSpec) -> Self {
        let name = |instrument: u32| spec.instruments.get(instrument as usize).map_or("?", |known| known.symbol.as_str());
        let series = spec.series.iter().map(|series| format!("{}@{}s", name(series.instrument), series.timeframe_seconds));
        Self { series: series.collect() }
    }

    /// Anchors a pass in the cache.
    ///
    /// # Errors
    /// When nothing of that kind starts passes.
    pub fn anchor(&self, tick: Tick, cache: &mut StrategyCache) -> Result<(), UnknownPayload> {
        if !KNOWN_TRIGGERS.contains(&tick.trigger) {
            let known = KNOWN_TRIGGERS.map(OriginType::as_str).join(", ");
            return Err(UnknownPayload { got: format!("an event of type {}", tick.trigger), known });
        }
        cache.start_run(tick);
        Ok(())
    }

    /// Stores every bar that closed at the anchor, and announces the start of the pass.
    ///
    /// # Errors
    /// When a bar is of a series that the strategy does not have. Then none is stored.
    pub fn start_market_pass(
        &self,
        bars: &[FeedBar],
        cache: &mut StrategyCache,
        wiring: &mut EventWiring,
    ) -> Result<(), UnknownPayload> {
        if let Some(unknown) = bars.iter().find(|closed| closed.bar.series.index() >= self.series.len()) {
            let got = format!("a bar of series {}", unknown.bar.series.0);
            return Err(UnknownPayload { got, known: format!("{} series: {}", self.series.len(), self.series.join(", ")) });
        }
        for closed in bars {
            cache.store_bar(closed.bar);
        }
        wiring.queue.publish(wiring.start);
        Ok(())
    }
}

/// The origin of a pass, named after its tick.
pub(crate) fn origin_of(tick: &Tick) -> Origin {
    Origin::of_pass(tick.trigger, tick.at, tick.sequence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::EventQueue;
    use simpletrader_config::build_spec::{BarField, InputSource};
    use simpletrader_contracts::Instant;
    use simpletrader_contracts::ledger::AccountView;
    use simpletrader_contracts::market::{Bar, Series, SeriesRef};

    const CLOSE: InputSource = InputSource::Bar { series: 0, field: BarField::Close };

    fn parts() -> (FlowInitiator, StrategyCache, EventWiring) {
        let initiator = FlowInitiator { series: vec!["A_USD@60s".into()] };
        let cache = StrategyCache::new(0, &[Series { instrument: 0, timeframe_seconds: 60 }], &[]);
        (initiator, cache, EventWiring { adapters: Vec::new(), queue: EventQueue::new(3), start: 2 })
    }

    fn bar(series: u32) -> FeedBar {
        FeedBar { bar: Bar { series: SeriesRef(series), open: 7, high: 7, low: 7, close: 7, volume: 0 }, ..FeedBar::default() }
    }

    fn tick(trigger: OriginType) -> Tick {
        Tick { sequence: 0, at: Instant::default(), trigger }
    }

    fn close(cache: &StrategyCache) -> f64 {
        let mut values = Vec::new();
        cache.gather(&[CLOSE], &AccountView::default(), &mut values);
        values[0]
    }

    // mission: 6
    #[test]
    fn incoming_bars_anchor_the_pass_reach_the_cache_and_the_flow_goes_on() {
        let (initiator, mut cache, mut wiring) = parts();
        initiator.anchor(tick(OriginType::Tick), &mut cache).unwrap();
        initiator.start_market_pass(&[bar(0)], &mut cache, &mut wiring).unwrap();
        assert_eq!(cache.anchor(), Ok(tick(OriginType::Tick)));
        assert_eq!((close(&cache), wiring.queue.next_event()), (7.0, Some(2)));
    }

    // mission: 6
    #[test]
    fn bars_of_an_unknown_series_are_refused_with_the_known_ones_and_none_is_stored() {
        let (initiator, mut cache, mut wiring) = parts();
        let error = initiator.start_market_pass(&[bar(0), bar(7)], &mut cache, &mut wiring).unwrap_err();
        assert_eq!(error.to_string(), "a pass cannot start with a bar of series 7: this strategy knows 1 series: A_USD@60s");
        assert!(close(&cache).is_nan() && wiring.queue.is_empty());
    }

    // mission: 6
    #[test]
    fn an_event_of_an_unknown_type_is_refused_with_the_known_ones_and_anchors_nothing() {
        let (initiator, mut cache, _) = parts();
        for known in KNOWN_TRIGGERS {
            initiator.anchor(tick(known), &mut cache).unwrap();
            cache.end_run();
        }
        let error = initiator.anchor(tick(OriginType::News), &mut cache).unwrap_err();
        assert_eq!(error.to_string(), "a pass cannot start with an event of type NEWS: this strategy knows TICK, REPLY, SCHEDULE");
        assert!(cache.anchor().is_err());
    }
}
