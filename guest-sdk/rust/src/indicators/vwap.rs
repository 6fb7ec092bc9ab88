//! Volume weighted average price.

/// `Σ (p * volume) / Σ volume` over all bars since it was made, with `p = (high + low + close) / 3`.
///
/// A new session is a new `Vwap`. NaN while no volume was traded. Reference: pandas, the quotient of two `cumsum`.
#[derive(Debug, Clone, Default)]
pub struct Vwap {
    value: f64,
    volume: f64,
}

impl Vwap {
    /// An average without a bar.
    pub fn new() -> Self {
        Self::default()
    }

    /// The average with this bar in it.
    pub fn next(&mut self, high: f64, low: f64, close: f64, volume: f64) -> f64 {
        if !(high.is_finite() && low.is_finite() && close.is_finite() && volume.is_finite()) {
            return f64::NAN;
        }
        self.value += (high + low + close) / 3.0 * volume;
        self.volume += volume;
        if self.volume > 0.0 { self.value / self.volume } else { f64::NAN }
    }
}
