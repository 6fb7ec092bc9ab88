//! Sharpe ratio and beta over a window that moves through the run.

use std::ops::Range;

use crate::statistics::{Daily, ROLLING_WINDOW, Statistics, beta, sharpe};

/// The ends of the windows that are drawn: the last day of each stretch, as far as the window fits.
pub(super) fn ends(days: usize, stretches: &[Range<usize>]) -> Vec<usize> {
    stretches.iter().map(|range| range.end).filter(|end| *end > ROLLING_WINDOW && *end <= days).collect()
}

/// The Sharpe ratio of the window before each end; none where returns do not vary.
pub(super) fn sharpes(statistics: &Statistics, ends: &[usize]) -> Vec<Option<f64>> {
    let returns = statistics.returns.as_deref().unwrap_or_default();
    ends.iter().map(|end| sharpe(window(returns, *end), statistics.periods_a_year).ok()).collect()
}

/// Beta against buy-and-hold of the window before each end; none where the market did not move.
pub(super) fn betas(statistics: &Statistics, ends: &[usize]) -> Vec<Option<f64>> {
    let returns = statistics.returns.as_deref().unwrap_or_default();
    let market = statistics.market.clone().and_then(|equity| Daily { days: statistics.daily.days.clone(), equity }.returns());
    let market = market.unwrap_or_default();
    ends.iter().map(|end| beta(window(returns, *end), window(&market, *end)).ok()).collect()
}

/// The returns of the window that ends with day number `end - 1`: the first day has none.
fn window(returns: &[f64], end: usize) -> &[f64] {
    let end = end.saturating_sub(1);
    returns.get(end.saturating_sub(ROLLING_WINDOW)..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Value, reference};
    use crate::tearsheet::sample::stretches;

    #[test]
    fn the_last_window_is_the_listed_statistic() {
        let run = reference::runs().remove(0);
        let statistics = Statistics::of(&run.history, None);
        let days = statistics.daily.days.len();
        let ends = ends(days, &stretches(days));
        let last = sharpes(&statistics, &ends).pop().unwrap().unwrap();
        assert_eq!(statistics.value("rolling_sharpe_last"), Some(Value::Number(last)));
        assert_eq!(betas(&statistics, &ends).len(), ends.len());
        assert_eq!(ends.last(), Some(&days));
    }

    #[test]
    fn a_run_shorter_than_the_window_has_none() {
        assert!(ends(100, &stretches(100)).is_empty());
    }
}
