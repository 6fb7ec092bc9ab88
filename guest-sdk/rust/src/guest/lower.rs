//! From a worker's answer to the wire.
//!
//! The wire carries decimals of at most fifteen digits. An answer is never rounded here: a price or size with more digits is
//! an error that names the field, because only the worker knows which way it may be rounded.

use simpletrader_contracts::Decimal;
use simpletrader_contracts::decimal::WireDecimal;
use simpletrader_contracts::decision::{
    Algorithm, DecisionDraft, DirectiveDraft, EntryDirective, EntryPlanDraft, ExecutionAction, ExecutionDirective,
    ExecutionPlanDraft, ExecutionPolicy, ExitDirective, ExitPlanDraft, Layer, LegDraft, OrderTerms, Outcome, PriceZone,
    RefusalDraft, RiskDraft, SignalDraft, SizeDirective, SizePlanDraft, Visible,
};
use simpletrader_contracts::ledger::TradeRef;
use simpletrader_contracts::terms::{BatchMode, Direction, DirectiveScope, OrderPurpose, RejectionCode, Side, TimeInForce};
use simpletrader_contracts::worker::call::{NewOrder, OrderIntent};

use super::bindings::exports::simpletrader::worker::{execution, strategy};
use super::bindings::simpletrader::worker::{decisions, types as wire};
use crate::WorkerError;

type Lowered<T> = Result<T, WorkerError>;

/// Lowers every element of a list.
pub fn all<T, W>(values: Vec<T>, lower: impl Fn(T) -> Lowered<W>) -> Lowered<Vec<W>> {
    values.into_iter().map(lower).collect()
}

pub fn error(error: WorkerError) -> wire::WorkerError {
    match error {
        WorkerError::BadParams(text) => wire::WorkerError::BadParams(text),
        WorkerError::NotReady(text) => wire::WorkerError::NotReady(text),
        WorkerError::Failed(text) => wire::WorkerError::Failed(text),
    }
}

fn decimal(field: &str, value: Decimal) -> Lowered<wire::Decimal> {
    match WireDecimal::exact(value) {
        Some(WireDecimal { mantissa, scale }) => Ok(wire::Decimal { mantissa, scale }),
        None => Err(WorkerError::failed(format!("{field}: {value} has more than 15 digits or 18 places; round it"))),
    }
}

fn optional<T>(field: &str, value: Option<T>, plain: impl Fn(T) -> Decimal) -> Lowered<Option<wire::Decimal>> {
    value.map(|value| decimal(field, plain(value))).transpose()
}

fn direction(value: Direction) -> wire::Direction {
    match value {
        Direction::Long => wire::Direction::Long,
        Direction::Short => wire::Direction::Short,
    }
}

fn side(value: Side) -> wire::Side {
    match value {
        Side::Buy => wire::Side::Buy,
        Side::Sell => wire::Side::Sell,
    }
}

fn time_in_force(value: TimeInForce) -> wire::TimeInForce {
    match value {
        TimeInForce::Gtc => wire::TimeInForce::Gtc,
        TimeInForce::Ioc => wire::TimeInForce::Ioc,
        TimeInForce::Fok => wire::TimeInForce::Fok,
        TimeInForce::Gtd => wire::TimeInForce::Gtd,
    }
}

pub fn signal(value: SignalDraft) -> Lowered<decisions::Signal> {
    Ok(decisions::Signal {
        instrument: value.instrument.0,
        direction: direction(value.direction),
        signal_type: value.signal_type.into(),
        confidence: optional("confidence", value.confidence, |it| it.get())?,
    })
}

pub fn risk(value: RiskDraft) -> Lowered<decisions::Risk> {
    Ok(decisions::Risk {
        risk_type: value.risk_type.into(),
        severity: decimal("severity", value.severity.get())?,
        instrument: value.instrument.map(|it| it.0),
    })
}

pub fn refusal(value: RefusalDraft) -> decisions::Refusal {
    let code = match value.code {
        RejectionCode::LowConfidence => wire::RejectionCode::LowConfidence,
        RejectionCode::RiskVeto => wire::RejectionCode::RiskVeto,
        RejectionCode::ConflictingSignals => wire::RejectionCode::ConflictingSignals,
        RejectionCode::DuplicatePosition => wire::RejectionCode::DuplicatePosition,
        RejectionCode::LimitReached => wire::RejectionCode::LimitReached,
        RejectionCode::Cooldown => wire::RejectionCode::Cooldown,
        RejectionCode::NoMatchingPlanner => wire::RejectionCode::NoMatchingPlanner,
        RejectionCode::PlanInconsistent => wire::RejectionCode::PlanInconsistent,
        RejectionCode::PlanMissing => wire::RejectionCode::PlanMissing,
        RejectionCode::BelowMinimumSize => wire::RejectionCode::BelowMinimumSize,
        RejectionCode::InsufficientFunds => wire::RejectionCode::InsufficientFunds,
        RejectionCode::ExchangeRejected => wire::RejectionCode::ExchangeRejected,
        RejectionCode::Timeout => wire::RejectionCode::TimedOut,
        RejectionCode::FuelExhausted => wire::RejectionCode::FuelExhausted,
        RejectionCode::WorkerTrap => wire::RejectionCode::WorkerTrap,
        RejectionCode::Halted => wire::RejectionCode::Halted,
        RejectionCode::Other => wire::RejectionCode::Other(0),
    };
    decisions::Refusal { code, reason: value.reason.into() }
}

pub fn decision(value: DecisionDraft) -> Lowered<strategy::Decision> {
    let outcome = match value.outcome {
        Outcome::Issue(draft) => strategy::Outcome::Issue(directive(*draft)?),
        Outcome::Refuse(draft) => strategy::Outcome::Refuse(refusal(draft)),
    };
    Ok(strategy::Decision { signals: value.signals, risks: value.risks, outcome })
}

pub(super) fn directive(value: DirectiveDraft) -> Lowered<decisions::Directive> {
    value.check()?;
    let targets = || value.scope.targets().iter().map(|&TradeRef(trade)| trade).collect();
    let scope = match value.scope.scope() {
        DirectiveScope::NewTrade => decisions::Scope::NewTrade,
        DirectiveScope::ModifyExisting => decisions::Scope::ModifyExisting(targets()),
        DirectiveScope::CloseExisting => decisions::Scope::CloseExisting(targets()),
    };
    Ok(decisions::Directive {
        scope,
        confidence: decimal("confidence", value.confidence.get())?,
        entry: value.entry.map(entry_directive).transpose()?,
        size: value.size.map(size_directive).transpose()?,
        exit: value.exit.map(exit_directive).transpose()?,
        execution: value.execution.map(execution_directive).transpose()?,
        policy: value.policy.map(policy),
        legs: all(value.legs, leg)?,
    })
}

fn leg(value: LegDraft) -> Lowered<decisions::Leg> {
    Ok(decisions::Leg {
        entry: entry_directive(value.entry)?,
        size: value.size.map(size_directive).transpose()?,
        exit: value.exit.map(exit_directive).transpose()?,
    })
}

fn entry_directive(value: EntryDirective) -> Lowered<decisions::EntryDirective> {
    let zone = |zone: PriceZone| {
        Ok::<_, WorkerError>(decisions::PriceZone {
            low: decimal("entry.price-zone.low", zone.low().get())?,
            high: decimal("entry.price-zone.high", zone.high().get())?,
        })
    };
    Ok(decisions::EntryDirective {
        instrument: value.instrument.0,
        side: side(value.side),
        timing_preference: optional("entry.timing-preference", value.timing_preference, |it| it.get())?,
        price_zone: value.price_zone.map(zone).transpose()?,
        max_slippage: optional("entry.max-slippage", value.max_slippage, |it| it.get())?,
    })
}

fn size_directive(value: SizeDirective) -> Lowered<decisions::SizeDirective> {
    Ok(decisions::SizeDirective {
        aggressiveness: optional("size.aggressiveness", value.aggressiveness, |it| it.get())?,
        max_risk_amount: optional("size.max-risk-amount", value.max_risk_amount, |it| it.get())?,
        account_risk_pct: optional("size.account-risk-pct", value.account_risk_pct, |it| it.get())?,
        target_size: optional("size.target-size", value.target_size, |it| it.get())?,
    })
}

fn exit_directive(value: ExitDirective) -> Lowered<decisions::ExitDirective> {
    Ok(decisions::ExitDirective {
        profit_taking_preference: optional("exit.profit-taking-preference", value.profit_taking_preference, |it| it.get())?,
        risk_reward_ratio: optional("exit.risk-reward-ratio", value.risk_reward_ratio, |it| it.get())?,
        stop_loss_tolerance: optional("exit.stop-loss-tolerance", value.stop_loss_tolerance, |it| it.get())?,
    })
}

fn execution_directive(value: ExecutionDirective) -> Lowered<decisions::ExecutionDirective> {
    Ok(decisions::ExecutionDirective {
        urgency: optional("execution.urgency", value.urgency, |it| it.get())?,
        max_total_slippage: optional("execution.max-total-slippage", value.max_total_slippage, |it| it.get())?,
    })
}

fn policy(value: ExecutionPolicy) -> decisions::ExecutionPolicy {
    let mode = match value.mode {
        BatchMode::Independent => wire::BatchMode::Independent,
        BatchMode::Coordinated => wire::BatchMode::Coordinated,
        BatchMode::Sequential => wire::BatchMode::Sequential,
    };
    decisions::ExecutionPolicy { mode, timeout_seconds: value.timeout_seconds.map(std::num::NonZeroU32::get) }
}

fn terms(value: OrderTerms) -> Lowered<decisions::OrderTerms> {
    Ok(match value {
        OrderTerms::Market => decisions::OrderTerms::Market,
        OrderTerms::Limit { limit_price } => decisions::OrderTerms::Limit(decimal("limit price", limit_price.get())?),
        OrderTerms::StopLimit { stop_price, limit_price } => decisions::OrderTerms::StopLimit(decisions::StopLimit {
            trigger: decimal("stop price", stop_price.get())?,
            limit: decimal("limit price", limit_price.get())?,
        }),
        OrderTerms::StopMarket { stop_price } => decisions::OrderTerms::StopMarket(decimal("stop price", stop_price.get())?),
        OrderTerms::TakeProfitMarket { stop_price } => {
            decisions::OrderTerms::TakeProfitMarket(decimal("stop price", stop_price.get())?)
        }
    })
}

pub fn entry_plan(value: EntryPlanDraft) -> Lowered<decisions::EntryPlan> {
    Ok(decisions::EntryPlan { instrument: value.instrument.0, side: side(value.side), order: terms(value.terms)? })
}

pub fn size_plan(value: SizePlanDraft) -> Lowered<decisions::SizePlan> {
    Ok(decisions::SizePlan {
        target_size: decimal("target-size", value.target_position_size.get())?,
        position_value: decimal("position-value", value.position_value.get())?,
        risk_amount: optional("risk-amount", value.risk_amount, |it| it.get())?,
        leverage: decimal("leverage", value.leverage)?,
    })
}

pub fn exit_plan(value: ExitPlanDraft) -> Lowered<decisions::ExitPlan> {
    let value = value.validated()?;
    Ok(decisions::ExitPlan {
        stop_loss: optional("stop-loss", value.stop_loss_price, |it| it.get())?,
        take_profit: optional("take-profit", value.take_profit_price, |it| it.get())?,
    })
}

pub fn execution_plan(value: ExecutionPlanDraft) -> Lowered<decisions::ExecutionPlan> {
    let action = match value.action {
        ExecutionAction::ExecuteTrade(how) => decisions::ExecutionAction::ExecuteTrade(algorithm(how)?),
        ExecutionAction::CancelOrder { order } => decisions::ExecutionAction::CancelOrder(order.0),
        ExecutionAction::ModifyOrder { order } => decisions::ExecutionAction::ModifyOrder(order.0),
        ExecutionAction::CancelGroup { group } => decisions::ExecutionAction::CancelGroup(group.0),
        ExecutionAction::CancelAllInTrade => decisions::ExecutionAction::CancelAllInTrade,
    };
    Ok(decisions::ExecutionPlan {
        action,
        max_slippage: decimal("max-slippage", value.max_slippage_pct.get())?,
        window_seconds: value.max_execution_window_seconds,
        must_complete_now: value.must_complete_immediately,
        min_fill_ratio: optional("min-fill-ratio", value.min_fill_ratio, |it| it.get())?,
    })
}

fn algorithm(value: Algorithm) -> Lowered<decisions::Algorithm> {
    Ok(match value {
        Algorithm::Single { time_in_force: force } => decisions::Algorithm::Single(time_in_force(force)),
        Algorithm::Twap { slice_count, duration_seconds, jitter } => decisions::Algorithm::Twap(decisions::Twap {
            slices: slice_count,
            duration_seconds,
            jitter: decimal("jitter", jitter.get())?,
        }),
        Algorithm::Vwap { slice_count, duration_seconds, profile } => {
            decisions::Algorithm::Vwap(decisions::Vwap { slices: slice_count, duration_seconds, profile })
        }
        Algorithm::Iceberg { visible, refresh_at } => {
            let visible = match visible {
                Visible::Quantity(shown) => decisions::Visible::Quantity(decimal("visible", shown.get())?),
                Visible::Ratio(shown) => decisions::Visible::Ratio(decimal("visible", shown.get())?),
            };
            decisions::Algorithm::Iceberg(decisions::Iceberg { visible, refresh_at: decimal("refresh-at", refresh_at.get())? })
        }
        Algorithm::Layered { levels } => {
            let level = |layer: Layer| {
                Ok(decisions::Layer { offset: decimal("offset", layer.offset)?, share: decimal("share", layer.share.get())? })
            };
            decisions::Algorithm::Layered(all(levels, level)?)
        }
        Algorithm::Pov { participation, min_child, max_child, duration_seconds } => decisions::Algorithm::Pov(decisions::Pov {
            participation: decimal("participation", participation.get())?,
            min_child: optional("min-child", min_child, |it| it.get())?,
            max_child: optional("max-child", max_child, |it| it.get())?,
            duration_seconds,
        }),
    })
}

pub fn intent(value: OrderIntent) -> Lowered<execution::OrderIntent> {
    Ok(match value {
        OrderIntent::Place(order) => execution::OrderIntent::Place(new_order(order)?),
        OrderIntent::Modify { order, quantity, terms: changed } => execution::OrderIntent::Modify(execution::Change {
            order: order.0,
            quantity: optional("quantity", quantity, |it| it.get())?,
            terms: changed.map(terms).transpose()?,
        }),
        OrderIntent::Cancel(order) => execution::OrderIntent::Cancel(order.0),
        OrderIntent::WakeAt { at, tag } => execution::OrderIntent::WakeAt(execution::Wake { at: at.micros(), tag }),
        OrderIntent::Finish { abandoned: true } => execution::OrderIntent::Finish(execution::Completion::Abandoned),
        OrderIntent::Finish { abandoned: false } => execution::OrderIntent::Finish(execution::Completion::Done),
    })
}

fn new_order(value: NewOrder) -> Lowered<execution::NewOrder> {
    let purpose = match value.purpose {
        OrderPurpose::Entry => wire::OrderPurpose::Entry,
        OrderPurpose::StopLoss => wire::OrderPurpose::StopLoss,
        OrderPurpose::TakeProfit => wire::OrderPurpose::TakeProfit,
        OrderPurpose::CloseOut => wire::OrderPurpose::CloseOut,
        OrderPurpose::Slice => wire::OrderPurpose::Slice,
    };
    Ok(execution::NewOrder {
        tag: value.tag,
        instrument: value.instrument.0,
        side: side(value.side),
        quantity: decimal("quantity", value.quantity.get())?,
        terms: terms(value.terms)?,
        time_in_force: time_in_force(value.time_in_force),
        good_till: value.good_till.map(|at| at.micros()),
        purpose,
        reduce_only: value.reduce_only,
        post_only: value.post_only,
        parent_tag: value.parent_tag,
        oco_tag: value.oco_tag,
    })
}
