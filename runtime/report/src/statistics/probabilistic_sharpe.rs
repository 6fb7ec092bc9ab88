//! Probabilistic Sharpe ratio: the probability that the true Sharpe ratio is above 0, given how long the run is and how skewed and
//! fat-tailed its returns are.
//!
//! PSR = Phi(SR * sqrt(n - 1) / sqrt(1 - g3 SR + (g4 - 1) / 4 SR^2)), SR of one day, g3 the skewness, g4 the kurtosis (3 for the
//! normal distribution). Source: Bailey and Lopez de Prado, "The Sharpe Ratio Efficient Frontier", Journal of Risk, 2012;
//! quantstats 0.0.86, `probabilistic_sharpe_ratio`.

use super::figure::{Figure, finite};
use super::kurtosis::kurtosis;
use super::normal::below;
use super::sharpe::sharpe;
use super::skew::skew;

/// Probabilistic Sharpe ratio of daily returns, 0 to 1.
///
/// # Errors
/// When there are too few returns for one of its parts, or all are equal.
pub fn probabilistic_sharpe(returns: &[f64]) -> Figure {
    let daily = sharpe(returns, 1.0)?;
    let (skewness, kurtosis) = (skew(returns)?, kurtosis(returns)? + 3.0);
    let spread = 1.0 - skewness * daily + (kurtosis - 1.0) / 4.0 * daily * daily;
    let error = (spread / (returns.len() as f64 - 1.0)).sqrt();
    finite(daily / error, "the error of the Sharpe ratio is no number").map(below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats() {
        reference::agrees("psr", |run| probabilistic_sharpe(&run.returns));
    }

    #[test]
    fn a_few_days_prove_nothing() {
        assert!(probabilistic_sharpe(&[0.1, 0.2, 0.3]).is_err());
    }
}
