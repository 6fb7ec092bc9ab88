//! What the equity curve came to, kept while it is drawn.

use simpletrader_contracts::Decimal;

/// Extremes of the marked-to-market equity, one value a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct EquityStatistics {
    /// Lowest.
    pub min: Decimal,
    /// Highest.
    pub max: Decimal,
    /// Latest.
    pub last: Decimal,
    /// Lowest since the latest peak.
    trough: Decimal,
    /// The deepest fall from a peak before the latest.
    past_drawdown: Decimal,
}

impl EquityStatistics {
    /// Before the first moment, everything is the money that came in.
    pub fn new(initial: Decimal) -> Self {
        Self { min: initial, max: initial, last: initial, trough: initial, past_drawdown: Decimal::ZERO }
    }

    /// The next value.
    pub fn push(&mut self, equity: Decimal) {
        // Without a position the equity stands still, and to see that takes no arithmetic.
        if is_written_alike(equity, self.last) {
            return;
        }
        self.last = equity;
        if equity > self.max {
            if self.trough < self.max {
                self.past_drawdown = self.max_drawdown();
            }
            self.max = equity;
            self.trough = equity;
        } else if equity < self.trough {
            self.trough = equity;
            // Nothing is lower than the lowest since the latest peak without being lower than that.
            self.min = self.min.min(equity);
        }
    }

    /// The deepest fall from a peak, as a fraction of the peak: 0 to 1 and, where debts are possible, beyond.
    pub fn max_drawdown(&self) -> Decimal {
        // Under one peak the lowest value is the deepest fall, so that a division a peak is enough.
        self.past_drawdown.max(depth(self.max, self.trough))
    }
}

/// Whether two numbers are the same, digit for digit. Numbers that are not may still be equal: 1.0 and 1.
fn is_written_alike(one: Decimal, other: Decimal) -> bool {
    one.mantissa() == other.mantissa() && one.scale() == other.scale()
}

fn depth(peak: Decimal, value: Decimal) -> Decimal {
    if peak <= Decimal::ZERO {
        return Decimal::ZERO;
    }
    (peak - value).checked_div(peak).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_fall_is_measured_from_the_peak_before_it() {
        let mut equity = EquityStatistics::new(100.into());
        for value in [120, 90, 130, 117, 140] {
            equity.push(value.into());
        }
        assert_eq!((equity.min, equity.max, equity.last), (90.into(), 140.into(), 140.into()));
        assert_eq!(equity.max_drawdown(), "0.25".parse().unwrap());
    }

    #[test]
    fn a_value_that_comes_again_changes_nothing_and_its_digits_are_the_latest() {
        let mut equity = EquityStatistics::new("100".parse().unwrap());
        for value in ["90.0", "90.0", "90", "90"] {
            equity.push(value.parse().unwrap());
        }
        assert_eq!((equity.min, equity.max, equity.last.to_string()), (90.into(), 100.into(), "90".to_owned()));
        assert_eq!(equity.max_drawdown(), "0.1".parse().unwrap());
    }

    #[test]
    fn a_curve_that_only_rises_has_no_drawdown() {
        let mut equity = EquityStatistics::new(100.into());
        equity.push(101.into());
        assert_eq!(equity.max_drawdown(), Decimal::ZERO);
    }
}
