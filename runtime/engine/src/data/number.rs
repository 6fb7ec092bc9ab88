//! Decimal texts to mantissas at a fixed scale, without a detour over floating point.

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
}
