//! Cutting a quantity into parts that are whole lots, without losing any of it.

use simpletrader_contracts::Decimal;

use crate::WorkerError;
use crate::exact::{Round, to_step};

/// Parts in proportion to the weights, each a multiple of the lot except that the last one takes what is left over. A part can be 0;
/// together they are the quantity, to the last digit.
///
/// # Errors
/// When there is no positive weight, or a figure does not fit a decimal.
pub fn by_weight(quantity: Decimal, weights: &[Decimal], lot: Decimal) -> Result<Vec<Decimal>, WorkerError> {
    let too_large = || WorkerError::failed("the weights do not fit a decimal");
    let sum = weights.iter().try_fold(Decimal::ZERO, |sum, weight| sum.checked_add(*weight)).ok_or_else(too_large)?;
    if sum <= Decimal::ZERO || weights.iter().any(|weight| weight.is_sign_negative() && !weight.is_zero()) {
        return Err(WorkerError::failed("weights must not be negative, and one of them greater than 0"));
    }
    let (mut parts, mut given) = (Vec::with_capacity(weights.len()), Decimal::ZERO);
    for weight in &weights[..weights.len() - 1] {
        let share = quantity.checked_mul(*weight).and_then(|share| share.checked_div(sum)).ok_or_else(too_large)?;
        // A rounded quotient may be a hair above the truth; the rest is never negative.
        let part = to_step(share, lot, Round::Down)?.min(quantity - given);
        given += part;
        parts.push(part);
    }
    parts.push(quantity - given);
    Ok(parts)
}

/// Equal parts, at most `count`: where there are fewer lots than parts, there are fewer parts. The last one takes what is left over.
///
/// # Errors
/// When a figure does not fit a decimal.
pub fn equal(quantity: Decimal, count: u32, lot: Decimal) -> Result<Vec<Decimal>, WorkerError> {
    let too_large = || WorkerError::failed("the quantity has more lots than fit a decimal");
    let lots = to_step(quantity, lot, Round::Down)?.checked_div(lot).ok_or_else(too_large)?;
    let count = Decimal::from(count).min(lots).max(Decimal::ONE);
    let count = usize::try_from(count.trunc().mantissa()).unwrap_or(1);
    by_weight(quantity, &vec![Decimal::ONE; count], lot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn decs(texts: &[&str]) -> Vec<Decimal> {
        texts.iter().map(|text| dec(text)).collect()
    }

    #[test]
    fn weights_that_say_nothing_are_refused() {
        for weights in [&[][..], &["0", "0"], &["1", "-1", "5"]] {
            assert!(by_weight(Decimal::TEN, &decs(weights), Decimal::ONE).is_err(), "{weights:?}");
        }
    }

    #[test]
    fn the_last_part_takes_what_is_left_over() {
        assert_eq!(equal(dec("10"), 3, Decimal::ONE).unwrap(), decs(&["3", "3", "4"]));
        assert_eq!(equal(dec("1"), 4, dec("0.1")).unwrap(), decs(&["0.2", "0.2", "0.2", "0.4"]));
        assert_eq!(by_weight(dec("10"), &decs(&["1", "2", "1"]), Decimal::ONE).unwrap(), decs(&["2", "5", "3"]));
    }

    #[test]
    fn there_are_no_more_parts_than_lots() {
        assert_eq!(equal(dec("2"), 5, Decimal::ONE).unwrap(), decs(&["1", "1"]));
        assert_eq!(equal(dec("0.5"), 5, Decimal::ONE).unwrap(), decs(&["0.5"]), "the venue will say what it thinks of it");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_every_part_but_the_last_is_whole_lots(
            quantity in 1_i64..1_000_000, weights in proptest::collection::vec(0_i64..1_000, 1..20), lot in 1_i64..50,
        ) {
            let (quantity, lot) = (Decimal::new(quantity, 2), Decimal::new(lot, 2));
            let weights: Vec<Decimal> = weights.into_iter().map(Decimal::from).collect();
            prop_assume!(weights.iter().any(|weight| !weight.is_zero()));
            let parts = by_weight(quantity, &weights, lot).unwrap();
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(parts.iter().sum::<Decimal>(), quantity);
            prop_assert!(parts.iter().all(|part| !part.is_sign_negative() || part.is_zero()));
            prop_assert!(parts[..parts.len() - 1].iter().all(|part| (*part % lot).is_zero()));
        }
    }
}
