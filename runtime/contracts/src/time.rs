//! Instants: microseconds since the Unix epoch, UTC. The only clock in the system is the run's own.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::digits;

/// A point in time: signed microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(i64);

const MICROS_PER_SECOND: i64 = 1_000_000;
const SECONDS_PER_DAY: i64 = 86_400;

/// A calendar reading of an [`Instant`], UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// Year, proleptic Gregorian.
    pub year: i64,
    /// 1..=12.
    pub month: u32,
    /// 1..=31.
    pub day: u32,
    /// 0..=23.
    pub hour: u32,
    /// 0..=59.
    pub minute: u32,
    /// 0..=59.
    pub second: u32,
    /// 0..=999 999.
    pub micros: u32,
}

impl Instant {
    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This instant moved by whole seconds; saturates at the ends of time.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(MICROS_PER_SECOND)))
    }

    /// Midnight (UTC) of this instant's day.
    pub const fn start_of_day(self) -> Self {
        let day = MICROS_PER_SECOND * SECONDS_PER_DAY;
        Self(self.0.div_euclid(day) * day)
    }

    /// The instant of a calendar reading; `None` for a date that does not exist.
    pub fn from_civil(civil: Civil) -> Option<Self> {
        let Civil { year, month, day, hour, minute, second, micros } = civil;
        let valid = (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60
            && micros < 1_000_000
            && (0..=9999).contains(&year);
        if !valid {
            return None;
        }
        let days = days_from_civil(year, i64::from(month), i64::from(day));
        let seconds = days * SECONDS_PER_DAY + i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        Some(Self(seconds * MICROS_PER_SECOND + i64::from(micros)))
    }

    /// The calendar reading, UTC.
    pub fn civil(self) -> Civil {
        let seconds = self.0.div_euclid(MICROS_PER_SECOND);
        let micros = self.0.rem_euclid(MICROS_PER_SECOND) as u32;
        let (year, month, day) = civil_from_days(seconds.div_euclid(SECONDS_PER_DAY));
        let of_day = seconds.rem_euclid(SECONDS_PER_DAY) as u32;
        Civil { year, month, day, hour: of_day / 3600, minute: of_day / 60 % 60, second: of_day % 60, micros }
    }

    /// Parses `2024-02-01`, or `2024-02-01T09:30:00[.ffffff]` with `Z`, an offset, or nothing (read as UTC).
    pub fn parse(text: &str) -> Result<Self, Refused> {
        parse(text).ok_or_else(|| Refused::new("a time must look like 2024-02-01 or 2024-02-01T09:30:00Z", text))
    }
}

fn parse(text: &str) -> Option<Instant> {
    let bytes = text.as_bytes();
    let number = |range: std::ops::Range<usize>| -> Option<u32> {
        let digits = bytes.get(range)?;
        digits.iter().all(u8::is_ascii_digit).then(|| digits.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0')))
    };
    if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let mut civil = Civil {
        year: i64::from(number(0..4)?),
        month: number(5..7)?,
        day: number(8..10)?,
        hour: 0,
        minute: 0,
        second: 0,
        micros: 0,
    };
    let mut rest = 10;
    let mut offset_seconds = 0;
    if bytes.len() > rest {
        if !matches!(bytes[10], b'T' | b' ') || bytes.get(13) != Some(&b':') {
            return None;
        }
        civil.hour = number(11..13)?;
        civil.minute = number(14..16)?;
        rest = 16;
        if bytes.get(16) == Some(&b':') {
            civil.second = number(17..19)?;
            rest = 19;
            if bytes.get(19) == Some(&b'.') {
                let digits = bytes[20..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                if !(1..=6).contains(&digits) {
                    return None;
                }
                civil.micros = number(20..20 + digits)? * 10_u32.pow(6 - digits as u32);
                rest = 20 + digits;
            }
        }
        match bytes.get(rest) {
            None => {}
            Some(b'Z') => rest += 1,
            Some(sign @ (b'+' | b'-')) => {
                let minutes = if bytes.get(rest + 3) == Some(&b':') { rest + 4 } else { rest + 3 };
                let (hours, minutes_value) = (number(rest + 1..rest + 3)?, number(minutes..minutes + 2)?);
                if hours > 14 || minutes_value > 59 {
                    return None;
                }
                let seconds = i64::from(hours * 3600 + minutes_value * 60);
                offset_seconds = if *sign == b'+' { seconds } else { -seconds };
                rest = minutes + 2;
            }
            Some(_) => return None,
        }
    }
    (rest == bytes.len()).then_some(())?;
    Some(Instant::from_civil(civil)?.plus_seconds(-offset_seconds))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since the epoch of a Gregorian date; the year is counted from March so that the leap day comes last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = ((month_from_march + 2) % 12 + 1) as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// The text of an instant: ASCII characters that lie on the stack, because a run writes millions of them.
#[derive(Debug, Clone, Copy)]
pub struct InstantText {
    bytes: [u8; Self::ROOM],
    length: usize,
}

impl InstantText {
    /// Enough for the instants of every year that 64 bits can count, with a sign.
    const ROOM: usize = 40;

    /// The text.
    pub fn as_str(&self) -> &str {
        self.bytes.get(..self.length).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
    }

    fn of(text: &[u8]) -> Self {
        let mut bytes = [0; Self::ROOM];
        let length = text.len().min(Self::ROOM);
        bytes.iter_mut().zip(text).for_each(|(place, byte)| *place = *byte);
        Self { bytes, length }
    }
}

impl Instant {
    /// ISO 8601 with `Z`; fractions only where there are any.
    pub fn text(self) -> InstantText {
        let c = self.civil();
        let Ok(year @ 0..=9999) = u32::try_from(c.year) else {
            let Civil { year, month, day, hour, minute, second, micros } = c;
            return InstantText::of(
                format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z").as_bytes(),
            );
        };
        let mut text = *b"YYYY-MM-DDTHH:MM:SS.ffffffZ";
        digits::put(&mut text, 0, [year / 100, year % 100]);
        for (at, number) in [(5, c.month), (8, c.day), (11, c.hour), (14, c.minute), (17, c.second)] {
            digits::put(&mut text, at, [number]);
        }
        if c.micros > 0 {
            digits::put(&mut text, 20, [c.micros / 10_000, c.micros / 100 % 100, c.micros % 100]);
            return InstantText::of(&text);
        }
        text[19] = b'Z';
        InstantText::of(text.get(..20).unwrap_or_default())
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
    }
}

impl Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text().as_str())
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_round_trip() {
        for text in ["1970-01-01T00:00:00Z", "2004-08-19T00:00:00Z", "1969-12-31T23:59:59.999999Z", "2400-02-29T12:34:56Z"] {
            assert_eq!(Instant::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Instant::parse("2004-08-19").unwrap().micros(), 1_092_873_600_000_000);
    }

    #[test]
    fn every_day_of_eight_centuries_round_trips() {
        for day in -146_097..146_097 {
            let (year, month, date) = civil_from_days(day);
            assert_eq!(days_from_civil(year, i64::from(month), i64::from(date)), day);
        }
    }

    #[test]
    fn offsets_are_converted_to_utc() {
        assert_eq!(Instant::parse("2024-02-01T05:00:00+05:00").unwrap().to_string(), "2024-02-01T00:00:00Z");
        assert_eq!(Instant::parse("2024-02-01 05:00-0530").unwrap().to_string(), "2024-02-01T10:30:00Z");
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        for text in [
            "2023-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-01-32",
            "2024-01-01T24:00:00Z",
            "2024-1-1",
            "20240101",
            "",
            "2024-01-01x",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00+99:00",
        ] {
            assert!(Instant::parse(text).is_err(), "{text}");
        }
    }
}
