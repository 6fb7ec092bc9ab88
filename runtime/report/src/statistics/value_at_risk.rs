//! Value at risk at 95 %: the daily return that is undercut on one day in twenty.
//!
//! Parametric: mean + deviation (ddof 1) times the 5 % quantile of the normal distribution; source: quantstats 0.0.86,
//! `value_at_risk`. Historical: the 5 % quantile of the returns themselves, which knows fat tails.

use super::figure::{Absent, Figure};
use super::moments::{deviation, mean, quantile, sorted};
use super::normal::LOWER_5_PERCENT;

/// Parametric value at risk, as a daily return: losses are negative.
///
/// # Errors
/// When there are fewer than two returns.
pub fn value_at_risk(returns: &[f64]) -> Figure {
    let deviation = deviation(returns).ok_or(Absent("a deviation needs two daily returns"))?;
    Ok(mean(returns) + deviation * LOWER_5_PERCENT)
}

/// Historical value at risk, as a daily return.
///
/// # Errors
/// When there are no returns.
pub fn historical_value_at_risk(returns: &[f64]) -> Figure {
    quantile(&sorted(returns), 0.05).ok_or(Absent("there are no daily returns"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats() {
        reference::agrees("var95", |run| value_at_risk(&run.returns));
    }

    #[test]
    fn the_historical_one_is_a_quantile() {
        let returns: Vec<f64> = (0..=100).map(|value| f64::from(value - 50) / 64.0).collect();
        assert_eq!(historical_value_at_risk(&returns), Ok(-45.0 / 64.0));
        assert!(historical_value_at_risk(&[]).is_err());
        assert!(value_at_risk(&[0.1]).is_err());
    }
}
