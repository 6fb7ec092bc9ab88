//! Gives back the numbers that it is given, bit by bit. For tests of every guest language: each has a worker that does the same.

#![allow(missing_docs)] // Numbers without a meaning.

use simpletrader_sdk::prelude::*;

fields! {
    /// Numbers to give back; NaN where nothing produces them.
    pub struct Inputs {
        pub a: optional,
        pub b: optional,
        pub c: optional,
        pub d: optional,
        pub e: optional,
        pub f: optional,
        pub g: optional,
        pub h: optional,
    }
}

fields! {
    /// The inputs as they came, and the bar.
    pub struct Facts {
        pub a,
        pub b,
        pub c,
        pub d,
        pub e,
        pub f,
        pub g,
        pub h,
        /// The mantissa of the open; so are the next four.
        pub open,
        pub high,
        pub low,
        pub close,
        pub volume,
        /// The number of the series.
        pub series,
        /// Microseconds since the epoch.
        pub at,
    }
}

/// The worker.
pub struct EchoFacts;

impl Worker for EchoFacts {
    const ABOUT: About = About::new("rust", "echo_facts", env!("CARGO_PKG_VERSION"), "Echo of numbers");
    type Params = NoParams;

    fn configure(_: NoParams, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self)
    }
}

impl ContextWorker for EchoFacts {
    type Inputs = Inputs;
    type Facts = Facts;

    fn measure(&mut self, at: Instant, bar: &Bar, inputs: &Inputs) -> Result<Facts, WorkerError> {
        let &Inputs { a, b, c, d, e, f, g, h } = inputs;
        // Fifteen digits at most, and times until the year 2255: exact in a double.
        let [open, high, low, close, volume] = [bar.open, bar.high, bar.low, bar.close, bar.volume].map(|mantissa| mantissa as f64);
        let (series, at) = (f64::from(bar.series.0), at.micros() as f64);
        Ok(Facts { a, b, c, d, e, f, g, h, open, high, low, close, volume, series, at })
    }
}

export_worker!(context EchoFacts);
