//! Exponential moving average: `v = a * x + (1 - a) * v` with `a = 2 / (period + 1)`, starting at the first close.
//!
//! Ready from the first bar. The formula is evaluated in exactly this form, because its value depends on the order of the
//! floating-point operations.

use simpletrader_sdk::prelude::*;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Bars after which an old price weighs little; 1 follows the price itself.
    period: Ranged<1, 10_000>,
}

fields! {
    /// The facts of this worker.
    pub struct Average {
        /// The average, in quote currency.
        pub value,
    }
}

/// The last average.
pub struct Ema {
    weight: f64,
    units: PriceUnits,
    last: Option<f64>,
}

impl Worker for Ema {
    const ABOUT: About = About::new("simpletrader", "ema", env!("CARGO_PKG_VERSION"), "Exponential moving average");
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        let weight = 2.0 / (f64::from(params.period.get()) + 1.0);
        Ok(Self { weight, units: setup.price_units()?, last: None })
    }
}

impl ContextWorker for Ema {
    type Inputs = ();
    type Facts = Average;

    fn measure(&mut self, _: Instant, bar: &Bar, _: &()) -> Result<Average, WorkerError> {
        let close = bar.close as f64 / self.units.of(bar.series)? as f64;
        let value = match self.last {
            Some(last) => self.weight * close + (1.0 - self.weight) * last,
            None => close,
        };
        self.last = Some(value);
        Ok(Average { value })
    }
}

export_worker!(context Ema, slices);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    fn averages(period: u32, closes: &[i64]) -> Vec<f64> {
        let mut ema: Ema = testing::configure(&format!(r#"{{"period": {period}}}"#)).unwrap();
        closes.iter().map(|&close| ema.measure(Instant::default(), &testing::bar(close), &()).unwrap().value).collect()
    }

    #[test]
    fn a_period_outside_its_range_is_refused() {
        for bad in [r#"{"period": 0}"#, r#"{"period": 10001}"#, r#"{}"#, r#"{"period": 3, "peroid": 4}"#] {
            assert!(matches!(testing::configure::<Ema>(bad), Err(WorkerError::BadParams(_))), "{bad}");
        }
    }

    #[test]
    fn a_bar_of_a_series_that_was_never_announced_is_an_error() {
        let mut ema: Ema = testing::configure(r#"{"period": 3}"#).unwrap();
        let stray = Bar { series: SeriesRef(9), ..testing::bar(1) };
        assert!(ema.measure(Instant::default(), &stray, &()).is_err());
    }

    #[test]
    fn the_first_close_is_the_seed_and_the_formula_follows() {
        assert_eq!(averages(3, &[10_000, 11_000, 10_500]), [100.0, 105.0, 105.0]);
        let a = 2.0 / 13.0;
        assert_eq!(averages(12, &[10_034, 9_991]), [100.34, a * 99.91 + (1.0 - a) * 100.34]);
    }

    #[test]
    fn a_period_of_one_is_the_close() {
        assert_eq!(averages(1, &[10_034, 9_991]), [100.34, 99.91]);
    }
}
