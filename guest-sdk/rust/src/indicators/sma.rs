//! Simple moving average.

use super::window::Window;

/// The mean of the last `period` values, ready with the `period`th. Reference: TA-Lib `SMA`.
#[derive(Debug, Clone)]
pub struct Sma(Window);

impl Sma {
    /// An average over `period` values.
    pub fn new(period: u32) -> Self {
        Self(Window::new(period))
    }

    /// The mean with this value in it.
    pub fn next(&mut self, value: f64) -> f64 {
        if value.is_finite() && self.0.push(value) { self.0.mean() } else { f64::NAN }
    }
}
