//! Numbers as files write them to mantissas at a fixed scale, without a detour over floating point.

use std::fmt::Write;

/// Why a text is not a number at the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberError {
    /// Not digits with at most one point.
    NotANumber,
    /// More digits after the point than the scale has.
    TooFine,
    /// More than fifteen digits in all.
    TooLarge,
}

/// Fifteen digits: what every guest language holds exactly.
const MANTISSA_LIMIT: i64 = simpletrader_contracts::decimal::WIRE_MANTISSA_LIMIT;

/// The mantissa of a plain decimal text such as `118.56` at `scale` digits after the point. A sign, an exponent and spaces
/// are refused; zeros beyond the scale are accepted.
pub(super) fn mantissa_at(text: &[u8], scale: u8) -> Result<i64, NumberError> {
    let mut mantissa: i64 = 0;
    let mut fraction_digits: Option<u8> = None;
    let mut any_digit = false;
    for &byte in text {
        match byte {
            b'.' if fraction_digits.is_none() => fraction_digits = Some(0),
            b'0'..=b'9' => {
                any_digit = true;
                let digit = i64::from(byte - b'0');
                match &mut fraction_digits {
                    Some(count) if *count == scale => {
                        if digit != 0 {
                            return Err(NumberError::TooFine);
                        }
                        continue;
                    }
                    Some(count) => *count += 1,
                    None => {}
                }
                mantissa = mantissa * 10 + digit;
                if mantissa >= MANTISSA_LIMIT {
                    return Err(NumberError::TooLarge);
                }
            }
            _ => return Err(NumberError::NotANumber),
        }
    }
    if !any_digit {
        return Err(NumberError::NotANumber);
    }
    for _ in fraction_digits.unwrap_or(0)..scale {
        mantissa *= 10;
        if mantissa >= MANTISSA_LIMIT {
            return Err(NumberError::TooLarge);
        }
    }
    Ok(mantissa)
}

/// The mantissa at `to` digits after the point of a whole number of 10^-`from`. Nothing is rounded.
pub(super) fn rescaled(mantissa: i128, from: u8, to: u8) -> Result<i64, NumberError> {
    if mantissa < 0 {
        return Err(NumberError::NotANumber);
    }
    let power = |digits: u8| 10_i128.checked_pow(u32::from(digits));
    let moved = if from <= to {
        power(to - from).and_then(|factor| mantissa.checked_mul(factor))
    } else {
        match power(from - to) {
            Some(factor) if mantissa % factor == 0 => Some(mantissa / factor),
            None if mantissa == 0 => Some(0),
            _ => return Err(NumberError::TooFine),
        }
    };
    let fits = moved.and_then(|moved| i64::try_from(moved).ok()).filter(|moved| *moved < MANTISSA_LIMIT);
    fits.ok_or(NumberError::TooLarge)
}

/// Writes a whole number of 10^-`scale` plainly, zeros at the end left out.
pub(super) fn write_decimal(mantissa: i128, scale: u8, into: &mut impl Write) -> std::fmt::Result {
    let Some(factor) = 10_u128.checked_pow(u32::from(scale)) else { return write!(into, "{mantissa}e-{scale}") };
    if mantissa < 0 {
        into.write_char('-')?;
    }
    let (whole, mut fraction) = (mantissa.unsigned_abs() / factor, mantissa.unsigned_abs() % factor);
    write!(into, "{whole}")?;
    if fraction == 0 {
        return Ok(());
    }
    let mut digits = usize::from(scale);
    while fraction % 10 == 0 {
        fraction /= 10;
        digits -= 1;
    }
    write!(into, ".{fraction:0digits$}")
}

/// Hands over the shortest text that reads back as this binary fraction. What has no plain text of a size that could ever fit is
/// refused at once.
pub(super) fn shortest<T>(
    value: impl std::fmt::Display,
    read: impl FnOnce(&[u8]) -> Result<T, NumberError>,
) -> Result<T, NumberError> {
    let mut text = ShortText { bytes: [0; 64], length: 0 };
    // A double below 10^15 has at most 15 digits before its point: a text that is longer than this is a tiny or a huge number.
    match write!(text, "{value}") {
        Ok(()) => read(text.bytes.get(..text.length).unwrap_or_default()),
        Err(_) if text.bytes.contains(&b'.') => Err(NumberError::TooFine),
        Err(_) => Err(NumberError::TooLarge),
    }
}

/// A text that fits into 64 bytes, so that reading a number asks for no memory.
struct ShortText {
    bytes: [u8; 64],
    length: usize,
}

impl Write for ShortText {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for byte in text.bytes() {
            *self.bytes.get_mut(self.length).ok_or(std::fmt::Error)? = byte;
            self.length += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_mantissas_at_the_scale() {
        for (text, scale, expected) in [
            ("118.56", 4, 1_185_600),
            ("100", 0, 100),
            ("0.0001", 4, 1),
            (".5", 1, 5),
            ("5.", 1, 50),
            ("1.500000", 1, 15),
            ("44659000.0", 0, 44_659_000),
        ] {
            assert_eq!(mantissa_at(text.as_bytes(), scale), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_plain_number_is_refused() {
        for text in ["", ".", "-1", "+1", "1e5", "1,5", " 1", "1 ", "NaN", "inf", "1.2.3", "0x10"] {
            assert_eq!(mantissa_at(text.as_bytes(), 4), Err(NumberError::NotANumber), "{text}");
        }
        assert_eq!(mantissa_at(b"1.23456", 4), Err(NumberError::TooFine));
        assert_eq!(mantissa_at(b"1000000000000000", 0), Err(NumberError::TooLarge));
        assert_eq!(mantissa_at(b"999999999999", 4), Err(NumberError::TooLarge));
        assert_eq!(mantissa_at(&[b'9'; 400], 0), Err(NumberError::TooLarge), "no overflow on the way");
    }

    #[test]
    fn a_whole_number_changes_its_scale_or_is_refused() {
        assert_eq!(rescaled(11_856, 2, 4), Ok(1_185_600));
        assert_eq!(rescaled(1_185_600, 4, 2), Ok(11_856));
        assert_eq!(rescaled(1_185_601, 4, 2), Err(NumberError::TooFine));
        assert_eq!(rescaled(-1, 0, 0), Err(NumberError::NotANumber));
        assert_eq!(rescaled(1_000_000_000_000_000, 0, 0), Err(NumberError::TooLarge));
        assert_eq!(rescaled(i128::MAX, 0, 12), Err(NumberError::TooLarge));
        assert_eq!(rescaled(1, 255, 0), Err(NumberError::TooFine));
        assert_eq!(rescaled(0, 255, 0), Ok(0));
    }

    #[test]
    fn decimals_are_written_plainly() {
        for (mantissa, scale, expected) in
            [(0, 0, "0"), (0, 5, "0"), (11_856, 2, "118.56"), (10, 1, "1"), (1, 4, "0.0001"), (-15, 1, "-1.5"), (1_050, 3, "1.05")]
        {
            let mut text = String::new();
            write_decimal(mantissa, scale, &mut text).unwrap();
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn a_double_means_its_shortest_text() {
        let at = |value: f64, scale| shortest(value, |text| mantissa_at(text, scale));
        assert_eq!(at(0.1, 1), Ok(1));
        assert_eq!(at(118.56, 4), Ok(1_185_600));
        assert_eq!(at(0.1 + 0.2, 4), Err(NumberError::TooFine), "0.30000000000000004 is no price of four digits");
        assert_eq!(at(1e300, 0), Err(NumberError::TooLarge));
        assert_eq!(at(1e-300, 12), Err(NumberError::TooFine));
        assert_eq!(at(f64::NAN, 2), Err(NumberError::NotANumber));
        assert_eq!(at(f64::INFINITY, 2), Err(NumberError::NotANumber));
        assert_eq!(at(-1.5, 2), Err(NumberError::NotANumber));
        assert_eq!(shortest(0.1_f32, |text| mantissa_at(text, 1)), Ok(1));
    }
}
