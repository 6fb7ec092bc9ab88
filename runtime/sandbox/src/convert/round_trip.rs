//! What one worker proposes reaches the next one unchanged: lowering undoes parsing, field by field.

use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::decision::{
    Algorithm, DirectiveDraft, EntryDirective, EntryPlanDraft, ExecutionAction, ExecutionDirective, ExecutionPlanDraft,
    ExecutionPolicy, ExitDirective, ExitPlanDraft, Layer, LegDraft, OrderTerms, PlanDrafts, PriceZone, RiskDraft, ScopeDraft,
    SignalDraft, SizeDirective, SizePlanDraft, Visible,
};
use simpletrader_contracts::ledger::{GroupRef, OrderRef, TradeRef};
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{BatchMode, Direction, DirectiveScope, Side, TimeInForce};
use simpletrader_contracts::{Decimal, Fraction, Label, Price, Quantity};

use super::lower;
use super::parse::{self, Instruments};

const TWO_INSTRUMENTS: usize = 2;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn share(text: &str) -> Fraction {
    Fraction::new(dec(text)).unwrap()
}

fn price(text: &str) -> Price {
    Price::new(dec(text)).unwrap()
}

fn quantity(text: &str) -> Quantity {
    Quantity::new(dec(text)).unwrap()
}

fn amount(text: &str) -> Amount {
    Amount::new(dec(text)).unwrap()
}

fn instruments() -> Instruments {
    Instruments::new(TWO_INSTRUMENTS)
}

/// A directive with every field set, each to a value of its own, so that no two can be confused.
fn full_directive() -> DirectiveDraft {
    DirectiveDraft {
        scope: ScopeDraft::new(DirectiveScope::ModifyExisting, vec![TradeRef(3), TradeRef(5)]).unwrap(),
        confidence: share("0.11"),
        entry: Some(EntryDirective {
            instrument: InstrumentRef(1),
            side: Side::Sell,
            timing_preference: Some(share("0.12")),
            price_zone: Some(PriceZone::new(price("100.5"), price("101.25")).unwrap()),
            max_slippage: Some(amount("0.13")),
        }),
        size: Some(SizeDirective {
            aggressiveness: Some(share("0.14")),
            max_risk_amount: Some(quantity("1500")),
            account_risk_pct: Some(share("0.15")),
            target_size: Some(amount("16")),
        }),
        exit: Some(ExitDirective {
            profit_taking_preference: Some(share("0.17")),
            risk_reward_ratio: Some(quantity("1.8")),
            stop_loss_tolerance: Some(amount("0.19")),
        }),
        execution: Some(ExecutionDirective { urgency: Some(share("0.2")), max_total_slippage: Some(amount("0.21")) }),
        policy: Some(ExecutionPolicy { mode: BatchMode::Coordinated, timeout_seconds: std::num::NonZeroU32::new(22) }),
        legs: Vec::new(),
    }
}

/// The same wishes as two legs, one with every part and one with its entry alone.
fn directive_of_a_pair() -> DirectiveDraft {
    let DirectiveDraft { confidence, entry, size, exit, execution, policy, .. } = full_directive();
    let entry = entry.unwrap();
    let other = EntryDirective { instrument: InstrumentRef(0), side: Side::Buy, ..entry.clone() };
    let legs = vec![LegDraft { entry, size, exit }, LegDraft { entry: other, size: None, exit: None }];
    let scope = ScopeDraft::new(DirectiveScope::NewTrade, vec![]).unwrap();
    DirectiveDraft { scope, confidence, entry: None, size: None, exit: None, execution, policy, legs }
}

fn through_directive(draft: &DirectiveDraft) -> DirectiveDraft {
    parse::directive::directive(lower::decision::directive(draft).unwrap(), instruments()).unwrap()
}

// mission: 18 (partly), 20
#[test]
fn a_directive_with_everything_survives() {
    for draft in [full_directive(), directive_of_a_pair()] {
        assert_eq!(through_directive(&draft), draft);
    }
}

// mission: 18 (partly)
#[test]
fn a_directive_with_nothing_survives() {
    for (scope, targets) in [(DirectiveScope::NewTrade, vec![]), (DirectiveScope::CloseExisting, vec![TradeRef(9)])] {
        let draft = DirectiveDraft {
            scope: ScopeDraft::new(scope, targets).unwrap(),
            entry: None,
            size: None,
            exit: None,
            execution: None,
            policy: None,
            ..full_directive()
        };
        assert_eq!(through_directive(&draft), draft);
    }
}

// mission: 18 (partly), 19 (partly)
#[test]
fn all_batch_modes_survive() {
    for mode in BatchMode::ALL {
        let policy = Some(ExecutionPolicy { mode: *mode, timeout_seconds: None });
        let draft = DirectiveDraft { policy, ..full_directive() };
        assert_eq!(through_directive(&draft), draft);
    }
}

#[test]
fn signals_and_risks_survive() {
    for direction in Direction::ALL {
        for confidence in [None, Some(share("0.5"))] {
            let signal = SignalDraft {
                instrument: InstrumentRef(1),
                direction: *direction,
                signal_type: Label::new("CROSS_UP").unwrap(),
                confidence,
            };
            assert_eq!(parse::signal::signal(lower::decision::signal(&signal).unwrap(), instruments()).unwrap(), signal);
        }
    }
    for instrument in [None, Some(InstrumentRef(1))] {
        let risk = RiskDraft { risk_type: Label::new("DRAWDOWN").unwrap(), severity: share("1"), instrument };
        assert_eq!(parse::signal::risk(lower::decision::risk(&risk).unwrap(), instruments()).unwrap(), risk);
    }
}

#[test]
fn entry_plans_with_all_order_terms_survive() {
    let (low, high) = (price("99.5"), price("101"));
    for terms in [
        OrderTerms::Market,
        OrderTerms::Limit { limit_price: low },
        OrderTerms::StopLimit { stop_price: low, limit_price: high },
        OrderTerms::StopMarket { stop_price: low },
        OrderTerms::TakeProfitMarket { stop_price: high },
    ] {
        for side in Side::ALL {
            let entry = EntryPlanDraft { instrument: InstrumentRef(1), side: *side, terms };
            let plans = PlanDrafts { entry: Some(entry.clone()), ..PlanDrafts::default() };
            let wire = lower::plan::plans(&plans).unwrap();
            assert!(wire.size.is_none() && wire.exit.is_none());
            assert_eq!(parse::plan::entry_draft(wire.entry.unwrap(), instruments()).unwrap(), entry);
        }
    }
}

#[test]
fn size_and_exit_plans_survive() {
    let size = SizePlanDraft {
        target_position_size: amount("12"),
        position_value: amount("1234.5"),
        risk_amount: Some(amount("99.9")),
        leverage: dec("1.5"),
    };
    let exit = ExitPlanDraft { stop_loss_price: Some(price("90")), take_profit_price: Some(price("120")) };
    let plans = PlanDrafts { entry: None, size: Some(size.clone()), exit: Some(exit.clone()) };
    let wire = lower::plan::plans(&plans).unwrap();
    assert_eq!(parse::plan::size_draft(wire.size.unwrap()).unwrap(), size);
    assert_eq!(parse::plan::exit_draft(wire.exit.unwrap()).unwrap(), exit);

    let bare = SizePlanDraft { risk_amount: None, ..size };
    let plans = PlanDrafts { size: Some(bare.clone()), exit: Some(ExitPlanDraft::default()), ..PlanDrafts::default() };
    let wire = lower::plan::plans(&plans).unwrap();
    assert_eq!(parse::plan::size_draft(wire.size.unwrap()).unwrap(), bare);
    assert_eq!(parse::plan::exit_draft(wire.exit.unwrap()).unwrap(), ExitPlanDraft::default());
}

#[test]
fn execution_plans_of_all_kinds_survive() {
    let singles = TimeInForce::ALL.iter().map(|time_in_force| Algorithm::Single { time_in_force: *time_in_force });
    let sliced = [
        Algorithm::Twap { slice_count: 3, duration_seconds: 60, jitter: share("0.1") },
        Algorithm::Vwap { slice_count: 4, duration_seconds: 70, profile: "u-shape".into() },
        Algorithm::Iceberg { visible: Visible::Quantity(quantity("10")), refresh_at: share("0.9") },
        Algorithm::Iceberg { visible: Visible::Ratio(share("0.2")), refresh_at: share("0.8") },
        Algorithm::Layered {
            levels: vec![Layer { offset: dec("-0.01"), share: share("0.3") }, Layer { offset: dec("0.02"), share: share("0.7") }],
        },
        Algorithm::Pov {
            participation: share("0.05"),
            min_child: Some(quantity("1")),
            max_child: Some(quantity("5")),
            duration_seconds: 80,
        },
        Algorithm::Pov { participation: share("0.05"), min_child: None, max_child: None, duration_seconds: 80 },
    ];
    let actions = singles.chain(sliced).map(ExecutionAction::ExecuteTrade).chain([
        ExecutionAction::CancelOrder { order: OrderRef(1) },
        ExecutionAction::ModifyOrder { order: OrderRef(2) },
        ExecutionAction::CancelGroup { group: GroupRef(3) },
        ExecutionAction::CancelAllInTrade,
    ]);
    for action in actions {
        let draft = ExecutionPlanDraft {
            action,
            max_slippage_pct: share("0.01"),
            max_execution_window_seconds: Some(90),
            must_complete_immediately: false,
            min_fill_ratio: Some(share("0.5")),
        };
        let wire = lower::plan::execution_plan(&draft).unwrap();
        assert_eq!(parse::plan::execution_draft(wire).unwrap(), draft);
    }
}
