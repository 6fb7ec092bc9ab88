//! An operation and everything it names, read and checked in itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::build_spec::StrategyBuildSpec;
use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::Node;
use crate::files::{Document, Files, Root};
use crate::lock::{self, LOCK_FILE, Lock};
use crate::plugin_registry::PluginRegistry;
use crate::schema::{
    Blueprint, Connector, DataSource, Environment, Operation, Platform, ScheduleEntry, StrategyLink, WiringConfig, connectors,
    data_sources, environments, schedule,
};
use crate::source::{Position, SourceText, Written};
use crate::translate::translate;
use crate::validate::{self, OperationFiles};

/// An operation with its platform, data sources, environments, blueprints and wiring: every file read, every shape checked, every
/// reference between the files known to hold. What depends on the installed plug-ins is checked by [`build`](Self::build).
#[derive(Debug)]
pub struct Configuration {
    pub(crate) root: Root,
    pub(crate) platform: Platform,
    pub(crate) operation: Operation,
    pub(crate) data_sources: Vec<DataSource>,
    /// The real files of the data sources, in the same order.
    pub(crate) data_files: Vec<PathBuf>,
    pub(crate) environments: Vec<Environment>,
    connectors: Vec<Connector>,
    schedule: Vec<ScheduleEntry>,
    /// What each link runs, in the order of the links.
    pub(crate) strategies: Vec<Strategy>,
    /// The files that every link shares.
    pub(crate) shared_sources: Vec<Arc<SourceText>>,
    /// The plug-ins that may run, if that is written down.
    pub(crate) lock: Option<Lock>,
    /// Where the lock file is, or would be.
    lock_path: PathBuf,
    warnings: Findings,
}

/// The blueprint and wiring of a link.
#[derive(Debug)]
pub(crate) struct Strategy {
    pub blueprint: Arc<Blueprint>,
    /// The standard wiring if absent.
    pub wiring: Option<Arc<WiringConfig>>,
    /// The files of this strategy alone.
    pub sources: Vec<Arc<SourceText>>,
}

/// Where a worker's plug-in and parameters are written.
#[derive(Debug, Clone, Copy)]
pub struct WorkerPlaces<'a> {
    /// The plug-in's id.
    pub plugin: &'a Position,
    /// The parameters; the worker's own place if there are none.
    pub config: &'a Position,
}

/// A strategy that may run, and what is worth a word about it.
#[derive(Debug)]
pub struct Built {
    /// The compiled configuration.
    pub spec: StrategyBuildSpec,
    /// Findings that do not forbid to run.
    pub warnings: Findings,
}

impl Configuration {
    /// Reads the operation and everything it names. `env` answers for the `${NAME}`s in the files: pass a look-up of the
    /// process's environment.
    ///
    /// # Errors
    /// Everything that is wrong with the files, together.
    pub fn load(operation: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<Self, Findings> {
        Self::read(operation, env, true)
    }

    /// The same without looking at the lock file, for whoever is about to write a new one.
    ///
    /// # Errors
    /// Everything that is wrong with the other files, together.
    pub fn load_unlocked(operation: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<Self, Findings> {
        Self::read(operation, env, false)
    }

    fn read(operation: &Path, env: &dyn Fn(&str) -> Option<String>, with_lock: bool) -> Result<Self, Findings> {
        let mut findings = Findings::new();
        let (root, operation_path) = match Root::of(operation) {
            Ok(found) => found,
            Err(finding) => {
                findings.push(finding);
                return Err(findings);
            }
        };
        findings.set_root(root.shown());
        let loaded = Loader { files: Files::new(root, env), findings: &mut findings }.load(&operation_path, with_lock);
        match loaded {
            Some(loaded) if !findings.has_errors() => Ok(Self { warnings: findings, ..loaded }),
            _ => Err(findings),
        }
    }

    /// The platform's settings.
    pub fn platform(&self) -> &Platform {
        &self.platform
    }

    /// The folder of all configuration files, absolute and without links.
    pub fn root(&self) -> &Path {
        self.root.real()
    }

    /// The folder of the worker files.
    pub fn plugins_dir(&self) -> PathBuf {
        self.root.shown().join(&self.platform.paths.plugins_dir)
    }

    /// The operation.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// The ways to venues; none if the operation names no file of connectors.
    pub fn connectors(&self) -> &[Connector] {
        &self.connectors
    }

    /// What the clock starts; nothing if the operation names no schedule.
    pub fn schedule(&self) -> &[ScheduleEntry] {
        &self.schedule
    }

    /// The strategy links, in the order written; disabled ones included.
    pub fn links(&self) -> &[StrategyLink] {
        &self.operation.strategy_links
    }

    /// Where the lock file is, or would be.
    pub fn lock_path(&self) -> PathBuf {
        self.root.as_shown(&self.lock_path)
    }

    /// Whether there is a lock file, so that only the plug-ins that it names may run.
    pub fn is_locked(&self) -> bool {
        self.lock.is_some()
    }

    /// The text of a lock file that pins every plug-in of every link as it is installed now, and their number.
    ///
    /// # Errors
    /// Plug-ins that are missing or stand in the wrong place.
    pub fn lock_text(&self, registry: &PluginRegistry) -> Result<(String, usize), Findings> {
        let mut findings = self.no_findings();
        let mut seen: Vec<&Arc<Blueprint>> = Vec::new();
        let mut plugins = BTreeMap::new();
        for blueprint in self.strategies.iter().map(|strategy| &strategy.blueprint) {
            if seen.iter().all(|known| !Arc::ptr_eq(known, blueprint)) {
                seen.push(blueprint);
                let used = validate::plugins_of(blueprint, registry, &mut findings);
                plugins.extend(used.map(|facts| (facts.manifest.plugin_id(), facts)));
            }
        }
        if findings.has_errors() {
            return Err(findings);
        }
        Ok((lock::render(plugins.values().copied()), plugins.len()))
    }

    /// An empty list of findings whose paths are shown as those of the configuration are.
    pub fn no_findings(&self) -> Findings {
        let mut findings = Findings::new();
        findings.set_root(self.root.shown());
        findings
    }

    /// Where a link's blueprint names a worker's plug-in, and where its parameters stand.
    pub fn places_of(&self, link: &str, worker_id: &str) -> Option<WorkerPlaces<'_>> {
        let (_, strategy) = self.links().iter().zip(&self.strategies).find(|(candidate, _)| candidate.name.value == link)?;
        let mut workers = strategy.blueprint.workforce.workers().map(|(_, worker)| worker);
        let worker = workers.find(|worker| worker.worker_id.as_str() == worker_id)?;
        Some(WorkerPlaces { plugin: &worker.plugin.at, config: &worker.config.at })
    }

    /// Findings of the loading that do not forbid to run.
    pub fn warnings(&self) -> &Findings {
        &self.warnings
    }

    /// Checks one link against the installed plug-ins and compiles it. The same files and the same plug-ins give the same spec,
    /// byte for byte.
    ///
    /// # Errors
    /// Everything that is wrong with the link, together.
    pub fn build(&self, link: &str, registry: &PluginRegistry) -> Result<Built, Findings> {
        let mut findings = self.no_findings();
        let Some((link, strategy)) = self.links().iter().zip(&self.strategies).find(|(candidate, _)| candidate.name.value == link)
        else {
            let names: Vec<&str> = self.links().iter().map(|link| link.name.as_str()).collect();
            let finding = Finding::error(Rule::V16, format!("the operation has no strategy link `{link}`"));
            findings.push(finding.help(suggest::advice(link, "links", &names)));
            return Err(findings);
        };
        match validate::link(self, link, strategy, registry, &mut findings) {
            Some(proven) if !findings.has_errors() => Ok(Built { spec: translate(self, &proven), warnings: findings }),
            _ => Err(findings),
        }
    }
}

/// Reads one file after the other and keeps going where it can.
struct Loader<'e, 'f> {
    files: Files<'e>,
    findings: &'f mut Findings,
}

impl Loader<'_, '_> {
    fn load(mut self, operation_path: &Path, with_lock: bool) -> Option<Configuration> {
        let platform_document = match self.files.root().platform_file() {
            Some(path) => Some(self.files.document(&path, self.findings)),
            None => None,
        };
        let platform = match &platform_document {
            Some(document) => document.as_ref().and_then(|document| Platform::decode(&document.node, self.findings)),
            None => Some(Platform::default()),
        };
        let operation_document = self.files.document(operation_path, self.findings)?;
        let operation = Operation::decode(&operation_document.node, self.findings)?;

        let data_document = self.files.named(&operation.data_sources_file, self.findings);
        let data_sources = self.decode(data_document.as_ref(), data_sources);
        let environments_document = self.files.named(&operation.environments_file, self.findings);
        let environments = self.decode(environments_document.as_ref(), environments);
        let connectors = self.optional_file(operation.connectors_file.as_ref(), connectors);
        let schedule = self.optional_file(operation.schedule_file.as_ref(), schedule);
        let data_files = data_sources.as_deref().and_then(|sources| self.data_files(sources));
        let strategies = self.strategies(&operation);
        let lock = if with_lock { self.lock(operation_path) } else { Some(None) };
        let files = OperationFiles {
            connectors: connectors.as_deref(),
            data_sources: data_sources.as_deref(),
            environments: environments.as_deref(),
            schedule: schedule.as_deref(),
        };
        validate::operation(&operation, &files, self.findings);

        let documents = [platform_document.flatten(), Some(operation_document), data_document, environments_document];
        Some(Configuration {
            root: self.files.root().clone(),
            platform: platform?,
            operation,
            data_sources: data_sources?,
            data_files: data_files?,
            environments: environments?,
            connectors: connectors?,
            schedule: schedule?,
            strategies: strategies?,
            shared_sources: documents.into_iter().flatten().map(|document| document.source).collect(),
            lock: lock?,
            lock_path: operation_path.with_file_name(LOCK_FILE),
            warnings: Findings::new(),
        })
    }

    /// The lock file: `Some(None)` if there is none, nothing where a finding says why it cannot be read.
    fn lock(&mut self, operation_path: &Path) -> Option<Option<Lock>> {
        let Some(path) = self.files.root().neighbour(operation_path, LOCK_FILE) else { return Some(None) };
        let document = self.files.document(&path, self.findings)?;
        Lock::decode(&document.node, self.findings).map(Some)
    }

    /// A list that stands in a file of its own; empty if the operation names no such file.
    fn optional_file<T>(
        &mut self,
        file: Option<&Written<String>>,
        decode: impl Fn(&Node, &mut Findings) -> Option<Vec<T>>,
    ) -> Option<Vec<T>> {
        let Some(file) = file else { return Some(Vec::new()) };
        let document = self.files.named(file, self.findings);
        self.decode(document.as_ref(), decode)
    }

    fn decode<T>(&mut self, document: Option<&Document>, decode: impl Fn(&Node, &mut Findings) -> Option<T>) -> Option<T> {
        document.and_then(|document| decode(&document.node, self.findings))
    }

    fn data_files(&mut self, sources: &[DataSource]) -> Option<Vec<PathBuf>> {
        let files: Vec<Option<PathBuf>> =
            sources.iter().map(|source| self.files.root().resolve(&source.path, self.findings)).collect();
        files.into_iter().collect()
    }

    /// The strategies of all links. A disabled link must be as sound as the others, so that enabling it is no surprise; a
    /// blueprint that several links share is decoded and checked once.
    fn strategies(&mut self, operation: &Operation) -> Option<Vec<Strategy>> {
        let mut blueprints: BTreeMap<String, Option<Arc<Blueprint>>> = BTreeMap::new();
        let mut wirings: BTreeMap<String, Option<Arc<WiringConfig>>> = BTreeMap::new();
        let strategies: Vec<Option<Strategy>> = operation
            .strategy_links
            .iter()
            .map(|link| {
                let document = self.files.named(&link.file, self.findings)?;
                let blueprint = once(&mut blueprints, &document, self.findings, |node, findings| {
                    let blueprint = Blueprint::decode(node, findings)?;
                    validate::blueprint(&blueprint, findings);
                    Some(blueprint)
                })?;
                let mut sources = vec![document.source];
                let wiring = match link.wiring.as_ref().or(blueprint.wiring.as_ref()) {
                    Some(file) => Some(self.wiring(file, &mut wirings, &mut sources)?),
                    None => None,
                };
                Some(Strategy { blueprint, wiring, sources })
            })
            .collect();
        strategies.into_iter().collect()
    }

    fn wiring(
        &mut self,
        file: &Written<String>,
        known: &mut BTreeMap<String, Option<Arc<WiringConfig>>>,
        sources: &mut Vec<Arc<SourceText>>,
    ) -> Option<Arc<WiringConfig>> {
        let document = self.files.named(file, self.findings)?;
        sources.push(Arc::clone(&document.source));
        once(known, &document, self.findings, WiringConfig::decode)
    }
}

/// Decodes a document the first time and remembers what came of it.
fn once<T>(
    known: &mut BTreeMap<String, Option<Arc<T>>>,
    document: &Document,
    findings: &mut Findings,
    decode: impl Fn(&Node, &mut Findings) -> Option<T>,
) -> Option<Arc<T>> {
    known.entry(document.source.path.clone()).or_insert_with(|| decode(&document.node, findings).map(Arc::new)).clone()
}
