//! How the fuel of a worker's calls is spread: a histogram that is cheap to add to and never far off.
//!
//! A median needs all values, and a run has millions of calls. So each call adds one to a step of a scale whose steps grow with the
//! values: every value below 512 has its own, and above that each doubling is divided into 256. What is told of it is at most 0.4 %
//! too high, and the same on every machine, because fuel is.

/// Parts into which each doubling is divided, as a power of two.
const BITS: u32 = 8;

/// How often calls have used how much fuel. Most workers use a handful of values, so only the steps that were met take room.
#[derive(Debug, Clone, Default)]
pub struct FuelSpread {
    /// The steps that were met, in ascending order.
    steps: Vec<Step>,
    /// Where the latest call lies among them: the next one mostly lies there too.
    latest: usize,
    /// The dearest call.
    highest: u64,
}

/// A step of the scale, and how many calls lie on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    number: u16,
    calls: u64,
}

impl FuelSpread {
    /// Adds a call.
    pub fn note(&mut self, fuel: u64) {
        self.note_each(fuel, 1);
    }

    /// Adds calls of the same fuel each.
    pub fn note_each(&mut self, fuel: u64, count: u64) {
        self.count(step_of(fuel), count);
        self.highest = self.highest.max(fuel);
    }

    fn count(&mut self, number: u16, count: u64) {
        if self.steps.get(self.latest).is_none_or(|step| step.number != number) {
            let found = self.steps.binary_search_by_key(&number, |step| step.number);
            self.latest = found.unwrap_or_else(|place| {
                self.steps.insert(place, Step { number, calls: 0 });
                place
            });
        }
        if let Some(step) = self.steps.get_mut(self.latest) {
            step.calls = step.calls.saturating_add(count);
        }
    }

    /// Adds the calls of another worker, or of another life of the same one.
    pub fn add(&mut self, other: &Self) {
        other.steps.iter().for_each(|step| self.count(step.number, step.calls));
        self.highest = self.highest.max(other.highest);
    }

    /// What so many percent of the calls did not exceed (nearest rank), at most 0.4 % too high; 0 when there was no call.
    pub fn percentile(&self, percent: u8) -> u64 {
        let all: u128 = self.steps.iter().map(|step| u128::from(step.calls)).sum();
        let wanted = (all * u128::from(percent)).div_ceil(100);
        let mut seen = 0;
        for step in &self.steps {
            seen += u128::from(step.calls);
            if seen >= wanted && seen > 0 {
                return highest_of(step.number).min(self.highest);
            }
        }
        self.highest
    }
}

/// In whatever order the calls came.
impl PartialEq for FuelSpread {
    fn eq(&self, other: &Self) -> bool {
        (&self.steps, self.highest) == (&other.steps, other.highest)
    }
}

impl Eq for FuelSpread {}

/// The step of the scale on which a value lies: its leading bits, and how many bits follow them.
fn step_of(fuel: u64) -> u16 {
    // At most 55 bits follow, and the leading ones are at most 511.
    let followed_by = fuel.checked_ilog2().unwrap_or(0).saturating_sub(BITS);
    ((followed_by as u16) << BITS) + (fuel >> followed_by) as u16
}

/// The highest value on a step.
fn highest_of(step: u16) -> u64 {
    let followed_by = (step >> BITS).saturating_sub(1);
    let leading = step - (followed_by << BITS);
    let next = (u128::from(leading) + 1) << followed_by;
    u64::try_from(next - 1).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spread(values: impl IntoIterator<Item = u64>) -> FuelSpread {
        let mut spread = FuelSpread::default();
        values.into_iter().for_each(|value| spread.note(value));
        spread
    }

    #[test]
    fn without_a_call_there_is_no_fuel() {
        assert_eq!([0, 50, 100].map(|percent| FuelSpread::default().percentile(percent)), [0; 3]);
    }

    #[test]
    fn small_values_are_told_exactly() {
        let spread = spread(1..=100);
        assert_eq!([1, 50, 99, 100].map(|percent| spread.percentile(percent)), [1, 50, 99, 100]);
    }

    #[test]
    fn a_worker_whose_calls_all_cost_the_same_has_one_figure() {
        let spread = spread([74_402; 9]);
        assert_eq!([0, 50, 99].map(|percent| spread.percentile(percent)), [74_402; 3]);
    }

    #[test]
    fn one_dear_call_among_many_moves_the_end_and_not_the_middle() {
        let spread = spread(std::iter::repeat_n(600, 98).chain([9_000_000, 9_000_001]));
        assert_eq!((spread.percentile(50), spread.percentile(98)), (601, 601), "steps are two wide here");
        assert_eq!(spread.percentile(100), 9_000_001);
    }

    proptest! {
        #[test]
        fn every_value_lies_on_its_step_and_the_step_is_narrow(value: u64) {
            let highest = highest_of(step_of(value));
            prop_assert!(highest >= value);
            prop_assert!(u128::from(highest - value) * 256 <= u128::from(value), "{value} is told as {highest}");
            prop_assert_eq!(step_of(highest), step_of(value));
            prop_assert!(highest == u64::MAX || step_of(highest + 1) == step_of(value) + 1);
        }

        #[test]
        fn percentiles_are_never_too_low_nor_far_too_high(values in prop::collection::vec(0..10_000_000_u64, 1..200), percent in 0..=100_u8) {
            let told = spread(values.iter().copied()).percentile(percent);
            let mut sorted = values;
            sorted.sort_unstable();
            let rank = (sorted.len() * usize::from(percent)).div_ceil(100).max(1);
            let exact = sorted[rank - 1];
            prop_assert!(told >= exact && (told - exact) * 256 <= exact, "{exact} is told as {told}");
        }

        #[test]
        fn two_lives_count_as_one(one: Vec<u64>, other: Vec<u64>) {
            let mut both = spread(one.iter().copied());
            both.add(&spread(other.iter().copied()));
            prop_assert_eq!(both, spread(one.into_iter().chain(other)));
        }
    }
}
