//! From tree to typed values.
//!
//! A decoder is a plain function `fn(&Node, &mut Findings) -> Option<T>`: nothing comes back only if a finding says why. Decoders
//! never stop at the first mistake, so one run of a check shows them all.
//!
//! A mapping is read by [`mapping`], field by field, through [`Fields`]; a key that no field asked for is unknown and refused.
//! Hence the one rule for those who write a decoder: *ask for every field before the first `?`*.

mod scalars;

pub use scalars::{
    asset, boolean, count, decimal, fraction, identifier, instant, names_of, plugin_id, signer_key, snake_name, symbol, term, text,
    timeframe, whole,
};

use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::{Content, Entry, Node};
use crate::source::{Position, Written};

/// The fields of a mapping, while it is read.
pub struct Fields<'n, 'f> {
    /// What the mapping is, for messages: `a worker`.
    what: &'static str,
    /// Where it stands.
    at: &'n Position,
    entries: &'n [Entry],
    asked: Vec<&'static str>,
    refused: Vec<&'static str>,
    /// Required keys that are not there. Told at the end, because one of them may turn out to be misspelt.
    missing: Vec<(&'static str, Finding)>,
    findings: &'f mut Findings,
}

/// Reads a mapping. `what` names it in messages, with its article; `read` asks for the fields.
pub fn mapping<'n, T>(
    node: &'n Node,
    what: &'static str,
    findings: &mut Findings,
    read: impl FnOnce(&mut Fields<'n, '_>) -> Option<T>,
) -> Option<T> {
    let Content::Mapping(entries) = &node.content else {
        findings.push(wrong_type(node, "a mapping").help(format!("{what} is written as `key: value` lines, indented by spaces")));
        return None;
    };
    let mut fields = Fields { what, at: &node.at, entries, asked: Vec::new(), refused: Vec::new(), missing: Vec::new(), findings };
    let value = read(&mut fields);
    fields.finish();
    value
}

/// Reads a list; nothing comes back if one of its items is wrong, because checks on an incomplete list would mislead.
pub fn list<T>(item: impl Fn(&Node, &mut Findings) -> Option<T>) -> impl Fn(&Node, &mut Findings) -> Option<Vec<T>> {
    move |node, findings| {
        let Content::List(items) = &node.content else {
            findings.push(
                wrong_type(node, "a list").help("write one item a line, each after `- `, or all of them in `[ ]` with commas"),
            );
            return None;
        };
        let read: Vec<Option<T>> = items.iter().map(|node| item(node, findings)).collect();
        read.into_iter().collect()
    }
}

/// Keeps the place together with the value.
pub fn written<T>(value: impl Fn(&Node, &mut Findings) -> Option<T>) -> impl Fn(&Node, &mut Findings) -> Option<Written<T>> {
    move |node, findings| value(node, findings).map(|value| Written { value, at: node.at.clone() })
}

/// A value of another kind than `expected` (with its article).
pub fn wrong_type(node: &Node, expected: &str) -> Finding {
    let is = if node.is_null() { "has no value".to_owned() } else { format!("is {}", node.describe()) };
    Finding::error(Rule::V02, format!("{} must be {expected}, but {is}", node.at.name())).at(&node.at)
}

impl<'n> Fields<'n, '_> {
    /// Where the mapping stands.
    pub fn at(&self) -> &'n Position {
        self.at
    }

    /// The list of findings, for rules between fields.
    pub fn findings(&mut self) -> &mut Findings {
        self.findings
    }

    /// A key with its value, if it is there; the value may be empty.
    pub fn entry(&mut self, key: &'static str) -> Option<&'n Entry> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        let entries: &'n [Entry] = self.entries;
        entries.iter().find(|entry| entry.key == key)
    }

    /// The value of a key, if it is there and not empty.
    pub fn node(&mut self, key: &'static str) -> Option<&'n Node> {
        self.entry(key).map(|entry| &entry.value).filter(|value| !value.is_null())
    }

    /// A field that must be there.
    pub fn required<T>(&mut self, key: &'static str, decode: impl Fn(&Node, &mut Findings) -> Option<T>) -> Option<T> {
        if let Some(node) = self.node(key) {
            return decode(node, self.findings);
        }
        let what = self.what;
        let help = format!("write `{key}: …`");
        match self.entries.iter().find(|entry| entry.key == key) {
            Some(entry) => {
                let finding = Finding::error(Rule::V02, format!("`{key}` of {what} has no value")).at(&entry.key_at);
                self.findings.push(finding.help(help));
            }
            None => self.missing.push((key, Finding::error(Rule::V02, format!("{what} needs `{key}`")).at(self.at).help(help))),
        }
        None
    }

    /// A field that may be left out: `Some(None)` then, and nothing if it is there and wrong.
    pub fn optional<T>(&mut self, key: &'static str, decode: impl Fn(&Node, &mut Findings) -> Option<T>) -> Option<Option<T>> {
        match self.node(key) {
            Some(node) => decode(node, self.findings).map(Some),
            None => Some(None),
        }
    }

    /// A field that may be left out, and what it is then.
    pub fn or<T>(&mut self, key: &'static str, decode: impl Fn(&Node, &mut Findings) -> Option<T>, default: T) -> Option<T> {
        self.optional(key, decode).map(|value| value.unwrap_or(default))
    }

    /// A list that may be left out and is empty then.
    pub fn list<T>(&mut self, key: &'static str, item: impl Fn(&Node, &mut Findings) -> Option<T>) -> Option<Vec<T>> {
        self.optional(key, list(item)).map(Option::unwrap_or_default)
    }

    /// A key that must not be there, and why. It counts as known, but is not listed as legal.
    pub fn refuse(&mut self, key: &'static str, rule: Rule, message: &str, help: &str) {
        self.refused.push(key);
        if let Some(entry) = self.entries.iter().find(|entry| entry.key == key) {
            self.findings.push(Finding::error(rule, message).at(&entry.key_at).help(help));
        }
    }

    /// Tells what is missing and what is unknown. A required key that is only misspelt is one mistake, not two.
    fn finish(mut self) {
        let unknown: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|entry| !self.asked.contains(&entry.key.as_str()) && !self.refused.contains(&entry.key.as_str()))
            .collect();
        let slips: Vec<&str> =
            unknown.iter().filter_map(|entry| suggest::nearest(&entry.key, self.asked.iter().copied())).collect();
        self.missing.retain(|(key, _)| !slips.contains(key));
        for (_, finding) in self.missing {
            self.findings.push(finding);
        }
        for entry in unknown {
            let finding = Finding::error(Rule::V01, format!("{} has no key `{}`", self.what, entry.key)).at(&entry.key_at);
            self.findings.push(finding.help(suggest::advice(&entry.key, "keys", &self.asked)));
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::Look;
    use crate::source::SourceText;

    /// Decodes a text, for the tests of every schema.
    pub(crate) fn decoded<T>(text: &str, decode: impl Fn(&Node, &mut Findings) -> Option<T>) -> (Option<T>, Findings) {
        let source = Arc::new(SourceText { path: "a.yaml".into(), text: text.into(), sha256: String::new() });
        let mut findings = Findings::new();
        let value = crate::document::parse(&source, &mut findings).and_then(|node| decode(&node, &mut findings));
        (value, findings)
    }

    #[derive(Debug)]
    struct Sample {
        name: String,
        size: u32,
        tags: Vec<String>,
        note: Option<String>,
    }

    fn sample(node: &Node, findings: &mut Findings) -> Option<Sample> {
        mapping(node, "a sample", findings, |fields| {
            let name = fields.required("name", text);
            let size = fields.or("size", whole(1..=9), 5);
            let tags = fields.list("tags", text);
            let note = fields.optional("note", text);
            fields.refuse("label", Rule::V43, "a sample has no `label` any more", "write `name`");
            Some(Sample { name: name?, size: size?, tags: tags?, note: note? })
        })
    }

    #[test]
    fn a_mapping_is_read_with_its_defaults() {
        let (value, findings) = decoded("name: a\ntags: [x, y]\nnote:\n", sample);
        assert!(findings.is_empty(), "{findings}");
        let value = value.unwrap();
        assert_eq!((value.name.as_str(), value.size, value.tags.len(), value.note), ("a", 5, 2, None));
    }

    #[test]
    fn every_mistake_is_found_in_one_go() {
        let (value, findings) = decoded("size: 12\ntags: 5\nnmae: a\nlabel: x\nnote: [a]\n", sample);
        assert!(value.is_none());
        insta::assert_snapshot!(findings.render(Look::Plain));
    }

    #[test]
    fn a_required_key_without_a_value_is_told_from_a_missing_one() {
        assert!(decoded("name:\n", sample).1.to_string().contains("`name` of a sample has no value"));
        assert!(decoded("size: 1\n", sample).1.to_string().contains("a sample needs `name`"));
    }

    #[test]
    fn a_list_with_one_wrong_item_does_not_come_back_incomplete() {
        let (value, findings) = decoded("name: a\ntags: [x, [y], z]\n", sample);
        assert!(value.is_none());
        assert!(findings.to_string().contains("item 2 of `tags`"), "{findings}");
    }
}
