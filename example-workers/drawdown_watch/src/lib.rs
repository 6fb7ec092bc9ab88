//! Warns, in every pass, while equity stands more than `limit` below its highest value so far.
//!
//! A risk is a state: it is repeated as long as it lasts, unlike a signal.

use simpletrader_sdk::prelude::*;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Tolerated fall from the peak, as a share of the peak; 1 never warns while there is any equity left.
    limit: Fraction,
}

fields! {
    /// What is watched.
    pub struct Figures {
        /// Equity of the account, in account currency.
        pub equity,
    }
}

/// The highest equity so far.
pub struct DrawdownWatch {
    limit: f64,
    peak: f64,
    drawdown: Label,
}

impl Worker for DrawdownWatch {
    const ABOUT: About =
        About::new("simpletrader", "drawdown_watch", env!("CARGO_PKG_VERSION"), "Drawdown watch").reads(&[Read::Account]);
    type Params = Params;

    fn configure(params: Params, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { limit: to_f64(params.limit.get()), peak: 0.0, drawdown: Label::new("DRAWDOWN")? })
    }
}

impl RiskMonitor for DrawdownWatch {
    type Inputs = Figures;

    fn watch(&mut self, _: Instant, inputs: &Figures, _: &[PositionView]) -> Result<Disposition<Risk>, WorkerError> {
        // `max` ignores a figure that is not ready; before the first one the peak is 0 and the fall not a number.
        self.peak = self.peak.max(inputs.equity);
        let fall = 1.0 - inputs.equity / self.peak;
        if fall > self.limit {
            let risk = Risk { risk_type: self.drawdown.clone(), severity: Fraction::ONE, instrument: None };
            return Ok(Disposition::Publish(vec![risk]));
        }
        Ok(Disposition::Proceed)
    }
}

export_worker!(monitor DrawdownWatch);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    fn warnings(limit: &str, equities: &[f64]) -> Vec<bool> {
        let mut watch: DrawdownWatch = testing::configure(&format!(r#"{{"limit": "{limit}"}}"#)).unwrap();
        let warned = |&equity: &f64| match watch.watch(Instant::default(), &Figures { equity }, &[]).unwrap() {
            Disposition::Publish(risks) => {
                assert_eq!(risks.len(), 1);
                assert_eq!((risks[0].risk_type.as_str(), risks[0].severity), ("DRAWDOWN", Fraction::ONE));
                true
            }
            _ => false,
        };
        equities.iter().map(warned).collect()
    }

    #[test]
    fn a_limit_outside_zero_to_one_is_refused() {
        for bad in [r#"{"limit": "1.01"}"#, r#"{"limit": "-0.1"}"#, r#"{"limit": 0.2}"#, r#"{}"#] {
            assert!(matches!(testing::configure::<DrawdownWatch>(bad), Err(WorkerError::BadParams(_))), "{bad}");
        }
    }

    #[test]
    fn a_figure_that_is_not_ready_is_neither_a_peak_nor_a_fall() {
        assert_eq!(warnings("0.2", &[f64::NAN, 100.0, f64::NAN, 79.0]), [false, false, false, true]);
    }

    // mission: 73
    #[test]
    fn it_warns_below_the_limit_as_long_as_it_lasts() {
        assert_eq!(warnings("0.25", &[100.0, 75.0, 74.9, 74.0, 76.0]), [false, false, true, true, false], "75 is the limit");
        assert_eq!(warnings("0.5", &[100.0, 200.0, 99.0]), [false, false, true], "the peak moves up");
    }

    #[test]
    fn a_limit_of_one_is_silent_until_equity_is_negative() {
        assert_eq!(warnings("1", &[100.0, 1.0, 0.0, -1.0]), [false, false, false, true]);
    }
}
