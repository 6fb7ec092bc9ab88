//! One strategy: a deterministic, single-threaded state machine. It takes one thing at a time (closed bars, a reply of the
//! venue, a wake-up), does one pass for it, and leaves ledger changes and journal entries behind.
//!
//! [`market_pass`] runs the workers over closed bars and accounts for every signal; [`commands`] plans a directive and hands
//! commands to execution, when [`batches`] says so; [`reply_pass`] starts passes for what the venue said, which
//! [`venue_word`] books; [`refusals`] and [`stamping`] write what the journal keeps; [`remarks`] is about what workers say and
//! remember, [`cost`] about what their calls cost; [`warm_up`] and [`operator`] say when nothing is decided; [`after_fault`] answers
//! a worker's failure, [`kill_switch`] a loss beyond the guardrails, [`margin_call`] a venue that wants its loan back, and
//! [`wind_down`] does to orders and positions what the fault policy wants.

mod after_fault;
mod batches;
mod commands;
mod cost;
mod facts;
mod failure;
mod kill_switch;
mod margin_call;
mod market_pass;
mod operator;
mod prices;
mod refusals;
mod remarks;
mod reply_pass;
mod stage;
mod stamping;
mod venue_word;
mod warm_up;
mod wind_down;

pub use cost::WorkerCost;
pub use failure::{Defect, PassError, WorkerFailure};
pub use remarks::PassRemarks;
pub use stage::Stage;
pub use venue_word::VenueContradiction;

use std::sync::Arc;

use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::Instant;
use simpletrader_contracts::id::IdMint;
use simpletrader_contracts::ledger::{AccountView, OrderRef, TradeRef};
use simpletrader_contracts::market::{InstrumentRef, Quote, SeriesRef, Tick};
use simpletrader_contracts::terms::{ExecutionStrategyType, OriginType};
use simpletrader_contracts::worker::call::{OrderIntent, Usage};
use simpletrader_contracts::worker::{Category, Fault, FaultReport, FuelSpread, Storm, WorkerSource};

use crate::assembly::{AssemblyError, StrategyFactory, WorkerMetadataRegistry};
use crate::bus::{Line, Payload};
use crate::data::Block;
use crate::execution::{
    DueTimer, ExecutionConnector, GuardrailSummary, Guardrails, MarginCall, OpenBatch, Timers, VenueReply, Wake,
};
use crate::flow::{Crew, EventWiring, FlowCoordinator, FlowSummary, FrameRoom, Member, StrategyCache, origin_of};
use crate::journal::{Journal, JournalKind, PassStamp};
use crate::ledger::{BarMark, ChangeKind, Ledger};
use crate::planning::PlannerRoles;
use crate::slices::SliceUse;
use crate::supervision::{FaultFile, Quarantined, SupervisionSummary, Supervisor};
use facts::FactNames;
use prices::Touch;
use remarks::Speakers;
use warm_up::WarmUp;

/// What the calls of one worker cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerUsage {
    /// Its id within the strategy.
    pub worker_id: String,
    /// What it cost.
    pub usage: Usage,
    /// How the fuel of its calls is spread; empty for native code.
    pub fuel_spread: FuelSpread,
}

/// A strategy that was assembled and configured.
pub struct Strategy {
    line: Option<Line>,
    spec: StrategyBuildSpec,
    crew: Crew,
    roles: PlannerRoles,
    coordinator: FlowCoordinator,
    cache: StrategyCache,
    fact_names: FactNames,
    ledger: Ledger,
    journal: Journal,
    ids: IdMint,
    timers: Timers,
    /// Batches of which something may still follow, oldest first.
    batches: Vec<OpenBatch>,
    /// Which worker carries out which family.
    families: Vec<(ExecutionStrategyType, usize)>,
    passes: u32,
    latest_pass: Option<Tick>,
    /// What each worker had cost when that was asked last.
    spent: Vec<Usage>,
    /// Who has capabilities.
    speakers: Speakers,
    supervisor: Supervisor,
    guardrails: Guardrails,
    /// The first margin call.
    margin_call: Option<MarginCall>,
    /// Orders by which the host closes positions, with their trades.
    closing: Vec<(TradeRef, OrderRef)>,
    /// Failures of a pass beyond the first, until they are answered.
    further_failures: Vec<WorkerFailure>,
    /// Workers that have failed in this pass: they are not called again in it.
    failed_now: Vec<usize>,
    /// Passes that the venue's replies and wake-ups have started since bars came in last.
    stir: Stir,
    quotes: Vec<Quote>,
    frame_room: FrameRoom,
    /// Of each instrument.
    touches: Vec<Touch>,
    /// The latest bar of each instrument: fills happen in it.
    marks: Vec<BarMark>,
    metadata: WorkerMetadataRegistry,
    warnings: Vec<String>,
    warm_up: WarmUp,
    is_paused: bool,
    /// What the journal knows of it.
    pause_in_journal: bool,
    /// What the bus knows of it.
    stage_on_bus: Stage,
    is_shut_down: bool,
}

/// What a strategy is assembled from, beside its build spec.
pub(crate) struct Parts {
    /// What each worker is and may do.
    pub metadata: WorkerMetadataRegistry,
    /// The active workers.
    pub crew: Crew,
    /// Who hears what.
    pub wiring: EventWiring,
    /// Where fresh workers come from.
    pub sources: Vec<Arc<dyn WorkerSource>>,
    /// The connection to the bus of the process, if there is one.
    pub line: Option<Line>,
    /// What did not keep it from being assembled.
    pub warnings: Vec<String>,
}

/// What happens between two moments without any new bar: bounded, because a worker can keep it going.
#[derive(Debug, Clone, Copy, Default)]
struct Stir {
    /// Passes of replies.
    replies: usize,
    /// Passes of wake-ups.
    wake_ups: usize,
}

impl Stir {
    /// Most passes of replies, and of wake-ups, within one moment after which a worker may still ask for more: ten answers of
    /// the largest size.
    const LIMIT: usize = 10_000;

    /// An answer to a reply or a wake-up, unless the worker has kept this going for too long. Falling silent is always in order.
    fn bounded(&self, intents: Vec<OrderIntent>) -> Result<Vec<OrderIntent>, Fault> {
        let (handler, storm, got) = if self.replies > Self::LIMIT {
            ("on-reply", Storm::Orders, self.replies)
        } else {
            ("on-timer", Storm::Timers, self.wake_ups)
        };
        if got > Self::LIMIT && !intents.is_empty() { Err(Fault::storm(handler, storm, got, Self::LIMIT)) } else { Ok(intents) }
    }
}

/// One pass: when and why it happens, and what the account was worth when it began.
#[derive(Debug, Clone, Copy)]
struct Pass {
    tick: Tick,
    account: AccountView,
}

impl Pass {
    fn stamp(&self) -> PassStamp {
        stamp_of(&self.tick)
    }
}

fn stamp_of(tick: &Tick) -> PassStamp {
    PassStamp { at: tick.at, sequence: tick.sequence, origin: origin_of(tick) }
}

impl Strategy {
    /// Joins a build spec and the sources of its workers, one each in the order of the build spec; starts every worker and
    /// configures it. [`StrategyFactory`] says more.
    ///
    /// # Errors
    /// When a worker does not start (its fault then names the handler `instantiate`) or refuses to be configured, or when
    /// build spec and sources do not fit one another.
    pub fn assemble(spec: StrategyBuildSpec, sources: Vec<Arc<dyn WorkerSource>>) -> Result<Self, PassError> {
        StrategyFactory::default().build(spec, sources).map_err(|error| match error {
            AssemblyError::Worker(failure) => PassError::Worker(failure),
            other => PassError::defect(other.to_string()),
        })
    }

    /// A strategy of parts that fit one another: nothing can fail any more.
    pub(crate) fn of(spec: StrategyBuildSpec, parts: Parts) -> Self {
        let Parts { metadata, crew, wiring, sources, line, warnings } = parts;
        let hands = spec.workers.iter().enumerate().filter(|(_, worker)| worker.category == Category::ExecutionWorker);
        let families = hands.flat_map(|(index, worker)| worker.executes.iter().map(move |family| (*family, index)));
        Self {
            line,
            families: families.collect(),
            roles: PlannerRoles::of(&spec),
            coordinator: FlowCoordinator::new(&spec, wiring),
            crew,
            cache: StrategyCache::new(spec.fact_slots, &spec.series, &spec.instruments),
            fact_names: FactNames::of(&spec),
            ledger: Ledger::new(spec.link.clone(), spec.instruments.clone(), spec.environment.initial_capital),
            journal: Journal::default(),
            ids: IdMint::default(),
            timers: Timers::default(),
            batches: Vec::new(),
            failed_now: Vec::new(),
            passes: 0,
            latest_pass: None,
            spent: vec![Usage::default(); spec.workers.len()],
            speakers: Speakers::of(&spec),
            supervisor: Supervisor::new(sources),
            margin_call: None,
            closing: Vec::new(),
            guardrails: Guardrails::new(spec.guardrails, spec.environment.initial_capital),
            further_failures: Vec::new(),
            stir: Stir::default(),
            quotes: Vec::with_capacity(spec.instruments.len()),
            frame_room: FrameRoom::default(),
            touches: vec![Touch::default(); spec.instruments.len()],
            marks: vec![BarMark::default(); spec.instruments.len()],
            metadata,
            warnings,
            warm_up: WarmUp::of(&spec),
            is_paused: false,
            pause_in_journal: false,
            stage_on_bus: Stage::Created,
            is_shut_down: false,
            spec,
        }
    }

    /// Ends the strategy: it leaves the bus, nobody hears an event any more, and its workers are gone, the last one first.
    /// Doing it again does no harm.
    pub fn shut_down(&mut self) {
        self.is_shut_down = true;
        if let Some(line) = self.line.take() {
            // Nothing can be kept from going on any more, so a listener that fails changes nothing.
            let _ = line.say(Payload::StageChanged(Stage::Stopped));
        }
        self.coordinator.detach();
        self.crew.shut_down();
    }

    /// Market passes that the strategy has spent warming up.
    pub fn warm_up_ticks(&self) -> u32 {
        self.warm_up.ticks()
    }

    /// What each worker is and may do.
    pub fn metadata(&self) -> &WorkerMetadataRegistry {
        &self.metadata
    }

    /// What was found while the strategy was assembled and did not keep it from running.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// How the passes so far have ended.
    pub fn flow_summary(&self) -> FlowSummary {
        self.coordinator.summary()
    }

    /// Whether nothing of a pass is left: true between passes, however the last one ended.
    pub fn is_at_rest(&self) -> bool {
        self.coordinator.is_at_rest(&self.cache)
    }

    /// How many deliveries of events to workers are wired.
    pub fn subscriptions(&self) -> usize {
        self.coordinator.subscriptions()
    }

    /// The build spec.
    pub fn spec(&self) -> &StrategyBuildSpec {
        &self.spec
    }

    /// The book.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The book, to mark it and to take its changes.
    pub fn ledger_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    /// The journal.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Book and journal, to take what the last pass left in them.
    pub fn books_mut(&mut self) -> (&mut Ledger, &mut Journal) {
        (&mut self.ledger, &mut self.journal)
    }

    /// Passes so far.
    pub fn passes(&self) -> u32 {
        self.passes
    }

    /// What the calls of each worker cost so far, in run order.
    pub fn usage(&mut self) -> Vec<WorkerUsage> {
        let supervisor = &self.supervisor;
        let usage = |(index, member): (usize, &mut Member)| {
            let worker = member.worker.common();
            WorkerUsage {
                worker_id: member.id.clone(),
                usage: supervisor.usage(index, worker.usage()),
                fuel_spread: supervisor.fuel_spread(index, worker.fuel_spread()),
            }
        };
        self.crew.iter_mut().enumerate().map(usage).collect()
    }

    /// The moments that come next, for workers that are asked about many bars at once.
    pub(crate) fn read_ahead(&mut self, block: &Block) {
        for member in self.crew.iter_mut() {
            if let Some(slices) = &mut member.slices {
                slices.read_ahead(block, member.series);
            }
        }
    }

    /// Who is asked about many bars at once, in run order.
    pub fn slices(&self) -> Vec<SliceUse> {
        let slices = |member: &Member| {
            let slices = member.slices.as_ref()?;
            Some(SliceUse { worker_id: member.id.clone(), bars: slices.length(), checked: slices.is_checked() })
        };
        self.crew.iter().filter_map(slices).collect()
    }

    /// The failure after which the strategy trades no more, if there was one.
    pub fn halted_by(&self) -> Option<&WorkerFailure> {
        self.supervisor.halt.as_ref().and_then(|halt| halt.cause.failure())
    }

    /// The same with everything around it, and what the host did.
    pub fn fault_report(&self) -> Option<&FaultReport> {
        self.supervisor.halt.as_ref().and_then(|halt| halt.cause.report())
    }

    /// What supervision came to; none when no worker failed and the strategy was not halted.
    pub fn supervision(&self) -> Option<&SupervisionSummary> {
        Some(&self.supervisor.summary).filter(|summary| summary.faults > 0 || summary.halted_in_pass.is_some())
    }

    /// What the operator's guardrails came to; none when there are none.
    pub fn guardrails(&self) -> Option<&GuardrailSummary> {
        self.guardrails.summary()
    }

    /// The next thing that happened to an order: what the guardrails kept back first, then what the venue has to say.
    pub fn next_reply(&mut self, connector: &mut dyn ExecutionConnector) -> Option<VenueReply> {
        self.guardrails.next_withheld().or_else(|| connector.next_reply())
    }

    /// Takes the fault files of this run, each with its name in the run directory.
    pub fn take_fault_files(&mut self) -> Vec<(String, FaultFile)> {
        std::mem::take(&mut self.supervisor.fault_files)
    }

    /// The worker files that were quarantined in this run.
    pub fn quarantined(&self) -> &[Quarantined] {
        &self.supervisor.quarantined
    }

    /// The next wake-up or limit that is due by `now`. A wake-up for a silent worker waits until it begins again.
    pub(crate) fn due_timer(&mut self, now: Instant) -> Option<DueTimer> {
        if self.supervisor.halt.is_some() {
            return None;
        }
        while let Some(timer) = self.timers.pop_due(now) {
            let is_over = self.ledger.group(timer.group).is_none_or(|group| group.is_withdrawn() || group.is_released());
            match self.worker_of(timer.group) {
                // A limit of what is over, or a wake-up for what was withdrawn.
                _ if is_over => {}
                Some(worker) if timer.wake != Wake::Limit && self.crew.is_silent(worker) => self.supervisor.hold(worker, timer),
                _ => return Some(timer),
            }
        }
        None
    }

    /// A pass begins. Whoever begins one terminates it, however it went.
    fn begin_pass(&mut self, at: Instant, trigger: OriginType) -> Result<Tick, PassError> {
        self.failed_now.clear();
        // A batch looks at what became of its commands as long as it is open.
        if self.batches.is_empty() {
            self.ledger.forget();
        }
        let tick = Tick { sequence: self.passes, at, trigger };
        self.coordinator.begin(tick, &mut self.cache).map_err(|unknown| PassError::defect(unknown.to_string()))?;
        self.passes = self.passes.saturating_add(1);
        self.latest_pass = Some(tick);
        if self.speakers.are_any() {
            self.speakers.begin(stamp_of(&tick));
        }
        Ok(tick)
    }

    /// The pass that has begun with this anchor.
    fn pass(&mut self, tick: Tick) -> Pass {
        Pass { tick, account: self.ledger.account_view(tick.at) }
    }

    /// The pass is over: nothing of it is left in cache and queue.
    fn terminate(&mut self) {
        self.coordinator.terminate(&mut self.cache);
    }

    fn instrument_of(&self, series: SeriesRef) -> Option<InstrumentRef> {
        self.spec.series.get(series.index()).map(|series| InstrumentRef(series.instrument))
    }

    /// Trades that began or ended in this pass get a line each.
    fn journal_trades(&mut self, pass: &Pass) {
        for (kind, trade) in self.ledger.take_trade_changes() {
            let Some(entry) = self.ledger.trade(trade) else { continue };
            let plan_id = entry.plan_id;
            let (kind, body) = match kind {
                ChangeKind::TradeClosed => {
                    let result = simpletrader_contracts::decimal::canonical(entry.position.realised());
                    (JournalKind::TradeClosed, serde_json::json!({ "trade_plan_id": plan_id, "net_result": result }))
                }
                _ => {
                    let (symbol, direction) = (&entry.round_trip.symbol, entry.round_trip.direction);
                    (
                        JournalKind::TradeOpened,
                        serde_json::json!({ "trade_plan_id": plan_id, "symbol": symbol, "direction": direction }),
                    )
                }
            };
            self.journal.write(&mut self.ids, &pass.stamp(), kind, vec![plan_id], body);
        }
    }
}
