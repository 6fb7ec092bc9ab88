//! The calls: one trait per category, the values that go in, and the values that come out.
//!
//! Every call is synchronous, complete (nothing is pulled) and fails with a [`Fault`]. After a fault a worker is not called
//! again.

use serde::{Deserialize, Serialize};

use super::capability::{Read, Remarks, StateChange, WindowBar};
use super::{Fault, FuelSpread};
use crate::decimal::Amount;
use crate::decision::{
    DecisionDraft, DirectiveDraft, EntryPlanDraft, ExecutionPlanDraft, ExitPlanDraft, OrderTerms, PlanDrafts, RefusalDraft,
    RiskDraft, SignalDraft, SizePlanDraft,
};
use crate::ledger::{AccountView, GroupRef, OrderRef, OrderView, PositionView, TradeRef};
use crate::market::{Bar, Instrument, InstrumentRef, Quote, Series, Tick};
use crate::terms::{OrderPurpose, Side, TimeInForce};
use crate::{Instant, Price, Quantity};

/// What a worker's calls have cost so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Calls of its handlers, `configure` not counted.
    pub calls: u64,
    /// Fuel of those calls together; 0 for native code.
    pub fuel: u64,
    /// Fuel of the dearest call.
    pub fuel_max: u64,
    /// Fuel of the latest call.
    pub fuel_last: u64,
    /// Linear memory that its instance has, in bytes, all memories together; 0 for native code. It never shrinks.
    pub memory_bytes: u64,
}

/// What every worker has.
pub trait Worker: Send {
    /// Once, before anything else. `params` is a JSON object.
    fn configure(&mut self, params: &str, instruments: &[Instrument], series: &[Series]) -> Result<(), Fault>;

    /// What the calls have cost so far.
    fn usage(&self) -> Usage;

    /// How the fuel of those calls is spread. By default nothing is known, as of native code.
    fn fuel_spread(&self) -> FuelSpread {
        FuelSpread::default()
    }

    /// A bar has closed that a worker with a window may look back on. Comes before the pass that the bar starts, oldest
    /// first. By default nobody looks back.
    fn observe(&mut self, bar: &WindowBar) {
        let _ = bar;
    }

    /// What the calls left behind since this was last asked; also after a fault. Asking is what makes the changes of state
    /// stay. By default nothing.
    fn take_remarks(&mut self) -> Remarks {
        Remarks::default()
    }

    /// The pass failed: what changed in the state since the remarks were taken did not happen. By default there is no state.
    fn undo_state(&mut self) {}

    /// Other workers that share the state have changed it. By default there is no state.
    fn adopt_state(&mut self, changes: &[StateChange]) {
        let _ = changes;
    }
}

/// What should happen after a call that may publish.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition<T> {
    /// Nothing to say; the flow goes on.
    Proceed,
    /// These, in order; the flow goes on. At least one.
    Publish(Vec<T>),
    /// End this pass, for this reason.
    Stop(String),
}

/// A closed bar with the instant of its pass: one of those that a context worker is asked about at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlicedBar {
    /// The pass.
    pub at: Instant,
    /// The bar.
    pub bar: Bar,
}

/// A context worker: measures.
pub trait ContextWorker: Worker {
    /// Measures one closed bar. `outputs` has one slot per declared output; NaN = not ready.
    fn measure(&mut self, at: Instant, bar: &Bar, inputs: &[f64], outputs: &mut [f64]) -> Result<(), Fault>;

    /// Measures closed bars of one series, oldest first, for a worker without inputs. `rows` has as many slots as there are bars,
    /// times the declared outputs: those of the first bar come first. What it costs counts as one call a bar, each at its share.
    ///
    /// By default, bar by bar: a worker that offers nothing faster comes to the same.
    fn measure_slice(&mut self, bars: &[SlicedBar], rows: &mut [f64]) -> Result<(), Fault> {
        measure_each(self, bars, rows)
    }
}

/// A slice, bar by bar; as [`ContextWorker::measure_slice`].
///
/// # Errors
/// The first fault.
pub fn measure_each(worker: &mut (impl ContextWorker + ?Sized), bars: &[SlicedBar], rows: &mut [f64]) -> Result<(), Fault> {
    let outputs = rows.len().checked_div(bars.len()).unwrap_or(0).max(1);
    for (SlicedBar { at, bar }, row) in bars.iter().zip(rows.chunks_exact_mut(outputs)) {
        worker.measure(*at, bar, &[], row)?;
    }
    Ok(())
}

/// A signal detector.
pub trait SignalDetector: Worker {
    /// Looks at the bound inputs of one pass.
    fn detect(&mut self, at: Instant, inputs: &[f64]) -> Result<Disposition<SignalDraft>, Fault>;

    /// Looks at the bound inputs of several passes, oldest first: one row of `inputs` for each instant. Gives back what should happen
    /// at which of them, by place and in ascending order; at the others the flow goes on. What it costs counts as one call a pass, each
    /// at its share.
    ///
    /// By default, pass by pass: a worker that offers nothing faster comes to the same.
    fn detect_slice(&mut self, at: &[Instant], inputs: &[f64]) -> Result<Vec<SlicedSignals>, Fault> {
        detect_each(self, at, inputs)
    }
}

/// What should happen at one pass of a slice, which is counted from 0: anything but to go on.
pub type SlicedSignals = (usize, Disposition<SignalDraft>);

/// A slice, pass by pass; as [`SignalDetector::detect_slice`].
///
/// # Errors
/// The first fault.
pub fn detect_each(
    worker: &mut (impl SignalDetector + ?Sized),
    at: &[Instant],
    inputs: &[f64],
) -> Result<Vec<SlicedSignals>, Fault> {
    let width = inputs.len().checked_div(at.len()).unwrap_or(0);
    let mut said = Vec::new();
    for (place, at) in at.iter().enumerate() {
        let begin = place.saturating_mul(width);
        let row = inputs.get(begin..begin.saturating_add(width)).unwrap_or_default();
        match worker.detect(*at, row)? {
            Disposition::Proceed => {}
            other => said.push((place, other)),
        }
    }
    Ok(said)
}

/// A risk monitor.
pub trait RiskMonitor: Worker {
    /// Looks at the bound inputs of one pass, and at the open trades: none for a monitor that does not read positions.
    fn watch(&mut self, at: Instant, inputs: &[f64], positions: &[PositionView]) -> Result<Disposition<RiskDraft>, Fault>;
}

/// Everything of one pass that a strategy planner decides upon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Situation<'a> {
    /// The pass.
    pub tick: Tick,
    /// Latest price of every instrument that has one; empty for a planner that does not read quotes.
    pub quotes: &'a [Quote],
    /// Bound inputs, in manifest order.
    pub inputs: &'a [f64],
    /// All signals of the pass.
    pub signals: &'a [SignalDraft],
    /// All risks of the pass.
    pub risks: &'a [RiskDraft],
    /// The account; none for a planner that does not read it.
    pub account: Option<AccountView>,
    /// Trades that are not closed; empty for a planner that does not read positions.
    pub positions: &'a [PositionView],
    /// Orders that still work; empty for a planner that does not read open orders.
    pub open_orders: &'a [OrderView],
}

impl Situation<'_> {
    /// The account.
    ///
    /// # Errors
    /// When it is not pushed, with what to write so that it is.
    pub fn account(&self) -> Result<&AccountView, NotPushed> {
        self.account.as_ref().ok_or(NotPushed(Read::Account))
    }
}

/// The strategy planner.
pub trait StrategyPlanner: Worker {
    /// Decides.
    fn decide(&mut self, situation: &Situation<'_>) -> Result<Disposition<DecisionDraft>, Fault>;
}

/// One directive and one of its targets, for an entry, size or exit planner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlanTask<'a> {
    /// The pass.
    pub tick: Tick,
    /// Of the instrument concerned.
    pub quote: Quote,
    /// Bound inputs, in manifest order.
    pub inputs: &'a [f64],
    /// What is wanted.
    pub directive: &'a DirectiveDraft,
    /// The trade concerned; none for a new trade.
    pub target: Option<PositionView>,
    /// Orders of the target that still work.
    pub open_orders: &'a [OrderView],
    /// The account; none for a planner that does not read it.
    pub account: Option<AccountView>,
}

impl PlanTask<'_> {
    /// The account.
    ///
    /// # Errors
    /// When it is not pushed, with what to write so that it is.
    pub fn account(&self) -> Result<&AccountView, NotPushed> {
        self.account.as_ref().ok_or(NotPushed(Read::Account))
    }
}

/// A worker looked at what is not pushed into its calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not pushed into this worker's calls: `reads` of its manifest must name it (in Rust: `ABOUT.reads(&[…])`)")]
pub struct NotPushed(pub Read);

/// A planner's answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanOutcome<T> {
    /// This.
    Plan(T),
    /// No such plan is needed.
    Nothing,
    /// It will not be planned.
    Refuse(RefusalDraft),
}

/// An entry planner.
pub trait EntryPlanner: Worker {
    /// Plans what and where.
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<EntryPlanDraft>, Fault>;
}

/// A size planner.
pub trait SizePlanner: Worker {
    /// Plans how much.
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<SizePlanDraft>, Fault>;
}

/// An exit planner.
pub trait ExitPlanner: Worker {
    /// Plans where to leave.
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<ExitPlanDraft>, Fault>;
}

/// An execution planner.
pub trait ExecutionPlanner: Worker {
    /// Plans by which algorithm. `plans` are the other planners' answers for the same directive and target.
    fn plan(&mut self, task: &PlanTask<'_>, plans: &PlanDrafts) -> Result<PlanOutcome<ExecutionPlanDraft>, Fault>;
}

/// One instruction for an execution worker.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Command<'a> {
    /// The pass.
    pub tick: Tick,
    /// Of the instrument concerned.
    pub quote: Quote,
    /// The group that the orders will belong to.
    pub group: GroupRef,
    /// The trade concerned; for a new trade the one that the first order opens.
    pub trade: TradeRef,
    /// What, where, how much, where to leave.
    pub plans: &'a PlanDrafts,
    /// By which algorithm.
    pub execution: &'a ExecutionPlanDraft,
    /// The trade as it stands; none for a new trade.
    pub target: Option<PositionView>,
    /// Orders of the trade that still work.
    pub open_orders: &'a [OrderView],
}

/// What the venue said about an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyKind {
    /// It works now.
    Accepted,
    /// Some or all of it was filled.
    Filled {
        /// How much.
        quantity: Quantity,
        /// At which price.
        price: Price,
        /// The fee.
        commission: Amount,
    },
    /// It was withdrawn.
    Cancelled,
    /// Its time ran out.
    Expired,
    /// The venue refused it.
    Rejected(String),
}

/// A reply of the venue, for the execution worker whose order it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The pass.
    pub tick: Tick,
    /// Of the instrument concerned.
    pub quote: Quote,
    /// The order's group.
    pub group: GroupRef,
    /// The order after the reply.
    pub order: OrderView,
    /// What was said.
    pub kind: ReplyKind,
}

/// A wake-up that an execution worker asked for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Timer {
    /// The pass.
    pub tick: Tick,
    /// Of the instrument concerned.
    pub quote: Quote,
    /// The group it was asked for.
    pub group: GroupRef,
    /// The worker's own name for it.
    pub tag: u32,
}

/// An order that an execution worker wants.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewOrder {
    /// The worker's own name for it, unique within its group.
    pub tag: u32,
    /// What to trade.
    pub instrument: InstrumentRef,
    /// Which side.
    pub side: Side,
    /// How much.
    pub quantity: Quantity,
    /// Type and prices.
    pub terms: OrderTerms,
    /// How long it may work.
    pub time_in_force: TimeInForce,
    /// Until when, for GTD.
    pub good_till: Option<Instant>,
    /// What it is for.
    pub purpose: OrderPurpose,
    /// May only reduce the position.
    pub reduce_only: bool,
    /// May only wait in the book: refused by the venue where it would be filled at once.
    pub post_only: bool,
    /// Sleeps until the order of this tag, in the same answer, fills.
    pub parent_tag: Option<u32>,
    /// Cancels, and is cancelled by, the order of this tag, in the same answer.
    pub oco_tag: Option<u32>,
}

/// What an execution worker wants of the venue.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderIntent {
    /// A new order.
    Place(NewOrder),
    /// Another quantity or other terms for an order that works.
    Modify {
        /// Which.
        order: OrderRef,
        /// The new quantity.
        quantity: Option<Quantity>,
        /// The new terms.
        terms: Option<OrderTerms>,
    },
    /// Withdraw an order.
    Cancel(OrderRef),
    /// Call `on-timer` at this instant.
    WakeAt {
        /// When.
        at: Instant,
        /// The worker's own name for it.
        tag: u32,
    },
    /// The command is finished.
    Finish {
        /// True when given up.
        abandoned: bool,
    },
}

/// An execution worker. It holds no state that matters: what exists is in every call.
pub trait ExecutionWorker: Worker {
    /// A command to carry out.
    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, Fault>;
    /// The venue said something about one of its orders.
    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, Fault>;
    /// A wake-up it asked for.
    fn on_timer(&mut self, timer: &Timer) -> Result<Vec<OrderIntent>, Fault>;
}
