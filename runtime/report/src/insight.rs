//! What a run directory says beyond its summary: its history, the statistics of it, and how far to believe them.

use crate::history::History;
use crate::honesty::{Check, checks};
use crate::reading::{ReadError, RunReading};
use crate::statistics::Statistics;

/// Statistics and honesty checks of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Insight {
    /// What the run did.
    pub history: History,
    /// What it came to, in the default convention.
    pub statistics: Statistics,
    /// What should be known before it is believed.
    pub checks: Vec<Check>,
}

impl Insight {
    /// Reads the history of a run and computes everything. Without a number of periods a year, its days tell it.
    ///
    /// # Errors
    /// When a file of the run is missing, or was made by another version.
    pub fn of(run: &RunReading, periods: Option<f64>) -> Result<Self, ReadError> {
        let history = History::open(run)?;
        let statistics = Statistics::of(&history, periods);
        let checks = checks(&history, &statistics, run.summary.parameters);
        Ok(Self { history, statistics, checks })
    }
}
