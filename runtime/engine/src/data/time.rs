//! Times of data files, which may be finer than the run's clock.
//!
//! The clock counts microseconds. A finer time is moved to the next whole microsecond, never to the one before: nothing is known
//! before it happened.

use std::fmt::Write;

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
