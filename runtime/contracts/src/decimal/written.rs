//! Decimals as text that lies on the stack: a run writes millions of them, and most have few digits.

use std::fmt;

use super::Decimal;

/// The canonical text of a decimal: no trailing zeros, no exponent, `0` for every zero. Equal numbers have equal texts.
#[derive(Clone, Copy)]
pub struct DecimalText {
    /// Filled from the right.
    bytes: [u8; Self::ROOM],
    start: usize,
}

impl DecimalText {
    /// 29 digits, a point, a zero before it and a sign.
    const ROOM: usize = 32;

    /// Of a decimal.
    pub fn of(value: Decimal) -> Self {
        match (i64::try_from(value.mantissa()), u8::try_from(value.scale())) {
            (Ok(mantissa), Ok(scale)) => Self::of_mantissa(mantissa, scale),
            // More digits than 64 bits hold: rare enough to be written the long way.
            _ => {
                let text = value.normalize().to_string();
                let mut written = Self { bytes: [0; Self::ROOM], start: Self::ROOM };
                text.bytes().rev().for_each(|byte| written.put(byte));
                written
            }
        }
    }

    /// Of `mantissa / 10^scale`, where the scale is at most 28.
    pub fn of_mantissa(mantissa: i64, scale: u8) -> Self {
        let mut written = Self { bytes: [0; Self::ROOM], start: Self::ROOM };
        let (mut rest, mut places) = (mantissa.unsigned_abs(), usize::from(scale).min(28));
        while places > 0 && rest.is_multiple_of(10) {
            rest /= 10;
            places -= 1;
        }
        if places > 0 {
            for _ in 0..places {
                written.put(b'0' + (rest % 10) as u8);
                rest /= 10;
            }
            written.put(b'.');
        }
        loop {
            written.put(b'0' + (rest % 10) as u8);
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if mantissa < 0 {
            written.put(b'-');
        }
        written
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.bytes.get(self.start..).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
    }

    fn put(&mut self, byte: u8) {
        self.start = self.start.saturating_sub(1);
        if let Some(place) = self.bytes.get_mut(self.start) {
            *place = byte;
        }
    }
}

impl fmt::Display for DecimalText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(mantissa: i64, scale: u8) -> String {
        DecimalText::of_mantissa(mantissa, scale).to_string()
    }

    #[test]
    fn numbers_have_no_superfluous_digit() {
        let texts =
            [(0, 2), (5, 2), (100, 2), (-1250, 2), (1_234_567, 0), (-7, 12), (-70, 1)].map(|(value, scale)| written(value, scale));
        assert_eq!(texts, ["0", "0.05", "1", "-12.5", "1234567", "-0.000000000007", "-7"]);
        assert_eq!(written(i64::MIN, 0), "-9223372036854775808");
        assert_eq!(written(i64::MIN, 28), "-0.0000000009223372036854775808", "the longest of them has room");
        assert_eq!(DecimalText::of(Decimal::MIN).as_str(), "-79228162514264337593543950335");
    }

    proptest! {
        #[test]
        fn every_decimal_is_written_as_the_library_writes_its_canonical_form(value: i128, scale in 0..=28_u32) {
            let value = Decimal::from_i128_with_scale(value % (1 << 95), scale);
            let expected = if value.is_zero() { "0".to_owned() } else { value.normalize().to_string() };
            prop_assert_eq!(DecimalText::of(value).to_string(), expected);
        }

        #[test]
        fn short_numbers_are_written_alike(value: i64, scale in 0..=28_u8) {
            let expected = Decimal::new(value, u32::from(scale)).normalize().to_string();
            prop_assert_eq!(written(value, scale), expected);
        }
    }
}
