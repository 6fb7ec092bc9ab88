//! A finding, and the list of them.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;
use simpletrader_contracts::name::excerpt;

use super::{Look, Rule};
use crate::source::Position;

/// Longest message or help, in characters: both may quote a stranger's text.
const TEXT_LIMIT: usize = 600;
/// Longest piece of a line that is shown, in characters.
const LINE_LIMIT: usize = 160;
/// Characters that stay in front of the place when a long line is cut on the left.
const LEAD: usize = 60;
/// Findings that are kept; the rest is only counted. Nobody reads more, and a broken file may have a hundred thousand.
const FINDING_LIMIT: usize = 200;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It can run, but probably does not do what was meant.
    Warning,
    /// It must not run.
    Error,
}

/// Where a finding points, made for showing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Path relative to the configuration root, with `/`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The keys that lead there; empty for the file's root.
    pub path: String,
    /// The line, made safe to show, and cut.
    #[serde(skip)]
    pub(super) shown: String,
    /// First marked character of `shown`.
    #[serde(skip)]
    pub(super) mark: usize,
    /// Number of marked characters, at least 1.
    #[serde(skip)]
    pub(super) width: usize,
}

impl Place {
    /// Finds line and column and cuts the line.
    pub(super) fn of(position: &Position) -> Self {
        let source = position.source();
        let found = source.locate(position.start());
        let before = found.column - 1;
        let line_chars = found.line_text.chars().count();
        let marked = source.text.get(position.start()..position.end()).unwrap_or_default();
        let on_this_line = marked.split('\n').next().unwrap_or_default().trim_end();
        let skipped = if line_chars > LINE_LIMIT { before.saturating_sub(LEAD) } else { 0 };
        let rest: String = found.line_text.chars().skip(skipped).collect();
        let lead = if skipped > 0 { "…" } else { "" };
        Self {
            file: source.path.clone(),
            line: found.line,
            column: found.column,
            path: one_line(&position.path()),
            shown: format!("{lead}{}", excerpt(&rest, LINE_LIMIT)),
            mark: before - skipped + lead.chars().count(),
            width: on_this_line.chars().count().max(1),
        }
    }
}

/// A text of ours that may quote a stranger's: safe to show, cut, and on one line, so that it cannot pass for a second finding.
fn one_line(text: &str) -> String {
    excerpt(text, TEXT_LIMIT).replace(['\n', '\t'], " ")
}

/// A second place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// Where.
    #[serde(serialize_with = "as_place", rename = "place")]
    pub at: Position,
    /// What is there, for example `first named here`.
    pub label: String,
}

/// One thing that is wrong, or looks wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which rule.
    pub rule: Rule,
    /// How bad.
    pub severity: Severity,
    /// Where; absent when it is not about a place in a file. The position holds its file's text, so that a finding outlives
    /// everything else.
    #[serde(serialize_with = "as_optional_place", rename = "place")]
    pub at: Option<Position>,
    /// What is wrong.
    pub message: String,
    /// What to write or do instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Other places that matter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
}

impl Finding {
    /// An error against `rule`.
    pub fn error(rule: Rule, message: impl AsRef<str>) -> Self {
        Self::new(rule, Severity::Error, message.as_ref())
    }

    /// A warning by `rule`.
    pub fn warning(rule: Rule, message: impl AsRef<str>) -> Self {
        Self::new(rule, Severity::Warning, message.as_ref())
    }

    fn new(rule: Rule, severity: Severity, message: &str) -> Self {
        Self { rule, severity, at: None, message: one_line(message), help: None, related: Vec::new() }
    }

    /// This, pointing at `position`.
    #[must_use]
    pub fn at(mut self, position: &Position) -> Self {
        self.at = Some(position.clone());
        self
    }

    /// This, saying what to write or do instead.
    #[must_use]
    pub fn help(mut self, help: impl AsRef<str>) -> Self {
        self.help = Some(one_line(help.as_ref()));
        self
    }

    /// This, with a second place and what is there.
    #[must_use]
    pub fn related(mut self, position: &Position, label: impl AsRef<str>) -> Self {
        self.related.push(Related { at: position.clone(), label: one_line(label.as_ref()) });
        self
    }
}

impl Finding {
    /// Where it points, made for showing.
    pub fn place(&self) -> Option<Place> {
        self.at.as_ref().map(Place::of)
    }
}

fn as_place<S: serde::Serializer>(position: &Position, serializer: S) -> Result<S::Ok, S::Error> {
    Place::of(position).serialize(serializer)
}

fn as_optional_place<S: serde::Serializer>(position: &Option<Position>, serializer: S) -> Result<S::Ok, S::Error> {
    position.as_ref().map(Place::of).serialize(serializer)
}

/// All findings of a step, in the order in which they were made.
///
/// As an error it means that at least one of them is an [`Severity::Error`]. It displays as the plain rendering and serialises
/// as the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    list: Vec<Finding>,
    dropped: usize,
    dropped_errors: bool,
    root: PathBuf,
}

impl Findings {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one. Beyond a bound only their number is kept.
    pub fn push(&mut self, finding: Finding) {
        if self.list.len() < FINDING_LIMIT {
            self.list.push(finding);
        } else {
            self.dropped += 1;
            self.dropped_errors |= finding.severity == Severity::Error;
        }
    }

    /// Adds all of another list.
    pub fn append(&mut self, other: Self) {
        for finding in other.list {
            self.push(finding);
        }
        self.dropped += other.dropped;
        self.dropped_errors |= other.dropped_errors;
    }

    /// The ones that are kept.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.list.iter()
    }

    /// How many there are, those that are only counted included.
    pub fn len(&self) -> usize {
        self.list.len() + self.dropped
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many are only counted.
    pub fn dropped(&self) -> usize {
        self.dropped
    }

    /// Whether one of them forbids to go on.
    pub fn has_errors(&self) -> bool {
        self.dropped_errors || self.list.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Sets the folder to which the files' paths are relative, as the reader should see it.
    pub(crate) fn set_root(&mut self, root: &Path) {
        self.root = root.to_path_buf();
    }

    /// The folder to which the files' paths are relative, as the reader should see it; empty for the working directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The findings as a person reads them: file and line, the line itself, and help.
    pub fn render(&self, look: Look) -> String {
        super::render::render(self, look)
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Serialize for Findings {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.list)
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Look::Plain))
    }
}

impl std::error::Error for Findings {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::{KeyPath, SourceText};

    fn position(text: &str, marked: &str) -> Position {
        let start = text.find(marked).unwrap();
        let source = Arc::new(SourceText { path: "a.yaml".into(), text: text.into(), sha256: String::new() });
        let path = KeyPath::key(&KeyPath::key(&Arc::new(KeyPath::Root), "a"), "b");
        Position::new(&source, start, start + marked.len(), &path)
    }

    // mission: 52 (partly)
    #[test]
    fn a_finding_renders_with_file_line_mark_path_and_help() {
        let mut findings = Findings::new();
        findings.push(Finding::error(Rule::V02, "`x` is no number").at(&position("a:\n  b: x\n", "x")).help("write a number"));
        insta::assert_snapshot!(findings.render(Look::Plain));
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("a: {}WRONG{}", "y".repeat(5_000), "z".repeat(5_000));
        let finding = Finding::error(Rule::V02, "no").at(&position(&text, "WRONG"));
        let place = finding.place().unwrap();
        assert_eq!(place.column, 5_004);
        let marked: String = place.shown.chars().skip(place.mark).take(place.width).collect();
        assert_eq!(marked, "WRONG");
        assert!(place.shown.chars().count() < 170);
    }

    #[test]
    fn a_strangers_line_cannot_move_the_cursor() {
        let mut findings = Findings::new();
        findings.push(Finding::error(Rule::V02, "bad \u{1b}[2J").at(&position("a: \u{1b}[2J x", "x")));
        assert!(!findings.render(Look::Plain).contains('\u{1b}'));
    }

    #[test]
    fn findings_beyond_the_bound_are_counted_and_still_refuse() {
        let mut findings = Findings::new();
        for _ in 0..FINDING_LIMIT {
            findings.push(Finding::warning(Rule::V19, "w"));
        }
        assert!(!findings.has_errors());
        findings.push(Finding::error(Rule::V02, "e"));
        assert!(findings.has_errors(), "an error that is only counted is an error");
        assert_eq!((findings.len(), findings.iter().count(), findings.dropped()), (FINDING_LIMIT + 1, FINDING_LIMIT, 1));
        assert!(findings.render(Look::Plain).contains("1 more"));
    }

    #[test]
    fn the_json_form_has_rule_place_message_and_help() {
        let mut findings = Findings::new();
        findings.push(Finding::error(Rule::V02, "no").at(&position("a:\n  b: x\n", "x")).help("yes"));
        assert_eq!(
            serde_json::to_value(&findings).unwrap(),
            serde_json::json!([{
                "rule": "V02", "severity": "error", "message": "no", "help": "yes",
                "place": {"file": "a.yaml", "line": 2, "column": 6, "path": "a.b"},
            }])
        );
    }
}
