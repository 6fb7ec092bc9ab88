//! Rolling maximum and minimum.

use super::window::Window;

/// The largest of the last `period` values, ready with the `period`th. Reference: TA-Lib `MAX`.
#[derive(Debug, Clone)]
pub struct Highest(Window);

impl Highest {
    /// The largest of `period` values.
    pub fn new(period: u32) -> Self {
        Self(Window::new(period))
    }

    /// The largest with this value among them.
    pub fn next(&mut self, value: f64) -> f64 {
        if value.is_finite() && self.0.push(value) { self.0.highest() } else { f64::NAN }
    }
}

/// The smallest of the last `period` values, ready with the `period`th. Reference: TA-Lib `MIN`.
#[derive(Debug, Clone)]
pub struct Lowest(Window);

impl Lowest {
    /// The smallest of `period` values.
    pub fn new(period: u32) -> Self {
        Self(Window::new(period))
    }

    /// The smallest with this value among them.
    pub fn next(&mut self, value: f64) -> f64 {
        if value.is_finite() && self.0.push(value) { self.0.lowest() } else { f64::NAN }
    }
}
