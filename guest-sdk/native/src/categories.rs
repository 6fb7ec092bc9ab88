//! The engine's traits, one implementation per category.

use simpletrader_contracts::decision::{
    Algorithm, DecisionDraft, EntryPlanDraft, ExecutionAction, ExecutionPlanDraft, ExitPlanDraft, PlanDrafts, RiskDraft,
    SignalDraft, SizePlanDraft,
};
use simpletrader_contracts::ledger::PositionView;
use simpletrader_contracts::market::Bar;
use simpletrader_contracts::worker::Fault;
use simpletrader_contracts::worker::call::{
    Command, ContextWorker, Disposition, EntryPlanner, ExecutionPlanner, ExecutionWorker, ExitPlanner, OrderIntent, PlanOutcome,
    PlanTask, Reply, RiskMonitor, SignalDetector, Situation, SizePlanner, StrategyPlanner, Timer,
};
use simpletrader_contracts::{Instant, Refused};
use simpletrader_sdk::guest::lower;
use simpletrader_sdk::{self as sdk, Fields, WorkerError};

use crate::native::Native;
use crate::views;

impl<W: sdk::ContextWorker> ContextWorker for Native<W> {
    fn measure(&mut self, at: Instant, bar: &Bar, inputs: &[f64], outputs: &mut [f64]) -> Result<(), Fault> {
        let facts = self.call("measure", |worker| worker.measure(at, bar, &read(inputs)?))?;
        if !facts.write(outputs) {
            let rule = format!("the manifest has {} outputs, the engine wants {}", W::Facts::NAMES.len(), outputs.len());
            return Err(self.poison(Fault::invalid("measure", "facts", rule)));
        }
        // NaN has many forms and one meaning.
        outputs.iter_mut().filter(|fact| fact.is_nan()).for_each(|fact| *fact = f64::NAN);
        Ok(())
    }
}

impl<W: sdk::SignalDetector> SignalDetector for Native<W> {
    fn detect(&mut self, at: Instant, inputs: &[f64]) -> Result<Disposition<SignalDraft>, Fault> {
        self.call("detect", |worker| published(worker.detect(at, &read(inputs)?)?, lower::signal))
    }
}

impl<W: sdk::RiskMonitor> RiskMonitor for Native<W> {
    fn watch(&mut self, at: Instant, inputs: &[f64], positions: &[PositionView]) -> Result<Disposition<RiskDraft>, Fault> {
        self.call("watch", |worker| {
            let positions = views::positions(positions)?;
            published(worker.watch(at, &read(inputs)?, &positions)?, lower::risk)
        })
    }
}

impl<W: sdk::StrategyPlanner> StrategyPlanner for Native<W> {
    fn decide(&mut self, situation: &Situation<'_>) -> Result<Disposition<DecisionDraft>, Fault> {
        self.call("decide", |worker| {
            let account = situation.account.map(views::account).transpose()?;
            let positions = views::positions(situation.positions)?;
            let seen = Situation { account, positions: &positions, ..*situation };
            published(worker.decide(&seen, &read(situation.inputs)?)?, lower::decision)
        })
    }
}

impl<W: sdk::EntryPlanner> EntryPlanner for Native<W> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<EntryPlanDraft>, Fault> {
        self.call("plan", |worker| planned(worker.plan(&seen(task)?, &read(task.inputs)?)?, lower::entry_plan))
    }
}

impl<W: sdk::SizePlanner> SizePlanner for Native<W> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<SizePlanDraft>, Fault> {
        let outcome = self.call("plan", |worker| planned(worker.plan(&seen(task)?, &read(task.inputs)?)?, lower::size_plan))?;
        self.validated(outcome, SizePlanDraft::validated)
    }
}

impl<W: sdk::ExitPlanner> ExitPlanner for Native<W> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<ExitPlanDraft>, Fault> {
        self.call("plan", |worker| planned(worker.plan(&seen(task)?, &read(task.inputs)?)?, lower::exit_plan))
    }
}

impl<W: sdk::ExecutionPlanner> ExecutionPlanner for Native<W> {
    fn plan(&mut self, task: &PlanTask<'_>, plans: &PlanDrafts) -> Result<PlanOutcome<ExecutionPlanDraft>, Fault> {
        let outcome =
            self.call("plan", |worker| planned(worker.plan(&seen(task)?, plans, &read(task.inputs)?)?, lower::execution_plan))?;
        self.validated(outcome, |plan| {
            let action = match plan.action {
                ExecutionAction::ExecuteTrade(algorithm) => ExecutionAction::ExecuteTrade(Algorithm::validated(algorithm)?),
                other => other,
            };
            ExecutionPlanDraft { action, ..plan }.validated()
        })
    }
}

impl<W: sdk::ExecutionWorker> ExecutionWorker for Native<W> {
    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, Fault> {
        self.call("on-command", |worker| {
            let target = command.target.as_ref().map(views::position).transpose()?;
            crossing(worker.on_command(&Command { target, ..*command })?, lower::intent)
        })
    }

    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, Fault> {
        self.call("on-reply", |worker| crossing(worker.on_reply(reply)?, lower::intent))
    }

    fn on_timer(&mut self, timer: &Timer) -> Result<Vec<OrderIntent>, Fault> {
        self.call("on-timer", |worker| crossing(worker.on_timer(timer)?, lower::intent))
    }
}

impl<W> Native<W> {
    fn validated<T>(
        &mut self,
        outcome: PlanOutcome<T>,
        check: impl FnOnce(T) -> Result<T, Refused>,
    ) -> Result<PlanOutcome<T>, Fault> {
        match outcome {
            PlanOutcome::Plan(plan) => {
                check(plan).map(PlanOutcome::Plan).map_err(|refused| self.poison(Fault::invalid("plan", "plan", refused)))
            }
            other => Ok(other),
        }
    }
}

fn read<F: Fields>(inputs: &[f64]) -> Result<F, WorkerError> {
    F::read(inputs).ok_or_else(|| WorkerError::failed(format!("expected {} inputs, got {}", F::NAMES.len(), inputs.len())))
}

/// A task as a component would see it.
fn seen<'a>(task: &PlanTask<'a>) -> Result<PlanTask<'a>, WorkerError> {
    let target = task.target.as_ref().map(views::position).transpose()?;
    Ok(PlanTask { account: task.account.map(views::account).transpose()?, target, ..*task })
}

/// The answers, if each of them could cross the wire.
fn crossing<T: Clone, W>(answers: Vec<T>, lower: impl Fn(T) -> Result<W, WorkerError>) -> Result<Vec<T>, WorkerError> {
    for answer in &answers {
        lower(answer.clone())?;
    }
    Ok(answers)
}

fn published<T: Clone, W>(
    disposition: Disposition<T>,
    lower: impl Fn(T) -> Result<W, WorkerError>,
) -> Result<Disposition<T>, WorkerError> {
    Ok(match disposition {
        Disposition::Publish(answers) if answers.is_empty() => Disposition::Proceed,
        Disposition::Publish(answers) => Disposition::Publish(crossing(answers, lower)?),
        other => other,
    })
}

fn planned<T: Clone, W>(
    outcome: PlanOutcome<T>,
    lower: impl Fn(T) -> Result<W, WorkerError>,
) -> Result<PlanOutcome<T>, WorkerError> {
    if let PlanOutcome::Plan(plan) = &outcome {
        lower(plan.clone())?;
    }
    Ok(outcome)
}
