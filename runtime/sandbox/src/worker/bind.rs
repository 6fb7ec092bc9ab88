//! From a component to a live worker of its category.

use std::sync::Arc;

use simpletrader_contracts::worker::{AnyWorker, Category, ComponentFacts};
use wasmtime::Store;
use wasmtime::component::{Instance, InstancePre};

use super::context::ContextHandlers;
use super::detector::DetectorHandlers;
use super::guest::{FreshStore, InstantiateError, StoreState};
use super::monitor::MonitorHandlers;
use super::{ComponentWorker, Provision};
use crate::bindings::handlers::{
    context, context_slice, detector, detector_slice, entry, execution, execution_planning, exit, lifecycle, monitor, size,
    strategy,
};
use crate::ticker::Ticker;

/// Where the functions of a component are: found once per component, by name, and used by index for every instance.
#[derive(Clone)]
pub(crate) struct Bindings {
    instance: InstancePre<StoreState>,
    category: Category,
    lifecycle: lifecycle::GuestIndices,
    handlers: Handlers,
}

/// The functions of one category.
#[derive(Clone)]
enum Handlers {
    Context(context::GuestIndices, Option<context_slice::GuestIndices>),
    Detector(detector::GuestIndices, Option<detector_slice::GuestIndices>),
    Monitor(monitor::GuestIndices),
    Strategy(strategy::GuestIndices),
    Entry(entry::GuestIndices),
    Size(size::GuestIndices),
    Exit(exit::GuestIndices),
    ExecutionPlanning(execution_planning::GuestIndices),
    Execution(execution::GuestIndices),
}

impl Bindings {
    /// Finds the functions of `lifecycle`, of the category, and of the optional interface that the file exports.
    pub(crate) fn new(instance: InstancePre<StoreState>, facts: &ComponentFacts) -> wasmtime::Result<Self> {
        let category = facts.category;
        let lifecycle = lifecycle::GuestIndices::new(&instance)?;
        let handlers = match category {
            Category::ContextWorker => {
                let slice = facts.offers_slices().then(|| context_slice::GuestIndices::new(&instance)).transpose()?;
                Handlers::Context(context::GuestIndices::new(&instance)?, slice)
            }
            Category::SignalDetector => {
                let slice = facts.offers_slices().then(|| detector_slice::GuestIndices::new(&instance)).transpose()?;
                Handlers::Detector(detector::GuestIndices::new(&instance)?, slice)
            }
            Category::RiskMonitor => Handlers::Monitor(monitor::GuestIndices::new(&instance)?),
            Category::StrategyPlanner => Handlers::Strategy(strategy::GuestIndices::new(&instance)?),
            Category::EntryPlanner => Handlers::Entry(entry::GuestIndices::new(&instance)?),
            Category::SizePlanner => Handlers::Size(size::GuestIndices::new(&instance)?),
            Category::ExitPlanner => Handlers::Exit(exit::GuestIndices::new(&instance)?),
            Category::ExecutionPlanner => Handlers::ExecutionPlanning(execution_planning::GuestIndices::new(&instance)?),
            Category::ExecutionWorker => Handlers::Execution(execution::GuestIndices::new(&instance)?),
        };
        Ok(Self { instance, category, lifecycle, handlers })
    }

    /// A fresh instance with a store of its own. The functions' types are compared with the contract here.
    pub(crate) fn instantiate(&self, provision: &Provision, ticker: &Arc<Ticker>) -> Result<AnyWorker, InstantiateError> {
        let fresh = FreshStore::new(self.instance.engine(), provision, ticker.clone());
        Ok(match &self.handlers {
            Handlers::Context(at, slice) => AnyWorker::Context(self.bind(fresh, |store, instance| {
                let slice = slice.as_ref().map(|at| at.load(&mut *store, instance)).transpose()?;
                Ok(ContextHandlers::new(at.load(store, instance)?, slice))
            })?),
            Handlers::Detector(at, slice) => AnyWorker::Detector(self.bind(fresh, |store, instance| {
                let slice = slice.as_ref().map(|at| at.load(&mut *store, instance)).transpose()?;
                Ok(DetectorHandlers::new(at.load(store, instance)?, slice))
            })?),
            Handlers::Monitor(at) => {
                AnyWorker::Monitor(self.bind(fresh, |store, instance| at.load(store, instance).map(MonitorHandlers::new))?)
            }
            Handlers::Strategy(at) => AnyWorker::Strategy(self.bind(fresh, |store, instance| at.load(store, instance))?),
            Handlers::Entry(at) => AnyWorker::Entry(self.bind(fresh, |store, instance| at.load(store, instance))?),
            Handlers::Size(at) => AnyWorker::Size(self.bind(fresh, |store, instance| at.load(store, instance))?),
            Handlers::Exit(at) => AnyWorker::Exit(self.bind(fresh, |store, instance| at.load(store, instance))?),
            Handlers::ExecutionPlanning(at) => {
                AnyWorker::ExecutionPlanning(self.bind(fresh, |store, instance| at.load(store, instance))?)
            }
            Handlers::Execution(at) => AnyWorker::Execution(self.bind(fresh, |store, instance| at.load(store, instance))?),
        })
    }

    /// Makes the instance and puts it together with the functions that `load` resolves.
    fn bind<H>(
        &self,
        fresh: FreshStore,
        load: impl FnOnce(&mut Store<StoreState>, &Instance) -> wasmtime::Result<H>,
    ) -> Result<Box<ComponentWorker<H>>, InstantiateError> {
        let (guest, handlers) = fresh.instantiate(&self.instance, &self.lifecycle, self.category.interface(), load)?;
        Ok(Box::new(ComponentWorker { guest, handlers }))
    }
}
