//! From an operation file to live workers: configuration → registry → build spec → sandbox.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use simpletrader_config::build_spec::{StrategyBuildSpec, WorkerBuildSpec};
use simpletrader_config::diagnostic::{Findings, Look};
use simpletrader_config::{Configuration, PluginRegistry};
use simpletrader_contracts::worker::{Grants, WorkerSource};
use simpletrader_engine::run::{EngineIdentity, RunOrigin};
use simpletrader_sandbox::{CompileError, ENGINE, LoadError, LoadedWorker, Profile, RunLimits, Sandbox, Terms, seed_of};

use crate::exit::{Failure, Kind};
use crate::plugins::{self, Scrutiny};

/// A configuration that was read and checked, with the plug-ins that are installed for it.
#[derive(Debug)]
pub struct Session {
    configuration: Configuration,
    registry: PluginRegistry,
}

impl Session {
    /// Reads an operation and everything that it names, and looks through its plug-ins folder.
    ///
    /// # Errors
    /// All findings of the configuration together, rendered.
    pub fn open(operation: &Path, look: Look) -> Result<Self, Failure> {
        let environment = |name: &str| std::env::var(name).ok();
        let configuration = Configuration::load(operation, &environment).map_err(|findings| refused(&findings, look))?;
        let registry = plugins::scan(&configuration.plugins_dir(), Scrutiny::Quick);
        Ok(Self { configuration, registry })
    }

    /// The configuration.
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// The plug-ins that are installed for it.
    pub fn registry(&self) -> &PluginRegistry {
        &self.registry
    }

    /// Where an operation's runs come from, to be recorded; none where that cannot be said.
    pub fn origin(&self, operation: &Path) -> Option<RunOrigin> {
        let root = self.configuration.root();
        let operation = operation.canonicalize().ok()?.strip_prefix(root).ok()?.to_owned();
        Some(RunOrigin { root: root.to_owned(), operation })
    }

    /// The build spec of a link, with the warnings that it deserves.
    ///
    /// # Errors
    /// All findings together, rendered.
    pub fn build(&self, link: &str, look: Look) -> Result<(StrategyBuildSpec, Findings), Failure> {
        let built = self.configuration.build(link, &self.registry).map_err(|findings| refused(&findings, look))?;
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

/// A worker file together with its limits and grants: workers that share all of them share the compiled code.
pub(crate) type FileKey = (String, u64, u64, Grants);

/// Worker files that were loaded: compiled once, however many strategies and workers use them.
#[derive(Debug)]
pub struct WorkerFiles<'s> {
    sandbox: &'s Sandbox,
    loaded: BTreeMap<FileKey, Arc<LoadedWorker>>,
}

impl<'s> WorkerFiles<'s> {
    /// No file yet.
    pub fn new(sandbox: &'s Sandbox) -> Self {
        Self { sandbox, loaded: BTreeMap::new() }
    }

    /// The source of every worker of a build spec, in its order. Files that are not loaded yet are loaded side by side.
    ///
    /// # Errors
    /// When a file is not admitted, does not fit the contract, or its start function fails.
    pub fn sources(&mut self, spec: &StrategyBuildSpec) -> Result<Vec<Arc<dyn WorkerSource>>, Failure> {
        self.load_missing(spec)?;
        let source = |worker: &WorkerBuildSpec| -> Result<Arc<dyn WorkerSource>, Failure> {
            match self.loaded.get(&key(worker)) {
                // The code is shared; what a worker sees as random is its own.
                Some(file) if worker.grants.wasi => {
                    let seed = seed_of(&[&spec.operation, &spec.link, worker.worker_id.as_str()]);
                    Ok(Arc::new(file.seeded(seed)))
                }
                Some(file) => Ok(file.clone()),
                None => Err(crashed(worker)),
            }
        };
        spec.workers.iter().map(source).collect()
    }

    fn load_missing(&mut self, spec: &StrategyBuildSpec) -> Result<(), Failure> {
        let mut missing: BTreeMap<FileKey, &WorkerBuildSpec> = BTreeMap::new();
        for worker in spec.workers.iter().filter(|worker| !self.loaded.contains_key(&key(worker))) {
            missing.entry(key(worker)).or_insert(worker);
        }
        let sandbox = self.sandbox;
        std::thread::scope(|scope| {
            let loads: Vec<_> =
                missing.into_iter().map(|(key, worker)| (key, worker, scope.spawn(|| load(sandbox, worker)))).collect();
            for (key, worker, load) in loads {
                let loaded = load.join().unwrap_or_else(|_| Err(crashed(worker)))?;
                self.loaded.insert(key, Arc::new(loaded));
            }
            Ok(())
        })
    }
}

pub(crate) fn key(worker: &WorkerBuildSpec) -> FileKey {
    (worker.digest.clone(), worker.limits.fuel_per_call, worker.limits.memory_bytes, worker.grants.clone())
}

fn load(sandbox: &Sandbox, worker: &WorkerBuildSpec) -> Result<LoadedWorker, Failure> {
    load_file(sandbox, worker).map_err(|error| load_failure(&worker.component, &error))
}

/// A worker file that cannot be loaded: mostly its own defect, sometimes the machine's.
fn load_failure(file: &Path, error: &LoadError) -> Failure {
    let message = format!("{}: {error}", file.display());
    match error {
        LoadError::Compile(cause @ (CompileError::Failed(_) | CompileError::NotStarted(_) | CompileError::WrongAnswer(_))) => {
            Failure::other(format!("{message}\n  help: {}", cause.advice()))
        }
        LoadError::Compile(cause) => Failure::input(format!("{message}\n  help: {}", cause.advice())),
        LoadError::Admission(_)
        | LoadError::NotGranted { .. }
        | LoadError::Directory { .. }
        | LoadError::Contract(_)
        | LoadError::Start(_) => Failure::input(message),
    }
}

/// Who was granted room for an interpreter brings the runtime of its language along, and its file is held to the bounds for that; every
/// other file to the narrow ones.
pub(crate) fn profile_of(grants: &Grants) -> Profile {
    if grants.makes_room() { Profile::Scripting } else { Profile::Native }
}

/// Loads the file of a worker, under the worker's limits.
pub(crate) fn load_file(sandbox: &Sandbox, worker: &WorkerBuildSpec) -> Result<LoadedWorker, LoadError> {
    let limits =
        RunLimits { fuel_per_call: worker.limits.fuel_per_call, memory_bytes: worker.limits.memory_bytes, ..RunLimits::default() };
    let terms =
        Terms { digest: Some(worker.digest.clone()), limits, grants: worker.grants.clone(), profile: profile_of(&worker.grants) };
    sandbox.load(&worker.component, &terms)
}

fn crashed(worker: &WorkerBuildSpec) -> Failure {
    Failure::other(format!("loading {} crashed; please report it", worker.component.display()))
}

pub(crate) fn refused(findings: &Findings, look: Look) -> Failure {
    Failure::shown(Kind::Input, findings.render(look))
}

/// The links that a command works on: the one that is named, else every enabled one.
///
/// # Errors
/// When there is no such link, or none is enabled.
pub fn chosen_links(configuration: &Configuration, operation: &Path, named: Option<&str>) -> Result<Vec<String>, Failure> {
    let operation = operation.display();
    let names = || configuration.links().iter().map(|link| link.name.to_string());
    match named {
        Some(name) if names().any(|known| known == name) => Ok(vec![name.to_owned()]),
        Some(name) => {
            let known: Vec<_> = names().collect();
            Err(Failure::input(format!("{operation} has no strategy link `{name}`; it has: {}", known.join(", "))))
        }
        None => {
            let enabled: Vec<_> =
                configuration.links().iter().filter(|link| link.enabled).map(|link| link.name.to_string()).collect();
            if enabled.is_empty() {
                return Err(Failure::input(format!(
                    "{operation} has no enabled strategy link: enable one, or name one with --link"
                )));
            }
            Ok(enabled)
        }
    }
}
