//! A strategy is assembled whole or not at all, and taken down to nothing.

mod support;

use std::path::Path;
use std::sync::{Arc, Mutex};

use simpletrader_config::build_spec::*;
use simpletrader_contracts::decision::*;
use simpletrader_contracts::ledger::PositionView;
use simpletrader_contracts::market::{Bar, Instrument, Series};
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::worker::{AnyWorker, Category, Fault, FaultKind, WorkerSource};
use simpletrader_contracts::{Instant, Label};
use simpletrader_engine::assembly::{AssemblyError, CacheValidation, StrategyFactory, WorkerMetadataRegistry};
use simpletrader_engine::bus::EventBus;
use simpletrader_engine::strategy::{Stage, Strategy};
use support::*;

/// What was made and what was let go, in order.
type Diary = Arc<Mutex<Vec<String>>>;

/// Where a worker fails.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Weakness {
    None,
    Start,
    Parameters,
    Category,
}

/// A worker of any category that does nothing but write down its life.
struct Dummy {
    id: String,
    diary: Diary,
    weakness: Weakness,
}

impl Drop for Dummy {
    fn drop(&mut self) {
        self.diary.lock().unwrap().push(format!("end {}", self.id));
    }
}

impl Worker for Dummy {
    fn configure(&mut self, _: &str, _: &[Instrument], _: &[Series]) -> Result<(), Fault> {
        self.diary.lock().unwrap().push(format!("configure {}", self.id));
        if self.weakness == Weakness::Parameters {
            let message = "period must be at least 1, got 0".into();
            return Err(Fault::new("configure", FaultKind::Refused { kind: "bad-params", message }));
        }
        Ok(())
    }
    fn usage(&self) -> Usage {
        Usage::default()
    }
}

impl ContextWorker for Dummy {
    fn measure(&mut self, _: Instant, _: &Bar, _: &[f64], _: &mut [f64]) -> Result<(), Fault> {
        self.diary.lock().unwrap().push(format!("measure {}", self.id));
        Ok(())
    }
}
impl SignalDetector for Dummy {
    fn detect(&mut self, _: Instant, _: &[f64]) -> Result<Disposition<SignalDraft>, Fault> {
        Ok(Disposition::Proceed)
    }
}
impl RiskMonitor for Dummy {
    fn watch(&mut self, _: Instant, _: &[f64], _: &[PositionView]) -> Result<Disposition<RiskDraft>, Fault> {
        Ok(Disposition::Proceed)
    }
}
impl StrategyPlanner for Dummy {
    fn decide(&mut self, _: &Situation<'_>) -> Result<Disposition<DecisionDraft>, Fault> {
        Ok(Disposition::Proceed)
    }
}
impl EntryPlanner for Dummy {
    fn plan(&mut self, _: &PlanTask<'_>) -> Result<PlanOutcome<EntryPlanDraft>, Fault> {
        Ok(PlanOutcome::Nothing)
    }
}
impl SizePlanner for Dummy {
    fn plan(&mut self, _: &PlanTask<'_>) -> Result<PlanOutcome<SizePlanDraft>, Fault> {
        Ok(PlanOutcome::Nothing)
    }
}
impl ExitPlanner for Dummy {
    fn plan(&mut self, _: &PlanTask<'_>) -> Result<PlanOutcome<ExitPlanDraft>, Fault> {
        Ok(PlanOutcome::Nothing)
    }
}
impl ExecutionPlanner for Dummy {
    fn plan(&mut self, _: &PlanTask<'_>, _: &PlanDrafts) -> Result<PlanOutcome<ExecutionPlanDraft>, Fault> {
        Ok(PlanOutcome::Nothing)
    }
}
impl ExecutionWorker for Dummy {
    fn on_command(&mut self, _: &Command<'_>) -> Result<Vec<OrderIntent>, Fault> {
        Ok(Vec::new())
    }
    fn on_reply(&mut self, _: &Reply) -> Result<Vec<OrderIntent>, Fault> {
        Ok(Vec::new())
    }
    fn on_timer(&mut self, _: &Timer) -> Result<Vec<OrderIntent>, Fault> {
        Ok(Vec::new())
    }
}

/// The source of a dummy.
struct Dummies {
    id: String,
    category: Category,
    diary: Diary,
    weakness: Weakness,
}

impl WorkerSource for Dummies {
    fn spawn(&self) -> Result<AnyWorker, Fault> {
        if self.weakness == Weakness::Start {
            return Err(Fault::new("instantiate", FaultKind::Host { message: "there is no room for one more".into() }));
        }
        self.diary.lock().unwrap().push(format!("start {}", self.id));
        let dummy = Box::new(Dummy { id: self.id.clone(), diary: self.diary.clone(), weakness: self.weakness });
        let other = if self.category == Category::ExitPlanner { Category::ContextWorker } else { Category::ExitPlanner };
        Ok(match if self.weakness == Weakness::Category { other } else { self.category } {
            Category::ContextWorker => AnyWorker::Context(dummy),
            Category::SignalDetector => AnyWorker::Detector(dummy),
            Category::RiskMonitor => AnyWorker::Monitor(dummy),
            Category::StrategyPlanner => AnyWorker::Strategy(dummy),
            Category::EntryPlanner => AnyWorker::Entry(dummy),
            Category::SizePlanner => AnyWorker::Size(dummy),
            Category::ExitPlanner => AnyWorker::Exit(dummy),
            Category::ExecutionPlanner => AnyWorker::ExecutionPlanning(dummy),
            Category::ExecutionWorker => AnyWorker::Execution(dummy),
        })
    }
}

/// A build spec with a worker of every category.
fn sound(folder: &Path) -> StrategyBuildSpec {
    let crew = CrewScript::default()
        .context("close", |_, _| Ok(0.0))
        .detector("cross", |_, _| Ok(Disposition::Proceed))
        .monitor("watch", |_, _| Ok(Disposition::Proceed))
        .brain(|_| Ok(Disposition::Proceed));
    crew.parts(folder, &[("A_USD", &[100, 101])]).0
}

fn sources(spec: &StrategyBuildSpec, diary: &Diary, weak: Option<(usize, Weakness)>) -> Vec<Arc<dyn WorkerSource>> {
    let source = |(index, part): (usize, &WorkerBuildSpec)| -> Arc<dyn WorkerSource> {
        let weakness = weak.filter(|(weak, _)| *weak == index).map_or(Weakness::None, |(_, weakness)| weakness);
        Arc::new(Dummies { id: part.worker_id.clone(), category: part.category, diary: diary.clone(), weakness })
    };
    spec.workers.iter().enumerate().map(source).collect()
}

fn files_in(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

/// Ids in the order in which workers started, and in which they ended.
fn lives(diary: &Diary) -> (Vec<String>, Vec<String>) {
    let diary = diary.lock().unwrap();
    let of = |word: &str| diary.iter().filter_map(|line| line.strip_prefix(word)).map(str::to_owned).collect();
    (of("start "), of("end "))
}

/// Assembles and expects it to fail; then nothing must be left.
fn fails(spec: StrategyBuildSpec, weak: Option<(usize, Weakness)>, bus: &Arc<EventBus>, folder: &Path) -> AssemblyError {
    let (diary, before) = (Diary::default(), (bus.subscriptions(), files_in(folder)));
    let sources = sources(&spec, &diary, weak);
    let factory = StrategyFactory::default().connected_to(bus.clone());
    let error = factory.build(spec, sources).err().expect("it cannot be assembled");
    let (started, mut ended) = lives(&diary);
    // One that refuses its parameters is the last that started and goes first; so reversed they are as they came.
    ended.reverse();
    assert_eq!(started, ended, "whatever stood was taken down, the last one first: {error}");
    assert_eq!((bus.subscriptions(), files_in(folder)), before, "{error}");
    error
}

// mission: 61, 70
#[test]
fn a_failure_at_any_worker_takes_down_what_stood_in_reverse_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let bus = Arc::new(EventBus::new());
    let spec = sound(folder.path());
    for weak in 0..spec.workers.len() {
        let id = &spec.workers[weak].worker_id;
        for (weakness, handler, reason) in [
            (Weakness::Start, "instantiate", "there is no room for one more"),
            (Weakness::Parameters, "configure", "period must be at least 1, got 0"),
            (Weakness::Category, "instantiate", "the build spec wants a"),
        ] {
            let error = fails(spec.clone(), Some((weak, weakness)), &bus, folder.path());
            let AssemblyError::Worker(failure) = &error else { panic!("{error}") };
            assert_eq!((failure.worker, failure.worker_id.as_str(), failure.fault.handler), (weak, id.as_str(), handler));
            assert!(error.to_string().contains(reason), "{error}");
        }
    }
}

// mission: 60, 61
#[test]
fn a_failure_after_the_workers_takes_them_down_again() {
    let folder = tempfile::tempdir().unwrap();
    let bus = Arc::new(EventBus::new());
    type Break = fn(&mut StrategyBuildSpec);
    let cases: [(&str, Break); 6] = [
        ("which has no handler `dance`", |spec| spec.wiring.subscriptions[0].handler = "dance".into()),
        ("worker 99, which does not exist", |spec| spec.wiring.subscriptions[0].target = Component::Worker(99)),
        ("there is no event 77", |spec| spec.wiring.subscriptions[0].event = 77),
        ("passes start with event 50", |spec| spec.wiring.start = 50),
        ("two workers have the id `close`", |spec| spec.workers[1].worker_id = "close".into()),
        ("fact 9, which nobody produces", |spec| spec.workers[1].inputs = vec![InputSource::Fact(9)]),
    ];
    for (expected, damage) in cases {
        let mut spec = sound(folder.path());
        damage(&mut spec);
        let error = fails(spec, None, &bus, folder.path());
        assert!(error.to_string().contains(expected), "{expected} in {error}");
    }
    let spec = sound(folder.path());
    let taken = StrategyFactory::default().connected_to(bus.clone()).build(spec.clone(), sources(&spec, &Diary::default(), None));
    let error = fails(spec.clone(), None, &bus, folder.path());
    assert!(error.to_string().contains("a strategy `test` is connected to the bus already"), "{error}");
    drop(taken);
    assert_eq!(bus.subscriptions(), 0);
    let too_few = StrategyFactory::default().build(spec, Vec::new()).err().unwrap();
    assert!(too_few.to_string().contains("9 workers, 0 sources"), "{too_few}");
}

// mission: 60, 61, 70
#[test]
fn a_strategy_that_stands_is_wired_and_after_shutting_down_twice_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let (bus, diary) = (Arc::new(EventBus::new()), Diary::default());
    let spec = sound(folder.path());
    let wired = spec.wiring.subscriptions.len();
    let factory = StrategyFactory::default().connected_to(bus.clone());
    let mut strategy = factory.build(spec.clone(), sources(&spec, &diary, None)).unwrap();
    assert_eq!((strategy.stage(), strategy.subscriptions(), bus.subscriptions()), (Stage::Created, wired, 1));
    assert!(strategy.is_at_rest() && strategy.warnings().is_empty());
    for _ in 0..2 {
        strategy.shut_down();
        assert_eq!((strategy.stage(), strategy.subscriptions(), bus.subscriptions()), (Stage::Stopped, 0, 0));
        let (started, mut ended) = lives(&diary);
        ended.reverse();
        assert_eq!(started, ended, "each once, the last one first");
        assert_eq!(started.len(), spec.workers.len());
    }
}

// mission: 5, 70
#[test]
fn a_worker_is_constructed_initialised_active_and_shut_down_once_each_in_this_order() {
    let folder = tempfile::tempdir().unwrap();
    let diary = Diary::default();
    let spec = sound(folder.path());
    let strategy = StrategyFactory::default().build(spec.clone(), sources(&spec, &diary, None)).unwrap();
    run_strategy(folder.path(), strategy).unwrap();
    let life: Vec<String> = diary.lock().unwrap().iter().filter(|line| line.ends_with(" close")).cloned().collect();
    assert_eq!(life, ["start close", "configure close", "measure close", "measure close", "end close"]);
}

// mission: 62
#[test]
fn the_registry_says_what_each_worker_is_and_may_do() {
    let folder = tempfile::tempdir().unwrap();
    let spec = sound(folder.path());
    let registry = WorkerMetadataRegistry::of(&spec).unwrap();
    let close = registry.get("close").unwrap();
    assert_eq!(
        (close.category, close.writes.clone(), close.produces.clone()),
        (Category::ContextWorker, 0..1, vec!["value".into()])
    );
    assert_eq!((close.handlers.join(" "), close.allowed_publications.len()), ("measure".into(), 0));
    let cross = registry.get("cross").unwrap();
    assert_eq!(cross.allowed_publications, ["SIGNAL_DETECTED"]);
    assert_eq!((cross.reads.as_slice(), cross.requires.len()), ([InputSource::Fact(0)].as_slice(), 1));
    assert_eq!(registry.producer_of(0).map(|worker| worker.worker_id.as_str()), Some("close"));
    assert_eq!(registry.iter().count(), spec.workers.len());
    let unknown = registry.get("nobody").unwrap_err().to_string();
    assert_eq!(
        unknown,
        "the strategy has no worker `nobody`; it has: close, cross, watch, brain, entry, size, exit, router, single"
    );
}

/// Assembles a damaged spec under both modes: what is refused under the one is a warning under the other.
fn violation(damage: impl Fn(&mut StrategyBuildSpec)) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut spec = sound(folder.path());
    damage(&mut spec);
    let build = |validation| {
        let factory = StrategyFactory::default().validating(validation);
        factory.build(spec.clone(), sources(&spec, &Diary::default(), None))
    };
    let error = build(CacheValidation::Enforce).err().expect("it must be refused");
    assert!(matches!(error, AssemblyError::Cache(_)), "{error}");
    let logged = build(CacheValidation::LogOnly).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(logged.warnings().first(), Some(&error.to_string()));
    error.to_string()
}

// mission: 68
#[test]
fn an_undeclared_read_is_refused_and_in_the_logging_mode_a_warning() {
    let reads = |source: InputSource| violation(move |spec| spec.workers[1].inputs = vec![source]);
    assert_eq!(reads(InputSource::Fact(4)), "worker `cross`: would read fact 4, which nobody produces");
    let bar = InputSource::Bar { series: 3, field: BarField::Close };
    assert_eq!(reads(bar), "worker `cross`: would read bars of series 3; the strategy has 1");
    let account = reads(InputSource::Account(AccountField::Cash));
    assert_eq!(account, "worker `cross`: would read the account, which a signal-detector must not see");
    let more = violation(|spec| spec.workers[1].inputs.push(InputSource::Fact(0)));
    assert_eq!(more, "worker `cross`: would read 2 numbers, its declared inputs are [input_0]");
    let own = violation(|spec| {
        spec.workers[0].inputs = vec![InputSource::Fact(0)];
        spec.workers[0].input_names = vec!["own".into()];
    });
    assert_eq!(own, "worker `close`: would read fact 0, which is its own");
}

// mission: 68
#[test]
fn an_undeclared_write_is_refused_and_in_the_logging_mode_a_warning() {
    let undeclared = violation(|spec| {
        spec.workers[0].outputs = 0..2;
        spec.fact_slots = 2;
    });
    assert_eq!(undeclared, "worker `close`: would write 2 facts, its declared outputs are [value]");
    let outside = violation(|spec| spec.fact_slots = 0);
    assert_eq!(outside, "worker `close`: would write fact 0; the strategy has 0");
    let stranger = violation(|spec| {
        spec.workers[1].outputs = 1..2;
        spec.workers[1].output_names = vec!["opinion".into()];
        spec.fact_slots = 2;
    });
    assert_eq!(stranger, "worker `cross`: would write facts, which only context workers produce; it is a signal-detector");
    let overwritten = violation(|spec| {
        spec.workers[1].category = Category::ContextWorker;
        spec.workers[1].outputs = 0..1;
        spec.workers[1].output_names = vec!["value".into()];
        spec.wiring.subscriptions.retain(|row| row.target != Component::Worker(1));
    });
    assert_eq!(overwritten, "worker `cross`: would overwrite the facts of `close`");
}

// mission: 64
#[test]
fn a_publication_that_is_not_declared_is_the_workers_fault() {
    let folder = tempfile::tempdir().unwrap();
    let crew = CrewScript::default()
        .detector("eager", |_, _| Ok(Disposition::Publish(vec![long("1")])))
        .brain(|_| panic!("nothing was published"));
    let (mut spec, sources) = crew.parts(folder.path(), &[("A_USD", &[100, 101])]);
    spec.workers[0].allowed_publications.clear();
    let outcome = run_strategy(folder.path(), Strategy::assemble(spec, sources).unwrap()).unwrap();
    let failure = outcome.failure.unwrap();
    assert_eq!(failure.worker_id, "eager");
    assert!(failure.fault.to_string().contains("PUBLISH of a worker that declares no publication"), "{}", failure.fault);
    assert_eq!(outcome.summary.signals.produced, 0);
}

#[test]
fn a_signal_type_is_no_event_name() {
    // What a worker calls its signal cannot address anybody: the event is the declared one.
    let folder = tempfile::tempdir().unwrap();
    let mut sly = long("1");
    sly.signal_type = Label::new("RISK_DETECTED_NOT").unwrap();
    let crew = CrewScript::default().detector("sly", move |_, _| Ok(Disposition::Publish(vec![sly.clone()]))).brain(|situation| {
        assert_eq!((situation.signals.len(), situation.risks.len()), (1, 0));
        Ok(Disposition::Publish(vec![refuse(&[0])]))
    });
    let outcome = crew.run(folder.path(), &[100]).unwrap();
    assert_eq!(outcome.summary.signals.refused, 1);
}
