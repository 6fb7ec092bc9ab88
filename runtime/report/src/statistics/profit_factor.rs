//! Profit factor: what the winning trades won over what the losing trades lost, in money after fees.
//!
//! Source: Pardo, "The Evaluation and Optimization of Trading Strategies", 2008. Two others bear the name: backtesting.py sums
//! returns of trades instead of money, quantstats returns of days (ours is [`super::omega`]).

use super::figure::{Figure, ratio};

/// Profit factor of trade results.
///
/// # Errors
/// When no trade lost anything.
pub fn profit_factor(results: &[f64]) -> Figure {
    let won: f64 = results.iter().map(|result| result.max(0.0)).sum();
    let lost: f64 = results.iter().map(|result| (-result).max(0.0)).sum();
    ratio(won, lost, if results.is_empty() { "no trade was closed" } else { "no trade lost anything" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Absent;

    #[test]
    fn what_was_won_is_divided_by_what_was_lost() {
        assert_eq!(profit_factor(&[30.0, -10.0, -5.0, 15.0]), Ok(3.0));
    }

    #[test]
    fn without_a_loss_there_is_none() {
        assert_eq!(profit_factor(&[1.0]), Err(Absent("no trade lost anything")));
        assert_eq!(profit_factor(&[]), Err(Absent("no trade was closed")));
    }
}
