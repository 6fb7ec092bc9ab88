//! The tearsheet: one HTML file with everything in it, which opens without a network, on a phone and in dark mode.
//!
//! [`page`] writes what is text and tables, every foreign text escaped ([`escape`]); [`payload`] hands the curves and trades to the
//! script in `assets`, fewer points than there are bars ([`sample`]). The script is our own and small: a charting library would be ten
//! times the page, and what a tearsheet needs of it is a line, a band and a time axis. A content security policy forbids the page
//! to load or send anything.

mod escape;
mod latency;
mod origin;
mod page;
mod payload;
mod refusals;
mod rolling;
mod sample;
mod sensitivity;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use origin::{DataFile, Engine, Origin, WorkerFile};
pub use refusals::{Refused, refusals};
pub use sensitivity::{Assumption, Rerun, Variant, sensitivity};

use crate::insight::Insight;
use crate::reading::{ReadError, RunReading};

/// Everything that a tearsheet shows.
#[derive(Debug)]
pub struct Tearsheet {
    /// The summary of the run.
    pub run: RunReading,
    /// Its history, statistics and honesty checks.
    pub insight: Insight,
    /// What went into it.
    pub origin: Origin,
    /// What was refused, by code.
    pub refusals: BTreeMap<String, Refused>,
    /// What changed assumptions make of it, if that was asked for.
    pub sensitivity: Option<Vec<Variant>>,
    /// What runs under each of [`Assumption::ALL`] came to, in that order; empty where there were none.
    pub reruns: Vec<Rerun>,
}

impl Tearsheet {
    /// Gathers everything from a run directory.
    ///
    /// # Errors
    /// When a file of the run is missing, or was made by another version.
    pub fn of(run: RunReading, with_sensitivity: bool) -> Result<Self, ReadError> {
        let insight = Insight::of(&run, None)?;
        let sensitivity = with_sensitivity.then(|| sensitivity(&insight.history));
        let (origin, refusals) = (Origin::read(&run.directory)?, refusals(&run.directory)?);
        Ok(Self { run, insight, origin, refusals, sensitivity, reruns: Vec::new() })
    }

    /// The page.
    pub fn html(&self) -> String {
        page::html(self)
    }
}
