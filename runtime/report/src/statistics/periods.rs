//! How many periods a year has: what a daily figure is multiplied with to make it a yearly one.
//!
//! Told by the data, as backtesting.py does it: 252 days, or 365 where weekends are traded (their share of all days is above
//! 60 % of two sevenths); 52 for weekly, 12 for monthly, 4 for quarterly and 1 for yearly bars. Every output states the number.

use super::daily::Daily;

const DAY_MICROS: i64 = 86_400_000_000;

/// Periods a year of these days.
pub fn periods_a_year(daily: &Daily) -> f64 {
    let mut gaps: Vec<i64> =
        daily.days.windows(2).map(|pair| if let [a, b] = pair { (b.micros() - a.micros()) / DAY_MICROS } else { 1 }).collect();
    gaps.sort_unstable();
    match gaps.get(gaps.len() / 2).copied().unwrap_or(1) {
        ..=4 if trades_on_weekends(daily) => 365.0,
        ..=4 => 252.0,
        5..=10 => 52.0,
        11..=45 => 12.0,
        46..=180 => 4.0,
        _ => 1.0,
    }
}

/// Whether more than 60 % as many Saturdays and Sundays are among the days as a full week would have.
pub(super) fn trades_on_weekends(daily: &Daily) -> bool {
    // Day 0 was a Thursday: counted from Monday, Saturday and Sunday are 5 and 6.
    let weekend = daily.days.iter().filter(|day| (day.micros() / DAY_MICROS + 3).rem_euclid(7) >= 5).count();
    weekend as f64 > daily.days.len() as f64 * 2.0 / 7.0 * 0.6
}

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_contracts::Instant;

    fn every(days: i64, count: i64, keep: impl Fn(i64) -> bool) -> f64 {
        let first = Instant::parse("2024-01-01").unwrap();
        let days = (0..count).filter(|day| keep(*day)).map(|day| first.plus_seconds(day * days * 86_400)).collect();
        periods_a_year(&Daily { days, equity: Vec::new() })
    }

    #[test]
    fn the_spacing_of_the_days_tells_the_periods_of_a_year() {
        assert_eq!(every(1, 100, |day| day % 7 < 5), 252.0, "2024-01-01 was a Monday");
        assert_eq!(every(1, 100, |_| true), 365.0);
        assert_eq!(every(7, 100, |_| true), 52.0);
        assert_eq!(every(30, 100, |_| true), 12.0);
        assert_eq!(every(91, 100, |_| true), 4.0);
        assert_eq!(every(365, 100, |_| true), 1.0);
        assert_eq!(every(1, 1, |_| true), 252.0, "one day tells nothing");
    }
}
