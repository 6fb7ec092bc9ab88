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

pub(in crate::convert) fn entry_draft(wire: decisions::EntryPlan, instruments: Instruments) -> Result<EntryPlanDraft, Invalid> {
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

pub(in crate::convert) fn size_draft(wire: decisions::SizePlan) -> Result<SizePlanDraft, Invalid> {
    let draft = SizePlanDraft {
        target_position_size: amount(wire.target_size).field("target-size")?,
        position_value: amount(wire.position_value).field("position-value")?,
        risk_amount: optional(wire.risk_amount, amount).field("risk-amount")?,
        leverage: decimal(wire.leverage).field("leverage")?,
    };
    draft.validated().field("leverage")
}

pub(in crate::convert) fn exit_draft(wire: decisions::ExitPlan) -> Result<ExitPlanDraft, Invalid> {
    let draft = ExitPlanDraft {
        stop_loss_price: optional(wire.stop_loss, price).field("stop-loss")?,
        take_profit_price: optional(wire.take_profit, price).field("take-profit")?,
    };
    Ok(draft.validated()?)
}

pub(in crate::convert) fn execution_draft(wire: decisions::ExecutionPlan) -> Result<ExecutionPlanDraft, Invalid> {
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

#[cfg(test)]
mod tests {
    use super::super::testing::{dec, told};
    use super::*;

    fn single(time_in_force: wire::TimeInForce) -> decisions::ExecutionAction {
        decisions::ExecutionAction::ExecuteTrade(decisions::Algorithm::Single(time_in_force))
    }

    fn execution(change: impl FnOnce(&mut decisions::ExecutionPlan)) -> Result<PlanOutcome<ExecutionPlanDraft>, Invalid> {
        let mut plan = decisions::ExecutionPlan {
            action: single(wire::TimeInForce::Gtc),
            max_slippage: dec("0.01"),
            window_seconds: None,
            must_complete_now: false,
            min_fill_ratio: None,
        };
        change(&mut plan);
        execution_plan(execution_planning::Outcome::Plan(plan))
    }

    fn work(how: decisions::Algorithm) -> Result<PlanOutcome<ExecutionPlanDraft>, Invalid> {
        execution(|plan| plan.action = decisions::ExecutionAction::ExecuteTrade(how))
    }

    fn refusal() -> decisions::Refusal {
        decisions::Refusal { code: wire::RejectionCode::BelowMinimumSize, reason: "less than one lot".into() }
    }

    #[test]
    fn planners_may_plan_nothing_or_refuse() {
        assert_eq!(size_plan(size::Outcome::Nothing), Ok(PlanOutcome::Nothing));
        assert_eq!(exit_plan(exit::Outcome::Nothing), Ok(PlanOutcome::Nothing));
        assert_eq!(entry_plan(entry::Outcome::Nothing, Instruments::new(0)), Ok(PlanOutcome::Nothing));
        assert!(matches!(size_plan(size::Outcome::Refuse(refusal())), Ok(PlanOutcome::Refuse(_))));
        let silent = decisions::Refusal { reason: String::new(), ..refusal() };
        insta::assert_snapshot!(told(exit_plan(exit::Outcome::Refuse(silent))), @"refuse.reason: a refusal's reason must have 1 to 500 characters, got ``");
    }

    // mission: 3 (partly)
    #[test]
    fn an_entry_plan_needs_its_prices() {
        let plan = |order| {
            let plan = decisions::EntryPlan { instrument: 0, side: wire::Side::Buy, order };
            entry_plan(entry::Outcome::Plan(plan), Instruments::new(1))
        };
        assert!(plan(decisions::OrderTerms::Limit(dec("100.5"))).is_ok());
        insta::assert_snapshot!(told(plan(decisions::OrderTerms::Limit(dec("0")))), @"plan.order.limit: a price must be greater than 0, got 0");
        let crooked = decisions::StopLimit { trigger: dec("-1"), limit: dec("1") };
        insta::assert_snapshot!(told(plan(decisions::OrderTerms::StopLimit(crooked))), @"plan.order.stop-limit.trigger: a price must be greater than 0, got -1");
    }

    // mission: 3 (partly), 29 (partly)
    #[test]
    fn a_size_plan_is_within_its_ranges() {
        let plan = |target: &str, leverage: &str| {
            size_plan(size::Outcome::Plan(decisions::SizePlan {
                target_size: dec(target),
                position_value: dec("100"),
                risk_amount: None,
                leverage: dec(leverage),
            }))
        };
        assert!(plan("0", "1").is_ok(), "a size of 0 closes the trade");
        insta::assert_snapshot!(told(plan("-1", "1")), @"plan.target-size: must not be negative, got -1");
        insta::assert_snapshot!(told(plan("1", "0.9")), @"plan.leverage: leverage must be at least 1, got 0.9");
    }

    // mission: 3 (partly)
    #[test]
    fn an_exit_plan_has_levels_above_zero_or_none() {
        let plan = |stop: Option<&str>| {
            exit_plan(exit::Outcome::Plan(decisions::ExitPlan { stop_loss: stop.map(dec), take_profit: None }))
        };
        assert!(plan(None).is_ok());
        assert!(plan(Some("90")).is_ok());
        insta::assert_snapshot!(told(plan(Some("0"))), @"plan.stop-loss: a price must be greater than 0, got 0");
    }

    // mission: 3 (partly)
    #[test]
    fn an_execution_plan_keeps_the_rules_between_its_fields() {
        assert!(execution(|_| {}).is_ok());
        insta::assert_snapshot!(told(execution(|plan| plan.must_complete_now = true)), @"plan: what must complete immediately must be SINGLE with an immediate order (IOC or FOK), got SINGLE");
        insta::assert_snapshot!(told(execution(|plan| plan.window_seconds = Some(0))), @"plan.window-seconds: a duration must have at least 1 second, got 0");
        insta::assert_snapshot!(told(execution(|plan| plan.max_slippage = dec("1.5"))), @"plan.max-slippage: must lie between 0 and 1, got 1.5");
        insta::assert_snapshot!(told(execution(|plan| plan.action = single(wire::TimeInForce::Other))), @"plan.action.single: `other` is for values of later contracts, not for a choice, got other");
    }

    // mission: 37 (partly)
    #[test]
    fn an_algorithm_keeps_the_rules_of_its_family() {
        let vwap = |profile: &str| {
            work(decisions::Algorithm::Vwap(decisions::Vwap { slices: 2, duration_seconds: 60, profile: profile.into() }))
        };
        assert!(vwap("u-shape").is_ok());
        insta::assert_snapshot!(told(vwap("")), @"plan.action.vwap.profile: a profile's name must have 1 to 60 characters, got ``");
        assert!(vwap(&"x".repeat(61)).is_err());
        let twap = decisions::Twap { slices: 1, duration_seconds: 60, jitter: dec("0") };
        insta::assert_snapshot!(told(work(decisions::Algorithm::Twap(twap))), @"plan.action: a sliced execution needs at least 2 slices, got 1");
        let layer = || decisions::Layer { offset: dec("0.01"), share: dec("0.5") };
        assert!(work(decisions::Algorithm::Layered(vec![layer(), layer()])).is_ok());
        insta::assert_snapshot!(told(work(decisions::Algorithm::Layered(vec![layer(); 3]))), @"plan.action: the shares of a layered execution must sum to 1, got 1.5");
        insta::assert_snapshot!(told(work(decisions::Algorithm::Layered(vec![layer(); 101]))), @"plan.action.layered: must have at most 100 items, got 101");
        let bad = decisions::Layer { share: dec("1.5"), ..layer() };
        insta::assert_snapshot!(told(work(decisions::Algorithm::Layered(vec![layer(), bad]))), @"plan.action.layered[1].share: must lie between 0 and 1, got 1.5");
    }
}
