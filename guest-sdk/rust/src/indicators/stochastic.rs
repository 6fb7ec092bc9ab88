//! Stochastic oscillator.

use super::{Highest, Lowest, Sma};

/// Where the close stands in the range of the last bars, smoothed twice (the slow stochastic).
///
/// The raw value is `100 * ((close - lowest low) / (highest high - lowest low))` over `period` bars, 50 when the range is
/// empty; `k` is its [`Sma`] over `smoothing` bars, `d` the [`Sma`] of `k` over `signal`. `k` is ready with bar
/// `period + smoothing - 1`, `d` with bar `period + smoothing + signal - 2`. Reference: TA-Lib `STOCH`, which shows no `k`
/// before there is a `d`.
#[derive(Debug, Clone)]
pub struct Stochastic {
    highest: Highest,
    lowest: Lowest,
    smoothing: Sma,
    signal: Sma,
}

/// What [`Stochastic`] says of one bar; between 0 and 100.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StochasticValue {
    /// The smoothed position in the range.
    pub k: f64,
    /// The average of `k`.
    pub d: f64,
}

impl Stochastic {
    /// Bars of the range, of the smoothing and of the signal; usually 14, 3 and 3.
    pub fn new(period: u32, smoothing: u32, signal: u32) -> Self {
        Self {
            highest: Highest::new(period),
            lowest: Lowest::new(period),
            smoothing: Sma::new(smoothing),
            signal: Sma::new(signal),
        }
    }

    /// Both lines with this bar in them.
    pub fn next(&mut self, high: f64, low: f64, close: f64) -> StochasticValue {
        if !(high.is_finite() && low.is_finite() && close.is_finite()) {
            return StochasticValue { k: f64::NAN, d: f64::NAN };
        }
        let (highest, lowest) = (self.highest.next(high), self.lowest.next(low));
        let range = highest - lowest;
        let raw = if range == 0.0 { 50.0 } else { 100.0 * ((close - lowest) / range) };
        // While the range is not ready `raw` is NaN, which an average takes as no value.
        let k = self.smoothing.next(raw);
        StochasticValue { k, d: self.signal.next(k) }
    }
}
