//! How long trades were open: from the close of the entry's bar to the close of the exit's, in days.
//!
//! As backtesting.py measures it, by the bars and not by the instants inside them; a trade within one bar lasted no time.

use super::figure::{Absent, Figure};
use super::moments::mean;
use crate::history::{Prices, Trade};

/// How long a trade was open, in days. None when its bars are not known.
pub fn days_open(trade: &Trade, prices: &Prices) -> Option<f64> {
    let (entry, exit) = (prices.closes_at.get(trade.entry_bar)?, prices.closes_at.get(trade.exit_bar)?);
    Some((exit.micros() - entry.micros()) as f64 / 86_400e6)
}

/// The longest of these durations.
///
/// # Errors
/// When there is none.
pub fn longest(days: &[f64]) -> Figure {
    days.iter().copied().reduce(f64::max).ok_or(Absent("no trade was closed"))
}

/// Mean of these durations.
///
/// # Errors
/// When there is none.
pub fn average(days: &[f64]) -> Figure {
    if days.is_empty() { Err(Absent("no trade was closed")) } else { Ok(mean(days)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_backtesting_py() {
        for run in reference::runs() {
            let days: Vec<f64> = run.history.trades.iter().map(|trade| days_open(trade, &run.history.prices[0]).unwrap()).collect();
            let theirs = |key| run.backtesting_text(key).split(' ').next().unwrap().parse::<f64>().unwrap();
            assert_eq!(longest(&days), Ok(theirs("Max. Trade Duration")));
            assert_eq!(average(&days).map(f64::ceil), Ok(theirs("Avg. Trade Duration")), "theirs is rounded up to a day");
        }
    }

    #[test]
    fn no_trade_has_no_duration() {
        assert!(longest(&[]).is_err());
        assert!(average(&[]).is_err());
    }
}
