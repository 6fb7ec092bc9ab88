//! Directives and refusals, as a worker makes them of what it is told.

use std::num::NonZeroU32;

use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::decision::{
    DecisionDraft, DirectiveDraft, EntryDirective, ExecutionDirective, ExecutionPolicy, Outcome, PriceZone, ScopeDraft,
    SignalDraft, SizeDirective,
};
use simpletrader_contracts::ledger::{AccountView, PositionView, TradeRef};
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{BatchMode, Direction, DirectiveScope, RejectionCode, Side};
use simpletrader_contracts::worker::call::Disposition;
use simpletrader_contracts::{Decimal, Fraction, Instant, Price, Quantity};
use simpletrader_tests::guests::Language;

use crate::worlds::{Echo, Told, at_the_edges_of, dec, fraction, price, quote, risk, signal};

fn published(echo: &Echo, say: &str, text: &str, told: &Told) -> Vec<DecisionDraft> {
    match echo.answer(say, text, told) {
        Ok(Disposition::Publish(decisions)) => decisions,
        other => panic!("{say} {text}: {other:?}"),
    }
}

fn issued(echo: &Echo, text: &str, told: &Told) -> Vec<DirectiveDraft> {
    let directive = |decision: DecisionDraft| match decision.outcome {
        Outcome::Issue(directive) => *directive,
        Outcome::Refuse(refusal) => panic!("{refusal:?}"),
    };
    published(echo, "issue", text, told).into_iter().map(directive).collect()
}

pub fn directives_come_back_with_the_values_that_went_in(language: Language) {
    let echo = Echo(language.load("echo"));
    let equity = dec("12345.67");
    let told = Told {
        quotes: vec![quote("101.5", Some("101.25"), Some("101.75")), quote("7", None, Some("8"))],
        signals: vec![
            signal(Some("0.25")),
            SignalDraft { direction: Direction::Short, instrument: InstrumentRef(1), ..signal(None) },
        ],
        risks: vec![risk("0.75", None), risk("0.5", Some(0))],
        account: Some(AccountView { equity, ..AccountView::default() }),
        ..Told::default()
    };
    let execution = Some(ExecutionDirective { urgency: Some(fraction("0.75")), max_total_slippage: None });
    let size = |target: &str| SizeDirective {
        max_risk_amount: Some(Quantity::new(equity).unwrap()),
        target_size: Some(Amount::new(dec(target)).unwrap()),
        ..SizeDirective::default()
    };
    let zone = PriceZone::new(price("101.25"), price("101.75")).unwrap();
    let entry = |instrument, side, timing_preference, price_zone| EntryDirective {
        instrument: InstrumentRef(instrument),
        side,
        timing_preference,
        price_zone,
        max_slippage: None,
    };
    let directive = |confidence, entry, size| DirectiveDraft {
        scope: ScopeDraft::new(DirectiveScope::NewTrade, Vec::new()).unwrap(),
        confidence,
        entry: Some(entry),
        size: Some(size),
        exit: None,
        execution: execution.clone(),
        policy: None,
        legs: Vec::new(),
    };
    let quarter = fraction("0.25");
    let expected = [
        DecisionDraft {
            signals: vec![0],
            risks: vec![0, 1],
            outcome: Outcome::Issue(Box::new(directive(quarter, entry(0, Side::Buy, Some(quarter), Some(zone)), size("101.5")))),
        },
        DecisionDraft {
            signals: vec![1],
            risks: vec![],
            outcome: Outcome::Issue(Box::new(directive(Fraction::ONE, entry(1, Side::Sell, None, None), size("7")))),
        },
    ];
    assert_eq!(published(&echo, "issue", "", &told), expected);
}

pub fn decimals_of_every_scale_come_back(language: Language) {
    let echo = Echo(language.load("echo"));
    for scale in 0..=18 {
        for value in at_the_edges_of(scale) {
            let quote = simpletrader_contracts::market::Quote { last: Price::new(value).unwrap(), ..quote("1", None, None) };
            let told = Told { quotes: vec![quote], signals: vec![signal(None)], ..Told::default() };
            let size = issued(&echo, "", &told).remove(0).size.unwrap();
            assert_eq!(size.target_size.map(Amount::get), Some(value), "scale {scale}");
        }
    }
}

pub fn every_scope_and_policy_comes_back(language: Language) {
    let echo = Echo(language.load("echo"));
    let position = |trade| PositionView {
        trade: TradeRef(trade),
        instrument: InstrumentRef(0),
        direction: Direction::Long,
        opened_at: Instant::from_micros(0),
        quantity: Decimal::ONE,
        average_price: Decimal::ONE,
        last_price: Decimal::ONE,
        unrealised: Decimal::ZERO,
        realised: Decimal::ZERO,
        stop_loss: None,
        take_profit: None,
    };
    let open = Told { signals: vec![signal(None)], positions: vec![position(0), position(u32::MAX)], ..Told::default() };
    for (text, scope) in [("modify", DirectiveScope::ModifyExisting), ("close", DirectiveScope::CloseExisting)] {
        let directive = issued(&echo, text, &open).remove(0);
        assert_eq!(directive.scope, ScopeDraft::new(scope, vec![TradeRef(0), TradeRef(u32::MAX)]).unwrap());
    }
    let told = Told { signals: vec![signal(None)], ..Told::default() };
    for (text, mode) in
        [("independent", BatchMode::Independent), ("coordinated", BatchMode::Coordinated), ("sequential", BatchMode::Sequential)]
    {
        let expected = Some(ExecutionPolicy { mode, timeout_seconds: NonZeroU32::new(60) });
        assert_eq!(issued(&echo, text, &told).remove(0).policy, expected);
    }
    assert_eq!(issued(&echo, "", &told).remove(0).policy, None);
}

pub fn every_rejection_code_comes_back(language: Language) {
    let echo = Echo(language.load("echo"));
    let told = Told { signals: vec![signal(None); 2], risks: vec![risk("1", None)], ..Told::default() };
    for &code in RejectionCode::ALL {
        let name = match code {
            RejectionCode::Timeout => "timed-out".to_owned(),
            other => other.as_str().to_lowercase().replace('_', "-"),
        };
        let decisions = published(&echo, "refuse", &name, &told);
        let [DecisionDraft { signals, risks, outcome: Outcome::Refuse(refusal) }] = &decisions[..] else {
            panic!("{name}: {decisions:?}");
        };
        assert_eq!((refusal.code, refusal.reason.as_str()), (code, "echo"));
        assert_eq!((&signals[..], &risks[..]), (&[0, 1][..], &[0][..]));
    }
}

pub fn long_lists_come_back(language: Language) {
    let echo = Echo(language.load("echo"));
    let told = Told { signals: vec![signal(Some("0.5")); 60], ..Told::default() };
    let decisions = published(&echo, "issue", "", &told);
    let signals: Vec<u32> = decisions.iter().flat_map(|decision| decision.signals.clone()).collect();
    assert_eq!(signals, (0..60).collect::<Vec<u32>>());
}
