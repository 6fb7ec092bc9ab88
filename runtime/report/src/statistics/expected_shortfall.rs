//! Conditional value at risk at 95 %, or expected shortfall: the mean of the returns beyond the value at risk.
//!
//! Parametric: mean - deviation * density(q) / 5 %, q the 5 % quantile of the normal distribution; source: quantstats 0.0.86,
//! `conditional_value_at_risk`. Historical: the mean of the returns at or below the historical value at risk.

use super::figure::{Absent, Figure};
use super::moments::{deviation, mean};
use super::normal::{LOWER_5_PERCENT, density};
use super::value_at_risk::historical_value_at_risk;

/// Parametric expected shortfall, as a daily return.
///
/// # Errors
/// When there are fewer than two returns.
pub fn expected_shortfall(returns: &[f64]) -> Figure {
    let deviation = deviation(returns).ok_or(Absent("a deviation needs two daily returns"))?;
    Ok(mean(returns) - deviation * density(LOWER_5_PERCENT) / 0.05)
}

/// Historical expected shortfall, as a daily return.
///
/// # Errors
/// When there are no returns.
pub fn historical_expected_shortfall(returns: &[f64]) -> Figure {
    let limit = historical_value_at_risk(returns)?;
    let tail: Vec<f64> = returns.iter().copied().filter(|value| *value <= limit).collect();
    Ok(mean(&tail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats() {
        reference::agrees("cvar95", |run| expected_shortfall(&run.returns));
    }

    #[test]
    fn the_historical_one_is_the_mean_of_the_tail() {
        let returns: Vec<f64> = (0..=100).map(|value| f64::from(value - 50) / 64.0).collect();
        assert_eq!(historical_expected_shortfall(&returns), Ok(-47.5 / 64.0));
        assert!(expected_shortfall(&[0.1]).is_err());
        assert!(historical_expected_shortfall(&[]).is_err());
    }
}
