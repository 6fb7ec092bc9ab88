//! One call: everything that goes in, and the answer as a tree.

use serde::Deserialize;
use serde_json::{Map, Value};
use simpletrader_contracts::decision::{DirectiveDraft, ExecutionPlanDraft, PlanDrafts, RiskDraft, SignalDraft};
use simpletrader_contracts::ledger::{AccountView, GroupRef, OrderView, PositionView, TradeRef};
use simpletrader_contracts::market::{Bar, Instrument, Quote, Tick};
use simpletrader_contracts::name::SnakeName;
use simpletrader_contracts::worker::call::{Command, PlanTask, Reply, ReplyKind, Situation, Timer};
use simpletrader_contracts::worker::capability::WindowBar;
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind};

use crate::answer::{fact, tree};

/// One call of one handler.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Call {
    pub tick: Tick,
    /// Bars that closed before it, for a worker that looks back.
    pub window: Vec<WindowBar>,
    pub inputs: Vec<f64>,
    pub subject: Subject,
}

/// What a call is about, by category.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Subject {
    /// A context worker measures a bar.
    Bar(Bar),
    /// A detector looks at its inputs.
    Inputs,
    /// A monitor looks at them and at the open trades.
    Positions(Vec<PositionView>),
    /// A strategy planner decides.
    Situation(Box<SituationCall>),
    /// A planner of one aspect plans.
    Task(Box<TaskCall>),
    /// An execution worker is told to work.
    Command(Box<CommandCall>),
    /// An execution worker hears of an order.
    Reply(Box<ReplyCall>),
    /// An execution worker is woken.
    Timer(TimerCall),
}

/// A situation without what every call has.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SituationCall {
    pub quotes: Vec<Quote>,
    pub signals: Vec<SignalDraft>,
    pub risks: Vec<RiskDraft>,
    pub account: Option<AccountView>,
    pub positions: Vec<PositionView>,
    pub orders: Vec<OrderView>,
}

/// A task without what every call has; `plans` for execution planners.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TaskCall {
    pub quote: Quote,
    pub directive: DirectiveDraft,
    pub target: Option<PositionView>,
    pub orders: Vec<OrderView>,
    pub account: Option<AccountView>,
    pub plans: PlanDrafts,
}

/// A command as a case writes it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct CommandCall {
    quote: Quote,
    group: GroupRef,
    trade: TradeRef,
    #[serde(default)]
    plans: PlanDrafts,
    execution: ExecutionPlanDraft,
    #[serde(default)]
    target: Option<PositionView>,
    #[serde(default)]
    orders: Vec<OrderView>,
}

/// A reply as a case writes it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct ReplyCall {
    quote: Quote,
    group: GroupRef,
    order: OrderView,
    kind: ReplyKind,
}

/// A wake-up as a case writes it.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub(crate) struct TimerCall {
    quote: Quote,
    group: GroupRef,
    tag: u32,
}

impl Call {
    /// The handler that it calls.
    pub fn handler(&self) -> &'static str {
        match &self.subject {
            Subject::Bar(_) => "measure",
            Subject::Inputs => "detect",
            Subject::Positions(_) => "watch",
            Subject::Situation(_) => "decide",
            Subject::Task(_) => "plan",
            Subject::Command(_) => "on-command",
            Subject::Reply(_) => "on-reply",
            Subject::Timer(_) => "on-timer",
        }
    }

    /// Makes the call. `outputs` are the names of a context worker's facts.
    pub fn make(&self, worker: &mut AnyWorker, outputs: &[SnakeName], instruments: &[Instrument]) -> Result<Value, Fault> {
        for bar in &self.window {
            worker.common().observe(bar);
        }
        let Self { tick, inputs, .. } = self;
        match (&self.subject, worker) {
            (Subject::Bar(bar), AnyWorker::Context(worker)) => {
                let mut facts = vec![f64::NAN; outputs.len()];
                worker.measure(tick.at, bar, inputs, &mut facts)?;
                let named = outputs.iter().zip(facts).map(|(name, value)| (name.to_string(), fact(value)));
                Ok(Value::Object(named.collect::<Map<_, _>>()))
            }
            (Subject::Inputs, AnyWorker::Detector(worker)) => Ok(tree(&worker.detect(tick.at, inputs)?, instruments)),
            (Subject::Positions(positions), AnyWorker::Monitor(worker)) => {
                Ok(tree(&worker.watch(tick.at, inputs, positions)?, instruments))
            }
            (Subject::Situation(call), AnyWorker::Strategy(worker)) => {
                let SituationCall { quotes, signals, risks, account, positions, orders } = &**call;
                let situation =
                    Situation { tick: *tick, quotes, inputs, signals, risks, account: *account, positions, open_orders: orders };
                Ok(tree(&worker.decide(&situation)?, instruments))
            }
            (Subject::Task(call), worker) => {
                let TaskCall { quote, directive, target, orders, account, plans } = &**call;
                let task = PlanTask {
                    tick: *tick,
                    quote: *quote,
                    inputs,
                    directive,
                    target: *target,
                    open_orders: orders,
                    account: *account,
                };
                match worker {
                    AnyWorker::Entry(worker) => Ok(tree(&worker.plan(&task)?, instruments)),
                    AnyWorker::Size(worker) => Ok(tree(&worker.plan(&task)?, instruments)),
                    AnyWorker::Exit(worker) => Ok(tree(&worker.plan(&task)?, instruments)),
                    AnyWorker::ExecutionPlanning(worker) => Ok(tree(&worker.plan(&task, plans)?, instruments)),
                    other => Err(misfit(other)),
                }
            }
            (Subject::Command(call), AnyWorker::Execution(worker)) => {
                let CommandCall { quote, group, trade, plans, execution, target, orders } = &**call;
                let command = Command {
                    tick: *tick,
                    quote: *quote,
                    group: *group,
                    trade: *trade,
                    plans,
                    execution,
                    target: *target,
                    open_orders: orders,
                };
                Ok(tree(&worker.on_command(&command)?, instruments))
            }
            (Subject::Reply(call), AnyWorker::Execution(worker)) => {
                let ReplyCall { quote, group, order, kind } = &**call;
                let reply = Reply { tick: *tick, quote: *quote, group: *group, order: *order, kind: kind.clone() };
                Ok(tree(&worker.on_reply(&reply)?, instruments))
            }
            (Subject::Timer(TimerCall { quote, group, tag }), AnyWorker::Execution(worker)) => {
                let timer = Timer { tick: *tick, quote: *quote, group: *group, tag: *tag };
                Ok(tree(&worker.on_timer(&timer)?, instruments))
            }
            (_, other) => Err(misfit(other)),
        }
    }
}

/// Calls are read for the category of the worker's file; a live worker of another one is a defect of whoever started it.
fn misfit(worker: &AnyWorker) -> Fault {
    Fault::new("call", FaultKind::Host { message: format!("the call is not for a {}", worker.category()) })
}
