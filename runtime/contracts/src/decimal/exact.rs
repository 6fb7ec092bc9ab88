//! Sums and products that are exact or not at all: what money is added up with.
//!
//! A decimal has 96 bits, about 28 digits. Where a result needs more, its ordinary operations round it in silence; a book that
//! did so would lose money in the last digit and never know.

use super::Decimal;

/// a + b. `None` when the sum needs more digits than a decimal has.
pub fn add(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (a, b) = (a.normalize(), b.normalize());
    let sum = a.checked_add(b)?;
    // A sum that was rounded has fewer places than the longer operand.
    (a.is_zero() || b.is_zero() || sum.scale() >= a.scale().max(b.scale())).then_some(sum)
}

/// a - b. `None` when the difference needs more digits than a decimal has.
pub fn sub(a: Decimal, b: Decimal) -> Option<Decimal> {
    add(a, -b)
}

/// a × b. `None` when the product needs more digits than a decimal has.
pub fn mul(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (a, b) = (a.normalize(), b.normalize());
    let product = a.checked_mul(b)?;
    // A product that was rounded has fewer places than both operands together.
    (a.is_zero() || b.is_zero() || product.scale() >= a.scale().checked_add(b.scale())?).then_some(product)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn what_fits_is_exact() {
        assert_eq!(add(dec("0.1"), dec("0.20")), Some(dec("0.3")));
        assert_eq!(sub(dec("1"), dec("0.0000000001")), Some(dec("0.9999999999")));
        assert_eq!(mul(dec("100.25"), dec("0.004")), Some(dec("0.401")));
        assert_eq!(add(dec("0.5"), dec("0.5")), Some(Decimal::ONE));
        assert_eq!(mul(dec("2.5"), dec("0.4")), Some(Decimal::ONE));
        assert_eq!(add(Decimal::MAX, Decimal::ZERO), Some(Decimal::MAX));
    }

    #[test]
    fn what_would_be_rounded_is_refused() {
        let (large, small) = (dec("10000000000000000000"), dec("0.0000000000000000001"));
        assert!(large.checked_add(small).is_some(), "the ordinary sum rounds in silence");
        assert_eq!(add(large, small), None);
        assert_eq!(sub(large, small), None);
        assert_eq!(mul(dec("0.123456789012345"), dec("0.123456789012345")), None);
        assert_eq!(add(Decimal::MAX, Decimal::ONE), None);
        assert_eq!(mul(Decimal::MAX, dec("2")), None);
    }
}
