//! Honesty checks: what a reader should know before believing a result. They are printed with every summary, each with its reason.
//!
//! A check never changes a figure. It says whether the fills were possible ([`fills`], [`bracket`]), whether there is enough of a sample
//! ([`sample`], [`idle`]), whether chance alone would do ([`chance`]), and whether the result survives twice its costs ([`costs`]).

mod bracket;
pub mod chance;
mod costs;
mod fills;
mod idle;
mod sample;

use crate::history::History;
use crate::statistics::Statistics;

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing to object to.
    Fine,
    /// A reason to doubt the result.
    Doubt,
    /// It cannot be told from this run.
    Unknown,
}

/// A check with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name in JSON.
    pub key: &'static str,
    /// What it came to.
    pub verdict: Verdict,
    /// Why, in one line with figures.
    pub reason: String,
}

impl Check {
    /// Doubt where `doubt` holds.
    fn new(key: &'static str, doubt: bool, reason: String) -> Self {
        Self { key, verdict: if doubt { Verdict::Doubt } else { Verdict::Fine }, reason }
    }

    fn unknown(key: &'static str, reason: &str) -> Self {
        Self { key, verdict: Verdict::Unknown, reason: reason.to_owned() }
    }
}

/// The checks as lines of text, doubts marked, with a final newline.
pub fn text(checks: &[Check]) -> String {
    let line = |check: &Check| {
        let mark = match check.verdict {
            Verdict::Fine => "ok",
            Verdict::Doubt => "!!",
            Verdict::Unknown => "? ",
        };
        format!("  {mark} {:<28}{}\n", check.key.replace('_', " "), check.reason)
    };
    checks.iter().map(line).collect()
}

/// All checks, in the order in which they are shown. `parameters` is how many numbers the strategy's author chose, where that is known.
pub fn checks(history: &History, statistics: &Statistics, parameters: Option<usize>) -> Vec<Check> {
    let mut all = vec![
        fills::at_the_deciding_close(history),
        fills::without_volume(history),
        fills::outside_the_bar(history),
        bracket::stop_and_target_in_one_bar(history),
        sample::too_few_trades(history),
        sample::parameters_per_trade(history, parameters),
        idle::longest_idle_stretch(&history.curve),
    ];
    all.extend(chance::checks(statistics));
    all.push(costs::double_costs(history));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn a_reference_run_is_told_these_reasons() {
        let run = reference::runs().into_iter().find(|run| run.name == "goog_sma_level").unwrap();
        let statistics = Statistics::of(&run.history, None);
        insta::assert_snapshot!(text(&checks(&run.history, &statistics, Some(14))));
    }

    #[test]
    fn a_run_over_nothing_is_told_what_cannot_be_known() {
        let nothing = History::default();
        insta::assert_snapshot!(text(&checks(&nothing, &Statistics::of(&nothing, None), None)));
    }
}
