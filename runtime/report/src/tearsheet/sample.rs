//! Fewer points for the picture, never for the numbers: a stretch of bars becomes its last value, its lowest and its highest.

use std::ops::Range;

/// At most so many points are drawn: more than a screen has columns.
pub(super) const POINTS: usize = 2_000;

/// Consecutive stretches that cover so many values; at most [`POINTS`] of them, none empty.
pub(super) fn stretches(count: usize) -> Vec<Range<usize>> {
    let points = count.min(POINTS);
    (0..points).map(|point| point * count / points..(point + 1) * count / points).collect()
}

/// The last value of each stretch.
pub(super) fn last(values: &[f64], stretches: &[Range<usize>]) -> Vec<f64> {
    stretches.iter().map(|range| values.get(range.clone()).and_then(|values| values.last()).copied().unwrap_or_default()).collect()
}

/// The lowest value of each stretch.
pub(super) fn lowest(values: &[f64], stretches: &[Range<usize>]) -> Vec<f64> {
    folded(values, stretches, f64::min)
}

/// The highest value of each stretch.
pub(super) fn highest(values: &[f64], stretches: &[Range<usize>]) -> Vec<f64> {
    folded(values, stretches, f64::max)
}

fn folded(values: &[f64], stretches: &[Range<usize>], pick: fn(f64, f64) -> f64) -> Vec<f64> {
    let of = |range: &Range<usize>| values.get(range.clone()).unwrap_or_default().iter().copied().reduce(pick).unwrap_or_default();
    stretches.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_extreme_is_lost_and_no_value_left_out() {
        let mut values = vec![1.0; 1_000_003];
        values[777_777] = 9.0;
        values[3] = -9.0;
        let stretches = stretches(values.len());
        assert_eq!(stretches.len(), POINTS);
        assert!(stretches.windows(2).all(|pair| pair[0].end == pair[1].start && !pair[0].is_empty()));
        assert_eq!((stretches[0].start, stretches[POINTS - 1].end), (0, values.len()));
        assert_eq!(highest(&values, &stretches).into_iter().fold(0.0, f64::max), 9.0);
        assert_eq!(lowest(&values, &stretches).into_iter().fold(0.0, f64::min), -9.0);
    }

    #[test]
    fn few_values_stay_as_they_are() {
        assert_eq!(last(&[1.0, 2.0, 3.0], &stretches(3)), [1.0, 2.0, 3.0]);
        assert!(stretches(0).is_empty());
    }
}
