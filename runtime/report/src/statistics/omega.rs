//! Omega ratio with a threshold of 0: the sum of all gains over the sum of all losses, of daily returns.
//!
//! Source: Keating and Shadwick, "A Universal Performance Measure", 2002; quantstats 0.0.86, `omega`. With this threshold it is
//! what quantstats calls the profit factor; ours is of trades.

use super::figure::{Figure, ratio};

/// Omega ratio of daily returns.
///
/// # Errors
/// When no day lost anything.
pub fn omega(returns: &[f64]) -> Figure {
    let gains: f64 = returns.iter().map(|value| value.max(0.0)).sum();
    let losses: f64 = returns.iter().map(|value| (-value).max(0.0)).sum();
    ratio(gains, losses, "no day lost anything")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats_under_both_of_its_names() {
        reference::agrees("omega", |run| omega(&run.returns));
        reference::agrees("profit_factor", |run| omega(&run.returns));
    }

    #[test]
    fn gains_are_divided_by_losses() {
        assert_eq!(omega(&[0.25, -0.125, 0.0]), Ok(2.0));
        assert!(omega(&[0.1, 0.2]).is_err());
    }
}
