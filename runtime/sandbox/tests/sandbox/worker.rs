//! Honest workers: one of each category, and what a call costs.

use std::path::Path;

use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::decision::{
    Algorithm, DirectiveDraft, EntryPlanDraft, ExecutionAction, ExecutionPlanDraft, OrderTerms, PlanDrafts, ScopeDraft, SignalDraft,
};
use simpletrader_contracts::ledger::{AccountView, GroupRef, OrderRef, OrderView, PositionView, TradeRef};
use simpletrader_contracts::market::{Bar, Instrument, InstrumentRef, Quote, Series, SeriesRef, Tick};
use simpletrader_contracts::terms::{Direction, DirectiveScope, OrderPurpose, OrderStatus, OriginType, Side, TimeInForce};
use simpletrader_contracts::worker::call::{
    Command, ContextWorker, Disposition, PlanOutcome, PlanTask, Reply, ReplyKind, Situation, Timer,
};
use simpletrader_contracts::worker::{AnyWorker, Category, FaultKind};
use simpletrader_contracts::{Decimal, Fraction, Instant, Label, Price, Quantity, Symbol};
use simpletrader_sandbox::{LoadedWorker, RunLimits, Sandbox, Settings, Terms};

use crate::forge::Guest;

pub fn sandbox() -> Sandbox {
    Sandbox::new(Settings { workers: 8, ..Settings::default() }).unwrap()
}

pub fn load(sandbox: &Sandbox, guest: &Guest, limits: RunLimits) -> LoadedWorker {
    sandbox.load_bytes(Path::new("forged.wasm"), &guest.file(), &Terms::with_limits(limits)).unwrap()
}

pub fn instruments() -> Vec<Instrument> {
    vec![Instrument {
        symbol: Symbol::new("GOOG_USD").unwrap(),
        price_scale: 2,
        size_scale: 0,
        tick_size: Decimal::new(1, 2),
        lot_size: Decimal::ONE,
        min_notional: None,
    }]
}

pub const SERIES: [Series; 1] = [Series { instrument: 0, timeframe_seconds: 86_400 }];
pub const BAR: Bar = Bar { series: SeriesRef(0), open: 100, high: 110, low: 90, close: 105, volume: 1000 };

/// A configured worker of a guest.
pub fn live(loaded: &LoadedWorker) -> AnyWorker {
    let mut worker = loaded.instantiate().unwrap();
    worker.common().configure("{}", &instruments(), &SERIES).unwrap();
    worker
}

pub fn context(worker: AnyWorker) -> Box<dyn ContextWorker> {
    match worker {
        AnyWorker::Context(worker) => worker,
        other => panic!("{other:?}"),
    }
}

/// Answers the bar's close as its one fact.
pub fn answers_the_close() -> Guest {
    Guest::new(Category::ContextWorker).handler(
        "(i32.store (i32.const 1028) (i32.const 2048)) ;; the list is at 2048
         (i32.store (i32.const 1032) (i32.const 1))    ;; and has one item
         (f64.store (i32.const 2048) (f64.convert_i64_s (local.get $p5)))
         (i32.const 1024)",
    )
}

// mission: 59
#[test]
fn a_good_worker_works() {
    let sandbox = sandbox();
    let loaded = load(&sandbox, &answers_the_close(), RunLimits::default());
    let mut worker = context(live(&loaded));
    let mut facts = [0.0];
    worker.measure(Instant::default(), &BAR, &[1.0, f64::NAN], &mut facts).unwrap();
    assert_eq!(facts, [105.0]);
    assert_eq!(worker.usage().calls, 1);
}

#[test]
fn equal_calls_use_equal_fuel() {
    let sandbox = sandbox();
    let loaded = load(&sandbox, &answers_the_close(), RunLimits::default());
    let run = || {
        let mut worker = context(live(&loaded));
        let mut facts = [0.0];
        for close in 0..1000 {
            worker.measure(Instant::default(), &Bar { close, ..BAR }, &[1.0], &mut facts).unwrap();
            assert_eq!(facts, [close as f64]);
        }
        (worker.usage(), worker.fuel_spread())
    };
    let ((first, spread), second) = (run(), run());
    assert_eq!((first, spread.clone()), second);
    assert_eq!([0, 50, 100].map(|percent| spread.percentile(percent)), [first.fuel_max; 3]);
    assert_eq!(first.calls, 1000);
    assert!(first.fuel_max > 0 && first.fuel == 1000 * first.fuel_max, "{first:?}");
}

const TICK: Tick = Tick { sequence: 1, at: Instant::from_micros(2), trigger: OriginType::Tick };

fn price(price: i64) -> Price {
    Price::new(price.into()).unwrap()
}

fn quote() -> Quote {
    Quote { instrument: InstrumentRef(0), at: TICK.at, last: price(100), bid: None, ask: Some(price(101)) }
}

fn position() -> PositionView {
    PositionView {
        trade: TradeRef(0),
        instrument: InstrumentRef(0),
        direction: Direction::Long,
        opened_at: TICK.at,
        quantity: 10.into(),
        average_price: Decimal::new(995, 1),
        last_price: 100.into(),
        unrealised: 5.into(),
        realised: 0.into(),
        stop_loss: Some(price(90)),
        take_profit: None,
    }
}

fn order() -> OrderView {
    OrderView {
        order: OrderRef(0),
        tag: 1,
        trade: TradeRef(0),
        group: GroupRef(0),
        side: Side::Sell,
        terms: OrderTerms::StopMarket { stop_price: price(90) },
        purpose: OrderPurpose::StopLoss,
        status: OrderStatus::Open,
        quantity: 10.into(),
        filled: 0.into(),
    }
}

fn directive() -> DirectiveDraft {
    DirectiveDraft {
        scope: ScopeDraft::new(DirectiveScope::CloseExisting, vec![TradeRef(0)]).unwrap(),
        confidence: Fraction::ONE,
        entry: None,
        size: None,
        exit: None,
        execution: None,
        policy: None,
        legs: Vec::new(),
    }
}

fn execution() -> ExecutionPlanDraft {
    ExecutionPlanDraft {
        action: ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force: TimeInForce::Gtc }),
        max_slippage_pct: Fraction::ONE,
        max_execution_window_seconds: None,
        must_complete_immediately: false,
        min_fill_ratio: None,
    }
}

fn plans() -> PlanDrafts {
    let entry =
        EntryPlanDraft { instrument: InstrumentRef(0), side: Side::Buy, terms: OrderTerms::Limit { limit_price: price(99) } };
    PlanDrafts { entry: Some(entry), size: None, exit: None }
}

fn of(category: Category) -> AnyWorker {
    live(&load(&sandbox(), &Guest::new(category), RunLimits::default()))
}

// mission: 73 (partly)
#[test]
fn a_detector_and_a_monitor_are_called_with_their_inputs() {
    let AnyWorker::Detector(mut detector) = of(Category::SignalDetector) else { panic!("a detector") };
    assert_eq!(detector.detect(TICK.at, &[1.0, 2.0]), Ok(Disposition::Proceed));
    let AnyWorker::Monitor(mut monitor) = of(Category::RiskMonitor) else { panic!("a monitor") };
    assert_eq!(monitor.watch(TICK.at, &[1.0], &[position(), position()]), Ok(Disposition::Proceed));
    assert_eq!(monitor.watch(TICK.at, &[], &[]), Ok(Disposition::Proceed));
    assert_eq!(monitor.usage().calls, 2);
}

#[test]
fn a_strategy_planner_is_called_with_the_whole_situation() {
    let AnyWorker::Strategy(mut planner) = of(Category::StrategyPlanner) else { panic!("a strategy planner") };
    let signal = SignalDraft {
        instrument: InstrumentRef(0),
        direction: Direction::Long,
        signal_type: Label::new("CROSS_UP").unwrap(),
        confidence: None,
    };
    let situation = Situation {
        tick: TICK,
        quotes: &[quote()],
        inputs: &[1.0],
        signals: &[signal],
        risks: &[],
        account: Some(AccountView::default()),
        positions: &[position()],
        open_orders: &[order()],
    };
    assert_eq!(planner.decide(&situation), Ok(Disposition::Proceed));

    let rich = AccountView { cash: Decimal::from(10_i64.pow(15)), ..AccountView::default() };
    let fault = planner.decide(&Situation { account: Some(rich), ..situation }).unwrap_err();
    assert!(matches!(&fault.kind, FaultKind::Host { message } if message.starts_with("account.cash = ")), "{fault}");
    assert_eq!(planner.decide(&situation).unwrap_err().kind, FaultKind::Poisoned, "it has missed a pass");
    assert_eq!(planner.decide(&Situation { account: Some(rich), ..situation }).unwrap_err().kind, FaultKind::Poisoned);
}

// mission: 7 (partly)
#[test]
fn planners_are_called_with_their_task() {
    let directive = directive();
    let orders = [order()];
    let task = PlanTask {
        tick: TICK,
        quote: quote(),
        inputs: &[1.0],
        directive: &directive,
        target: Some(position()),
        open_orders: &orders,
        account: Some(AccountView::default()),
    };
    let AnyWorker::Entry(mut entry) = of(Category::EntryPlanner) else { panic!("an entry planner") };
    assert_eq!(entry.plan(&task), Ok(PlanOutcome::Nothing));
    let AnyWorker::Size(mut size) = of(Category::SizePlanner) else { panic!("a size planner") };
    assert_eq!(size.plan(&task), Ok(PlanOutcome::Nothing));
    let AnyWorker::Exit(mut exit) = of(Category::ExitPlanner) else { panic!("an exit planner") };
    assert_eq!(exit.plan(&PlanTask { target: None, open_orders: &[], ..task }), Ok(PlanOutcome::Nothing));
    let AnyWorker::ExecutionPlanning(mut planner) = of(Category::ExecutionPlanner) else { panic!("an execution planner") };
    assert_eq!(planner.plan(&task, &plans()), Ok(PlanOutcome::Nothing));
}

#[test]
fn an_execution_worker_is_called_for_commands_replies_and_timers() {
    let AnyWorker::Execution(mut worker) = of(Category::ExecutionWorker) else { panic!("an execution worker") };
    let (plans, execution, orders) = (plans(), execution(), [order()]);
    let command = Command {
        tick: TICK,
        quote: quote(),
        group: GroupRef(0),
        trade: TradeRef(0),
        plans: &plans,
        execution: &execution,
        target: Some(position()),
        open_orders: &orders,
    };
    assert_eq!(worker.on_command(&command), Ok(vec![]));
    for kind in [
        ReplyKind::Accepted,
        ReplyKind::Filled {
            quantity: Quantity::new(10.into()).unwrap(),
            price: price(90),
            commission: Amount::new(Decimal::new(1, 2)).unwrap(),
        },
        ReplyKind::Rejected("no such symbol".into()),
    ] {
        assert_eq!(worker.on_reply(&Reply { tick: TICK, quote: quote(), group: GroupRef(0), order: order(), kind }), Ok(vec![]));
    }
    assert_eq!(worker.on_timer(&Timer { tick: TICK, quote: quote(), group: GroupRef(0), tag: 1 }), Ok(vec![]));
    assert_eq!(worker.usage().calls, 5);
}

// mission: 59
#[test]
fn configure_hands_over_the_parameters() {
    // Answers ok only when the text begins with `{"period"`.
    let guest = Guest::new(Category::ContextWorker).configure(
        "(if (i32.ne (local.get $p1) (i32.const 13)) (then unreachable))
         (if (i64.ne (i64.load (local.get $p0)) (i64.const 0x646f69726570227b)) (then unreachable))
         (if (i32.ne (local.get $p3) (i32.const 1)) (then unreachable)) ;; one instrument
         (if (i32.ne (local.get $p5) (i32.const 1)) (then unreachable)) ;; one series
         (i32.const 1024)",
    );
    let loaded = load(&sandbox(), &guest, RunLimits::default());
    let configure = |params: &str| loaded.instantiate().unwrap().common().configure(params, &instruments(), &SERIES);
    assert_eq!(configure(r#"{"period":20}"#), Ok(()));
    assert!(configure(r#"{"length":20}"#).is_err());
}

#[test]
fn ended_workers_that_wait_to_give_their_memory_back_take_no_room_and_leave_nothing_behind() {
    // Answers how often it was called, which it counts in its memory.
    let counts = Guest::new(Category::ContextWorker).handler(
        "(i32.store (i32.const 1028) (i32.const 2048))
         (i32.store (i32.const 1032) (i32.const 1))
         (i64.store (i32.const 4096) (i64.add (i64.load (i32.const 4096)) (i64.const 1)))
         (f64.store (i32.const 2048) (f64.convert_i64_s (i64.load (i32.const 4096))))
         (i32.const 1024)",
    );
    for release_batch in [0, 1, 64] {
        let sandbox = Sandbox::new(Settings { workers: 2, release_batch, ..Settings::default() }).unwrap();
        let loaded = load(&sandbox, &counts, RunLimits::default());
        for _ in 0..8 {
            let mut calls = [0.0];
            context(live(&loaded)).measure(Instant::default(), &BAR, &[], &mut calls).unwrap();
            assert_eq!(calls, [1.0], "its memory is its own");
        }
        let _both = [live(&loaded), live(&loaded)];
        assert!(loaded.instantiate().is_err(), "there is room for two that live");
    }
}

#[test]
fn several_threads_load_at_once() {
    let sandbox = sandbox();
    let workers: Vec<LoadedWorker> = std::thread::scope(|scope| {
        let load_one = |category: &'static Category| {
            let sandbox = &sandbox;
            scope.spawn(move || load(sandbox, &Guest::new(*category), RunLimits::default()))
        };
        let loading: Vec<_> = Category::ALL.iter().map(load_one).collect();
        loading.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let categories: Vec<Category> = workers.iter().map(|worker| worker.facts().category).collect();
    assert_eq!(categories, Category::ALL);
}

#[test]
fn instances_of_one_worker_are_independent() {
    let guest = Guest::new(Category::ContextWorker).with("(global $calls (mut f64) (f64.const 0))").handler(
        "(global.set $calls (f64.add (global.get $calls) (f64.const 1)))
         (f64.store (i32.const 2048) (global.get $calls))
         (i32.store (i32.const 1028) (i32.const 2048)) (i32.store (i32.const 1032) (i32.const 1)) (i32.const 1024)",
    );
    let loaded = load(&sandbox(), &guest, RunLimits::default());
    let (mut first, mut second) = (context(live(&loaded)), context(live(&loaded)));
    let mut facts = [0.0];
    for _ in 0..3 {
        first.measure(TICK.at, &BAR, &[], &mut facts).unwrap();
    }
    assert_eq!(facts, [3.0]);
    second.measure(TICK.at, &BAR, &[], &mut facts).unwrap();
    assert_eq!(facts, [1.0]);
}
