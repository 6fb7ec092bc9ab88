//! How long nothing was held: a result that comes from a small part of the data is a result about that part.

use super::Check;
use crate::history::{EquityCurve, day_of};
use crate::statistics::show::date;

/// A longer share of all bars without a position is told.
const LONG_SHARE: f64 = 0.25;

/// The longest stretch of bars without a position.
pub(super) fn longest_idle_stretch(curve: &EquityCurve) -> Check {
    let key = "longest_idle_stretch";
    let (mut longest, mut since, mut from, mut to) = (0_usize, 0_usize, 0, 0);
    for (bar, exposure) in curve.exposure.iter().enumerate() {
        if *exposure > 0.0 {
            since = bar + 1;
        } else if bar + 1 - since > longest {
            (longest, from, to) = (bar + 1 - since, since, bar);
        }
    }
    let ends = curve.at.get(from).zip(curve.at.get(to));
    let Some((from, to)) = ends.filter(|_| longest > 0) else {
        return match curve.exposure.is_empty() {
            true => Check::unknown(key, "no bar was seen"),
            false => Check::new(key, false, "a position was held at every close".to_owned()),
        };
    };
    let share = longest as f64 / curve.exposure.len() as f64;
    let reason = format!(
        "{longest} bars without a position, {:.1} % of the run, from {} to {}",
        share * 100.0,
        date(day_of(*from)),
        date(day_of(*to))
    );
    Check::new(key, share > LONG_SHARE, reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::honesty::Verdict;
    use simpletrader_contracts::Instant;

    fn of(exposure: &[f64]) -> Check {
        let at = (0..exposure.len() as i64).map(|bar| Instant::from_micros((bar + 1) * 86_400_000_000)).collect();
        longest_idle_stretch(&EquityCurve { at, equity: vec![1.0; exposure.len()], exposure: exposure.to_vec() })
    }

    #[test]
    fn a_quarter_of_the_run_may_be_idle() {
        assert_eq!(of(&[1.0, 0.0, 1.0, 1.0]).verdict, Verdict::Fine);
        let idle = of(&[1.0, 0.0, 0.0, 1.0]);
        assert_eq!(idle.verdict, Verdict::Doubt);
        assert_eq!(idle.reason, "2 bars without a position, 50.0 % of the run, from 1970-01-02 to 1970-01-03");
    }

    #[test]
    fn a_run_that_always_holds_something_is_never_idle() {
        assert_eq!(of(&[1.0, 2.0]).verdict, Verdict::Fine);
        assert_eq!(of(&[]).verdict, Verdict::Unknown);
    }
}
