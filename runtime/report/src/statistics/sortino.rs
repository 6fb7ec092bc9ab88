//! Sortino ratio: mean of daily returns over the root of the mean of squared losses, times the root of the periods of a year.
//! Gains count as losses of 0, so the mean is over all days; the target is 0.
//!
//! Source: Sortino and Price, "Performance Measurement in a Downside Risk Framework", Journal of Investing, 1994; quantstats
//! 0.0.86, `sortino`.

use super::figure::{Figure, ratio};
use super::moments::mean;

/// Annual Sortino ratio of daily returns.
///
/// # Errors
/// When no day lost anything.
pub fn sortino(returns: &[f64], periods: f64) -> Figure {
    ratio(mean(returns) * periods.sqrt(), downside(returns), "no day lost anything")
}

/// Root of the mean of squared losses.
pub(super) fn downside(returns: &[f64]) -> f64 {
    let losses: f64 = returns.iter().map(|value| value.min(0.0).powi(2)).sum();
    if returns.is_empty() { 0.0 } else { (losses / returns.len() as f64).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats() {
        reference::agrees("sortino", |run| sortino(&run.returns, 252.0));
    }

    #[test]
    fn without_a_loss_there_is_none() {
        assert!(sortino(&[0.1, 0.0, 0.2], 252.0).is_err());
        assert!(sortino(&[], 252.0).is_err());
    }
}
