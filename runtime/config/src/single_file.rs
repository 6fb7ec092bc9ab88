//! One file by itself: what kind it is, shown by its content, and what is wrong with it.
//!
//! An operation is checked with everything that it names, by [`Configuration`](crate::Configuration). All other files can be
//! checked alone as well, while they are written: their shape, and for a blueprint its workers with the installed plug-ins.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use simpletrader_contracts::worker::{Category, ManifestError, WorkerManifest, check_event_name};

use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::{Node, as_json};
use crate::files::{Document, Files, Root};
use crate::lock::Lock;
use crate::plugin_registry::PluginRegistry;
use crate::schema::{Blueprint, Operation, Platform, WiringConfig, connectors, data_sources, environments, schedule};
use crate::source::Position;
use crate::validate;

/// The kinds of configuration files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Which strategies run where.
    Operation,
    /// Who works in a strategy.
    Blueprint,
    /// Who hears whom.
    Wiring,
    /// What a worker says about itself.
    Manifest,
    /// What holds for everything here.
    Platform,
    /// Where bars come from.
    DataSources,
    /// Where strategies run.
    Environments,
    /// Ways to venues.
    Connectors,
    /// What the clock starts.
    Schedule,
    /// Which worker files are pinned.
    Lock,
}

impl FileKind {
    /// Every kind, with the key at a file's root that shows it. The order matters: the first key that is there decides.
    const SIGNS: [(&str, Self); 18] = [
        ("operation", Self::Operation),
        ("workforce", Self::Blueprint),
        ("strategy_id", Self::Blueprint),
        ("event_wirings", Self::Wiring),
        ("wiring_id", Self::Wiring),
        ("sequential_workers", Self::Wiring),
        ("parallel_groups", Self::Wiring),
        ("identification", Self::Manifest),
        ("data_sources", Self::DataSources),
        ("environments", Self::Environments),
        ("connectors", Self::Connectors),
        ("schedule", Self::Schedule),
        ("lock_version", Self::Lock),
        ("paths", Self::Platform),
        ("sandbox", Self::Platform),
        ("logging", Self::Platform),
        ("locale", Self::Platform),
        ("performance", Self::Platform),
    ];

    /// What it is called in messages and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Blueprint => "blueprint",
            Self::Wiring => "wiring",
            Self::Manifest => "manifest",
            Self::Platform => "platform",
            Self::DataSources => "data_sources",
            Self::Environments => "environments",
            Self::Connectors => "connectors",
            Self::Schedule => "schedule",
            Self::Lock => "lock",
        }
    }

    fn of(node: &Node, findings: &mut Findings) -> Option<Self> {
        let keys = || node.entries().iter().map(|entry| entry.key.as_str());
        let signs = Self::SIGNS.iter();
        if let Some((_, kind)) = signs.clone().find(|(sign, _)| keys().any(|key| key == *sign)) {
            return Some(*kind);
        }
        let names: Vec<&str> = signs.map(|(sign, _)| *sign).collect();
        let slip = keys().find_map(|key| Some((key, suggest::nearest(key, names.iter().copied())?)));
        let help = match slip {
            Some((key, sign)) => format!("did you mean `{sign}` where `{key}` is written?"),
            None => "a blueprint has a `workforce`, a wiring file `event_wirings`, a manifest an `identification`; an operation \
                     file begins with `operation:`"
                .to_owned(),
        };
        let finding = Finding::error(Rule::V01, "no key at its root shows what kind of file this is").at(&node.at);
        findings.push(finding.help(help));
        None
    }
}

/// A file that was read and whose kind is known.
#[derive(Debug)]
pub struct SingleFile {
    kind: FileKind,
    root: Root,
    document: Document,
    /// The platform that holds for it; the standard one if there is none.
    platform: Platform,
    /// The wiring file that a blueprint names.
    wiring: Option<Arc<Node>>,
    findings: Findings,
}

impl SingleFile {
    /// Reads a file and finds out what it is. `env` answers for the `${NAME}`s in it.
    ///
    /// # Errors
    /// When the file cannot be read, is no YAML, or shows no kind.
    pub fn open(path: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<Self, Findings> {
        let mut findings = Findings::new();
        if !path.is_file() {
            let finding = Finding::error(Rule::V04, format!("there is no file `{}`", path.display()));
            findings.push(finding.help("name a configuration file or a worker's .wasm file"));
            return Err(findings);
        }
        match Self::read(path, env, &mut findings) {
            Some(file) => Ok(Self { findings, ..file }),
            None => Err(findings),
        }
    }

    fn read(path: &Path, env: &dyn Fn(&str) -> Option<String>, findings: &mut Findings) -> Option<Self> {
        let (root, real) = Root::of(path).map_err(|finding| findings.push(finding)).ok()?;
        findings.set_root(root.shown());
        let mut files = Files::new(root.clone(), env);
        let document = files.document(&real, findings)?;
        let kind = FileKind::of(&document.node, findings)?;
        let platform = root.platform_file().filter(|_| kind == FileKind::Blueprint);
        let platform = platform.and_then(|path| files.document(&path, findings));
        let platform = platform.and_then(|platform| Platform::decode(&platform.node, findings)).unwrap_or_default();
        let mut wiring = None;
        if kind == FileKind::Blueprint {
            // Whatever else is wrong with the blueprint is told when it is checked.
            let blueprint = Blueprint::decode(&document.node, &mut Findings::new());
            if let Some(file) = blueprint.and_then(|blueprint| blueprint.wiring) {
                wiring = files.named(&file, findings).map(|document| document.node);
            }
        }
        Some(Self { kind, root, document, platform, wiring, findings: Findings::new() })
    }

    /// What kind of file it is.
    pub fn kind(&self) -> FileKind {
        self.kind
    }

    /// The folder of the worker files.
    pub fn plugins_dir(&self) -> PathBuf {
        self.root.shown().join(&self.platform.paths.plugins_dir)
    }

    /// Whether the plug-ins matter for its check.
    pub fn needs_plugins(&self) -> bool {
        self.kind == FileKind::Blueprint
    }

    /// Everything that is wrong with it. Of an operation only its own shape is checked here.
    pub fn check(&self, registry: &PluginRegistry) -> Findings {
        let mut findings = self.findings.clone();
        let node = &*self.document.node;
        match self.kind {
            FileKind::Operation => forget(Operation::decode(node, &mut findings)),
            FileKind::Blueprint => self.check_blueprint(node, registry, &mut findings),
            FileKind::Wiring => forget(WiringConfig::decode(node, &mut findings)),
            FileKind::Manifest => check_manifest(node, &mut findings),
            FileKind::Platform => forget(Platform::decode(node, &mut findings)),
            FileKind::DataSources => forget(data_sources(node, &mut findings)),
            FileKind::Environments => forget(environments(node, &mut findings)),
            FileKind::Connectors => forget(connectors(node, &mut findings)),
            FileKind::Schedule => forget(schedule(node, &mut findings)),
            FileKind::Lock => forget(Lock::decode(node, &mut findings)),
        }
        findings
    }

    fn check_blueprint(&self, node: &Node, registry: &PluginRegistry, findings: &mut Findings) {
        let wiring = self.wiring.as_ref().map(|node| WiringConfig::decode(node, findings));
        let Some(blueprint) = Blueprint::decode(node, findings) else { return };
        validate::blueprint(&blueprint, findings);
        // Checked against a wiring that could not be read, every worker would seem to be forgotten.
        if let Some(wiring) = wiring.map_or(Some(None), |wiring| wiring.map(Some)) {
            validate::strategy(&blueprint, wiring.as_ref(), &self.platform, registry, findings);
        }
    }
}

/// The findings say what a check is for.
fn forget<T>(_: Option<T>) {}

/// A manifest as its author writes it, before it is built into a worker.
fn check_manifest(node: &Node, findings: &mut Findings) {
    let json = as_json(node);
    let Err(error) = WorkerManifest::parse(json.to_string().as_bytes()) else { return };
    let finding = match error {
        ManifestError::Unreadable(message) => {
            let (message, named) = without_place(&message);
            let finding = Finding::error(Rule::V02, format!("the manifest cannot be read: {message}"));
            finding.at(named.and_then(|key| place_of_key(node, key)).unwrap_or(&node.at))
        }
        ManifestError::Rule { path, rule } => {
            let code = serde_json::from_value(json).map_or(Rule::V02, |manifest| broken_rule(&manifest, &path));
            Finding::error(code, rule).at(place_of_path(node, &path))
        }
    };
    findings.push(finding);
}

/// A parser's message without the line and column of a text that nobody wrote, and the first name that it quotes.
fn without_place(message: &str) -> (&str, Option<&str>) {
    let message = message.split_once(" at line ").map_or(message, |(message, _)| message);
    (message, message.split('`').nth(1))
}

/// The code of the rule that a manifest breaks at `path`.
fn broken_rule(manifest: &WorkerManifest, path: &str) -> Rule {
    if path == "invokes" {
        return Rule::V30;
    }
    if path != "publishes" {
        return Rule::V02;
    }
    let known = |payload: &str| Category::ALL.iter().any(|category| category.payload_types().contains(&payload));
    if manifest.publishes.iter().any(|publication| !known(&publication.payload_type)) {
        Rule::V38
    } else if manifest.publishes.iter().any(|publication| check_event_name(&publication.event_name).is_err()) {
        Rule::V41
    } else if manifest.category() == Some(Category::ContextWorker) {
        Rule::V39
    } else {
        Rule::V37
    }
}

/// The place of `identification.role`; of what is above it, where it is not written.
fn place_of_path<'n>(node: &'n Node, path: &str) -> &'n Position {
    let mut place = node;
    for key in path.split('.') {
        match place.entries().iter().find(|entry| entry.key == key) {
            Some(entry) => place = &entry.value,
            None => break,
        }
    }
    &place.at
}

/// The first key of that name, wherever it stands.
fn place_of_key<'n>(node: &'n Node, key: &str) -> Option<&'n Position> {
    let own = node.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.key_at);
    let items: &[Node] = match &node.content {
        crate::document::Content::List(items) => items,
        _ => &[],
    };
    // As deep as the document, which the parser bounds.
    own.or_else(|| node.entries().iter().find_map(|entry| place_of_key(&entry.value, key)))
        .or_else(|| items.iter().find_map(|item| place_of_key(item, key)))
}
