//! Workers with a clock beside them: every call of a handler is timed and its fuel noted, whoever makes it.
//!
//! A [`Metered`] source stands in front of another one and gives out its workers, each in a [`Timed`]. What calls a worker, an engine or
//! a case, does not see the difference. Only the call itself is between the two readings of the clock.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant as Clock};

use hdrhistogram::Histogram;
use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::{
    DecisionDraft, EntryPlanDraft, ExecutionPlanDraft, ExitPlanDraft, PlanDrafts, RiskDraft, SignalDraft, SizePlanDraft,
};
use simpletrader_contracts::ledger::PositionView;
use simpletrader_contracts::market::{Bar, Instrument, Series};
use simpletrader_contracts::worker::call::{
    Command, ContextWorker, Disposition, EntryPlanner, ExecutionPlanner, ExecutionWorker, ExitPlanner, OrderIntent, PlanOutcome,
    PlanTask, Reply, RiskMonitor, SignalDetector, Situation, SizePlanner, SlicedBar, SlicedSignals, StrategyPlanner, Timer, Usage,
    Worker,
};
use simpletrader_contracts::worker::capability::{Remarks, StateChange, WindowBar};
use simpletrader_contracts::worker::{AnyWorker, Fault, FuelSpread, WorkerSource};

/// Three significant digits: a part in a thousand, at a few kilobytes a handler.
const DIGITS: u8 = 3;

/// What the calls of one handler have cost.
#[derive(Debug, Clone)]
pub struct Costs {
    /// Which.
    pub handler: &'static str,
    /// Times in nanoseconds.
    pub nanos: Histogram<u64>,
    /// Fuel; all zeros for native code.
    pub fuel: Histogram<u64>,
}

/// What the calls of one worker have cost, handler by handler.
#[derive(Debug, Clone, Default)]
pub struct Meter {
    handlers: Vec<Costs>,
}

impl Meter {
    /// The handlers that were called, in the order in which each was called first.
    pub fn handlers(&self) -> &[Costs] {
        &self.handlers
    }

    fn note(&mut self, handler: &'static str, took: Duration, fuel: u64) {
        let place = self.handlers.iter().position(|costs| costs.handler == handler);
        if place.is_none()
            // Three digits are a number of digits that a histogram may have.
            && let (Ok(nanos), Ok(fuel)) = (Histogram::new(DIGITS), Histogram::new(DIGITS))
        {
            self.handlers.push(Costs { handler, nanos, fuel });
        }
        let place = place.unwrap_or(self.handlers.len().saturating_sub(1));
        if let Some(costs) = self.handlers.get_mut(place) {
            // They grow with what they are given, so every value finds its place.
            let _ = costs.nanos.record(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX));
            let _ = costs.fuel.record(fuel);
        }
    }
}

/// A source whose workers are timed. All of them share one meter.
pub struct Metered {
    source: Arc<dyn WorkerSource>,
    meter: Arc<Mutex<Meter>>,
}

impl Metered {
    /// Stands in front of a source.
    pub fn new(source: Arc<dyn WorkerSource>) -> Self {
        Self { source, meter: Arc::default() }
    }

    /// What the calls so far have cost.
    pub fn read(&self) -> Meter {
        self.meter.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl WorkerSource for Metered {
    fn spawn(&self) -> Result<AnyWorker, Fault> {
        let meter = self.meter.clone();
        Ok(match self.source.spawn()? {
            AnyWorker::Context(worker) => AnyWorker::Context(Box::new(Timed { worker, meter })),
            AnyWorker::Detector(worker) => AnyWorker::Detector(Box::new(Timed { worker, meter })),
            AnyWorker::Monitor(worker) => AnyWorker::Monitor(Box::new(Timed { worker, meter })),
            AnyWorker::Strategy(worker) => AnyWorker::Strategy(Box::new(Timed { worker, meter })),
            AnyWorker::Entry(worker) => AnyWorker::Entry(Box::new(Timed { worker, meter })),
            AnyWorker::Size(worker) => AnyWorker::Size(Box::new(Timed { worker, meter })),
            AnyWorker::Exit(worker) => AnyWorker::Exit(Box::new(Timed { worker, meter })),
            AnyWorker::ExecutionPlanning(worker) => AnyWorker::ExecutionPlanning(Box::new(Timed { worker, meter })),
            AnyWorker::Execution(worker) => AnyWorker::Execution(Box::new(Timed { worker, meter })),
        })
    }
}

/// A worker with a clock beside it.
struct Timed<W: ?Sized> {
    worker: Box<W>,
    meter: Arc<Mutex<Meter>>,
}

impl<W: Worker + ?Sized> Timed<W> {
    fn time<T>(&mut self, handler: &'static str, call: impl FnOnce(&mut W) -> T) -> T {
        let before = self.worker.usage().fuel;
        let started = Clock::now();
        let answer = call(&mut self.worker);
        let took = started.elapsed();
        let fuel = self.worker.usage().fuel.saturating_sub(before);
        self.meter.lock().unwrap_or_else(PoisonError::into_inner).note(handler, took, fuel);
        answer
    }
}

impl<W: Worker + ?Sized> Worker for Timed<W> {
    fn configure(&mut self, params: &str, instruments: &[Instrument], series: &[Series]) -> Result<(), Fault> {
        self.worker.configure(params, instruments, series)
    }

    fn usage(&self) -> Usage {
        self.worker.usage()
    }

    fn fuel_spread(&self) -> FuelSpread {
        self.worker.fuel_spread()
    }

    fn observe(&mut self, bar: &WindowBar) {
        self.worker.observe(bar);
    }

    fn take_remarks(&mut self) -> Remarks {
        self.worker.take_remarks()
    }

    fn undo_state(&mut self) {
        self.worker.undo_state();
    }

    fn adopt_state(&mut self, changes: &[StateChange]) {
        self.worker.adopt_state(changes);
    }
}

impl ContextWorker for Timed<dyn ContextWorker> {
    fn measure(&mut self, at: Instant, bar: &Bar, inputs: &[f64], outputs: &mut [f64]) -> Result<(), Fault> {
        self.time("measure", |worker| worker.measure(at, bar, inputs, outputs))
    }

    fn measure_slice(&mut self, bars: &[SlicedBar], rows: &mut [f64]) -> Result<(), Fault> {
        self.time("measure-slice", |worker| worker.measure_slice(bars, rows))
    }
}

impl SignalDetector for Timed<dyn SignalDetector> {
    fn detect(&mut self, at: Instant, inputs: &[f64]) -> Result<Disposition<SignalDraft>, Fault> {
        self.time("detect", |worker| worker.detect(at, inputs))
    }

    fn detect_slice(&mut self, at: &[Instant], inputs: &[f64]) -> Result<Vec<SlicedSignals>, Fault> {
        self.time("detect-slice", |worker| worker.detect_slice(at, inputs))
    }
}

impl RiskMonitor for Timed<dyn RiskMonitor> {
    fn watch(&mut self, at: Instant, inputs: &[f64], positions: &[PositionView]) -> Result<Disposition<RiskDraft>, Fault> {
        self.time("watch", |worker| worker.watch(at, inputs, positions))
    }
}

impl StrategyPlanner for Timed<dyn StrategyPlanner> {
    fn decide(&mut self, situation: &Situation<'_>) -> Result<Disposition<DecisionDraft>, Fault> {
        self.time("decide", |worker| worker.decide(situation))
    }
}

impl EntryPlanner for Timed<dyn EntryPlanner> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<EntryPlanDraft>, Fault> {
        self.time("plan", |worker| worker.plan(task))
    }
}

impl SizePlanner for Timed<dyn SizePlanner> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<SizePlanDraft>, Fault> {
        self.time("plan", |worker| worker.plan(task))
    }
}

impl ExitPlanner for Timed<dyn ExitPlanner> {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<ExitPlanDraft>, Fault> {
        self.time("plan", |worker| worker.plan(task))
    }
}

impl ExecutionPlanner for Timed<dyn ExecutionPlanner> {
    fn plan(&mut self, task: &PlanTask<'_>, plans: &PlanDrafts) -> Result<PlanOutcome<ExecutionPlanDraft>, Fault> {
        self.time("plan", |worker| worker.plan(task, plans))
    }
}

impl ExecutionWorker for Timed<dyn ExecutionWorker> {
    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, Fault> {
        self.time("on-command", |worker| worker.on_command(command))
    }

    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, Fault> {
        self.time("on-reply", |worker| worker.on_reply(reply))
    }

    fn on_timer(&mut self, timer: &Timer) -> Result<Vec<OrderIntent>, Fault> {
        self.time("on-timer", |worker| worker.on_timer(timer))
    }
}
