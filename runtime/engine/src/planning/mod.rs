//! From a directive to commands: the step that the host runs around the planners.
//!
//! It is not a component of its own and no plug-in: for each directive and target it picks one planner per role by confidence,
//! calls it, holds the answers against one another, asks the execution planner, and builds the command. Plans carry no target,
//! because the host knows the correlation from the call itself.

mod aggregation;
mod cross_check;
mod matching;

pub(crate) use aggregation::{Aggregation, AggregationError, BuiltCommand, Refusal};
pub(crate) use matching::PlannerRoles;
