//! A volume profile for another number of slices.

use simpletrader_sdk::prelude::*;

/// The weights as `count` weights: each is what the profile, read as a flat step per weight, has in its part of the time. Everything is
/// multiplied by the number of weights, so that it stays exact.
pub fn resampled(weights: &[Decimal], count: u32) -> Result<Vec<Decimal>, WorkerError> {
    let too_large = || WorkerError::failed("the volume profile has weights that do not fit a decimal");
    let (have, want) = (weights.len() as u64, u64::from(count));
    let mut slices = Vec::with_capacity(count as usize);
    for slice in 0..want {
        // On a grid of have * want cells, weight w covers the cells from w * want, slice s those from s * have.
        let (from, until) = (slice * have, (slice + 1) * have);
        let mut sum = Decimal::ZERO;
        for (index, weight) in (0_u64..).zip(weights) {
            let shared = until.min((index + 1) * want).saturating_sub(from.max(index * want));
            let part = weight.checked_mul(Decimal::from(shared)).ok_or_else(too_large)?;
            sum = sum.checked_add(part).ok_or_else(too_large)?;
        }
        slices.push(sum);
    }
    Ok(slices)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(weights: &[i64], count: u32) -> Vec<i64> {
        let weights: Vec<Decimal> = weights.iter().copied().map(Decimal::from).collect();
        let slices = resampled(&weights, count).unwrap();
        slices.iter().map(|slice| i64::try_from(slice.mantissa()).unwrap()).collect()
    }

    #[test]
    fn a_profile_is_stretched_and_squeezed_in_proportion() {
        assert_eq!(of(&[3, 1, 2], 3), [9, 3, 6], "as it is, times its length");
        assert_eq!(of(&[3, 1], 4), [6, 6, 2, 2]);
        assert_eq!(of(&[4, 2, 2, 8], 2), [12, 20]);
        assert_eq!(of(&[6, 3], 3), [12, 9, 6], "the middle one has half of both");
        assert_eq!(of(&[1], 3), [1, 1, 1]);
    }
}
