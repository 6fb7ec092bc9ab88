//! Expectancy: what a trade brought on average; in money, and as a return on what was put in.
//!
//! Source: Tharp, "Trade Your Way to Financial Freedom", 1998. The second is backtesting.py's `Expectancy [%]`; what that program
//! calls the average trade compounds the returns instead.

use super::figure::{Absent, Figure};
use super::moments::mean;

/// Mean result of a trade, in money, or mean return of a trade.
///
/// # Errors
/// When there is no closed trade.
pub fn expectancy(results: &[f64]) -> Figure {
    if results.is_empty() { Err(Absent("no trade was closed")) } else { Ok(mean(results)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn of_returns_it_agrees_with_backtesting_py() {
        reference::agrees_in_percent("Expectancy [%]", |run| expectancy(&run.trade_returns));
    }

    #[test]
    fn no_trade_has_no_expectancy() {
        assert_eq!(expectancy(&[3.0, -1.0]), Ok(1.0));
        assert!(expectancy(&[]).is_err());
    }
}
