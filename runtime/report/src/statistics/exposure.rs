//! Exposure: how much of the time something was held, and how much of the equity.
//!
//! Both are over all moments at which a bar closed, by the positions marked to market at that close. backtesting.py counts the
//! bars from entry to exit of closed trades, both included; quantstats the days whose return is not 0, rounded up to a percent.

use super::figure::{Absent, Figure, ratio};
use super::moments::mean;
use crate::history::EquityCurve;

/// Share of the moments at which a position was open, 0 to 1.
///
/// # Errors
/// When there is no bar.
pub fn time_in_market(curve: &EquityCurve) -> Figure {
    let open = curve.exposure.iter().filter(|exposure| **exposure > 0.0).count();
    ratio(open as f64, curve.exposure.len() as f64, "no bar was seen")
}

/// Mean of what stood in positions, long and short alike, over the equity; above 1 with leverage.
///
/// # Errors
/// When there is no bar, or the account was ruined.
pub fn average_exposure(curve: &EquityCurve) -> Figure {
    if curve.equity.is_empty() {
        return Err(Absent("no bar was seen"));
    }
    if curve.equity.iter().any(|equity| *equity <= 0.0) {
        return Err(Absent("the account was worth nothing or less"));
    }
    let shares: Vec<f64> = curve.exposure.iter().zip(&curve.equity).map(|(exposure, equity)| exposure / equity).collect();
    Ok(mean(&shares))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(points: &[(f64, f64)]) -> EquityCurve {
        EquityCurve {
            at: vec![Default::default(); points.len()],
            equity: points.iter().map(|point| point.0).collect(),
            exposure: points.iter().map(|point| point.1).collect(),
        }
    }

    #[test]
    fn time_and_money_are_counted_apart() {
        let curve = curve(&[(100.0, 0.0), (100.0, 50.0), (200.0, 100.0), (100.0, 100.0)]);
        assert_eq!((time_in_market(&curve), average_exposure(&curve)), (Ok(0.75), Ok(0.5)));
    }

    #[test]
    fn nothing_seen_and_ruin_have_none() {
        assert!(time_in_market(&curve(&[])).is_err());
        assert!(average_exposure(&curve(&[])).is_err());
        assert!(average_exposure(&curve(&[(0.0, 1.0)])).is_err());
    }
}
