//! What workers cost: latency and fuel of every handler, beside the same logic as native code where there is some.
//!
//! A [`Bench`] is run round by round, and where there are two, they take turns, so that a machine that becomes slower becomes
//! slower for both. [`metered`] puts a clock beside each worker; [`calibration`] says what the machine takes for nothing; [`report`] is
//! the result and [`text`] shows it. `simpletrader bench` is thin around this.
//!
//! * **Every call counts**, the first ones too: a percentile that leaves out what is slow is none.
//! * **Whoever calls, calls as always.** An operation is run by the engine, with its venue and its books, kept in memory; a worker file
//!   is called by the code that plays cases. No call is made that a run would not make.

pub mod calibration;
pub mod metered;
pub mod report;
pub mod text;

use std::sync::Arc;

use simpletrader_cases::Case;
use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::worker::{Fault, WorkerSource};
use simpletrader_engine::assembly::StrategyFactory;
use simpletrader_engine::run::{DataNeeds, run_in_memory};
use simpletrader_sandbox::{ENGINE, LoadedWorker, Sandbox};

pub use report::{BenchReport, schema};

use crate::exit::{Failure, Kind};
use crate::natives::native;
use metered::Metered;
use report::{HandlerCosts, Machine, Subject, WorkerCosts};

/// What is measured: something that can be run from its beginning as often as one likes.
pub struct Bench {
    name: String,
    workers: Vec<Place>,
    play: Play,
    rounds: u32,
}

/// A worker in its place.
struct Place {
    worker_id: String,
    plugin: String,
    component: Arc<Metered>,
    /// The component without a clock, for rounds in which others are native.
    plain: Arc<dyn WorkerSource>,
    native: Option<Arc<Metered>>,
}

/// What makes the calls.
enum Play {
    /// The engine, over the data of this link.
    Link(Box<StrategyBuildSpec>),
    /// A case, so many calls of it.
    Calls(Box<Case>, usize),
}

impl Bench {
    /// A link of an operation. There must be one source for each worker, in the order of the build spec.
    pub fn of_link(spec: StrategyBuildSpec, sources: Vec<Arc<dyn WorkerSource>>) -> Self {
        let place = |(worker, source): (&simpletrader_config::build_spec::WorkerBuildSpec, Arc<dyn WorkerSource>)| Place {
            worker_id: worker.worker_id.clone(),
            plugin: worker.plugin.to_string(),
            component: Arc::new(Metered::new(source.clone())),
            plain: source,
            native: native(&worker.plugin).map(|source| Arc::new(Metered::new(source))),
        };
        let workers = spec.workers.iter().zip(sources).map(place).collect();
        Self { name: spec.link.clone(), workers, play: Play::Link(Box::new(spec)), rounds: 0 }
    }

    /// A worker file, and what it is told in each of so many calls.
    pub fn of_worker(loaded: Arc<LoadedWorker>, case: Case, calls: usize) -> Self {
        let manifest = &loaded.facts().manifest;
        let plugin = manifest.plugin_id();
        let place = Place {
            worker_id: plugin.name.to_string(),
            plugin: plugin.to_string(),
            native: native(&plugin).map(|source| Arc::new(Metered::new(source))),
            component: Arc::new(Metered::new(loaded.clone())),
            plain: loaded,
        };
        Self { name: plugin.to_string(), workers: vec![place], play: Play::Calls(Box::new(case), calls), rounds: 0 }
    }

    /// Once from the beginning with components and, where any worker has a native twin, once with those.
    fn round(&mut self) -> Result<(), Failure> {
        self.run(|place| place.component.clone())?;
        if self.workers.iter().any(|place| place.native.is_some()) {
            self.run(|place| match &place.native {
                Some(native) => native.clone(),
                None => place.plain.clone(),
            })?;
        }
        self.rounds += 1;
        Ok(())
    }

    fn run(&self, source: impl Fn(&Place) -> Arc<dyn WorkerSource>) -> Result<(), Failure> {
        let sources: Vec<Arc<dyn WorkerSource>> = self.workers.iter().map(source).collect();
        match &self.play {
            Play::Calls(case, calls) => match sources.first() {
                Some(source) => case.rehearse(source.as_ref(), *calls).map_err(|fault| self.failed(&self.name, &fault)),
                None => Ok(()),
            },
            Play::Link(spec) => {
                let data = DataNeeds::of(spec).alone();
                let strategy = StrategyFactory::default().build((**spec).clone(), sources).map_err(Failure::other)?;
                let kept = run_in_memory(vec![strategy], data).pop().map_or(Ok(None), |run| run.map(Some));
                match kept.map_err(Failure::other)?.and_then(|run| run.failure) {
                    Some(failure) => Err(self.failed(&failure.worker_id, &failure.fault)),
                    None => Ok(()),
                }
            }
        }
    }

    fn failed(&self, worker: &str, fault: &Fault) -> Failure {
        let message = format!("error: {}: worker `{worker}` failed while it was measured: {fault}", self.name);
        Failure::shown(Kind::Worker, format!("{message}\n  help: {}", fault.advice()))
    }

    fn report(&self, ns_per_fuel: f64) -> Subject {
        let costs_of = |place: &Place| {
            let (component, native) = (place.component.read(), place.native.as_ref().map(|native| native.read()));
            let twin = |handler: &str| native.as_ref()?.handlers().iter().find(|costs| costs.handler == handler);
            let handlers = component.handlers().iter().map(|costs| HandlerCosts::of(costs, twin(costs.handler), ns_per_fuel));
            WorkerCosts { worker_id: place.worker_id.clone(), plugin: place.plugin.clone(), handlers: handlers.collect() }
        };
        Subject { name: self.name.clone(), rounds: self.rounds, workers: self.workers.iter().map(costs_of).collect() }
    }
}

/// Runs what is to be measured, in turns, for so many rounds.
///
/// # Errors
/// When something cannot be run, or a worker fails.
pub fn measure(sandbox: &Sandbox, mut benches: Vec<Bench>, rounds: u32) -> Result<BenchReport, Failure> {
    let calibration = calibration::calibrate(sandbox)?;
    for _ in 0..rounds {
        for bench in &mut benches {
            bench.round()?;
        }
    }
    let subjects = benches.iter().map(|bench| bench.report(calibration.ns_per_fuel)).collect();
    Ok(BenchReport { engine: ENGINE.to_owned(), machine: Machine::here(), calibration, subjects })
}
