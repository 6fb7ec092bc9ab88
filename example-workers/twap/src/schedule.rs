//! When each slice is due and how large it is.

use simpletrader_sdk::execution::{Slice, lots, time_allowed};
use simpletrader_sdk::prelude::*;

const MICROS_PER_SECOND: i64 = 1_000_000;

/// The slices of a command. The first is due at once, the others at equal distances; the whole fits into the window of the plan.
/// A jitter moves each but the first by up to that share of the interval, half of it to either side.
pub fn slices(command: &Command<'_>, quantity: Decimal, lot: Decimal, seed: Option<u64>) -> Result<Vec<Slice>, WorkerError> {
    let ExecutionAction::ExecuteTrade(Algorithm::Twap { slice_count, duration_seconds, jitter }) = command.execution.action else {
        return Err(WorkerError::failed("no TWAP plan"));
    };
    let interval = i64::from(time_allowed(command, duration_seconds)) * MICROS_PER_SECOND / i64::from(slice_count.max(1));
    let parts = lots::equal(quantity, slice_count, lot)?;
    let share = to_f64(jitter.get());
    let slices = (0_i64..).zip(parts).map(|(index, quantity)| {
        let shift = match seed {
            Some(seed) if index > 0 => (interval as f64 * share * (drawn(seed, command.group, index) - 0.5)) as i64,
            _ => 0,
        };
        Slice { after_micros: index * interval + shift, quantity }
    });
    Ok(slices.collect())
}

/// A number from 0 to 1 that depends on nothing but its arguments: the mixing function of SplitMix64 (Steele, Lea and Flood, "Fast
/// splittable pseudorandom number generators", OOPSLA 2014).
fn drawn(seed: u64, group: GroupRef, index: i64) -> f64 {
    let place = (u64::from(group.0) << 32) ^ index.unsigned_abs();
    let mut mixed = seed.wrapping_add(place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_depends_on_seed_group_and_slice_alone() {
        let one = drawn(1, GroupRef(2), 3);
        assert!((0.0..1.0).contains(&one));
        assert_eq!(one, drawn(1, GroupRef(2), 3));
        for other in [drawn(2, GroupRef(2), 3), drawn(1, GroupRef(3), 3), drawn(1, GroupRef(2), 4)] {
            assert_ne!(one, other);
        }
    }
}
