//! Exponential moving average.

/// `v = a * x + (1 - a) * v` with `a = 2 / (period + 1)`, in exactly this form.
///
/// It begins at the first value and is ready with it, as the worker `ema` is. Reference: pandas
/// `ewm(span=period, adjust=False)`. TA-Lib begins with a simple average instead; the two meet after some periods.
#[derive(Debug, Clone)]
pub struct Ema {
    weight: f64,
    last: Option<f64>,
}

impl Ema {
    /// An average in which a value that is `period` old weighs about an eighth of a new one; a period of 1 follows the value.
    pub fn new(period: u32) -> Self {
        Self { weight: 2.0 / (f64::from(period.max(1)) + 1.0), last: None }
    }

    /// The average with this value in it.
    pub fn next(&mut self, value: f64) -> f64 {
        if !value.is_finite() {
            return f64::NAN;
        }
        let average = match self.last {
            Some(last) => self.weight * value + (1.0 - self.weight) * last,
            None => value,
        };
        self.last = Some(average);
        average
    }
}
