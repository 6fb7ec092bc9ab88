//! Whether the result survives twice its costs.
//!
//! The same decisions are charged their fees and slippage once more. That is exact as long as sizes do not depend on the equity; where
//! they do, it is close, because a poorer account would also have traded less.

use simpletrader_contracts::Decimal;

use super::Check;
use crate::history::History;

/// A gain that twice the fees and slippage would eat.
pub(super) fn double_costs(history: &History) -> Check {
    let key = "double_costs";
    let gain = history.final_equity.saturating_sub(history.initial_capital);
    let slippage = history.fills.iter().fold(Decimal::ZERO, |sum, fill| sum.saturating_add(fill.slippage));
    let costs = history.fees.saturating_add(slippage);
    if gain <= Decimal::ZERO {
        return Check::new(key, false, "there is no gain that costs could eat".to_owned());
    }
    let left = gain.saturating_sub(costs);
    let (gain, costs, shown) = (gain.normalize(), costs.normalize(), left.normalize());
    let reason = format!("a gain of {gain} after costs of {costs}; with twice the costs {shown} would be left");
    Check::new(key, left <= Decimal::ZERO, reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::honesty::Verdict;

    fn with(gain: i64, fees: i64) -> Verdict {
        let history =
            History { final_equity: (100 + gain).into(), initial_capital: 100.into(), fees: fees.into(), ..History::default() };
        double_costs(&history).verdict
    }

    #[test]
    fn a_gain_below_its_costs_is_doubted() {
        assert_eq!((with(10, 9), with(10, 10), with(-10, 9)), (Verdict::Fine, Verdict::Doubt, Verdict::Fine));
    }
}
