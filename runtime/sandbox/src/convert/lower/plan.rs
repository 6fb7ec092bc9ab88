//! The four plans.

use simpletrader_contracts::decision::{
    Algorithm, EntryPlanDraft, ExecutionAction, ExecutionPlanDraft, ExitPlanDraft, Layer, OrderTerms, PlanDrafts, SizePlanDraft,
    Visible,
};
use simpletrader_contracts::terms::TimeInForce;

use super::ledger::side;
use super::{Misfit, all, derived, exact, exact_option};
use crate::bindings::wire::decisions;
use crate::bindings::wire::types as wire;

pub(in crate::convert) fn plans(plans: &PlanDrafts) -> Result<decisions::Plans, Misfit> {
    Ok(decisions::Plans {
        entry: plans.entry.as_ref().map(entry_plan).transpose()?,
        size: plans.size.as_ref().map(size_plan).transpose()?,
        exit: plans.exit.as_ref().map(exit_plan).transpose()?,
    })
}

fn entry_plan(plan: &EntryPlanDraft) -> Result<decisions::EntryPlan, Misfit> {
    Ok(decisions::EntryPlan { instrument: plan.instrument.0, side: side(plan.side), order: terms(plan.terms)? })
}

fn terms(terms: OrderTerms) -> Result<decisions::OrderTerms, Misfit> {
    let trigger = |price: simpletrader_contracts::Price| exact("plan.entry.trigger", price.get());
    let limit = |price: simpletrader_contracts::Price| exact("plan.entry.limit", price.get());
    Ok(match terms {
        OrderTerms::Market => decisions::OrderTerms::Market,
        OrderTerms::Limit { limit_price } => decisions::OrderTerms::Limit(limit(limit_price)?),
        OrderTerms::StopLimit { stop_price, limit_price } => {
            decisions::OrderTerms::StopLimit(decisions::StopLimit { trigger: trigger(stop_price)?, limit: limit(limit_price)? })
        }
        OrderTerms::StopMarket { stop_price } => decisions::OrderTerms::StopMarket(trigger(stop_price)?),
        OrderTerms::TakeProfitMarket { stop_price } => decisions::OrderTerms::TakeProfitMarket(trigger(stop_price)?),
    })
}

fn size_plan(plan: &SizePlanDraft) -> Result<decisions::SizePlan, Misfit> {
    Ok(decisions::SizePlan {
        target_size: exact("plan.size.target-size", plan.target_position_size.get())?,
        position_value: derived("plan.size.position-value", plan.position_value.get())?,
        risk_amount: plan.risk_amount.map(|amount| derived("plan.size.risk-amount", amount.get())).transpose()?,
        leverage: derived("plan.size.leverage", plan.leverage)?,
    })
}

fn exit_plan(plan: &ExitPlanDraft) -> Result<decisions::ExitPlan, Misfit> {
    Ok(decisions::ExitPlan {
        stop_loss: exact_option("plan.exit.stop-loss", plan.stop_loss_price.map(|price| price.get()))?,
        take_profit: exact_option("plan.exit.take-profit", plan.take_profit_price.map(|price| price.get()))?,
    })
}

pub(in crate::convert) fn execution_plan(plan: &ExecutionPlanDraft) -> Result<decisions::ExecutionPlan, Misfit> {
    Ok(decisions::ExecutionPlan {
        action: match &plan.action {
            ExecutionAction::ExecuteTrade(how) => decisions::ExecutionAction::ExecuteTrade(algorithm(how)?),
            ExecutionAction::CancelOrder { order } => decisions::ExecutionAction::CancelOrder(order.0),
            ExecutionAction::ModifyOrder { order } => decisions::ExecutionAction::ModifyOrder(order.0),
            ExecutionAction::CancelGroup { group } => decisions::ExecutionAction::CancelGroup(group.0),
            ExecutionAction::CancelAllInTrade => decisions::ExecutionAction::CancelAllInTrade,
        },
        max_slippage: exact("plan.execution.max-slippage", plan.max_slippage_pct.get())?,
        window_seconds: plan.max_execution_window_seconds,
        must_complete_now: plan.must_complete_immediately,
        min_fill_ratio: exact_option("plan.execution.min-fill-ratio", plan.min_fill_ratio.map(|share| share.get()))?,
    })
}

fn algorithm(how: &Algorithm) -> Result<decisions::Algorithm, Misfit> {
    Ok(match how {
        Algorithm::Single { time_in_force } => decisions::Algorithm::Single(self::time_in_force(*time_in_force)),
        Algorithm::Twap { slice_count, duration_seconds, jitter } => decisions::Algorithm::Twap(decisions::Twap {
            slices: *slice_count,
            duration_seconds: *duration_seconds,
            jitter: exact("plan.execution.jitter", jitter.get())?,
        }),
        Algorithm::Vwap { slice_count, duration_seconds, profile } => decisions::Algorithm::Vwap(decisions::Vwap {
            slices: *slice_count,
            duration_seconds: *duration_seconds,
            profile: profile.clone(),
        }),
        Algorithm::Iceberg { visible, refresh_at } => decisions::Algorithm::Iceberg(decisions::Iceberg {
            visible: match visible {
                Visible::Quantity(quantity) => decisions::Visible::Quantity(exact("plan.execution.visible", quantity.get())?),
                Visible::Ratio(share) => decisions::Visible::Ratio(exact("plan.execution.visible", share.get())?),
            },
            refresh_at: exact("plan.execution.refresh-at", refresh_at.get())?,
        }),
        Algorithm::Layered { levels } => decisions::Algorithm::Layered(all(levels, layer)?),
        Algorithm::Pov { participation, min_child, max_child, duration_seconds } => decisions::Algorithm::Pov(decisions::Pov {
            participation: exact("plan.execution.participation", participation.get())?,
            min_child: exact_option("plan.execution.min-child", min_child.map(|quantity| quantity.get()))?,
            max_child: exact_option("plan.execution.max-child", max_child.map(|quantity| quantity.get()))?,
            duration_seconds: *duration_seconds,
        }),
    })
}

fn layer(layer: &Layer) -> Result<decisions::Layer, Misfit> {
    Ok(decisions::Layer {
        offset: exact("plan.execution.layer.offset", layer.offset)?,
        share: exact("plan.execution.layer.share", layer.share.get())?,
    })
}

fn time_in_force(time_in_force: TimeInForce) -> wire::TimeInForce {
    match time_in_force {
        TimeInForce::Gtc => wire::TimeInForce::Gtc,
        TimeInForce::Ioc => wire::TimeInForce::Ioc,
        TimeInForce::Fok => wire::TimeInForce::Fok,
        TimeInForce::Gtd => wire::TimeInForce::Gtd,
    }
}
