//! Entry, size, exit and execution planners.

use simpletrader_contracts::decision::{EntryPlanDraft, ExecutionPlanDraft, ExitPlanDraft, PlanDrafts, SizePlanDraft};
use simpletrader_contracts::worker::Fault;
use simpletrader_contracts::worker::call::{EntryPlanner, ExecutionPlanner, ExitPlanner, PlanOutcome, PlanTask, SizePlanner};

use super::ComponentWorker;
use crate::bindings::handlers::{entry, execution_planning, exit, size};
use crate::convert::{lower, parse};

/// All planners have one handler, of this name.
const PLAN: &str = "plan";

impl EntryPlanner for ComponentWorker<entry::Guest> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<EntryPlanDraft>, Fault> {
        let wire = lower::task(task).map_err(|misfit| self.guest.cannot_lower(PLAN, &misfit))?;
        self.guest.call(PLAN, task.tick.at, |store| self.handlers.call_plan(store, &wire), parse::entry_plan)
    }
}

impl SizePlanner for ComponentWorker<size::Guest> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<SizePlanDraft>, Fault> {
        let wire = lower::task(task).map_err(|misfit| self.guest.cannot_lower(PLAN, &misfit))?;
        self.guest.call(PLAN, task.tick.at, |store| self.handlers.call_plan(store, &wire), |answer, _| parse::size_plan(answer))
    }
}

impl ExitPlanner for ComponentWorker<exit::Guest> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<ExitPlanDraft>, Fault> {
        let wire = lower::task(task).map_err(|misfit| self.guest.cannot_lower(PLAN, &misfit))?;
        self.guest.call(PLAN, task.tick.at, |store| self.handlers.call_plan(store, &wire), |answer, _| parse::exit_plan(answer))
    }
}

impl ExecutionPlanner for ComponentWorker<execution_planning::Guest> {
    fn plan(&mut self, task: &PlanTask<'_>, plans: &PlanDrafts) -> Result<PlanOutcome<ExecutionPlanDraft>, Fault> {
        let wire = lower::execution_request(task, plans).map_err(|misfit| self.guest.cannot_lower(PLAN, &misfit))?;
        self.guest.call(
            PLAN,
            task.tick.at,
            |store| self.handlers.call_plan(store, &wire),
            |answer, _| parse::execution_plan(answer),
        )
    }
}
