//! The worker files that are installed, as plain facts: this crate knows no WebAssembly and is told what was found.

use std::path::PathBuf;

use simpletrader_contracts::worker::{ComponentFacts, PluginId};

/// What was found under the plug-ins folder.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    components: Vec<ComponentFacts>,
    broken: Vec<BrokenComponent>,
}

/// A file that looks like a worker and cannot be used. It hides no other; it is mentioned only when a plug-in is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenComponent {
    /// Where it lies.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

/// What the catalog has under an id.
#[derive(Debug)]
pub(crate) enum Found<'c> {
    /// Exactly one file.
    One(&'c ComponentFacts),
    /// No file.
    None,
    /// Several files with different content that claim the same id.
    Several(Vec<&'c ComponentFacts>),
}

impl Catalog {
    /// A catalog of these files. Their order does not matter.
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

    /// The file of an id. Copies of one file are one plug-in.
    pub(crate) fn find(&self, id: &PluginId) -> Found<'_> {
        let mut found: Vec<&ComponentFacts> = Vec::new();
        for component in self.components.iter().filter(|component| component.manifest.plugin_id() == *id) {
            if found.iter().all(|known| known.digest != component.digest) {
                found.push(component);
            }
        }
        match found.as_slice() {
            [] => Found::None,
            [one] => Found::One(one),
            _ => Found::Several(found),
        }
    }

    /// All ids, sorted, each once.
    pub(crate) fn ids(&self) -> Vec<PluginId> {
        let mut ids: Vec<PluginId> = self.components.iter().map(|component| component.manifest.plugin_id()).collect();
        ids.sort();
        ids.dedup();
        ids
    }
}
