//! Arithmetic that must not be off by one: means that compare equal, prices on their tick, sizes that cash can pay.
//!
//! Everything here works on whole numbers. A rounded division is never trusted to land on the right side of a boundary:
//! `0.1 * 3 / 0.3` must be one lot, not almost one.

use std::fmt;

use simpletrader_contracts::decimal::{Amount, Rounding, WireDecimal};
use simpletrader_contracts::{Decimal, Refused};

/// The quotient as the nearest `f64`, ties to even: equal quotients of different terms are the same number.
///
/// One hardware division when both terms are exact doubles, long division otherwise. NaN when `denominator` is 0.
pub fn ratio(numerator: i128, denominator: u64) -> f64 {
    const EXACT: u128 = 1 << f64::MANTISSA_DIGITS;
    let magnitude = numerator.unsigned_abs();
    if magnitude <= EXACT && u128::from(denominator) <= EXACT {
        // IEEE 754 division of exact operands is correctly rounded; 0/0 is NaN, and x/0 is made NaN as well.
        return if denominator == 0 { f64::NAN } else { numerator as i64 as f64 / denominator as f64 };
    }
    if denominator == 0 {
        return f64::NAN;
    }
    if magnitude == 0 {
        return 0.0;
    }
    let denominator = u128::from(denominator);
    // Shift until the quotient has at least 55 bits, two more than a double keeps: one decides the rounding, and the last,
    // set when anything remains, breaks false ties. 55 + 64 bits fit.
    let shift = (55 + denominator.ilog2() + 1).saturating_sub(magnitude.ilog2() + 1);
    let shifted = magnitude << shift;
    let remains = !shifted.is_multiple_of(denominator);
    let quotient = (shifted / denominator) | u128::from(remains);
    let nearest = quotient as f64 * 2_f64.powi(-(shift as i32));
    if numerator < 0 { -nearest } else { nearest }
}

/// Which multiple of a step a number becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// The next one at or below.
    Down,
    /// The next one at or above.
    Up,
    /// The nearest one, ties to the even multiple.
    HalfEven,
}

/// A number on a grid of `step`, e.g. a price on its tick.
pub fn to_step(value: Decimal, step: Decimal, round: Round) -> Result<Decimal, ExactError> {
    if step <= Decimal::ZERO {
        return Err(ExactError::NoStep(step));
    }
    let scale = value.scale().max(step.scale());
    let at_scale = |number: Decimal| {
        10_i128
            .checked_pow(scale - number.scale())
            .and_then(|shift| number.mantissa().checked_mul(shift))
            .ok_or(ExactError::TooLarge)
    };
    let (value, step) = (at_scale(value)?, at_scale(step)?);
    let (below, rest) = (value.div_euclid(step), value.rem_euclid(step));
    let goes_up = match round {
        Round::Down => false,
        Round::Up => rest > 0,
        // rest >= step - rest is twice the rest against the step, without the doubling that could overflow.
        Round::HalfEven => rest > step - rest || (rest == step - rest && below % 2 != 0),
    };
    let multiple = (below + i128::from(goes_up)).checked_mul(step).ok_or(ExactError::TooLarge)?;
    Decimal::try_from_i128_with_scale(multiple, scale).map(|value| value.normalize()).map_err(|_| ExactError::TooLarge)
}

/// How many whole times `unit[0] * unit[1]` goes into `budget[0] * budget[1]`, exactly: the lots that a share of the cash
/// can pay. Neither product is ever rounded. All four must not be negative, and the unit not 0.
pub fn whole_times(budget: [Decimal; 2], unit: [Decimal; 2]) -> Result<u64, ExactError> {
    let product = |[a, b]: [Decimal; 2]| {
        let digits = |value: Decimal| u128::try_from(value.mantissa()).map_err(|_| ExactError::Negative(value));
        let (a, b) = (a.normalize(), b.normalize());
        let digits = digits(a)?.checked_mul(digits(b)?).ok_or(ExactError::TooLarge)?;
        Ok::<_, ExactError>((digits, a.scale() + b.scale()))
    };
    let (budget, budget_scale) = product(budget)?;
    let (unit_digits, unit_scale) = product(unit)?;
    if unit_digits == 0 {
        return Err(ExactError::NoStep(Decimal::ZERO));
    }
    // floor(budget * 10^e / unit), e = unit_scale - budget_scale.
    if let Some(shrink) = budget_scale.checked_sub(unit_scale) {
        // floor(b / (u * 10^k)) = floor(floor(b / 10^k) / u).
        let shrunk = 10_u128.checked_pow(shrink).map_or(0, |power| budget / power);
        return u64::try_from(shrunk / unit_digits).map_err(|_| ExactError::TooLarge);
    }
    let (mut times, mut rest) = (budget / unit_digits, budget % unit_digits);
    for _ in budget_scale..unit_scale {
        // Long division, a digit at a time, so that only the rest grows.
        rest = rest.checked_mul(10).ok_or(ExactError::TooLarge)?;
        times = times.checked_mul(10).and_then(|times| times.checked_add(rest / unit_digits)).ok_or(ExactError::TooLarge)?;
        rest %= unit_digits;
    }
    u64::try_from(times).map_err(|_| ExactError::TooLarge)
}

/// A figure that is an estimate by nature (the value of a size, the loss at a stop), half-even rounded to the fifteen digits
/// that the boundary carries.
pub fn estimate(value: Decimal) -> Result<Amount, ExactError> {
    let wire = WireDecimal::rounded(value, Rounding::HalfEven).ok_or(ExactError::TooLarge)?;
    let value = wire.parse().map_err(|_: Refused| ExactError::TooLarge)?;
    Amount::new(value).map_err(|_| ExactError::Negative(value))
}

/// An exact result that does not exist or does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExactError {
    /// More digits than a decimal holds.
    TooLarge,
    /// A step or unit that is not greater than 0.
    NoStep(Decimal),
    /// A negative number where only others make sense.
    Negative(Decimal),
}

impl fmt::Display for ExactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("the exact result has more digits than a decimal holds"),
            Self::NoStep(step) => write!(f, "a step must be greater than 0, got {step}"),
            Self::Negative(value) => write!(f, "must not be negative, got {value}"),
        }
    }
}

impl std::error::Error for ExactError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_division_by_nothing_is_not_a_number() {
        assert!(ratio(1, 0).is_nan() && ratio(0, 0).is_nan() && ratio(i128::MAX, 0).is_nan());
    }

    #[test]
    fn nothing_divided_by_much_is_nothing() {
        assert_eq!(ratio(0, u64::MAX), 0.0);
        assert_eq!(ratio(1, u64::MAX), 2_f64.powi(-64), "the nearest double of a hair more");
        assert_eq!(ratio(i128::MIN, 1), -2_f64.powi(127));
    }

    #[test]
    fn a_tie_goes_to_the_even_double_and_a_hair_more_goes_up() {
        let half_way = (1_i128 << 53) + 1;
        assert_eq!(ratio(half_way, 1), 9_007_199_254_740_992.0, "tie to even");
        assert_eq!(ratio(half_way * 4 + 1, 4), 9_007_199_254_740_994.0, "a quarter more than the tie");
        assert_eq!(ratio(-half_way * 4 - 1, 4), -9_007_199_254_740_994.0);
    }

    #[test]
    fn a_price_goes_to_the_tick_that_was_asked_for() {
        let tick = dec("0.05");
        assert_eq!(to_step(dec("1.02"), tick, Round::Down), Ok(dec("1")));
        assert_eq!(to_step(dec("1.02"), tick, Round::Up), Ok(dec("1.05")));
        assert_eq!(to_step(dec("1.025"), tick, Round::HalfEven), Ok(dec("1")), "20.5 ticks: 20 is even");
        assert_eq!(to_step(dec("1.075"), tick, Round::HalfEven), Ok(dec("1.1")), "21.5 ticks: 22 is even");
        assert_eq!(to_step(dec("1.05"), tick, Round::Up), Ok(dec("1.05")), "already there");
        assert_eq!(to_step(dec("-1.02"), tick, Round::Down), Ok(dec("-1.05")));
        assert_eq!(to_step(dec("100.335"), dec("0.0001"), Round::HalfEven), Ok(dec("100.335")));
    }

    #[test]
    fn steps_that_are_no_steps_are_refused() {
        assert_eq!(to_step(dec("1"), dec("0"), Round::Up), Err(ExactError::NoStep(dec("0"))));
        assert_eq!(to_step(dec("1"), dec("-1"), Round::Up), Err(ExactError::NoStep(dec("-1"))));
        assert_eq!(to_step(Decimal::MAX, dec("0.0000000000001"), Round::Up), Err(ExactError::TooLarge));
        assert!(whole_times([dec("1"), dec("1")], [dec("0"), dec("1")]).is_err());
        assert!(whole_times([dec("-1"), dec("1")], [dec("1"), dec("1")]).is_err());
        assert_eq!(whole_times([Decimal::MAX, Decimal::MAX], [dec("1"), dec("1")]), Err(ExactError::TooLarge));
    }

    #[test]
    fn what_divides_exactly_is_not_one_short() {
        assert_eq!(whole_times([dec("0.1"), dec("3")], [dec("0.1"), dec("3")]), Ok(1));
        assert_eq!(whole_times([dec("0.95"), dec("10000")], [dec("1"), dec("95")]), Ok(100));
        assert_eq!(whole_times([dec("0.95"), dec("9999.99")], [dec("1"), dec("95")]), Ok(99));
        assert_eq!(whole_times([dec("1"), dec("1")], [dec("0.00000001"), dec("3")]), Ok(33_333_333));
        assert_eq!(whole_times([dec("0.000000001"), dec("1")], [dec("1"), dec("1")]), Ok(0));
    }

    #[test]
    fn an_estimate_keeps_fifteen_digits_and_is_not_negative() {
        assert_eq!(estimate(dec("1234567890.1234567")).unwrap().get(), dec("1234567890.12346"));
        assert_eq!(estimate(dec("-1")), Err(ExactError::Negative(dec("-1"))));
        assert_eq!(estimate(dec("1000000000000000")), Err(ExactError::TooLarge));
    }

    proptest! {
        #[test]
        fn equal_quotients_are_the_same_double(sum in -(1_i128 << 62)..(1_i128 << 62), count in 1_u64..10_000, times in 1_u64..1_000) {
            let unit = 1_000_000_000_000;
            prop_assert_eq!(ratio(sum, count * unit), ratio(sum * i128::from(times), count * unit * times));
        }

        #[test]
        fn long_and_hardware_division_agree(sum in -(1_i128 << 53)..(1_i128 << 53), count in 1_u64..(1 << 53)) {
            // Both terms times 2^11 force the long way; the quotient is the same.
            prop_assert_eq!(ratio(sum, count), ratio(sum << 11, count.saturating_mul(1 << 11)));
        }

        #[test]
        fn whole_times_is_the_largest_number_that_fits(
            fraction in 1_i64..1_000_000, cash in 0_i64..1_000_000_000_000, lot in 1_i64..1_000, last in 1_i64..1_000_000_000,
        ) {
            let (fraction, cash) = (Decimal::new(fraction, 6), Decimal::new(cash, 4));
            let (lot, last) = (Decimal::new(lot, 3), Decimal::new(last, 4));
            let times = Decimal::from(whole_times([fraction, cash], [lot, last]).unwrap());
            // At these sizes the products are exact decimals.
            prop_assert!(times * lot * last <= fraction * cash);
            prop_assert!((times + Decimal::ONE) * lot * last > fraction * cash);
        }

        #[test]
        fn a_stepped_number_is_a_multiple_within_one_step(value in -1_000_000_000_i64..1_000_000_000, step in 1_i64..100_000) {
            let (value, step) = (Decimal::new(value, 5), Decimal::new(step, 4));
            let down = to_step(value, step, Round::Down).unwrap();
            let up = to_step(value, step, Round::Up).unwrap();
            let nearest = to_step(value, step, Round::HalfEven).unwrap();
            prop_assert!(down <= value && value < down + step && up >= value && up - step < value);
            prop_assert!(nearest == down || nearest == up);
            prop_assert!((nearest - value).abs() * Decimal::TWO <= step);
            prop_assert_eq!(down % step, Decimal::ZERO);
        }
    }
}
