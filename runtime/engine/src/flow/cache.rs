//! The strategy cache: the facts of a pass by slot, and the latest closed bar of every series. Numbers only, compiled to
//! indices; a fact that was not produced reads as NaN.

use simpletrader_config::build_spec::{AccountField, BarField, InputSource};
use simpletrader_contracts::Instant;
use simpletrader_contracts::decimal::to_f64;
use simpletrader_contracts::ledger::AccountView;
use simpletrader_contracts::market::{Bar, Instrument, Series};
use simpletrader_contracts::worker::capability::WindowBar;

/// Facts and bars of one strategy.
#[derive(Debug)]
pub(crate) struct StrategyCache {
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
        Self { facts: vec![f64::NAN; fact_slots], bars: vec![None; series.len()], units: series.iter().map(unit).collect() }
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
