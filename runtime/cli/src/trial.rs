//! The rules that only a live worker can answer: its file starts and keeps the contract (V82), and it accepts its own parameters
//! (V22).
//!
//! Every worker of a build spec is loaded and configured in the sandbox exactly as a run would do it, and thrown away.

use std::collections::BTreeMap;

use simpletrader_config::Configuration;
use simpletrader_config::build_spec::{StrategyBuildSpec, WorkerBuildSpec};
use simpletrader_config::diagnostic::{Finding, Findings, Rule};
use simpletrader_contracts::worker::{Fault, FaultKind};
use simpletrader_sandbox::{CompileError, LoadError, LoadedWorker, Sandbox};

use crate::session::{FileKey, key, load_file};

/// The worker files that were tried, each once, however many workers use it.
#[derive(Debug)]
pub struct Trial<'s> {
    sandbox: &'s Sandbox,
    tried: BTreeMap<FileKey, Result<LoadedWorker, LoadError>>,
}

impl<'s> Trial<'s> {
    /// Nothing tried yet.
    pub fn new(sandbox: &'s Sandbox) -> Self {
        Self { sandbox, tried: BTreeMap::new() }
    }

    /// Starts and configures every worker of a link. What goes wrong is told at the worker's place in the blueprint.
    pub fn of_link(&mut self, configuration: &Configuration, spec: &StrategyBuildSpec) -> Findings {
        self.load_missing(spec);
        let mut findings = configuration.no_findings();
        for worker in &spec.workers {
            if let Some(finding) = self.of_worker(spec, worker) {
                let places = configuration.places_of(&spec.link, &worker.worker_id);
                let place = places.map(|places| if finding.rule == Rule::V22 { places.config } else { places.plugin });
                findings.push(place.into_iter().fold(finding, Finding::at));
            }
        }
        findings
    }

    /// Files that were not tried yet are loaded side by side: compiling takes most of the time.
    fn load_missing(&mut self, spec: &StrategyBuildSpec) {
        let mut missing: BTreeMap<FileKey, &WorkerBuildSpec> = BTreeMap::new();
        for worker in spec.workers.iter().filter(|worker| !self.tried.contains_key(&key(worker))) {
            missing.entry(key(worker)).or_insert(worker);
        }
        let sandbox = self.sandbox;
        std::thread::scope(|scope| {
            let loads: Vec<_> =
                missing.into_iter().map(|(key, worker)| (key, scope.spawn(|| load_file(sandbox, worker)))).collect();
            for (key, load) in loads {
                let loaded =
                    load.join().unwrap_or_else(|_| Err(LoadError::Compile(CompileError::Crashed("it panicked".to_owned()))));
                self.tried.insert(key, loaded);
            }
        });
    }

    fn of_worker(&self, spec: &StrategyBuildSpec, worker: &WorkerBuildSpec) -> Option<Finding> {
        let loaded = match self.tried.get(&key(worker))? {
            Ok(loaded) => loaded,
            Err(error) => return Some(does_not_load(&worker.plugin.to_string(), error)),
        };
        let mut live = match loaded.instantiate() {
            Ok(live) => live,
            Err(fault) => return Some(does_not_start(&worker.plugin.to_string(), &fault)),
        };
        let fault = live.common().configure(&worker.params.to_string(), &spec.instruments, &spec.series).err()?;
        Some(refuses_to_be_configured(worker, &fault))
    }
}

/// V82, in the words of what went wrong. Also for a file that is checked alone.
pub(crate) fn does_not_load(plugin: &str, error: &LoadError) -> Finding {
    match error {
        LoadError::Start(fault) => does_not_start(plugin, fault),
        LoadError::Admission(error) => Finding::error(Rule::V82, format!("`{plugin}` is not admitted: {error}")).help(&error.help),
        LoadError::NotGranted { .. } => {
            Finding::error(Rule::V17, format!("{error}")).help("the operation's `grants` say what each worker gets")
        }
        LoadError::Directory { .. } => Finding::error(Rule::V17, format!("{error}"))
            .help("make the directory readable, or name another one in the operation's `grants`"),
        LoadError::Compile(cause) => Finding::error(Rule::V82, format!("`{plugin}` does not start: {error}")).help(cause.advice()),
        LoadError::Contract(_) => Finding::error(Rule::V82, format!("`{plugin}` does not start: {error}"))
            .help("this is a defect of the worker file: build it again, or tell its author"),
    }
}

fn does_not_start(plugin: &str, fault: &Fault) -> Finding {
    Finding::error(Rule::V82, format!("`{plugin}` does not start: {fault}")).help(fault.advice())
}

fn refuses_to_be_configured(worker: &WorkerBuildSpec, fault: &Fault) -> Finding {
    match &fault.kind {
        FaultKind::Refused { message, .. } => {
            let message = format!("the worker `{}` refuses its parameters: {message}", worker.worker_id);
            // The parameters themselves may hold what came from the environment, so they are not repeated here.
            Finding::error(Rule::V22, message).help(format!(
                "change its `config` as the worker says; `simpletrader inspect {}` lists its parameters",
                worker.component.display()
            ))
        }
        _ => {
            let message = format!("the worker `{}` fails while it is configured: {fault}", worker.worker_id);
            Finding::error(Rule::V82, message).help(fault.advice())
        }
    }
}
