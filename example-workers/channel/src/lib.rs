//! A price channel: the highest high and the lowest low of the `period` bars before the one that has just closed. The newest bar
//! is left out, so that a close above `upper` is a new high and not a comparison with itself.
//!
//! It keeps nothing between bars: it looks back with the capability `market-window`.

use simpletrader_sdk::prelude::*;

/// The longest period.
const LONGEST: u32 = 250;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Bars that the channel spans.
    period: Ranged<1, LONGEST>,
}

fields! {
    /// The facts of this worker.
    pub struct Bounds {
        /// Highest high of the bars before, in quote currency.
        pub upper,
        /// Lowest low of the bars before, in quote currency.
        pub lower,
    }
}

/// The channel.
pub struct Channel {
    period: u32,
}

impl Worker for Channel {
    const ABOUT: About = About::new("simpletrader", "channel", env!("CARGO_PKG_VERSION"), "Price channel").looks_back(LONGEST + 1);
    type Params = Params;

    fn configure(params: Params, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { period: params.period.get() })
    }
}

impl ContextWorker for Channel {
    type Inputs = ();
    type Facts = Bounds;

    fn measure(&mut self, _: Instant, bar: &Bar, _: &()) -> Result<Bounds, WorkerError> {
        let bars = window::latest(bar.series, self.period + 1)?;
        if bars.len() <= self.period as usize {
            return Ok(Bounds { upper: f64::NAN, lower: f64::NAN });
        }
        let before = ..self.period as usize;
        let upper = bars.high.get(before).into_iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
        let lower = bars.low.get(before).into_iter().flatten().copied().fold(f64::INFINITY, f64::min);
        Ok(Bounds { upper, lower })
    }
}

export_worker!(context Channel);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    /// The channel after each of these closes.
    fn bounds(period: u32, closes: &[f64]) -> Vec<(f64, f64)> {
        let mut channel: Channel = testing::configure(&format!(r#"{{"period": {period}}}"#)).unwrap();
        let after = |count: usize| {
            testing::observe(&closes[count..=count]);
            let Bounds { upper, lower } = channel.measure(Instant::default(), &testing::bar(0), &()).unwrap();
            (upper, lower)
        };
        (0..closes.len()).map(after).collect()
    }

    #[test]
    fn a_period_outside_its_range_is_refused() {
        for bad in [r#"{"period": 0}"#, r#"{"period": 251}"#, r#"{}"#] {
            assert!(matches!(testing::configure::<Channel>(bad), Err(WorkerError::BadParams(_))), "{bad}");
        }
    }

    #[test]
    fn there_is_no_channel_before_it_is_full() {
        let bounds = bounds(3, &[1.0, 2.0, 3.0]);
        assert!(bounds.iter().all(|(upper, lower)| upper.is_nan() && lower.is_nan()), "{bounds:?}");
    }

    // mission: 71 (partly)
    #[test]
    fn the_channel_spans_the_bars_before_the_newest() {
        let bounds = bounds(2, &[5.0, 3.0, 9.0, 1.0, 4.0]);
        assert_eq!(bounds[2..], [(5.0, 3.0), (9.0, 3.0), (9.0, 1.0)]);
    }
}
