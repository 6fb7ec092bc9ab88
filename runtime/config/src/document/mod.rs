//! YAML as a tree in which every node knows its place.
//!
//! The tree keeps the *text* of scalars: `0.1` stays the three characters that were written until a schema asks for a decimal,
//! so no number goes through a float on its way. What YAML offers beyond mappings, lists and scalars (anchors, aliases, tags,
//! several documents, keys that are not text) is refused: configuration is read by people, and an alias can make a gigabyte of a
//! few hundred bytes. Size, depth and number of nodes are bounded for the same reason.

mod json;
mod parse;
mod scalar;
mod substitute;

pub use json::as_json;
pub(crate) use json::exact_number;
pub use parse::{MAX_BYTES, parse};
pub(crate) use scalar::is_decimal;
pub(crate) use substitute::substitute;

use crate::source::Position;

/// A value in a file.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it is written.
    pub at: Position,
    /// What it is.
    pub content: Content,
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum Content {
    /// A single value.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// Keys and their values, in the order written; no key twice.
    Mapping(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key is written.
    pub key_at: Position,
    /// The value.
    pub value: Node,
}

/// A single value, as text.
#[derive(Debug, Clone)]
pub struct Scalar {
    /// The text, with `${NAME}` replaced.
    pub text: String,
    /// The text as it stands in the file, where it differs: what came from the environment may be a secret and is never shown.
    pub written: Option<String>,
    /// Whether it was written without quotes; only then can it be null, a boolean or a number.
    pub plain: bool,
}

impl Node {
    /// Its single value, if it is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.content {
            Content::Scalar(scalar) => Some(scalar),
            Content::List(_) | Content::Mapping(_) => None,
        }
    }

    /// Its entries; none if it is no mapping.
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Mapping(entries) => entries,
            Content::Scalar(_) | Content::List(_) => &[],
        }
    }

    /// Whether it is nothing, `~` or `null`.
    pub fn is_null(&self) -> bool {
        self.scalar().is_some_and(Scalar::is_null)
    }

    /// What it is, in words for a message: `the number 5`, `a list`.
    pub fn describe(&self) -> String {
        match &self.content {
            Content::Scalar(scalar) => scalar.describe(),
            Content::List(_) => "a list".to_owned(),
            Content::Mapping(_) => "a mapping".to_owned(),
        }
    }
}
