//! Wilder's smoothing, which RSI and ATR share.

/// An average in which each value weighs `1 / period`.
///
/// It begins with the plain mean of the first `period` values, summed in the order in which they came; then
/// `a = (a * (period - 1) + x) / period`.
#[derive(Debug, Clone)]
pub(super) struct Wilder {
    period: f64,
    seen: u32,
    wanted: u32,
    /// The sum while it begins, the average afterwards.
    value: f64,
}

impl Wilder {
    pub(super) fn new(period: u32) -> Self {
        let wanted = period.max(1);
        Self { period: f64::from(wanted), seen: 0, wanted, value: 0.0 }
    }

    /// The average with this value in it, or NaN before `period` values.
    pub(super) fn next(&mut self, value: f64) -> f64 {
        if self.seen < self.wanted {
            self.seen += 1;
            self.value += value;
            if self.seen < self.wanted {
                return f64::NAN;
            }
            self.value /= self.period;
        } else {
            self.value = (self.value * (self.period - 1.0) + value) / self.period;
        }
        self.value
    }
}
