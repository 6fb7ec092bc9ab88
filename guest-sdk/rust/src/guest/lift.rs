//! From the wire to the values that workers see.
//!
//! The host has checked everything that it sends, so an error here means that host and worker were built from different
//! contracts; it is told as an ordinary error all the same.

use simpletrader_contracts::decimal::{Amount, WireDecimal};
use simpletrader_contracts::decision::{
    Algorithm, DirectiveDraft, EntryDirective, EntryPlanDraft, ExecutionAction, ExecutionDirective, ExecutionPlanDraft,
    ExecutionPolicy, ExitDirective, ExitPlanDraft, Layer, LegDraft, OrderTerms, PlanDrafts, PriceZone, RiskDraft, ScopeDraft,
    SignalDraft, SizeDirective, SizePlanDraft, Visible,
};
use simpletrader_contracts::ledger::{AccountView, GroupRef, OrderRef, OrderView, PositionView, TradeRef};
use simpletrader_contracts::market::{Bar, Instrument, InstrumentRef, Quote, Series, SeriesRef, Tick};
use simpletrader_contracts::terms::{
    BatchMode, Direction, DirectiveScope, OrderPurpose, OrderStatus, OriginType, Side, TimeInForce,
};
use simpletrader_contracts::worker::call::{Reply, ReplyKind, Timer};
use simpletrader_contracts::{Decimal, Fraction, Instant, Label, Price, Quantity, Symbol};

use super::bindings::exports::simpletrader::worker::execution;
use super::bindings::simpletrader::worker::{decisions, ledger, types as wire};
use crate::WorkerError;

type Lifted<T> = Result<T, WorkerError>;

/// Lifts every element of a list.
pub fn all<W, T>(values: Vec<W>, lift: impl Fn(W) -> Lifted<T>) -> Lifted<Vec<T>> {
    values.into_iter().map(lift).collect()
}

fn newer_contract<T>(what: &str) -> Lifted<T> {
    Err(WorkerError::failed(format!("the host sent {what} that this worker's contract does not know: rebuild the worker")))
}

fn decimal(value: wire::Decimal) -> Lifted<Decimal> {
    Ok(WireDecimal { mantissa: value.mantissa, scale: value.scale }.parse()?)
}

fn fraction(value: wire::Decimal) -> Lifted<Fraction> {
    Ok(Fraction::new(decimal(value)?)?)
}

fn price(value: wire::Decimal) -> Lifted<Price> {
    Ok(Price::new(decimal(value)?)?)
}

fn quantity(value: wire::Decimal) -> Lifted<Quantity> {
    Ok(Quantity::new(decimal(value)?)?)
}

fn amount(value: wire::Decimal) -> Lifted<Amount> {
    Ok(Amount::new(decimal(value)?)?)
}

pub fn instrument(value: wire::Instrument) -> Lifted<Instrument> {
    Ok(Instrument {
        symbol: Symbol::new(value.symbol)?,
        price_scale: value.price_scale,
        size_scale: value.size_scale,
        tick_size: decimal(value.tick_size)?,
        lot_size: decimal(value.lot_size)?,
        min_notional: value.min_notional.map(decimal).transpose()?,
    })
}

pub fn series(value: wire::Series) -> Series {
    Series { instrument: value.instrument, timeframe_seconds: value.timeframe_seconds }
}

pub fn bar(value: wire::Bar) -> Bar {
    let wire::Bar { series, open, high, low, close, volume } = value;
    Bar { series: SeriesRef(series), open, high, low, close, volume }
}

pub fn tick(value: wire::Tick) -> Lifted<Tick> {
    let trigger = match value.trigger {
        wire::Trigger::Bar => OriginType::Tick,
        wire::Trigger::Schedule => OriginType::Schedule,
        wire::Trigger::News => OriginType::News,
        wire::Trigger::Reply => OriginType::Reply,
        wire::Trigger::User => OriginType::User,
        wire::Trigger::Other => return newer_contract("a trigger"),
    };
    Ok(Tick { sequence: value.sequence, at: Instant::from_micros(value.at), trigger })
}

pub fn quote(value: wire::Quote) -> Lifted<Quote> {
    Ok(Quote {
        instrument: InstrumentRef(value.instrument),
        at: Instant::from_micros(value.at),
        last: price(value.last)?,
        bid: value.bid.map(price).transpose()?,
        ask: value.ask.map(price).transpose()?,
    })
}

pub fn trade(value: u32) -> TradeRef {
    TradeRef(value)
}

pub fn group(value: u32) -> GroupRef {
    GroupRef(value)
}

fn direction(value: wire::Direction) -> Direction {
    match value {
        wire::Direction::Long => Direction::Long,
        wire::Direction::Short => Direction::Short,
    }
}

fn side(value: wire::Side) -> Side {
    match value {
        wire::Side::Buy => Side::Buy,
        wire::Side::Sell => Side::Sell,
    }
}

fn time_in_force(value: wire::TimeInForce) -> Lifted<TimeInForce> {
    Ok(match value {
        wire::TimeInForce::Gtc => TimeInForce::Gtc,
        wire::TimeInForce::Ioc => TimeInForce::Ioc,
        wire::TimeInForce::Fok => TimeInForce::Fok,
        wire::TimeInForce::Gtd => TimeInForce::Gtd,
        wire::TimeInForce::Other => return newer_contract("a time in force"),
    })
}

pub fn signal(value: decisions::Signal) -> Lifted<SignalDraft> {
    Ok(SignalDraft {
        instrument: InstrumentRef(value.instrument),
        direction: direction(value.direction),
        signal_type: Label::new(value.signal_type)?,
        confidence: value.confidence.map(fraction).transpose()?,
    })
}

pub fn risk(value: decisions::Risk) -> Lifted<RiskDraft> {
    Ok(RiskDraft {
        risk_type: Label::new(value.risk_type)?,
        severity: fraction(value.severity)?,
        instrument: value.instrument.map(InstrumentRef),
    })
}

pub fn account(value: ledger::Account) -> Lifted<AccountView> {
    Ok(AccountView {
        equity: decimal(value.equity)?,
        cash: decimal(value.cash)?,
        exposure: decimal(value.exposure)?,
        daily_result: decimal(value.daily_result)?,
    })
}

pub fn position(value: ledger::Position) -> Lifted<PositionView> {
    Ok(PositionView {
        trade: TradeRef(value.trade),
        instrument: InstrumentRef(value.instrument),
        direction: direction(value.direction),
        opened_at: Instant::from_micros(value.opened_at),
        quantity: decimal(value.quantity)?,
        average_price: decimal(value.average_price)?,
        last_price: decimal(value.last_price)?,
        unrealised: decimal(value.unrealised)?,
        realised: decimal(value.realised)?,
        stop_loss: value.stop_loss.map(price).transpose()?,
        take_profit: value.take_profit.map(price).transpose()?,
    })
}

pub fn order(value: ledger::Order) -> Lifted<OrderView> {
    let limit_price = || value.price.map(price).unwrap_or_else(|| Err(WorkerError::failed("a limit order without a price")));
    let stop_price =
        || value.stop_price.map(price).unwrap_or_else(|| Err(WorkerError::failed("a stop order without a stop price")));
    let terms = match value.kind {
        wire::OrderKind::Market => OrderTerms::Market,
        wire::OrderKind::Limit => OrderTerms::Limit { limit_price: limit_price()? },
        wire::OrderKind::StopLimit => OrderTerms::StopLimit { stop_price: stop_price()?, limit_price: limit_price()? },
        wire::OrderKind::StopMarket => OrderTerms::StopMarket { stop_price: stop_price()? },
        wire::OrderKind::TakeProfitMarket => OrderTerms::TakeProfitMarket { stop_price: stop_price()? },
        wire::OrderKind::Other => return newer_contract("an order type"),
    };
    let purpose = match value.purpose {
        wire::OrderPurpose::Entry => OrderPurpose::Entry,
        wire::OrderPurpose::StopLoss => OrderPurpose::StopLoss,
        wire::OrderPurpose::TakeProfit => OrderPurpose::TakeProfit,
        wire::OrderPurpose::CloseOut => OrderPurpose::CloseOut,
        wire::OrderPurpose::Slice => OrderPurpose::Slice,
        wire::OrderPurpose::Other => return newer_contract("an order purpose"),
    };
    let status = match value.status {
        wire::OrderStatus::Pending => OrderStatus::Pending,
        wire::OrderStatus::Open => OrderStatus::Open,
        wire::OrderStatus::PartiallyFilled => OrderStatus::PartiallyFilled,
        wire::OrderStatus::Filled => OrderStatus::Filled,
        wire::OrderStatus::Cancelled => OrderStatus::Cancelled,
        wire::OrderStatus::Rejected => OrderStatus::Rejected,
        wire::OrderStatus::Expired => OrderStatus::Expired,
        wire::OrderStatus::Other => return newer_contract("an order status"),
    };
    Ok(OrderView {
        order: OrderRef(value.order),
        tag: value.tag,
        trade: TradeRef(value.trade),
        group: GroupRef(value.group),
        side: side(value.side),
        terms,
        purpose,
        status,
        quantity: decimal(value.quantity)?,
        filled: decimal(value.filled)?,
    })
}

pub fn directive(value: decisions::Directive) -> Lifted<DirectiveDraft> {
    let targets = |targets: Vec<u32>| targets.into_iter().map(TradeRef).collect();
    let scope = match value.scope {
        decisions::Scope::NewTrade => ScopeDraft::new(DirectiveScope::NewTrade, Vec::new())?,
        decisions::Scope::ModifyExisting(trades) => ScopeDraft::new(DirectiveScope::ModifyExisting, targets(trades))?,
        decisions::Scope::CloseExisting(trades) => ScopeDraft::new(DirectiveScope::CloseExisting, targets(trades))?,
    };
    Ok(DirectiveDraft {
        scope,
        confidence: fraction(value.confidence)?,
        entry: value.entry.map(entry_directive).transpose()?,
        size: value.size.map(size_directive).transpose()?,
        exit: value.exit.map(exit_directive).transpose()?,
        execution: value.execution.map(execution_directive).transpose()?,
        policy: value.policy.map(policy),
        legs: all(value.legs, leg)?,
    })
}

fn leg(value: decisions::Leg) -> Lifted<LegDraft> {
    Ok(LegDraft {
        entry: entry_directive(value.entry)?,
        size: value.size.map(size_directive).transpose()?,
        exit: value.exit.map(exit_directive).transpose()?,
    })
}

fn entry_directive(value: decisions::EntryDirective) -> Lifted<EntryDirective> {
    let zone = |zone: decisions::PriceZone| Ok::<_, WorkerError>(PriceZone::new(price(zone.low)?, price(zone.high)?)?);
    Ok(EntryDirective {
        instrument: InstrumentRef(value.instrument),
        side: side(value.side),
        timing_preference: value.timing_preference.map(fraction).transpose()?,
        price_zone: value.price_zone.map(zone).transpose()?,
        max_slippage: value.max_slippage.map(amount).transpose()?,
    })
}

fn size_directive(value: decisions::SizeDirective) -> Lifted<SizeDirective> {
    Ok(SizeDirective {
        aggressiveness: value.aggressiveness.map(fraction).transpose()?,
        max_risk_amount: value.max_risk_amount.map(quantity).transpose()?,
        account_risk_pct: value.account_risk_pct.map(fraction).transpose()?,
        target_size: value.target_size.map(amount).transpose()?,
    })
}

fn exit_directive(value: decisions::ExitDirective) -> Lifted<ExitDirective> {
    Ok(ExitDirective {
        profit_taking_preference: value.profit_taking_preference.map(fraction).transpose()?,
        risk_reward_ratio: value.risk_reward_ratio.map(quantity).transpose()?,
        stop_loss_tolerance: value.stop_loss_tolerance.map(amount).transpose()?,
    })
}

fn execution_directive(value: decisions::ExecutionDirective) -> Lifted<ExecutionDirective> {
    Ok(ExecutionDirective {
        urgency: value.urgency.map(fraction).transpose()?,
        max_total_slippage: value.max_total_slippage.map(amount).transpose()?,
    })
}

fn policy(value: decisions::ExecutionPolicy) -> ExecutionPolicy {
    let mode = match value.mode {
        wire::BatchMode::Independent => BatchMode::Independent,
        wire::BatchMode::Coordinated => BatchMode::Coordinated,
        wire::BatchMode::Sequential => BatchMode::Sequential,
    };
    ExecutionPolicy { mode, timeout_seconds: value.timeout_seconds.and_then(std::num::NonZeroU32::new) }
}

fn terms(value: decisions::OrderTerms) -> Lifted<OrderTerms> {
    Ok(match value {
        decisions::OrderTerms::Market => OrderTerms::Market,
        decisions::OrderTerms::Limit(limit) => OrderTerms::Limit { limit_price: price(limit)? },
        decisions::OrderTerms::StopLimit(both) => {
            OrderTerms::StopLimit { stop_price: price(both.trigger)?, limit_price: price(both.limit)? }
        }
        decisions::OrderTerms::StopMarket(trigger) => OrderTerms::StopMarket { stop_price: price(trigger)? },
        decisions::OrderTerms::TakeProfitMarket(trigger) => OrderTerms::TakeProfitMarket { stop_price: price(trigger)? },
    })
}

pub fn plans(value: decisions::Plans) -> Lifted<PlanDrafts> {
    Ok(PlanDrafts {
        entry: value.entry.map(entry_plan).transpose()?,
        size: value.size.map(size_plan).transpose()?,
        exit: value.exit.map(exit_plan).transpose()?,
    })
}

fn entry_plan(value: decisions::EntryPlan) -> Lifted<EntryPlanDraft> {
    Ok(EntryPlanDraft { instrument: InstrumentRef(value.instrument), side: side(value.side), terms: terms(value.order)? })
}

fn size_plan(value: decisions::SizePlan) -> Lifted<SizePlanDraft> {
    Ok(SizePlanDraft {
        target_position_size: amount(value.target_size)?,
        position_value: amount(value.position_value)?,
        risk_amount: value.risk_amount.map(amount).transpose()?,
        leverage: decimal(value.leverage)?,
    })
}

fn exit_plan(value: decisions::ExitPlan) -> Lifted<ExitPlanDraft> {
    Ok(ExitPlanDraft {
        stop_loss_price: value.stop_loss.map(price).transpose()?,
        take_profit_price: value.take_profit.map(price).transpose()?,
    })
}

pub fn execution_plan(value: decisions::ExecutionPlan) -> Lifted<ExecutionPlanDraft> {
    let action = match value.action {
        decisions::ExecutionAction::ExecuteTrade(how) => ExecutionAction::ExecuteTrade(algorithm(how)?),
        decisions::ExecutionAction::CancelOrder(order) => ExecutionAction::CancelOrder { order: OrderRef(order) },
        decisions::ExecutionAction::ModifyOrder(order) => ExecutionAction::ModifyOrder { order: OrderRef(order) },
        decisions::ExecutionAction::CancelGroup(group) => ExecutionAction::CancelGroup { group: GroupRef(group) },
        decisions::ExecutionAction::CancelAllInTrade => ExecutionAction::CancelAllInTrade,
    };
    Ok(ExecutionPlanDraft {
        action,
        max_slippage_pct: fraction(value.max_slippage)?,
        max_execution_window_seconds: value.window_seconds,
        must_complete_immediately: value.must_complete_now,
        min_fill_ratio: value.min_fill_ratio.map(fraction).transpose()?,
    })
}

fn algorithm(value: decisions::Algorithm) -> Lifted<Algorithm> {
    Ok(match value {
        decisions::Algorithm::Single(force) => Algorithm::Single { time_in_force: time_in_force(force)? },
        decisions::Algorithm::Twap(twap) => {
            Algorithm::Twap { slice_count: twap.slices, duration_seconds: twap.duration_seconds, jitter: fraction(twap.jitter)? }
        }
        decisions::Algorithm::Vwap(vwap) => {
            Algorithm::Vwap { slice_count: vwap.slices, duration_seconds: vwap.duration_seconds, profile: vwap.profile }
        }
        decisions::Algorithm::Iceberg(iceberg) => {
            let visible = match iceberg.visible {
                decisions::Visible::Quantity(shown) => Visible::Quantity(quantity(shown)?),
                decisions::Visible::Ratio(shown) => Visible::Ratio(fraction(shown)?),
            };
            Algorithm::Iceberg { visible, refresh_at: fraction(iceberg.refresh_at)? }
        }
        decisions::Algorithm::Layered(levels) => {
            let level = |layer: decisions::Layer| Ok(Layer { offset: decimal(layer.offset)?, share: fraction(layer.share)? });
            Algorithm::Layered { levels: all(levels, level)? }
        }
        decisions::Algorithm::Pov(pov) => Algorithm::Pov {
            participation: fraction(pov.participation)?,
            min_child: pov.min_child.map(quantity).transpose()?,
            max_child: pov.max_child.map(quantity).transpose()?,
            duration_seconds: pov.duration_seconds,
        },
    })
}

pub fn reply(value: execution::Reply) -> Lifted<Reply> {
    let kind = match value.kind {
        execution::ReplyKind::Accepted => ReplyKind::Accepted,
        execution::ReplyKind::Filled(fill) => ReplyKind::Filled {
            quantity: quantity(fill.quantity)?,
            price: price(fill.price)?,
            commission: fill.commission.map(amount).transpose()?.map_or_else(|| Amount::new(Decimal::ZERO), Ok)?,
        },
        execution::ReplyKind::Cancelled => ReplyKind::Cancelled,
        execution::ReplyKind::Expired => ReplyKind::Expired,
        execution::ReplyKind::Rejected(reason) => ReplyKind::Rejected(reason),
        execution::ReplyKind::Other(_) => return newer_contract("a reply"),
    };
    Ok(Reply {
        tick: tick(value.tick)?,
        quote: quote(value.quote)?,
        group: GroupRef(value.group),
        order: order(value.order)?,
        kind,
    })
}

pub fn timer(value: execution::Timer) -> Lifted<Timer> {
    Ok(Timer { tick: tick(value.tick)?, quote: quote(value.quote)?, group: GroupRef(value.group), tag: value.tag })
}
