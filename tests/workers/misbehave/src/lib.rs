//! Works like any context worker until bar `after_bars`, then does what hostile or broken code does. For tests of the host.

use simpletrader_sdk::prelude::*;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// What it does when its time has come.
    mode: Mode,
    /// Bars that it measures properly before.
    after_bars: u32,
}

/// Ways to misbehave.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Never returns.
    Loop,
    /// Takes memory until there is none.
    Memory,
    /// Panics.
    Panic,
    /// Returns a number that is none.
    Nan,
    /// Returns an error, as a well-behaved worker may.
    Error,
}

fields! {
    /// The facts of this worker.
    pub struct Close {
        /// The close of the bar, in quote currency.
        pub value,
    }
}

/// The worker.
pub struct Misbehave {
    mode: Mode,
    bars_left: u32,
    units: PriceUnits,
}

impl Worker for Misbehave {
    const ABOUT: About = About::new("simpletrader", "misbehave", env!("CARGO_PKG_VERSION"), "Misbehave");
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { mode: params.mode, bars_left: params.after_bars, units: setup.price_units()? })
    }
}

impl ContextWorker for Misbehave {
    type Inputs = ();
    type Facts = Close;

    fn measure(&mut self, _: Instant, bar: &Bar, _: &()) -> Result<Close, WorkerError> {
        if self.bars_left == 0 {
            return misbehave(self.mode);
        }
        self.bars_left -= 1;
        Ok(Close { value: exact::ratio(i128::from(bar.close), self.units.of(bar.series)?) })
    }
}

fn misbehave(mode: Mode) -> Result<Close, WorkerError> {
    match mode {
        Mode::Loop => loop {
            std::hint::black_box(0);
        },
        Mode::Memory => {
            let mut hoard = Vec::new();
            loop {
                // Untouched, so that the memory limit is reached before the fuel is used up.
                hoard.push(std::hint::black_box(Vec::<u8>::with_capacity(1 << 20)));
            }
        }
        Mode::Panic => panic!("misbehave was told to panic"),
        Mode::Nan => Ok(Close { value: f64::NAN }),
        Mode::Error => Err(WorkerError::failed("misbehave was told to fail")),
    }
}

export_worker!(context Misbehave);

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing;

    fn measured(mode: &str, bars: usize) -> Vec<Result<f64, WorkerError>> {
        let params = format!(r#"{{"mode": "{mode}", "after_bars": 2}}"#);
        let mut worker: Misbehave = testing::configure(&params).unwrap();
        (0..bars).map(|_| worker.measure(Instant::default(), &testing::bar(10_000), &()).map(|close| close.value)).collect()
    }

    #[test]
    fn it_behaves_until_its_time_has_come() {
        assert_eq!(measured("loop", 2), [Ok(100.0), Ok(100.0)]);
        assert_eq!(measured("error", 3)[2], Err(WorkerError::failed("misbehave was told to fail")));
        assert!(measured("nan", 3)[2].as_ref().unwrap().is_nan());
    }

    #[test]
    #[should_panic(expected = "told to panic")]
    fn it_panics_on_demand() {
        measured("panic", 3);
    }
}
