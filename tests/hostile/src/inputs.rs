//! What the handlers are called with: one plausible value of everything.

use simpletrader_contracts::decision::{
    Algorithm, DirectiveDraft, EntryPlanDraft, ExecutionAction, ExecutionPlanDraft, OrderTerms, PlanDrafts, ScopeDraft,
};
use simpletrader_contracts::ledger::{AccountView, GroupRef, OrderRef, OrderView, PositionView, TradeRef};
use simpletrader_contracts::market::{Bar, Instrument, InstrumentRef, Quote, Series, SeriesRef, Tick};
use simpletrader_contracts::terms::{Direction, DirectiveScope, OrderPurpose, OrderStatus, OriginType, Side, TimeInForce};
use simpletrader_contracts::worker::call::{Command, PlanTask, Reply, ReplyKind, Situation, Timer};
use simpletrader_contracts::worker::{AnyWorker, Fault};
use simpletrader_contracts::{Decimal, Fraction, Instant, Price, Symbol};

const TICK: Tick = Tick { sequence: 1, at: Instant::from_micros(2), trigger: OriginType::Tick };
pub const SERIES: [Series; 1] = [Series { instrument: 0, timeframe_seconds: 86_400 }];
const BAR: Bar = Bar { series: SeriesRef(0), open: 100, high: 110, low: 90, close: 105, volume: 1000 };

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

fn price(price: i64) -> Price {
    Price::new(price.into()).unwrap()
}

fn quote() -> Quote {
    Quote { instrument: InstrumentRef(0), at: TICK.at, last: price(100), bid: None, ask: None }
}

fn position() -> PositionView {
    PositionView {
        trade: TradeRef(0),
        instrument: InstrumentRef(0),
        direction: Direction::Long,
        opened_at: TICK.at,
        quantity: 10.into(),
        average_price: 99.into(),
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

/// Calls every handler of the worker's category once, until one fails. Whatever they answer is dropped: it was parsed, and
/// that is all that counts here.
pub fn call_handlers(worker: &mut AnyWorker) -> Result<(), Fault> {
    let (directive, orders, positions) = (directive(), [order()], [position()]);
    let task = PlanTask {
        tick: TICK,
        quote: quote(),
        inputs: &[1.0],
        directive: &directive,
        target: Some(position()),
        open_orders: &orders,
        account: Some(AccountView::default()),
    };
    match worker {
        AnyWorker::Context(worker) => worker.measure(TICK.at, &BAR, &[1.0, 2.0], &mut [0.0]),
        AnyWorker::Detector(worker) => worker.detect(TICK.at, &[1.0]).map(drop),
        AnyWorker::Monitor(worker) => worker.watch(TICK.at, &[1.0], &positions).map(drop),
        AnyWorker::Strategy(worker) => {
            let situation = Situation {
                tick: TICK,
                quotes: &[quote()],
                inputs: &[1.0],
                signals: &[],
                risks: &[],
                account: Some(AccountView::default()),
                positions: &positions,
                open_orders: &orders,
            };
            worker.decide(&situation).map(drop)
        }
        AnyWorker::Entry(worker) => worker.plan(&task).map(drop),
        AnyWorker::Size(worker) => worker.plan(&task).map(drop),
        AnyWorker::Exit(worker) => worker.plan(&task).map(drop),
        AnyWorker::ExecutionPlanning(worker) => worker.plan(&task, &plans()).map(drop),
        AnyWorker::Execution(worker) => {
            let (plans, execution) = (plans(), execution());
            let command = Command {
                tick: TICK,
                quote: quote(),
                group: GroupRef(0),
                trade: TradeRef(0),
                plans: &plans,
                execution: &execution,
                target: None,
                open_orders: &orders,
            };
            worker.on_command(&command)?;
            let reply = Reply { tick: TICK, quote: quote(), group: GroupRef(0), order: order(), kind: ReplyKind::Accepted };
            worker.on_reply(&reply)?;
            worker.on_timer(&Timer { tick: TICK, quote: quote(), group: GroupRef(0), tag: 1 }).map(drop)
        }
    }
}
