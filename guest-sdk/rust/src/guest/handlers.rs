//! The handlers of the bindings, each in three steps: lift the call, call the worker, lower the answer.

use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::PlanDrafts;
use simpletrader_contracts::market::{Bar, SeriesRef};
use simpletrader_contracts::worker::call::{Command, Disposition, PlanOutcome, PlanTask, Situation};

use super::bindings::exports::simpletrader::worker as exports;
use super::bindings::simpletrader::worker::{decisions, ledger, planning, types as wire};
use super::{Exported, lift, lower};
use crate::{
    ContextWorker, EntryPlanner, ExecutionPlanner, ExecutionWorker, ExitPlanner, Fields, RiskMonitor, SignalDetector, SizePlanner,
    StrategyPlanner, WorkerError, configure,
};

impl<T: Exported> exports::lifecycle::Guest for T {
    fn configure(params: String, instruments: Vec<wire::Instrument>, series: Vec<wire::Series>) -> Result<(), wire::WorkerError> {
        let worker = || {
            let instruments: Vec<_> = instruments.into_iter().map(lift::instrument).collect::<Result<_, _>>()?;
            let series: Vec<_> = series.into_iter().map(lift::series).collect();
            configure(&params, &instruments, &series)
        };
        T::slot().fill(worker().map_err(lower::error)?);
        Ok(())
    }
}

impl<T: Exported<Worker: ContextWorker>> exports::context::Guest for T {
    fn measure(at: i64, bar: wire::Bar, inputs: Vec<f64>) -> Result<Vec<f64>, wire::WorkerError> {
        T::slot().call(|worker| {
            let facts = worker.measure(Instant::from_micros(at), &lift::bar(bar), &read(&inputs)?)?;
            Ok(write(&facts))
        })
    }
}

/// Numbers of a bar in a slice: its instant, open, high, low, close and volume.
const SLICED_BAR: usize = 6;

impl<T: Exported<Worker: ContextWorker>> exports::context_slice::Guest for T {
    fn measure_slice(series: u32, bars: Vec<i64>) -> Result<Vec<f64>, wire::WorkerError> {
        T::slot().call(|worker| measure_slice(worker, SeriesRef(series), &bars))
    }
}

/// What `measure` answers for each of these bars, one row after the other.
fn measure_slice<W: ContextWorker>(worker: &mut W, series: SeriesRef, bars: &[i64]) -> Result<Vec<f64>, WorkerError> {
    let outputs = W::Facts::NAMES.len();
    let inputs: W::Inputs = read(&[])?;
    let mut rows = vec![f64::NAN; bars.len() / SLICED_BAR * outputs];
    let (bars, rest) = bars.as_chunks::<SLICED_BAR>();
    if !rest.is_empty() {
        return Err(WorkerError::failed(format!("a bar of a slice has {SLICED_BAR} numbers, the last one has {}", rest.len())));
    }
    for (&[at, open, high, low, close, volume], row) in bars.iter().zip(rows.chunks_exact_mut(outputs.max(1))) {
        let bar = Bar { series, open, high, low, close, volume };
        // The rows have the length of the names, so this always fits.
        let _ = worker.measure(Instant::from_micros(at), &bar, &inputs)?.write(row);
    }
    Ok(rows)
}

impl<T: Exported<Worker: SignalDetector>> exports::detector::Guest for T {
    fn detect(at: i64, inputs: Vec<f64>) -> Result<exports::detector::Disposition, wire::WorkerError> {
        T::slot().call(|worker| {
            Ok(match worker.detect(Instant::from_micros(at), &read(&inputs)?)? {
                Disposition::Proceed => exports::detector::Disposition::Proceed,
                Disposition::Publish(signals) => exports::detector::Disposition::Publish(lower::all(signals, lower::signal)?),
                Disposition::Stop(reason) => exports::detector::Disposition::Stop(reason),
            })
        })
    }
}

impl<T: Exported<Worker: SignalDetector>> exports::detector_slice::Guest for T {
    fn detect_slice(
        at: Vec<i64>,
        inputs: Vec<f64>,
    ) -> Result<Vec<(u32, exports::detector_slice::Interruption)>, wire::WorkerError> {
        T::slot().call(|worker| detect_slice(worker, &at, &inputs))
    }
}

/// What `detect` answers at each of these passes, where it is not to go on.
fn detect_slice<W: SignalDetector>(
    worker: &mut W,
    at: &[i64],
    inputs: &[f64],
) -> Result<Vec<(u32, exports::detector_slice::Interruption)>, WorkerError> {
    use exports::detector_slice::Interruption;
    let width = W::Inputs::NAMES.len();
    if inputs.len() != at.len() * width {
        return Err(WorkerError::failed(format!("{} passes have {width} inputs each, got {}", at.len(), inputs.len())));
    }
    let mut said = Vec::new();
    for (place, at) in (0_u32..).zip(at) {
        let row = &inputs[place as usize * width..][..width];
        match worker.detect(Instant::from_micros(*at), &read(row)?)? {
            Disposition::Proceed => {}
            Disposition::Publish(signals) => said.push((place, Interruption::Publish(lower::all(signals, lower::signal)?))),
            Disposition::Stop(reason) => said.push((place, Interruption::Stop(reason))),
        }
    }
    Ok(said)
}

impl<T: Exported<Worker: RiskMonitor>> exports::monitor::Guest for T {
    fn watch(
        at: i64,
        inputs: Vec<f64>,
        positions: Vec<ledger::Position>,
    ) -> Result<exports::monitor::Disposition, wire::WorkerError> {
        T::slot().call(|worker| {
            let positions = lift::all(positions, lift::position)?;
            Ok(match worker.watch(Instant::from_micros(at), &read(&inputs)?, &positions)? {
                Disposition::Proceed => exports::monitor::Disposition::Proceed,
                Disposition::Publish(risks) => exports::monitor::Disposition::Publish(lower::all(risks, lower::risk)?),
                Disposition::Stop(reason) => exports::monitor::Disposition::Stop(reason),
            })
        })
    }
}

impl<T: Exported<Worker: StrategyPlanner>> exports::strategy::Guest for T {
    fn decide(situation: exports::strategy::Situation) -> Result<exports::strategy::Disposition, wire::WorkerError> {
        T::slot().call(|worker| {
            let inputs = read(&situation.inputs)?;
            let situation = Situation {
                tick: lift::tick(situation.tick)?,
                quotes: &lift::all(situation.quotes, lift::quote)?,
                inputs: &situation.inputs,
                signals: &lift::all(situation.signals, lift::signal)?,
                risks: &lift::all(situation.risks, lift::risk)?,
                account: situation.account.map(lift::account).transpose()?,
                positions: &lift::all(situation.positions, lift::position)?,
                open_orders: &lift::all(situation.open_orders, lift::order)?,
            };
            Ok(match worker.decide(&situation, &inputs)? {
                Disposition::Proceed => exports::strategy::Disposition::Proceed,
                Disposition::Publish(decisions) => exports::strategy::Disposition::Publish(lower::all(decisions, lower::decision)?),
                Disposition::Stop(reason) => exports::strategy::Disposition::Stop(reason),
            })
        })
    }
}

/// The three planners that answer a task differ in the type of their plan only, but the bindings give each its own outcome.
macro_rules! planner {
    ($category:ident, $interface:ident, $plan:path) => {
        impl<T: Exported<Worker: $category>> exports::$interface::Guest for T {
            fn plan(task: planning::Task) -> Result<exports::$interface::Outcome, wire::WorkerError> {
                T::slot().call(|worker| {
                    let inputs = read(&task.inputs)?;
                    let outcome = with_task(task, |task| worker.plan(task, &inputs))?;
                    Ok(match outcome {
                        PlanOutcome::Plan(plan) => exports::$interface::Outcome::Plan($plan(plan)?),
                        PlanOutcome::Nothing => exports::$interface::Outcome::Nothing,
                        PlanOutcome::Refuse(refusal) => exports::$interface::Outcome::Refuse(lower::refusal(refusal)),
                    })
                })
            }
        }
    };
}

planner!(EntryPlanner, entry, lower::entry_plan);
planner!(SizePlanner, size, lower::size_plan);
planner!(ExitPlanner, exit, lower::exit_plan);

impl<T: Exported<Worker: ExecutionPlanner>> exports::execution_planning::Guest for T {
    fn plan(
        request: exports::execution_planning::ExecutionRequest,
    ) -> Result<exports::execution_planning::Outcome, wire::WorkerError> {
        use exports::execution_planning::{ExecutionRequest, Outcome};
        T::slot().call(|worker| {
            let ExecutionRequest { tick, quote, inputs, directive, plans, target, open_orders, account } = request;
            let values = read(&inputs)?;
            let plans: PlanDrafts = lift::plans(plans)?;
            let task = planning::Task { tick, quote, inputs, directive, target, open_orders, account };
            Ok(match with_task(task, |task| worker.plan(task, &plans, &values))? {
                PlanOutcome::Plan(plan) => Outcome::Plan(lower::execution_plan(plan)?),
                PlanOutcome::Nothing => Outcome::Nothing,
                PlanOutcome::Refuse(refusal) => Outcome::Refuse(lower::refusal(refusal)),
            })
        })
    }
}

impl<T: Exported<Worker: ExecutionWorker>> exports::execution::Guest for T {
    fn on_command(command: exports::execution::Command) -> Result<Vec<exports::execution::OrderIntent>, wire::WorkerError> {
        T::slot().call(|worker| {
            let command = Command {
                tick: lift::tick(command.tick)?,
                quote: lift::quote(command.quote)?,
                group: lift::group(command.group),
                trade: lift::trade(command.trade),
                plans: &lift::plans(command.plans)?,
                execution: &lift::execution_plan(command.execution)?,
                target: command.target.map(lift::position).transpose()?,
                open_orders: &lift::all(command.open_orders, lift::order)?,
            };
            lower::all(worker.on_command(&command)?, lower::intent)
        })
    }

    fn on_reply(reply: exports::execution::Reply) -> Result<Vec<exports::execution::OrderIntent>, wire::WorkerError> {
        T::slot().call(|worker| lower::all(worker.on_reply(&lift::reply(reply)?)?, lower::intent))
    }

    fn on_timer(timer: exports::execution::Timer) -> Result<Vec<exports::execution::OrderIntent>, wire::WorkerError> {
        T::slot().call(|worker| lower::all(worker.on_timer(&lift::timer(timer)?)?, lower::intent))
    }
}

fn with_task<T>(task: planning::Task, plan: impl FnOnce(&PlanTask<'_>) -> Result<T, WorkerError>) -> Result<T, WorkerError> {
    let directive: decisions::Directive = task.directive;
    plan(&PlanTask {
        tick: lift::tick(task.tick)?,
        quote: lift::quote(task.quote)?,
        inputs: &task.inputs,
        directive: &lift::directive(directive)?,
        target: task.target.map(lift::position).transpose()?,
        open_orders: &lift::all(task.open_orders, lift::order)?,
        account: task.account.map(lift::account).transpose()?,
    })
}

fn read<F: Fields>(values: &[f64]) -> Result<F, WorkerError> {
    F::read(values).ok_or_else(|| {
        WorkerError::failed(format!("expected {} inputs ({}), got {}", F::NAMES.len(), F::NAMES.join(", "), values.len()))
    })
}

fn write<F: Fields>(facts: &F) -> Vec<f64> {
    let mut slots = vec![f64::NAN; F::NAMES.len()];
    // The slots have the length of the names, so this always fits.
    let _ = facts.write(&mut slots);
    slots
}
