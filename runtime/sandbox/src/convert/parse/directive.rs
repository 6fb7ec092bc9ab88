//! What the strategy planner decides.

use simpletrader_contracts::decision::{
    DecisionDraft, DirectiveDraft, EntryDirective, ExecutionDirective, ExecutionPolicy, ExitDirective, Outcome, PriceZone,
    ScopeDraft, SizeDirective,
};
use simpletrader_contracts::ledger::TradeRef;
use simpletrader_contracts::terms::{BatchMode, DirectiveScope};
use simpletrader_contracts::worker::call::Disposition;

use super::{
    ITEMS_PER_CALL, Instruments, Invalid, Place, amount, fraction, list, optional, price, publication, quantity, refusal, seconds,
    side, stop,
};
use crate::bindings::handlers::strategy;
use crate::bindings::wire::decisions as wire_decisions;
use crate::bindings::wire::types as wire;

/// Most trades that one directive is about.
const TARGETS: usize = 256;

/// A strategy planner's answer to a situation with so many signals and risks.
pub(crate) fn decisions(
    wire: strategy::Disposition,
    signals: usize,
    risks: usize,
    instruments: Instruments,
) -> Result<Disposition<DecisionDraft>, Invalid> {
    match wire {
        strategy::Disposition::Proceed => Ok(Disposition::Proceed),
        strategy::Disposition::Publish(decisions) => {
            list(decisions, ITEMS_PER_CALL, |item| decision(item, signals, risks, instruments)).field("decisions").map(publication)
        }
        strategy::Disposition::Stop(reason) => stop(&reason),
    }
}

fn decision(wire: strategy::Decision, signals: usize, risks: usize, instruments: Instruments) -> Result<DecisionDraft, Invalid> {
    Ok(DecisionDraft {
        signals: indices(wire.signals, signals).field("signals")?,
        risks: indices(wire.risks, risks).field("risks")?,
        outcome: match wire.outcome {
            strategy::Outcome::Issue(issued) => Outcome::Issue(Box::new(directive(issued, instruments).field("issue")?)),
            strategy::Outcome::Refuse(refused) => Outcome::Refuse(refusal(refused).field("refuse")?),
        },
    })
}

/// Positions in a list of `count` items that was pushed in, each at most once.
fn indices(wire: Vec<u32>, count: usize) -> Result<Vec<u32>, Invalid> {
    let mut mentioned = vec![false; count];
    for (place, index) in wire.iter().enumerate() {
        let rule = match mentioned.get_mut(*index as usize) {
            None => format!("must be a position in the list of the situation, which has {count} items, got {index}"),
            Some(true) => format!("must not be mentioned twice, got {index}"),
            Some(first) => {
                *first = true;
                continue;
            }
        };
        return Err(Invalid::new(rule)).item(place);
    }
    Ok(wire)
}

fn directive(wire: wire_decisions::Directive, instruments: Instruments) -> Result<DirectiveDraft, Invalid> {
    Ok(DirectiveDraft {
        scope: scope(wire.scope).field("scope")?,
        confidence: fraction(wire.confidence).field("confidence")?,
        entry: wire.entry.map(|part| entry(part, instruments)).transpose().field("entry")?,
        size: wire.size.map(size).transpose().field("size")?,
        exit: wire.exit.map(exit).transpose().field("exit")?,
        execution: wire.execution.map(execution).transpose().field("execution")?,
        policy: wire.policy.map(policy).transpose().field("policy")?,
    })
}

fn scope(wire: wire_decisions::Scope) -> Result<ScopeDraft, Invalid> {
    let (scope, targets) = match wire {
        wire_decisions::Scope::NewTrade => (DirectiveScope::NewTrade, Vec::new()),
        wire_decisions::Scope::ModifyExisting(targets) => (DirectiveScope::ModifyExisting, targets),
        wire_decisions::Scope::CloseExisting(targets) => (DirectiveScope::CloseExisting, targets),
    };
    // Bounded before the draft compares every target with every other.
    let targets = list(targets, TARGETS, |target| Ok(TradeRef(target)))?;
    Ok(ScopeDraft::new(scope, targets)?)
}

fn entry(wire: wire_decisions::EntryDirective, instruments: Instruments) -> Result<EntryDirective, Invalid> {
    Ok(EntryDirective {
        instrument: instruments.parse(wire.instrument).field("instrument")?,
        side: side(wire.side),
        timing_preference: optional(wire.timing_preference, fraction).field("timing-preference")?,
        price_zone: wire.price_zone.map(price_zone).transpose().field("price-zone")?,
        max_slippage: optional(wire.max_slippage, amount).field("max-slippage")?,
    })
}

fn price_zone(wire: wire_decisions::PriceZone) -> Result<PriceZone, Invalid> {
    let low = price(wire.low).field("low")?;
    let high = price(wire.high).field("high")?;
    Ok(PriceZone::new(low, high)?)
}

fn size(wire: wire_decisions::SizeDirective) -> Result<SizeDirective, Invalid> {
    Ok(SizeDirective {
        aggressiveness: optional(wire.aggressiveness, fraction).field("aggressiveness")?,
        max_risk_amount: optional(wire.max_risk_amount, quantity).field("max-risk-amount")?,
        account_risk_pct: optional(wire.account_risk_pct, fraction).field("account-risk-pct")?,
        target_size: optional(wire.target_size, amount).field("target-size")?,
    })
}

fn exit(wire: wire_decisions::ExitDirective) -> Result<ExitDirective, Invalid> {
    Ok(ExitDirective {
        profit_taking_preference: optional(wire.profit_taking_preference, fraction).field("profit-taking-preference")?,
        risk_reward_ratio: optional(wire.risk_reward_ratio, quantity).field("risk-reward-ratio")?,
        stop_loss_tolerance: optional(wire.stop_loss_tolerance, amount).field("stop-loss-tolerance")?,
    })
}

fn execution(wire: wire_decisions::ExecutionDirective) -> Result<ExecutionDirective, Invalid> {
    Ok(ExecutionDirective {
        urgency: optional(wire.urgency, fraction).field("urgency")?,
        max_total_slippage: optional(wire.max_total_slippage, amount).field("max-total-slippage")?,
    })
}

fn policy(wire: wire_decisions::ExecutionPolicy) -> Result<ExecutionPolicy, Invalid> {
    let mode = match wire.mode {
        wire::BatchMode::Independent => BatchMode::Independent,
        wire::BatchMode::Coordinated => BatchMode::Coordinated,
        wire::BatchMode::Sequential => BatchMode::Sequential,
    };
    Ok(ExecutionPolicy { mode, timeout_seconds: optional(wire.timeout_seconds, seconds).field("timeout-seconds")? })
}
