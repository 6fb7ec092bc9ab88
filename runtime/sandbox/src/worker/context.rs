//! Context workers.

use simpletrader_contracts::Instant;
use simpletrader_contracts::market::Bar;
use simpletrader_contracts::worker::Fault;
use simpletrader_contracts::worker::call::ContextWorker;

use super::ComponentWorker;
use crate::bindings::handlers::context;
use crate::convert::{lower, parse};

impl ContextWorker for ComponentWorker<context::Guest> {
    fn measure(&mut self, at: Instant, bar: &Bar, inputs: &[f64], outputs: &mut [f64]) -> Result<(), Fault> {
        self.guest.call(
            "measure",
            at,
            |store| self.handlers.call_measure(store, at.micros(), lower::bar(bar), inputs),
            |facts, _| parse::facts(&facts, outputs),
        )
    }
}
