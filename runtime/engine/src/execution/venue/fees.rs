//! What fills cost.

use rust_decimal::RoundingStrategy;
use simpletrader_config::build_spec::FeeModel;
use simpletrader_contracts::Decimal;
use simpletrader_contracts::terms::{CommissionAsset, Side};

/// Digits after the point of a fee that is a share. The rest is rounded up, so that the books can add it to everything else
/// exactly. Amounts are taken as they were written; the configuration allows them as many.
const PLACES: u32 = 12;

/// A fee: how much, in which asset of the instrument.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fee {
    /// How much, >= 0.
    pub amount: Decimal,
    /// Of what.
    pub asset: CommissionAsset,
}

/// The fees of a venue, and the traded value that tiers depend on.
#[derive(Debug)]
pub(super) struct Fees {
    model: FeeModel,
    asset: CommissionAsset,
    traded: Decimal,
}

impl Fees {
    /// Nothing was traded yet.
    pub fn new(model: FeeModel, asset: CommissionAsset) -> Self {
        Self { model, asset, traded: Decimal::ZERO }
    }

    /// The fee of a fill of this quantity and value; `takes` tells the taker from the maker. None when it does not fit 28 digits.
    pub fn of(&self, side: Side, quantity: Decimal, value: Decimal, takes: bool) -> Option<Fee> {
        let asset = match side {
            Side::Buy => self.asset,
            Side::Sell => CommissionAsset::Quote,
        };
        let base = match asset {
            CommissionAsset::Quote => value,
            CommissionAsset::Base => quantity,
        };
        let share = |maker: Decimal, taker: Decimal| {
            let amount = base.checked_mul(if takes { taker } else { maker })?;
            Some(amount.round_dp_with_strategy(PLACES, RoundingStrategy::AwayFromZero))
        };
        let amount = match &self.model {
            FeeModel::PerFill(amount) => *amount,
            FeeModel::PerUnit(amount) => quantity.checked_mul(*amount)?,
            FeeModel::Rate(rate) => share(*rate, *rate)?,
            FeeModel::MakerTaker { maker, taker } => share(*maker, *taker)?,
            FeeModel::Tiered(tiers) => {
                let tier = tiers.iter().rev().find(|tier| tier.from_volume <= self.traded)?;
                share(tier.maker, tier.taker)?
            }
        };
        Some(Fee { amount, asset })
    }

    /// Counts a fill's value toward the tiers.
    pub fn count(&mut self, value: Decimal) {
        self.traded = self.traded.saturating_add(value);
    }
}

#[cfg(test)]
mod tests {
    use simpletrader_config::build_spec::FeeTier;

    use super::super::tests::dec;
    use super::*;

    fn fee(model: FeeModel, takes: bool) -> Decimal {
        Fees::new(model, CommissionAsset::Quote).of(Side::Buy, dec("10"), dec("1000"), takes).unwrap().amount
    }

    #[test]
    fn every_model_charges_what_it_says() {
        let both = FeeModel::MakerTaker { maker: dec("0.001"), taker: dec("0.002") };
        assert_eq!(fee(FeeModel::PerFill(dec("1.5")), true), dec("1.5"));
        assert_eq!(fee(FeeModel::PerUnit(dec("0.005")), true), dec("0.05"));
        assert_eq!(fee(FeeModel::Rate(dec("0.001")), true), dec("1"));
        assert_eq!((fee(both.clone(), false), fee(both, true)), (dec("1"), dec("2")));
    }

    #[test]
    fn a_tier_holds_once_enough_was_traded_before() {
        let tier = |from_volume, taker| FeeTier { from_volume: dec(from_volume), maker: Decimal::ZERO, taker: dec(taker) };
        let mut fees = Fees::new(FeeModel::Tiered(vec![tier("0", "0.002"), tier("1000", "0.001")]), CommissionAsset::Quote);
        let next = |fees: &Fees| fees.of(Side::Buy, dec("1"), dec("500"), true).unwrap().amount;
        assert_eq!(next(&fees), dec("1"));
        fees.count(dec("999"));
        assert_eq!(next(&fees), dec("1"), "one short of the tier");
        fees.count(dec("1"));
        assert_eq!(next(&fees), dec("0.5"));
    }

    #[test]
    fn a_fee_in_the_base_asset_is_taken_from_buys_alone() {
        let fees = Fees::new(FeeModel::Rate(dec("0.001")), CommissionAsset::Base);
        let of = |side| fees.of(side, dec("10"), dec("1000"), true).unwrap();
        assert_eq!(of(Side::Buy), Fee { amount: dec("0.01"), asset: CommissionAsset::Base });
        assert_eq!(of(Side::Sell), Fee { amount: dec("1"), asset: CommissionAsset::Quote });
    }

    #[test]
    fn a_fee_that_does_not_fit_is_none() {
        let fees = Fees::new(FeeModel::PerUnit(Decimal::MAX), CommissionAsset::Quote);
        assert_eq!(fees.of(Side::Buy, dec("10"), dec("1000"), true), None);
    }
}
