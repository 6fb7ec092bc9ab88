//! Signals, risks and directives, as later workers of the pass see them.

use simpletrader_contracts::decision::{
    DirectiveDraft, EntryDirective, ExecutionDirective, ExecutionPolicy, ExitDirective, LegDraft, RiskDraft, SignalDraft,
    SizeDirective,
};
use simpletrader_contracts::terms::{BatchMode, DirectiveScope};

use super::ledger::{direction, side};
use super::{Misfit, all, exact, exact_option};
use crate::bindings::wire::decisions;
use crate::bindings::wire::types as wire;

pub(in crate::convert) fn signal(signal: &SignalDraft) -> Result<decisions::Signal, Misfit> {
    Ok(decisions::Signal {
        instrument: signal.instrument.0,
        direction: direction(signal.direction),
        signal_type: signal.signal_type.to_string(),
        confidence: exact_option("signal.confidence", signal.confidence.map(|share| share.get()))?,
    })
}

pub(in crate::convert) fn risk(risk: &RiskDraft) -> Result<decisions::Risk, Misfit> {
    Ok(decisions::Risk {
        risk_type: risk.risk_type.to_string(),
        severity: exact("risk.severity", risk.severity.get())?,
        instrument: risk.instrument.map(|instrument| instrument.0),
    })
}

pub(in crate::convert) fn directive(directive: &DirectiveDraft) -> Result<decisions::Directive, Misfit> {
    let targets = || directive.scope.targets().iter().map(|target| target.0).collect();
    Ok(decisions::Directive {
        scope: match directive.scope.scope() {
            DirectiveScope::NewTrade => decisions::Scope::NewTrade,
            DirectiveScope::ModifyExisting => decisions::Scope::ModifyExisting(targets()),
            DirectiveScope::CloseExisting => decisions::Scope::CloseExisting(targets()),
        },
        confidence: exact("directive.confidence", directive.confidence.get())?,
        entry: directive.entry.as_ref().map(entry).transpose()?,
        size: directive.size.as_ref().map(size).transpose()?,
        exit: directive.exit.as_ref().map(exit).transpose()?,
        execution: directive.execution.as_ref().map(execution).transpose()?,
        policy: directive.policy.map(policy),
        legs: all(&directive.legs, leg)?,
    })
}

fn leg(leg: &LegDraft) -> Result<decisions::Leg, Misfit> {
    Ok(decisions::Leg {
        entry: entry(&leg.entry)?,
        size: leg.size.as_ref().map(size).transpose()?,
        exit: leg.exit.as_ref().map(exit).transpose()?,
    })
}

fn entry(entry: &EntryDirective) -> Result<decisions::EntryDirective, Misfit> {
    let price_zone = match entry.price_zone {
        Some(zone) => Some(decisions::PriceZone {
            low: exact("directive.entry.price-zone.low", zone.low().get())?,
            high: exact("directive.entry.price-zone.high", zone.high().get())?,
        }),
        None => None,
    };
    Ok(decisions::EntryDirective {
        instrument: entry.instrument.0,
        side: side(entry.side),
        timing_preference: exact_option("directive.entry.timing-preference", entry.timing_preference.map(|share| share.get()))?,
        price_zone,
        max_slippage: exact_option("directive.entry.max-slippage", entry.max_slippage.map(|share| share.get()))?,
    })
}

fn size(size: &SizeDirective) -> Result<decisions::SizeDirective, Misfit> {
    Ok(decisions::SizeDirective {
        aggressiveness: exact_option("directive.size.aggressiveness", size.aggressiveness.map(|share| share.get()))?,
        max_risk_amount: exact_option("directive.size.max-risk-amount", size.max_risk_amount.map(|amount| amount.get()))?,
        account_risk_pct: exact_option("directive.size.account-risk-pct", size.account_risk_pct.map(|share| share.get()))?,
        target_size: exact_option("directive.size.target-size", size.target_size.map(|amount| amount.get()))?,
    })
}

fn exit(exit: &ExitDirective) -> Result<decisions::ExitDirective, Misfit> {
    Ok(decisions::ExitDirective {
        profit_taking_preference: exact_option(
            "directive.exit.profit-taking-preference",
            exit.profit_taking_preference.map(|share| share.get()),
        )?,
        risk_reward_ratio: exact_option("directive.exit.risk-reward-ratio", exit.risk_reward_ratio.map(|ratio| ratio.get()))?,
        stop_loss_tolerance: exact_option("directive.exit.stop-loss-tolerance", exit.stop_loss_tolerance.map(|share| share.get()))?,
    })
}

fn execution(execution: &ExecutionDirective) -> Result<decisions::ExecutionDirective, Misfit> {
    Ok(decisions::ExecutionDirective {
        urgency: exact_option("directive.execution.urgency", execution.urgency.map(|share| share.get()))?,
        max_total_slippage: exact_option(
            "directive.execution.max-total-slippage",
            execution.max_total_slippage.map(|share| share.get()),
        )?,
    })
}

fn policy(policy: ExecutionPolicy) -> decisions::ExecutionPolicy {
    let mode = match policy.mode {
        BatchMode::Independent => wire::BatchMode::Independent,
        BatchMode::Coordinated => wire::BatchMode::Coordinated,
        BatchMode::Sequential => wire::BatchMode::Sequential,
    };
    decisions::ExecutionPolicy { mode, timeout_seconds: policy.timeout_seconds.map(std::num::NonZeroU32::get) }
}
