//! Bollinger bands.

use super::window::Window;

/// The mean of the last `period` values, and `width` standard deviations below and above it.
///
/// The deviation is that of the population (divided by `period`, not by `period - 1`). Ready with value `period`.
/// Reference: TA-Lib `BBANDS`.
#[derive(Debug, Clone)]
pub struct Bollinger {
    window: Window,
    width: f64,
}

/// What [`Bollinger`] says of one value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bands {
    /// `mean - width * deviation`.
    pub lower: f64,
    /// The mean.
    pub middle: f64,
    /// `mean + width * deviation`.
    pub upper: f64,
}

impl Bollinger {
    /// Bands over `period` values, `width` deviations wide on each side; usually 20 and 2.
    pub fn new(period: u32, width: f64) -> Self {
        Self { window: Window::new(period), width }
    }

    /// The bands with this value in them.
    pub fn next(&mut self, value: f64) -> Bands {
        if !(value.is_finite() && self.window.push(value)) {
            return Bands { lower: f64::NAN, middle: f64::NAN, upper: f64::NAN };
        }
        let (middle, deviation) = self.window.mean_and_deviation();
        let reach = self.width * deviation;
        Bands { lower: middle - reach, middle, upper: middle + reach }
    }
}
