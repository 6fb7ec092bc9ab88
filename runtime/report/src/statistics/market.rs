//! Alpha and beta against buy-and-hold, by the daily returns of both.
//!
//! Beta = cov(run, market) / var(market), ddof 1; alpha = (mean(run) - beta * mean(market)) * periods a year. Source: Jensen, "The
//! Performance of Mutual Funds", Journal of Finance, 1968; quantstats 0.0.86, `greeks`. The risk-free rate is 0.

use super::figure::{Absent, Figure, ratio};
use super::moments::{covariance, mean};

/// How much of the market's movement the run shares.
///
/// # Errors
/// When there are fewer than two returns, or the market did not move.
pub fn beta(returns: &[f64], market: &[f64]) -> Figure {
    let pair = covariance(returns, market).zip(covariance(market, market));
    let (shared, own) = pair.ok_or(Absent("beta needs two daily returns"))?;
    ratio(shared, own, "the market did not move")
}

/// Annual return that the market's movement does not explain.
///
/// # Errors
/// As [`beta`].
pub fn alpha(returns: &[f64], market: &[f64], periods: f64) -> Figure {
    Ok((mean(returns) - beta(returns, market)? * mean(market)) * periods)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats() {
        reference::agrees("beta", |run| beta(&run.returns, &run.market));
        reference::agrees("alpha", |run| alpha(&run.returns, &run.market, 252.0));
    }

    #[test]
    fn a_market_that_stands_still_explains_nothing() {
        assert!(beta(&[0.1, 0.2], &[0.0, 0.0]).is_err());
        assert!(alpha(&[0.1], &[0.1], 252.0).is_err());
    }
}
