//! The plug-in registry: the worker files that are installed, as plain facts. This crate knows no WebAssembly and is told what was
//! found, at any depth below the plug-ins folder.
//!
//! Two versions of a plug-in are two plug-ins and live side by side. Copies of one file are one plug-in. Different files that
//! claim the same id are a mistake that is told when one of them is wanted, and so is a file that cannot be used: it hides no
//! other. A registry is complete when it is made and never changes, so it has no states.

use std::path::PathBuf;

use simpletrader_contracts::name::SnakeName;
use simpletrader_contracts::worker::{ComponentFacts, PluginId};

use crate::build_spec::StrategyBuildSpec;

/// What was found under the plug-ins folder.
#[derive(Debug, Clone, Default)]
pub struct PluginRegistry {
    components: Vec<ComponentFacts>,
    broken: Vec<BrokenComponent>,
}

/// A file that looks like a worker and cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenComponent {
    /// Where it lies.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

/// Why there is no plug-in of an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPlugin {
    /// No file has it.
    #[error("the plug-in `{0}` is not installed")]
    Missing(PluginId),
    /// Several files with different content claim it.
    #[error("several different files claim to be `{id}`: {}", paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "))]
    Several {
        /// The id.
        id: PluginId,
        /// The files, by path.
        paths: Vec<PathBuf>,
    },
    /// No file has the content that a build spec was made for.
    #[error("no installed file of `{id}` has the SHA-256 {digest}")]
    OtherContent {
        /// The id.
        id: PluginId,
        /// The SHA-256, as 64 small hex digits.
        digest: String,
    },
}

impl PluginRegistry {
    /// A registry of these files. Their order does not matter.
    pub fn new(mut components: Vec<ComponentFacts>, mut broken: Vec<BrokenComponent>) -> Self {
        components.sort_by(|a, b| a.path.cmp(&b.path));
        broken.sort_by(|a, b| a.path.cmp(&b.path));
        Self { components, broken }
    }

    /// The usable files, by path.
    pub fn components(&self) -> &[ComponentFacts] {
        &self.components
    }

    /// The unusable files, by path.
    pub fn broken(&self) -> &[BrokenComponent] {
        &self.broken
    }

    /// All ids, sorted, each once.
    pub fn list(&self) -> Vec<PluginId> {
        let mut ids: Vec<PluginId> = self.components.iter().map(|component| component.manifest.plugin_id()).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// The installed versions of a plug-in, the lowest first.
    pub fn versions(&self, vendor: &SnakeName, name: &SnakeName) -> Vec<PluginId> {
        self.list().into_iter().filter(|id| id.vendor == *vendor && id.name == *name).collect()
    }

    /// The file of an id.
    ///
    /// # Errors
    /// When no file has it, or several different ones.
    pub fn get(&self, id: &PluginId) -> Result<&ComponentFacts, NoPlugin> {
        let mut found: Vec<&ComponentFacts> = Vec::new();
        for component in self.components.iter().filter(|component| component.manifest.plugin_id() == *id) {
            if found.iter().all(|known| known.digest != component.digest) {
                found.push(component);
            }
        }
        match found.as_slice() {
            [] => Err(NoPlugin::Missing(id.clone())),
            [one] => Ok(one),
            _ => Err(NoPlugin::Several { id: id.clone(), paths: found.iter().map(|one| one.path.clone()).collect() }),
        }
    }

    /// Says of every worker of a build spec that was read back where its file lies: the one whose content the spec was made for.
    ///
    /// # Errors
    /// When a plug-in is not installed, or only with other content.
    pub fn resolve(&self, spec: &mut StrategyBuildSpec) -> Result<(), NoPlugin> {
        for worker in &mut spec.workers {
            let of_this_id = || self.components.iter().filter(|component| component.manifest.plugin_id() == worker.plugin);
            let Some(file) = of_this_id().find(|component| component.digest == worker.digest) else {
                return Err(match of_this_id().next() {
                    None => NoPlugin::Missing(worker.plugin.clone()),
                    Some(_) => NoPlugin::OtherContent { id: worker.plugin.clone(), digest: worker.digest.clone() },
                });
            };
            worker.component.clone_from(&file.path);
        }
        Ok(())
    }
}
