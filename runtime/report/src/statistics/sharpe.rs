//! Sharpe ratio: mean of daily returns over their standard deviation (ddof 1), times the root of the periods of a year. The
//! risk-free rate is 0.
//!
//! Source: Sharpe, "The Sharpe Ratio", Journal of Portfolio Management, 1994; quantstats 0.0.86, `sharpe` and `rolling_sharpe`.

use super::figure::{Absent, Figure, ratio};
use super::moments::{deviation, mean};

/// Returns in the window of the rolling figures: half a year of trading days.
pub const ROLLING_WINDOW: usize = 126;

/// Annual Sharpe ratio of daily returns.
///
/// # Errors
/// When there are fewer than two returns, or all are equal.
pub fn sharpe(returns: &[f64], periods: f64) -> Figure {
    let deviation = deviation(returns).ok_or(Absent("a deviation needs two daily returns"))?;
    ratio(mean(returns) * periods.sqrt(), deviation, "daily returns do not vary")
}

/// Sharpe ratio of the last [`ROLLING_WINDOW`] returns.
///
/// # Errors
/// When there are fewer, or all of them are equal.
pub fn rolling_sharpe(returns: &[f64], periods: f64) -> Figure {
    let start = returns.len().checked_sub(ROLLING_WINDOW).ok_or(Absent("the window is 126 daily returns"))?;
    sharpe(returns.get(start..).unwrap_or_default(), periods)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats() {
        reference::agrees("sharpe", |run| sharpe(&run.returns, 252.0));
        reference::agrees("rolling_sharpe126_last", |run| rolling_sharpe(&run.returns, 252.0));
    }

    #[test]
    fn equal_returns_have_none() {
        assert_eq!(sharpe(&[0.0; 5], 252.0), Err(Absent("daily returns do not vary")));
        assert_eq!(sharpe(&[0.1], 252.0), Err(Absent("a deviation needs two daily returns")));
        assert!(rolling_sharpe(&[0.1; 125], 252.0).is_err());
    }
}
