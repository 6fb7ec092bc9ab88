//! Z-score.

use super::window::Window;

/// How many standard deviations the newest value is away from the mean of the last `period`: `(x - mean) / deviation`.
///
/// The deviation is that of the population, as in [`Bollinger`](super::Bollinger): a z-score of 2 is a price at the upper
/// band. 0 when all values are equal. Ready with value `period`. Reference: pandas `rolling(period)`, `std(ddof=0)`.
#[derive(Debug, Clone)]
pub struct ZScore(Window);

impl ZScore {
    /// A score within `period` values.
    pub fn new(period: u32) -> Self {
        Self(Window::new(period))
    }

    /// The score of this value, itself in the window.
    pub fn next(&mut self, value: f64) -> f64 {
        if !(value.is_finite() && self.0.push(value)) {
            return f64::NAN;
        }
        let (mean, deviation) = self.0.mean_and_deviation();
        if deviation == 0.0 { 0.0 } else { (value - mean) / deviation }
    }
}
