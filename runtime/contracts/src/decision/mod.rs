//! Decisions, in the order in which a pass makes them: signals and risks, the directive, the plans, the command.
//!
//! `…Draft` types are what workers return: ordinals, no identity. The types without the suffix are what the host stamps and
//! the journal keeps.

mod causality;
mod directive;
mod execution;
mod plan;
mod rejection;
mod signal;

pub use causality::{CausalityChain, Origin, RejectionChain};
pub use directive::{
    DecisionDraft, DirectiveDraft, EntryDirective, ExecutionDirective, ExecutionPolicy, ExitDirective, Outcome, PriceZone,
    ScopeDraft, SizeDirective, StrategyDirective,
};
pub use execution::{ExecutionCommand, ExecutionCommandBatch, ExecutionRequest};
pub use plan::{
    Algorithm, EntryPlan, EntryPlanDraft, ExecutionAction, ExecutionPlan, ExecutionPlanDraft, ExitPlan, ExitPlanDraft, Layer,
    OrderTerms, PlanDrafts, SizePlan, SizePlanDraft, Visible,
};
pub use rejection::{RefusalDraft, RejectionEvent};
pub use signal::{Risk, RiskDraft, Signal, SignalDraft};
