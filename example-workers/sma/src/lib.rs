//! Simple moving average: the mean of the last `period` closing prices.
//!
//! The sum is kept in whole price steps and divided once, correctly rounded, so two averages whose true values are equal
//! are the same number: a crossing is never an artefact of rounding.

use std::collections::VecDeque;

use simpletrader_sdk::prelude::*;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Bars in the window.
    period: Ranged<1, 10_000>,
}

fields! {
    /// The facts of this worker.
    pub struct Average {
        /// Mean of the last `period` closes, in quote currency.
        pub value,
    }
}

/// The window and its sum.
pub struct Sma {
    period: u32,
    units: PriceUnits,
    window: VecDeque<i64>,
    sum: i128,
}

impl Worker for Sma {
    const ABOUT: About = About::new("simpletrader", "sma", env!("CARGO_PKG_VERSION"), "Simple moving average");
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { period: params.period.get(), units: setup.price_units()?, window: VecDeque::new(), sum: 0 })
    }
}

impl ContextWorker for Sma {
    type Inputs = ();
    type Facts = Average;

    fn measure(&mut self, _: Instant, bar: &Bar, _: &()) -> Result<Average, WorkerError> {
        let oldest = if self.window.len() == self.period as usize { self.window.pop_front() } else { None };
        self.window.push_back(bar.close);
        self.sum += i128::from(bar.close) - i128::from(oldest.unwrap_or(0));
        let ready = self.window.len() == self.period as usize;
        let steps = u64::from(self.period) * self.units.of(bar.series)?;
        Ok(Average { value: if ready { exact::ratio(self.sum, steps) } else { f64::NAN } })
    }
}

export_worker!(context Sma, slices);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    fn means(period: u32, closes: impl IntoIterator<Item = i64>) -> Vec<f64> {
        let mut sma: Sma = testing::configure(&format!(r#"{{"period": {period}}}"#)).unwrap();
        closes.into_iter().map(|close| sma.measure(Instant::default(), &testing::bar(close), &()).unwrap().value).collect()
    }

    #[test]
    fn a_period_outside_its_range_is_refused() {
        for bad in [r#"{"period": 0}"#, r#"{"period": 10001}"#, r#"{}"#, r#"{"period": "3"}"#, r#"{"period": 3, "peroid": 4}"#] {
            assert!(matches!(testing::configure::<Sma>(bad), Err(WorkerError::BadParams(_))), "{bad}");
        }
    }

    #[test]
    fn a_bar_of_a_series_that_was_never_announced_is_an_error() {
        let mut sma: Sma = testing::configure(r#"{"period": 3}"#).unwrap();
        assert!(sma.measure(Instant::default(), &Bar { series: SeriesRef(9), ..testing::bar(1) }, &()).is_err());
    }

    // mission: 71
    #[test]
    fn the_mean_is_not_ready_before_the_window_is_full_and_then_slides() {
        let means = means(3, [10_000, 10_100, 10_200, 10_600]);
        assert!(means[0].is_nan() && means[1].is_nan());
        assert_eq!(means[2..], [101.0, 103.0]);
    }

    #[test]
    fn means_that_are_truly_equal_compare_equal_whatever_their_windows() {
        // 7 bars and 21 bars of the same three prices: sevenths have no exact double.
        let pattern = [10_003, 10_001, 10_002, 9_998, 10_007, 10_000, 10_006];
        let short = means(7, pattern.repeat(3));
        let long = means(21, pattern.repeat(3));
        assert_eq!(short[20], long[20]);
        assert_eq!(short[20], 70_017.0 / 700.0);
    }

    #[test]
    fn a_window_of_the_largest_prices_does_not_overflow() {
        let largest = 999_999_999_999_999;
        let means = means(10_000, std::iter::repeat_n(largest, 10_000));
        assert_eq!(means[9_999], largest as f64 / 100.0);
    }

    #[test]
    fn the_whole_worker_is_under_forty_lines_of_code() {
        let (worker, _) = include_str!("lib.rs").split_once("#[cfg(test)]").unwrap();
        let lines = worker.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
        assert!(lines.count() < 40, "an author writes logic and nothing else");
    }
}
