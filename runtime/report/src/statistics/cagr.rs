//! Compound annual growth rate: the yearly return that, compounded, leads from the first daily close to the last.
//!
//! CAGR = (last / first)^(periods / returns) - 1, where the number of daily returns over the periods a year are the years. Source:
//! quantstats 0.0.86, `cagr`. Backtesting.py calls this the annual return and computes its CAGR over calendar years of 365.25 days.

use super::figure::{Absent, Figure, finite};

/// Compound annual growth of a daily equity.
///
/// # Errors
/// When there are fewer than two days, or the account was ruined.
pub fn cagr(equity: &[f64], periods: f64) -> Figure {
    let (Some(first), Some(last)) = (equity.first(), equity.last()) else { return Err(Absent("there are no days")) };
    let years = equity.len().saturating_sub(1) as f64 / periods;
    if years <= 0.0 {
        return Err(Absent("a growth rate needs two days"));
    }
    if *first <= 0.0 || *last <= 0.0 {
        return Err(Absent("the account was worth nothing or less"));
    }
    finite((last / first).powf(1.0 / years) - 1.0, "the run is too short for a yearly rate")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats() {
        reference::agrees("cagr", |run| cagr(&run.daily.equity, 252.0));
    }

    #[test]
    fn ruin_and_a_single_day_have_none() {
        assert!(cagr(&[100.0], 252.0).is_err());
        assert!(cagr(&[100.0, 0.0], 252.0).is_err());
        assert!(cagr(&[], 252.0).is_err());
    }
}
