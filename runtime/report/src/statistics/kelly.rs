//! Kelly criterion: the share of the equity that the odds of the closed trades would justify; negative odds ask for none.
//!
//! p - (1 - p) / payoff. Sources: Kelly, "A New Interpretation of Information Rate", 1956; backtesting.py 0.6.6, `Kelly Criterion`.
//! The one of quantstats is of days: [`super::daily_odds`].

use super::daily_odds::kelly as stake;
use super::figure::Figure;
use super::payoff::payoff;
use super::win_rate::win_rate;

/// Kelly criterion of trade results.
///
/// # Errors
/// When no trade lost anything, or none won.
pub fn kelly(results: &[f64]) -> Figure {
    stake(win_rate(results)?, payoff(results)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_backtesting_py() {
        for run in reference::runs() {
            reference::close(kelly(&run.results).unwrap(), run.backtesting("Kelly Criterion"), &run.name);
        }
    }

    #[test]
    fn one_sided_odds_have_none() {
        assert!(kelly(&[1.0]).is_err());
        assert!(kelly(&[-1.0]).is_err());
    }
}
