//! Tail ratio: the 95 % quantile of daily returns over the 5 % quantile, without its sign. Above 1 the good days are larger than
//! the bad ones.
//!
//! Source: quantstats 0.0.86, `tail_ratio`; quantiles are linear between neighbours.

use super::figure::{Absent, Figure, ratio};
use super::moments::{quantile, sorted};

/// Tail ratio of daily returns.
///
/// # Errors
/// When there are no returns, or the lower quantile is 0.
pub fn tail_ratio(returns: &[f64]) -> Figure {
    let sorted = sorted(returns);
    let tails = quantile(&sorted, 0.95).zip(quantile(&sorted, 1.0 - 0.95));
    let (upper, lower) = tails.ok_or(Absent("there are no daily returns"))?;
    ratio(upper, lower, "the 5 % quantile of daily returns is 0").map(f64::abs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats() {
        reference::agrees("tail_ratio", |run| tail_ratio(&run.returns));
    }

    #[test]
    fn a_run_that_seldom_moves_has_none() {
        assert!(tail_ratio(&[0.0; 50]).is_err());
        assert!(tail_ratio(&[]).is_err());
    }
}
