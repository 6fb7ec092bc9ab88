//! From an operation file to live workers: configuration → catalog → build spec → sandbox.

use std::collections::BTreeMap;
use std::path::Path;

use simpletrader_config::build_spec::{StrategyBuildSpec, WorkerBuildSpec};
use simpletrader_config::diagnostic::{Findings, Look};
use simpletrader_config::{Catalog, Configuration};
use simpletrader_contracts::worker::{AnyWorker, Fault};
use simpletrader_engine::run::EngineIdentity;
use simpletrader_sandbox::{ENGINE, LoadedWorker, RunLimits, Sandbox};

use crate::exit::{Failure, Kind};
use crate::plugins;

/// A configuration that was read and checked, with the plug-ins that are installed for it.
#[derive(Debug)]
pub struct Session {
    configuration: Configuration,
    catalog: Catalog,
}

impl Session {
    /// Reads an operation and everything that it names, and looks through its plug-ins folder.
    ///
    /// # Errors
    /// All findings of the configuration together, rendered.
    pub fn open(operation: &Path, look: Look) -> Result<Self, Failure> {
        let environment = |name: &str| std::env::var(name).ok();
        let configuration = Configuration::load(operation, &environment).map_err(|findings| refused(&findings, look))?;
        let catalog = plugins::scan(&configuration.plugins_dir());
        Ok(Self { configuration, catalog })
    }

    /// The configuration.
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// The build spec of a link, with the warnings that it deserves.
    ///
    /// # Errors
    /// All findings together, rendered.
    pub fn build(&self, link: &str, look: Look) -> Result<(StrategyBuildSpec, Findings), Failure> {
        let built = self.configuration.build(link, &self.catalog).map_err(|findings| refused(&findings, look))?;
        Ok((built.spec, built.warnings))
    }
}

/// The versions that results depend on, when workers run in the sandbox.
pub fn identity() -> EngineIdentity {
    EngineIdentity {
        simpletrader: env!("CARGO_PKG_VERSION").to_owned(),
        contract: simpletrader_contracts::CONTRACT.to_owned(),
        sandbox: ENGINE.to_owned(),
    }
}

/// A worker file together with its limits: workers that share both share the compiled code.
type FileKey = (String, u64, u64);

/// Loads every worker file of a build spec once per set of limits, side by side, and makes an instance for every worker.
///
/// # Errors
/// When a file is not admitted, does not fit the contract, or its start function fails.
pub fn load_workers(sandbox: &Sandbox, spec: &StrategyBuildSpec) -> Result<Vec<AnyWorker>, Failure> {
    let mut files: BTreeMap<FileKey, &WorkerBuildSpec> = BTreeMap::new();
    for worker in &spec.workers {
        files.entry(key(worker)).or_insert(worker);
    }
    let mut loaded: BTreeMap<FileKey, LoadedWorker> = BTreeMap::new();
    std::thread::scope(|scope| {
        let loads: Vec<_> = files.into_iter().map(|(key, worker)| (key, worker, scope.spawn(|| load(sandbox, worker)))).collect();
        loads.into_iter().try_for_each(|(key, worker, load)| {
            loaded.insert(key, load.join().unwrap_or_else(|_| Err(crashed(worker)))?);
            Ok(())
        })
    })?;
    let instance = |worker: &WorkerBuildSpec| match loaded.get(&key(worker)) {
        Some(file) => file.instantiate().map_err(|fault| start_failure(worker, &fault)),
        None => Err(crashed(worker)),
    };
    spec.workers.iter().map(instance).collect()
}

fn key(worker: &WorkerBuildSpec) -> FileKey {
    (worker.digest.clone(), worker.limits.fuel_per_call, worker.limits.memory_bytes)
}

fn load(sandbox: &Sandbox, worker: &WorkerBuildSpec) -> Result<LoadedWorker, Failure> {
    let limits =
        RunLimits { fuel_per_call: worker.limits.fuel_per_call, memory_bytes: worker.limits.memory_bytes, ..RunLimits::default() };
    let loaded = sandbox.load(&worker.component, Some(&worker.digest), limits);
    loaded.map_err(|error| Failure::input(format!("{}: {error}", worker.component.display())))
}

fn crashed(worker: &WorkerBuildSpec) -> Failure {
    Failure::other(format!("loading {} crashed; please report it", worker.component.display()))
}

fn start_failure(worker: &WorkerBuildSpec, fault: &Fault) -> Failure {
    Failure::shown(Kind::Worker, format!("error: worker `{}` cannot start: {fault}\n  help: {}", worker.worker_id, fault.advice()))
}

fn refused(findings: &Findings, look: Look) -> Failure {
    Failure::shown(Kind::Input, findings.render(look))
}
