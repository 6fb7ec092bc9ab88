//! Whether there are enough trades to say anything.

use super::Check;
use crate::history::History;

/// Fewer closed trades than this say little: the usual size from which a mean is trusted.
const FEW_TRADES: usize = 30;
/// Trades that there should be for every number that its author chose.
const TRADES_PER_PARAMETER: usize = 10;

/// Too few closed trades.
pub(super) fn too_few_trades(history: &History) -> Check {
    let trades = history.trades.len();
    Check::new("too_few_trades", trades < FEW_TRADES, format!("{trades} closed trades; fewer than {FEW_TRADES} say little"))
}

/// More numbers to fit the result with than trades to hold them against.
pub(super) fn parameters_per_trade(history: &History, parameters: Option<usize>) -> Check {
    let key = "parameters_per_trade";
    let Some(parameters) = parameters else { return Check::unknown(key, "the run does not say how many parameters it has") };
    let trades = history.trades.len();
    let doubt = trades < parameters.saturating_mul(TRADES_PER_PARAMETER);
    Check::new(
        key,
        doubt,
        format!("{parameters} numbers to choose, {trades} closed trades; {TRADES_PER_PARAMETER} for each would be sound"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::honesty::Verdict;
    use crate::statistics::reference::trade;
    use simpletrader_contracts::terms::Direction;

    fn history(trades: usize) -> History {
        History { trades: vec![trade("A_USD", Direction::Long, (0, "1"), (1, "2")); trades], ..History::default() }
    }

    #[test]
    fn thirty_trades_are_enough_and_twenty_nine_are_not() {
        assert_eq!(too_few_trades(&history(29)).verdict, Verdict::Doubt);
        assert_eq!(too_few_trades(&history(30)).verdict, Verdict::Fine);
    }

    #[test]
    fn ten_trades_for_each_number_are_sound() {
        assert_eq!(parameters_per_trade(&history(39), Some(4)).verdict, Verdict::Doubt);
        assert_eq!(parameters_per_trade(&history(40), Some(4)).verdict, Verdict::Fine);
        assert_eq!(parameters_per_trade(&history(40), None).verdict, Verdict::Unknown);
    }
}
