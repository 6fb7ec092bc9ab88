//! Excursions: how far the price went against a trade (MAE) and for it (MFE) while it was open, as a return on the entry price.
//!
//! Source: Sweeney, "Maximum Adverse Excursion", 1997. Only prices that were certainly seen count: the whole range of the bars from
//! the entry's to the one before the exit's, the open of the exit's bar, and entry and exit themselves. What came first inside the
//! exit's bar is unknown, so its high and low are left out. When orders fill at the close of the deciding bar, the entry's bar is
//! over with the entry, and its range is left out too.

use super::figure::number;
use crate::history::{Prices, Trade};
use simpletrader_contracts::terms::Direction;

/// How far the price went against a trade and for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Excursion {
    /// Furthest against it, as a return on the entry price, <= 0.
    pub adverse: f64,
    /// Furthest for it, as a return on the entry price, >= 0.
    pub favourable: f64,
}

/// The excursion of a trade over the bars of its symbol. None when its bars are not known.
pub fn excursion(trade: &Trade, prices: &Prices, fills_at_close: bool) -> Option<Excursion> {
    let entry = number(trade.entry_price);
    let first = trade.entry_bar + usize::from(fills_at_close);
    // Lists of equal length: where the bar of the exit is, all before it are.
    let open = *prices.open.get(trade.exit_bar)?;
    let lows = prices.low.get(first..trade.exit_bar).unwrap_or_default();
    let highs = prices.high.get(first..trade.exit_bar).unwrap_or_default();
    let exit = number(trade.exit_price);
    // The open of the exit's bar was seen only by a trade that was open before it.
    let seen = if trade.exit_bar > trade.entry_bar { open } else { exit };
    let low = lows.iter().copied().fold(exit.min(seen), f64::min);
    let high = highs.iter().copied().fold(exit.max(seen), f64::max);
    let (worst, best) = match trade.direction {
        Direction::Long => (low / entry - 1.0, high / entry - 1.0),
        Direction::Short => (1.0 - high / entry, 1.0 - low / entry),
    };
    Some(Excursion { adverse: worst.min(0.0), favourable: best.max(0.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference::trade;

    fn prices() -> Prices {
        Prices {
            symbol: "A_USD".into(),
            open: vec![100.0, 104.0, 90.0, 110.0],
            high: vec![105.0, 120.0, 95.0, 130.0],
            low: vec![99.0, 80.0, 85.0, 70.0],
            ..Prices::default()
        }
    }

    #[test]
    fn the_exits_bar_counts_only_with_its_open() {
        let long = trade("A_USD", Direction::Long, (0, "100"), (3, "112"));
        assert_eq!(excursion(&long, &prices(), false), Some(Excursion { adverse: 0.8 - 1.0, favourable: 1.2 - 1.0 }));
        let short = trade("A_USD", Direction::Short, (0, "100"), (3, "112"));
        assert_eq!(excursion(&short, &prices(), false), Some(Excursion { adverse: 1.0 - 1.2, favourable: 1.0 - 0.8 }));
    }

    #[test]
    fn an_entry_at_the_close_has_seen_nothing_of_its_bar() {
        let long = trade("A_USD", Direction::Long, (1, "100"), (3, "112"));
        assert_eq!(excursion(&long, &prices(), true), Some(Excursion { adverse: 0.85 - 1.0, favourable: 1.12 - 1.0 }));
    }

    #[test]
    fn a_trade_within_one_bar_has_seen_entry_and_exit() {
        let long = trade("A_USD", Direction::Long, (1, "100"), (1, "90"));
        assert_eq!(excursion(&long, &prices(), false), Some(Excursion { adverse: 0.9 - 1.0, favourable: 0.0 }));
        assert_eq!(excursion(&trade("A_USD", Direction::Long, (1, "100"), (9, "90")), &prices(), false), None);
    }
}
