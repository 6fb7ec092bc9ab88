//! What of a trade is open, at average cost: an exit takes the average price of the open quantity with it, whichever entry it
//! came from (not first in, first out). Fees are results at once and no part of the cost.

use simpletrader_contracts::Decimal;
use simpletrader_contracts::decimal::exact;
use simpletrader_contracts::terms::{Direction, Side};

use super::settlement::Settlement;

/// The open part of one trade. `cost` is what the open quantity was bought (long) or sold (short) for, fees excluded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    direction: Direction,
    quantity: Decimal,
    cost: Decimal,
    realised: Decimal,
}

/// A fill that a position cannot take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PositionError {
    /// It would turn the position around.
    Flips,
    /// A figure does not fit 28 digits.
    Overflow,
}

impl Position {
    /// Places to which the cost of a part is rounded, where the cost itself has fewer.
    const SHARE_PLACES: u32 = 10;

    /// Nothing open yet.
    pub fn new(direction: Direction) -> Self {
        Self { direction, quantity: Decimal::ZERO, cost: Decimal::ZERO, realised: Decimal::ZERO }
    }

    /// Filled and not yet closed.
    pub fn quantity(&self) -> Decimal {
        self.quantity
    }

    /// The quantity with the sign of the direction.
    pub fn signed_quantity(&self) -> Decimal {
        match self.direction {
            Direction::Long => self.quantity,
            Direction::Short => -self.quantity,
        }
    }

    /// Average entry price of what is open; 0 when nothing is.
    pub fn average_price(&self) -> Decimal {
        self.cost.checked_div(self.quantity).unwrap_or_default()
    }

    /// Result of what was closed, minus every fee so far.
    pub fn realised(&self) -> Decimal {
        self.realised
    }

    /// Result of what is open at this price, before fees. None on overflow.
    pub fn unrealised(&self, price: Decimal) -> Option<Decimal> {
        let value = self.quantity.checked_mul(price)?;
        match self.direction {
            Direction::Long => value.checked_sub(self.cost),
            Direction::Short => self.cost.checked_sub(value),
        }
    }

    /// What of the money that came in is bound in the position: cash = capital + realised results - what is bound. Negative for
    /// a short position, whose proceeds lie in the cash.
    pub fn bound(&self) -> Decimal {
        match self.direction {
            Direction::Long => self.cost,
            Direction::Short => -self.cost,
        }
    }

    /// The position after a fill.
    pub(super) fn after_fill(&self, side: Side, settlement: &Settlement) -> Result<Self, PositionError> {
        if side == self.direction.opening_side() {
            self.grown(settlement).ok_or(PositionError::Overflow)
        } else if settlement.quantity > self.quantity {
            Err(PositionError::Flips)
        } else {
            self.shrunk(settlement).ok_or(PositionError::Overflow)
        }
    }

    fn grown(&self, Settlement { quantity, value, fee, .. }: &Settlement) -> Option<Self> {
        Some(Self {
            direction: self.direction,
            quantity: exact::add(self.quantity, *quantity)?,
            cost: exact::add(self.cost, *value)?,
            realised: exact::sub(self.realised, *fee)?,
        })
    }

    fn shrunk(&self, Settlement { quantity, value, fee, .. }: &Settlement) -> Option<Self> {
        let cost = self.cost_of(*quantity)?;
        let result = match self.direction {
            Direction::Long => exact::sub(*value, cost)?,
            Direction::Short => exact::sub(cost, *value)?,
        };
        Some(Self {
            direction: self.direction,
            quantity: exact::sub(self.quantity, *quantity)?,
            cost: exact::sub(self.cost, cost)?,
            realised: exact::sub(exact::add(self.realised, result)?, *fee)?,
        })
    }

    /// What a part of the open quantity cost on average. It is rounded, so that sums of it stay exact; the last exit takes the
    /// exact rest, so that the result of a closed trade has no rounding in it.
    fn cost_of(&self, quantity: Decimal) -> Option<Decimal> {
        if quantity == self.quantity {
            return Some(self.cost);
        }
        let places = self.cost.normalize().scale().max(Self::SHARE_PLACES);
        Some(self.cost.checked_mul(quantity)?.checked_div(self.quantity)?.round_dp(places))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fill with a fee of 1.
    fn settlement(side: Side, quantity: i64, price: i64) -> Settlement {
        let (quantity, value, fee) = (Decimal::from(quantity), Decimal::from(quantity * price), Decimal::ONE);
        let flow = if side == Side::Buy { -value } else { value };
        Settlement { quantity, value, fee, cash: flow - fee }
    }

    fn fill(position: Position, side: Side, quantity: i64, price: i64) -> Position {
        position.after_fill(side, &settlement(side, quantity, price)).unwrap()
    }

    // mission: 13 (partly)
    #[test]
    fn a_long_trade_realises_what_it_earned_minus_fees() {
        let position = fill(Position::new(Direction::Long), Side::Buy, 10, 100);
        assert_eq!((position.average_price(), position.realised()), (100.into(), (-1).into()));
        let position = fill(position, Side::Buy, 10, 110);
        assert_eq!(position.average_price(), 105.into());
        let position = fill(position, Side::Sell, 5, 125);
        assert_eq!((position.quantity(), position.realised()), (15.into(), (100 - 3).into()));
        let position = fill(position, Side::Sell, 15, 95);
        assert_eq!((position.quantity(), position.realised()), (0.into(), (100 - 150 - 4).into()));
    }

    #[test]
    fn a_short_trade_earns_when_the_price_falls() {
        let position = fill(Position::new(Direction::Short), Side::Sell, 10, 100);
        assert_eq!(position.signed_quantity(), (-10).into());
        assert_eq!(position.unrealised(90.into()), Some(100.into()));
        let position = fill(position, Side::Buy, 10, 90);
        assert_eq!(position.realised(), 98.into());
    }

    // mission: 67 (partly)
    #[test]
    fn an_exit_never_turns_the_position_around() {
        let position = fill(Position::new(Direction::Long), Side::Buy, 10, 100);
        assert_eq!(position.after_fill(Side::Sell, &settlement(Side::Sell, 11, 100)), Err(PositionError::Flips));
        let short = fill(Position::new(Direction::Short), Side::Sell, 10, 100);
        assert_eq!(short.after_fill(Side::Buy, &settlement(Side::Buy, 11, 100)), Err(PositionError::Flips));
    }

    // mission: 13 (partly)
    #[test]
    fn a_short_trade_scales_in_and_out_at_average_cost() {
        let position = fill(Position::new(Direction::Short), Side::Sell, 10, 100);
        let position = fill(position, Side::Sell, 10, 120);
        assert_eq!((position.average_price(), position.bound()), (110.into(), (-2200).into()));
        let position = fill(position, Side::Buy, 5, 90);
        assert_eq!((position.quantity(), position.realised()), (15.into(), (100 - 3).into()));
        assert_eq!(position.average_price(), 110.into(), "an exit leaves the average alone");
        let position = fill(position, Side::Sell, 5, 70);
        assert_eq!(position.average_price(), 100.into());
        let position = fill(position, Side::Buy, 20, 100);
        assert_eq!((position.quantity(), position.bound()), (0.into(), 0.into()));
        assert_eq!(position.realised(), (1000 + 1200 + 350 - 450 - 2000 - 5).into());
    }

    #[test]
    fn what_is_open_is_worth_its_distance_from_the_average() {
        let long = fill(Position::new(Direction::Long), Side::Buy, 10, 100);
        assert_eq!((long.unrealised(110.into()), long.unrealised(95.into())), (Some(100.into()), Some((-50).into())));
        let short = fill(Position::new(Direction::Short), Side::Sell, 10, 100);
        assert_eq!((short.unrealised(110.into()), short.unrealised(95.into())), (Some((-100).into()), Some(50.into())));
    }

    #[test]
    fn closing_in_thirds_leaves_no_rounding_behind() {
        let settled = |quantity: i64, value: i64| Settlement {
            quantity: quantity.into(),
            value: value.into(),
            fee: Decimal::ZERO,
            cash: Decimal::ZERO,
        };
        let mut position = Position::new(Direction::Long);
        position = position.after_fill(Side::Buy, &settled(3, 10)).unwrap();
        for _ in 0..3 {
            position = position.after_fill(Side::Sell, &settled(1, 5)).unwrap();
        }
        assert_eq!((position.cost.is_zero(), position.realised()), (true, 5.into()));
    }
}
