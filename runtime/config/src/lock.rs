//! The lock file: which worker files an operation was checked with.
//!
//! `simpletrader lock` writes it beside the operation file, and from then on a plug-in whose file has another digest is refused
//! (V80): a worker that was rebuilt, exchanged or tampered with is noticed before it trades. Without a lock file the plug-ins
//! folder is trusted as it is, which is what somebody wants who builds workers all day.
//!
//! It is written by a machine and read by people in a review: one plug-in a paragraph, sorted, the same bytes for the same
//! plug-ins. It is no source of a build spec, because it changes nothing that a strategy does: it only refuses.

use std::collections::BTreeMap;
use std::fmt::Write;

use simpletrader_contracts::worker::{ComponentFacts, PluginId};

use crate::decode::{list, mapping, text, whole, written};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::Node;
use crate::source::{Position, Written};

/// Name of the lock file, in the folder of the operation file.
pub const LOCK_FILE: &str = "simpletrader.lock";
/// The version of its form.
const VERSION: u32 = 1;

/// A lock file.
#[derive(Debug, Clone)]
pub(crate) struct Lock {
    /// What is pinned, in the order written.
    pub pins: Vec<Pin>,
    /// Where the list stands.
    pub at: Position,
}

/// One pinned plug-in.
#[derive(Debug, Clone)]
pub(crate) struct Pin {
    /// Which one.
    pub plugin: PluginId,
    /// SHA-256 of its file, as 64 small hex digits.
    pub sha256: Written<String>,
}

impl Lock {
    /// Reads a lock file.
    pub fn decode(node: &Node, findings: &mut Findings) -> Option<Self> {
        mapping(node, "a lock file", findings, |fields| {
            let version = fields.required("lock_version", whole(VERSION..=VERSION));
            let pins = fields.required("plugins", list(pin));
            version?;
            Some(Self { pins: pins?, at: node.at.clone() })
        })
    }

    /// What is pinned for a plug-in.
    pub fn pin(&self, plugin: &PluginId) -> Option<&Pin> {
        self.pins.iter().find(|pin| pin.plugin == *plugin)
    }
}

fn pin(node: &Node, findings: &mut Findings) -> Option<Pin> {
    mapping(node, "a pinned plug-in", findings, |fields| {
        let id = fields.required("id", written(text));
        let version = fields.required("version", text);
        let sha256 = fields.required("sha256", written(digest));
        let (id, version) = (id?, version?);
        let plugin = PluginId::parse(&format!("{}/v{version}", id.value)).ok();
        if plugin.is_none() {
            let message = format!("`{}` and `{version}` are no plug-in", id.value);
            fields.findings().push(Finding::error(Rule::V05, message).at(&id.at).help(REWRITE));
        }
        Some(Pin { plugin: plugin?, sha256: sha256? })
    })
}

fn digest(node: &Node, findings: &mut Findings) -> Option<String> {
    let text = text(node, findings)?;
    let is_digest = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !is_digest {
        findings.push(Finding::error(Rule::V02, "this is no SHA-256 digest").at(&node.at).help(REWRITE));
    }
    is_digest.then_some(text)
}

const REWRITE: &str = "the file is written by `simpletrader lock`: run it again instead of editing the file";

/// The text of a lock file for these plug-ins: sorted, each once.
pub(crate) fn render<'a>(plugins: impl IntoIterator<Item = &'a ComponentFacts>) -> String {
    let pins: BTreeMap<PluginId, &str> =
        plugins.into_iter().map(|facts| (facts.manifest.plugin_id(), facts.digest.as_str())).collect();
    let mut text = format!(
        "# The worker files that this operation was checked with. Written by `simpletrader lock`: keep it with the\n\
         # operation, and run the command again when a worker is meant to change.\n\
         lock_version: {VERSION}\nplugins:"
    );
    if pins.is_empty() {
        text.push_str(" []");
    }
    text.push('\n');
    for (plugin, sha256) in pins {
        let PluginId { vendor, name, version } = plugin;
        // Writing to a text cannot fail.
        let _ = write!(text, "  - id: {vendor}/{name}\n    version: {version}\n    sha256: {sha256}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    fn refused(text: &str) -> String {
        let (lock, findings) = decoded(text, Lock::decode);
        assert!(lock.is_none() && findings.has_errors(), "accepted: {text}");
        findings.to_string()
    }

    #[test]
    fn a_lock_of_nothing_is_read_back() {
        let (lock, findings) = decoded(&render([]), Lock::decode);
        assert!(findings.is_empty(), "{findings}");
        assert!(lock.unwrap().pins.is_empty());
    }

    #[test]
    fn what_no_command_wrote_is_refused() {
        let sha = "a".repeat(64);
        let pin = |id: &str, version: &str, sha: &str| {
            format!("lock_version: 1\nplugins:\n  - {{id: {id}, version: {version}, sha256: {sha}}}\n")
        };
        assert!(decoded(&pin("acme/sma", "1.0.0", &sha), Lock::decode).1.is_empty());
        assert!(refused(&pin("acme", "1.0.0", &sha)).contains("V05"));
        assert!(refused(&pin("acme/sma", "1.0", &sha)).contains("run it again"));
        assert!(refused(&pin("acme/sma", "1.0.0", "abc")).contains("no SHA-256"));
        assert!(refused(&pin("acme/sma", "1.0.0", &"A".repeat(64))).contains("no SHA-256"), "capitals are another text");
        assert!(refused("lock_version: 2\nplugins: []\n").contains("from 1 to 1"));
        assert!(refused("lock_version: 1\n").contains("needs `plugins`"));
    }
}
