//! Whether the fills were possible.

use super::Check;
use crate::history::{Fill, History};
use crate::statistics::number;

/// Fills at the close that led to the decision: nobody can trade at a price that he has to know first.
pub(super) fn at_the_deciding_close(history: &History) -> Check {
    let flatters = history.fill_model.starts_with("the same bar's close");
    let reason = if flatters {
        "orders fill at the close that led to them, a price that was over when they were made".to_owned()
    } else {
        format!("orders fill after the decision ({})", history.fill_model)
    };
    Check::new("fills_at_the_deciding_close", flatters, reason)
}

/// Fills in bars in which nothing was traded.
pub(super) fn without_volume(history: &History) -> Check {
    counted(history, "fills_without_volume", "in a bar without volume", |_, prices, bar| Some(*prices.volume.get(bar)? <= 0.0))
}

/// Fills at a price that nobody traded at in the bar.
pub(super) fn outside_the_bar(history: &History) -> Check {
    counted(history, "fills_outside_the_bar", "outside the range of the bar", |fill, prices, bar| {
        let (price, low, high) = (number(fill.price), *prices.low.get(bar)?, *prices.high.get(bar)?);
        Some(price < low || price > high)
    })
}

fn counted(
    history: &History,
    key: &'static str,
    what: &str,
    is_odd: impl Fn(&Fill, &crate::history::Prices, usize) -> Option<bool>,
) -> Check {
    let odd = |fill: &Fill| history.prices_of(&fill.symbol).and_then(|prices| is_odd(fill, prices, fill.bar));
    let odd: Vec<Option<bool>> = history.fills.iter().map(odd).collect();
    if odd.is_empty() {
        return Check::unknown(key, "there was no fill");
    }
    if odd.iter().any(Option::is_none) {
        return Check::unknown(key, "the bars of some fills are not known");
    }
    let count = odd.iter().filter(|odd| **odd == Some(true)).count();
    Check::new(key, count > 0, format!("{count} of {} fills {what}", odd.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::honesty::Verdict;
    use crate::statistics::reference;

    fn history() -> History {
        reference::runs().remove(0).history
    }

    #[test]
    fn a_fill_in_a_silent_bar_is_doubted() {
        let mut history = history();
        assert_eq!(without_volume(&history).verdict, Verdict::Fine);
        let bar = history.fills[0].bar;
        history.prices[0].volume[bar] = 0.0;
        let check = without_volume(&history);
        assert_eq!(check.verdict, Verdict::Doubt);
        assert!(check.reason.starts_with("1 of "), "{}", check.reason);
    }

    #[test]
    fn a_price_that_nobody_traded_at_is_doubted() {
        let mut history = history();
        assert_eq!(outside_the_bar(&history).verdict, Verdict::Fine);
        history.fills[0].price += simpletrader_contracts::Decimal::from(1000);
        assert_eq!(outside_the_bar(&history).verdict, Verdict::Doubt);
        history.fills[0].bar = usize::MAX;
        assert_eq!(outside_the_bar(&history).verdict, Verdict::Unknown);
    }

    #[test]
    fn fills_at_the_deciding_close_are_doubted() {
        let mut history = history();
        assert_eq!(at_the_deciding_close(&history).verdict, Verdict::Fine);
        history.fill_model = "the same bar's close; stop before target; no slippage".into();
        assert_eq!(at_the_deciding_close(&history).verdict, Verdict::Doubt);
    }
}
