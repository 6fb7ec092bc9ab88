//! Level 1: the trade.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::id::TradePlanId;
use crate::terms::{Direction, TradeStatus};
use crate::{Instant, Refused, Symbol};

/// A trade from its first order to its end. Only its status changes, and only from ACTIVE to CLOSED.
///
/// Its [traits](TradeTraits) are read as its own fields and never change:
///
/// ```compile_fail
/// fn change(plan: &mut simpletrader_contracts::ledger::TradePlan) {
///     plan.direction = simpletrader_contracts::terms::Direction::Short;
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TradePlan {
    #[serde(flatten)]
    traits: TradeTraits,
    status: TradeStatus,
    closed_at: Option<Instant>,
}

/// What a trade is, from its first order on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TradeTraits {
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
}

impl Deref for TradePlan {
    type Target = TradeTraits;

    fn deref(&self) -> &TradeTraits {
        &self.traits
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TradePlanFields {
    plan_id: TradePlanId,
    strategy_instance_id: String,
    symbol: Symbol,
    direction: Direction,
    created_at: Instant,
    status: TradeStatus,
    #[serde(default)]
    closed_at: Option<Instant>,
}

impl<'de> Deserialize<'de> for TradePlan {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields: TradePlanFields = crate::contract::read(deserializer, "TradePlan")?;
        Self::restore(fields).map_err(|refused| crate::contract::broken("TradePlan", &refused))
    }
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
        let traits = TradeTraits { plan_id, strategy_instance_id, symbol, direction, created_at };
        Self { traits, status: TradeStatus::Active, closed_at: None }
    }

    /// ACTIVE or CLOSED.
    pub fn status(&self) -> TradeStatus {
        self.status
    }

    /// When it ended.
    pub fn closed_at(&self) -> Option<Instant> {
        self.closed_at
    }

    /// Ends the trade; false when it has ended before, which changes nothing.
    pub fn close(&mut self, at: Instant) -> bool {
        let may_close = self.status.may_become(TradeStatus::Closed);
        if may_close {
            self.status = TradeStatus::Closed;
            self.closed_at = Some(at);
        }
        may_close
    }

    fn restore(fields: TradePlanFields) -> Result<Self, Refused> {
        let TradePlanFields { plan_id, strategy_instance_id, symbol, direction, created_at, status, closed_at } = fields;
        if strategy_instance_id.trim().is_empty() {
            return Err(Refused::new("strategy_instance_id: must not be empty", "``"));
        }
        if closed_at.is_some() != (status == TradeStatus::Closed) {
            return Err(Refused::new("closed_at: must be present exactly for CLOSED", status));
        }
        if let Some(at) = closed_at.filter(|at| *at < created_at) {
            return Err(Refused::new("closed_at: must not lie before created_at", at));
        }
        let traits = TradeTraits { plan_id, strategy_instance_id, symbol, direction, created_at };
        Ok(Self { traits, status, closed_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // mission: 24
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
