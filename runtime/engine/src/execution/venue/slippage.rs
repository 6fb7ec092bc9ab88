//! How much worse than the offered price a fill is that takes what rests.
//!
//! Decisions: inside a bar a slipped price never leaves the bar, because nobody traded outside of it; the spread model alone
//! does, because it takes bars as prices in the middle. A slipped price is rounded to the tick against the order and is never
//! worse than the order's limit. Orders that waited in the book do not slip.

use simpletrader_config::build_spec::SlippageModel;
use simpletrader_contracts::Decimal;
use simpletrader_contracts::market::Instrument;
use simpletrader_contracts::terms::Side;

use super::VenueBar;

/// The bar as a side sees it: under the spread model buyers see it higher by half of the spread, sellers lower. None when a
/// price does not fit 28 digits.
pub(super) fn seen_by(side: Side, bar: &VenueBar, model: SlippageModel, instrument: &Instrument) -> Option<VenueBar> {
    let SlippageModel::Spread(share) = model else { return Some(*bar) };
    let half = share.checked_div(Decimal::TWO)?;
    let shifted = |price: Decimal| worse_by(side, price, price.checked_mul(half)?, instrument.tick_size);
    Some(VenueBar {
        open: shifted(bar.open)?,
        high: shifted(bar.high)?,
        low: shifted(bar.low)?,
        close: shifted(bar.close)?,
        ..*bar
    })
}

/// The price that an order of this quantity gets instead of `price`. None when a figure does not fit 28 digits.
pub(super) fn slipped(
    model: SlippageModel,
    side: Side,
    price: Decimal,
    quantity: Decimal,
    bar: &VenueBar,
    instrument: &Instrument,
) -> Option<Decimal> {
    let by = match model {
        SlippageModel::None | SlippageModel::Spread(_) => return Some(price),
        SlippageModel::FixedTicks(ticks) => instrument.tick_size.checked_mul(Decimal::from(ticks))?,
        SlippageModel::Percentage(share) => price.checked_mul(share)?,
        SlippageModel::VolumeShare(coefficient) => {
            let share = share_of(quantity, bar.volume);
            price.checked_mul(coefficient)?.checked_mul(share.checked_mul(share)?)?
        }
    };
    let worse = worse_by(side, price, by, instrument.tick_size)?;
    Some(match side {
        Side::Buy => worse.min(bar.high.max(price)),
        Side::Sell => worse.max(bar.low.min(price)),
    })
}

/// What slippage or the spread cost a fill, in quote currency: how much worse its price is than the one that was there, times its
/// quantity. Under the spread model what was there is the price in the middle, to twelve digits. None when it does not fit 28 digits.
pub(super) fn cost(model: SlippageModel, side: Side, offered: Decimal, price: Decimal, quantity: Decimal) -> Option<Decimal> {
    let worse = match (model, side) {
        (SlippageModel::Spread(share), side) => {
            let half = share.checked_div(Decimal::TWO)?;
            let seen = if side == Side::Buy { Decimal::ONE.checked_add(half)? } else { Decimal::ONE.checked_sub(half)? };
            price.checked_mul(half)?.checked_div(seen)?.round_dp(12)
        }
        (_, Side::Buy) => price.checked_sub(offered)?,
        (_, Side::Sell) => offered.checked_sub(price)?,
    };
    worse.checked_mul(quantity)
}

/// The order's share of the bar's volume, at most 1; 1 where nothing was traded.
fn share_of(quantity: Decimal, volume: Decimal) -> Decimal {
    quantity.checked_div(volume).map_or(Decimal::ONE, |share| share.min(Decimal::ONE))
}

/// A price that is worse for the side by an amount, on the tick, and still above nothing.
fn worse_by(side: Side, price: Decimal, by: Decimal, tick: Decimal) -> Option<Decimal> {
    if by.is_zero() {
        return Some(price);
    }
    let ticks = |price: Decimal| price.checked_div(tick);
    match side {
        Side::Buy => ticks(price.checked_add(by)?)?.ceil().checked_mul(tick),
        Side::Sell => ticks(price.checked_sub(by)?)?.floor().max(Decimal::ONE).checked_mul(tick),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{bar, dec, instrument};
    use super::*;

    fn of(model: SlippageModel, side: Side, price: &str, quantity: &str, bar: &VenueBar) -> Decimal {
        slipped(model, side, dec(price), dec(quantity), bar, &instrument()).unwrap()
    }

    #[test]
    fn every_model_moves_the_price_against_the_order() {
        let bar = VenueBar { volume: dec("100"), ..bar("100", "120", "80") };
        for (model, buy, sell) in [
            (SlippageModel::None, "100", "100"),
            (SlippageModel::FixedTicks(3), "100.03", "99.97"),
            (SlippageModel::Percentage(dec("0.001")), "100.1", "99.9"),
            // A fifth of the volume: 100 × 0.1 × 0.04.
            (SlippageModel::VolumeShare(dec("0.1")), "100.4", "99.6"),
        ] {
            assert_eq!(of(model, Side::Buy, "100", "20", &bar), dec(buy), "{model:?}");
            assert_eq!(of(model, Side::Sell, "100", "20", &bar), dec(sell), "{model:?}");
        }
    }

    #[test]
    fn a_slipped_price_is_rounded_to_the_tick_against_the_order() {
        let (model, bar) = (SlippageModel::Percentage(dec("0.00001")), bar("100", "120", "80"));
        assert_eq!(of(model, Side::Buy, "100", "1", &bar), dec("100.01"));
        assert_eq!(of(model, Side::Sell, "100", "1", &bar), dec("99.99"));
    }

    #[test]
    fn a_slipped_price_stays_inside_its_bar() {
        let (model, bar) = (SlippageModel::FixedTicks(1_000), bar("100", "101", "99"));
        assert_eq!(of(model, Side::Buy, "100", "1", &bar), dec("101"));
        assert_eq!(of(model, Side::Sell, "100", "1", &bar), dec("99"));
    }

    #[test]
    fn an_order_larger_than_the_volume_counts_as_all_of_it() {
        let model = SlippageModel::VolumeShare(dec("0.1"));
        let thin = VenueBar { volume: dec("5"), ..bar("100", "120", "80") };
        let silent = VenueBar { volume: Decimal::ZERO, ..thin };
        assert_eq!(of(model, Side::Buy, "100", "10", &thin), dec("110"));
        assert_eq!(of(model, Side::Buy, "100", "10", &silent), dec("110"));
    }

    #[test]
    fn what_a_fill_was_worse_is_what_it_cost() {
        let cost = |model, side, offered, price| cost(model, side, dec(offered), dec(price), dec("10")).unwrap();
        assert_eq!(cost(SlippageModel::FixedTicks(3), Side::Buy, "100", "100.03"), dec("0.3"));
        assert_eq!(cost(SlippageModel::FixedTicks(3), Side::Sell, "100", "99.97"), dec("0.3"));
        assert_eq!(cost(SlippageModel::None, Side::Sell, "100", "100"), dec("0"));
        let spread = SlippageModel::Spread(dec("0.01"));
        assert_eq!(cost(spread, Side::Buy, "100.5", "100.5"), dec("5"));
        assert_eq!(cost(spread, Side::Sell, "99.5", "99.5"), dec("5"));
    }

    #[test]
    fn a_spread_shows_each_side_its_own_bar() {
        let model = SlippageModel::Spread(dec("0.01"));
        let seen = |side| seen_by(side, &bar("100", "110", "90"), model, &instrument()).unwrap();
        assert_eq!((seen(Side::Buy).open, seen(Side::Buy).low), (dec("100.5"), dec("90.45")));
        assert_eq!((seen(Side::Sell).open, seen(Side::Sell).high), (dec("99.5"), dec("109.45")));
    }
}
