//! Average true range.

use super::wilder::Wilder;

/// Wilder's average of the true range: the largest of `high - low`, `|high - c|` and `|low - c|`, where `c` is the close of
/// the bar before.
///
/// The first bar has no close before it, so it is ready with bar `period + 1`. Reference: TA-Lib `ATR`.
#[derive(Debug, Clone)]
pub struct Atr {
    previous: Option<f64>,
    range: Wilder,
}

impl Atr {
    /// An average over `period` ranges; Wilder used 14.
    pub fn new(period: u32) -> Self {
        Self { previous: None, range: Wilder::new(period) }
    }

    /// The average with this bar in it, in the unit of the prices.
    pub fn next(&mut self, high: f64, low: f64, close: f64) -> f64 {
        if !(high.is_finite() && low.is_finite() && close.is_finite()) {
            return f64::NAN;
        }
        let Some(previous) = self.previous.replace(close) else { return f64::NAN };
        let mut range = high - low;
        for gap in [(high - previous).abs(), (low - previous).abs()] {
            if gap > range {
                range = gap;
            }
        }
        self.range.next(range)
    }
}
