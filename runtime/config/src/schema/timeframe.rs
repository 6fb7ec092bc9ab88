//! The length of a bar, as people write it: `1m`, `4h`, `1d`.

use std::fmt;

/// The length of a bar: a whole number of seconds, at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timeframe(u32);

/// Units from the longest to the shortest, in seconds.
const UNITS: [(char, u32); 5] = [('w', 604_800), ('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl Timeframe {
    /// Parses a number and a unit. `60m` and `1h` are the same timeframe.
    pub fn parse(text: &str) -> Option<Self> {
        let unit = text.chars().next_back()?;
        let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit)?;
        let number = text.strip_suffix(unit)?;
        if number.starts_with('0') || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        number.parse::<u32>().ok()?.checked_mul(*seconds).map(Self)
    }

    /// A timeframe of so many seconds; none of 0.
    pub const fn from_seconds(seconds: u32) -> Option<Self> {
        if seconds == 0 { None } else { Some(Self(seconds)) }
    }

    /// In seconds.
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Timeframe {
    /// In the longest unit that divides it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.iter().find(|(_, seconds)| self.0.is_multiple_of(*seconds)) {
            Some((unit, seconds)) => write!(f, "{}{unit}", self.0 / seconds),
            None => write!(f, "{}s", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeframes_are_read_and_shown_in_the_longest_unit() {
        for (text, seconds, shown) in
            [("1m", 60, "1m"), ("60m", 3_600, "1h"), ("4h", 14_400, "4h"), ("1d", 86_400, "1d"), ("90s", 90, "90s")]
        {
            let timeframe = Timeframe::parse(text).unwrap();
            assert_eq!((timeframe.seconds(), timeframe.to_string().as_str()), (seconds, shown));
        }
    }

    #[test]
    fn what_is_no_length_is_refused() {
        for text in ["", "d", "1", "0d", "01d", "1D", "1 d", "-1d", "1.5h", "1é", "99999999999d", "8000w"] {
            assert_eq!(Timeframe::parse(text), None, "{text}");
        }
    }
}
