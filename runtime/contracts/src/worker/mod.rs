//! The seam between the engine and whatever runs a worker.
//!
//! The engine drives workers through the traits in [`call`]; the sandbox implements them over a component, and native code
//! can implement them directly (the honest baseline of every benchmark). There is one trait per category, so that what a
//! category may publish is a return type here too.

pub mod call;
pub mod capability;
mod category;
mod component;
mod fault;
mod fault_text;
mod fuel_spread;
mod manifest;
mod plugin_id;
mod signer;
mod source;

pub use capability::{Capability, Grants};
pub use category::Category;
pub use component::{ComponentFacts, WASM_MANIFEST_SECTION, WASM_SCHEMA_SECTION, WASM_SIGNATURE_SECTION, interface_name};
pub use fault::{Fault, FaultKind, Limit, Storm};
pub use fault_text::{FaultEvent, FaultReport, HostAction};
pub use fuel_spread::FuelSpread;
pub use manifest::{
    Identification, InputSpec, ManifestError, OutputSpec, PlanningRole, Publication, RequestedLimits, WorkerManifest, WorkerType,
    check_event_name,
};
pub use plugin_id::PluginId;
pub use signer::SignerKey;
pub use source::WorkerSource;

use call::{
    ContextWorker, EntryPlanner, ExecutionPlanner, ExecutionWorker, ExitPlanner, RiskMonitor, SignalDetector, SizePlanner,
    StrategyPlanner, Worker,
};

/// A live worker of any category.
pub enum AnyWorker {
    /// Measures.
    Context(Box<dyn ContextWorker>),
    /// Publishes signals.
    Detector(Box<dyn SignalDetector>),
    /// Publishes risks.
    Monitor(Box<dyn RiskMonitor>),
    /// Decides.
    Strategy(Box<dyn StrategyPlanner>),
    /// Plans what and where.
    Entry(Box<dyn EntryPlanner>),
    /// Plans how much.
    Size(Box<dyn SizePlanner>),
    /// Plans where to leave.
    Exit(Box<dyn ExitPlanner>),
    /// Plans how it is worked.
    ExecutionPlanning(Box<dyn ExecutionPlanner>),
    /// Works the orders.
    Execution(Box<dyn ExecutionWorker>),
}

impl AnyWorker {
    /// Its category.
    pub fn category(&self) -> Category {
        match self {
            Self::Context(_) => Category::ContextWorker,
            Self::Detector(_) => Category::SignalDetector,
            Self::Monitor(_) => Category::RiskMonitor,
            Self::Strategy(_) => Category::StrategyPlanner,
            Self::Entry(_) => Category::EntryPlanner,
            Self::Size(_) => Category::SizePlanner,
            Self::Exit(_) => Category::ExitPlanner,
            Self::ExecutionPlanning(_) => Category::ExecutionPlanner,
            Self::Execution(_) => Category::ExecutionWorker,
        }
    }

    /// What all categories share.
    pub fn common(&mut self) -> &mut dyn Worker {
        match self {
            Self::Context(worker) => worker.as_mut(),
            Self::Detector(worker) => worker.as_mut(),
            Self::Monitor(worker) => worker.as_mut(),
            Self::Strategy(worker) => worker.as_mut(),
            Self::Entry(worker) => worker.as_mut(),
            Self::Size(worker) => worker.as_mut(),
            Self::Exit(worker) => worker.as_mut(),
            Self::ExecutionPlanning(worker) => worker.as_mut(),
            Self::Execution(worker) => worker.as_mut(),
        }
    }
}

impl std::fmt::Debug for AnyWorker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("AnyWorker").field(&self.category()).finish()
    }
}
