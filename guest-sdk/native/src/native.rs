//! What all native workers have in common: their life, their figures and their faults.

use simpletrader_contracts::market::{Instrument, Series, SeriesRef};
use simpletrader_contracts::name::excerpt;
use simpletrader_contracts::worker::call::{Usage, Worker};
use simpletrader_contracts::worker::capability::{Grants, Kit, Remarks, RequestedCapabilities, StateChange, WindowBar};
use simpletrader_contracts::worker::{Fault, FaultKind};
use simpletrader_sdk::{self as sdk, WorkerError, configure};

/// Most characters kept of a worker's own message, as in the sandbox.
const MESSAGE: usize = 1_000;

/// A worker behind the engine's traits.
pub struct Native<W> {
    life: Life<W>,
    usage: Usage,
    /// What it says and remembers; none for a worker that asks for no capability, so that its calls stay direct.
    kit: Option<Box<Kit>>,
}

/// A worker is not called before `configure` nor after a fault.
enum Life<W> {
    Unborn,
    Alive(W),
    Poisoned,
}

impl<W> Native<W> {
    /// A worker that waits for `configure`.
    pub fn unborn() -> Self {
        Self { life: Life::Unborn, usage: Usage::default(), kit: None }
    }

    /// Calls a handler. An error is the worker's last word.
    pub fn call<T>(&mut self, handler: &'static str, call: impl FnOnce(&mut W) -> Result<T, WorkerError>) -> Result<T, Fault> {
        let result = match &mut self.life {
            Life::Alive(worker) => match &mut self.kit {
                Some(kit) => sdk::host::lend(kit, || call(worker)),
                None => call(worker),
            },
            Life::Unborn => Err(WorkerError::not_ready("configure was not called")),
            Life::Poisoned => return Err(Fault::new(handler, FaultKind::Poisoned)),
        };
        self.usage.calls += 1;
        result.map_err(|error| self.poison(refused(handler, error)))
    }

    /// Ends the worker with a fault that is not its own error: an answer that breaks a rule.
    pub fn poison(&mut self, fault: Fault) -> Fault {
        self.life = Life::Poisoned;
        fault
    }
}

impl<W: sdk::Worker> Worker for Native<W> {
    fn configure(&mut self, params: &str, instruments: &[Instrument], series: &[Series]) -> Result<(), Fault> {
        self.kit = kit_for::<W>(series.len());
        let configured = match &mut self.kit {
            Some(kit) => sdk::host::lend(kit, || configure(params, instruments, series)),
            None => configure(params, instruments, series),
        };
        match configured {
            Ok(worker) => {
                self.life = Life::Alive(worker);
                Ok(())
            }
            Err(error) => Err(self.poison(refused("configure", error))),
        }
    }

    fn usage(&self) -> Usage {
        self.usage
    }

    fn observe(&mut self, bar: &WindowBar) {
        if let Some(kit) = &mut self.kit {
            kit.observe(bar);
        }
    }

    fn take_remarks(&mut self) -> Remarks {
        self.kit.as_mut().map(|kit| kit.take_remarks()).unwrap_or_default()
    }

    fn undo_state(&mut self) {
        if let Some(kit) = &mut self.kit {
            kit.undo_state();
        }
    }

    fn adopt_state(&mut self, changes: &[StateChange]) {
        if let Some(kit) = &mut self.kit {
            kit.adopt_state(changes);
        }
    }
}

/// Bytes of log that are kept of one worker, as in the sandbox.
const LOG_BYTES: u64 = 1024 * 1024;

/// A native worker is one's own, so it gets all that it asks for, on every series.
fn kit_for<W: sdk::Worker>(series: usize) -> Option<Box<Kit>> {
    let about = W::ABOUT;
    if about.capabilities == RequestedCapabilities::NONE {
        return None;
    }
    let mut grants = Grants::as_asked(&about.capabilities, about.reads);
    if let Some(window) = &mut grants.market_window {
        window.series = (0..series).filter_map(|index| u32::try_from(index).ok()).map(SeriesRef).collect();
    }
    Some(Box::new(Kit::new(&grants, LOG_BYTES)))
}

fn refused(handler: &'static str, error: WorkerError) -> Fault {
    let (kind, message) = match error {
        WorkerError::BadParams(message) => ("bad-params", message),
        WorkerError::NotReady(message) => ("not-ready", message),
        WorkerError::Failed(message) => ("failed", message),
    };
    Fault::new(handler, FaultKind::Refused { kind, message: excerpt(&message, MESSAGE) })
}
