//! {{title}}: the mean of the last `period` closing prices.

use std::collections::VecDeque;

use simpletrader_sdk::prelude::*;

/// What a blueprint sets under `config`. The schema of the parameters comes from here, these comments included.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Bars in the window.
    period: Ranged<1, 10_000>,
}

fields! {
    /// The facts that this worker gives; other workers name them in the blueprint.
    pub struct Facts {
        /// Mean of the last `period` closes, in quote currency; NaN while there are fewer.
        pub value,
    }
}

/// What the worker remembers between bars.
pub struct {{Name}} {
    period: usize,
    units: PriceUnits,
    closes: VecDeque<f64>,
}

impl Worker for {{Name}} {
    const ABOUT: About = About::new("{{vendor}}", "{{name}}", env!("CARGO_PKG_VERSION"), "{{title}}");
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { period: params.period.get() as usize, units: setup.price_units()?, closes: VecDeque::new() })
    }
}

impl ContextWorker for {{Name}} {
    type Inputs = ();
    type Facts = Facts;

    fn measure(&mut self, _at: Instant, bar: &Bar, _inputs: &()) -> Result<Facts, WorkerError> {
        // Prices of bars are whole price steps; this is the close in quote currency.
        self.closes.push_back(bar.close as f64 / self.units.of(bar.series)? as f64);
        if self.closes.len() > self.period {
            self.closes.pop_front();
        }
        let is_ready = self.closes.len() == self.period;
        let mean = self.closes.iter().sum::<f64>() / self.period as f64;
        Ok(Facts { value: if is_ready { mean } else { f64::NAN } })
    }
}

export_worker!(context {{Name}});

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    #[test]
    fn the_mean_is_ready_when_the_window_is_full() {
        let mut worker: {{Name}} = testing::configure(r#"{"period": 2}"#).unwrap();
        let mut mean = |close| worker.measure(Instant::default(), &testing::bar(close), &()).unwrap().value;
        assert!(mean(10_000).is_nan());
        assert_eq!(mean(10_200), 101.0);
    }

    #[test]
    fn a_window_without_bars_is_refused() {
        assert!(testing::configure::<{{Name}}>(r#"{"period": 0}"#).is_err());
    }
}
