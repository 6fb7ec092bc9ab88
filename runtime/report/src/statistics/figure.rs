//! A statistic's value: a number, exact money, or the reason why there is none.

use simpletrader_contracts::Decimal;

/// Why a statistic does not exist. NaN is never a number here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absent(pub &'static str);

/// A statistic that may not exist; a number that exists is finite.
pub type Figure = Result<f64, Absent>;

/// Lets a number through when it is finite; `otherwise` says why it is not.
pub(super) fn finite(value: f64, otherwise: &'static str) -> Figure {
    if value.is_finite() { Ok(value) } else { Err(Absent(otherwise)) }
}

/// The quotient; a divisor of nothing is the reason `otherwise`.
pub(super) fn ratio(dividend: f64, divisor: f64, otherwise: &'static str) -> Figure {
    if divisor == 0.0 { Err(Absent(otherwise)) } else { finite(dividend / divisor, otherwise) }
}

/// A decimal as a number.
pub(crate) fn number(value: Decimal) -> f64 {
    // The shortest decimal text of an f64 is read back as the nearest f64; the conversion of the library rounds twice.
    value.to_string().parse().unwrap_or_default()
}

/// The value of a listed statistic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Money, exact, in account currency.
    Money(Decimal),
    /// A finite number.
    Number(f64),
    /// It does not exist, and why.
    Absent(&'static str),
}

impl From<Figure> for Value {
    fn from(figure: Figure) -> Self {
        match figure {
            Ok(value) => Self::Number(value),
            Err(Absent(reason)) => Self::Absent(reason),
        }
    }
}

impl From<Decimal> for Value {
    fn from(money: Decimal) -> Self {
        Self::Money(money.normalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_a_reason() {
        assert_eq!(ratio(1.0, 0.0, "nothing to divide by"), Err(Absent("nothing to divide by")));
        assert_eq!(ratio(f64::NAN, 1.0, "no number"), Err(Absent("no number")));
        assert_eq!(ratio(1.0, 4.0, ""), Ok(0.25));
    }

    #[test]
    fn a_decimal_becomes_the_nearest_number() {
        assert_eq!(number("0.1".parse().unwrap()).to_bits(), 0.1_f64.to_bits());
        assert_eq!(number("19889.295".parse().unwrap()).to_bits(), 19889.295_f64.to_bits());
    }
}
