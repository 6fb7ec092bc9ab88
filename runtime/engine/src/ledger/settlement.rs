//! What a fill moves: how much of the asset, how much money, and what of it is the fee.
//!
//! Results are kept in what the price is counted in, so a fee in the traded asset is valued at the price of its fill. Such a
//! fill is booked as if it had been larger (a sale) or smaller (a buy) by the fee, and the fee's value had been paid in money;
//! cash then moves by exactly price × quantity, and the position by what really came or went.

use simpletrader_contracts::Decimal;
use simpletrader_contracts::decimal::exact;
use simpletrader_contracts::terms::{CommissionAsset, Side};

use super::FillReport;

/// What a fill moves. Every figure is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Settlement {
    /// Of the traded asset, ≥ 0: what comes in (a buy) or goes out (a sale).
    pub quantity: Decimal,
    /// Price × this quantity.
    pub value: Decimal,
    /// The fee in quote currency, ≥ 0.
    pub fee: Decimal,
    /// Into cash, or out of it when negative: the fee is part of it.
    pub cash: Decimal,
}

/// Why a fill cannot be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsettled {
    /// The fee eats more than what was bought.
    FeeExceedsFill,
    /// A figure does not fit 28 digits.
    Overflow,
}

impl Settlement {
    /// What the fill of an order on this side moves.
    pub fn of(report: &FillReport, side: Side) -> Result<Self, Unsettled> {
        let (filled, price, commission) = (report.quantity.get(), report.price.get(), report.commission.get());
        let in_base = report.commission_asset == CommissionAsset::Base;
        if in_base && side == Side::Buy && commission > filled {
            return Err(Unsettled::FeeExceedsFill);
        }
        let settled = || {
            let quantity = match (in_base, side) {
                (false, _) => filled,
                (true, Side::Buy) => exact::sub(filled, commission)?,
                (true, Side::Sell) => exact::add(filled, commission)?,
            };
            let value = exact::mul(price, quantity)?;
            let fee = if in_base { exact::mul(price, commission)? } else { commission };
            let cash = match side {
                Side::Buy => exact::sub(-value, fee)?,
                Side::Sell => exact::sub(value, fee)?,
            };
            Some(Self { quantity, value, fee, cash })
        };
        settled().ok_or(Unsettled::Overflow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_contracts::decimal::Amount;
    use simpletrader_contracts::ledger::OrderRef;
    use simpletrader_contracts::{Instant, Price, Quantity};

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn settle(side: Side, quantity: &str, price: &str, fee: &str, asset: CommissionAsset) -> Result<Settlement, Unsettled> {
        let report = FillReport {
            order: OrderRef(0),
            connector_fill_id: 1,
            quantity: Quantity::new(dec(quantity)).unwrap(),
            price: Price::new(dec(price)).unwrap(),
            commission: Amount::new(dec(fee)).unwrap(),
            commission_asset: asset,
            slippage: Decimal::ZERO,
            at: Instant::default(),
        };
        Settlement::of(&report, side)
    }

    // mission: 13 (partly)
    #[test]
    fn a_fee_in_the_traded_asset_reduces_what_a_buy_receives() {
        let bought = settle(Side::Buy, "2", "100", "0.002", CommissionAsset::Base).unwrap();
        assert_eq!((bought.quantity, bought.cash), (dec("1.998"), dec("-200")), "the money leaves as the venue says");
        assert_eq!((bought.value, bought.fee), (dec("199.8"), dec("0.2")));
        let sold = settle(Side::Sell, "2", "100", "0.002", CommissionAsset::Base).unwrap();
        assert_eq!((sold.quantity, sold.cash), (dec("2.002"), dec("200")));
    }

    #[test]
    fn a_fee_in_money_leaves_the_quantity_alone() {
        let bought = settle(Side::Buy, "2", "100", "0.5", CommissionAsset::Quote).unwrap();
        assert_eq!((bought.quantity, bought.cash), (dec("2"), dec("-200.5")));
        let sold = settle(Side::Sell, "2", "100", "0.5", CommissionAsset::Quote).unwrap();
        assert_eq!((sold.quantity, sold.cash), (dec("2"), dec("199.5")));
    }

    #[test]
    fn a_fee_larger_than_what_was_bought_and_a_figure_that_would_be_rounded_are_refused() {
        assert_eq!(settle(Side::Buy, "2", "100", "2.1", CommissionAsset::Base), Err(Unsettled::FeeExceedsFill));
        assert!(settle(Side::Buy, "2", "100", "2", CommissionAsset::Base).is_ok(), "all of it is bad luck and no more");
        let long = "1.123456789012345";
        assert_eq!(settle(Side::Buy, long, long, "0", CommissionAsset::Quote), Err(Unsettled::Overflow));
    }
}
