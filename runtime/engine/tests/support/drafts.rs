//! What scripted workers answer.

use simpletrader_contracts::decision::*;
use simpletrader_contracts::ledger::TradeRef;
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::*;
use simpletrader_contracts::worker::Fault;
use simpletrader_contracts::worker::call::Disposition;
use simpletrader_contracts::{Fraction, Label};

/// Publishes these; goes on in silence where there are none.
pub fn publish<T>(items: Vec<T>) -> Result<Disposition<T>, Fault> {
    Ok(if items.is_empty() { Disposition::Proceed } else { Disposition::Publish(items) })
}

/// A long signal of the only instrument.
pub fn long(confidence: &str) -> SignalDraft {
    signal(Direction::Long, confidence)
}

/// A signal of the only instrument.
pub fn signal(direction: Direction, confidence: &str) -> SignalDraft {
    SignalDraft {
        instrument: InstrumentRef(0),
        direction,
        signal_type: Label::new("TEST_SIGNAL").unwrap(),
        confidence: Some(Fraction::new(confidence.parse().unwrap()).unwrap()),
    }
}

/// A risk for the whole strategy.
pub fn risk() -> RiskDraft {
    RiskDraft { risk_type: Label::new("TEST_RISK").unwrap(), severity: Fraction::ONE, instrument: None }
}

/// A new long trade that uses these signals.
pub fn buy(signals: &[u32], confidence: &str) -> DecisionDraft {
    let entry = EntryDirective {
        instrument: InstrumentRef(0),
        side: Side::Buy,
        timing_preference: None,
        price_zone: None,
        max_slippage: None,
    };
    let directive = DirectiveDraft {
        scope: ScopeDraft::new(DirectiveScope::NewTrade, vec![]).unwrap(),
        confidence: Fraction::new(confidence.parse().unwrap()).unwrap(),
        entry: Some(entry),
        size: Some(SizeDirective::default()),
        exit: Some(ExitDirective::default()),
        execution: Some(ExecutionDirective::default()),
        policy: None,
        legs: Vec::new(),
    };
    DecisionDraft { signals: signals.to_vec(), risks: vec![], outcome: Outcome::Issue(Box::new(directive)) }
}

/// A leg of a decision: an entry and nothing else.
pub fn leg(instrument: u32, side: Side) -> LegDraft {
    let instrument = InstrumentRef(instrument);
    let entry = EntryDirective { instrument, side, timing_preference: None, price_zone: None, max_slippage: None };
    LegDraft { entry, size: None, exit: None }
}

/// A new trade for each leg, in one decision that uses the first signal.
pub fn trades_of(legs: Vec<LegDraft>, policy: Option<ExecutionPolicy>) -> DecisionDraft {
    let directive = DirectiveDraft {
        scope: ScopeDraft::new(DirectiveScope::NewTrade, vec![]).unwrap(),
        confidence: Fraction::ONE,
        entry: None,
        size: None,
        exit: None,
        execution: None,
        policy,
        legs,
    };
    DecisionDraft { signals: vec![0], risks: vec![], outcome: Outcome::Issue(Box::new(directive)) }
}

/// The end of a trade.
pub fn close(signals: &[u32], trade: TradeRef) -> DecisionDraft {
    let directive = DirectiveDraft {
        scope: ScopeDraft::new(DirectiveScope::CloseExisting, vec![trade]).unwrap(),
        confidence: Fraction::ONE,
        entry: None,
        size: None,
        exit: None,
        execution: None,
        policy: None,
        legs: Vec::new(),
    };
    DecisionDraft { signals: signals.to_vec(), risks: vec![], outcome: Outcome::Issue(Box::new(directive)) }
}

/// A refusal of these signals.
pub fn refuse(signals: &[u32]) -> DecisionDraft {
    let draft = RefusalDraft::new(RejectionCode::LowConfidence, "not convincing").unwrap();
    DecisionDraft { signals: signals.to_vec(), risks: vec![], outcome: Outcome::Refuse(draft) }
}
