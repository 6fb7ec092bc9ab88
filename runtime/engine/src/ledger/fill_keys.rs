//! The keys of the fills that are in the book.

use std::collections::BTreeSet;

/// The venue's keys of the fills so far. A venue that counts from 1 costs no memory; one with gaps costs a key per fill.
#[derive(Debug, Clone, Default)]
pub(super) struct FillKeys {
    /// All keys from 1 to this one are known.
    through: u64,
    /// Known keys beyond.
    beyond: BTreeSet<u64>,
}

impl FillKeys {
    /// Whether a fill with this key is in the book.
    pub fn contains(&self, key: u64) -> bool {
        (1..=self.through).contains(&key) || self.beyond.contains(&key)
    }

    /// A fill with this key is in the book from now on.
    pub fn insert(&mut self, key: u64) {
        self.beyond.insert(key);
        while let Some(next) = self.through.checked_add(1)
            && self.beyond.remove(&next)
        {
            self.through = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_in_whatever_order_they_come() {
        let mut keys = FillKeys::default();
        for key in [2, 5, 1, 0, u64::MAX] {
            assert!(!keys.contains(key));
            keys.insert(key);
            assert!(keys.contains(key));
        }
        assert!(!keys.contains(3) && !keys.contains(4));
    }

    #[test]
    fn a_venue_that_counts_from_one_costs_no_memory() {
        let mut keys = FillKeys::default();
        for key in 1..=1_000 {
            keys.insert(key);
        }
        assert_eq!((keys.through, keys.beyond.len()), (1_000, 0));
    }
}
