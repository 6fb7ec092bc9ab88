//! What all native workers have in common: their life, their figures and their faults.

use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::name::excerpt;
use simpletrader_contracts::worker::call::{Usage, Worker};
use simpletrader_contracts::worker::{Fault, FaultKind};
use simpletrader_sdk::{self as sdk, WorkerError, configure};

/// Most characters kept of a worker's own message, as in the sandbox.
const MESSAGE: usize = 1_000;

/// A worker behind the engine's traits.
pub struct Native<W> {
    life: Life<W>,
    usage: Usage,
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
        Self { life: Life::Unborn, usage: Usage::default() }
    }

    /// Calls a handler. An error is the worker's last word.
    pub fn call<T>(&mut self, handler: &'static str, call: impl FnOnce(&mut W) -> Result<T, WorkerError>) -> Result<T, Fault> {
        let result = match &mut self.life {
            Life::Alive(worker) => call(worker),
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
        match configure(params, instruments, series) {
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
}

fn refused(handler: &'static str, error: WorkerError) -> Fault {
    let (kind, message) = match error {
        WorkerError::BadParams(message) => ("bad-params", message),
        WorkerError::NotReady(message) => ("not-ready", message),
        WorkerError::Failed(message) => ("failed", message),
    };
    Fault::new(handler, FaultKind::Refused { kind, message: excerpt(&message, MESSAGE) })
}
