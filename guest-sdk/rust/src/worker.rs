//! One trait for what all workers share, and one per category.
//!
//! What a category may publish is a return type: a context worker cannot publish a signal, because nothing in its trait
//! takes one.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::{
    DecisionDraft, EntryPlanDraft, ExecutionPlanDraft, ExitPlanDraft, PlanDrafts, RiskDraft, SignalDraft, SizePlanDraft,
};
use simpletrader_contracts::ledger::PositionView;
use simpletrader_contracts::market::Bar;
use simpletrader_contracts::terms::{DirectiveScope, ExecutionStrategyType};
use simpletrader_contracts::worker::call::{Command, Disposition, OrderIntent, PlanOutcome, PlanTask, Reply, Situation, Timer};

use crate::{About, Fields, Setup, WorkerError};

/// What every worker has.
pub trait Worker: Sized + Send + 'static {
    /// Who it is.
    const ABOUT: About;

    /// Its parameters: the JSON object under `config` in the blueprint. The schema is generated; deny unknown fields, so that
    /// a misspelt one is not ignored. [`NoParams`](crate::NoParams) takes none.
    type Params: DeserializeOwned + JsonSchema;

    /// Called once, before anything else.
    fn configure(params: Self::Params, setup: &Setup<'_>) -> Result<Self, WorkerError>;
}

/// Measures closed bars; never judges.
pub trait ContextWorker: Worker {
    /// Facts of other workers that it wants; `()` for none.
    type Inputs: Fields;
    /// The facts that it gives, at least one.
    type Facts: Fields;

    /// Called for each closed bar of the worker's series. A fact that is not ready is NaN.
    fn measure(&mut self, at: Instant, bar: &Bar, inputs: &Self::Inputs) -> Result<Self::Facts, WorkerError>;
}

/// Turns facts into opportunities.
pub trait SignalDetector: Worker {
    /// Facts, and fields of closed bars, that it wants. NaN = not ready.
    type Inputs: Fields;

    /// Called once a pass, after all context workers. Publish a change, not a state: what was said last bar needs no saying
    /// again.
    fn detect(&mut self, at: Instant, inputs: &Self::Inputs) -> Result<Disposition<SignalDraft>, WorkerError>;
}

/// Turns facts and figures of the account into threats.
pub trait RiskMonitor: Worker {
    /// Facts, fields of closed bars and figures of the account that it wants. NaN = not ready.
    type Inputs: Fields;

    /// Called once a pass, with the trades that are not closed.
    fn watch(
        &mut self,
        at: Instant,
        inputs: &Self::Inputs,
        positions: &[PositionView],
    ) -> Result<Disposition<RiskDraft>, WorkerError>;
}

/// Decides what is wanted. There is exactly one in a strategy.
pub trait StrategyPlanner: Worker {
    /// Facts, fields of closed bars and figures of the account that it wants. NaN = not ready.
    type Inputs: Fields;

    /// Called in passes with something to decide. Every signal should be mentioned by one decision, used or refused; what
    /// nobody mentions the host records as refused.
    fn decide(&mut self, situation: &Situation<'_>, inputs: &Self::Inputs) -> Result<Disposition<DecisionDraft>, WorkerError>;
}

/// Plans what and where.
pub trait EntryPlanner: Worker {
    /// Facts, fields of closed bars and figures of the account that it wants. NaN = not ready.
    type Inputs: Fields;

    /// Called once per directive and target, when the directive's confidence lies in the worker's range. By default the scope of
    /// the directive chooses the method; a planner to which the scope makes no difference writes this one alone.
    fn plan(&mut self, task: &PlanTask<'_>, inputs: &Self::Inputs) -> Result<PlanOutcome<EntryPlanDraft>, WorkerError> {
        match task.directive.scope.scope() {
            DirectiveScope::NewTrade => self.new_trade(task, inputs),
            DirectiveScope::ModifyExisting => self.modify(task, inputs),
            DirectiveScope::CloseExisting => self.close(task, inputs),
        }
    }

    /// A trade to come. By default no plan.
    fn new_trade(&mut self, task: &PlanTask<'_>, inputs: &Self::Inputs) -> Result<PlanOutcome<EntryPlanDraft>, WorkerError> {
        let _ = (task, inputs);
        Ok(PlanOutcome::Nothing)
    }

    /// A change of the target. By default no plan.
    fn modify(&mut self, task: &PlanTask<'_>, inputs: &Self::Inputs) -> Result<PlanOutcome<EntryPlanDraft>, WorkerError> {
        let _ = (task, inputs);
        Ok(PlanOutcome::Nothing)
    }

    /// The end of the target. By default no plan.
    fn close(&mut self, task: &PlanTask<'_>, inputs: &Self::Inputs) -> Result<PlanOutcome<EntryPlanDraft>, WorkerError> {
        let _ = (task, inputs);
        Ok(PlanOutcome::Nothing)
    }
}

/// Plans how much.
pub trait SizePlanner: Worker {
    /// Facts, fields of closed bars and figures of the account that it wants. NaN = not ready.
    type Inputs: Fields;

    /// Called once per directive and target, when the directive's confidence lies in the worker's range. By default the scope of
    /// the directive chooses the method; a planner to which the scope makes no difference writes this one alone.
    fn plan(&mut self, task: &PlanTask<'_>, inputs: &Self::Inputs) -> Result<PlanOutcome<SizePlanDraft>, WorkerError> {
        match task.directive.scope.scope() {
            DirectiveScope::NewTrade => self.new_trade(task, inputs),
            DirectiveScope::ModifyExisting => self.modify(task, inputs),
            DirectiveScope::CloseExisting => self.close(task, inputs),
        }
    }

    /// A trade to come. By default no plan.
    fn new_trade(&mut self, task: &PlanTask<'_>, inputs: &Self::Inputs) -> Result<PlanOutcome<SizePlanDraft>, WorkerError> {
        let _ = (task, inputs);
        Ok(PlanOutcome::Nothing)
    }

    /// A change of the target. By default no plan.
    fn modify(&mut self, task: &PlanTask<'_>, inputs: &Self::Inputs) -> Result<PlanOutcome<SizePlanDraft>, WorkerError> {
        let _ = (task, inputs);
        Ok(PlanOutcome::Nothing)
    }

    /// The end of the target. By default no plan.
    fn close(&mut self, task: &PlanTask<'_>, inputs: &Self::Inputs) -> Result<PlanOutcome<SizePlanDraft>, WorkerError> {
        let _ = (task, inputs);
        Ok(PlanOutcome::Nothing)
    }
}

/// Plans where to leave.
pub trait ExitPlanner: Worker {
    /// Facts, fields of closed bars and figures of the account that it wants. NaN = not ready.
    type Inputs: Fields;

    /// Called once per directive and target, when the directive's confidence lies in the worker's range. By default the scope of
    /// the directive chooses the method; a planner to which the scope makes no difference writes this one alone.
    fn plan(&mut self, task: &PlanTask<'_>, inputs: &Self::Inputs) -> Result<PlanOutcome<ExitPlanDraft>, WorkerError> {
        match task.directive.scope.scope() {
            DirectiveScope::NewTrade => self.new_trade(task, inputs),
            DirectiveScope::ModifyExisting => self.modify(task, inputs),
            DirectiveScope::CloseExisting => self.close(task, inputs),
        }
    }

    /// A trade to come. By default no plan.
    fn new_trade(&mut self, task: &PlanTask<'_>, inputs: &Self::Inputs) -> Result<PlanOutcome<ExitPlanDraft>, WorkerError> {
        let _ = (task, inputs);
        Ok(PlanOutcome::Nothing)
    }

    /// A change of the target. By default no plan.
    fn modify(&mut self, task: &PlanTask<'_>, inputs: &Self::Inputs) -> Result<PlanOutcome<ExitPlanDraft>, WorkerError> {
        let _ = (task, inputs);
        Ok(PlanOutcome::Nothing)
    }

    /// The end of the target. By default no plan.
    fn close(&mut self, task: &PlanTask<'_>, inputs: &Self::Inputs) -> Result<PlanOutcome<ExitPlanDraft>, WorkerError> {
        let _ = (task, inputs);
        Ok(PlanOutcome::Nothing)
    }
}

/// Plans by which algorithm, within which limits.
pub trait ExecutionPlanner: Worker {
    /// Facts, fields of closed bars and figures of the account that it wants. NaN = not ready.
    type Inputs: Fields;

    /// The families that its plans may name: a strategy without a worker for one of them does not start. Empty, the default, where
    /// the parameters or the market decide; then a family that nobody works is refused when a plan names it.
    const PLANS: &'static [ExecutionStrategyType] = &[];

    /// Called once per directive and target, after the other planners; `plans` are their answers.
    fn plan(
        &mut self,
        task: &PlanTask<'_>,
        plans: &PlanDrafts,
        inputs: &Self::Inputs,
    ) -> Result<PlanOutcome<ExecutionPlanDraft>, WorkerError>;
}

/// Turns commands into orders. It should hold no state that matters: what exists is in every call.
pub trait ExecutionWorker: Worker {
    /// The families of algorithms that it works.
    const EXECUTES: &'static [ExecutionStrategyType];

    /// A command to carry out.
    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, WorkerError>;

    /// The venue said something about one of its orders. By default nothing follows.
    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, WorkerError> {
        let _ = reply;
        Ok(Vec::new())
    }

    /// A wake-up that it asked for. By default nothing follows.
    fn on_timer(&mut self, timer: &Timer) -> Result<Vec<OrderIntent>, WorkerError> {
        let _ = timer;
        Ok(Vec::new())
    }
}
