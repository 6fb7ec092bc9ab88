//! How long nothing happens between two trades or quotes.
//!
//! Ticks have no grid. What is usual is learnt as it is for bars: a pause that comes back belongs to the market. The file is read as
//! a stream, so pauses are counted by their order of magnitude, in powers of two.

/// A pause below this, in microseconds, is never worth a word: one minute.
const SHORTEST: i64 = 60_000_000;

/// So many times the usual pause is out of the ordinary.
const FACTOR: i64 = 1_000;

/// What happens at least twice and once in so many microseconds is a break of the market (nights, weekends): ten days.
const ONCE_IN: i64 = 10 * 86_400_000_000;

/// The pauses of a file. All lengths in microseconds.
#[derive(Debug, Clone)]
pub(super) struct Pauses {
    /// How many pauses lie between 2^n and 2^(n+1).
    counts: [u64; 64],
    count: u64,
    /// All of them together.
    span: i64,
}

impl Default for Pauses {
    fn default() -> Self {
        Self { counts: [0; 64], count: 0, span: 0 }
    }
}

impl Pauses {
    /// Counts a pause, > 0.
    pub fn take(&mut self, pause: i64) {
        if let Some(count) = self.counts.get_mut(order_of(pause)) {
            *count += 1;
        }
        self.count += 1;
        self.span = self.span.saturating_add(pause);
    }

    /// Whether a pause is longer than it should be.
    pub fn is_gap(&self, pause: i64) -> bool {
        if pause <= SHORTEST || pause <= self.usual().saturating_mul(FACTOR) {
            return false;
        }
        let as_long: u64 = self.counts.iter().skip(order_of(pause)).sum();
        let often = i64::try_from(as_long).map_or(i64::MAX, |times| times.saturating_mul(ONCE_IN));
        as_long < 2 || often < self.span
    }

    /// The median, rounded down to a power of two.
    fn usual(&self) -> i64 {
        let mut below = 0;
        for (order, count) in self.counts.iter().enumerate().take(63) {
            below += count;
            if below * 2 >= self.count {
                return 1 << order;
            }
        }
        i64::MAX
    }
}

fn order_of(pause: i64) -> usize {
    pause.checked_ilog2().unwrap_or(0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;
    const HOUR: i64 = 3_600 * SECOND;

    fn pauses(all: impl IntoIterator<Item = i64>) -> Pauses {
        let mut pauses = Pauses::default();
        all.into_iter().for_each(|pause| pauses.take(pause));
        pauses
    }

    #[test]
    fn a_market_that_never_sleeps_has_a_gap_when_it_does() {
        let busy = pauses((0..100_000).map(|n| SECOND / 10 + n % 7).chain([HOUR]));
        assert!(busy.is_gap(HOUR));
        assert!(!busy.is_gap(60 * SECOND), "a minute is nothing");
        let quiet = pauses((0..100).map(|n| 30 * SECOND + n).chain([HOUR]));
        assert!(!quiet.is_gap(HOUR), "an hour is 120 times the usual pause");
    }

    #[test]
    fn nights_and_weekends_are_no_gaps_and_a_missing_week_is() {
        let day = |weekday: i64| {
            let night = if weekday == 4 { 65 * HOUR + HOUR / 2 } else { 17 * HOUR + HOUR / 2 };
            (0..2_000).map(|_| 11 * SECOND).chain([night])
        };
        let mut market = pauses((0..100).flat_map(|n| day(n % 5)));
        assert!(!market.is_gap(17 * HOUR));
        assert!(!market.is_gap(65 * HOUR));
        market.take(7 * 24 * HOUR);
        assert!(market.is_gap(7 * 24 * HOUR));
    }
}
