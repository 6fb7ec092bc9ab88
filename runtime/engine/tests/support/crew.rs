//! A crew in the making.

use std::path::Path;
use std::sync::Arc;

use simpletrader_config::build_spec::*;
use simpletrader_contracts::decision::*;
use simpletrader_contracts::ledger::PositionView;
use simpletrader_contracts::market::Bar;
use simpletrader_contracts::terms::*;
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::worker::capability::{Read, RequestedReads};
use simpletrader_contracts::worker::{AnyWorker, Category, Fault, Grants, PluginId, WorkerSource};
use simpletrader_contracts::{Fraction, Instant};
use simpletrader_engine::run::{RunError, RunOutcome};
use simpletrader_engine::strategy::Strategy;

use super::plain::{MarketEntry, NoLevels, OneOrder, OneShot, TenUnits};
use super::scripted::{Scripted, context_worker};
use super::source::{Again, Once};
use super::world::{run_strategy, world, write_bars};

/// A worker and where it comes from.
type Member = (WorkerBuildSpec, Arc<dyn WorkerSource>);

/// A whole crew in the making, in run order.
#[derive(Default)]
pub struct CrewScript {
    workers: Vec<Member>,
    on_fault: OnFault,
    guardrails: Guardrails,
    reads: Option<RequestedReads>,
}

impl CrewScript {
    /// Adds a context worker with these grants.
    pub fn granted(self, id: &str, worker: AnyWorker, grants: Grants) -> Self {
        self.add(id, worker, |spec| spec.grants = grants)
    }

    /// What every worker reads; without it everything that its category may.
    pub fn reading(self, reads: RequestedReads) -> Self {
        Self { reads: Some(reads), ..self }
    }

    /// Adds a context worker with the fact `value`.
    pub fn context(self, id: &str, script: impl FnMut(Instant, &Bar) -> Result<f64, Fault> + Send + 'static) -> Self {
        self.add(id, AnyWorker::Context(Box::new(Scripted(script))), |_| {})
    }

    /// Adds a detector that is given every fact.
    pub fn detector(
        self,
        id: &str,
        script: impl FnMut(Instant, &[f64]) -> Result<Disposition<SignalDraft>, Fault> + Send + 'static,
    ) -> Self {
        let facts = fact_slots(&self.workers);
        self.add(id, AnyWorker::Detector(Box::new(Scripted(script))), |spec| {
            spec.inputs = (0..facts).map(InputSource::Fact).collect()
        })
    }

    /// Adds a monitor that is given the equity.
    pub fn monitor(
        self,
        id: &str,
        script: impl FnMut(&[f64], &[PositionView]) -> Result<Disposition<RiskDraft>, Fault> + Send + 'static,
    ) -> Self {
        let equity = vec![InputSource::Account(AccountField::Equity)];
        self.add(id, AnyWorker::Monitor(Box::new(Scripted(script))), |spec| spec.inputs = equity)
    }

    /// Adds the strategy planner and the plain planners and execution worker.
    pub fn brain(self, script: impl FnMut(&Situation<'_>) -> Result<Disposition<DecisionDraft>, Fault> + Send + 'static) -> Self {
        self.brain_with(script, AnyWorker::Execution(Box::new(OneShot)))
    }

    /// The same with an execution worker of one's own.
    pub fn brain_with(
        self,
        script: impl FnMut(&Situation<'_>) -> Result<Disposition<DecisionDraft>, Fault> + Send + 'static,
        execution: AnyWorker,
    ) -> Self {
        let half = Fraction::new("0.5".parse().unwrap()).unwrap();
        let confident = ConfidenceRange { min: half, max: Fraction::ONE };
        self.add("brain", AnyWorker::Strategy(Box::new(Scripted(script))), |_| {})
            .add("entry", AnyWorker::Entry(Box::new(MarketEntry)), |spec| spec.trigger = Some(confident))
            .add("size", AnyWorker::Size(Box::new(TenUnits)), |_| {})
            .add("exit", AnyWorker::Exit(Box::new(NoLevels)), |_| {})
            .add("router", AnyWorker::ExecutionPlanning(Box::new(OneOrder)), |_| {})
            .add("single", execution, |spec| spec.executes = vec![ExecutionStrategyType::Single])
    }

    /// Adds a further execution worker, for one family.
    pub fn hand(self, id: &str, worker: AnyWorker, family: ExecutionStrategyType) -> Self {
        self.add(id, worker, |spec| spec.executes = vec![family])
    }

    /// Puts another worker of the same category in the place of one.
    pub fn replace(mut self, id: &str, worker: AnyWorker) -> Self {
        let place = self.workers.iter_mut().find(|(spec, _)| spec.worker_id == id).unwrap();
        assert_eq!(place.0.category, worker.category(), "the places of a crew are by category");
        place.1 = Once::source(worker);
        self
    }

    /// What happens after a worker failed.
    pub fn on_fault(mut self, on_fault: OnFault) -> Self {
        self.on_fault = on_fault;
        self
    }

    /// What its operator does not let it do.
    pub fn guardrails(mut self, guardrails: Guardrails) -> Self {
        self.guardrails = guardrails;
        self
    }

    /// Adds a context worker with the fact `value` that can be begun again; `make` makes the script of one life.
    pub fn context_again<S: FnMut(Instant, &Bar) -> Result<f64, Fault> + Send + 'static>(
        self,
        id: &str,
        make: impl Fn() -> S + Send + Sync + 'static,
    ) -> Self {
        self.add_source(id, Category::ContextWorker, Arc::new(Again(move || context_worker(make()))), |_| {})
    }

    /// The source of a worker, to take its place or to begin it once more.
    pub fn source(&self, id: &str) -> Arc<dyn WorkerSource> {
        self.workers.iter().find(|(spec, _)| spec.worker_id == id).unwrap().1.clone()
    }

    /// Puts another source in the place of a worker's.
    pub fn replace_source(mut self, id: &str, source: Arc<dyn WorkerSource>) -> Self {
        self.workers.iter_mut().find(|(spec, _)| spec.worker_id == id).unwrap().1 = source;
        self
    }

    fn add(self, id: &str, worker: AnyWorker, adjust: impl FnOnce(&mut WorkerBuildSpec)) -> Self {
        let category = worker.category();
        self.add_source(id, category, Once::source(worker), adjust)
    }

    fn add_source(
        mut self,
        id: &str,
        category: Category,
        source: Arc<dyn WorkerSource>,
        adjust: impl FnOnce(&mut WorkerBuildSpec),
    ) -> Self {
        let slot = fact_slots(&self.workers);
        let is_context = category == Category::ContextWorker;
        let mut spec = WorkerBuildSpec {
            worker_id: id.into(),
            plugin: PluginId::parse("test/scripted/v0.1.0").unwrap(),
            component: "none".into(),
            digest: "0".repeat(64),
            category,
            params: serde_json::json!({}).into(),
            input_names: Vec::new(),
            inputs: Vec::new(),
            outputs: if is_context { slot..slot + 1 } else { 0..0 },
            output_names: if is_context { vec!["value".into()] } else { Vec::new() },
            series: is_context.then_some(0),
            trigger: None,
            executes: Vec::new(),
            handlers: category.handlers().iter().map(|handler| (*handler).to_owned()).collect(),
            allowed_publications: Vec::new(),
            limits: WorkerLimits { fuel_per_call: 0, memory_bytes: 0 },
            grants: everything_to_read(category),
        };
        adjust(&mut spec);
        spec.input_names = (0..spec.inputs.len()).map(|input| format!("input_{input}")).collect();
        self.workers.push((spec, source));
        self
    }

    /// Wires the crew by the standard template and runs it over bars with these closes (open = the close before).
    pub fn run(self, folder: &Path, closes: &[i64]) -> Result<RunOutcome, RunError> {
        self.run_over(folder, &[("A_USD", closes)])
    }

    /// The same over several instruments, each with its closes.
    pub fn run_over(self, folder: &Path, market: &[(&str, &[i64])]) -> Result<RunOutcome, RunError> {
        self.run_in(folder, market, |_| {})
    }

    /// The same in an environment of one's own.
    pub fn run_in(
        self,
        folder: &Path,
        market: &[(&str, &[i64])],
        adjust: impl FnOnce(&mut StrategyBuildSpec),
    ) -> Result<RunOutcome, RunError> {
        run_strategy(folder, self.assemble(folder, market, adjust))
    }

    /// The strategy, before its first pass.
    pub fn assemble(self, folder: &Path, market: &[(&str, &[i64])], adjust: impl FnOnce(&mut StrategyBuildSpec)) -> Strategy {
        let (mut spec, workers) = self.parts(folder, market);
        adjust(&mut spec);
        Strategy::assemble(spec, workers).unwrap()
    }

    /// The build spec and the sources, for whoever assembles the strategy himself.
    pub fn parts(self, folder: &Path, market: &[(&str, &[i64])]) -> (StrategyBuildSpec, Vec<Arc<dyn WorkerSource>>) {
        let files: Vec<_> = market.iter().map(|(symbol, closes)| (*symbol, write_bars(folder, symbol, closes))).collect();
        let Self { workers, on_fault, guardrails, reads } = self;
        let fact_slots = fact_slots(&workers);
        let (mut specs, sources): (Vec<_>, Vec<_>) = workers.into_iter().unzip();
        for (spec, reads) in specs.iter_mut().zip(reads.into_iter().cycle()) {
            spec.grants.reads = reads;
        }
        let spec = world(specs, fact_slots, &files);
        (StrategyBuildSpec { on_fault, guardrails, ..spec }, sources)
    }
}

/// How many facts these workers have between them.
fn fact_slots(workers: &[Member]) -> usize {
    workers.iter().map(|(spec, _)| spec.outputs.end).max().unwrap_or(0)
}

/// Every read that the category may have: what is withheld has tests of its own.
fn everything_to_read(category: Category) -> Grants {
    let open: Vec<Read> = Read::ALL.iter().copied().filter(|read| read.open_to().contains(&category)).collect();
    Grants { reads: RequestedReads::of(&open), ..Grants::default() }
}
