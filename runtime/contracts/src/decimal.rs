//! Exact decimals: one canonical form, and the lossless or deliberately rounded way to the wire and back.

use std::fmt;

pub use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use crate::Refused;

pub mod exact;
mod written;

pub use written::DecimalText;

/// Exclusive bound of a wire mantissa: fifteen digits, exact in every guest language (2^53 > 10^15).
pub const WIRE_MANTISSA_LIMIT: i64 = 1_000_000_000_000_000;
/// Largest scale on the wire.
pub const WIRE_SCALE_LIMIT: u8 = 18;

/// A decimal as it crosses the worker boundary: `mantissa / 10^scale`, no trailing zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WireDecimal {
    /// |mantissa| < 10^15.
    pub mantissa: i64,
    /// 0..=18.
    pub scale: u8,
}

/// How a value that has more than fifteen digits is rounded when it goes to a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest, ties to even: averages and results.
    HalfEven,
    /// Toward zero: money that a worker sizes from, so that it can never spend more than exists.
    TowardZero,
}

impl WireDecimal {
    /// The exact value, or `None` when it needs more digits than the wire has.
    pub fn exact(value: Decimal) -> Option<Self> {
        let value = value.normalize();
        let mantissa = i64::try_from(value.mantissa()).ok()?;
        let scale = u8::try_from(value.scale()).ok()?;
        (mantissa.abs() < WIRE_MANTISSA_LIMIT && scale <= WIRE_SCALE_LIMIT).then_some(Self { mantissa, scale })
    }

    /// The value, rounded to what the wire can carry. `None` when even the integer part has more than fifteen digits.
    pub fn rounded(value: Decimal, rounding: Rounding) -> Option<Self> {
        if let Some(exact) = Self::exact(value) {
            return Some(exact);
        }
        let integer_digits = decimal_digits(value.trunc().mantissa().unsigned_abs());
        let places = 15_u32.checked_sub(integer_digits)?.min(u32::from(WIRE_SCALE_LIMIT));
        let strategy = match rounding {
            Rounding::HalfEven => RoundingStrategy::MidpointNearestEven,
            Rounding::TowardZero => RoundingStrategy::ToZero,
        };
        Self::exact(value.round_dp_with_strategy(places, strategy))
            // 999999999999999.9 rounds up to sixteen digits: one place less always fits.
            .or_else(|| Self::exact(value.round_dp_with_strategy(places.checked_sub(1)?, strategy)))
    }

    /// Parses what a worker sent. Only the canonical form is accepted, so that equal numbers are equal records.
    pub fn parse(self) -> Result<Decimal, Refused> {
        let Self { mantissa, scale } = self;
        let shown = || format!("{{mantissa: {mantissa}, scale: {scale}}}");
        if mantissa <= -WIRE_MANTISSA_LIMIT || mantissa >= WIRE_MANTISSA_LIMIT {
            return Err(Refused::new("a decimal's mantissa must have at most 15 digits", shown()));
        }
        if scale > WIRE_SCALE_LIMIT {
            return Err(Refused::new("a decimal's scale must lie between 0 and 18", shown()));
        }
        if scale > 0 && mantissa % 10 == 0 {
            return Err(Refused::new("a decimal must be in canonical form, without trailing zeros", shown()));
        }
        Ok(Decimal::new(mantissa, u32::from(scale)))
    }
}

fn decimal_digits(value: u128) -> u32 {
    if value == 0 { 0 } else { value.ilog10() + 1 }
}

/// The canonical text: no trailing zeros, no exponent, `0` for every zero. Equal numbers have equal texts.
pub fn canonical(value: Decimal) -> String {
    DecimalText::of(value).as_str().to_owned()
}

/// Serde form of a bare [`Decimal`]: its canonical text.
pub mod text {
    use super::{Decimal, DecimalText};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes the canonical text.
    pub fn serialize<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(DecimalText::of(*value).as_str())
    }

    /// Reads a decimal text.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse::<Decimal>().map(|value| value.normalize()).map_err(D::Error::custom)
    }
}

/// Serde form of an optional [`Decimal`].
pub mod optional_text {
    use super::{Decimal, DecimalText};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes the canonical text or null.
    pub fn serialize<S: Serializer>(value: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.serialize_str(DecimalText::of(*value).as_str()),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a decimal text or null.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse::<Decimal>().map(|value| value.normalize()).map_err(D::Error::custom)).transpose()
    }
}

/// The nearest `f64`, correctly rounded for every value whose mantissa is below 2^53: indicators and statistics only.
pub fn to_f64(value: Decimal) -> f64 {
    if let Some(exact) = quotient(value) {
        return exact;
    }
    let value = value.normalize();
    quotient(value).or_else(|| value.to_f64()).unwrap_or(f64::NAN)
}

/// Mantissa by power of ten. Where both are exact doubles, IEEE 754 division rounds correctly, whatever zeros the value ends with.
fn quotient(value: Decimal) -> Option<f64> {
    let mantissa = i64::try_from(value.mantissa()).ok().filter(|mantissa| mantissa.unsigned_abs() <= 1 << 53)?;
    POWERS_OF_TEN.get(value.scale() as usize).map(|unit| mantissa as f64 / unit)
}

/// The powers of ten that are exact doubles.
const POWERS_OF_TEN: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

macro_rules! bounded_decimal {
    ($(#[$doc:meta])* $name:ident, $rule:literal, $accepts:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Decimal);

        impl $name {
            /// Checks the range and takes the canonical form.
            #[inline]
            pub fn new(value: Decimal) -> Result<Self, Refused> {
                let accepts: fn(Decimal) -> bool = $accepts;
                if accepts(value) { Ok(Self(value.normalize())) } else { Err(Refused::new($rule, canonical(value))) }
            }

            /// A value that this crate writes down itself and that lies in the range.
            #[allow(dead_code, reason = "not every range has a literal")]
            pub(crate) const fn literal(value: Decimal) -> Self {
                Self(value)
            }

            /// The plain value.
            pub fn get(self) -> Decimal {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Refused;
            fn try_from(text: String) -> Result<Self, Refused> {
                let value = text.parse::<Decimal>().map_err(|_| Refused::new("must be a decimal number", &text))?;
                Self::new(value)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(DecimalText::of(self.0).as_str())
            }
        }
    };
}

bounded_decimal!(
    /// A share, probability or confidence: 0 to 1, both included.
    Fraction, "must lie between 0 and 1", |value| value >= Decimal::ZERO && value <= Decimal::ONE
);
bounded_decimal!(
    /// A price in quote currency: greater than 0.
    Price, "a price must be greater than 0", |value| value > Decimal::ZERO
);
bounded_decimal!(
    /// A quantity of the base asset: greater than 0.
    Quantity, "a quantity must be greater than 0", |value| value > Decimal::ZERO
);
bounded_decimal!(
    /// An amount that may be zero but not negative.
    Amount, "must not be negative", |value| value >= Decimal::ZERO
);

impl Fraction {
    /// 1.
    pub const ONE: Self = Self(Decimal::ONE);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn the_wire_form_is_canonical_and_lossless() {
        let wire = WireDecimal::exact(dec("1.500")).unwrap();
        assert_eq!(wire, WireDecimal { mantissa: 15, scale: 1 });
        assert_eq!(wire.parse().unwrap(), dec("1.5"));
        assert_eq!(WireDecimal::exact(dec("0.000")).unwrap(), WireDecimal { mantissa: 0, scale: 0 });
        assert_eq!(WireDecimal::exact(dec("-120")).unwrap(), WireDecimal { mantissa: -120, scale: 0 });
    }

    #[test]
    fn the_wire_refuses_what_another_language_could_not_hold() {
        assert!(WireDecimal::exact(dec("1000000000000000")).is_none());
        assert!(WireDecimal { mantissa: 1_000_000_000_000_000, scale: 0 }.parse().is_err());
        assert!(WireDecimal { mantissa: i64::MIN, scale: 0 }.parse().is_err());
        assert!(WireDecimal { mantissa: 1, scale: 19 }.parse().is_err());
        assert!(WireDecimal { mantissa: 10, scale: 1 }.parse().is_err(), "trailing zero");
        assert!(WireDecimal { mantissa: 0, scale: 1 }.parse().is_err(), "zero has one form");
        assert!(WireDecimal { mantissa: 999_999_999_999_999, scale: 18 }.parse().is_ok());
    }

    #[test]
    fn rounding_to_the_wire_is_half_even_or_toward_zero() {
        let value = dec("1234.567890123456789");
        assert_eq!(WireDecimal::rounded(value, Rounding::HalfEven).unwrap().parse().unwrap(), dec("1234.56789012346"));
        assert_eq!(WireDecimal::rounded(value, Rounding::TowardZero).unwrap().parse().unwrap(), dec("1234.56789012345"));
        assert_eq!(
            WireDecimal::rounded(dec("-1234.567890123459"), Rounding::TowardZero).unwrap().parse().unwrap(),
            dec("-1234.56789012345")
        );
        assert!(WireDecimal::rounded(dec("1000000000000000.5"), Rounding::HalfEven).is_none());
        let edge = WireDecimal::rounded(dec("99999999999999.96"), Rounding::HalfEven).unwrap();
        assert_eq!(edge.parse().unwrap(), dec("100000000000000"));
    }

    #[test]
    fn doubles_are_correctly_rounded() {
        for text in ["0.1", "100.335", "806.19", "0.000001", "123456789.987654", "-0.3"] {
            assert_eq!(to_f64(dec(text)), text.parse::<f64>().unwrap(), "{text}");
        }
    }

    #[test]
    fn bounded_decimals_accept_their_range_ends_and_nothing_beyond() {
        assert!(Fraction::new(dec("0")).is_ok() && Fraction::new(dec("1")).is_ok());
        assert!(Fraction::new(dec("1.0001")).is_err() && Fraction::new(dec("-0.0001")).is_err());
        assert!(Price::new(dec("0")).is_err() && Price::new(dec("0.0001")).is_ok());
        assert!(Quantity::new(dec("-1")).is_err());
        assert_eq!(Fraction::new(dec("2")).unwrap_err().to_string(), "must lie between 0 and 1, got 2");
    }
}
