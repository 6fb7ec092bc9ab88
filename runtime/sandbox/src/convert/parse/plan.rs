//! What planners answer.

use simpletrader_contracts::Refused;
use simpletrader_contracts::decision::{
    Algorithm, EntryPlanDraft, ExecutionAction, ExecutionPlanDraft, ExitPlanDraft, Layer, OrderTerms, SizePlanDraft, Visible,
};
use simpletrader_contracts::ledger::{GroupRef, OrderRef};
use simpletrader_contracts::name::excerpt;
use simpletrader_contracts::terms::TimeInForce;
use simpletrader_contracts::worker::call::PlanOutcome;

use super::{Instruments, Invalid, Place, amount, decimal, fraction, list, optional, price, quantity, refusal, seconds, side};
use crate::bindings::handlers::{entry, execution_planning, exit, size};
use crate::bindings::wire::decisions;
use crate::bindings::wire::types as wire;

/// Most levels of a layered order.
const LAYERS: usize = 100;
/// Most characters of the name of a volume profile.
const PROFILE: usize = 60;

/// An entry planner's answer.
pub(crate) fn entry_plan(wire: entry::Outcome, instruments: Instruments) -> Result<PlanOutcome<EntryPlanDraft>, Invalid> {
    Ok(match wire {
        entry::Outcome::Plan(plan) => PlanOutcome::Plan(entry_draft(plan, instruments).field("plan")?),
        entry::Outcome::Nothing => PlanOutcome::Nothing,
        entry::Outcome::Refuse(refused) => PlanOutcome::Refuse(refusal(refused).field("refuse")?),
    })
}

/// A size planner's answer.
pub(crate) fn size_plan(wire: size::Outcome) -> Result<PlanOutcome<SizePlanDraft>, Invalid> {
    Ok(match wire {
        size::Outcome::Plan(plan) => PlanOutcome::Plan(size_draft(plan).field("plan")?),
        size::Outcome::Nothing => PlanOutcome::Nothing,
        size::Outcome::Refuse(refused) => PlanOutcome::Refuse(refusal(refused).field("refuse")?),
    })
}

/// An exit planner's answer.
pub(crate) fn exit_plan(wire: exit::Outcome) -> Result<PlanOutcome<ExitPlanDraft>, Invalid> {
    Ok(match wire {
        exit::Outcome::Plan(plan) => PlanOutcome::Plan(exit_draft(plan).field("plan")?),
        exit::Outcome::Nothing => PlanOutcome::Nothing,
        exit::Outcome::Refuse(refused) => PlanOutcome::Refuse(refusal(refused).field("refuse")?),
    })
}

/// An execution planner's answer.
pub(crate) fn execution_plan(wire: execution_planning::Outcome) -> Result<PlanOutcome<ExecutionPlanDraft>, Invalid> {
    Ok(match wire {
        execution_planning::Outcome::Plan(plan) => PlanOutcome::Plan(execution_draft(plan).field("plan")?),
        execution_planning::Outcome::Nothing => PlanOutcome::Nothing,
        execution_planning::Outcome::Refuse(refused) => PlanOutcome::Refuse(refusal(refused).field("refuse")?),
    })
}

fn entry_draft(wire: decisions::EntryPlan, instruments: Instruments) -> Result<EntryPlanDraft, Invalid> {
    Ok(EntryPlanDraft {
        instrument: instruments.parse(wire.instrument).field("instrument")?,
        side: side(wire.side),
        terms: terms(wire.order).field("order")?,
    })
}

/// The type of an order with its prices.
pub(super) fn terms(wire: decisions::OrderTerms) -> Result<OrderTerms, Invalid> {
    Ok(match wire {
        decisions::OrderTerms::Market => OrderTerms::Market,
        decisions::OrderTerms::Limit(limit) => OrderTerms::Limit { limit_price: price(limit).field("limit")? },
        decisions::OrderTerms::StopLimit(prices) => OrderTerms::StopLimit {
            stop_price: price(prices.trigger).field("stop-limit.trigger")?,
            limit_price: price(prices.limit).field("stop-limit.limit")?,
        },
        decisions::OrderTerms::StopMarket(trigger) => OrderTerms::StopMarket { stop_price: price(trigger).field("stop-market")? },
        decisions::OrderTerms::TakeProfitMarket(trigger) => {
            OrderTerms::TakeProfitMarket { stop_price: price(trigger).field("take-profit-market")? }
        }
    })
}

fn size_draft(wire: decisions::SizePlan) -> Result<SizePlanDraft, Invalid> {
    let draft = SizePlanDraft {
        target_position_size: amount(wire.target_size).field("target-size")?,
        position_value: amount(wire.position_value).field("position-value")?,
        risk_amount: optional(wire.risk_amount, amount).field("risk-amount")?,
        leverage: decimal(wire.leverage).field("leverage")?,
    };
    draft.validated().field("leverage")
}

fn exit_draft(wire: decisions::ExitPlan) -> Result<ExitPlanDraft, Invalid> {
    Ok(ExitPlanDraft {
        stop_loss_price: optional(wire.stop_loss, price).field("stop-loss")?,
        take_profit_price: optional(wire.take_profit, price).field("take-profit")?,
    })
}

fn execution_draft(wire: decisions::ExecutionPlan) -> Result<ExecutionPlanDraft, Invalid> {
    let draft = ExecutionPlanDraft {
        action: action(wire.action).field("action")?,
        max_slippage_pct: fraction(wire.max_slippage).field("max-slippage")?,
        max_execution_window_seconds: optional(wire.window_seconds, seconds).field("window-seconds")?,
        must_complete_immediately: wire.must_complete_now,
        min_fill_ratio: optional(wire.min_fill_ratio, fraction).field("min-fill-ratio")?,
    };
    Ok(draft.validated()?)
}

fn action(wire: decisions::ExecutionAction) -> Result<ExecutionAction, Invalid> {
    Ok(match wire {
        decisions::ExecutionAction::ExecuteTrade(how) => ExecutionAction::ExecuteTrade(algorithm(how)?),
        decisions::ExecutionAction::CancelOrder(order) => ExecutionAction::CancelOrder { order: OrderRef(order) },
        decisions::ExecutionAction::ModifyOrder(order) => ExecutionAction::ModifyOrder { order: OrderRef(order) },
        decisions::ExecutionAction::CancelGroup(group) => ExecutionAction::CancelGroup { group: GroupRef(group) },
        decisions::ExecutionAction::CancelAllInTrade => ExecutionAction::CancelAllInTrade,
    })
}

fn algorithm(wire: decisions::Algorithm) -> Result<Algorithm, Invalid> {
    let algorithm = match wire {
        decisions::Algorithm::Single(time_in_force) => {
            Algorithm::Single { time_in_force: self::time_in_force(time_in_force).field("single")? }
        }
        decisions::Algorithm::Twap(twap) => Algorithm::Twap {
            slice_count: twap.slices,
            duration_seconds: twap.duration_seconds,
            jitter: fraction(twap.jitter).field("twap.jitter")?,
        },
        decisions::Algorithm::Vwap(vwap) => Algorithm::Vwap {
            slice_count: vwap.slices,
            duration_seconds: vwap.duration_seconds,
            profile: profile(&vwap.profile).field("vwap.profile")?,
        },
        decisions::Algorithm::Iceberg(iceberg) => Algorithm::Iceberg {
            visible: match iceberg.visible {
                decisions::Visible::Quantity(shown) => Visible::Quantity(quantity(shown).field("iceberg.visible.quantity")?),
                decisions::Visible::Ratio(share) => Visible::Ratio(fraction(share).field("iceberg.visible.ratio")?),
            },
            refresh_at: fraction(iceberg.refresh_at).field("iceberg.refresh-at")?,
        },
        decisions::Algorithm::Layered(layers) => Algorithm::Layered { levels: list(layers, LAYERS, layer).field("layered")? },
        decisions::Algorithm::Pov(pov) => Algorithm::Pov {
            participation: fraction(pov.participation).field("pov.participation")?,
            min_child: optional(pov.min_child, quantity).field("pov.min-child")?,
            max_child: optional(pov.max_child, quantity).field("pov.max-child")?,
            duration_seconds: pov.duration_seconds,
        },
    };
    Ok(algorithm.validated()?)
}

fn profile(wire: &str) -> Result<String, Refused> {
    let length = wire.chars().count();
    if (1..=PROFILE).contains(&length) {
        Ok(excerpt(wire, PROFILE))
    } else {
        Err(Refused::new("a profile's name must have 1 to 60 characters", format!("`{wire}`")))
    }
}

fn layer(wire: decisions::Layer) -> Result<Layer, Invalid> {
    Ok(Layer { offset: decimal(wire.offset).field("offset")?, share: fraction(wire.share).field("share")? })
}

/// How long an order may work.
pub(super) fn time_in_force(wire: wire::TimeInForce) -> Result<TimeInForce, Refused> {
    match wire {
        wire::TimeInForce::Gtc => Ok(TimeInForce::Gtc),
        wire::TimeInForce::Ioc => Ok(TimeInForce::Ioc),
        wire::TimeInForce::Fok => Ok(TimeInForce::Fok),
        wire::TimeInForce::Gtd => Ok(TimeInForce::Gtd),
        wire::TimeInForce::Other => Err(Refused::new("`other` is for values of later contracts, not for a choice", "other")),
    }
}
