//! Closed bars of the past. Declared with [`About::looks_back`](crate::About::looks_back).
//!
//! The newest bar is one of this pass or older; there is nothing later to be had. For a figure over many bars it is cheaper to
//! keep it up to date bar by bar than to look back each time: a look back moves 48 bytes a bar.

use simpletrader_contracts::Instant;
use simpletrader_contracts::market::SeriesRef;

use super::host;
use crate::WorkerError;

/// Closed bars of one series as columns of equal length, oldest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Window {
    /// When each bar closed.
    pub times: Vec<Instant>,
    /// First prices.
    pub open: Vec<f64>,
    /// Highest prices.
    pub high: Vec<f64>,
    /// Lowest prices.
    pub low: Vec<f64>,
    /// Last prices.
    pub close: Vec<f64>,
    /// Traded quantities.
    pub volume: Vec<f64>,
}

impl Window {
    /// Number of bars.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether no bar has closed yet.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }
}

/// The latest closed bars of a series: `count` of them, or as many as there are yet.
///
/// # Errors
/// When the series is not granted, or `count` is more than was asked for.
pub fn latest(series: SeriesRef, count: u32) -> Result<Window, WorkerError> {
    host::window(series, count).map_err(WorkerError::failed)
}
