//! Level 1: the trade.

use serde::Serialize;

use crate::id::TradePlanId;
use crate::terms::{Direction, TradeStatus};
use crate::{Instant, Symbol};

/// A trade from its first order to its end. Only its status changes, and only from ACTIVE to CLOSED.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TradePlan {
    /// Reserved when the command was aggregated.
    pub plan_id: TradePlanId,
    /// The strategy link.
    pub strategy_instance_id: String,
    /// What is traded.
    pub symbol: Symbol,
    /// Which way.
    pub direction: Direction,
    /// When its first order was registered.
    pub created_at: Instant,
    closed_at: Option<Instant>,
}

impl TradePlan {
    /// A new, active trade.
    pub fn new(
        plan_id: TradePlanId,
        strategy_instance_id: String,
        symbol: Symbol,
        direction: Direction,
        created_at: Instant,
    ) -> Self {
        Self { plan_id, strategy_instance_id, symbol, direction, created_at, closed_at: None }
    }

    /// ACTIVE or CLOSED.
    pub fn status(&self) -> TradeStatus {
        if self.closed_at.is_some() { TradeStatus::Closed } else { TradeStatus::Active }
    }

    /// When it ended.
    pub fn closed_at(&self) -> Option<Instant> {
        self.closed_at
    }

    /// Ends the trade; false when it has ended before, which changes nothing.
    pub fn close(&mut self, at: Instant) -> bool {
        let was_active = self.closed_at.is_none();
        self.closed_at.get_or_insert(at);
        was_active
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trade_closes_once() {
        let id = TradePlanId::parse("TPL_20040921_000000_00000001").unwrap();
        let at = Instant::from_micros;
        let mut trade = TradePlan::new(id, "link".into(), Symbol::new("A_B").unwrap(), Direction::Long, at(0));
        assert_eq!(trade.status(), TradeStatus::Active);
        assert!(trade.close(at(1)));
        assert!(!trade.close(at(2)), "a second close is refused");
        assert_eq!((trade.status(), trade.closed_at()), (TradeStatus::Closed, Some(at(1))));
    }
}
