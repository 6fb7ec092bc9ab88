//! Payoff: what a winning trade won on average over what a losing trade lost on average, in money after fees.
//!
//! Source: Pardo, "The Evaluation and Optimization of Trading Strategies", 2008. Trades that came to nothing count as neither.

use super::figure::{Figure, ratio};
use super::moments::mean;

/// Payoff of trade results.
///
/// # Errors
/// When no trade lost anything.
pub fn payoff(results: &[f64]) -> Figure {
    let won: Vec<f64> = results.iter().copied().filter(|result| *result > 0.0).collect();
    let lost: Vec<f64> = results.iter().map(|result| -result).filter(|loss| *loss > 0.0).collect();
    ratio(mean(&won), mean(&lost), if results.is_empty() { "no trade was closed" } else { "no trade lost anything" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_gain_is_divided_by_a_mean_loss() {
        assert_eq!(payoff(&[30.0, -10.0, 0.0, -5.0, 15.0]), Ok(3.0));
        assert!(payoff(&[1.0]).is_err());
        assert!(payoff(&[]).is_err());
    }
}
