//! Times and durations as pandas writes them.
//!
//! A bar stands at its first instant there; ours are known by their closes, so the spacing of the bars is taken off.

use simpletrader_contracts::Instant;

use crate::statistics::Absent;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How many of the last bars tell their spacing.
const LAST_BARS: usize = 100;

/// The times of a run.
pub(super) struct Clock<'a> {
    at: &'a [Instant],
    /// Median distance of the last bars, in microseconds; 0 of fewer than two.
    spacing: i64,
}

impl<'a> Clock<'a> {
    pub fn of(at: &'a [Instant]) -> Self {
        let last = at.get(at.len().saturating_sub(LAST_BARS)..).unwrap_or_default();
        let mut gaps: Vec<i64> = last.windows(2).map(|pair| if let [a, b] = pair { b.micros() - a.micros() } else { 0 }).collect();
        gaps.sort_unstable();
        let middle = gaps.len() / 2;
        let (low, high) = (gaps.get(middle.saturating_sub(1)), gaps.get(middle));
        let spacing = match (low, high) {
            (Some(low), Some(high)) if gaps.len().is_multiple_of(2) => (low + high) / 2,
            (_, Some(high)) => *high,
            _ => 0,
        };
        Self { at, spacing }
    }

    pub fn start(&self) -> Result<String, Absent> {
        self.label(self.at.first())
    }

    pub fn end(&self) -> Result<String, Absent> {
        self.label(self.at.last())
    }

    pub fn duration(&self) -> Result<String, Absent> {
        self.span().map(timedelta)
    }

    /// From the first bar to the last, in days and whole seconds.
    pub fn days(&self) -> f64 {
        let span = self.span().unwrap_or(0);
        (span / DAY) as f64 + (span % DAY / SECOND) as f64 / 86_400.0
    }

    /// Whole days between two bars.
    pub fn days_between_bars(&self) -> i64 {
        self.spacing / DAY
    }

    /// A number of days, rounded up to what the spacing of the bars resolves: days, hours, minutes or seconds.
    pub fn rounded_up(&self, days: f64) -> String {
        let unit = [DAY, HOUR, MINUTE].into_iter().find(|unit| self.spacing % unit == 0).unwrap_or(SECOND);
        let micros = (days * DAY as f64).round() as i64;
        timedelta(micros.div_euclid(unit).saturating_add(i64::from(micros.rem_euclid(unit) > 0)).saturating_mul(unit))
    }

    fn span(&self) -> Result<i64, Absent> {
        let ends = self.at.first().zip(self.at.last());
        ends.map(|(first, last)| last.micros() - first.micros()).ok_or(Absent("no bar was seen"))
    }

    fn label(&self, closes_at: Option<&Instant>) -> Result<String, Absent> {
        let closes_at = closes_at.ok_or(Absent("no bar was seen"))?;
        let opens_at = Instant::from_micros(closes_at.micros().saturating_sub(self.spacing));
        Ok(opens_at.to_string().replace('T', " ").replace('Z', ""))
    }
}

/// `573 days 00:00:00`.
fn timedelta(micros: i64) -> String {
    let (days, rest) = (micros.div_euclid(DAY), micros.rem_euclid(DAY));
    format!("{days} days {:02}:{:02}:{:02}", rest / HOUR, rest % HOUR / MINUTE, rest % MINUTE / SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_rounded_up_to_what_the_bars_resolve() {
        let every = |seconds: i64| (0..5).map(|bar| Instant::from_micros(bar * seconds * SECOND)).collect::<Vec<_>>();
        assert_eq!(Clock::of(&every(86_400)).rounded_up(1.01), "2 days 00:00:00");
        assert_eq!(Clock::of(&every(3_600)).rounded_up(1.01), "1 days 01:00:00");
        assert_eq!(Clock::of(&every(300)).rounded_up(0.0101), "0 days 00:15:00");
        assert_eq!(Clock::of(&every(10)).rounded_up(0.0001), "0 days 00:00:09");
        assert!(Clock::of(&[]).duration().is_err());
    }
}
