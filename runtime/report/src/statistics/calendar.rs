//! Returns by month and by year, compounded from the daily ones.
//!
//! The return of a month is its last daily equity over the last of the month before; the first month begins with the first day's
//! close. Months without a day are absent, as their change is in the month that follows.

use super::daily::Daily;

/// A year of months.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarYear {
    /// Which.
    pub year: i64,
    /// The return of each month, January first; none for a month without a day.
    pub months: [Option<f64>; 12],
    /// The return of the year.
    pub total: f64,
}

/// The years of a run in order. Empty when the account was ruined or there are fewer than two days.
pub fn calendar(daily: &Daily) -> Vec<CalendarYear> {
    let mut years: Vec<CalendarYear> = Vec::new();
    let Some(mut before) = daily.equity.first().copied().filter(|_| daily.returns().is_ok()) else { return years };
    let mut year_before = before;
    let mut days = daily.days.iter().zip(&daily.equity).peekable();
    while let Some((day, equity)) = days.next() {
        let (this, next) = (day.civil(), days.peek().map(|(next, _)| next.civil()));
        let ends_month = next.is_none_or(|next| (next.year, next.month) != (this.year, this.month));
        if !ends_month {
            continue;
        }
        if years.last().is_none_or(|year| year.year != this.year) {
            years.push(CalendarYear { year: this.year, months: [None; 12], total: 0.0 });
        }
        let Some(year) = years.last_mut() else { continue };
        if let Some(month) = year.months.get_mut(this.month.saturating_sub(1) as usize) {
            *month = Some(equity / before - 1.0);
        }
        year.total = equity / year_before - 1.0;
        before = *equity;
        if next.is_none_or(|next| next.year != this.year) {
            year_before = *equity;
        }
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_contracts::Instant;

    fn daily(points: &[(&str, f64)]) -> Daily {
        Daily {
            days: points.iter().map(|(day, _)| Instant::parse(day).unwrap()).collect(),
            equity: points.iter().map(|(_, equity)| *equity).collect(),
        }
    }

    #[test]
    fn months_and_years_compound_to_the_whole() {
        let years = calendar(&daily(&[
            ("2023-11-15", 100.0),
            ("2023-11-30", 110.0),
            ("2023-12-29", 99.0),
            ("2024-02-01", 198.0),
            ("2024-02-29", 148.5),
        ]));
        let months = |year: usize| years[year].months.map(|month| month.map(|value| (value * 100.0).round() as i64));
        assert_eq!((years[0].year, years[1].year), (2023, 2024));
        assert_eq!(months(0)[10..], [Some(10), Some(-10)]);
        assert_eq!(months(1)[..3], [None, Some(50), None], "January has no day: its change is February's");
        assert!((1.0 + years[0].total) * (1.0 + years[1].total) - 1.485 < 1e-12);
    }

    #[test]
    fn a_single_day_and_ruin_have_no_calendar() {
        assert!(calendar(&daily(&[("2023-11-15", 100.0)])).is_empty());
        assert!(calendar(&daily(&[("2023-11-15", 100.0), ("2023-11-16", 0.0)])).is_empty());
    }
}
