//! The last values, in a ring, and what is computed over them.

/// The last `period` values.
#[derive(Debug, Clone)]
pub(super) struct Window {
    values: Vec<f64>,
    period: usize,
    /// Where the next value goes; in a full window the oldest stands there.
    next: usize,
}

impl Window {
    pub(super) fn new(period: u32) -> Self {
        Self { values: Vec::new(), period: period.max(1) as usize, next: 0 }
    }

    /// Takes a value in, and the oldest out when the window is full; whether it is full now.
    pub(super) fn push(&mut self, value: f64) -> bool {
        match self.values.get_mut(self.next) {
            Some(oldest) => *oldest = value,
            None => self.values.push(value),
        }
        self.next = (self.next + 1) % self.period;
        self.values.len() == self.period
    }

    /// From the oldest to the newest, in a full window.
    fn values(&self) -> impl Iterator<Item = f64> {
        let (newer, older) = self.values.split_at(self.next.min(self.values.len()));
        older.iter().chain(newer).copied()
    }

    /// `(x1 + x2 + … + xn) / n`, the oldest first.
    pub(super) fn mean(&self) -> f64 {
        self.values().fold(0.0, |sum, value| sum + value) / self.period as f64
    }

    /// Mean and population standard deviation: `sqrt(((x1 - m)² + … + (xn - m)²) / n)`, the oldest first.
    ///
    /// When all values are equal the mean is that value and the deviation 0, exactly: the rounded mean of equal values need
    /// not be equal to them, and a z-score would divide one rounding error by another.
    pub(super) fn mean_and_deviation(&self) -> (f64, f64) {
        let highest = self.highest();
        if highest == self.lowest() {
            return (highest, 0.0);
        }
        let mean = self.mean();
        let squares = self.values().fold(0.0, |sum, value| sum + (value - mean) * (value - mean));
        (mean, (squares / self.period as f64).sqrt())
    }

    /// The largest value; of equal ones the oldest.
    pub(super) fn highest(&self) -> f64 {
        self.values().fold(f64::NEG_INFINITY, |highest, value| if value > highest { value } else { highest })
    }

    /// The smallest value; of equal ones the oldest.
    pub(super) fn lowest(&self) -> f64 {
        self.values().fold(f64::INFINITY, |lowest, value| if value < lowest { value } else { lowest })
    }
}
