//! Ready-made values for a worker's own tests. Not compiled into components.
//!
//! Everything is about one instrument, `TEST_USD`, whose prices have two places and whose quantities have none; change a
//! field with struct update syntax where a test needs something else. These functions panic on nonsense, as tests should.

pub mod commands;

use simpletrader_contracts::decision::{DirectiveDraft, EntryDirective, OrderTerms, ScopeDraft};
use simpletrader_contracts::ledger::{AccountView, GroupRef, OrderRef, OrderView, PositionView, TradeRef};
use simpletrader_contracts::market::{Bar, Instrument, InstrumentRef, Quote, Series, SeriesRef, Tick};
use simpletrader_contracts::terms::{Direction, DirectiveScope, OrderPurpose, OrderStatus, OriginType, Side};
use simpletrader_contracts::worker::call::PlanTask;
use simpletrader_contracts::worker::capability::{Remarks, WindowBar};
use simpletrader_contracts::{Decimal, Fraction, Instant, Price, Quantity, Symbol};

use crate::{Worker, WorkerError};

/// A decimal from its text.
pub fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("`{text}`: {error}"))
}

/// A price from its text.
pub fn price(text: &str) -> Price {
    Price::new(decimal(text)).unwrap_or_else(|error| panic!("{error}"))
}

/// A quantity from its text.
pub fn quantity(text: &str) -> Quantity {
    Quantity::new(decimal(text)).unwrap_or_else(|error| panic!("{error}"))
}

/// `TEST_USD`: prices with two places on a tick of 0.01, whole quantities.
pub fn instrument() -> Instrument {
    Instrument {
        symbol: Symbol::new("TEST_USD").unwrap_or_else(|error| panic!("{error}")),
        price_scale: 2,
        size_scale: 0,
        tick_size: decimal("0.01"),
        lot_size: Decimal::ONE,
        min_notional: None,
    }
}

/// Makes a worker of JSON parameters, for one instrument with daily bars.
pub fn configure<W: Worker>(params: &str) -> Result<W, WorkerError> {
    crate::configure(params, &[instrument()], &[Series { instrument: 0, timeframe_seconds: 86_400 }])
}

/// A closed bar that never moved, as a mantissa: 10 000 is a price of 100.
pub fn bar(close: i64) -> Bar {
    Bar { series: SeriesRef(0), open: close, high: close, low: close, close, volume: 0 }
}

/// The first pass, started by a bar.
pub fn tick() -> Tick {
    Tick { sequence: 0, at: Instant::default(), trigger: OriginType::Tick }
}

/// The latest price of the instrument.
pub fn quote(last: &str) -> Quote {
    Quote { instrument: InstrumentRef(0), at: Instant::default(), last: price(last), bid: None, ask: None }
}

/// An account that holds nothing but this cash.
pub fn account(cash: &str) -> AccountView {
    AccountView { equity: decimal(cash), cash: decimal(cash), exposure: Decimal::ZERO, daily_result: Decimal::ZERO }
}

/// An open trade, bought or sold at 100.
pub fn position(trade: u32, direction: Direction, quantity: &str) -> PositionView {
    PositionView {
        trade: TradeRef(trade),
        instrument: InstrumentRef(0),
        direction,
        opened_at: Instant::default(),
        quantity: decimal(quantity),
        average_price: Decimal::ONE_HUNDRED,
        last_price: Decimal::ONE_HUNDRED,
        unrealised: Decimal::ZERO,
        realised: Decimal::ZERO,
        stop_loss: None,
        take_profit: None,
    }
}

/// A working market order for 10 of the first group; its ordinal is its tag.
pub fn order(tag: u32, trade: u32, side: Side, purpose: OrderPurpose) -> OrderView {
    OrderView {
        order: OrderRef(tag),
        tag,
        trade: TradeRef(trade),
        group: GroupRef(0),
        side,
        terms: OrderTerms::Market,
        purpose,
        status: OrderStatus::Open,
        quantity: Decimal::TEN,
        filled: Decimal::ZERO,
    }
}

/// A new trade on this side, with every other part left to the planners.
pub fn new_trade(side: Side) -> DirectiveDraft {
    let entry =
        EntryDirective { instrument: InstrumentRef(0), side, timing_preference: None, price_zone: None, max_slippage: None };
    DirectiveDraft { entry: Some(entry), ..directive(DirectiveScope::NewTrade, Vec::new()) }
}

/// The end of these trades.
pub fn close(trades: &[u32]) -> DirectiveDraft {
    directive(DirectiveScope::CloseExisting, trades.iter().copied().map(TradeRef).collect())
}

/// A change of these trades.
pub fn modify(trades: &[u32]) -> DirectiveDraft {
    directive(DirectiveScope::ModifyExisting, trades.iter().copied().map(TradeRef).collect())
}

fn directive(scope: DirectiveScope, targets: Vec<TradeRef>) -> DirectiveDraft {
    DirectiveDraft {
        scope: ScopeDraft::new(scope, targets).unwrap_or_else(|error| panic!("{error}")),
        confidence: Fraction::ONE,
        entry: None,
        size: None,
        exit: None,
        execution: None,
        policy: None,
        legs: Vec::new(),
    }
}

/// A planner's task: this directive, at this price, with 10 000 in cash.
pub fn task<'a>(directive: &'a DirectiveDraft, last: &str, target: Option<PositionView>) -> PlanTask<'a> {
    PlanTask { tick: tick(), quote: quote(last), inputs: &[], directive, target, open_orders: &[], account: Some(account("10000")) }
}

/// What the worker of this test has said and remembered since this was last asked.
pub fn remarks() -> Remarks {
    crate::host::with(|kit| kit.take_remarks())
}

/// Bars of the instrument have closed, at these prices, one a day: what [`window`](crate::window) shows from now on.
pub fn observe(closes: &[f64]) {
    observe_bars(&closes.iter().map(|close| (*close, 0.0)).collect::<Vec<_>>());
}

/// Bars of the instrument have closed at 100, with these volumes, one a day.
pub fn observe_volumes(volumes: &[f64]) {
    observe_bars(&volumes.iter().map(|volume| (100.0, *volume)).collect::<Vec<_>>());
}

fn observe_bars(bars: &[(f64, f64)]) {
    for (day, (close, volume)) in (1..).zip(bars.iter().copied()) {
        let closed_at = Instant::from_micros(day * 86_400_000_000);
        let bar = WindowBar { series: SeriesRef(0), closed_at, open: close, high: close, low: close, close, volume };
        crate::host::with(|kit| kit.observe(&bar));
    }
}
