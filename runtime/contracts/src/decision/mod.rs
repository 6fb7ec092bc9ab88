//! Decisions, in the order in which a pass makes them: signals and risks, the directive, the plans, the command.
//!
//! `…Draft` types are what workers return: ordinals, no identity. The types without the suffix are what the host stamps and
//! the journal keeps: contracts, which hold their `…Fields` behind a wall, so that a value that exists is valid. What the
//! scopes mean for each plan:
//!
//! | scope | targets | entry | size | exit | execution |
//! |---|---|---|---|---|---|
//! | NEW_TRADE | none | symbol, side, type, price | size | stop and target | algorithm |
//! | MODIFY_EXISTING | at least one | re-prices, converts or withdraws an unfilled entry, or adds one | a new target size | moves stop or target | how the change is made |
//! | CLOSE_EXISTING | at least one | usually market, the opposite side | 0 | withdraws protection | urgent |
//!
//! An entry change never changes symbol or side, and re-prices the unfilled quantity only.

mod algorithm;
mod batch;
mod causality;
mod command;
mod directive;
mod disposition;
mod order_terms;
mod origin;
mod plan;
mod rejection;
mod request;
mod signal;
mod stamped_plan;
pub mod strategy_directive;

pub use algorithm::{Algorithm, Layer, Visible};
pub use batch::{BatchFields, ExecutionCommandBatch};
pub use causality::{CausalityChain, CausalityFields};
pub use command::{ExecutionCommand, ExecutionCommandFields};
pub use directive::{
    DecisionDraft, DirectiveDraft, EntryDirective, ExecutionDirective, ExecutionPolicy, ExitDirective, LegDraft, Outcome,
    PriceZone, ScopeDraft, SizeDirective,
};
pub use disposition::{DispositionEnvelope, DispositionFields, EventPayload};
pub use order_terms::OrderTerms;
pub use origin::{Origin, OriginFields};
pub use plan::{EntryPlanDraft, ExecutionAction, ExecutionPlanDraft, ExitPlanDraft, PlanDrafts, SizePlanDraft};
pub use rejection::{RefusalDraft, RejectionChain, RejectionChainFields, RejectionEvent, RejectionFields};
pub use request::{ExecutionRequest, ExecutionRequestFields};
pub use signal::{Risk, RiskDraft, RiskFields, Signal, SignalDraft, SignalFields};
pub use stamped_plan::{
    EntryPlan, EntryPlanFields, ExecutionPlan, ExecutionPlanFields, ExitPlan, ExitPlanFields, SizePlan, SizePlanFields,
};
pub use strategy_directive::{Leg, StrategyDirective, StrategyDirectiveFields};
