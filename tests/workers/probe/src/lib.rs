//! Looks for a later bar by every path that a worker has, and writes down what it finds. For tests of the host.
//!
//! It is told a bar and an instant; it looks back, further than it may and on series that there are not; and it reads what it, or
//! anybody who shares its state, has left there. All of it goes to the log, where two runs can be compared.

use simpletrader_sdk::prelude::*;

/// Nothing to configure.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {}

fields! {
    /// The facts of this worker.
    pub struct Close {
        /// The close of the bar, in quote currency.
        pub value,
    }
}

/// Bars that it asks for, and is granted.
const BARS: u32 = 50;

/// The key of what is remembered and shared.
const LATEST: &str = "latest";

/// The worker.
pub struct Probe {
    units: PriceUnits,
}

impl Worker for Probe {
    const ABOUT: About = About::new("simpletrader", "probe", env!("CARGO_PKG_VERSION"), "Probe")
        .description("Looks for later bars by every path that it has.")
        .logs()
        .looks_back(BARS)
        .shares(64)
        .writes_notes();
    type Params = Params;

    fn configure(_: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { units: setup.price_units()? })
    }
}

impl ContextWorker for Probe {
    type Inputs = ();
    type Facts = Close;

    fn measure(&mut self, at: Instant, bar: &Bar, _: &()) -> Result<Close, WorkerError> {
        log!(Info, "told {bar:?} at {at}");
        for (series, count) in
            [(bar.series, 1), (bar.series, BARS), (bar.series, u32::MAX), (SeriesRef(1), 1), (SeriesRef(u32::MAX), 1)]
        {
            match window::latest(series, count) {
                Ok(seen) => {
                    let newest = seen.times.last().map(ToString::to_string).unwrap_or_default();
                    let sum = |column: &[f64]| column.iter().sum::<f64>();
                    let sums = [&seen.open, &seen.high, &seen.low, &seen.close, &seen.volume].map(|column| sum(column));
                    log!(Info, "{count} of {}: {} bars up to {newest}, sums {sums:?}", series.0, seen.len());
                }
                Err(error) => log!(Info, "{count} of {}: {error}", series.0),
            }
        }
        let left: Option<i64> = state::load(LATEST)?;
        log!(Info, "left {left:?}");
        if left.is_none_or(|left| left < at.micros()) {
            state::save(LATEST, &at.micros())?;
        }
        notes::add(format!("read {left:?}"));
        Ok(Close { value: exact::ratio(i128::from(bar.close), self.units.of(bar.series)?) })
    }
}

export_worker!(context Probe);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    #[test]
    fn it_writes_down_whatever_it_finds() {
        let mut probe: Probe = testing::configure("{}").unwrap();
        let close = probe.measure(Instant::from_micros(7), &testing::bar(10_000), &()).unwrap();
        assert_eq!(close.value, 100.0);
        let lines = testing::remarks().log;
        assert_eq!(lines.len(), 7, "{lines:?}");
        assert!(lines[6].text.contains("left None"), "{lines:?}");
    }
}
