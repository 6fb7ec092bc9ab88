//! Each rule with a case that follows it and one that does not, and the completeness of the whole as a property.

use proptest::prelude::*;
use simpletrader_sdk::prelude::*;
use simpletrader_sdk::testing;

use crate::TrendBrain;

const FLAT: &[PositionView] = &[];

fn signal(instrument: u32, direction: Direction, confidence: Option<&str>) -> Signal {
    Signal {
        instrument: InstrumentRef(instrument),
        direction,
        signal_type: Label::new("TEST_SIGNAL").unwrap(),
        confidence: confidence.map(|text| Fraction::new(testing::decimal(text)).unwrap()),
    }
}

fn long() -> Signal {
    signal(0, Direction::Long, None)
}

fn short() -> Signal {
    signal(0, Direction::Short, None)
}

fn risk(severity: &str) -> Risk {
    let severity = Fraction::new(testing::decimal(severity)).unwrap();
    Risk { risk_type: Label::new("TEST_RISK").unwrap(), severity, instrument: None }
}

fn held(trade: u32, direction: Direction) -> PositionView {
    testing::position(trade, direction, "10")
}

fn closing_order(trade: u32) -> OrderView {
    testing::order(7, trade, Side::Sell, OrderPurpose::CloseOut)
}

fn decide_with(
    params: &str,
    signals: &[Signal],
    risks: &[Risk],
    positions: &[PositionView],
    open_orders: &[OrderView],
) -> Vec<Decision> {
    let mut brain: TrendBrain = testing::configure(params).unwrap();
    let account = Some(testing::account("10000"));
    let situation = Situation { tick: testing::tick(), quotes: &[], inputs: &[], signals, risks, account, positions, open_orders };
    match brain.decide(&situation, &()).unwrap() {
        Disposition::Proceed => Vec::new(),
        Disposition::Publish(decisions) => decisions,
        Disposition::Stop(reason) => panic!("{reason}"),
    }
}

fn decide(signals: &[Signal], risks: &[Risk], positions: &[PositionView]) -> Vec<Decision> {
    decide_with("{}", signals, risks, positions, &[])
}

fn only(decisions: Vec<Decision>) -> Decision {
    assert_eq!(decisions.len(), 1, "{decisions:?}");
    decisions.into_iter().next().unwrap()
}

fn refused(decision: &Decision) -> RejectionCode {
    match &decision.outcome {
        Outcome::Refuse(refusal) => refusal.code,
        Outcome::Issue(directive) => panic!("issued {directive:?}"),
    }
}

fn issued(decision: &Decision) -> &Directive {
    match &decision.outcome {
        Outcome::Issue(directive) => directive,
        Outcome::Refuse(refusal) => panic!("refused {refusal:?}"),
    }
}

#[test]
fn unknown_parameters_are_refused() {
    for bad in [r#"{"allow_shorts": true}"#, r#"{"critical_severity": "2"}"#] {
        assert!(matches!(testing::configure::<TrendBrain>(bad), Err(WorkerError::BadParams(_))), "{bad}");
    }
}

#[test]
fn a_pass_without_anything_decides_nothing() {
    assert!(decide(&[], &[], FLAT).is_empty());
}

#[test]
fn contradicting_signals_are_all_refused() {
    let decisions = decide(&[long(), short(), long()], &[], FLAT);
    assert!(decisions.iter().all(|decision| refused(decision) == RejectionCode::ConflictingSignals));
    let mut mentioned: Vec<u32> = decisions.iter().flat_map(|decision| decision.signals.clone()).collect();
    mentioned.sort_unstable();
    assert_eq!(mentioned, [0, 1, 2]);
}

#[test]
fn signals_of_different_instruments_do_not_contradict() {
    let decisions = decide(&[long(), signal(1, Direction::Short, None)], &[], FLAT);
    assert_eq!(issued(&decisions[0]).scope.scope(), DirectiveScope::NewTrade);
    assert_eq!(refused(&decisions[1]), RejectionCode::Other, "nothing to sell of the other");
}

// mission: 74 (partly)
#[test]
fn a_long_signal_when_flat_opens_a_trade_with_every_part_asked_for() {
    let decision = only(decide(&[signal(0, Direction::Long, Some("0.7"))], &[], FLAT));
    let directive = issued(&decision);
    assert_eq!((directive.scope.scope(), decision.signals.as_slice()), (DirectiveScope::NewTrade, &[0][..]));
    assert_eq!(directive.entry.as_ref().map(|entry| (entry.instrument, entry.side)), Some((InstrumentRef(0), Side::Buy)));
    assert!(directive.size.is_some() && directive.exit.is_some() && directive.execution.is_some());
    assert_eq!(directive.confidence.get(), testing::decimal("0.7"));
}

#[test]
fn agreeing_signals_open_one_trade_with_the_highest_confidence() {
    let decision = only(decide(&[signal(0, Direction::Long, Some("0.3")), signal(0, Direction::Long, Some("0.6"))], &[], FLAT));
    assert_eq!(decision.signals, [0, 1]);
    assert_eq!(issued(&decision).confidence.get(), testing::decimal("0.6"));
    assert_eq!(issued(&only(decide(&[long()], &[], FLAT))).confidence, Fraction::ONE, "no confidence means sure");
}

#[test]
fn a_second_trade_in_the_same_direction_is_refused() {
    for (signal, direction) in [(long(), Direction::Long), (short(), Direction::Short)] {
        let decision = only(decide(&[signal], &[], &[held(3, direction)]));
        assert_eq!(refused(&decision), RejectionCode::DuplicatePosition);
    }
}

#[test]
fn a_trade_whose_entry_still_works_counts_as_a_trade() {
    let waiting = testing::position(3, Direction::Long, "0");
    assert_eq!(refused(&only(decide(&[long()], &[], &[waiting]))), RejectionCode::DuplicatePosition);
}

// mission: 74 (partly)
#[test]
fn the_opposite_signal_closes_the_trade_and_opens_nothing() {
    for (signal, direction) in [(short(), Direction::Long), (long(), Direction::Short)] {
        let decision = only(decide(&[signal], &[], &[held(3, direction)]));
        let directive = issued(&decision);
        assert_eq!((directive.scope.scope(), directive.scope.targets()), (DirectiveScope::CloseExisting, &[TradeRef(3)][..]));
        assert!(directive.asks_for_everything(), "every planner answers with its own defaults");
    }
}

#[test]
fn a_trade_that_is_being_closed_is_not_closed_again() {
    let decision = only(decide_with("{}", &[short()], &[], &[held(3, Direction::Long)], &[closing_order(3)]));
    assert_eq!(refused(&decision), RejectionCode::DuplicatePosition);
    let others = testing::order(7, 3, Side::Sell, OrderPurpose::StopLoss);
    let decision = only(decide_with("{}", &[short()], &[], &[held(3, Direction::Long)], &[others]));
    assert_eq!(issued(&decision).scope.scope(), DirectiveScope::CloseExisting, "a stop is no close");
}

// mission: 45 (partly), 74 (partly)
#[test]
fn a_short_signal_when_flat_needs_leave() {
    assert_eq!(refused(&only(decide(&[short()], &[], FLAT))), RejectionCode::Other);
    let decision = only(decide_with(r#"{"allow_short": true}"#, &[short()], &[], FLAT, &[]));
    assert_eq!(issued(&decision).entry.as_ref().map(|entry| entry.side), Some(Side::Sell));
}

#[test]
fn a_critical_risk_closes_everything_and_vetoes_every_signal() {
    let positions = [held(3, Direction::Long), held(4, Direction::Short)];
    let decisions = decide(&[long(), short()], &[risk("1")], &positions);
    let directive = issued(&decisions[0]);
    assert_eq!(directive.scope.targets(), [TradeRef(3), TradeRef(4)]);
    assert_eq!((decisions[0].risks.as_slice(), directive.confidence), (&[0][..], Fraction::ONE));
    assert_eq!((refused(&decisions[1]), decisions[1].signals.as_slice()), (RejectionCode::RiskVeto, &[0, 1][..]));
}

#[test]
fn a_critical_risk_with_nothing_to_close_is_refused() {
    assert_eq!(refused(&only(decide(&[], &[risk("1")], FLAT))), RejectionCode::Other);
    let decision = only(decide_with("{}", &[], &[risk("1")], &[held(3, Direction::Long)], &[closing_order(3)]));
    assert_eq!(refused(&decision), RejectionCode::Other, "it is being closed already");
}

#[test]
fn a_tolerable_risk_changes_nothing_but_is_answered() {
    let decisions = decide(&[long()], &[risk("0.99")], FLAT);
    assert_eq!((refused(&decisions[0]), decisions[0].risks.as_slice()), (RejectionCode::Other, &[0][..]));
    assert_eq!(issued(&decisions[1]).scope.scope(), DirectiveScope::NewTrade);
    let params = r#"{"critical_severity": "0.5"}"#;
    let decision = only(decide_with(params, &[], &[risk("0.5")], &[held(3, Direction::Long)], &[]));
    assert_eq!(issued(&decision).scope.scope(), DirectiveScope::CloseExisting, "the bound itself is critical");
}

/// The word of a position monitor about the first instrument.
fn position_risk() -> Risk {
    Risk { risk_type: Label::new("POSITION_RISK").unwrap(), instrument: Some(InstrumentRef(0)), ..risk("1") }
}

fn under_a_stop(trade: u32) -> PositionView {
    PositionView { stop_loss: Some(testing::price("95")), ..held(trade, Direction::Long) }
}

// mission: 44 (partly), 74
#[test]
fn what_is_held_under_a_stop_is_looked_after_by_a_change_of_the_exit_alone() {
    let decision = only(decide(&[], &[position_risk()], &[under_a_stop(3)]));
    let directive = issued(&decision);
    assert_eq!((directive.scope.scope(), directive.scope.targets()), (DirectiveScope::ModifyExisting, &[TradeRef(3)][..]));
    assert!(directive.exit.is_some() && directive.entry.is_none() && directive.size.is_none());
    assert_eq!((decision.risks.clone(), decision.signals.len()), (vec![0], 0));
}

#[test]
fn a_stop_of_a_trade_that_ends_is_left_alone() {
    let closed = decide(&[short()], &[position_risk()], &[under_a_stop(3)]);
    assert_eq!(closed.len(), 2, "{closed:?}");
    assert_eq!(issued(&closed[0]).scope.scope(), DirectiveScope::CloseExisting);
    refused(&closed[1]);
    refused(&only(decide_with("{}", &[], &[position_risk()], &[under_a_stop(3)], &[closing_order(3)])));
    refused(&only(decide(&[], &[position_risk()], &[held(3, Direction::Long)])));
    let vetoed = decide(&[], &[risk("1"), position_risk()], &[under_a_stop(3)]);
    assert_eq!(refused(&vetoed[1]), RejectionCode::RiskVeto);
}

fn any_direction() -> impl Strategy<Value = Direction> {
    prop_oneof![Just(Direction::Long), Just(Direction::Short)]
}

proptest! {
    // mission: 45 (partly), 74 (partly)
    #[test]
    fn every_signal_and_risk_is_mentioned_by_exactly_one_decision(
        signals in proptest::collection::vec((0_u32..3, any_direction()), 0..8),
        severities in proptest::collection::vec(prop_oneof![Just("0.4"), Just("1")], 0..3),
        trades in proptest::collection::vec((0_u32..3, any_direction(), any::<bool>()), 0..4),
        allow_short in any::<bool>(),
    ) {
        let signals: Vec<_> = signals.into_iter().map(|(instrument, direction)| signal(instrument, direction, None)).collect();
        let risks: Vec<_> = severities.into_iter().map(risk).collect();
        let positions: Vec<_> = (0..).zip(&trades).map(|(trade, &(instrument, direction, _))| {
            PositionView { instrument: InstrumentRef(instrument), ..held(trade, direction) }
        }).collect();
        let orders: Vec<_> = (0..).zip(&trades).filter(|(_, trade)| trade.2).map(|(trade, _)| closing_order(trade)).collect();
        let params = format!(r#"{{"allow_short": {allow_short}}}"#);
        let decisions = decide_with(&params, &signals, &risks, &positions, &orders);
        let mut mentioned: Vec<u32> = decisions.iter().flat_map(|decision| decision.signals.iter().copied()).collect();
        mentioned.sort_unstable();
        prop_assert_eq!(mentioned, (0..signals.len() as u32).collect::<Vec<_>>());
        let mut mentioned: Vec<u32> = decisions.iter().flat_map(|decision| decision.risks.iter().copied()).collect();
        mentioned.sort_unstable();
        prop_assert_eq!(mentioned, (0..risks.len() as u32).collect::<Vec<_>>());
        for decision in &decisions {
            if let Outcome::Issue(directive) = &decision.outcome {
                for target in directive.scope.targets() {
                    prop_assert!(!trades[target.index()].2, "nothing is closed twice");
                }
            }
        }
    }
}
