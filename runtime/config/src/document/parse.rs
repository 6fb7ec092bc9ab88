//! From text to tree, one event at a time and without recursion, so that no input can exhaust the stack.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as MapEntry;
use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span, StrInput};

use super::{Content, Entry, Node, Scalar};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::source::{KeyPath, Position, SourceText};

/// Largest file: a blueprint of two hundred workers has a tenth of this.
pub const MAX_BYTES: usize = 1024 * 1024;
/// Deepest nesting; the deepest schema needs nine, parameters may need some more.
const MAX_DEPTH: usize = 32;
/// Most values in a file.
const MAX_NODES: usize = 100_000;
/// Longest key, in bytes.
const MAX_KEY_BYTES: usize = 200;

/// The tree of a file, or nothing and a finding that says why.
pub fn parse(source: &Arc<SourceText>, findings: &mut Findings) -> Option<Node> {
    if let Some(offset) = source.text.find(|character: char| character.is_control() && !"\n\r\t".contains(character)) {
        let at = Position::new(source, offset, offset + 1, &Arc::new(KeyPath::Root));
        findings.push(Finding::error(Rule::V01, "the file holds a control character").at(&at).help("remove it"));
        return None;
    }
    let mut builder = Builder::new(source);
    let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str(&source.text);
    while let Some(event) = parser.next_event() {
        let step = match event {
            Ok((event, span)) => builder.take(event, span, findings),
            Err(error) => Err(builder.unreadable(&error)),
        };
        if let Err(finding) = step {
            findings.push(finding);
            return None;
        }
    }
    if builder.root.is_none() {
        let at = builder.position(0, 0, &Arc::new(KeyPath::Root));
        findings.push(Finding::error(Rule::V01, "the file is empty").at(&at).help("write the mapping that belongs here"));
    }
    builder.root
}

/// A list or mapping that is still open.
struct Open {
    start: usize,
    path: Arc<KeyPath>,
    inside: Inside,
}

enum Inside {
    List(Vec<Node>),
    Mapping { entries: Vec<Entry>, seen: BTreeMap<String, Position>, key: Option<(String, Position)> },
}

struct Builder<'s> {
    source: &'s Arc<SourceText>,
    offsets: Offsets,
    open: Vec<Open>,
    nodes: usize,
    root: Option<Node>,
}

impl<'s> Builder<'s> {
    fn new(source: &'s Arc<SourceText>) -> Self {
        Self { source, offsets: Offsets::of(&source.text), open: Vec::new(), nodes: 0, root: None }
    }

    fn position(&self, start: usize, end: usize, path: &Arc<KeyPath>) -> Position {
        Position::new(self.source, start, end, path)
    }

    fn take(&mut self, event: Event<'_>, span: Span, findings: &mut Findings) -> Result<(), Finding> {
        let (start, end) = (self.offsets.byte(span.start), self.offsets.byte(span.end));
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.root.is_some() => {
                Err(self.refusal(start, end, "the file holds a second document", "keep one document a file; remove the `---`"))
            }
            Event::DocumentStart(_) => Ok(()),
            Event::Alias(_) => Err(self.refusal(start, end, "aliases are not used here", "write the value out")),
            Event::Scalar(_, _, anchor, ref tag) if anchor != 0 || tag.is_some() => Err(self.decorated(start, end)),
            Event::SequenceStart(anchor, ref tag) | Event::MappingStart(anchor, ref tag) if anchor != 0 || tag.is_some() => {
                Err(self.decorated(start, end))
            }
            Event::Scalar(text, style, ..) => {
                let text = text.into_owned();
                if self.awaits_key() {
                    return self.begin_entry(text, start, end, findings);
                }
                let at = self.position(start, end, &self.next_path());
                let scalar = Scalar { text, written: None, plain: style == ScalarStyle::Plain };
                self.close(Node { at, content: Content::Scalar(scalar) })
            }
            Event::SequenceStart(..) => self.begin(start, end, Inside::List(Vec::new())),
            Event::MappingStart(..) => {
                self.begin(start, end, Inside::Mapping { entries: Vec::new(), seen: BTreeMap::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                let at = self.position(open.start, end, &open.path);
                let content = match open.inside {
                    Inside::List(items) => Content::List(items),
                    Inside::Mapping { entries, .. } => Content::Mapping(entries),
                };
                self.close(Node { at, content })
            }
        }
    }

    /// Whether the next value is a key.
    fn awaits_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { inside: Inside::Mapping { key: None, .. }, .. }))
    }

    /// The path of the next value.
    fn next_path(&self) -> Arc<KeyPath> {
        match self.open.last() {
            None => Arc::new(KeyPath::Root),
            Some(Open { path, inside: Inside::List(items), .. }) => KeyPath::item(path, items.len()),
            Some(Open { path, inside: Inside::Mapping { key, .. }, .. }) => match key {
                Some((key, _)) => KeyPath::key(path, key),
                None => Arc::clone(path),
            },
        }
    }

    fn begin_entry(&mut self, text: String, start: usize, end: usize, findings: &mut Findings) -> Result<(), Finding> {
        if text.len() > MAX_KEY_BYTES {
            return Err(self.refusal(start, end, "the key is too long", "no key here is longer than a few words"));
        }
        let Some(Open { path, inside: Inside::Mapping { seen, key, .. }, .. }) = self.open.last_mut() else { return Ok(()) };
        let at = Position::new(self.source, start, end, &KeyPath::key(path, &text));
        match seen.entry(text.clone()) {
            MapEntry::Vacant(place) => {
                place.insert(at.clone());
            }
            // The value that follows is read and checked; it is only not kept.
            MapEntry::Occupied(first) => findings.push(
                Finding::error(Rule::V01, format!("the key `{text}` is given twice"))
                    .at(&at)
                    .related(first.get(), "first given here")
                    .help("keep one of the two"),
            ),
        }
        *key = Some((text, at));
        Ok(())
    }

    fn begin(&mut self, start: usize, end: usize, inside: Inside) -> Result<(), Finding> {
        if self.awaits_key() {
            return Err(self.refusal(start, end, "a list or mapping cannot be a key", "write a name as the key"));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(self.too_deep(start, end));
        }
        let path = self.next_path();
        self.open.push(Open { start, path, inside });
        Ok(())
    }

    fn close(&mut self, node: Node) -> Result<(), Finding> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("the file holds more than {MAX_NODES} values");
            return Err(self.refusal(node.at.start(), node.at.end(), &message, "split it"));
        }
        match self.open.last_mut().map(|open| &mut open.inside) {
            None => self.root = Some(node),
            Some(Inside::List(items)) => items.push(node),
            Some(Inside::Mapping { entries, seen, key }) => {
                if let Some((key, key_at)) = key.take()
                    && seen.get(&key) == Some(&key_at)
                {
                    entries.push(Entry { key, key_at, value: node });
                }
            }
        }
        Ok(())
    }

    fn refusal(&self, start: usize, end: usize, message: &str, help: &str) -> Finding {
        Finding::error(Rule::V01, message).at(&self.position(start, end, &self.next_path())).help(help)
    }

    fn too_deep(&self, start: usize, end: usize) -> Finding {
        self.refusal(start, end, &format!("the file is nested more than {MAX_DEPTH} deep"), "flatten it")
    }

    fn decorated(&self, start: usize, end: usize) -> Finding {
        self.refusal(
            start,
            end,
            "anchors (`&x`) and tags (`!x`) are not used here",
            "write the plain value; put quotes around a text",
        )
    }

    /// The parser's refusal in our words: what newcomers stumble over gets its own help.
    fn unreadable(&self, error: &ScanError) -> Finding {
        let offset = self.offsets.byte(*error.marker());
        if let Some(tab) = self.tab_near(offset) {
            let help = "replace the tab by spaces; YAML counts the spaces in front of a line";
            return self.refusal(tab, tab + 1, "a line is indented by a tab", help);
        }
        let info = error.info();
        // The scanner looks ahead of us and has a bound of its own.
        if info.contains("recursion limit") {
            return self.too_deep(offset, offset + 1);
        }
        let help = if info.contains("mapping values are not allowed") || info.contains("simple key") {
            "check that the line is indented like its neighbours and that a `: ` inside a text is in quotes"
        } else if info.contains("quoted scalar") {
            "check that the quote is closed, on the same line"
        } else if info.contains("flow") || info.contains("',' or ']'") || info.contains("bracket") {
            "check that every `[` and `{` is closed and that commas stand between the items"
        } else {
            "check the indentation, quotes and brackets of this line and the one before it"
        };
        self.refusal(offset, offset + 1, &format!("this is not valid YAML: {info}"), help)
    }

    /// The first tab that indents a line, up to two lines behind `offset`: a line indented by a tab may be taken for the
    /// continuation of a text, and the complaint then points at that text's beginning.
    fn tab_near(&self, offset: usize) -> Option<usize> {
        let mut start = 0;
        let mut lines_behind = 0;
        for line in self.source.text.split_inclusive('\n') {
            lines_behind += usize::from(start > offset);
            if lines_behind > 2 {
                return None;
            }
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            if let Some(tab) = line.get(..indent).and_then(|indent| indent.find('\t')) {
                return Some(start + tab);
            }
            start += line.len();
        }
        None
    }
}

/// Byte offsets of characters: the parser counts characters, everything else here counts bytes.
enum Offsets {
    /// The same.
    Ascii,
    /// Looked up.
    Table(Vec<usize>),
}

impl Offsets {
    fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self::Ascii;
        }
        Self::Table(text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect())
    }

    fn byte(&self, marker: Marker) -> usize {
        match self {
            Self::Ascii => marker.index(),
            Self::Table(table) => table.get(marker.index()).or(table.last()).copied().unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::Look;

    fn read(text: &str) -> (Option<Node>, Findings) {
        let source = Arc::new(SourceText { path: "a.yaml".into(), text: text.into(), sha256: String::new() });
        let mut findings = Findings::new();
        let node = parse(&source, &mut findings);
        (node, findings)
    }

    fn refused(text: &str) -> String {
        let (_, findings) = read(text);
        assert!(findings.has_errors(), "accepted: {text}");
        findings.render(Look::Plain)
    }

    fn marked(node: &Node) -> &str {
        &node.at.source().text[node.at.start()..node.at.end()]
    }

    #[test]
    fn every_value_knows_its_place_and_its_path() {
        let (node, findings) = read("ä: ü\nworkers:\n  - id: a\n    config: {period: 10, 'mode': \"x\"}\n");
        assert!(findings.is_empty(), "{findings}");
        let node = node.unwrap();
        assert_eq!(marked(&node.entries()[0].value), "ü");
        let Content::List(workers) = &node.entries()[1].value.content else { panic!("no list") };
        let worker = &workers[0];
        let config = &worker.entries()[1].value;
        let period = &config.entries()[0];
        assert_eq!(marked(&period.value), "10");
        assert_eq!(period.value.at.path(), "workers[0].config.period");
        assert_eq!(period.key_at.path(), "workers[0].config.period");
        assert!(period.value.scalar().unwrap().plain);
        assert!(!config.entries()[1].value.scalar().unwrap().plain);
    }

    #[test]
    fn a_tab_is_named_as_a_tab() {
        assert!(refused("a:\n\tb: 1\n").contains("indented by a tab"));
        assert!(refused("a:\n  b: 1\n  \tc: 1\n d: [\n").contains("a.yaml:3"));
    }

    #[test]
    fn a_key_given_twice_is_refused_with_both_places() {
        let text = refused("a: 1\nb: 2\na: {c: 3}\n");
        assert!(text.contains("`a` is given twice") && text.contains("first given here"), "{text}");
        assert!(read("a: {c: 1}\nb: {c: 2}\n").1.is_empty(), "the same key in two mappings is no repetition");
    }

    #[test]
    fn what_yaml_has_beyond_mappings_lists_and_scalars_is_refused() {
        for (text, word) in [
            ("a: &x 1\nb: *x\n", "anchors"),
            ("a: *x\n", "unknown anchor"),
            ("a: !!str 1\n", "tags"),
            ("a: !secret [1]\n", "tags"),
            ("a: 1\n---\nb: 2\n", "second document"),
            ("[a]: 1\n", "cannot be a key"),
            ("", "is empty"),
            ("# only a comment\n", "is empty"),
            ("a: \u{0}\n", "control character"),
        ] {
            let shown = refused(text);
            assert!(shown.contains(word), "{text:?}: {shown}");
        }
    }

    #[test]
    fn size_is_bounded_in_depth_in_number_and_in_keys() {
        assert!(refused(&"[".repeat(100_000)).contains("nested more than 32"));
        assert!(refused(&format!("a: [{}]", "1,".repeat(MAX_NODES + 1))).contains("more than 100000 values"));
        assert!(refused(&format!("{}: 1", "k".repeat(201))).contains("key is too long"));
        let deep = format!("{}1{}", "[".repeat(32), "]".repeat(32));
        assert!(read(&deep).1.is_empty(), "the bound itself is legal");
    }

    #[test]
    fn bombs_of_aliases_do_not_go_off() {
        let mut text = "a0: &a0 [x]\n".to_owned();
        for n in 1..30 {
            text.push_str(&format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1));
        }
        assert!(refused(&text).contains("anchors"));
    }

    proptest! {
        #[test]
        fn any_text_becomes_a_tree_or_a_finding(text in "[ -~\n\täö&*!|>:{}\\[\\]#'\"%-]{0,200}") {
            let (node, findings) = read(&text);
            prop_assert!(node.is_some() || findings.has_errors());
            for finding in &findings {
                let at = finding.at.as_ref().unwrap();
                prop_assert!(at.start() <= text.len() && text.is_char_boundary(at.start()));
            }
            prop_assert_eq!(findings.render(Look::Plain).is_empty(), findings.is_empty());
        }
    }
}
