//! Writing what came where something else was expected, and nothing else of a file.

use std::fmt::Write;

use serde_json::Value;

use crate::case::CaseFile;
use crate::expect::{Expected, ExpectedKind};
use crate::verdict::Verdict;

/// Longest expectation on one line; a longer one is written in several.
const LINE: usize = 100;
/// Longest text of a failure that is written down: its beginning says what it is about.
const FAILURE_TEXT: usize = 80;

/// A new text for one expectation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Edit {
    /// The bytes that are replaced.
    start: usize,
    end: usize,
    key: &'static str,
    value: Value,
}

impl Edit {
    /// Replaces an expectation, key and value.
    pub fn new(expected: &Expected, kind: ExpectedKind, got: &Value) -> Self {
        let text = expected.key_at.source().text.as_str();
        let start = expected.key_at.start();
        // The key ends with its colon; what is written behind it may be nothing.
        let colon = text.get(expected.key_at.end()..).and_then(|rest| rest.find(':')).map_or(0, |offset| offset + 1);
        let mut end = expected.key_at.end() + colon;
        if !expected.is_open() {
            end = end.max(expected.node.at.end());
        }
        Self { start, end: without_blank_end(text, start, end), key: kind.key(), value: shortened(kind, got) }
    }
}

/// The text of a failure is compared by what it holds, so its first line is enough.
fn shortened(kind: ExpectedKind, got: &Value) -> Value {
    let mut value = got.clone();
    if kind == ExpectedKind::Failure
        && let Some(Value::String(text)) = value.get_mut("text")
    {
        *text = text.lines().next().unwrap_or_default().chars().take(FAILURE_TEXT).collect();
    }
    value
}

/// The end of a value without the blank lines and comments that a parser counts to it.
fn without_blank_end(text: &str, start: usize, end: usize) -> usize {
    let mut kept = text.get(start..end).unwrap_or_default();
    loop {
        kept = kept.trim_end();
        let last_line = kept.rfind('\n').map_or(0, |newline| newline + 1);
        let comment = kept.get(last_line..).unwrap_or_default().find('#').map(|offset| last_line + offset);
        let before = comment.and_then(|offset| kept.get(..offset));
        // Behind a bracket, or on a line of its own: anywhere else `#` may be a part of a text.
        let is_blank = |before: &&str| before.get(last_line..).is_some_and(|line| line.trim().is_empty());
        match before.filter(|before| before.trim_end().ends_with(['}', ']']) || is_blank(before)) {
            Some(before) => kept = before,
            None => return start + kept.len(),
        }
    }
}

/// The text of a case file with what came in place of each expectation that was wrong or open. The rest of the file, comments
/// included, stays as it is.
pub fn update(file: &CaseFile, verdicts: &[Verdict]) -> String {
    let mut edits: Vec<&Edit> = verdicts.iter().flat_map(|verdict| &verdict.edits).collect();
    edits.sort_by_key(|edit| edit.start);
    let mut text = String::with_capacity(file.source.text.len());
    let mut done = 0;
    for edit in edits {
        let Some(before) = file.source.text.get(done..edit.start) else { continue };
        text.push_str(before);
        let before = text.rsplit('\n').next().unwrap_or_default();
        let is_block = before.chars().all(|character| character == ' ' || character == '-');
        let indent = before.len();
        let line = format!("{}: {}", edit.key, plain(&edit.value));
        if is_block && indent + line.len() > LINE {
            text.push_str(edit.key);
            text.push(':');
            block(&edit.value, indent + 2, &mut text);
        } else {
            text.push_str(&line);
        }
        done = edit.end;
    }
    text.push_str(file.source.text.get(done..).unwrap_or_default());
    text
}

/// A value in YAML on one line.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::Null => "~".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(text) => scalar(text),
        Value::Array(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("{key}: {}", plain(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A value in YAML on lines of its own, behind a key and its colon.
fn block(value: &Value, indent: usize, text: &mut String) {
    let margin = " ".repeat(indent);
    // Writing into a text cannot fail.
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                let _ = write!(text, "\n{margin}{key}:");
                nested(value, indent, text);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let line = plain(item);
                let _ = match item {
                    Value::Object(_) if indent + line.len() > LINE => {
                        let mut inner = String::new();
                        block(item, indent + 2, &mut inner);
                        write!(text, "\n{margin}- {}", inner.trim_start())
                    }
                    _ => write!(text, "\n{margin}- {line}"),
                };
            }
        }
        other => {
            let _ = write!(text, " {}", plain(other));
        }
    }
}

/// The value of a key: on its line if there is room.
fn nested(value: &Value, indent: usize, text: &mut String) {
    let line = plain(value);
    let column = text.rsplit('\n').next().map_or(0, str::len);
    if column + 1 + line.len() <= LINE {
        text.push(' ');
        text.push_str(&line);
    } else {
        block(value, indent + 2, text);
    }
}

/// A text, in quotes unless it is a word or a number.
fn scalar(text: &str) -> String {
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphanumeric() || "-._".contains(first))
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
        && text != "-";
    let is_word = !matches!(text.to_ascii_lowercase().as_str(), "null" | "true" | "false");
    if is_plain && is_word { text.to_owned() } else { Value::String(text.to_owned()).to_string() }
}
