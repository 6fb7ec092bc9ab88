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

export_worker!(context Sma);
