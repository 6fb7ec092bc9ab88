//! The four plans as the planners propose them: how each aspect of a directive will be done. The host stamps them into
//! [`EntryPlan`](super::EntryPlan) and its siblings.

use serde::{Deserialize, Serialize};

use super::{Algorithm, OrderTerms};
use crate::decimal::Amount;
use crate::ledger::{GroupRef, OrderRef};
use crate::market::InstrumentRef;
use crate::terms::{ActionType, Side, TimeInForce};
use crate::{Decimal, Fraction, Price, Refused};

/// What and where, as an entry planner proposes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPlanDraft {
    /// What to trade.
    pub instrument: InstrumentRef,
    /// Which side.
    pub side: Side,
    /// Type and prices.
    pub terms: OrderTerms,
}

/// How much, as a size planner proposes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizePlanDraft {
    /// The absolute size that the trade should have afterwards; 0 closes it.
    pub target_position_size: Amount,
    /// Estimated value of that size, in quote currency.
    pub position_value: Amount,
    /// Estimated loss at the stop; absent when the trade has no stop.
    pub risk_amount: Option<Amount>,
    /// At least 1.
    #[serde(with = "crate::decimal::text")]
    pub leverage: Decimal,
}

impl SizePlanDraft {
    /// Checks the leverage.
    pub fn validated(self) -> Result<Self, Refused> {
        if self.leverage < Decimal::ONE {
            return Err(Refused::new("leverage must be at least 1", self.leverage));
        }
        Ok(self)
    }
}

/// Where to leave, as an exit planner proposes it: static levels only.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExitPlanDraft {
    /// The loss limit.
    pub stop_loss_price: Option<Price>,
    /// The target.
    pub take_profit_price: Option<Price>,
}

impl ExitPlanDraft {
    /// Checks the length of the prices.
    pub fn validated(self) -> Result<Self, Refused> {
        check_levels(self.stop_loss_price, self.take_profit_price)?;
        Ok(self)
    }
}

/// Levels have at most 20 digits, 8 of them after the point: what a venue takes as a price.
pub(super) fn check_levels(stop_loss_price: Option<Price>, take_profit_price: Option<Price>) -> Result<(), Refused> {
    let is_too_long = |price: &Price| price.get().scale() > 8 || price.get().mantissa().unsigned_abs() >= 10_u128.pow(20);
    if let Some(price) = stop_loss_price.filter(is_too_long) {
        return Err(Refused::new("stop_loss_price: must have at most 20 digits, 8 of them after the point", price));
    }
    if let Some(price) = take_profit_price.filter(is_too_long) {
        return Err(Refused::new("take_profit_price: must have at most 20 digits, 8 of them after the point", price));
    }
    Ok(())
}

/// What shall be done. In JSON it goes by the names of [`ActionType`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ExecutionAction {
    /// Work an order.
    ExecuteTrade(Algorithm),
    /// Withdraw one order.
    CancelOrder {
        /// Which.
        order: OrderRef,
    },
    /// Change one order.
    ModifyOrder {
        /// Which.
        order: OrderRef,
    },
    /// Withdraw all orders of one group.
    CancelGroup {
        /// Which.
        group: GroupRef,
    },
    /// Withdraw all orders of the trade.
    #[serde(rename = "CANCEL_ALL_IN_PLAN")]
    CancelAllInTrade,
}

impl ExecutionAction {
    /// The action alone.
    pub const fn action_type(&self) -> ActionType {
        match self {
            Self::ExecuteTrade(_) => ActionType::ExecuteTrade,
            Self::CancelOrder { .. } => ActionType::CancelOrder,
            Self::ModifyOrder { .. } => ActionType::ModifyOrder,
            Self::CancelGroup { .. } => ActionType::CancelGroup,
            Self::CancelAllInTrade => ActionType::CancelAllInPlan,
        }
    }
}

/// By which algorithm, within which limits, as an execution planner proposes it. Obligations, not hints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExecutionPlanDraft {
    /// What shall be done.
    pub action: ExecutionAction,
    /// Fraction of the price, at most 4 digits after the point.
    pub max_slippage_pct: Fraction,
    /// When to give up, > 0.
    pub max_execution_window_seconds: Option<u32>,
    /// Forbids every algorithm but SINGLE.
    pub must_complete_immediately: bool,
    /// Smallest share that must be filled, at most 2 digits after the point.
    pub min_fill_ratio: Option<Fraction>,
}

impl ExecutionPlanDraft {
    /// Checks the rules between the fields.
    pub fn validated(self) -> Result<Self, Refused> {
        if self.max_execution_window_seconds == Some(0) {
            return Err(Refused::new("an execution window must have at least 1 second", 0));
        }
        check_limits(self.max_slippage_pct, self.min_fill_ratio)?;
        if let ExecutionAction::ExecuteTrade(algorithm) = &self.action {
            check_algorithm(algorithm, self.must_complete_immediately)?;
        }
        Ok(self)
    }
}

/// Digits after the point: venues and reports compare these limits at this precision.
pub(super) fn check_limits(max_slippage_pct: Fraction, min_fill_ratio: Option<Fraction>) -> Result<(), Refused> {
    if max_slippage_pct.get().scale() > 4 {
        return Err(Refused::new("max_slippage_pct must have at most 4 digits after the point", max_slippage_pct));
    }
    match min_fill_ratio {
        Some(ratio) if ratio.get().scale() > 2 => {
            Err(Refused::new("min_fill_ratio must have at most 2 digits after the point", ratio))
        }
        _ => Ok(()),
    }
}

/// The algorithm's own rules, and what a plan that must complete at once forbids.
pub(super) fn check_algorithm(algorithm: &Algorithm, must_complete_immediately: bool) -> Result<(), Refused> {
    algorithm.check()?;
    let is_immediate = matches!(algorithm, Algorithm::Single { time_in_force: TimeInForce::Ioc | TimeInForce::Fok });
    if must_complete_immediately && !is_immediate {
        return Err(Refused::new(
            "what must complete immediately must be SINGLE with an immediate order (IOC or FOK)",
            algorithm.strategy_type(),
        ));
    }
    Ok(())
}

/// The plans of one directive and one target, side by side, as later planners and workers see them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlanDrafts {
    /// What and where.
    pub entry: Option<EntryPlanDraft>,
    /// How much.
    pub size: Option<SizePlanDraft>,
    /// Where to leave.
    pub exit: Option<ExitPlanDraft>,
}

impl PlanDrafts {
    /// True when there is no plan at all.
    pub fn is_empty(&self) -> bool {
        self.entry.is_none() && self.size.is_none() && self.exit.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(text: &str) -> Fraction {
        Fraction::new(text.parse().unwrap()).unwrap()
    }

    // mission: 37
    #[test]
    fn what_must_complete_immediately_is_one_immediate_order() {
        let plan = |algorithm, now| {
            ExecutionPlanDraft {
                action: ExecutionAction::ExecuteTrade(algorithm),
                max_slippage_pct: fraction("0.01"),
                max_execution_window_seconds: None,
                must_complete_immediately: now,
                min_fill_ratio: None,
            }
            .validated()
        };
        assert!(plan(Algorithm::Single { time_in_force: TimeInForce::Ioc }, true).is_ok());
        assert!(plan(Algorithm::Single { time_in_force: TimeInForce::Gtc }, true).is_err());
        assert!(plan(Algorithm::Single { time_in_force: TimeInForce::Gtc }, false).is_ok());
    }
}
