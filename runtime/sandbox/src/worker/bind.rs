//! From a component to a live worker of its category.

use std::sync::Arc;

use simpletrader_contracts::worker::{AnyWorker, Category, Fault};
use wasmtime::component::InstancePre;

use super::guest::{Nursery, StoreState};
use super::monitor::MonitorHandlers;
use super::{ComponentWorker, Guest};
use crate::RunLimits;
use crate::bindings::handlers::{
    context, detector, entry, execution, execution_planning, exit, lifecycle, monitor, size, strategy,
};
use crate::ticker::Ticker;

/// Where the functions of a component are: found once per component, by name, and used by index for every instance.
#[derive(Clone)]
pub(crate) struct Bindings {
    instance: InstancePre<StoreState>,
    lifecycle: lifecycle::GuestIndices,
    handlers: Handlers,
}

/// The functions of one category.
#[derive(Clone)]
enum Handlers {
    Context(context::GuestIndices),
    Detector(detector::GuestIndices),
    Monitor(monitor::GuestIndices),
    Strategy(strategy::GuestIndices),
    Entry(entry::GuestIndices),
    Size(size::GuestIndices),
    Exit(exit::GuestIndices),
    ExecutionPlanning(execution_planning::GuestIndices),
    Execution(execution::GuestIndices),
}

impl Bindings {
    /// Finds the functions of `lifecycle` and of the category.
    pub(crate) fn new(instance: InstancePre<StoreState>, category: Category) -> wasmtime::Result<Self> {
        let lifecycle = lifecycle::GuestIndices::new(&instance)?;
        let handlers = match category {
            Category::ContextWorker => Handlers::Context(context::GuestIndices::new(&instance)?),
            Category::SignalDetector => Handlers::Detector(detector::GuestIndices::new(&instance)?),
            Category::RiskMonitor => Handlers::Monitor(monitor::GuestIndices::new(&instance)?),
            Category::StrategyPlanner => Handlers::Strategy(strategy::GuestIndices::new(&instance)?),
            Category::EntryPlanner => Handlers::Entry(entry::GuestIndices::new(&instance)?),
            Category::SizePlanner => Handlers::Size(size::GuestIndices::new(&instance)?),
            Category::ExitPlanner => Handlers::Exit(exit::GuestIndices::new(&instance)?),
            Category::ExecutionPlanner => Handlers::ExecutionPlanning(execution_planning::GuestIndices::new(&instance)?),
            Category::ExecutionWorker => Handlers::Execution(execution::GuestIndices::new(&instance)?),
        };
        Ok(Self { instance, lifecycle, handlers })
    }

    /// A fresh instance with a store of its own. The functions' types are compared with the contract here.
    pub(crate) fn instantiate(&self, limits: RunLimits, ticker: &Arc<Ticker>) -> Result<AnyWorker, Fault> {
        let nursery = Nursery::new(self.instance.engine(), limits, ticker.clone());
        // Each category's indices have the same two methods and no trait in common: a macro keeps the table readable.
        macro_rules! worker {
            ($category:ident, $indices:ident) => {{
                let load = |store: &mut _, instance: &_| $indices.load(store, instance);
                let (guest, handlers) = nursery.instantiate(&self.instance, &self.lifecycle, load)?;
                AnyWorker::$category(worker(guest, handlers))
            }};
        }
        Ok(match &self.handlers {
            Handlers::Context(indices) => worker!(Context, indices),
            Handlers::Detector(indices) => worker!(Detector, indices),
            Handlers::Monitor(indices) => {
                let load = |store: &mut _, instance: &_| indices.load(store, instance);
                let (guest, handlers) = nursery.instantiate(&self.instance, &self.lifecycle, load)?;
                AnyWorker::Monitor(worker(guest, MonitorHandlers::new(handlers)))
            }
            Handlers::Strategy(indices) => worker!(Strategy, indices),
            Handlers::Entry(indices) => worker!(Entry, indices),
            Handlers::Size(indices) => worker!(Size, indices),
            Handlers::Exit(indices) => worker!(Exit, indices),
            Handlers::ExecutionPlanning(indices) => worker!(ExecutionPlanning, indices),
            Handlers::Execution(indices) => worker!(Execution, indices),
        })
    }
}

fn worker<H>(guest: Guest, handlers: H) -> Box<ComponentWorker<H>> {
    Box::new(ComponentWorker { guest, handlers })
}
