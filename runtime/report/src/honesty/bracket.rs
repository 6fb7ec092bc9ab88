//! Whether stop and target were both within reach in the bar in which a trade ended there: nobody knows which price came first.
//!
//! The venue takes the stop then, so the result is on the safe side; the more such trades, the less the bars can tell. Levels are those
//! that the trade was opened with.

use super::Check;
use crate::history::{History, Trade};
use crate::statistics::number;

/// Trades that ended at their stop or target in a bar that reached both.
pub(super) fn stop_and_target_in_one_bar(history: &History) -> Check {
    let key = "stop_and_target_in_one_bar";
    let bracketed: Vec<&Trade> =
        history.trades.iter().filter(|trade| matches!(trade.exit_reason.as_str(), "stop" | "target")).collect();
    if bracketed.is_empty() {
        return Check::new(key, false, "no trade ended at a stop or target".to_owned());
    }
    let count = bracketed.iter().filter(|trade| reached_both(trade, history) == Some(true)).count();
    Check::new(key, count > 0, format!("{count} of {} trades that ended at a stop or target", bracketed.len()))
}

fn reached_both(trade: &Trade, history: &History) -> Option<bool> {
    let prices = history.prices_of(&trade.symbol)?;
    let (low, high) = (prices.low.get(trade.exit_bar)?, prices.high.get(trade.exit_bar)?);
    let reached = |level| (*low..=*high).contains(&number(level));
    Some(reached(trade.cause.stop?) && reached(trade.cause.target?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::Prices;
    use crate::honesty::Verdict;
    use crate::statistics::reference::trade;
    use simpletrader_contracts::terms::Direction;

    #[test]
    fn a_bar_that_reached_both_is_doubted() {
        let mut stopped = trade("A_USD", Direction::Long, (0, "100"), (1, "95"));
        stopped.exit_reason = "stop".into();
        stopped.cause.stop = Some(95.into());
        stopped.cause.target = Some(110.into());
        let of = |high: f64| {
            let prices = Prices { symbol: "A_USD".into(), low: vec![99.0, 94.0], high: vec![101.0, high], ..Prices::default() };
            let history = History { prices: vec![prices], trades: vec![stopped.clone()], ..History::default() };
            stop_and_target_in_one_bar(&history).verdict
        };
        assert_eq!((of(109.0), of(110.0)), (Verdict::Fine, Verdict::Doubt));
    }

    #[test]
    fn a_trade_that_was_closed_by_decision_is_no_question() {
        let history = History { trades: vec![trade("A_USD", Direction::Long, (0, "1"), (1, "2"))], ..History::default() };
        assert_eq!(stop_and_target_in_one_bar(&history).verdict, Verdict::Fine);
    }
}
