//! System quality number: the mean result of a trade over the deviation of the results (ddof 1), times the root of their number.
//!
//! Sources: Tharp, "Definitive Guide to Position Sizing", 2008; backtesting.py 0.6.6, `SQN`. Above 2 is called good.

use super::figure::{Absent, Figure, ratio};
use super::moments::{deviation, mean};

/// System quality number of trade results.
///
/// # Errors
/// When there are fewer than two closed trades, or all came to the same.
pub fn sqn(results: &[f64]) -> Figure {
    let deviation = deviation(results).ok_or(Absent("a deviation needs two closed trades"))?;
    ratio((results.len() as f64).sqrt() * mean(results), deviation, "all trades came to the same")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_backtesting_py() {
        for run in reference::runs() {
            reference::close(sqn(&run.results).unwrap(), run.backtesting("SQN"), &run.name);
        }
    }

    #[test]
    fn one_trade_and_equal_trades_have_none() {
        assert!(sqn(&[1.0]).is_err());
        assert!(sqn(&[1.0, 1.0]).is_err());
    }
}
