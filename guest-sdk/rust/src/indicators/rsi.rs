//! Relative strength index.

use super::wilder::Wilder;

/// Wilder's RSI: `100 * (g / (g + l))`, where `g` and `l` are Wilder's averages of the rises and of the falls from value to
/// value. Between 0 and 100, and 50 when nothing moved at all.
///
/// The first value has no change, so it is ready with value `period + 1`. Reference: TA-Lib `RSI`.
#[derive(Debug, Clone)]
pub struct Rsi {
    previous: Option<f64>,
    gain: Wilder,
    loss: Wilder,
}

impl Rsi {
    /// An index over `period` changes; Wilder used 14.
    pub fn new(period: u32) -> Self {
        Self { previous: None, gain: Wilder::new(period), loss: Wilder::new(period) }
    }

    /// The index with this value in it.
    pub fn next(&mut self, value: f64) -> f64 {
        if !value.is_finite() {
            return f64::NAN;
        }
        let Some(previous) = self.previous.replace(value) else { return f64::NAN };
        let change = value - previous;
        let gain = self.gain.next(if change > 0.0 { change } else { 0.0 });
        let loss = self.loss.next(if change < 0.0 { -change } else { 0.0 });
        let moved = gain + loss;
        if moved == 0.0 { 50.0 } else { 100.0 * (gain / moved) }
    }
}
