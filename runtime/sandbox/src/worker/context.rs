//! Context workers.

use simpletrader_contracts::Instant;
use simpletrader_contracts::market::Bar;
use simpletrader_contracts::worker::Fault;
use simpletrader_contracts::worker::call::{ContextWorker, SlicedBar, measure_each};

use super::ComponentWorker;
use crate::bindings::handlers::{context, context_slice};
use crate::convert::{lower, parse};

/// The functions of a context worker. Slices are long, so the list in which they cross is kept between calls.
pub(super) struct ContextHandlers {
    handlers: context::Guest,
    /// None where the component does not export it.
    slice: Option<context_slice::Guest>,
    numbers: Vec<i64>,
}

impl ContextHandlers {
    pub(super) fn new(handlers: context::Guest, slice: Option<context_slice::Guest>) -> Self {
        Self { handlers, slice, numbers: Vec::new() }
    }
}

impl ContextWorker for ComponentWorker<ContextHandlers> {
    fn measure(&mut self, at: Instant, bar: &Bar, inputs: &[f64], outputs: &mut [f64]) -> Result<(), Fault> {
        self.guest.call(
            "measure",
            at,
            |store| self.handlers.handlers.call_measure(store, at.micros(), lower::bar(bar), inputs),
            |facts, _| parse::facts(&facts, outputs),
        )
    }

    fn measure_slice(&mut self, bars: &[SlicedBar], rows: &mut [f64]) -> Result<(), Fault> {
        let ContextHandlers { slice, numbers, .. } = &mut self.handlers;
        let (Some(slice), Some(first)) = (slice, bars.first()) else {
            return measure_each(self, bars, rows);
        };
        lower::slice(bars, numbers);
        self.guest.call_for_each(
            bars.len() as u64,
            "measure-slice",
            first.at,
            |store| slice.call_measure_slice(store, first.bar.series.0, numbers),
            |facts, _| parse::rows(&facts, rows),
        )
    }
}
