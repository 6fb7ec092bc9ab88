//! What must come of a call, and how it differs from what came.

use serde_json::{Map, Value};
use simpletrader_config::decode::{Fields, wrong_type};
use simpletrader_config::diagnostic::{Finding, Findings, Rule, suggest};
use simpletrader_config::document::{Content, Node, Scalar};
use simpletrader_config::source::Position;
use simpletrader_contracts::Decimal;

use crate::answer::number;
use crate::update::plain;
use crate::verdict::Mismatch;

/// What must come of a call.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    /// An answer or a failure.
    pub kind: ExpectedKind,
    /// Where the key stands.
    pub key_at: Position,
    /// What is written behind it.
    pub node: Node,
}

/// An answer or a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExpectedKind {
    /// `expect`.
    Answer,
    /// `fails`.
    Failure,
}

impl ExpectedKind {
    /// Its key in a case file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Answer => "expect",
            Self::Failure => "fails",
        }
    }
}

impl Expected {
    /// Reads `expect` or `fails`; none when there is neither.
    pub fn decode(fields: &mut Fields<'_, '_>) -> Option<Option<Self>> {
        let answer = fields.entry("expect").map(|entry| (ExpectedKind::Answer, entry));
        let failure = fields.entry("fails").map(|entry| (ExpectedKind::Failure, entry));
        if let (Some(_), Some((_, entry))) = (&answer, &failure) {
            let finding = Finding::error(Rule::V02, "a call has either `expect` or `fails`").at(&entry.key_at);
            fields.findings().push(finding.help("a call that fails has no answer: remove one of them"));
            return None;
        }
        let Some((kind, entry)) = answer.or(failure) else { return Some(None) };
        if kind == ExpectedKind::Failure {
            check_failure(&entry.value, fields.findings())?;
        }
        Some(Some(Self { kind, key_at: entry.key_at.clone(), node: entry.value.clone() }))
    }

    /// Whether it is still to be written: `expect:` with nothing behind it.
    pub fn is_open(&self) -> bool {
        self.node.is_null()
    }

    /// What differs.
    pub fn differences(&self, kind: ExpectedKind, got: &Value, tolerance: f64) -> Vec<Mismatch> {
        let mut found = Vec::new();
        if self.is_open() {
            let message = "nothing is expected yet";
            found.push(Mismatch::new(&self.key_at, "", message, plain(got)).help("`simpletrader test --update` writes what came"));
        } else if kind != self.kind {
            found.push(match kind {
                ExpectedKind::Answer => Mismatch::new(&self.key_at, "", "a failure", format!("the answer {}", plain(got))),
                ExpectedKind::Failure => Mismatch::new(&self.key_at, "", "an answer", format!("a failure, {}", plain(got))),
            });
        } else if kind == ExpectedKind::Failure {
            compare_failure(&self.node, got, &mut found);
        } else {
            Comparison { tolerance, found: &mut found }.compare(&self.node, Some(got), &mut String::new());
        }
        found
    }
}

/// `fails: not-ready` or `fails: {kind: failed, text: "…"}`.
fn check_failure(node: &Node, findings: &mut Findings) -> Option<()> {
    match &node.content {
        Content::Scalar(_) => Some(()),
        Content::Mapping(entries) => {
            let unknown = entries.iter().find(|entry| !["kind", "text"].contains(&entry.key.as_str()));
            let Some(entry) = unknown else { return Some(()) };
            let finding = Finding::error(Rule::V01, format!("a failure has no `{}`", entry.key)).at(&entry.key_at);
            findings.push(finding.help(suggest::advice(&entry.key, "keys", &["kind", "text"])));
            None
        }
        Content::List(_) => {
            findings
                .push(wrong_type(node, "a kind of failure").help("write `fails: not-ready`, or `fails: {kind: failed, text: …}`"));
            None
        }
    }
}

/// The kind is to be equal; the text has to hold what is written, because a worker's language may add to it.
fn compare_failure(expected: &Node, got: &Value, found: &mut Vec<Mismatch>) {
    let of = |key: &str| got.get(key).and_then(Value::as_str).unwrap_or_default();
    let parts = match &expected.content {
        Content::Scalar(_) => vec![("kind", expected)],
        _ => expected.entries().iter().map(|entry| (if entry.key == "kind" { "kind" } else { "text" }, &entry.value)).collect(),
    };
    for (key, node) in parts {
        let written = node.scalar().map_or("", |scalar| scalar.text.as_str());
        let holds = if key == "kind" { of(key) == written } else { of(key).contains(written) };
        if !holds {
            let expected = if key == "kind" { written.to_owned() } else { format!("a text with `{written}`") };
            found.push(Mismatch::new(&node.at, key, expected, plain(got)));
        }
    }
}

/// Walks through an expectation and an answer side by side.
struct Comparison<'f> {
    tolerance: f64,
    found: &'f mut Vec<Mismatch>,
}

impl Comparison<'_> {
    /// `path` names the part of the answer for messages.
    fn compare(&mut self, expected: &Node, got: Option<&Value>, path: &mut String) {
        match (&expected.content, got) {
            (Content::Scalar(scalar), None) if scalar.is_null() => {}
            (_, None) => self.differ(expected, got, path),
            (Content::Mapping(entries), Some(Value::Object(fields))) => {
                for entry in entries {
                    let got = fields.get(&entry.key);
                    if got.is_none() && !entry.value.is_null() {
                        self.missing(&entry.key, &entry.key_at, &entry.value, fields, path);
                        continue;
                    }
                    self.below(path, &format!(".{}", entry.key), |walk, path| walk.compare(&entry.value, got, path));
                }
            }
            (Content::List(items), Some(Value::Array(values))) => {
                if items.len() != values.len() {
                    let count = |count: usize| format!("{count} {}", if count == 1 { "item" } else { "items" });
                    let got = format!("{}: {}", count(values.len()), plain(&Value::Array(values.clone())));
                    self.found.push(Mismatch::new(&expected.at, shown(path), count(items.len()), got));
                    return;
                }
                for (index, (item, value)) in items.iter().zip(values).enumerate() {
                    self.below(path, &format!("[{index}]"), |walk, path| walk.compare(item, Some(value), path));
                }
            }
            (Content::Scalar(scalar), Some(value)) if self.is_equal(scalar, value) => {}
            _ => self.differ(expected, got, path),
        }
    }

    /// Goes one step down.
    fn below(&mut self, path: &mut String, step: &str, walk: impl FnOnce(&mut Self, &mut String)) {
        let length = path.len();
        path.push_str(step);
        walk(self, path);
        path.truncate(length);
    }

    fn is_equal(&self, expected: &Scalar, got: &Value) -> bool {
        let text = expected.text.as_str();
        match got {
            Value::Number(value) => match (number(text), value.as_f64()) {
                (Some(expected), Some(value)) => self.is_near(expected, value),
                _ => false,
            },
            // A decimal, a term, or a fact that JSON has no number for.
            Value::String(value) => {
                let decimal = |text: &str| text.parse::<Decimal>().ok();
                let same_fact = || number(value).zip(number(text)).is_some_and(|(one, other)| one.is_nan() && other.is_nan());
                value == text || decimal(value).zip(decimal(text)).is_some_and(|(one, other)| one == other) || same_fact()
            }
            Value::Bool(value) => expected.boolean() == Some(*value),
            Value::Null | Value::Array(_) | Value::Object(_) => false,
        }
    }

    /// Within the tolerance, absolutely for numbers up to 1 and relatively above; without one, the same double.
    fn is_near(&self, expected: f64, got: f64) -> bool {
        expected == got || (expected - got).abs() <= self.tolerance * expected.abs().max(1.0)
    }

    fn differ(&mut self, expected: &Node, got: Option<&Value>, path: &str) {
        let got_text = got.map_or_else(|| "nothing".to_owned(), plain);
        let mismatch = Mismatch::new(&expected.at, shown(path), written(expected), got_text);
        let is_fraction = got.is_some_and(|got| got.is_f64()) && self.tolerance == 0.0;
        let close = expected.scalar().and_then(|scalar| number(&scalar.text)).zip(got.and_then(Value::as_f64));
        let is_close = close.is_some_and(|(one, other)| (one - other).abs() <= 1e-2 * other.abs().max(1.0));
        self.found.push(if is_fraction && is_close {
            mismatch.help("`tolerance: 0.01` beside it allows a rounded number")
        } else {
            mismatch
        });
    }

    fn missing(&mut self, key: &str, at: &Position, expected: &Node, fields: &Map<String, Value>, path: &str) {
        let known: Vec<&str> = fields.keys().map(String::as_str).collect();
        let mismatch = Mismatch::new(at, shown(&format!("{path}.{key}")), written(expected), "nothing");
        self.found.push(mismatch.help(format!("the answer has no `{key}`: {}", suggest::advice(key, "keys", &known))));
    }
}

/// A path as a message names it.
fn shown(path: &str) -> &str {
    path.trim_start_matches('.')
}

/// What is written, on one line.
fn written(node: &Node) -> String {
    match &node.content {
        Content::Scalar(scalar) if scalar.is_null() => "nothing".to_owned(),
        Content::Scalar(scalar) => scalar.text.clone(),
        Content::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Content::Mapping(entries) => {
            let fields = entries.iter().map(|entry| format!("{}: {}", entry.key, written(&entry.value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
    }
}
