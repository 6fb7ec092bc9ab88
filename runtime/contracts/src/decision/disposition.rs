//! A worker's answer as a record: what should happen next, and what it announces.
//!
//! Calls return [`Disposition<T>`](crate::worker::call::Disposition), which cannot be inconsistent. This is the form with an
//! event name, as traces and recorded answers hold it.

use serde::{Deserialize, Serialize};

use super::{EntryPlan, ExecutionPlan, ExitPlan, RejectionEvent, Risk, Signal, SizePlan, StrategyDirective};
use crate::Refused;
use crate::contract::contract;
use crate::terms::DispositionType;
use crate::worker::check_event_name;

/// A contract that a worker may announce.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventPayload {
    /// By a signal detector.
    Signal(Signal),
    /// By a risk monitor.
    Risk(Risk),
    /// By the strategy planner: act.
    StrategyDirective(Box<StrategyDirective>),
    /// By the strategy planner: do not act.
    RejectionEvent(Box<RejectionEvent>),
    /// By an entry planner.
    EntryPlan(EntryPlan),
    /// By a size planner.
    SizePlan(SizePlan),
    /// By an exit planner.
    ExitPlan(ExitPlan),
    /// By an execution planner.
    ExecutionPlan(ExecutionPlan),
}

/// The fields of a [`DispositionEnvelope`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DispositionFields {
    /// Default CONTINUE.
    #[serde(default = "go_on")]
    pub disposition: DispositionType,
    /// The event: required for PUBLISH, tolerated otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_name: Option<String>,
    /// What goes with the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_payload: Option<EventPayload>,
}

fn go_on() -> DispositionType {
    DispositionType::Continue
}

contract!(
    /// What should happen after a worker's answer. PUBLISH has an event name that obeys the rule for the names of workers'
    /// events.
    DispositionEnvelope holds DispositionFields
);

impl DispositionFields {
    fn check(&self) -> Result<(), Refused> {
        match (self.disposition, &self.event_name) {
            (DispositionType::Publish, None) => Err(Refused::new("event_name: PUBLISH needs one", "none")),
            (DispositionType::Publish, Some(name)) => check_event_name(name).map_err(|_| {
                Refused::new(
                    "event_name: must be 3 to 100 capitals, digits and _, end in a letter or digit, and not start with _, SYSTEM_ or INTERNAL_",
                    format!("`{name}`"),
                )
            }),
            (DispositionType::Continue | DispositionType::Stop, _) => Ok(()),
        }
    }
}
