//! Drawdowns: how far equity lies below its highest value so far, as a fraction of it; 0 or negative.
//!
//! An episode begins at a peak, and ends with the first value that is as high again, or is still open at the end. Its length is
//! from the peak to the recovery. Sources: quantstats 0.0.86, `max_drawdown`, for the depth; backtesting.py 0.6.6 for episodes,
//! their mean depth and lengths.

use simpletrader_contracts::Instant;

use super::figure::{Absent, Figure};
use super::moments::mean;

/// A fall from a peak.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawdown {
    /// Deepest value, as a negative fraction of the peak.
    pub depth: f64,
    /// When the peak was left.
    pub start: Instant,
    /// When it was deepest.
    pub trough: Instant,
    /// When the peak was reached again; none while it was not.
    pub recovery: Option<Instant>,
    /// From the peak to the recovery, or to the end of the run, in days.
    pub days: f64,
    /// How many values lie between the peak and the recovery or the end, the latter included.
    pub values: usize,
}

/// Every fall from a peak, in time order. Both lists are equally long; values after ruin are not looked at more closely.
pub fn drawdowns(at: &[Instant], equity: &[f64]) -> Vec<Drawdown> {
    let mut all = Vec::new();
    let mut open: Option<Drawdown> = None;
    let Some((mut peak_at, mut peak)) = at.first().copied().zip(equity.first().copied()) else { return all };
    for (at, value) in at.iter().copied().zip(equity.iter().copied()).skip(1) {
        if value < peak {
            let depth = value / peak - 1.0;
            let fall = open.get_or_insert(Drawdown { depth, start: peak_at, trough: at, recovery: None, days: 0.0, values: 0 });
            if depth < fall.depth {
                (fall.depth, fall.trough) = (depth, at);
            }
            fall.days = days_between(fall.start, at);
            fall.values += 1;
        } else {
            if let Some(fall) = open.take() {
                let days = days_between(fall.start, at);
                all.push(Drawdown { recovery: Some(at), days, values: fall.values + 1, ..fall });
            }
            (peak_at, peak) = (at, value);
        }
    }
    all.extend(open);
    all
}

/// The depth at each value: 0 at a peak, negative below it.
pub fn underwater(equity: &[f64]) -> Vec<f64> {
    let mut peak = f64::NEG_INFINITY;
    let depth = |value: &f64| {
        peak = peak.max(*value);
        if peak > 0.0 { value / peak - 1.0 } else { 0.0 }
    };
    equity.iter().map(depth).collect()
}

/// The deepest fall; 0 when there was none.
pub fn max_drawdown(equity: &[f64]) -> Figure {
    if equity.is_empty() {
        return Err(Absent("there are no days"));
    }
    Ok(underwater(equity).into_iter().fold(0.0, f64::min))
}

/// Mean depth of all falls.
///
/// # Errors
/// When there was none.
pub fn average_drawdown(falls: &[Drawdown]) -> Figure {
    some(falls).map(|falls| mean(&falls.iter().map(|fall| fall.depth).collect::<Vec<_>>()))
}

/// Longest time from a peak to its recovery, in days.
///
/// # Errors
/// When there was no fall.
pub fn max_drawdown_days(falls: &[Drawdown]) -> Figure {
    some(falls).map(|falls| falls.iter().map(|fall| fall.days).fold(0.0, f64::max))
}

/// Mean time from a peak to its recovery, in days.
///
/// # Errors
/// When there was no fall.
pub fn average_drawdown_days(falls: &[Drawdown]) -> Figure {
    some(falls).map(|falls| mean(&falls.iter().map(|fall| fall.days).collect::<Vec<_>>()))
}

/// The deepest falls, the deepest first; of equal ones the earlier first.
pub fn worst(falls: &[Drawdown], count: usize) -> Vec<Drawdown> {
    let mut worst = falls.to_vec();
    worst.sort_by(|a, b| a.depth.total_cmp(&b.depth));
    worst.truncate(count);
    worst
}

fn some(falls: &[Drawdown]) -> Result<&[Drawdown], Absent> {
    if falls.is_empty() { Err(Absent("equity never fell from a peak")) } else { Ok(falls) }
}

fn days_between(from: Instant, to: Instant) -> f64 {
    (to.micros() - from.micros()) as f64 / 86_400e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference;

    #[test]
    fn the_depth_agrees_with_quantstats() {
        reference::agrees("max_drawdown", |run| max_drawdown(&run.daily.equity));
    }

    #[test]
    fn the_mean_depth_agrees_with_backtesting_py() {
        for run in reference::runs() {
            let falls = drawdowns(&run.daily.days, &run.daily.equity);
            let theirs = run.backtesting("Avg. Drawdown [%]");
            reference::close(average_drawdown(&falls).unwrap() * 100.0, theirs, &run.name);
        }
    }

    #[test]
    fn an_episode_goes_from_the_peak_to_the_recovery() {
        let days: Vec<Instant> = (0..7).map(|day| Instant::from_micros(day * 86_400_000_000)).collect();
        let falls = drawdowns(&days, &[100.0, 120.0, 90.0, 102.0, 120.0, 150.0, 75.0]);
        let day = |index: usize| days[index];
        assert_eq!(
            falls,
            [
                Drawdown { depth: -0.25, start: day(1), trough: day(2), recovery: Some(day(4)), days: 3.0, values: 3 },
                Drawdown { depth: -0.5, start: day(5), trough: day(6), recovery: None, days: 1.0, values: 1 },
            ]
        );
        assert_eq!(worst(&falls, 1)[0].depth, -0.5);
        assert_eq!((max_drawdown_days(&falls), average_drawdown_days(&falls)), (Ok(3.0), Ok(2.0)));
    }

    #[test]
    fn a_curve_that_only_rises_has_no_episode() {
        let days: Vec<Instant> = (0..3).map(Instant::from_micros).collect();
        let falls = drawdowns(&days, &[1.0, 1.0, 2.0]);
        assert_eq!((falls.len(), max_drawdown(&[1.0, 1.0, 2.0])), (0, Ok(0.0)));
        assert!(average_drawdown(&falls).is_err());
        assert!(max_drawdown(&[]).is_err());
    }
}
