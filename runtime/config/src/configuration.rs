//! An operation and everything it names, read and checked in itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::build_spec::StrategyBuildSpec;
use crate::catalog::Catalog;
use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::Node;
use crate::files::{Document, Files, Root};
use crate::schema::{
    Blueprint, DataSource, Environment, Operation, Platform, StrategyLink, WiringConfig, data_sources, environments,
};
use crate::source::{SourceText, Written};
use crate::translate::translate;
use crate::validate;

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
    /// What each link runs, in the order of the links.
    pub(crate) strategies: Vec<Strategy>,
    /// The files that every link shares.
    pub(crate) shared_sources: Vec<Arc<SourceText>>,
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
        let mut findings = Findings::new();
        let (root, operation_path) = match Root::of(operation) {
            Ok(found) => found,
            Err(finding) => {
                findings.push(finding);
                return Err(findings);
            }
        };
        findings.set_root(root.shown());
        let loaded = Loader { files: Files::new(root, env), findings: &mut findings }.load(&operation_path);
        match loaded {
            Some(loaded) if !findings.has_errors() => Ok(Self { warnings: findings, ..loaded }),
            _ => Err(findings),
        }
    }

    /// The platform's settings.
    pub fn platform(&self) -> &Platform {
        &self.platform
    }

    /// The folder of the worker files.
    pub fn plugins_dir(&self) -> PathBuf {
        self.root.shown().join(&self.platform.paths.plugins_dir)
    }

    /// The operation.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// The strategy links, in the order written; disabled ones included.
    pub fn links(&self) -> &[StrategyLink] {
        &self.operation.strategy_links
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
    pub fn build(&self, link: &str, catalog: &Catalog) -> Result<Built, Findings> {
        let mut findings = Findings::new();
        findings.set_root(self.root.shown());
        let Some((link, strategy)) = self.links().iter().zip(&self.strategies).find(|(candidate, _)| candidate.name.value == link)
        else {
            let names: Vec<&str> = self.links().iter().map(|link| link.name.as_str()).collect();
            let finding = Finding::error(Rule::V16, format!("the operation has no strategy link `{link}`"));
            findings.push(finding.help(suggest::advice(link, "links", &names)));
            return Err(findings);
        };
        match validate::link(self, link, strategy, catalog, &mut findings) {
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
    fn load(mut self, operation_path: &Path) -> Option<Configuration> {
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
        for unread in [&operation.connectors_file, &operation.schedule_file].into_iter().flatten() {
            self.files.root().resolve(unread, self.findings);
        }
        let data_files = data_sources.as_deref().and_then(|sources| self.data_files(sources));
        let strategies = self.strategies(&operation);
        validate::operation(&operation, data_sources.as_deref(), environments.as_deref(), self.findings);

        let documents = [platform_document.flatten(), Some(operation_document), data_document, environments_document];
        Some(Configuration {
            root: self.files.root().clone(),
            platform: platform?,
            operation,
            data_sources: data_sources?,
            data_files: data_files?,
            environments: environments?,
            strategies: strategies?,
            shared_sources: documents.into_iter().flatten().map(|document| document.source).collect(),
            warnings: Findings::new(),
        })
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
