//! What is said of each trade, and of all of them together.

use simpletrader_contracts::Decimal;
use simpletrader_contracts::terms::Direction;

use super::excursion::{Excursion, excursion};
use super::figure::{Figure, number};
use super::r_multiple::r_multiple;
use super::trade_time::days_open;
use crate::history::{History, Trade};

/// How the fill model of a run names fills at the close that led to the decision.
const FILLS_AT_CLOSE: &str = "the same bar's close";

/// What is said of a closed trade, in the order of [`History::trades`].
#[derive(Debug, Clone, PartialEq)]
pub struct TradeFigures {
    /// Result after fees over what was put in.
    pub trade_return: f64,
    /// How long it was open, in days; none when its bars are not known.
    pub days: Option<f64>,
    /// How far the price went against it and for it; none when its bars are not known.
    pub excursion: Option<Excursion>,
    /// Its result in units of its first risk.
    pub r_multiple: Figure,
}

/// What is said of each trade.
pub fn of_each(history: &History) -> Vec<TradeFigures> {
    let fills_at_close = history.fill_model.starts_with(FILLS_AT_CLOSE);
    let figures = |trade: &Trade| {
        let prices = history.prices_of(&trade.symbol);
        TradeFigures {
            trade_return: trade_return(trade),
            days: prices.and_then(|prices| days_open(trade, prices)),
            excursion: prices.and_then(|prices| excursion(trade, prices, fills_at_close)),
            r_multiple: r_multiple(trade),
        }
    };
    history.trades.iter().map(figures).collect()
}

/// Return of a trade: change of the price in its direction, minus its fees over what the entry was worth. Source:
/// backtesting.py 0.6.6, `ReturnPct`.
pub fn trade_return(trade: &Trade) -> f64 {
    let (entry, exit) = (number(trade.entry_price), number(trade.exit_price));
    let change = match trade.direction {
        Direction::Long => exit / entry - 1.0,
        Direction::Short => 1.0 - exit / entry,
    };
    change - number(trade.fees) / (number(trade.quantity) * entry)
}

/// The trades of one direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// How many were closed.
    pub trades: usize,
    /// How many of them won.
    pub wins: usize,
    /// Their results after fees, together.
    pub result: Decimal,
}

/// The closed trades of one direction, together.
pub fn side(trades: &[Trade], direction: Direction) -> Side {
    let of_side = || trades.iter().filter(|trade| trade.direction == direction);
    Side {
        trades: of_side().count(),
        wins: of_side().filter(|trade| trade.result > Decimal::ZERO).count(),
        result: of_side().fold(Decimal::ZERO, |sum, trade| sum.saturating_add(trade.result)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference::{self, trade};

    #[test]
    fn the_best_and_the_worst_return_agree_with_backtesting_py() {
        for run in reference::runs() {
            let percent = |pick: fn(f64, f64) -> f64| run.trade_returns.iter().copied().reduce(pick).unwrap() * 100.0;
            reference::close(percent(f64::max), run.backtesting("Best Trade [%]"), &run.name);
            reference::close(percent(f64::min), run.backtesting("Worst Trade [%]"), &run.name);
        }
    }

    #[test]
    fn a_short_trade_wins_when_the_price_falls() {
        let mut short = trade("A_USD", Direction::Short, (0, "100"), (1, "75"));
        assert_eq!(trade_return(&short), 0.25);
        short.fees = Decimal::from(5);
        assert_eq!(trade_return(&short), 0.2);
        let both = [short, trade("A_USD", Direction::Long, (0, "100"), (1, "75"))];
        assert_eq!(side(&both, Direction::Short), Side { trades: 1, wins: 1, result: Decimal::from(25) });
        assert_eq!(side(&both, Direction::Long), Side { trades: 1, wins: 0, result: Decimal::from(-25) });
    }
}
