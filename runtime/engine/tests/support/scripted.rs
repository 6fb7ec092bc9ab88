//! Workers out of closures.

use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::*;
use simpletrader_contracts::ledger::PositionView;
use simpletrader_contracts::market::{Bar, Instrument, Series};
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::worker::{AnyWorker, Fault};

/// A worker out of a closure, which is its handler; an execution worker's gets an [`Event`].
pub struct Scripted<F>(pub F);

impl<F: Send> Worker for Scripted<F> {
    fn configure(&mut self, _: &str, _: &[Instrument], _: &[Series]) -> Result<(), Fault> {
        Ok(())
    }
    fn usage(&self) -> Usage {
        Usage::default()
    }
}

impl<F: FnMut(Instant, &Bar) -> Result<f64, Fault> + Send> ContextWorker for Scripted<F> {
    fn measure(&mut self, at: Instant, bar: &Bar, _: &[f64], outputs: &mut [f64]) -> Result<(), Fault> {
        outputs[0] = (self.0)(at, bar)?;
        Ok(())
    }
}

impl<F: FnMut(Instant, &[f64]) -> Result<Disposition<SignalDraft>, Fault> + Send> SignalDetector for Scripted<F> {
    fn detect(&mut self, at: Instant, inputs: &[f64]) -> Result<Disposition<SignalDraft>, Fault> {
        (self.0)(at, inputs)
    }
}

impl<F: FnMut(&[f64], &[PositionView]) -> Result<Disposition<RiskDraft>, Fault> + Send> RiskMonitor for Scripted<F> {
    fn watch(&mut self, _: Instant, inputs: &[f64], positions: &[PositionView]) -> Result<Disposition<RiskDraft>, Fault> {
        (self.0)(inputs, positions)
    }
}

impl<F: FnMut(&Situation<'_>) -> Result<Disposition<DecisionDraft>, Fault> + Send> StrategyPlanner for Scripted<F> {
    fn decide(&mut self, situation: &Situation<'_>) -> Result<Disposition<DecisionDraft>, Fault> {
        (self.0)(situation)
    }
}

impl<F: FnMut(&PlanTask<'_>) -> Result<PlanOutcome<EntryPlanDraft>, Fault> + Send> EntryPlanner for Scripted<F> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<EntryPlanDraft>, Fault> {
        (self.0)(task)
    }
}

impl<F: FnMut(&PlanTask<'_>) -> Result<PlanOutcome<SizePlanDraft>, Fault> + Send> SizePlanner for Scripted<F> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<SizePlanDraft>, Fault> {
        (self.0)(task)
    }
}

impl<F: FnMut(&PlanTask<'_>) -> Result<PlanOutcome<ExitPlanDraft>, Fault> + Send> ExitPlanner for Scripted<F> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<ExitPlanDraft>, Fault> {
        (self.0)(task)
    }
}

impl<F: FnMut(&PlanTask<'_>) -> Result<PlanOutcome<ExecutionPlanDraft>, Fault> + Send> ExecutionPlanner for Scripted<F> {
    fn plan(&mut self, task: &PlanTask<'_>, _: &PlanDrafts) -> Result<PlanOutcome<ExecutionPlanDraft>, Fault> {
        (self.0)(task)
    }
}

/// What an execution worker is told.
pub enum Event<'a> {
    Command(&'a Command<'a>),
    Reply(&'a Reply),
    Timer(&'a Timer),
}

impl<F: FnMut(Event<'_>) -> Result<Vec<OrderIntent>, Fault> + Send> ExecutionWorker for Scripted<F> {
    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, Fault> {
        (self.0)(Event::Command(command))
    }
    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, Fault> {
        (self.0)(Event::Reply(reply))
    }
    fn on_timer(&mut self, timer: &Timer) -> Result<Vec<OrderIntent>, Fault> {
        (self.0)(Event::Timer(timer))
    }
}

/// An execution worker that answers as this closure does.
pub fn hands(script: impl FnMut(Event<'_>) -> Result<Vec<OrderIntent>, Fault> + Send + 'static) -> AnyWorker {
    AnyWorker::Execution(Box::new(Scripted(script)))
}

/// A context worker whose one handler is this closure.
pub fn context_worker(script: impl FnMut(Instant, &Bar) -> Result<f64, Fault> + Send + 'static) -> AnyWorker {
    AnyWorker::Context(Box::new(Scripted(script)))
}
