//! One call of a worker, complete: what a fault file keeps, and what a worker that begins again is told.

use serde::{Deserialize, Serialize};
use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::{DirectiveDraft, ExecutionPlanDraft, PlanDrafts, RiskDraft, SignalDraft};
use simpletrader_contracts::ledger::{AccountView, GroupRef, OrderView, PositionView, TradeRef};
use simpletrader_contracts::market::{Bar, Quote, SeriesRef, Tick};
use simpletrader_contracts::worker::call::{Command, PlanTask, Reply, Situation, Timer};
use simpletrader_contracts::worker::capability::{StateChange, WindowBar};
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind};

/// One call of one handler, with everything that went in; or something else that a worker with capabilities remembers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "handler", rename_all = "kebab-case")]
pub enum RecordedCall {
    /// A closed bar, for a context worker.
    Measure {
        /// The anchor.
        at: Instant,
        /// The bar.
        bar: Bar,
        /// Bound inputs.
        #[serde(with = "numbers")]
        inputs: Vec<f64>,
    },
    /// A pass, for a detector.
    Detect {
        /// The anchor.
        at: Instant,
        /// Bound inputs.
        #[serde(with = "numbers")]
        inputs: Vec<f64>,
    },
    /// A pass, for a monitor.
    Watch {
        /// The anchor.
        at: Instant,
        /// Bound inputs.
        #[serde(with = "numbers")]
        inputs: Vec<f64>,
        /// Open trades.
        positions: Vec<PositionView>,
    },
    /// A situation, for the strategy planner.
    Decide(Box<RecordedSituation>),
    /// A task, for an entry, size or exit planner.
    Plan(Box<RecordedTask>),
    /// A task and the other planners' plans, for an execution planner.
    PlanExecution(Box<RecordedExecutionTask>),
    /// A command, for an execution worker.
    OnCommand(Box<RecordedCommand>),
    /// A reply, for an execution worker.
    OnReply(Box<Reply>),
    /// A wake-up, for an execution worker.
    OnTimer(Timer),
    /// No call: a closed bar came into the worker's window.
    Observe {
        /// Of which series.
        series: SeriesRef,
        /// When it closed.
        closed_at: Instant,
        /// Open, high, low, close, volume.
        #[serde(with = "numbers")]
        bar: Vec<f64>,
    },
    /// No call: what the worker had changed in its state was kept.
    KeepState,
    /// No call: what the worker had changed in its state was undone, because the pass failed.
    UndoState,
    /// No call: others changed the state that the worker shares with them.
    AdoptState {
        /// What they changed.
        changes: Vec<StateChange>,
    },
}

/// A [`Situation`] that owns its lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordedSituation {
    tick: Tick,
    quotes: Vec<Quote>,
    #[serde(with = "numbers")]
    inputs: Vec<f64>,
    signals: Vec<SignalDraft>,
    risks: Vec<RiskDraft>,
    account: Option<AccountView>,
    positions: Vec<PositionView>,
    open_orders: Vec<OrderView>,
}

/// A [`PlanTask`] that owns its lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordedTask {
    tick: Tick,
    quote: Quote,
    #[serde(with = "numbers")]
    inputs: Vec<f64>,
    directive: DirectiveDraft,
    target: Option<PositionView>,
    open_orders: Vec<OrderView>,
    account: Option<AccountView>,
}

/// A task of an execution planner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordedExecutionTask {
    task: RecordedTask,
    plans: PlanDrafts,
}

/// A [`Command`] that owns its lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordedCommand {
    tick: Tick,
    quote: Quote,
    group: GroupRef,
    trade: TradeRef,
    plans: PlanDrafts,
    execution: ExecutionPlanDraft,
    target: Option<PositionView>,
    open_orders: Vec<OrderView>,
}

impl RecordedCall {
    /// A call of a strategy planner.
    pub fn decide(situation: &Situation<'_>) -> Self {
        let Situation { tick, quotes, inputs, signals, risks, account, positions, open_orders } = *situation;
        Self::Decide(Box::new(RecordedSituation {
            tick,
            quotes: quotes.to_vec(),
            inputs: inputs.to_vec(),
            signals: signals.to_vec(),
            risks: risks.to_vec(),
            account,
            positions: positions.to_vec(),
            open_orders: open_orders.to_vec(),
        }))
    }

    /// A call of a planner of one aspect; `plans` are the others', for an execution planner.
    pub fn plan(task: &PlanTask<'_>, plans: Option<&PlanDrafts>) -> Self {
        let PlanTask { tick, quote, inputs, directive, target, open_orders, account } = *task;
        let task = RecordedTask {
            tick,
            quote,
            inputs: inputs.to_vec(),
            directive: directive.clone(),
            target,
            open_orders: open_orders.to_vec(),
            account,
        };
        match plans {
            None => Self::Plan(Box::new(task)),
            Some(plans) => Self::PlanExecution(Box::new(RecordedExecutionTask { task, plans: plans.clone() })),
        }
    }

    /// A command to an execution worker.
    pub fn on_command(command: &Command<'_>) -> Self {
        let Command { tick, quote, group, trade, plans, execution, target, open_orders } = *command;
        Self::OnCommand(Box::new(RecordedCommand {
            tick,
            quote,
            group,
            trade,
            plans: plans.clone(),
            execution: execution.clone(),
            target,
            open_orders: open_orders.to_vec(),
        }))
    }

    /// Makes the call. What the worker answers is dropped: it was carried out when the call was first made, or never will be.
    ///
    /// `outputs` is room for a context worker's facts.
    ///
    /// # Errors
    /// When the worker fails, or is of a category that has no such handler.
    pub fn play(&self, worker: &mut AnyWorker, outputs: &mut [f64]) -> Result<(), Fault> {
        match (self, worker) {
            (Self::Observe { series, closed_at, bar }, worker) => {
                worker.common().observe(&window_bar(*series, *closed_at, bar));
                Ok(())
            }
            (Self::KeepState, worker) => {
                worker.common().take_remarks();
                Ok(())
            }
            (Self::UndoState, worker) => {
                worker.common().undo_state();
                Ok(())
            }
            (Self::AdoptState { changes }, worker) => {
                worker.common().adopt_state(changes);
                Ok(())
            }
            (Self::Measure { at, bar, inputs }, AnyWorker::Context(worker)) => worker.measure(*at, bar, inputs, outputs),
            (Self::Detect { at, inputs }, AnyWorker::Detector(worker)) => worker.detect(*at, inputs).map(drop),
            (Self::Watch { at, inputs, positions }, AnyWorker::Monitor(worker)) => worker.watch(*at, inputs, positions).map(drop),
            (Self::Decide(situation), AnyWorker::Strategy(worker)) => worker.decide(&situation.borrowed()).map(drop),
            (Self::Plan(task), AnyWorker::Entry(worker)) => worker.plan(&task.borrowed()).map(drop),
            (Self::Plan(task), AnyWorker::Size(worker)) => worker.plan(&task.borrowed()).map(drop),
            (Self::Plan(task), AnyWorker::Exit(worker)) => worker.plan(&task.borrowed()).map(drop),
            (Self::PlanExecution(recorded), AnyWorker::ExecutionPlanning(worker)) => {
                worker.plan(&recorded.task.borrowed(), &recorded.plans).map(drop)
            }
            (Self::OnCommand(command), AnyWorker::Execution(worker)) => worker.on_command(&command.borrowed()).map(drop),
            (Self::OnReply(reply), AnyWorker::Execution(worker)) => worker.on_reply(reply).map(drop),
            (Self::OnTimer(timer), AnyWorker::Execution(worker)) => worker.on_timer(timer).map(drop),
            (_, worker) => {
                let message = format!("a {} has no handler `{}`", worker.category(), self.handler());
                Err(Fault::new(self.handler(), FaultKind::Host { message }))
            }
        }
    }

    /// The handler that is called.
    pub const fn handler(&self) -> &'static str {
        match self {
            Self::Measure { .. } => "measure",
            Self::Detect { .. } => "detect",
            Self::Watch { .. } => "watch",
            Self::Decide(_) => "decide",
            Self::Plan(_) | Self::PlanExecution(_) => "plan",
            Self::OnCommand(_) => "on-command",
            Self::OnReply(_) => "on-reply",
            Self::OnTimer(_) => "on-timer",
            Self::Observe { .. } => "observe",
            Self::KeepState | Self::UndoState | Self::AdoptState { .. } => "state",
        }
    }

    /// About how many bytes it takes in memory, lists included.
    pub(crate) fn bytes(&self) -> usize {
        let lists = match self {
            Self::Measure { inputs, .. } | Self::Detect { inputs, .. } => size_of_val(inputs.as_slice()),
            Self::Watch { inputs, positions, .. } => size_of_val(inputs.as_slice()) + size_of_val(positions.as_slice()),
            Self::Decide(situation) => size_of::<RecordedSituation>() + situation.lists(),
            Self::Plan(task) => size_of::<RecordedTask>() + task.lists(),
            Self::PlanExecution(recorded) => size_of::<RecordedExecutionTask>() + recorded.task.lists(),
            Self::OnCommand(command) => size_of::<RecordedCommand>() + size_of_val(command.open_orders.as_slice()),
            Self::OnReply(_) => size_of::<Reply>(),
            Self::OnTimer(_) | Self::KeepState | Self::UndoState => 0,
            Self::Observe { bar, .. } => size_of_val(bar.as_slice()),
            Self::AdoptState { changes } => changes.iter().map(weight).sum(),
        };
        size_of::<Self>() + lists
    }
}

impl RecordedSituation {
    fn borrowed(&self) -> Situation<'_> {
        Situation {
            tick: self.tick,
            quotes: &self.quotes,
            inputs: &self.inputs,
            signals: &self.signals,
            risks: &self.risks,
            account: self.account,
            positions: &self.positions,
            open_orders: &self.open_orders,
        }
    }

    fn lists(&self) -> usize {
        size_of_val(self.quotes.as_slice())
            + size_of_val(self.inputs.as_slice())
            + size_of_val(self.signals.as_slice())
            + size_of_val(self.risks.as_slice())
            + size_of_val(self.positions.as_slice())
            + size_of_val(self.open_orders.as_slice())
    }
}

impl RecordedTask {
    fn borrowed(&self) -> PlanTask<'_> {
        PlanTask {
            tick: self.tick,
            quote: self.quote,
            inputs: &self.inputs,
            directive: &self.directive,
            target: self.target,
            open_orders: &self.open_orders,
            account: self.account,
        }
    }

    fn lists(&self) -> usize {
        size_of_val(self.inputs.as_slice()) + size_of_val(self.open_orders.as_slice())
    }
}

impl RecordedCommand {
    fn borrowed(&self) -> Command<'_> {
        Command {
            tick: self.tick,
            quote: self.quote,
            group: self.group,
            trade: self.trade,
            plans: &self.plans,
            execution: &self.execution,
            target: self.target,
            open_orders: &self.open_orders,
        }
    }
}

fn weight(change: &StateChange) -> usize {
    size_of::<StateChange>() + change.key.len() + change.value.as_ref().map_or(0, Vec::len)
}

/// A bar of a window from its numbers; one that is missing is not known.
fn window_bar(series: SeriesRef, closed_at: Instant, numbers: &[f64]) -> WindowBar {
    let number = |index: usize| numbers.get(index).copied().unwrap_or(f64::NAN);
    let (open, high, low, close, volume) = (number(0), number(1), number(2), number(3), number(4));
    WindowBar { series, closed_at, open, high, low, close, volume }
}

/// Numbers as texts, because JSON knows no NaN and not every reader keeps the last bit.
mod numbers {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(numbers: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(numbers.iter().map(|number| format!("{number:?}")))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let number = |text: String| text.parse().map_err(|_| D::Error::custom(format!("`{text}` is not a number")));
        texts.into_iter().map(number).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_to_the_last_bit() {
        let bar = Bar { series: SeriesRef(0), open: 1, high: 2, low: 1, close: 2, volume: 0 };
        let inputs = vec![0.1 + 0.2, f64::NAN, f64::MIN_POSITIVE, -0.0, f64::INFINITY, 1e300];
        let call = RecordedCall::Measure { at: Instant::from_micros(1_500_000), bar, inputs: inputs.clone() };
        let read: RecordedCall = serde_json::from_str(&serde_json::to_string(&call).unwrap()).unwrap();
        let RecordedCall::Measure { at, inputs: read, .. } = read else { panic!("another handler") };
        assert_eq!(at.micros(), 1_500_000);
        assert_eq!(read.iter().map(|n| n.to_bits()).collect::<Vec<_>>(), inputs.iter().map(|n| n.to_bits()).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let text = r#"{"handler":"detect","at":"2024-01-01T00:00:00Z","inputs":["plenty"]}"#;
        assert!(serde_json::from_str::<RecordedCall>(text).unwrap_err().to_string().contains("`plenty` is not a number"));
    }
}
