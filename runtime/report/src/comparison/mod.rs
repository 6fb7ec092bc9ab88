//! Two run directories side by side: whether they hold the same, and where they part.
//!
//! [`rows`] walks the tables of both databases together, [`texts`] the files beside them, [`inputs`] what each was made of;
//! [`parting`] joins them into the answer of `simpletrader diff`. Equal runs have equal bytes, but what is compared here is what
//! the bytes mean: a message names a row and a column instead of an offset.

mod inputs;
mod json;
mod parting;
mod rows;
mod texts;

use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

use serde::Serialize;
use simpletrader_contracts::name::excerpt;

pub use inputs::{InputDifference, input_differences};
pub use parting::{Parting, Side, part};
pub(crate) use rows::tables;

use crate::records::{Records, RecordsError};

/// What of two runs is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Every row and every file that the engine writes; what the machine alone has a say in (`timing.json`, `origin.json`) is left
    /// out.
    Everything,
    /// The same without what it cost and without how workers were asked: for a run with slices of bars beside one bar by bar.
    ButCosts,
    /// What was decided and what happened, in the order of time; what it cost is left out.
    WhatHappened,
}

/// A difference between two runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The table of `run.sqlite`, or the file.
    pub place: String,
    /// The row: its key, or its line.
    pub row: String,
    /// When; none for what has no time.
    pub at: Option<String>,
    /// The column or field; none where one side has no such row.
    pub column: Option<String>,
    /// What the first run has; none where it has no such row.
    pub first: Option<String>,
    /// What the second run has; none where it has no such row.
    pub second: Option<String>,
}

/// What a comparison came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The first difference in time; those of the database before those of the files. None when there is none.
    pub first: Option<Difference>,
    /// The tables and files in which something differs.
    pub differing: Vec<String>,
    /// How many rows of the first run's database were compared.
    pub rows: u64,
}

/// Two runs that cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum ComparisonError {
    /// A database cannot be read.
    #[error(transparent)]
    Records(#[from] RecordsError),
    /// A file cannot be read.
    #[error("{path}: {reason}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// Compares two run directories.
///
/// # Errors
/// When a file of either cannot be read. A file that only one of them has is a difference.
pub fn compare(first: &Path, second: &Path, extent: Extent) -> Result<Comparison, ComparisonError> {
    let (one, other) = (Records::open(first)?, Records::open(second)?);
    let (mut found, rows) = rows::differences(&one, &other, extent)?;
    found.extend(texts::differences(first, second, extent)?);
    let differing = found.iter().map(|difference| difference.place.clone()).collect();
    Ok(Comparison { first: found.into_iter().next(), differing, rows })
}

impl ComparisonError {
    fn file(path: &Path, reason: impl ToString) -> Self {
        Self::File { path: path.to_owned(), reason: reason.to_string() }
    }
}

/// Longest value that is shown, in characters.
const LONGEST: usize = 200;

impl Display for Difference {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { place, row, at, column, first, second } = self;
        write!(f, "{place}, {row}")?;
        if let Some(at) = at {
            write!(f, ", at {at}")?;
        }
        if let Some(column) = column {
            write!(f, ", {column}")?;
        }
        let shown = |value: &Option<String>| value.as_ref().map_or_else(|| "nothing".to_owned(), |value| excerpt(value, LONGEST));
        write!(f, ": {} and {}", shown(first), shown(second))
    }
}
