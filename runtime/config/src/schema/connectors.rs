//! The connectors that an operation names: ways to a venue.
//!
//! A secret stands in no file: it is written `${NAME}` and taken from the environment when the file is read.

use std::fmt;

use crate::decode::{boolean, identifier, list, mapping, term, text, written};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::Node;
use crate::source::Written;

/// A way to a venue.
#[derive(Debug, Clone)]
pub struct Connector {
    /// Its id.
    pub id: Written<String>,
    /// Which kind of venue.
    pub kind: ConnectorKind,
    /// The public part of the account's key.
    pub api_key: Option<Secret>,
    /// The secret part of the account's key.
    pub api_secret: Option<Secret>,
    /// Whether the venue's play ground is meant. `true` unless written: real money is never the default.
    pub testnet: bool,
}

/// Which kind of venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectorKind {
    /// Simulated by the platform.
    Simulated,
    /// A venue that speaks REST.
    Rest,
    /// A venue that speaks over a web socket.
    Websocket,
}

/// The kinds of venues, as they are written.
pub(crate) const CONNECTOR_KINDS: &[(&str, ConnectorKind)] =
    &[("simulated", ConnectorKind::Simulated), ("rest", ConnectorKind::Rest), ("websocket", ConnectorKind::Websocket)];

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for whoever logs in with it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Reads the file: `connectors: [...]`.
pub(crate) fn connectors(node: &Node, findings: &mut Findings) -> Option<Vec<Connector>> {
    mapping(node, "the file of connectors", findings, |fields| fields.required("connectors", list(connector)))
}

fn connector(node: &Node, findings: &mut Findings) -> Option<Connector> {
    mapping(node, "a connector", findings, |fields| {
        let id = fields.required("id", written(identifier));
        let kind = fields.required("type", term("a type of connector", CONNECTOR_KINDS));
        let api_key = fields.optional("api_key", secret);
        let api_secret = fields.optional("api_secret", secret);
        let testnet = fields.or("testnet", boolean, true);
        Some(Connector { id: id?, kind: kind?, api_key: api_key?, api_secret: api_secret?, testnet: testnet? })
    })
}

/// A value that came from the environment, whole.
fn secret(node: &Node, findings: &mut Findings) -> Option<Secret> {
    let written = node.scalar().and_then(|scalar| scalar.written.as_deref());
    if !written.is_some_and(is_one_variable) {
        // What stands there may be a secret: it is not quoted. The place still shows the line, which is the user's own.
        let finding = Finding::error(Rule::V02, format!("{} must come from the environment", node.at.name())).at(&node.at);
        findings.push(finding.help("write `${NAME}`, set the variable NAME, and replace the key if this file was ever shared"));
        return None;
    }
    let value = text(node, findings)?;
    Some(Secret(value))
}

/// `${NAME}` and nothing else.
fn is_one_variable(written: &str) -> bool {
    let name = written.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::decode::tests::decoded;
    use crate::document::{Content, Scalar};
    use crate::source::{KeyPath, Position, SourceText};

    /// A value that stands as `written` in the file and became `text`.
    fn from_environment(text: &str, written: &str) -> Node {
        let source = Arc::new(SourceText { path: "a.yaml".into(), text: written.into(), sha256: String::new() });
        let at = Position::new(&source, 0, written.len(), &Arc::new(KeyPath::Root));
        Node { at, content: Content::Scalar(Scalar { text: text.into(), written: Some(written.into()), plain: false }) }
    }

    #[test]
    fn a_connector_is_read_and_means_the_play_ground_unless_it_says_otherwise() {
        let (list, findings) = decoded("connectors:\n  - {id: sim, type: simulated}\n", connectors);
        assert!(findings.is_empty(), "{findings}");
        let list = list.unwrap();
        assert_eq!((list[0].id.as_str(), list[0].kind, list[0].testnet), ("sim", ConnectorKind::Simulated, true));
    }

    #[test]
    fn a_secret_stands_in_no_file() {
        let (list, findings) = decoded("connectors:\n  - {id: v, type: rest, api_key: abc}\n", connectors);
        assert!(list.is_none());
        assert!(findings.to_string().contains("write `${NAME}`"), "{findings}");
        for written in ["x${A}", "${A}${B}", "$${A}", "${}"] {
            let mut findings = Findings::new();
            assert!(secret(&from_environment("x", written), &mut findings).is_none(), "{written}");
        }
    }

    #[test]
    fn a_secret_is_shown_by_nobody() {
        let mut findings = Findings::new();
        let secret = secret(&from_environment("hunter2", "${KEY}"), &mut findings).unwrap();
        assert_eq!(secret.reveal(), "hunter2");
        assert!(!format!("{secret:?}").contains("hunter2"));
        assert!(super::secret(&from_environment(" ", "${KEY}"), &mut findings).is_none(), "an empty variable is no key");
        assert!(!findings.to_string().contains("hunter2"));
    }

    #[test]
    fn unknown_types_and_keys_are_refused() {
        let (_, findings) = decoded("connectors:\n  - {id: v, type: fix, url: x}\n", connectors);
        let shown = findings.to_string();
        assert!(shown.contains("`fix` is not a type of connector") && shown.contains("no key `url`"), "{shown}");
    }
}
