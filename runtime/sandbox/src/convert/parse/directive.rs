//! What the strategy planner decides.

use simpletrader_contracts::decision::{
    DecisionDraft, DirectiveDraft, EntryDirective, ExecutionDirective, ExecutionPolicy, ExitDirective, LegDraft, Outcome,
    PriceZone, ScopeDraft, SizeDirective,
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
            None => format!("must be a position in the situation's list, whose length is {count}, got {index}"),
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

pub(in crate::convert) fn directive(wire: wire_decisions::Directive, instruments: Instruments) -> Result<DirectiveDraft, Invalid> {
    let draft = DirectiveDraft {
        scope: scope(wire.scope).field("scope")?,
        confidence: fraction(wire.confidence).field("confidence")?,
        entry: wire.entry.map(|part| entry(part, instruments)).transpose().field("entry")?,
        size: wire.size.map(size).transpose().field("size")?,
        exit: wire.exit.map(exit).transpose().field("exit")?,
        execution: wire.execution.map(execution).transpose().field("execution")?,
        policy: wire.policy.map(policy).transpose().field("policy")?,
        legs: list(wire.legs, DirectiveDraft::MOST_LEGS, |item| leg(item, instruments)).field("legs")?,
    };
    draft.check().field("legs")?;
    Ok(draft)
}

fn leg(wire: wire_decisions::Leg, instruments: Instruments) -> Result<LegDraft, Invalid> {
    Ok(LegDraft {
        entry: entry(wire.entry, instruments).field("entry")?,
        size: wire.size.map(size).transpose().field("size")?,
        exit: wire.exit.map(exit).transpose().field("exit")?,
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
    let timeout = optional(wire.timeout_seconds, seconds).field("timeout-seconds")?;
    Ok(ExecutionPolicy { mode, timeout_seconds: timeout.and_then(std::num::NonZeroU32::new) })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{dec, told};
    use super::*;

    fn directive_draft() -> wire_decisions::Directive {
        wire_decisions::Directive {
            scope: wire_decisions::Scope::NewTrade,
            confidence: dec("0.5"),
            entry: None,
            size: None,
            exit: None,
            execution: None,
            policy: None,
            legs: Vec::new(),
        }
    }

    /// A planner's answer of one decision, to a situation with two signals and one risk.
    fn decide(signals: Vec<u32>, risks: Vec<u32>, outcome: strategy::Outcome) -> Result<Disposition<DecisionDraft>, Invalid> {
        let decision = strategy::Decision { signals, risks, outcome };
        decisions(strategy::Disposition::Publish(vec![decision]), 2, 1, Instruments::new(1))
    }

    fn issue(change: impl FnOnce(&mut wire_decisions::Directive)) -> Result<Disposition<DecisionDraft>, Invalid> {
        let mut directive = directive_draft();
        change(&mut directive);
        decide(vec![], vec![], strategy::Outcome::Issue(directive))
    }

    fn refuse() -> strategy::Outcome {
        strategy::Outcome::Refuse(wire_decisions::Refusal { code: wire::RejectionCode::Cooldown, reason: "too soon".into() })
    }

    #[test]
    fn a_decision_may_mention_what_the_situation_had() {
        let Disposition::Publish(decisions) = decide(vec![1, 0], vec![0], refuse()).unwrap() else { panic!("one decision") };
        assert_eq!((&decisions[0].signals[..], &decisions[0].risks[..]), (&[1, 0][..], &[0][..]));
        assert!(matches!(decisions[0].outcome, Outcome::Refuse(_)));
        assert!(decide(vec![], vec![], refuse()).is_ok());
    }

    #[test]
    fn what_the_situation_did_not_have_cannot_be_mentioned() {
        insta::assert_snapshot!(told(decide(vec![0, 2], vec![], refuse())), @"decisions[0].signals[1]: must be a position in the situation's list, whose length is 2, got 2");
        insta::assert_snapshot!(told(decide(vec![], vec![u32::MAX], refuse())), @"decisions[0].risks[0]: must be a position in the situation's list, whose length is 1, got 4294967295");
        insta::assert_snapshot!(told(decide(vec![1, 1], vec![], refuse())), @"decisions[0].signals[1]: must not be mentioned twice, got 1");
    }

    // mission: 3 (partly), 16 (partly)
    #[test]
    fn targets_fit_the_scope_and_are_few() {
        let scope = |scope| issue(|directive| directive.scope = scope);
        assert!(scope(wire_decisions::Scope::CloseExisting(vec![4, 7])).is_ok());
        insta::assert_snapshot!(told(scope(wire_decisions::Scope::CloseExisting(vec![]))), @"decisions[0].issue.scope: MODIFY_EXISTING and CLOSE_EXISTING need at least one target, got none");
        insta::assert_snapshot!(told(scope(wire_decisions::Scope::ModifyExisting(vec![4, 4]))), @"decisions[0].issue.scope: the targets of a directive must differ, got trade 4 twice");
        insta::assert_snapshot!(told(scope(wire_decisions::Scope::ModifyExisting((0..257).collect()))), @"decisions[0].issue.scope: must have at most 256 items, got 257");
    }

    // mission: 3 (partly), 18 (partly)
    #[test]
    fn each_part_of_a_directive_is_checked() {
        let entry = || wire_decisions::EntryDirective {
            instrument: 0,
            side: wire::Side::Buy,
            timing_preference: None,
            price_zone: None,
            max_slippage: None,
        };
        assert!(issue(|directive| directive.entry = Some(entry())).is_ok());
        insta::assert_snapshot!(told(issue(|directive| directive.confidence = dec("2"))), @"decisions[0].issue.confidence: must lie between 0 and 1, got 2");
        insta::assert_snapshot!(told(issue(|directive| {
            directive.entry = Some(wire_decisions::EntryDirective { instrument: 1, ..entry() });
        })), @"decisions[0].issue.entry.instrument: must be a position in the list of instruments that `configure` received, got 1");
        insta::assert_snapshot!(told(issue(|directive| {
            let upside_down = wire_decisions::PriceZone { low: dec("2"), high: dec("1") };
            directive.entry = Some(wire_decisions::EntryDirective { price_zone: Some(upside_down), ..entry() });
        })), @"decisions[0].issue.entry.price-zone: a price zone needs low <= high, got 2..1");
        insta::assert_snapshot!(told(issue(|directive| {
            directive.size = Some(wire_decisions::SizeDirective {
                aggressiveness: None, max_risk_amount: Some(dec("0")), account_risk_pct: None, target_size: None,
            });
        })), @"decisions[0].issue.size.max-risk-amount: a quantity must be greater than 0, got 0");
        insta::assert_snapshot!(told(issue(|directive| {
            directive.exit = Some(wire_decisions::ExitDirective {
                profit_taking_preference: None, risk_reward_ratio: None, stop_loss_tolerance: Some(dec("-0.01")),
            });
        })), @"decisions[0].issue.exit.stop-loss-tolerance: must not be negative, got -0.01");
        insta::assert_snapshot!(told(issue(|directive| {
            directive.execution = Some(wire_decisions::ExecutionDirective { urgency: Some(dec("1.5")), max_total_slippage: None });
        })), @"decisions[0].issue.execution.urgency: must lie between 0 and 1, got 1.5");
        insta::assert_snapshot!(told(issue(|directive| {
            directive.policy = Some(wire_decisions::ExecutionPolicy { mode: wire::BatchMode::Sequential, timeout_seconds: Some(0) });
        })), @"decisions[0].issue.policy.timeout-seconds: a duration must have at least 1 second, got 0");
    }

    #[test]
    fn each_rule_of_legs_is_named_with_its_place() {
        let entry = |instrument| wire_decisions::EntryDirective {
            instrument,
            side: wire::Side::Buy,
            timing_preference: None,
            price_zone: None,
            max_slippage: None,
        };
        let leg = |instrument| wire_decisions::Leg { entry: entry(instrument), size: None, exit: None };
        assert!(issue(|directive| directive.legs = vec![leg(0), leg(0)]).is_ok());
        insta::assert_snapshot!(told(issue(|directive| directive.legs = vec![leg(0)])), @"decisions[0].issue.legs: there must be at least two legs; a single trade needs none, got 1");
        insta::assert_snapshot!(told(issue(|directive| directive.legs = vec![leg(0); 33])), @"decisions[0].issue.legs: must have at most 32 items, got 33");
        insta::assert_snapshot!(told(issue(|directive| directive.legs = vec![leg(0), leg(1)])), @"decisions[0].issue.legs[1].entry.instrument: must be a position in the list of instruments that `configure` received, got 1");
        insta::assert_snapshot!(told(issue(|directive| {
            directive.legs = vec![leg(0), leg(0)];
            directive.entry = Some(entry(0));
        })), @"decisions[0].issue.legs: entry, size and exit stand in the legs, not beside them, got 2");
        insta::assert_snapshot!(told(issue(|directive| {
            directive.legs = vec![leg(0), leg(0)];
            directive.scope = wire_decisions::Scope::CloseExisting(vec![1]);
        })), @"decisions[0].issue.legs: only NEW_TRADE has legs, got CLOSE_EXISTING");
    }
}
