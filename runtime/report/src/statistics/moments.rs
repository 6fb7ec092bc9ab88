//! Mean, variance and the like of a list of numbers, shared by the statistics.

/// Arithmetic mean; 0 of nothing.
pub(crate) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// Sum of (x - mean)^power.
pub(super) fn central(values: &[f64], power: i32) -> f64 {
    let mean = mean(values);
    values.iter().map(|value| (value - mean).powi(power)).sum()
}

/// Standard deviation with n - 1 in the denominator (ddof 1); none of fewer than two values.
pub(crate) fn deviation(values: &[f64]) -> Option<f64> {
    (values.len() > 1).then(|| (central(values, 2) / (values.len() - 1) as f64).sqrt())
}

/// Sample covariance of two lists of equal length, with n - 1; none of fewer than two pairs.
pub(super) fn covariance(first: &[f64], second: &[f64]) -> Option<f64> {
    let pairs = first.len().min(second.len());
    let (mean_first, mean_second) = (mean(first), mean(second));
    let sum: f64 = first.iter().zip(second).map(|(a, b)| (a - mean_first) * (b - mean_second)).sum();
    (pairs > 1).then(|| sum / (pairs - 1) as f64)
}

/// The value below which a share of the sorted values lies, linear between neighbours (type 7 of Hyndman and Fan 1996, the one
/// of NumPy and pandas). None of nothing.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (sorted.get(place.floor() as usize)?, sorted.get(place.ceil() as usize)?);
    Some(below + (above - below) * place.fract())
}

/// The values in ascending order. They are finite.
pub(crate) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn textbook_values() {
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        assert_eq!(mean(&values), 5.0);
        assert_eq!(central(&values, 2), 32.0);
        assert_eq!(deviation(&values), Some((32.0_f64 / 7.0).sqrt()));
        assert_eq!(covariance(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]), Some(2.0));
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.25), Some(1.75));
    }

    #[test]
    fn too_few_values_have_none() {
        assert_eq!((deviation(&[1.0]), covariance(&[1.0], &[1.0]), quantile(&[], 0.5)), (None, None, None));
    }
}
