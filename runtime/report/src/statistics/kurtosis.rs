//! Excess kurtosis of daily returns, corrected for the size of the sample: 0 for the normal distribution, above it for fat tails.
//!
//! G2 = (n - 1) / ((n - 2) (n - 3)) * ((n + 1) (m4 / m2^2 - 3) + 6). Source: Joanes and Gill, The Statistician, 1998; pandas'
//! `kurtosis`, which quantstats uses.

use super::figure::{Absent, Figure, ratio};
use super::moments::central;

/// Excess kurtosis of daily returns.
///
/// # Errors
/// When there are fewer than four returns, or all are equal.
pub fn kurtosis(returns: &[f64]) -> Figure {
    let count = returns.len() as f64;
    if returns.len() < 4 {
        return Err(Absent("kurtosis needs four daily returns"));
    }
    let (second, fourth) = (central(returns, 2) / count, central(returns, 4) / count);
    let g2 = ratio(fourth, second * second, "daily returns do not vary")? - 3.0;
    Ok((count - 1.0) / ((count - 2.0) * (count - 3.0)) * ((count + 1.0) * g2 + 6.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats() {
        reference::agrees("excess_kurtosis", |run| kurtosis(&run.returns));
    }

    #[test]
    fn three_returns_and_equal_returns_have_none() {
        assert!(kurtosis(&[0.1, 0.2, 0.3]).is_err());
        assert!(kurtosis(&[0.0; 9]).is_err());
    }
}
