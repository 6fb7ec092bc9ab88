//! Ulcer index: the root of the mean square of all drawdowns, so that deep and long falls weigh more.
//!
//! sqrt(sum of drawdown^2 / (n - 1)) over the n daily returns. Source: Martin and McCann, "The Investor's Guide to Fidelity Funds",
//! 1989; quantstats 0.0.86, `ulcer_index`, whose denominator is n - 1.

use super::drawdown::underwater;
use super::figure::{Absent, Figure};

/// Ulcer index of a daily equity.
///
/// # Errors
/// When there are fewer than three days.
pub fn ulcer_index(equity: &[f64]) -> Figure {
    if equity.len() < 3 {
        return Err(Absent("an ulcer index needs two daily returns"));
    }
    let squares: f64 = underwater(equity).iter().map(|depth| depth * depth).sum();
    Ok((squares / (equity.len() - 2) as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats() {
        reference::agrees("ulcer_index", |run| ulcer_index(&run.daily.equity));
    }

    #[test]
    fn a_curve_that_never_falls_has_no_ulcer() {
        assert_eq!(ulcer_index(&[1.0, 2.0, 3.0]), Ok(0.0));
        assert!(ulcer_index(&[1.0, 2.0]).is_err());
    }
}
