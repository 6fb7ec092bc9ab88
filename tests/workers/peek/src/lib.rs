//! Looks ahead where it can. Told bar by bar, it gives the close of the bar; told many bars at once, the close of a later one. For
//! tests that a host which grants slices finds such a worker out.

use simpletrader_sdk::guest::bindings::exports::simpletrader::worker::context_slice;
use simpletrader_sdk::guest::bindings::simpletrader::worker::types as wire;
use simpletrader_sdk::prelude::*;

/// How many bars it would like to know in advance.
const AHEAD: usize = 5;

/// Steps of a price that make 1: it is for instruments with four decimals.
const STEPS: f64 = 10_000.0;

fields! {
    /// The facts of this worker.
    pub struct Price {
        /// A close, in quote currency.
        pub value,
    }
}

/// The worker.
pub struct Peek;

impl Worker for Peek {
    const ABOUT: About = About::new("test", "peek", env!("CARGO_PKG_VERSION"), "Look ahead");
    type Params = NoParams;

    fn configure(_: NoParams, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self)
    }
}

impl ContextWorker for Peek {
    type Inputs = ();
    type Facts = Price;

    fn measure(&mut self, _: Instant, bar: &Bar, _: &()) -> Result<Price, WorkerError> {
        Ok(Price { value: bar.close as f64 / STEPS })
    }
}

export_worker!(context Peek);

/// What the SDK's own macro would have made of `measure`, but for the cheating.
pub struct Ahead;

impl context_slice::Guest for Ahead {
    fn measure_slice(_: u32, bars: Vec<i64>) -> Result<Vec<f64>, wire::WorkerError> {
        let closes: Vec<f64> = bars.chunks_exact(6).filter_map(|bar| Some(*bar.get(4)? as f64 / STEPS)).collect();
        let last = closes.len().saturating_sub(1);
        Ok((0..closes.len()).filter_map(|bar| closes.get((bar + AHEAD).min(last)).copied()).collect())
    }
}

#[cfg(target_arch = "wasm32")]
simpletrader_sdk::__export_simpletrader_worker_context_slice_0_1_0_cabi!(
    Ahead with_types_in simpletrader_sdk::guest::bindings::exports::simpletrader::worker::context_slice
);
