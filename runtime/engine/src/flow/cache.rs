//! The strategy cache: the facts of a pass by slot, and the latest closed bar of every series. Numbers only, compiled to
//! indices; a fact that was not produced reads as NaN.
//!
//! It is in a run or in none. A run has an anchor, and no worker is shown anything without one. Between runs the cache keeps
//! what is known of each series and nothing of a pass. Who may read and write which slot is proved when the strategy is
//! assembled (see [`crate::assembly::cache_access`]), so nothing is checked here.

use simpletrader_config::build_spec::{AccountField, BarField, InputSource};
use simpletrader_contracts::Instant;
use simpletrader_contracts::decimal::to_f64;
use simpletrader_contracts::ledger::AccountView;
use simpletrader_contracts::market::{Bar, Instrument, Series, Tick};
use simpletrader_contracts::worker::capability::WindowBar;

/// The cache is in no run: nobody may be shown anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the strategy cache is in no run")]
pub(crate) struct NoActiveRun;

/// Facts and bars of one strategy.
#[derive(Debug)]
pub(crate) struct StrategyCache {
    /// The anchor of the run, while there is one.
    run: Option<Tick>,
    facts: Vec<f64>,
    bars: Vec<Option<Bar>>,
    /// 10^price_scale and 10^size_scale of each series' instrument.
    units: Vec<(f64, f64)>,
}

impl StrategyCache {
    /// An empty cache.
    pub fn new(fact_slots: usize, series: &[Series], instruments: &[Instrument]) -> Self {
        let unit = |series: &Series| {
            let instrument = instruments.get(series.instrument as usize);
            let power = |scale: Option<u8>| 10_f64.powi(i32::from(scale.unwrap_or(0)));
            (power(instrument.map(|i| i.price_scale)), power(instrument.map(|i| i.size_scale)))
        };
        Self {
            run: None,
            facts: vec![f64::NAN; fact_slots],
            bars: vec![None; series.len()],
            units: series.iter().map(unit).collect(),
        }
    }

    /// A run begins; one that was not ended is over.
    pub fn start_run(&mut self, anchor: Tick) {
        self.run = Some(anchor);
    }

    /// The anchor of the run.
    ///
    /// # Errors
    /// When there is no run.
    pub fn anchor(&self) -> Result<Tick, NoActiveRun> {
        self.run.ok_or(NoActiveRun)
    }

    /// The run is over; nothing happens if there is none.
    pub fn end_run(&mut self) {
        self.run = None;
    }

    /// Stores a bar that has just closed.
    pub fn store_bar(&mut self, bar: Bar) {
        if let Some(latest) = self.bars.get_mut(bar.series.index()) {
            *latest = Some(bar);
        }
    }

    /// The slots of one worker's outputs, to write.
    pub fn facts_mut(&mut self, slots: std::ops::Range<usize>) -> &mut [f64] {
        self.facts.get_mut(slots).unwrap_or_default()
    }

    /// The slots of one worker's outputs.
    pub fn facts(&self, slots: std::ops::Range<usize>) -> &[f64] {
        self.facts.get(slots).unwrap_or_default()
    }

    /// Collects a worker's inputs, in order, into `values`.
    pub fn gather(&self, inputs: &[InputSource], account: &AccountView, values: &mut Vec<f64>) {
        values.clear();
        values.extend(inputs.iter().map(|input| match *input {
            InputSource::Fact(slot) => self.facts.get(slot).copied().unwrap_or(f64::NAN),
            InputSource::Bar { series, field } => self.bar_field(series as usize, field),
            InputSource::Account(field) => to_f64(match field {
                AccountField::Equity => account.equity,
                AccountField::Cash => account.cash,
                AccountField::Exposure => account.exposure,
                AccountField::DailyResult => account.daily_result,
            }),
            InputSource::Absent => f64::NAN,
        }));
    }

    /// A closed bar as numbers; none of a series that the strategy does not have.
    pub fn as_numbers(&self, bar: &Bar, closed_at: Instant) -> Option<WindowBar> {
        let (price_unit, size_unit) = *self.units.get(bar.series.index())?;
        let price = |mantissa: i64| mantissa as f64 / price_unit;
        Some(WindowBar {
            series: bar.series,
            closed_at,
            open: price(bar.open),
            high: price(bar.high),
            low: price(bar.low),
            close: price(bar.close),
            volume: bar.volume as f64 / size_unit,
        })
    }

    fn bar_field(&self, series: usize, field: BarField) -> f64 {
        let (Some(Some(bar)), Some((price_unit, size_unit))) = (self.bars.get(series), self.units.get(series)) else {
            return f64::NAN;
        };
        // Both operands are exact doubles, so the quotient is the correctly rounded price.
        match field {
            BarField::Open => bar.open as f64 / price_unit,
            BarField::High => bar.high as f64 / price_unit,
            BarField::Low => bar.low as f64 / price_unit,
            BarField::Close => bar.close as f64 / price_unit,
            BarField::Volume => bar.volume as f64 / size_unit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_contracts::market::SeriesRef;
    use simpletrader_contracts::terms::OriginType;

    fn cache() -> StrategyCache {
        let instrument = Instrument {
            symbol: simpletrader_contracts::Symbol::new("A_USD").unwrap(),
            price_scale: 2,
            size_scale: 0,
            tick_size: "0.01".parse().unwrap(),
            lot_size: "1".parse().unwrap(),
            min_notional: None,
        };
        StrategyCache::new(2, &[Series { instrument: 0, timeframe_seconds: 60 }], &[instrument])
    }

    fn tick(sequence: u32) -> Tick {
        Tick { sequence, at: Instant::default(), trigger: OriginType::Tick }
    }

    // mission: 5
    #[test]
    fn there_is_an_anchor_only_in_a_run_and_a_new_run_replaces_an_unfinished_one() {
        let mut cache = cache();
        assert_eq!(cache.anchor(), Err(NoActiveRun));
        cache.start_run(tick(1));
        cache.start_run(tick(2));
        assert_eq!(cache.anchor(), Ok(tick(2)));
        cache.end_run();
        cache.end_run();
        assert_eq!(cache.anchor(), Err(NoActiveRun));
    }

    // mission: 5
    #[test]
    fn what_nobody_has_produced_reads_as_nan_and_what_was_produced_as_it_is() {
        let mut cache = cache();
        cache.facts_mut(0..1)[0] = 7.5;
        cache.store_bar(Bar { series: SeriesRef(0), open: 1, high: 2, low: 1, close: 12_345, volume: 0 });
        let inputs = [
            InputSource::Fact(0),
            InputSource::Fact(1),
            InputSource::Bar { series: 0, field: BarField::Close },
            InputSource::Bar { series: 9, field: BarField::Close },
            InputSource::Absent,
        ];
        let mut values = Vec::new();
        cache.gather(&inputs, &AccountView::default(), &mut values);
        let text: Vec<String> = values.iter().map(f64::to_string).collect();
        assert_eq!(text, ["7.5", "NaN", "123.45", "NaN", "NaN"]);
        assert!(cache.facts_mut(1..9).is_empty(), "slots that do not exist cannot be written");
    }

    // mission: 5
    #[test]
    fn the_facts_of_a_series_outlive_the_pass_in_which_they_were_measured() {
        let mut cache = cache();
        cache.start_run(tick(1));
        cache.facts_mut(0..1)[0] = 1.0;
        cache.end_run();
        cache.start_run(tick(2));
        assert_eq!(cache.facts(0..1), [1.0]);
    }
}
