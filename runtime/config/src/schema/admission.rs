//! `admission` in `platform.yaml`: how an operator narrows what a worker file may contain.
//!
//! The bounds and their names belong to the sandbox, which this crate does not know. They are read as they are written, with
//! their places; whoever makes the sandbox holds them against its profiles.

use crate::decode::{count, mapping, wrong_type};
use crate::diagnostic::Findings;
use crate::document::{Content, Node};
use crate::source::Written;

/// Bounds that are lower than those of the profiles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AdmissionConfig {
    /// Of workers under the profile `native`.
    pub native: Vec<LoweredBound>,
    /// Of workers under the profile `scripting`.
    pub scripting: Vec<LoweredBound>,
}

/// One bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoweredBound {
    /// Its name.
    pub name: Written<String>,
    /// Its value, in the unit that its name says.
    pub value: u64,
}

pub(super) fn admission(node: &Node, findings: &mut Findings) -> Option<AdmissionConfig> {
    mapping(node, "`admission`", findings, |fields| {
        let native = fields.or("native", bounds, Vec::new());
        let scripting = fields.or("scripting", bounds, Vec::new());
        Some(AdmissionConfig { native: native?, scripting: scripting? })
    })
}

/// Reads `{name: value}`.
fn bounds(node: &Node, findings: &mut Findings) -> Option<Vec<LoweredBound>> {
    if !matches!(node.content, Content::Mapping(_)) {
        findings.push(wrong_type(node, "a mapping of bounds").help("write `native: {file_bytes: 1000000}`"));
        return None;
    }
    let read: Vec<Option<LoweredBound>> = node
        .entries()
        .iter()
        .map(|entry| {
            let name = Written { value: entry.key.clone(), at: entry.key_at.clone() };
            count(&entry.value, findings).map(|value| LoweredBound { name, value })
        })
        .collect();
    read.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    #[test]
    fn bounds_are_read_with_their_names() {
        let (admission, findings) = decoded("native: {file_bytes: 1000}\nscripting: {}\n", admission);
        assert!(findings.is_empty(), "{findings}");
        let native: Vec<_> = admission.unwrap().native.into_iter().map(|bound| (bound.name.value, bound.value)).collect();
        assert_eq!(native, [("file_bytes".to_owned(), 1000)]);
    }

    #[test]
    fn what_is_no_bound_is_refused() {
        for text in ["native: [file_bytes]\n", "native: {file_bytes: many}\n", "naive: {}\n", "native: {file_bytes: -1}\n"] {
            let (admission, findings) = decoded(text, admission);
            assert!(findings.has_errors(), "{text}");
            assert!(admission.is_none() || text.starts_with("naive"), "{text}");
        }
    }
}
