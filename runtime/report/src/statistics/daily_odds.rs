//! How daily returns win and lose: the share of days that gained, the size of gains against losses, and the stake that these odds
//! would justify.
//!
//! Days without any change do not count. Payoff = mean gain / mean loss; Kelly = p - (1 - p) / payoff. Sources: Kelly, "A New
//! Interpretation of Information Rate", 1956; quantstats 0.0.86, `win_rate`, `payoff_ratio` and `kelly_criterion`, which it gives
//! these names without saying that they are of days. The ones of trades are [`super::win_rate`] and its neighbours.

use super::figure::{Figure, ratio};
use super::moments::mean;

/// Share of the days with a change that gained, 0 to 1.
///
/// # Errors
/// When no day changed anything.
pub fn daily_win_rate(returns: &[f64]) -> Figure {
    let gains = returns.iter().filter(|value| **value > 0.0).count();
    let changes = returns.iter().filter(|value| **value != 0.0).count();
    ratio(gains as f64, changes as f64, "no day changed the equity")
}

/// Mean gain of a day over mean loss of a day.
///
/// # Errors
/// When no day lost anything.
pub fn daily_payoff(returns: &[f64]) -> Figure {
    let gains: Vec<f64> = returns.iter().copied().filter(|value| *value > 0.0).collect();
    let losses: Vec<f64> = returns.iter().copied().filter(|value| *value < 0.0).collect();
    ratio(mean(&gains), -mean(&losses), "no day lost anything")
}

/// Kelly's stake for these odds, as a share of the equity.
///
/// # Errors
/// When no day lost anything, or none gained.
pub fn daily_kelly(returns: &[f64]) -> Figure {
    kelly(daily_win_rate(returns)?, daily_payoff(returns)?)
}

/// Kelly's stake of a probability to win and a payoff.
pub(super) fn kelly(wins: f64, payoff: f64) -> Figure {
    Ok(wins - ratio(1.0 - wins, payoff, "nothing was won")?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn agrees_with_quantstats() {
        reference::agrees("win_rate", |run| daily_win_rate(&run.returns));
        reference::agrees("kelly", |run| daily_kelly(&run.returns));
    }

    #[test]
    fn a_bet_of_textbooks_has_its_stake() {
        assert_eq!(kelly(0.6, 1.0), Ok(0.6 - 0.4));
        assert!(kelly(0.0, 0.0).is_err());
    }

    #[test]
    fn odds_need_both_outcomes() {
        assert!(daily_win_rate(&[0.0, 0.0]).is_err());
        assert!(daily_payoff(&[0.1]).is_err());
        assert!(daily_kelly(&[-0.1]).is_err());
    }
}
