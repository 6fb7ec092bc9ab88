//! The text of a configuration file, and a place in it. Everything that is decoded keeps its [`Position`], so that a check made
//! much later can still point at the very characters that are wrong.

use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// One file as it was read: bytes are never looked at again after this.
#[derive(PartialEq, Eq)]
pub struct SourceText {
    /// Path relative to the configuration root, with `/` on every system.
    pub path: String,
    /// The whole text, without a byte order mark.
    pub text: String,
    /// SHA-256 of the file's bytes as 64 small hex digits.
    pub sha256: String,
}

impl SourceText {
    /// A text that is no file of a configuration root: `path` is how messages name it.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text: String = text.into();
        let sha256 = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        Self { path: path.into(), text, sha256 }
    }

    /// Line (from 1), column (characters, from 1) and text of the line that holds byte `offset`. An offset behind the end
    /// means the end.
    pub(crate) fn locate(&self, offset: usize) -> Located<'_> {
        // Searched as bytes: an offset inside a character (which no parser gives) cannot panic then.
        let offset = offset.min(self.text.len());
        let (before, after) = self.text.as_bytes().split_at(offset);
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let line_end = after.iter().position(|byte| *byte == b'\n').map_or(self.text.len(), |newline| offset + newline);
        let line_text = self.text.get(line_start..line_end).unwrap_or_default();
        Located {
            line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
            column: self.text.get(line_start..offset).unwrap_or_default().chars().count() + 1,
            line_text: line_text.strip_suffix('\r').unwrap_or(line_text),
        }
    }
}

impl fmt::Debug for SourceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SourceText({})", self.path)
    }
}

/// Where an offset lies.
pub(crate) struct Located<'a> {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The line without its end.
    pub line_text: &'a str,
}

/// The keys and list places that lead from a file's root to a value. A list with shared tails: a step costs the same however
/// deep it lies, and the text is made only for those who read it.
#[derive(PartialEq, Eq)]
pub(crate) enum KeyPath {
    /// The file's root.
    Root,
    /// The value of a key.
    Key(Arc<KeyPath>, Box<str>),
    /// An item of a list, from 0.
    Item(Arc<KeyPath>, usize),
}

impl KeyPath {
    /// The path of the value of `key`.
    pub(crate) fn key(parent: &Arc<Self>, key: &str) -> Arc<Self> {
        Arc::new(Self::Key(Arc::clone(parent), key.into()))
    }

    /// The path of the item at `index`.
    pub(crate) fn item(parent: &Arc<Self>, index: usize) -> Arc<Self> {
        Arc::new(Self::Item(Arc::clone(parent), index))
    }

    /// The last key, with the places in lists that follow it: how a message names the value.
    fn name(&self) -> String {
        match self {
            Self::Root => "the file".to_owned(),
            Self::Key(_, key) => format!("`{key}`"),
            Self::Item(parent, index) => format!("item {} of {}", index + 1, parent.name()),
        }
    }
}

impl fmt::Display for KeyPath {
    // As deep as the document, which the parser bounds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(parent, key) if **parent == Self::Root => f.write_str(key),
            Self::Key(parent, key) => write!(f, "{parent}.{key}"),
            Self::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// A range of characters in a file, and the path of keys that leads to it. Cheap to make and to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Position {
    source: Arc<SourceText>,
    start: usize,
    end: usize,
    path: Arc<KeyPath>,
}

impl Position {
    /// The bytes `start..end` of `source`, reached by `path`.
    pub(crate) fn new(source: &Arc<SourceText>, start: usize, end: usize, path: &Arc<KeyPath>) -> Self {
        Self { source: Arc::clone(source), start, end: end.max(start), path: Arc::clone(path) }
    }

    /// The file.
    pub fn source(&self) -> &Arc<SourceText> {
        &self.source
    }

    /// First byte.
    pub fn start(&self) -> usize {
        self.start
    }

    /// Byte behind the last one.
    pub fn end(&self) -> usize {
        self.end
    }

    /// The line of the first byte, from 1.
    pub fn line(&self) -> usize {
        self.source.locate(self.start).line
    }

    /// The keys and list places that lead here from the file's root, for example
    /// `workforce.context_workers[0].config.period`; empty for the root itself.
    pub fn path(&self) -> String {
        self.path.to_string()
    }

    /// How a message names the value here, for example `` `period` ``.
    pub fn name(&self) -> String {
        self.path.name()
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.source.locate(self.start);
        write!(f, "{}:{}:{} {}", self.source.path, found.line, found.column, self.path)
    }
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub at: Position,
}

impl<T> Written<T> {
    /// The same place with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Written<U> {
        Written { value: change(self.value), at: self.at }
    }
}

impl<T> std::ops::Deref for Written<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> SourceText {
        SourceText { path: "a.yaml".into(), text: text.into(), sha256: String::new() }
    }

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let file = source("a: ä\r\nb: ö x\n");
        let found = file.locate(file.text.find('x').unwrap());
        assert_eq!((found.line, found.column, found.line_text), (2, 6, "b: ö x"));
        let first = file.locate(0);
        assert_eq!((first.line, first.column, first.line_text), (1, 1, "a: ä"), "a carriage return belongs to the line's end");
    }

    #[test]
    fn an_offset_behind_the_end_or_inside_a_character_is_harmless() {
        let file = source("ä");
        assert_eq!(file.locate(1).line, 1);
        assert_eq!(file.locate(99).column, 2);
        assert_eq!(source("").locate(0).line_text, "");
    }
}
