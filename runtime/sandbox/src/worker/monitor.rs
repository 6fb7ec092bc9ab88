//! Risk monitors.

use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::RiskDraft;
use simpletrader_contracts::ledger::PositionView;
use simpletrader_contracts::worker::Fault;
use simpletrader_contracts::worker::call::{Disposition, RiskMonitor};

use super::ComponentWorker;
use crate::bindings::handlers::monitor;
use crate::bindings::wire::ledger;
use crate::convert::{lower, parse};

/// The functions of a monitor. It is called on every bar with the open trades, so the list for them is kept between calls.
pub(super) struct MonitorHandlers {
    handlers: monitor::Guest,
    positions: Vec<ledger::Position>,
}

impl MonitorHandlers {
    pub(super) fn new(handlers: monitor::Guest) -> Self {
        Self { handlers, positions: Vec::new() }
    }
}

impl RiskMonitor for ComponentWorker<MonitorHandlers> {
    fn watch(&mut self, at: Instant, inputs: &[f64], positions: &[PositionView]) -> Result<Disposition<RiskDraft>, Fault> {
        let MonitorHandlers { handlers, positions: wire } = &mut self.handlers;
        wire.clear();
        for position in positions {
            wire.push(lower::position(position).map_err(|misfit| self.guest.cannot_lower("watch", &misfit))?);
        }
        self.guest.call("watch", at, |store| handlers.call_watch(store, at.micros(), inputs, wire), parse::risks)
    }
}
