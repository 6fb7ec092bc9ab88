//! Volatility: standard deviation of daily returns (ddof 1) times the root of the periods of a year.
//!
//! Source: quantstats 0.0.86, `volatility`.

use super::figure::{Absent, Figure};
use super::moments::deviation;

/// Annual volatility of daily returns.
///
/// # Errors
/// When there are fewer than two returns.
pub fn volatility(returns: &[f64], periods: f64) -> Figure {
    deviation(returns).map(|deviation| deviation * periods.sqrt()).ok_or(Absent("a deviation needs two daily returns"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats() {
        reference::agrees("volatility", |run| volatility(&run.returns, 252.0));
    }

    #[test]
    fn one_return_does_not_vary() {
        assert!(volatility(&[0.1], 252.0).is_err());
    }
}
