//! What of a trade is open, at average cost.

use simpletrader_contracts::Decimal;
use simpletrader_contracts::terms::{Direction, Side};

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

    /// The position after a fill.
    pub(super) fn after_fill(&self, side: Side, quantity: Decimal, value: Decimal, fee: Decimal) -> Result<Self, PositionError> {
        self.checked_after_fill(side, quantity, value, fee)?.ok_or(PositionError::Overflow)
    }

    fn checked_after_fill(
        &self,
        side: Side,
        quantity: Decimal,
        value: Decimal,
        fee: Decimal,
    ) -> Result<Option<Self>, PositionError> {
        if side != self.direction.opening_side() && quantity > self.quantity {
            return Err(PositionError::Flips);
        }
        Ok((|| {
            let mut next = *self;
            next.realised = next.realised.checked_sub(fee)?;
            if side == self.direction.opening_side() {
                next.quantity = next.quantity.checked_add(quantity)?;
                next.cost = next.cost.checked_add(value)?;
            } else {
                // The last exit takes the exact rest of the cost, so that a closed trade's result has no rounding in it.
                let cost = if quantity == self.quantity {
                    self.cost
                } else {
                    self.cost.checked_mul(quantity)?.checked_div(self.quantity)?
                };
                let result = match self.direction {
                    Direction::Long => value.checked_sub(cost)?,
                    Direction::Short => cost.checked_sub(value)?,
                };
                next.quantity = next.quantity.checked_sub(quantity)?;
                next.cost = next.cost.checked_sub(cost)?;
                next.realised = next.realised.checked_add(result)?;
            }
            Some(next)
        })())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(position: Position, side: Side, quantity: i64, price: i64) -> Position {
        position.after_fill(side, quantity.into(), (quantity * price).into(), 1.into()).unwrap()
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
        assert_eq!(position.after_fill(Side::Sell, 11.into(), 1100.into(), 1.into()), Err(PositionError::Flips));
    }

    #[test]
    fn closing_in_thirds_leaves_no_rounding_behind() {
        let mut position = Position::new(Direction::Long);
        position = position.after_fill(Side::Buy, 3.into(), 10.into(), 0.into()).unwrap();
        for _ in 0..3 {
            position = position.after_fill(Side::Sell, 1.into(), 5.into(), 0.into()).unwrap();
        }
        assert_eq!((position.cost.is_zero(), position.realised().round_dp(20)), (true, 5.into()));
    }
}
