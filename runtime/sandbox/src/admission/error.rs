//! Why a file was not admitted.

use std::fmt;

use simpletrader_contracts::name::excerpt;

/// Most characters of a stranger's text that an error shows.
const SHOWN: usize = 200;

/// A rule of the gate. The text is stable and meant for tables and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// The file can be read.
    Readable,
    /// The file is the one that was pinned.
    Digest,
    /// The file is a component, not a core module or something else.
    Component,
    /// A count or size stays below its bound; the name of the field of [`Limits`](super::Limits).
    Bound(&'static str),
    /// The file is valid WebAssembly that uses only the features on the list.
    Valid,
    /// It imports only what it was granted.
    Imports,
    /// It exports `lifecycle` and one category.
    Exports,
    /// It says what it is, and that is true.
    Manifest,
    /// Its parameter schema is JSON.
    Schema,
    /// Its signature, where it has one, is valid and covers the whole file.
    Signature,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Readable => "readable",
            Self::Digest => "digest",
            Self::Component => "component",
            Self::Bound(field) => field,
            Self::Valid => "valid",
            Self::Imports => "imports",
            Self::Exports => "exports",
            Self::Manifest => "manifest",
            Self::Schema => "schema",
            Self::Signature => "signature",
        })
    }
}

/// A file was not admitted: which rule it broke, what was found, and what to do.
///
/// Every text is safe to show: what comes from the file was cut and stripped of control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdmissionError {
    /// The rule.
    pub rule: Rule,
    /// What was found.
    pub found: String,
    /// The bound, where the rule has one.
    pub limit: Option<u64>,
    /// What to do about it.
    pub help: String,
}

impl AdmissionError {
    /// `found` breaks `rule`.
    pub(crate) fn new(rule: Rule, found: impl AsRef<str>, help: impl Into<String>) -> Self {
        Self { rule, found: excerpt(found.as_ref(), SHOWN), limit: None, help: help.into() }
    }

    /// There are more of `field` than [`Limits`](super::Limits) allows.
    pub(crate) fn over(field: &'static str, found: u64, limit: u64) -> Self {
        Self {
            rule: Rule::Bound(field),
            found: found.to_string(),
            limit: Some(limit),
            help: "make the worker smaller: build it optimised, drop unused dependencies and debug information".into(),
        }
    }
}

impl fmt::Display for AdmissionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, found, limit, .. } = self;
        match limit {
            Some(limit) => write!(f, "rule `{rule}`: found {found}, the limit is {limit}"),
            None => write!(f, "rule `{rule}`: {found}"),
        }
    }
}

impl std::error::Error for AdmissionError {}
