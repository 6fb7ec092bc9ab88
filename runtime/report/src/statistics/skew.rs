//! Skewness of daily returns, corrected for the size of the sample: negative when the bad days are the extreme ones.
//!
//! G1 = sqrt(n (n - 1)) / (n - 2) * m3 / m2^1.5. Source: Joanes and Gill, "Comparing measures of sample skewness and kurtosis",
//! The Statistician, 1998; pandas' `skew`, which quantstats uses.

use super::figure::{Absent, Figure, ratio};
use super::moments::central;

/// Skewness of daily returns.
///
/// # Errors
/// When there are fewer than three returns, or all are equal.
pub fn skew(returns: &[f64]) -> Figure {
    let count = returns.len() as f64;
    if returns.len() < 3 {
        return Err(Absent("skewness needs three daily returns"));
    }
    let (second, third) = (central(returns, 2) / count, central(returns, 3) / count);
    let g1 = ratio(third, second.powf(1.5), "daily returns do not vary")?;
    Ok(g1 * (count * (count - 1.0)).sqrt() / (count - 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats() {
        reference::agrees("skew", |run| skew(&run.returns));
    }

    #[test]
    fn two_returns_and_equal_returns_have_none() {
        assert!(skew(&[0.1, 0.2]).is_err());
        assert!(skew(&[0.0; 9]).is_err());
    }
}
