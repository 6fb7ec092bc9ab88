//! Strategies out of closures: scripted workers of every category, a build spec for them, and a few bars to run over.

#![allow(dead_code)] // each test binary uses its part

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use simpletrader_config::build_spec::*;
use simpletrader_config::data_file::FileShape;
use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::decision::*;
use simpletrader_contracts::ledger::PositionView;
use simpletrader_contracts::market::{Bar, Instrument, InstrumentRef, Series};
use simpletrader_contracts::terms::*;
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::worker::capability::{Read, RequestedReads};
use simpletrader_contracts::worker::{AnyWorker, Category, Fault, FaultKind, Grants, PluginId, WorkerSource};
use simpletrader_contracts::{Decimal, Fraction, Instant, Label, Quantity, Symbol};
use simpletrader_engine::run::{EngineIdentity, RunDirectory, RunError, RunOutcome, run_backtest};
use simpletrader_engine::strategy::Strategy;

/// A worker that exists once: a closure cannot be begun again.
pub struct Once(Mutex<Option<AnyWorker>>);

impl Once {
    /// The source of this worker.
    pub fn source(worker: AnyWorker) -> Arc<dyn WorkerSource> {
        Arc::new(Self(Mutex::new(Some(worker))))
    }
}

impl WorkerSource for Once {
    fn spawn(&self) -> Result<AnyWorker, Fault> {
        let gone = || Fault::new("instantiate", FaultKind::Host { message: "this worker exists once".into() });
        self.0.lock().unwrap().take().ok_or_else(gone)
    }
}

/// A worker that can be begun again: each life is what the function makes.
pub struct Again<F>(pub F);

impl<F: Fn() -> AnyWorker + Send + Sync> WorkerSource for Again<F> {
    fn spawn(&self) -> Result<AnyWorker, Fault> {
        Ok((self.0)())
    }
}

/// A worker whose one handler is a closure.
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

/// Market orders, both ways.
pub struct MarketEntry;
/// Ten to open, nothing to close.
pub struct TenUnits;
/// No levels.
pub struct NoLevels;
/// SINGLE, good till cancelled.
pub struct OneOrder;
/// Places one order for the difference to the target size.
pub struct OneShot;

macro_rules! plain_worker {
    ($($name:ident),+) => { $(
        impl Worker for $name {
            fn configure(&mut self, _: &str, _: &[Instrument], _: &[Series]) -> Result<(), Fault> { Ok(()) }
            fn usage(&self) -> Usage { Usage::default() }
        }
    )+ };
}
plain_worker!(MarketEntry, TenUnits, NoLevels, OneOrder, OneShot);

impl EntryPlanner for MarketEntry {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<EntryPlanDraft>, Fault> {
        let side = match (&task.target, &task.directive.entry) {
            (Some(target), _) => target.direction.opening_side().opposite(),
            (None, Some(entry)) => entry.side,
            (None, None) => return Ok(PlanOutcome::Nothing),
        };
        Ok(PlanOutcome::Plan(EntryPlanDraft { instrument: task.quote.instrument, side, terms: OrderTerms::Market }))
    }
}

impl SizePlanner for TenUnits {
    fn plan(&mut self, task: &PlanTask<'_>) -> Result<PlanOutcome<SizePlanDraft>, Fault> {
        let size = if task.target.is_some() { Decimal::ZERO } else { Decimal::TEN };
        let amount = |value| Amount::new(value).unwrap();
        Ok(PlanOutcome::Plan(SizePlanDraft {
            target_position_size: amount(size),
            position_value: amount(size * task.quote.last.get()),
            risk_amount: None,
            leverage: Decimal::ONE,
        }))
    }
}

impl ExitPlanner for NoLevels {
    fn plan(&mut self, _: &PlanTask<'_>) -> Result<PlanOutcome<ExitPlanDraft>, Fault> {
        Ok(PlanOutcome::Plan(ExitPlanDraft::default()))
    }
}

impl ExecutionPlanner for OneOrder {
    fn plan(&mut self, _: &PlanTask<'_>, _: &PlanDrafts) -> Result<PlanOutcome<ExecutionPlanDraft>, Fault> {
        Ok(PlanOutcome::Plan(ExecutionPlanDraft {
            action: ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force: TimeInForce::Gtc }),
            max_slippage_pct: Fraction::ONE,
            max_execution_window_seconds: None,
            must_complete_immediately: false,
            min_fill_ratio: None,
        }))
    }
}

impl ExecutionWorker for OneShot {
    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, Fault> {
        Ok(vec![OrderIntent::Place(order_for(command))])
    }
    fn on_reply(&mut self, _: &Reply) -> Result<Vec<OrderIntent>, Fault> {
        Ok(Vec::new())
    }
    fn on_timer(&mut self, _: &Timer) -> Result<Vec<OrderIntent>, Fault> {
        Ok(Vec::new())
    }
}

/// The order that brings a trade to its target size.
pub fn order_for(command: &Command<'_>) -> NewOrder {
    let entry = command.plans.entry.as_ref().unwrap();
    let held = command.target.map_or(Decimal::ZERO, |target| target.quantity);
    let wanted = command.plans.size.as_ref().unwrap().target_position_size.get();
    NewOrder {
        tag: 1,
        instrument: entry.instrument,
        side: entry.side,
        quantity: Quantity::new((wanted - held).abs()).unwrap(),
        terms: entry.terms,
        time_in_force: TimeInForce::Gtc,
        good_till: None,
        purpose: if command.target.is_some() { OrderPurpose::CloseOut } else { OrderPurpose::Entry },
        reduce_only: command.target.is_some(),
        post_only: false,
        parent_tag: None,
        oco_tag: None,
    }
}

/// A context worker whose one handler is this closure.
pub fn context_worker(script: impl FnMut(Instant, &Bar) -> Result<f64, Fault> + Send + 'static) -> AnyWorker {
    AnyWorker::Context(Box::new(Scripted(script)))
}

/// A whole crew in the making, in run order.
#[derive(Default)]
pub struct CrewScript {
    workers: Vec<(WorkerBuildSpec, Arc<dyn WorkerSource>)>,
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
        let facts = self.fact_slots();
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

    fn fact_slots(&self) -> usize {
        self.workers.iter().map(|(spec, _)| spec.outputs.end).max().unwrap_or(0)
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
        let slot = self.fact_slots();
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
        self.into_parts(&files)
    }

    fn into_parts(self, files: &[(&str, PathBuf)]) -> (StrategyBuildSpec, Vec<Arc<dyn WorkerSource>>) {
        let fact_slots = self.fact_slots();
        let on_fault = self.on_fault;
        let (mut specs, workers): (Vec<_>, Vec<_>) = self.workers.into_iter().unzip();
        for (spec, reads) in specs.iter_mut().zip(self.reads.into_iter().cycle()) {
            spec.grants.reads = reads;
        }
        let wiring = standard_wiring(&mut specs);
        let instrument = |symbol: &str| Instrument {
            symbol: Symbol::new(symbol).unwrap(),
            price_scale: 2,
            size_scale: 0,
            tick_size: "0.01".parse().unwrap(),
            lot_size: Decimal::ONE,
            min_notional: None,
        };
        let feed = |path: &PathBuf| FeedBuildSpec {
            data_source_id: "bars".into(),
            path: path.clone(),
            shape: FileShape::csv_of_bars(),
            label: BarLabel::Open,
        };
        let environment = EnvironmentBuildSpec {
            environment_id: "test".into(),
            initial_capital: Decimal::from(10_000),
            currency: "USD".into(),
            start: None,
            end: None,
            venue: VenueTerms::plain(FeeModel::PerFill(Decimal::ONE)),
            feeds: files.iter().map(|(_, path)| feed(path)).collect(),
            ticks: Vec::new(),
        };
        let spec = StrategyBuildSpec {
            operation: "test".into(),
            link: "test".into(),
            strategy_id: "test".into(),
            instruments: files.iter().map(|(symbol, _)| instrument(symbol)).collect(),
            series: (0..files.len() as u32).map(|instrument| Series { instrument, timeframe_seconds: 86_400 }).collect(),
            lookbacks: vec![Default::default(); files.len()],
            workers: specs,
            fact_slots,
            wiring,
            protection: Protection::Optional,
            on_fault,
            guardrails: self.guardrails,
            environment,
            seed: 0,
            sources: Vec::new(),
        };
        (spec, workers)
    }
}

/// Runs a strategy into the folder `run`.
pub fn run_strategy(folder: &Path, strategy: Strategy) -> Result<RunOutcome, RunError> {
    let directory = RunDirectory::create(&folder.join("run")).unwrap();
    let engine = EngineIdentity { simpletrader: "test".into(), contract: "test".into(), sandbox: "native".into() };
    run_backtest(strategy, engine, directory)
}

/// Daily bars with these closes (open = the close before), as a file.
fn write_bars(folder: &Path, symbol: &str, closes: &[i64]) -> PathBuf {
    let file = folder.join(format!("{symbol}.csv"));
    let mut text = "timestamp,open,high,low,close,volume\n".to_owned();
    for (day, close) in closes.iter().enumerate() {
        let open = closes[day.saturating_sub(1)];
        let (high, low) = (open.max(*close), open.min(*close));
        let date = Instant::parse("2024-01-01").unwrap().plus_seconds(86_400 * day as i64).to_string();
        text += &format!("{},{open},{high},{low},{close},1000\n", &date[..10]);
    }
    std::fs::write(&file, text).unwrap();
    file
}

/// Context workers in a chain; the last one's output to every detector and monitor; what these publish to the planner.
fn standard_wiring(workers: &mut [WorkerBuildSpec]) -> WiringBuildSpec {
    let names = ["START", "SIGNAL_DETECTED", "RISK_DETECTED", "STRATEGY_DIRECTIVE_ISSUED"];
    let mut events: Vec<EventSpec> =
        names.iter().map(|name| EventSpec { name: (*name).into(), kind: EventKind::CustomEvent }).collect();
    let mut subscriptions = Vec::new();
    let mut on_continue = vec![None; workers.len()];
    let categories: Vec<Category> = workers.iter().map(|worker| worker.category).collect();
    let mut hear = |event: EventId, worker: usize| {
        let handler = categories[worker].handlers()[0].into();
        subscriptions.push(Subscription { event, target: Component::Worker(worker), handler })
    };
    let mut last: EventId = 0;
    for (index, worker) in workers.iter_mut().enumerate() {
        match worker.category {
            Category::ContextWorker => {
                hear(last, index);
                last = events.len() as EventId;
                events.push(EventSpec { name: format!("_{}_OUTPUT", worker.worker_id), kind: EventKind::SystemEvent });
                on_continue[index] = Some(last);
            }
            Category::SignalDetector => {
                hear(last, index);
                worker.allowed_publications = vec![1];
            }
            Category::RiskMonitor => {
                hear(last, index);
                worker.allowed_publications = vec![2];
            }
            Category::StrategyPlanner => {
                hear(1, index);
                hear(2, index);
                worker.allowed_publications = vec![3];
            }
            _ => {}
        }
    }
    WiringBuildSpec { events, subscriptions, on_continue, start: 0 }
}

/// A long signal of the only instrument.
pub fn long(confidence: &str) -> SignalDraft {
    signal(Direction::Long, confidence)
}

/// A signal of the only instrument.
pub fn signal(direction: Direction, confidence: &str) -> SignalDraft {
    SignalDraft {
        instrument: InstrumentRef(0),
        direction,
        signal_type: Label::new("TEST_SIGNAL").unwrap(),
        confidence: Some(Fraction::new(confidence.parse().unwrap()).unwrap()),
    }
}

/// A risk for the whole strategy.
pub fn risk() -> RiskDraft {
    RiskDraft { risk_type: Label::new("TEST_RISK").unwrap(), severity: Fraction::ONE, instrument: None }
}

/// A new long trade that uses these signals.
pub fn buy(signals: &[u32], confidence: &str) -> DecisionDraft {
    let entry = EntryDirective {
        instrument: InstrumentRef(0),
        side: Side::Buy,
        timing_preference: None,
        price_zone: None,
        max_slippage: None,
    };
    let directive = DirectiveDraft {
        scope: ScopeDraft::new(DirectiveScope::NewTrade, vec![]).unwrap(),
        confidence: Fraction::new(confidence.parse().unwrap()).unwrap(),
        entry: Some(entry),
        size: Some(SizeDirective::default()),
        exit: Some(ExitDirective::default()),
        execution: Some(ExecutionDirective::default()),
        policy: None,
        legs: Vec::new(),
    };
    DecisionDraft { signals: signals.to_vec(), risks: vec![], outcome: Outcome::Issue(Box::new(directive)) }
}

/// The end of a trade.
pub fn close(signals: &[u32], trade: simpletrader_contracts::ledger::TradeRef) -> DecisionDraft {
    let directive = DirectiveDraft {
        scope: ScopeDraft::new(DirectiveScope::CloseExisting, vec![trade]).unwrap(),
        confidence: Fraction::ONE,
        entry: None,
        size: None,
        exit: None,
        execution: None,
        policy: None,
        legs: Vec::new(),
    };
    DecisionDraft { signals: signals.to_vec(), risks: vec![], outcome: Outcome::Issue(Box::new(directive)) }
}

/// A refusal of these signals.
pub fn refuse(signals: &[u32]) -> DecisionDraft {
    let draft = RefusalDraft::new(RejectionCode::LowConfidence, "not convincing").unwrap();
    DecisionDraft { signals: signals.to_vec(), risks: vec![], outcome: Outcome::Refuse(draft) }
}

/// All rows of a query on the run's database, columns joined by `|`.
pub fn query(outcome: &RunOutcome, sql: &str) -> Vec<String> {
    let database = rusqlite::Connection::open(outcome.directory.join("run.sqlite")).unwrap();
    let mut statement = database.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let cell = |index| -> String {
            use rusqlite::types::ValueRef::*;
            match row.get_ref(index).unwrap() {
                Null => "-".into(),
                Integer(number) => number.to_string(),
                Real(number) => number.to_string(),
                Text(text) => String::from_utf8_lossy(text).into_owned(),
                Blob(_) => "blob".into(),
            }
        };
        Ok((0..columns).map(cell).collect::<Vec<_>>().join("|"))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// Every read that the category may have: what is withheld has tests of its own.
fn everything_to_read(category: Category) -> Grants {
    let open: Vec<Read> = Read::ALL.iter().copied().filter(|read| read.open_to().contains(&category)).collect();
    Grants { reads: RequestedReads::of(&open), ..Grants::default() }
}
