//! Everything that a worker names, listed one by one: `use simpletrader_sdk::prelude::*;`.

pub use schemars::JsonSchema;
pub use serde::Deserialize;

pub use simpletrader_contracts::decimal::{Amount, canonical, to_f64};
pub use simpletrader_contracts::decision::{
    Algorithm, DecisionDraft as Decision, DirectiveDraft as Directive, EntryDirective, EntryPlanDraft as EntryPlan,
    ExecutionAction, ExecutionDirective, ExecutionPlanDraft as ExecutionPlan, ExecutionPolicy, ExitDirective,
    ExitPlanDraft as ExitPlan, LegDraft as Leg, OrderTerms, Outcome, PlanDrafts as Plans, PriceZone, RefusalDraft as Refusal,
    RiskDraft as Risk, ScopeDraft as Scope, SignalDraft as Signal, SizeDirective, SizePlanDraft as SizePlan,
};
pub use simpletrader_contracts::ledger::{AccountView, GroupRef, OrderRef, OrderView, PositionView, TradeRef};
pub use simpletrader_contracts::market::{Bar, Instrument, InstrumentRef, Quote, Series, SeriesRef, Tick};
pub use simpletrader_contracts::terms::{
    BatchMode, Direction, DirectiveScope, ExecutionStrategyType, OrderPurpose, OrderStatus, OrderType, OriginType, RejectionCode,
    Side, TimeInForce,
};
pub use simpletrader_contracts::worker::call::{
    Command, Disposition, NewOrder, OrderIntent, PlanOutcome, PlanTask, Reply, ReplyKind, Situation, Timer,
};
pub use simpletrader_contracts::worker::capability::Read;
pub use simpletrader_contracts::{Decimal, Fraction, Instant, Label, Price, Quantity, Symbol};

pub use crate::{
    About, ContextWorker, EntryPlanner, ExecutionPlanner, ExecutionWorker, ExitPlanner, Fields, NoParams, PriceUnits, Ranged,
    RiskMonitor, Setup, SignalDetector, SizePlanner, StrategyPlanner, Worker, WorkerError, exact, execution, export_worker, fields,
    log, notes, state, window,
};
