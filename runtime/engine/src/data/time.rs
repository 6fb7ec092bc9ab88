//! Times of data files, which may be finer than the run's clock.
//!
//! The clock counts microseconds. A finer time is moved to the next whole microsecond, never to the one before: nothing is known
//! before it happened.
//!
//! Times are written out, or are counts since 1970. A count whose unit nobody declares is taken for what its digits before the point
//! tell: 10 are seconds, 13 milliseconds, 16 microseconds, 19 nanoseconds. Each of them covers 9 September 2001 to 20 November 2286
//! (nanoseconds end in 2262), so none can be meant for another; with any other number of digits the unit must be declared.

use std::fmt::Write;

use simpletrader_config::data_file::TimeUnit;
use simpletrader_contracts::Instant;

/// First and last instant of the calendar, years 0 to 9999, in microseconds.
const CALENDAR: std::ops::RangeInclusive<i64> = -62_167_219_200_000_000..=253_402_300_799_999_999;

/// An instant of a count of microseconds, if the calendar has it.
pub(super) fn of_micros(micros: i64) -> Option<Instant> {
    CALENDAR.contains(&micros).then(|| Instant::from_micros(micros))
}

/// An instant of a count of nanoseconds.
pub(super) fn of_nanos(nanos: i64) -> Option<Instant> {
    let whole = nanos.div_euclid(1_000);
    of_micros(whole + i64::from(nanos.rem_euclid(1_000) > 0))
}

/// An instant of a count of milliseconds.
pub(super) fn of_millis(millis: i64) -> Option<Instant> {
    millis.checked_mul(1_000).and_then(of_micros)
}

/// Midnight of a count of days.
pub(super) fn of_days(days: i32) -> Option<Instant> {
    i64::from(days).checked_mul(86_400_000_000).and_then(of_micros)
}

/// The instant of a text as [`Instant::parse`] reads it, or with up to nine digits after the point of the seconds.
pub(super) fn parse(text: &str) -> Option<Instant> {
    let Some(point) = text.find('.') else { return Instant::parse(text).ok() };
    let digits = text.bytes().skip(point + 1).take_while(u8::is_ascii_digit).count();
    if !(7..=9).contains(&digits) {
        return Instant::parse(text).ok();
    }
    // All of it is ASCII up to here, so these are borders of characters.
    let (coarse, rest) = text.split_at_checked(point + 7)?;
    let (fine, zone) = rest.split_at_checked(digits - 6)?;
    let at = Instant::parse(&format!("{coarse}{zone}")).ok()?;
    let is_whole = fine.bytes().all(|digit| digit == b'0');
    if is_whole { Some(at) } else { of_micros(at.micros().saturating_add(1)) }
}

/// The instant of a text: a count of a declared unit; without one a time that is written out, or a count that tells its own.
pub(super) fn read(text: &str, unit: Option<TimeUnit>) -> Option<Instant> {
    match unit {
        Some(unit) => of_count(text, unit),
        None if is_count(text) => of_count(text, told_unit(text)?),
        None => parse(text),
    }
}

/// Whether a text is a number, and no time that is written out.
pub(super) fn is_count(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// The unit that the digits before the point tell.
fn told_unit(text: &str) -> Option<TimeUnit> {
    match text.find('.').unwrap_or(text.len()) {
        10 => Some(TimeUnit::Seconds),
        13 => Some(TimeUnit::Milliseconds),
        16 => Some(TimeUnit::Microseconds),
        19 => Some(TimeUnit::Nanoseconds),
        _ => None,
    }
}

/// The instant of a plain number of units since 1970, not finer than a nanosecond.
fn of_count(text: &str, unit: TimeUnit) -> Option<Instant> {
    let (is_before, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    if whole.is_empty() || !is_count(digits) || fraction.contains('.') {
        return None;
    }
    let mut nanos = whole.parse::<i64>().ok()?.checked_mul(unit.nanos())?;
    let mut place = unit.nanos();
    for digit in fraction.bytes() {
        if place % 10 != 0 {
            return None;
        }
        place /= 10;
        nanos = nanos.checked_add(place.checked_mul(i64::from(digit - b'0'))?)?;
    }
    of_nanos(if is_before { -nanos } else { nanos })
}

/// Writes the date of an instant.
pub(super) fn write_date(at: Instant, into: &mut String) -> std::fmt::Result {
    let day = at.civil();
    write!(into, "{:04}-{:02}-{:02}", day.year, day.month, day.day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_finer_than_the_clock_is_never_moved_back() {
        for (text, expected) in [
            ("2025-03-25T23:07:00.773674205Z", "2025-03-25T23:07:00.773675Z"),
            ("2025-03-25T23:07:00.773674000Z", "2025-03-25T23:07:00.773674Z"),
            ("2025-03-25T23:07:00.9999999", "2025-03-25T23:07:01Z"),
            ("2025-03-25T23:07:00.0000001+01:00", "2025-03-25T22:07:00.000001Z"),
            ("2025-03-25T23:07:00.5Z", "2025-03-25T23:07:00.500000Z"),
        ] {
            assert_eq!(parse(text).unwrap().to_string(), expected, "{text}");
        }
        assert_eq!(of_nanos(-1_500).unwrap().micros(), -1);
        assert_eq!(of_nanos(1_001).unwrap().micros(), 2);
        assert_eq!(of_nanos(1_000).unwrap().micros(), 1);
    }

    #[test]
    fn a_count_tells_its_unit_by_its_digits_or_is_told_it() {
        let shown = |text: &str, unit| read(text, unit).map(|at| at.to_string());
        let expected = Some("2023-11-14T22:13:20Z".to_owned());
        for text in ["1700000000", "1700000000000", "1700000000000000", "1700000000000000000", "1700000000.000"] {
            assert_eq!(shown(text, None), expected, "{text}");
        }
        for (text, unit) in TimeUnit::ALL.into_iter().map(|unit| (1_700_000_000_000_000_000_i64 / unit.nanos(), unit)) {
            assert_eq!(shown(&text.to_string(), Some(unit)), expected, "{unit:?}");
        }
        assert_eq!(shown("999999999", None), None, "nine digits could be anything");
        assert_eq!(shown("999999999", Some(TimeUnit::Seconds)).unwrap(), "2001-09-09T01:46:39Z");
        assert_eq!(shown("0", Some(TimeUnit::Milliseconds)).unwrap(), "1970-01-01T00:00:00Z");
        assert_eq!(shown("-86400", Some(TimeUnit::Seconds)).unwrap(), "1969-12-31T00:00:00Z");
    }

    #[test]
    fn a_count_may_have_a_fraction_down_to_a_nanosecond_and_is_never_moved_back() {
        let micros = |text: &str, unit| read(text, unit).map(|at| at.micros());
        assert_eq!(micros("1700000000.123456", None), Some(1_700_000_000_123_456));
        assert_eq!(micros("1700000000.123456001", None), Some(1_700_000_000_123_457));
        assert_eq!(micros("1700000000123.5", None), Some(1_700_000_000_123_500));
        assert_eq!(micros("1700000000123456789", None), Some(1_700_000_000_123_457));
        assert_eq!(micros("-1.5", Some(TimeUnit::Microseconds)), Some(-1));
        for (text, unit) in [("1700000000.1234567891", None), ("1.5", Some(TimeUnit::Nanoseconds)), ("1700000000123456.7891", None)]
        {
            assert_eq!(micros(text, unit), None, "{text} is finer than a nanosecond");
        }
    }

    #[test]
    fn what_is_no_count_is_refused() {
        let seconds = Some(TimeUnit::Seconds);
        for text in ["", "-", ".", ".5", "1.2.3", "1e9", "+1", "--1", "2024-01-01", "99999999999999999999", "9223372036854775807"] {
            assert_eq!(read(text, seconds), None, "{text}");
        }
        for text in ["1.2.3", "17000000001", "9999999999999999999", "1700000000é"] {
            assert_eq!(read(text, None), None, "{text}");
        }
        assert_eq!(read("2024-01-01", None), parse("2024-01-01"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", ".", "2024.0000000", "2024-01-01T00:00:00.0000000000Z", "2024-01-01T00:00:00.1234567é", "é.1234567"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(of_millis(i64::MAX), None);
        assert_eq!(of_micros(i64::MIN), None);
        assert_eq!(of_days(i32::MAX), None);
    }

    #[test]
    fn the_ends_of_the_calendar_are_those_that_can_be_written() {
        for text in ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"] {
            let at = Instant::parse(text).unwrap();
            assert_eq!(of_micros(at.micros()), Some(at), "{text}");
        }
        assert_eq!(of_micros(Instant::parse("9999-12-31T23:59:59.999999Z").unwrap().micros() + 1), None);
        assert_eq!(of_micros(Instant::parse("0000-01-01T00:00:00Z").unwrap().micros() - 1), None);
    }
}
