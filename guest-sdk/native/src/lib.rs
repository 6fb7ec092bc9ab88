//! Runs Rust workers natively: the same source as a component, without wasm, behind the same traits of
//! [`simpletrader_contracts::worker::call`].
//!
//! It is the honest baseline of tests and benchmarks: what a run costs without a sandbox, and what its result must be with
//! one. Nothing here limits or isolates a worker; a panic is a panic. Not for workers of strangers.
//!
//! So that the results can be equal to the last digit, a native worker is told what a component is told: figures of the
//! account and of positions are rounded to the fifteen digits of the wire, by the rules of `wit/ledger.wit`, and an answer
//! that could not cross the wire is refused. Measuring, detecting and watching, the calls of every bar, are direct.

#![forbid(unsafe_code)]

mod categories;
mod native;
mod views;

use std::sync::Arc;

use simpletrader_contracts::worker::{AnyWorker, Fault, WorkerSource};
use simpletrader_sdk as sdk;

use native::Native;

/// A source of native workers: each is what `make` makes, for example `source(native::context::<Sma>)`.
pub fn source(make: fn() -> AnyWorker) -> Arc<dyn WorkerSource> {
    Arc::new(NativeSource(make))
}

/// A function that makes workers.
struct NativeSource(fn() -> AnyWorker);

impl WorkerSource for NativeSource {
    fn spawn(&self) -> Result<AnyWorker, Fault> {
        Ok((self.0)())
    }
}

/// A context worker, not yet configured.
pub fn context<W: sdk::ContextWorker>() -> AnyWorker {
    AnyWorker::Context(Box::new(Native::<W>::unborn()))
}

/// A signal detector, not yet configured.
pub fn detector<W: sdk::SignalDetector>() -> AnyWorker {
    AnyWorker::Detector(Box::new(Native::<W>::unborn()))
}

/// A risk monitor, not yet configured.
pub fn monitor<W: sdk::RiskMonitor>() -> AnyWorker {
    AnyWorker::Monitor(Box::new(Native::<W>::unborn()))
}

/// A strategy planner, not yet configured.
pub fn strategy<W: sdk::StrategyPlanner>() -> AnyWorker {
    AnyWorker::Strategy(Box::new(Native::<W>::unborn()))
}

/// An entry planner, not yet configured.
pub fn entry<W: sdk::EntryPlanner>() -> AnyWorker {
    AnyWorker::Entry(Box::new(Native::<W>::unborn()))
}

/// A size planner, not yet configured.
pub fn size<W: sdk::SizePlanner>() -> AnyWorker {
    AnyWorker::Size(Box::new(Native::<W>::unborn()))
}

/// An exit planner, not yet configured.
pub fn exit<W: sdk::ExitPlanner>() -> AnyWorker {
    AnyWorker::Exit(Box::new(Native::<W>::unborn()))
}

/// An execution planner, not yet configured.
pub fn execution_planning<W: sdk::ExecutionPlanner>() -> AnyWorker {
    AnyWorker::ExecutionPlanning(Box::new(Native::<W>::unborn()))
}

/// An execution worker, not yet configured.
pub fn execution<W: sdk::ExecutionWorker>() -> AnyWorker {
    AnyWorker::Execution(Box::new(Native::<W>::unborn()))
}

#[cfg(test)]
mod tests;
