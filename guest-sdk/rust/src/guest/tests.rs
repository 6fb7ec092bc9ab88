//! The boundary from inside: what crosses it comes out unchanged, and what cannot cross is refused with its field.

use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::decision::{
    Algorithm, DecisionDraft, DirectiveDraft, EntryDirective, EntryPlanDraft, ExecutionAction, ExecutionDirective,
    ExecutionPlanDraft, ExecutionPolicy, ExitDirective, ExitPlanDraft, Layer, LegDraft, OrderTerms, Outcome, PlanDrafts, PriceZone,
    RefusalDraft, RiskDraft, ScopeDraft, SignalDraft, SizeDirective, SizePlanDraft, Visible,
};
use simpletrader_contracts::ledger::{GroupRef, OrderRef, TradeRef};
use simpletrader_contracts::market::{Bar, InstrumentRef};
use simpletrader_contracts::terms::{BatchMode, Direction, DirectiveScope, OrderPurpose, RejectionCode, Side, TimeInForce};
use simpletrader_contracts::worker::call::{Disposition, NewOrder, OrderIntent};
use simpletrader_contracts::{Fraction, Instant, Label};

use super::bindings::exports::simpletrader::worker::{context, context_slice, detector_slice, execution, lifecycle, strategy};
use super::bindings::simpletrader::worker::{decisions, types as wire};
use super::{Exported, Slot, lift, lower};
use crate::testing::{decimal, price, quantity};
use crate::{About, ContextWorker, Ranged, Setup, SignalDetector, Worker, WorkerError, fields};

fn fraction(text: &str) -> Fraction {
    Fraction::new(decimal(text)).unwrap()
}

fn amount(text: &str) -> Amount {
    Amount::new(decimal(text)).unwrap()
}

fn wire_decimal(mantissa: i64, scale: u8) -> wire::Decimal {
    wire::Decimal { mantissa, scale }
}

// A worker behind the generated traits, as a component has it.

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Params {
    factor: Ranged<1, 9>,
}

fields! {
    struct Scaled {
        value,
        sum,
    }
}

struct Scaler(f64);

impl Worker for Scaler {
    const ABOUT: About = About::new("acme", "scaler", "1.0.0", "Scaler");
    type Params = Params;
    fn configure(params: Params, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self(f64::from(params.factor.get())))
    }
}

impl ContextWorker for Scaler {
    type Inputs = Scaled;
    type Facts = Scaled;
    fn measure(&mut self, _: Instant, bar: &Bar, inputs: &Scaled) -> Result<Scaled, WorkerError> {
        if bar.close < 0 {
            return Err(WorkerError::failed("below zero"));
        }
        Ok(Scaled { value: bar.close as f64 * self.0, sum: inputs.value + inputs.sum })
    }
}

macro_rules! component {
    ($name:ident) => {
        static SLOT: Slot<Scaler> = Slot::empty();
        struct $name;
        impl Exported for $name {
            type Worker = Scaler;
            fn slot() -> &'static Slot<Scaler> {
                &SLOT
            }
        }
    };
}

fn wire_bar(close: i64) -> wire::Bar {
    wire::Bar { series: 0, open: close, high: close, low: close, close, volume: 0 }
}

fn configure<T: lifecycle::Guest>(params: &str) -> Result<(), wire::WorkerError> {
    T::configure(params.to_owned(), Vec::new(), Vec::new())
}

fn measure<T: context::Guest>(close: i64, inputs: &[f64]) -> Result<Vec<f64>, String> {
    T::measure(0, wire_bar(close), inputs.to_vec()).map_err(|error| format!("{error:?}"))
}

// mission: 70 (partly)
#[test]
fn a_call_before_configure_is_not_ready() {
    component!(Unconfigured);
    assert!(measure::<Unconfigured>(1, &[0.0, 0.0]).unwrap_err().contains("NotReady"));
}

// mission: 54, 70 (partly)
#[test]
fn parameters_that_do_not_fit_are_bad_params_and_leave_the_worker_unconfigured() {
    component!(Misconfigured);
    for bad in ["", "[]", r#"{"factor": 10}"#] {
        assert!(matches!(configure::<Misconfigured>(bad), Err(wire::WorkerError::BadParams(_))), "{bad}");
    }
    assert!(measure::<Misconfigured>(1, &[0.0, 0.0]).unwrap_err().contains("NotReady"));
}

#[test]
fn a_configured_worker_answers_in_the_order_of_its_facts() {
    component!(Configured);
    configure::<Configured>(r#"{"factor": 3}"#).unwrap();
    assert_eq!(measure::<Configured>(5, &[1.0, 0.5]), Ok(vec![15.0, 1.5]));
    assert!(measure::<Configured>(5, &[1.0]).unwrap_err().contains("expected 2 inputs (value, sum), got 1"));
    assert!(measure::<Configured>(-1, &[0.0, 0.0]).unwrap_err().contains("below zero"));
    assert_eq!(measure::<Configured>(5, &[1.0, 0.5]), Ok(vec![15.0, 1.5]), "an error is not the end");
}

// Values on their way in.

#[test]
fn a_decimal_that_is_not_canonical_is_refused() {
    let account = |equity| super::bindings::simpletrader::worker::ledger::Account {
        equity,
        cash: wire_decimal(0, 0),
        exposure: wire_decimal(0, 0),
        daily_result: wire_decimal(-15, 1),
    };
    assert_eq!(lift::account(account(wire_decimal(125, 1))).unwrap().equity, decimal("12.5"));
    assert_eq!(lift::account(account(wire_decimal(125, 1))).unwrap().daily_result, decimal("-1.5"));
    for bad in [wire_decimal(10, 1), wire_decimal(1_000_000_000_000_000, 0), wire_decimal(1, 19)] {
        assert!(lift::account(account(bad)).is_err(), "{bad:?}");
    }
}

#[test]
fn a_case_of_a_later_contract_says_what_to_do() {
    let tick = wire::Tick { sequence: 0, at: 0, trigger: wire::Trigger::Other };
    let error = lift::tick(tick).unwrap_err().to_string();
    assert!(error.contains("rebuild the worker"), "{error}");
}

// mission: 11 (partly)
#[test]
fn an_order_needs_the_prices_of_its_type() {
    use super::bindings::simpletrader::worker::ledger::Order;
    let order = |kind, price, stop_price| Order {
        order: 1,
        tag: 2,
        trade: 3,
        group: 4,
        side: wire::Side::Sell,
        kind,
        purpose: wire::OrderPurpose::StopLoss,
        status: wire::OrderStatus::PartiallyFilled,
        quantity: wire_decimal(1, 1),
        filled: wire_decimal(5, 2),
        price,
        stop_price,
    };
    let (one, two) = (Some(wire_decimal(1, 0)), Some(wire_decimal(2, 0)));
    let terms = |kind, price, stop| lift::order(order(kind, price, stop)).map(|order| order.terms);
    assert_eq!(terms(wire::OrderKind::Market, None, None), Ok(OrderTerms::Market));
    assert_eq!(terms(wire::OrderKind::Limit, one, None), Ok(OrderTerms::Limit { limit_price: price("1") }));
    let both = OrderTerms::StopLimit { stop_price: price("2"), limit_price: price("1") };
    assert_eq!(terms(wire::OrderKind::StopLimit, one, two), Ok(both));
    for (kind, price, stop) in [
        (wire::OrderKind::Limit, None, two),
        (wire::OrderKind::StopLimit, one, None),
        (wire::OrderKind::StopMarket, one, None),
        (wire::OrderKind::TakeProfitMarket, None, None),
    ] {
        assert!(terms(kind, price, stop).is_err(), "{kind:?}");
    }
}

// Values on their way out.

#[test]
fn a_number_that_the_wire_cannot_carry_names_its_field() {
    let plan = SizePlanDraft {
        target_position_size: amount("1"),
        position_value: amount("1234567890.1234567"),
        risk_amount: None,
        leverage: decimal("1"),
    };
    let error = lower::size_plan(plan).unwrap_err().to_string();
    assert!(error.contains("position-value") && error.contains("15 digits"), "{error}");
}

#[test]
fn every_rejection_code_has_its_own_case() {
    let lowered: Vec<String> = RejectionCode::ALL
        .iter()
        .map(|&code| format!("{:?}", lower::refusal(RefusalDraft::new(code, "why").unwrap()).code))
        .collect();
    let different: std::collections::BTreeSet<&String> = lowered.iter().collect();
    assert_eq!(different.len(), RejectionCode::ALL.len(), "{lowered:?}");
}

#[test]
fn an_order_intent_keeps_every_field() {
    let order = NewOrder {
        tag: 1,
        instrument: InstrumentRef(2),
        side: Side::Sell,
        quantity: quantity("3.5"),
        terms: OrderTerms::StopLimit { stop_price: price("9"), limit_price: price("8") },
        time_in_force: TimeInForce::Gtd,
        good_till: Some(Instant::from_micros(-7)),
        purpose: OrderPurpose::Slice,
        reduce_only: true,
        post_only: true,
        parent_tag: Some(4),
        oco_tag: Some(5),
    };
    let execution::OrderIntent::Place(placed) = lower::intent(OrderIntent::Place(order)).unwrap() else { panic!("not placed") };
    assert_eq!(
        format!("{placed:?}"),
        "NewOrder { tag: 1, instrument: 2, side: Side::Sell, quantity: Decimal { mantissa: 35, scale: 1 }, terms: \
         OrderTerms::StopLimit(StopLimit { trigger: Decimal { mantissa: 9, scale: 0 }, limit: Decimal { mantissa: 8, scale: 0 } }), \
         time-in-force: TimeInForce::Gtd, good-till: Some(-7), purpose: OrderPurpose::Slice, reduce-only: true, post-only: \
         true, parent-tag: Some(4), oco-tag: Some(5) }"
    );
    let finish = |abandoned| format!("{:?}", lower::intent(OrderIntent::Finish { abandoned }).unwrap());
    assert!(finish(true).contains("Abandoned") && finish(false).contains("Done"));
    let change = OrderIntent::Modify { order: OrderRef(6), quantity: None, terms: Some(OrderTerms::Market) };
    let execution::OrderIntent::Modify(change) = lower::intent(change).unwrap() else { panic!("not a change") };
    assert_eq!((change.order, change.quantity.is_none(), change.terms.is_some()), (6, true, true));
}

// There and back.

#[test]
fn signals_and_risks_come_back_unchanged() {
    for confidence in [None, Some(fraction("0.25"))] {
        for direction in [Direction::Long, Direction::Short] {
            let signal =
                SignalDraft { instrument: InstrumentRef(3), direction, signal_type: Label::new("BREAKOUT").unwrap(), confidence };
            assert_eq!(lift::signal(lower::signal(signal.clone()).unwrap()), Ok(signal));
        }
    }
    for instrument in [None, Some(InstrumentRef(1))] {
        let risk = RiskDraft { risk_type: Label::new("DRAWDOWN").unwrap(), severity: fraction("0.5"), instrument };
        assert_eq!(lift::risk(lower::risk(risk.clone()).unwrap()), Ok(risk));
    }
}

// mission: 20
#[test]
fn directives_come_back_unchanged() {
    let trades = vec![TradeRef(1), TradeRef(2)];
    for (scope, targets) in [
        (DirectiveScope::NewTrade, Vec::new()),
        (DirectiveScope::ModifyExisting, trades.clone()),
        (DirectiveScope::CloseExisting, trades),
    ] {
        let full = DirectiveDraft {
            scope: ScopeDraft::new(scope, targets).unwrap(),
            confidence: fraction("0.9"),
            entry: Some(EntryDirective {
                instrument: InstrumentRef(4),
                side: Side::Sell,
                timing_preference: Some(fraction("0.1")),
                price_zone: Some(PriceZone::new(price("1.5"), price("2.5")).unwrap()),
                max_slippage: Some(amount("0.002")),
            }),
            size: Some(SizeDirective {
                aggressiveness: Some(fraction("0.3")),
                max_risk_amount: Some(quantity("100")),
                account_risk_pct: Some(fraction("0.02")),
                target_size: Some(amount("0")),
            }),
            exit: Some(ExitDirective {
                profit_taking_preference: Some(fraction("0.6")),
                risk_reward_ratio: Some(quantity("2")),
                stop_loss_tolerance: Some(amount("0.05")),
            }),
            execution: Some(ExecutionDirective { urgency: Some(fraction("1")), max_total_slippage: Some(amount("0.01")) }),
            policy: Some(ExecutionPolicy { mode: BatchMode::Sequential, timeout_seconds: std::num::NonZeroU32::new(30) }),
            legs: Vec::new(),
        };
        let empty = DirectiveDraft { entry: None, size: None, exit: None, execution: None, policy: None, ..full.clone() };
        for directive in [full, empty] {
            assert_eq!(lift::directive(lower::directive(directive.clone()).unwrap()), Ok(directive));
        }
    }
}

#[test]
fn legs_come_back_unchanged_and_unsound_ones_do_not_leave() {
    let entry = |instrument| EntryDirective {
        instrument: InstrumentRef(instrument),
        side: Side::Buy,
        timing_preference: Some(fraction("0.1")),
        price_zone: None,
        max_slippage: None,
    };
    let size = SizeDirective { aggressiveness: Some(fraction("0.3")), ..SizeDirective::default() };
    let exit = ExitDirective { risk_reward_ratio: Some(quantity("2")), ..ExitDirective::default() };
    let legs = vec![
        LegDraft { entry: entry(4), size: Some(size), exit: None },
        LegDraft { entry: entry(5), size: None, exit: Some(exit) },
    ];
    let pair = DirectiveDraft {
        scope: ScopeDraft::new(DirectiveScope::NewTrade, Vec::new()).unwrap(),
        confidence: fraction("0.9"),
        entry: None,
        size: None,
        exit: None,
        execution: None,
        policy: None,
        legs,
    };
    assert_eq!(lift::directive(lower::directive(pair.clone()).unwrap()), Ok(pair.clone()));
    let single = DirectiveDraft { legs: pair.legs[..1].to_vec(), ..pair };
    assert!(lower::directive(single).unwrap_err().to_string().contains("at least two legs"));
}

// mission: 45 (partly)
#[test]
fn a_decision_keeps_its_indices_beside_its_outcome() {
    let refusal = RefusalDraft::new(RejectionCode::Cooldown, "too soon").unwrap();
    let draft = DecisionDraft { signals: vec![0, 2], risks: vec![1], outcome: Outcome::Refuse(refusal) };
    let decision: strategy::Decision = lower::decision(draft).unwrap();
    assert_eq!((decision.signals, decision.risks), (vec![0, 2], vec![1]));
    assert!(matches!(decision.outcome, strategy::Outcome::Refuse(refusal) if refusal.reason == "too soon"));
}

#[test]
fn plans_come_back_unchanged() {
    let (low, high) = (price("99.5"), price("100.5"));
    for terms in [
        OrderTerms::Market,
        OrderTerms::Limit { limit_price: low },
        OrderTerms::StopLimit { stop_price: low, limit_price: high },
        OrderTerms::StopMarket { stop_price: high },
        OrderTerms::TakeProfitMarket { stop_price: low },
    ] {
        let plans = PlanDrafts {
            entry: Some(EntryPlanDraft { instrument: InstrumentRef(1), side: Side::Buy, terms }),
            size: Some(SizePlanDraft {
                target_position_size: amount("0.5"),
                position_value: amount("50"),
                risk_amount: Some(amount("1.25")),
                leverage: decimal("2"),
            }),
            exit: Some(ExitPlanDraft { stop_loss_price: Some(low), take_profit_price: None }),
        };
        let lowered = decisions::Plans {
            entry: plans.entry.clone().map(lower::entry_plan).transpose().unwrap(),
            size: plans.size.clone().map(lower::size_plan).transpose().unwrap(),
            exit: plans.exit.clone().map(lower::exit_plan).transpose().unwrap(),
        };
        assert_eq!(lift::plans(lowered), Ok(plans));
    }
}

#[test]
fn execution_plans_come_back_unchanged() {
    let layer = |offset: &str, share: &str| Layer { offset: decimal(offset), share: fraction(share) };
    let algorithms = [
        Algorithm::Single { time_in_force: TimeInForce::Fok },
        Algorithm::Twap { slice_count: 12, duration_seconds: 3600, jitter: fraction("0.1") },
        Algorithm::Vwap { slice_count: 4, duration_seconds: 60, profile: "uniform".to_owned() },
        Algorithm::Iceberg { visible: Visible::Quantity(quantity("2")), refresh_at: fraction("1") },
        Algorithm::Iceberg { visible: Visible::Ratio(fraction("0.2")), refresh_at: fraction("0.5") },
        Algorithm::Layered { levels: vec![layer("-0.01", "0.4"), layer("0.01", "0.6")] },
        Algorithm::Pov { participation: fraction("0.05"), min_child: None, max_child: Some(quantity("3")), duration_seconds: 9 },
    ];
    let others = [
        ExecutionAction::CancelOrder { order: OrderRef(1) },
        ExecutionAction::ModifyOrder { order: OrderRef(2) },
        ExecutionAction::CancelGroup { group: GroupRef(3) },
        ExecutionAction::CancelAllInTrade,
    ];
    for action in algorithms.map(ExecutionAction::ExecuteTrade).into_iter().chain(others) {
        let plan = ExecutionPlanDraft {
            action,
            max_slippage_pct: fraction("0.01"),
            max_execution_window_seconds: Some(600),
            must_complete_immediately: true,
            min_fill_ratio: Some(fraction("0.5")),
        };
        assert_eq!(lift::execution_plan(lower::execution_plan(plan.clone()).unwrap()), Ok(plan));
    }
}

// A worker without inputs, as slices are for.

struct Counter(f64);

impl Worker for Counter {
    const ABOUT: About = About::new("acme", "counter", "1.0.0", "Counter");
    type Params = crate::NoParams;
    fn configure(_: crate::NoParams, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self(0.0))
    }
}

impl ContextWorker for Counter {
    type Inputs = ();
    type Facts = Scaled;
    fn measure(&mut self, at: Instant, bar: &Bar, _: &()) -> Result<Scaled, WorkerError> {
        if bar.close < 0 {
            return Err(WorkerError::failed("below zero"));
        }
        self.0 += 1.0;
        Ok(Scaled { value: self.0 * bar.close as f64, sum: at.micros() as f64 + f64::from(bar.series.0) })
    }
}

struct Counting;
static COUNTER: Slot<Counter> = Slot::empty();

impl Exported for Counting {
    type Worker = Counter;
    fn slot() -> &'static Slot<Counter> {
        &COUNTER
    }
}

#[test]
fn a_slice_is_measured_bar_by_bar_with_the_state_going_on() {
    <Counting as lifecycle::Guest>::configure("{}".into(), Vec::new(), Vec::new()).unwrap();
    let slice = |bars: Vec<i64>| <Counting as context_slice::Guest>::measure_slice(7, bars);
    assert_eq!(slice(vec![100, 1, 1, 1, 10, 0, 200, 1, 1, 1, 20, 0]).unwrap(), [10.0, 107.0, 40.0, 207.0]);
    assert_eq!(slice(vec![300, 1, 1, 1, 10, 0]).unwrap(), [30.0, 307.0]);
    assert!(slice(Vec::new()).unwrap().is_empty());
    let ragged = slice(vec![0; 11]).unwrap_err();
    assert!(matches!(ragged, wire::WorkerError::Failed(text) if text == "a bar of a slice has 6 numbers, the last one has 5"));
    assert!(matches!(slice(vec![0, 0, 0, 0, -1, 0]), Err(wire::WorkerError::Failed(text)) if text == "below zero"));
}

#[test]
fn a_worker_with_inputs_measures_no_slice() {
    component!(Sliced);
    <Sliced as lifecycle::Guest>::configure(r#"{"factor": 3}"#.into(), Vec::new(), Vec::new()).unwrap();
    let refused = <Sliced as context_slice::Guest>::measure_slice(0, vec![0; 6]).unwrap_err();
    assert!(matches!(refused, wire::WorkerError::Failed(text) if text == "expected 2 inputs (value, sum), got 0"));
}

/// Says so when its two inputs add up to more than they ever did, and ends the pass when they are below zero.
struct Record(f64);

impl Worker for Record {
    const ABOUT: About = About::new("acme", "record", "1.0.0", "Record");
    type Params = crate::NoParams;
    fn configure(_: crate::NoParams, _: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self(0.0))
    }
}

impl SignalDetector for Record {
    type Inputs = Scaled;
    fn detect(&mut self, at: Instant, inputs: &Scaled) -> Result<Disposition<SignalDraft>, WorkerError> {
        let sum = inputs.value + inputs.sum;
        if sum.is_nan() {
            return Err(WorkerError::failed("no number"));
        }
        if sum < 0.0 {
            return Ok(Disposition::Stop(format!("below zero at {}", at.micros())));
        }
        if sum <= self.0 {
            return Ok(Disposition::Proceed);
        }
        self.0 = sum;
        let signal_type = Label::new("RECORD")?;
        let signal = SignalDraft { instrument: InstrumentRef(0), direction: Direction::Long, signal_type, confidence: None };
        Ok(Disposition::Publish(vec![signal]))
    }
}

struct Recording;
static RECORD: Slot<Record> = Slot::empty();

impl Exported for Recording {
    type Worker = Record;
    fn slot() -> &'static Slot<Record> {
        &RECORD
    }
}

#[test]
fn a_slice_of_passes_is_looked_at_pass_by_pass_and_says_where_it_does_not_just_go_on() {
    use detector_slice::Interruption;
    <Recording as lifecycle::Guest>::configure("{}".into(), Vec::new(), Vec::new()).unwrap();
    let slice = |at: &[i64], inputs: &[f64]| {
        let said = <Recording as detector_slice::Guest>::detect_slice(at.to_vec(), inputs.to_vec());
        let in_words = |(place, interruption)| match interruption {
            Interruption::Publish(signals) => format!("{place}: {} of {}", signals[0].signal_type, signals.len()),
            Interruption::Stop(reason) => format!("{place}: {reason}"),
        };
        said.map(|said| said.into_iter().map(in_words).collect::<Vec<_>>())
    };
    assert_eq!(
        slice(&[10, 20, 30, 40], &[1.0, 2.0, 1.5, 1.5, 3.0, 0.5, -1.0, 0.0]).unwrap(),
        ["0: RECORD of 1", "2: RECORD of 1", "3: below zero at 40"]
    );
    assert_eq!(slice(&[50, 60], &[3.0, 0.5, 3.0, 1.0]).unwrap(), ["1: RECORD of 1"], "it goes on where it was");
    assert!(slice(&[], &[]).unwrap().is_empty());
    let ragged = slice(&[70, 80], &[1.0, 2.0, 3.0]).unwrap_err();
    assert!(matches!(ragged, wire::WorkerError::Failed(text) if text == "2 passes have 2 inputs each, got 3"));
    assert!(matches!(slice(&[90], &[f64::NAN, 0.0]), Err(wire::WorkerError::Failed(text)) if text == "no number"));
}
