//! Win rate: the share of closed trades with a positive result after fees.
//!
//! Source: backtesting.py 0.6.6, `Win Rate [%]`.

use super::figure::{Figure, ratio};

/// Win rate of trade results, 0 to 1.
///
/// # Errors
/// When there is no closed trade.
pub fn win_rate(results: &[f64]) -> Figure {
    let wins = results.iter().filter(|result| **result > 0.0).count();
    ratio(wins as f64, results.len() as f64, "no trade was closed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_backtesting_py() {
        reference::agrees_in_percent("Win Rate [%]", |run| win_rate(&run.results));
    }

    #[test]
    fn a_result_of_nothing_is_no_win() {
        assert_eq!(win_rate(&[1.0, 0.0, -1.0, 2.0]), Ok(0.5));
        assert!(win_rate(&[]).is_err());
    }
}
