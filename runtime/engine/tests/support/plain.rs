//! The plainest workers that make and work plans: at the market, ten units, no levels, one order.

use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::decision::*;
use simpletrader_contracts::market::{Instrument, InstrumentRef, Series};
use simpletrader_contracts::terms::*;
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::worker::{AnyWorker, Fault};
use simpletrader_contracts::{Decimal, Fraction, Quantity};

use super::Scripted;

/// Market orders, both ways.
pub struct MarketEntry;
/// Ten to open, nothing to close.
pub struct TenUnits;
/// No levels.
pub struct NoLevels;
/// SINGLE, good till cancelled.
pub struct OneOrder;
/// Places one order for the difference to the target size.
pub struct OneShot;

macro_rules! plain_worker {
    ($($name:ident),+) => { $(
        impl Worker for $name {
            fn configure(&mut self, _: &str, _: &[Instrument], _: &[Series]) -> Result<(), Fault> { Ok(()) }
            fn usage(&self) -> Usage { Usage::default() }
        }
    )+ };
}
plain_worker!(MarketEntry, TenUnits, NoLevels, OneOrder, OneShot);

impl EntryPlanner for MarketEntry {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<EntryPlanDraft>, Fault> {
        let side = match (&task.target, &task.directive.entry) {
            (Some(target), _) => target.direction.opening_side().opposite(),
            (None, Some(entry)) => entry.side,
            (None, None) => return Ok(PlanOutcome::Nothing),
        };
        Ok(PlanOutcome::Plan(EntryPlanDraft { instrument: task.quote.instrument, side, terms: OrderTerms::Market }))
    }
}

/// Buys at the market, but one instrument with a limit of 45.
pub fn limited_entry(instrument: u32) -> AnyWorker {
    AnyWorker::Entry(Box::new(Scripted(move |task: &PlanTask<'_>| {
        let limit_price = simpletrader_contracts::Price::new(45.into()).unwrap();
        let is_limited = task.quote.instrument == InstrumentRef(instrument);
        let terms = if is_limited { OrderTerms::Limit { limit_price } } else { OrderTerms::Market };
        Ok(PlanOutcome::Plan(EntryPlanDraft { instrument: task.quote.instrument, side: Side::Buy, terms }))
    })))
}

impl SizePlanner for TenUnits {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<SizePlanDraft>, Fault> {
        let size = if task.target.is_some() { Decimal::ZERO } else { Decimal::TEN };
        let amount = |value| Amount::new(value).unwrap();
        Ok(PlanOutcome::Plan(SizePlanDraft {
            target_position_size: amount(size),
            position_value: amount(size * task.quote.last.get()),
            risk_amount: None,
            leverage: Decimal::ONE,
        }))
    }
}

impl ExitPlanner for NoLevels {
    fn plan(&mut self, _: &PlanTask<'_>) -> Result<PlanOutcome<ExitPlanDraft>, Fault> {
        Ok(PlanOutcome::Plan(ExitPlanDraft::default()))
    }
}

impl ExecutionPlanner for OneOrder {
    fn plan(&mut self, _: &PlanTask<'_>, _: &PlanDrafts) -> Result<PlanOutcome<ExecutionPlanDraft>, Fault> {
        Ok(PlanOutcome::Plan(ExecutionPlanDraft {
            action: ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force: TimeInForce::Gtc }),
            max_slippage_pct: Fraction::ONE,
            max_execution_window_seconds: None,
            must_complete_immediately: false,
            min_fill_ratio: None,
        }))
    }
}

impl ExecutionWorker for OneShot {
    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, Fault> {
        Ok(vec![OrderIntent::Place(order_for(command))])
    }
    fn on_reply(&mut self, _: &Reply) -> Result<Vec<OrderIntent>, Fault> {
        Ok(Vec::new())
    }
    fn on_timer(&mut self, _: &Timer) -> Result<Vec<OrderIntent>, Fault> {
        Ok(Vec::new())
    }
}

/// The order that brings a trade to its target size.
pub fn order_for(command: &Command<'_>) -> NewOrder {
    let entry = command.plans.entry.as_ref().unwrap();
    let held = command.target.map_or(Decimal::ZERO, |target| target.quantity);
    let wanted = command.plans.size.as_ref().unwrap().target_position_size.get();
    NewOrder {
        tag: 1,
        instrument: entry.instrument,
        side: entry.side,
        quantity: Quantity::new((wanted - held).abs()).unwrap(),
        terms: entry.terms,
        time_in_force: TimeInForce::Gtc,
        good_till: None,
        purpose: if command.target.is_some() { OrderPurpose::CloseOut } else { OrderPurpose::Entry },
        reduce_only: command.target.is_some(),
        post_only: false,
        parent_tag: None,
        oco_tag: None,
    }
}
