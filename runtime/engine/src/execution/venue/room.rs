//! How much may still be traded in an event, over all orders.

use simpletrader_contracts::Decimal;
use simpletrader_contracts::terms::Side;

/// What is left. A side without a bound takes any quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Room {
    both: Option<Decimal>,
    buys: Option<Decimal>,
    sells: Option<Decimal>,
}

impl Room {
    /// No bound.
    pub const ENDLESS: Self = Self { both: None, buys: None, sells: None };

    /// A share of a traded quantity, for buys and sells together. Without a share there is no bound.
    pub fn of_volume(volume: Decimal, share: Option<Decimal>) -> Self {
        Self { both: share.map(|share| share.checked_mul(volume).unwrap_or(volume)), ..Self::ENDLESS }
    }

    /// A share (all, where none is given) of what sellers and buyers offer.
    pub fn of_sizes(ask_size: Decimal, bid_size: Decimal, share: Option<Decimal>) -> Self {
        let part = |size: Decimal| Some(share.and_then(|share| share.checked_mul(size)).unwrap_or(size));
        Self { both: None, buys: part(ask_size), sells: part(bid_size) }
    }

    /// How much of `wanted` a side may trade: all of it, or as many whole lots as there is room for.
    pub fn for_order(&self, side: Side, wanted: Decimal, lot: Decimal) -> Decimal {
        let of_side = if side == Side::Buy { self.buys } else { self.sells };
        let Some(left) = [self.both, of_side].into_iter().flatten().min() else { return wanted };
        if wanted <= left {
            return wanted;
        }
        let lots = left.checked_div(lot).map(|lots| lots.floor()).and_then(|lots| lots.checked_mul(lot));
        lots.unwrap_or_default().max(Decimal::ZERO)
    }

    /// Takes what was filled.
    pub fn take(&mut self, side: Side, quantity: Decimal) {
        let of_side = if side == Side::Buy { &mut self.buys } else { &mut self.sells };
        for left in [&mut self.both, of_side].into_iter().flatten() {
            *left = left.saturating_sub(quantity).max(Decimal::ZERO);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::dec;
    use super::*;

    #[test]
    fn a_share_of_the_volume_is_there_for_all_orders_together_in_whole_lots() {
        let mut room = Room::of_volume(dec("105"), Some(dec("0.1")));
        assert_eq!(room.for_order(Side::Buy, dec("8"), dec("1")), dec("8"));
        assert_eq!(room.for_order(Side::Buy, dec("20"), dec("1")), dec("10"), "10.5 are ten lots");
        room.take(Side::Buy, dec("8"));
        assert_eq!(room.for_order(Side::Sell, dec("8"), dec("1")), dec("2"));
        assert_eq!(Room::of_volume(dec("0"), Some(dec("0.1"))).for_order(Side::Buy, dec("1"), dec("1")), dec("0"));
        assert_eq!(Room::of_volume(dec("0"), None).for_order(Side::Buy, dec("1"), dec("1")), dec("1"), "without a share");
    }

    #[test]
    fn at_the_touch_each_side_has_its_own_size() {
        let mut room = Room::of_sizes(dec("5"), dec("3"), None);
        room.take(Side::Buy, dec("5"));
        assert_eq!(room.for_order(Side::Buy, dec("1"), dec("1")), dec("0"));
        assert_eq!(room.for_order(Side::Sell, dec("9"), dec("1")), dec("3"));
        assert_eq!(Room::of_sizes(dec("5"), dec("3"), Some(dec("0.5"))).for_order(Side::Buy, dec("9"), dec("0.5")), dec("2.5"));
    }
}
