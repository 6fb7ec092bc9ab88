//! Calmar ratio: compound annual growth over the depth of the deepest fall.
//!
//! Source: Young, "Calmar Ratio: A Smoother Tool", Futures, 1991, over the whole run instead of three years; quantstats 0.0.86,
//! `calmar`.

use super::cagr::cagr;
use super::drawdown::max_drawdown;
use super::figure::{Figure, ratio};

/// Calmar ratio of a daily equity.
///
/// # Errors
/// When there is no growth rate, or equity never fell.
pub fn calmar(equity: &[f64], periods: f64) -> Figure {
    ratio(cagr(equity, periods)?, max_drawdown(equity)?.abs(), "equity never fell from a peak")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats() {
        reference::agrees("calmar", |run| calmar(&run.daily.equity, 252.0));
    }

    #[test]
    fn without_a_fall_there_is_none() {
        assert!(calmar(&[1.0, 2.0], 252.0).is_err());
    }
}
