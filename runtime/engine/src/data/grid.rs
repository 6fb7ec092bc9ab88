//! How bars of one length divide time.

use simpletrader_contracts::Instant;

/// Monday, 5 January 1970, 00:00 UTC: bars of a week begin on Mondays, all shorter ones that divide a day at midnight.
const ORIGIN: i64 = 4 * 86_400_000_000;

/// The grid of a timeframe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grid {
    /// Microseconds of a bar, > 0.
    span: i64,
}

impl Grid {
    /// Of bars of so many seconds; one second at least.
    pub fn new(seconds: u32) -> Self {
        Self { span: i64::from(seconds.max(1)) * 1_000_000 }
    }

    /// When the bar opens to which an instant belongs: a bar owns its first instant and not its last.
    pub fn opening(&self, at: Instant) -> Instant {
        let since = at.micros().saturating_sub(ORIGIN);
        Instant::from_micros(at.micros().saturating_sub(since.rem_euclid(self.span)))
    }

    /// When the bar closes that opens at this instant.
    pub fn closing(&self, opens_at: Instant) -> Instant {
        Instant::from_micros(opens_at.micros().saturating_add(self.span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(seconds: u32, at: &str) -> String {
        Grid::new(seconds).opening(Instant::parse(at).unwrap()).to_string()
    }

    #[test]
    fn bars_begin_at_round_times_and_weeks_on_mondays() {
        assert_eq!(opening(60, "2024-01-03T09:31:59.999999Z"), "2024-01-03T09:31:00Z");
        assert_eq!(opening(14_400, "2024-01-03T09:31:00Z"), "2024-01-03T08:00:00Z");
        assert_eq!(opening(86_400, "2024-01-03T09:31:00Z"), "2024-01-03T00:00:00Z");
        assert_eq!(opening(604_800, "2024-01-03T09:31:00Z"), "2024-01-01T00:00:00Z", "a Monday");
        assert_eq!(opening(604_800, "1969-12-31T00:00:00Z"), "1969-12-29T00:00:00Z", "a Monday before the epoch");
    }

    #[test]
    fn a_bar_owns_its_first_instant_and_not_its_last() {
        assert_eq!(opening(60, "2024-01-03T09:31:00Z"), "2024-01-03T09:31:00Z");
        let grid = Grid::new(60);
        let opens_at = Instant::parse("2024-01-03T09:31:00Z").unwrap();
        assert_eq!(grid.opening(grid.closing(opens_at)), grid.closing(opens_at));
    }
}
