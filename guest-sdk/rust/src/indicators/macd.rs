//! Moving average convergence divergence.

use super::Ema;

/// A fast [`Ema`] minus a slow one, and an [`Ema`] of that difference.
///
/// Both averages begin at the first value, where their difference is 0 by construction and says nothing. So the line is NaN
/// until the slow average has had its period of values, and the signal, which begins with the first line, until it has had
/// its own. Reference: pandas `ewm(span=…, adjust=False, min_periods=…)`.
#[derive(Debug, Clone)]
pub struct Macd {
    fast: Ema,
    slow: Ema,
    signal: Ema,
    /// Values until the line is ready, and lines until the signal is.
    until_line: u32,
    until_signal: u32,
}

/// What [`Macd`] says of one value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MacdValue {
    /// Fast average minus slow average.
    pub line: f64,
    /// The average of the line.
    pub signal: f64,
    /// Line minus signal.
    pub histogram: f64,
}

impl Macd {
    /// Periods of the two averages and of the signal; usually 12, 26 and 9.
    pub fn new(fast: u32, slow: u32, signal: u32) -> Self {
        Self {
            fast: Ema::new(fast),
            slow: Ema::new(slow),
            signal: Ema::new(signal),
            until_line: slow.max(1) - 1,
            until_signal: signal.max(1) - 1,
        }
    }

    /// Line, signal and histogram with this value in them.
    pub fn next(&mut self, value: f64) -> MacdValue {
        let unready = MacdValue { line: f64::NAN, signal: f64::NAN, histogram: f64::NAN };
        if !value.is_finite() {
            return unready;
        }
        let line = self.fast.next(value) - self.slow.next(value);
        if self.until_line > 0 {
            self.until_line -= 1;
            return unready;
        }
        let signal = self.signal.next(line);
        if self.until_signal > 0 {
            self.until_signal -= 1;
            return MacdValue { line, ..unready };
        }
        MacdValue { line, signal, histogram: line - signal }
    }
}
