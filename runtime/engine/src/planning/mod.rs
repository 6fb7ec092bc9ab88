//! From a directive to commands: the step that the host runs around the planners.
//!
//! It is not a component of its own and no plug-in: for each directive and target it picks one planner per role by confidence,
//! calls it, holds the answers against one another, asks the execution planner, and builds the command. Plans carry no target,
//! because the host knows the correlation from the call itself.
//!
//! [`aggregation`] is the way as a whole; a [`session`] is one trade on it, [`cross_check`] holds its plans against one another, and
//! [`command`] is its end, or [`refusal`].

mod aggregation;
mod command;
mod cross_check;
mod matching;
mod refusal;
mod session;

pub(crate) use aggregation::Aggregation;
pub(crate) use command::BuiltCommand;
pub(crate) use matching::PlannerRoles;
pub(crate) use refusal::{AggregationError, Refusal};
