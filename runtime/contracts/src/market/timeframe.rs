//! The length of one bar.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Refused;

/// The length of one bar: whole seconds, 1 second to 52 weeks, written as `1m`, `4h`, `1d`. Equal lengths have equal texts:
/// `60m` is read and written as `1h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timeframe(u32);

/// Unit and its seconds, the longest first.
const UNITS: [(char, u32); 5] = [('w', 604_800), ('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl Timeframe {
    /// The longest: 52 weeks.
    pub const LONGEST_SECONDS: u32 = 52 * 604_800;

    /// Parses a count and a unit out of `s`, `m`, `h`, `d`, `w`.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let refused = || Refused::new("a timeframe must be a count and s, m, h, d or w, from 1s to 52w", format!("`{text}`"));
        let (unit, seconds) = UNITS.into_iter().find(|(unit, _)| text.ends_with(*unit)).ok_or_else(refused)?;
        let count = text.strip_suffix(unit).filter(|count| count.bytes().all(|byte| byte.is_ascii_digit())).ok_or_else(refused)?;
        if count.starts_with('0') {
            return Err(refused());
        }
        let length = count.parse::<u32>().ok().and_then(|count| count.checked_mul(seconds)).ok_or_else(refused)?;
        if (1..=Self::LONGEST_SECONDS).contains(&length) { Ok(Self(length)) } else { Err(refused()) }
    }

    /// Its length.
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Timeframe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The last unit divides everything, so one is always found.
        let (unit, seconds) = UNITS.into_iter().find(|(_, seconds)| self.0.is_multiple_of(*seconds)).unwrap_or(('s', 1));
        write!(f, "{}{unit}", self.0 / seconds)
    }
}

impl TryFrom<String> for Timeframe {
    type Error = Refused;
    fn try_from(text: String) -> Result<Self, Refused> {
        Self::parse(&text)
    }
}

impl From<Timeframe> for String {
    fn from(timeframe: Timeframe) -> String {
        timeframe.to_string()
    }
}
