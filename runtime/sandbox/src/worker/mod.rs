//! Live workers: the engine's traits over a component.
//!
//! A worker is a [`Guest`] (one store, its limits and figures) and the functions of its category, resolved
//! once. One file per category says what goes in, which function is called and how the answer is read; everything that all
//! calls have in common (fuel, deadline, faults, figures) is in `guest`.

mod bind;
mod context;
mod detector;
mod execution;
mod fuel_history;
mod guest;
mod monitor;
mod planner;
mod provision;
mod strategy;

use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::worker::call::{Usage, Worker};
use simpletrader_contracts::worker::capability::{Remarks, StateChange, WindowBar};
use simpletrader_contracts::worker::{Fault, FuelSpread};

pub(crate) use bind::Bindings;
pub(crate) use guest::{COMPONENT_HANDLES, Guest, InstantiateError, StoreState};
pub(crate) use provision::Provision;

/// A worker of the category whose functions `H` holds.
pub(crate) struct ComponentWorker<H> {
    guest: Guest,
    handlers: H,
}

impl<H: Send> Worker for ComponentWorker<H> {
    fn configure(&mut self, params: &str, instruments: &[Instrument], series: &[Series]) -> Result<(), Fault> {
        self.guest.configure(params, instruments, series)
    }

    fn usage(&self) -> Usage {
        self.guest.usage()
    }

    fn fuel_spread(&self) -> FuelSpread {
        self.guest.fuel_spread().clone()
    }

    fn observe(&mut self, bar: &WindowBar) {
        self.guest.observe(bar);
    }

    fn take_remarks(&mut self) -> Remarks {
        self.guest.take_remarks()
    }

    fn undo_state(&mut self) {
        self.guest.undo_state();
    }

    fn adopt_state(&mut self, changes: &[StateChange]) {
        self.guest.adopt_state(changes);
    }
}
