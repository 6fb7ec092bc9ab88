//! Rows by ordinal, of which some are gone.

use std::collections::VecDeque;

/// Rows that are counted from 0. One that was taken away leaves its number behind, and as soon as none before it is left, not even
/// that: what a shelf takes grows with what is on it.
#[derive(Debug, Clone)]
pub(super) struct Shelf<T> {
    /// How many rows are gone in front of the first one that is looked for below.
    gone: usize,
    rows: VecDeque<Option<Box<T>>>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { gone: 0, rows: VecDeque::new() }
    }
}

impl<T> Shelf<T> {
    /// The ordinal of the next row; none when an ordinal cannot count so far.
    pub fn next(&self) -> Option<u32> {
        u32::try_from(self.gone.checked_add(self.rows.len())?).ok()
    }

    /// Adds a row, under the ordinal that [`Self::next`] tells.
    pub fn push(&mut self, row: T) {
        self.rows.push_back(Some(Box::new(row)));
    }

    /// A row; none that was never there, or is gone.
    pub fn get(&self, index: usize) -> Option<&T> {
        self.rows.get(index.checked_sub(self.gone)?)?.as_deref()
    }

    /// A row, to change it.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.rows.get_mut(index.checked_sub(self.gone)?)?.as_deref_mut()
    }

    /// Takes a row away. Its ordinal is never used again.
    pub fn take(&mut self, index: usize) -> Option<T> {
        let taken = self.rows.get_mut(index.checked_sub(self.gone)?)?.take();
        while let Some(None) = self.rows.front() {
            self.rows.pop_front();
            self.gone += 1;
        }
        taken.map(|row| *row)
    }

    /// Rows and numbers of rows that are held.
    #[cfg(test)]
    pub fn held(&self) -> usize {
        self.rows.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_are_never_used_twice_and_what_is_gone_costs_nothing() {
        let mut shelf = Shelf::default();
        for row in 0..4_u32 {
            assert_eq!(shelf.next(), Some(row));
            shelf.push(row);
        }
        assert_eq!((shelf.take(1), shelf.take(1), shelf.take(9)), (Some(1), None, None));
        assert_eq!((shelf.held(), shelf.get(1), shelf.get(2)), (4, None, Some(&2)), "the first row still stands in front of it");
        assert_eq!(shelf.take(0), Some(0));
        assert_eq!((shelf.held(), shelf.next()), (2, Some(4)));
        shelf.push(4);
        assert_eq!(shelf.get_mut(4).copied(), Some(4));
        assert_eq!((shelf.get(0), shelf.get(5)), (None, None));
        assert_eq!([2, 3, 4].map(|index| shelf.take(index)), [Some(2), Some(3), Some(4)]);
        assert_eq!((shelf.held(), shelf.next()), (0, Some(5)));
    }
}
