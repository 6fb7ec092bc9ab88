//! The four plans as the journal keeps them: a planner's draft with the id that the host gave it. Plans have no causality: the
//! request and the command that carry them have.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use super::plan::{check_algorithm, check_levels, check_limits};
use super::{Algorithm, EntryPlanDraft, ExecutionPlanDraft, ExitPlanDraft, OrderTerms, SizePlanDraft};
use crate::contract::contract;
use crate::decimal::Amount;
use crate::id::{EntryPlanId, ExecutionPlanId, ExitPlanId, GroupId, OrderId, SizePlanId};
use crate::terms::{ActionType, OrderType, Side};
use crate::{Decimal, Fraction, Price, Refused, Symbol};

/// The fields of an [`EntryPlan`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "FlatEntryPlan")]
pub struct EntryPlanFields {
    /// Given by the host.
    pub plan_id: EntryPlanId,
    /// What to trade.
    pub symbol: Symbol,
    /// Which side.
    pub direction: Side,
    /// Type and prices.
    #[serde(flatten)]
    pub terms: OrderTerms,
}

/// Read flat, because serde cannot refuse unknown fields beside a flattened part.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatEntryPlan {
    plan_id: EntryPlanId,
    symbol: Symbol,
    direction: Side,
    order_type: OrderType,
    #[serde(default)]
    limit_price: Option<Price>,
    #[serde(default)]
    stop_price: Option<Price>,
}

impl TryFrom<FlatEntryPlan> for EntryPlanFields {
    type Error = Refused;

    fn try_from(flat: FlatEntryPlan) -> Result<Self, Refused> {
        let FlatEntryPlan { plan_id, symbol, direction, order_type, limit_price, stop_price } = flat;
        let terms = OrderTerms::of_type(order_type, limit_price, stop_price)?;
        Ok(Self { plan_id, symbol, direction, terms })
    }
}

contract!(
    /// What and where. No timing, no slippage, no size.
    EntryPlan holds EntryPlanFields, unrelated
);

impl EntryPlan {
    /// Stamps a draft with an id and the symbol of its instrument.
    pub fn stamp(plan_id: EntryPlanId, symbol: Symbol, draft: &EntryPlanDraft) -> Self {
        Self::new(EntryPlanFields { plan_id, symbol, direction: draft.side, terms: draft.terms })
    }
}

/// The fields of a [`SizePlan`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizePlanFields {
    /// Given by the host.
    pub plan_id: SizePlanId,
    /// The absolute size that the trade should have afterwards; 0 closes it. The side is the entry plan's or the trade's.
    pub target_position_size: Amount,
    /// Estimated value of that size, in quote currency.
    pub position_value: Amount,
    /// Estimated loss at the stop; absent when the trade has no stop.
    #[serde(default)]
    pub risk_amount: Option<Amount>,
    /// At least 1; default 1.
    #[serde(default = "no_leverage", with = "crate::decimal::text")]
    pub leverage: Decimal,
}

fn no_leverage() -> Decimal {
    Decimal::ONE
}

contract!(
    /// How much. The leverage is at least 1.
    SizePlan holds SizePlanFields
);

impl SizePlan {
    /// Stamps a draft with an id.
    pub fn stamp(plan_id: SizePlanId, draft: &SizePlanDraft) -> Result<Self, Refused> {
        let SizePlanDraft { target_position_size, position_value, risk_amount, leverage } = *draft;
        Self::new(SizePlanFields { plan_id, target_position_size, position_value, risk_amount, leverage })
    }
}

impl SizePlanFields {
    fn check(&self) -> Result<(), Refused> {
        if self.leverage < Decimal::ONE {
            return Err(Refused::new("leverage: must be at least 1", self.leverage));
        }
        Ok(())
    }
}

/// The fields of an [`ExitPlan`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExitPlanFields {
    /// Given by the host.
    pub plan_id: ExitPlanId,
    /// The loss limit; absent where a change or a close needs none, or the strategy is allowed to trade unprotected.
    #[serde(default)]
    pub stop_loss_price: Option<Price>,
    /// The target.
    #[serde(default)]
    pub take_profit_price: Option<Price>,
}

contract!(
    /// Where to leave: static levels only. A trailing stop is a sequence of decisions, each with its own plan. Prices have at
    /// most 20 digits, 8 of them after the point.
    ExitPlan holds ExitPlanFields
);

impl ExitPlan {
    /// Stamps a draft with an id.
    pub fn stamp(plan_id: ExitPlanId, draft: &ExitPlanDraft) -> Result<Self, Refused> {
        let ExitPlanDraft { stop_loss_price, take_profit_price } = *draft;
        Self::new(ExitPlanFields { plan_id, stop_loss_price, take_profit_price })
    }
}

impl ExitPlanFields {
    fn check(&self) -> Result<(), Refused> {
        check_levels(self.stop_loss_price, self.take_profit_price)
    }
}

/// The fields of an [`ExecutionPlan`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecutionPlanFields {
    /// Given by the host.
    pub plan_id: ExecutionPlanId,
    /// What shall be done; default EXECUTE_TRADE.
    #[serde(default = "execute_trade")]
    pub action: ActionType,
    /// How an order is worked: present exactly for EXECUTE_TRADE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Algorithm>,
    /// Which group: present exactly for CANCEL_GROUP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_group_id: Option<GroupId>,
    /// Which order: present exactly for CANCEL_ORDER and MODIFY_ORDER.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_order_id: Option<OrderId>,
    /// Hard limit as a fraction of the price, at most 4 digits after the point.
    pub max_slippage_pct: Fraction,
    /// When to give up; not beyond the batch's timeout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_execution_window_seconds: Option<NonZeroU32>,
    /// Forbids every algorithm but SINGLE with an immediate order.
    #[serde(default)]
    pub must_complete_immediately: bool,
    /// Smallest share that must be filled, at most 2 digits after the point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_fill_ratio: Option<Fraction>,
}

fn execute_trade() -> ActionType {
    ActionType::ExecuteTrade
}

contract!(
    /// By which algorithm, within which limits. Obligations for the execution worker, not hints.
    ExecutionPlan holds ExecutionPlanFields
);

impl ExecutionPlan {
    /// Stamps a draft with an id, and with the ids of the order or group that it names by ordinal.
    pub fn stamp(
        plan_id: ExecutionPlanId,
        draft: &ExecutionPlanDraft,
        target_order_id: Option<OrderId>,
        target_group_id: Option<GroupId>,
    ) -> Result<Self, Refused> {
        let strategy = match &draft.action {
            super::ExecutionAction::ExecuteTrade(algorithm) => Some(algorithm.clone()),
            _ => None,
        };
        let window = match draft.max_execution_window_seconds.map(NonZeroU32::new) {
            Some(None) => return Err(Refused::new("max_execution_window_seconds: must be at least 1", 0)),
            window => window.flatten(),
        };
        Self::new(ExecutionPlanFields {
            plan_id,
            action: draft.action.action_type(),
            strategy,
            target_group_id,
            target_order_id,
            max_slippage_pct: draft.max_slippage_pct,
            max_execution_window_seconds: window,
            must_complete_immediately: draft.must_complete_immediately,
            min_fill_ratio: draft.min_fill_ratio,
        })
    }
}

impl ExecutionPlanFields {
    fn check(&self) -> Result<(), Refused> {
        let (wants_strategy, wants_order, wants_group) = match self.action {
            ActionType::ExecuteTrade => (true, false, false),
            ActionType::CancelOrder | ActionType::ModifyOrder => (false, true, false),
            ActionType::CancelGroup => (false, false, true),
            ActionType::CancelAllInPlan => (false, false, false),
        };
        if self.strategy.is_some() != wants_strategy {
            return Err(Refused::new("strategy: must be present exactly for EXECUTE_TRADE", self.action));
        }
        if self.target_order_id.is_some() != wants_order {
            return Err(Refused::new("target_order_id: must be present exactly for CANCEL_ORDER and MODIFY_ORDER", self.action));
        }
        if self.target_group_id.is_some() != wants_group {
            return Err(Refused::new("target_group_id: must be present exactly for CANCEL_GROUP", self.action));
        }
        check_limits(self.max_slippage_pct, self.min_fill_ratio)?;
        match &self.strategy {
            Some(algorithm) => check_algorithm(algorithm, self.must_complete_immediately),
            None => Ok(()),
        }
    }
}
