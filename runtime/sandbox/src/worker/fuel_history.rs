//! What the latest calls of a worker cost: enough to see in a fault whether it came suddenly.

use simpletrader_contracts::worker::Fault;

/// The fuel of the latest calls, in a ring of fixed size: noting one allocates nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FuelHistory {
    fuel: [u64; Fault::FUEL_HISTORY],
    /// Calls noted so far.
    noted: usize,
}

impl FuelHistory {
    /// Notes the cost of a call; the oldest one is forgotten.
    pub fn note(&mut self, fuel: u64) {
        let place = self.noted % Fault::FUEL_HISTORY;
        if let Some(slot) = self.fuel.get_mut(place) {
            *slot = fuel;
        }
        self.noted = self.noted.wrapping_add(1);
    }

    /// The costs, oldest first.
    pub fn oldest_first(&self) -> Vec<u64> {
        let known = self.noted.min(Fault::FUEL_HISTORY);
        let first = self.noted - known;
        (first..self.noted).filter_map(|call| self.fuel.get(call % Fault::FUEL_HISTORY)).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_calls_are_remembered_oldest_first() {
        let mut history = FuelHistory::default();
        assert!(history.oldest_first().is_empty());
        history.note(1);
        history.note(2);
        assert_eq!(history.oldest_first(), [1, 2]);
        (3..=10).for_each(|fuel| history.note(fuel));
        assert_eq!(history.oldest_first(), [3, 4, 5, 6, 7, 8, 9, 10]);
    }
}
