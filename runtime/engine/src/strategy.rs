//! One strategy: a deterministic, single-threaded state machine. It takes one thing at a time (closed bars, a reply of the
//! venue, a wake-up), does one pass for it, and leaves ledger changes and journal entries behind.

use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::decision::{
    CausalityChain, DecisionDraft, DirectiveDraft, Outcome, RefusalDraft, RejectionChain, RejectionEvent, Risk, RiskDraft, Signal,
    SignalDraft, StrategyDirective,
};
use simpletrader_contracts::id::{DirectiveId, Id, IdMint, RejectionId, RiskId, SignalId};
use simpletrader_contracts::ledger::{GroupRef, OrderView, PositionView};
use simpletrader_contracts::market::{InstrumentRef, Quote, SeriesRef, Tick};
use simpletrader_contracts::terms::{BatchMode, DirectiveScope, ExecutionStrategyType, OriginType, RejectionCode, RejectionStage};
use simpletrader_contracts::worker::call::{Command, Reply, ReplyKind, Timer, Usage};
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind};
use simpletrader_contracts::{Instant, Price, Symbol};

use crate::data::Moment;
use crate::execution::{Desk, DueTimer, ExecutionConnector, IntentError, Timers, VenueReply, VenueReplyKind};
use crate::flow::{CallFailure, Crew, FlowCoordinator, LedgerFrame, StrategyCache, origin_of};
use crate::journal::{Journal, JournalKind, PassStamp, RiskRow, SignalOutcome, SignalRow};
use crate::ledger::{BarMark, ChangeKind, FillReport, Ledger, LedgerError};
use crate::planning::{Aggregation, AggregationError, BuiltCommand, PlannerRoles, Refusal};

/// Why a pass could not be finished: the strategy stops.
#[derive(Debug, Clone, PartialEq)]
pub enum PassError {
    /// A worker failed.
    Worker(WorkerFailure),
    /// The ledger refused what the venue reported, or the like: a defect of ours.
    Engine(String),
}

/// A worker failed: who, where in the run, how.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkerFailure {
    /// Its id within the strategy.
    pub worker_id: String,
    /// The number of the pass.
    pub pass: u32,
    /// The anchor of the pass.
    pub at: Instant,
    /// The label of the bar, when the pass was of market data.
    pub bar: Option<BarMark>,
    /// What happened.
    pub fault: Fault,
}

/// What the calls of one worker cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerUsage {
    /// Its id within the strategy.
    pub worker_id: String,
    /// What it cost.
    pub usage: Usage,
}

/// A strategy that was assembled and configured.
pub struct Strategy {
    spec: StrategyBuildSpec,
    crew: Crew,
    roles: PlannerRoles,
    coordinator: FlowCoordinator,
    cache: StrategyCache,
    ledger: Ledger,
    journal: Journal,
    ids: IdMint,
    timers: Timers,
    families: Vec<(ExecutionStrategyType, usize)>,
    passes: u32,
    quotes: Vec<Quote>,
    positions: Vec<PositionView>,
    open_orders: Vec<OrderView>,
    /// The bar in which the last market pass or matching took place, by instrument.
    marks: Vec<BarMark>,
}

impl Strategy {
    /// Joins a build spec and its live workers and configures each of them.
    pub fn assemble(spec: StrategyBuildSpec, workers: Vec<AnyWorker>) -> Result<Self, PassError> {
        let crew = Crew::new(&spec, workers).map_err(PassError::Engine)?;
        let families =
            spec.workers.iter().enumerate().flat_map(|(index, worker)| worker.executes.iter().map(move |family| (*family, index)));
        let mut strategy = Self {
            families: families.collect(),
            roles: PlannerRoles::of(&spec),
            coordinator: FlowCoordinator::new(&spec),
            cache: StrategyCache::new(spec.fact_slots, &spec.series, &spec.instruments),
            ledger: Ledger::new(spec.link.clone(), spec.instruments.clone(), spec.environment.initial_capital),
            journal: Journal::default(),
            ids: IdMint::default(),
            timers: Timers::default(),
            passes: 0,
            quotes: Vec::new(),
            positions: Vec::new(),
            open_orders: Vec::new(),
            marks: vec![BarMark::default(); spec.instruments.len()],
            crew,
            spec,
        };
        strategy.configure()?;
        Ok(strategy)
    }

    fn configure(&mut self) -> Result<(), PassError> {
        for (member, part) in self.crew.iter_mut().zip(&self.spec.workers) {
            let params = part.params.to_string();
            member.worker.common().configure(&params, &self.spec.instruments, &self.spec.series).map_err(|fault| {
                PassError::Worker(WorkerFailure {
                    worker_id: part.worker_id.clone(),
                    pass: 0,
                    at: Instant::default(),
                    bar: None,
                    fault,
                })
            })?;
        }
        Ok(())
    }

    /// The build spec.
    pub fn spec(&self) -> &StrategyBuildSpec {
        &self.spec
    }

    /// The book.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The book, to take its changes.
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
        self.crew
            .iter_mut()
            .map(|member| WorkerUsage { worker_id: member.id.clone(), usage: member.worker.common().usage() })
            .collect()
    }

    /// The bars of a moment are about to be matched: fills from now on happen in them.
    pub fn enter_bars(&mut self, moment: &Moment<'_>) {
        for closed in moment.bars {
            let Some(series) = self.spec.series.get(closed.bar.series.index()) else { continue };
            if let Some(mark) = self.marks.get_mut(series.instrument as usize) {
                mark.index = closed.index;
                mark.label.clone_from(&closed.label);
            }
        }
    }

    /// The next wake-up that is due by `now`.
    pub(crate) fn due_timer(&mut self, now: Instant) -> Option<DueTimer> {
        self.timers.pop_due(now)
    }

    /// A pass over the bars that closed at this moment.
    pub fn on_market(&mut self, moment: &Moment<'_>, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let tick = self.next_tick(moment.at, OriginType::Tick);
        self.take_prices(moment);
        let account = self.ledger.account_view(tick.at);
        self.positions.clear();
        self.ledger.positions(&mut self.positions);
        self.open_orders.clear();
        self.ledger.open_orders(None, &mut self.open_orders);
        let frame = LedgerFrame { account, quotes: &self.quotes, positions: &self.positions, open_orders: &self.open_orders };
        let outcome = self.coordinator.run(&mut self.crew, &mut self.cache, tick, moment.bars, &frame);
        let result = match outcome {
            Ok(result)
                if result.signals.is_empty()
                    && result.risks.is_empty()
                    && result.decisions.is_empty()
                    && result.stopped.is_none() =>
            {
                return Ok(());
            }
            Ok(result) => result,
            Err(failure) => return Err(self.worker_failed(failure, &tick)),
        };
        let heard = Heard {
            signals: result.signals.clone(),
            signal_sources: result.signal_sources.clone(),
            risks: result.risks.clone(),
            risk_sources: result.risk_sources.clone(),
        };
        let (decisions, stopped) = (result.decisions.clone(), result.stopped.clone());
        self.decide(&tick, heard, decisions, stopped, account, connector)
    }

    fn next_tick(&mut self, at: Instant, trigger: OriginType) -> Tick {
        let tick = Tick { sequence: self.passes, at, trigger };
        self.passes = self.passes.saturating_add(1);
        tick
    }

    /// The closes of a moment become the latest known prices.
    fn take_prices(&mut self, moment: &Moment<'_>) {
        for closed in moment.bars {
            let Some(instrument) = self.instrument_of(closed.bar.series) else { continue };
            let Some(Ok(last)) =
                self.spec.instruments.get(instrument.index()).map(|known| Price::new(known.price(closed.bar.close)))
            else {
                continue;
            };
            self.ledger.set_last_price(instrument, last);
            let quote = Quote { instrument, at: moment.at, last, bid: None, ask: None };
            match self.quotes.iter_mut().find(|known| known.instrument == instrument) {
                Some(known) => *known = quote,
                None => self.quotes.push(quote),
            }
        }
    }

    fn instrument_of(&self, series: SeriesRef) -> Option<InstrumentRef> {
        self.spec.series.get(series.index()).map(|series| InstrumentRef(series.instrument))
    }

    /// Stamps what was heard, carries out what was decided, and accounts for every signal.
    fn decide(
        &mut self,
        tick: &Tick,
        heard: Heard,
        decisions: Vec<DecisionDraft>,
        stopped: Option<(usize, String)>,
        account: simpletrader_contracts::ledger::AccountView,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let stamp = stamp_of(tick);
        let signals: Vec<Signal> = heard.signals.iter().filter_map(|draft| self.stamp_signal(draft, tick.at)).collect();
        let risks: Vec<Risk> = heard.risks.iter().filter_map(|draft| self.stamp_risk(draft, tick.at)).collect();
        if signals.len() != heard.signals.len() || risks.len() != heard.risks.len() {
            return Err(PassError::Engine("a signal or risk names an instrument that the strategy does not have".into()));
        }
        let mut fate = Fate { signals: vec![None; signals.len()], risks: vec![None; risks.len()] };
        let mut failure = None;
        for decision in decisions {
            let used = |indices: &[u32]| indices.iter().map(|index| *index as usize).collect::<Vec<_>>();
            let (signal_indices, risk_indices) = (used(&decision.signals), used(&decision.risks));
            let mut chain = CausalityChain::from_origin(stamp.origin);
            chain.signal_ids =
                signal_indices.iter().filter_map(|index| signals.get(*index)).map(|signal| signal.signal_id).collect();
            chain.risk_ids = risk_indices.iter().filter_map(|index| risks.get(*index)).map(|risk| risk.risk_id).collect();
            let evidence =
                Evidence { signals: pick(&signals, &signal_indices), risks: pick(&risks, &risk_indices), facts: self.facts() };
            let planner = self.planner_id();
            let decided = match decision.outcome {
                Outcome::Refuse(draft) => {
                    let refusal = Refusal { stage: RejectionStage::StrategyPlanning, draft, refused_by: planner, chain };
                    (SignalOutcome::Refused, self.reject(&stamp, JournalKind::SignalRejected, refusal, &evidence))
                }
                Outcome::Issue(draft) => {
                    let directive_id: DirectiveId = self.ids.next(tick.at);
                    let outcome = self.issue(&stamp, tick, directive_id, &draft, chain, &evidence, account, connector);
                    failure = outcome.err();
                    (SignalOutcome::Used, directive_id.id())
                }
            };
            fate.settle(&signal_indices, &risk_indices, decided);
            if failure.is_some() {
                break;
            }
        }
        if let Some((worker, reason)) = &stopped {
            let body = serde_json::json!({ "worker_id": self.crew.id(*worker), "reason": reason });
            self.journal.write(&mut self.ids, &stamp, JournalKind::FlowStopped, Vec::new(), body);
        }
        self.refuse_the_rest(&stamp, &signals, &mut fate, stopped.map(|(_, reason)| reason));
        self.record_heard(signals, risks, &heard, fate);
        failure.map_or(Ok(()), Err)
    }

    /// A signal that nobody mentioned is refused by the host: produced = used + refused, always.
    fn refuse_the_rest(&mut self, stamp: &PassStamp, signals: &[Signal], fate: &mut Fate, stopped: Option<String>) {
        let open: Vec<usize> = fate.signals.iter().enumerate().filter(|(_, fate)| fate.is_none()).map(|(index, _)| index).collect();
        if open.is_empty() {
            return;
        }
        let draft = match stopped {
            Some(reason) => RefusalDraft { code: RejectionCode::Halted, reason: format!("the pass was stopped: {reason}") },
            None => RefusalDraft { code: RejectionCode::Other, reason: "not consumed: no decision mentions it".into() },
        };
        let mut chain = CausalityChain::from_origin(stamp.origin);
        chain.signal_ids = open.iter().filter_map(|index| signals.get(*index)).map(|signal| signal.signal_id).collect();
        let evidence = Evidence { signals: pick(signals, &open), risks: Vec::new(), facts: self.facts() };
        let refusal = Refusal { stage: RejectionStage::Runtime, draft, refused_by: "flow_coordinator".into(), chain };
        let rejection = self.reject(stamp, JournalKind::SignalRejected, refusal, &evidence);
        fate.settle(&open, &[], (SignalOutcome::Refused, rejection));
    }

    fn record_heard(&mut self, signals: Vec<Signal>, risks: Vec<Risk>, heard: &Heard, fate: Fate) {
        for ((signal, source), decided) in signals.into_iter().zip(&heard.signal_sources).zip(fate.signals) {
            let Some((outcome, decided_by)) = decided else { continue };
            self.journal.signal(SignalRow { signal, worker_id: self.crew.id(*source).to_owned(), outcome, decided_by });
        }
        for ((risk, source), decided) in risks.into_iter().zip(&heard.risk_sources).zip(fate.risks) {
            let (outcome, decided_by) = decided.unzip();
            self.journal.risk(RiskRow { risk, worker_id: self.crew.id(*source).to_owned(), outcome, decided_by });
        }
    }

    /// Records a directive, plans it and sends its commands to execution.
    #[allow(clippy::too_many_arguments)] // one call site; the pass in parts
    fn issue(
        &mut self,
        stamp: &PassStamp,
        tick: &Tick,
        directive_id: DirectiveId,
        draft: &DirectiveDraft,
        chain: CausalityChain,
        evidence: &Evidence,
        account: simpletrader_contracts::ledger::AccountView,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let mut trades = Vec::new();
        for target in draft.scope.targets() {
            let Some(entry) = self.ledger.trade(*target) else {
                let fault = Fault::invalid("decide", "directive.scope", format!("there is no trade {}", target.0));
                return Err(self.planner_failed(fault, tick));
            };
            trades.push(entry.plan_id);
        }
        let directive =
            self.stamp_directive(directive_id, draft, CausalityChain { trade_plan_ids: trades.clone(), ..chain.clone() }, tick.at);
        let body = serde_json::json!({ "directive": directive, "signals": evidence.signals, "risks": evidence.risks, "facts": evidence.facts });
        self.journal.write(&mut self.ids, stamp, JournalKind::DirectiveIssued, trades, body);

        let mut aggregation = Aggregation {
            crew: &mut self.crew,
            roles: &self.roles,
            cache: &self.cache,
            ledger: &self.ledger,
            ids: &mut self.ids,
            tick: *tick,
            account,
            protection: self.spec.protection,
        };
        let batch = match aggregation.run(draft, directive_id, chain) {
            Ok(batch) => batch,
            Err(AggregationError::Failed(failure)) => return Err(self.worker_failed(failure, tick)),
            Err(AggregationError::Refused(refusal)) => {
                self.reject(stamp, JournalKind::SignalRejected, *refusal, &Evidence::default());
                return Ok(());
            }
        };
        let policy = draft.policy.unwrap_or_default();
        let commands = batch.iter().map(|built| built.command.clone()).collect();
        let batch_id = self.ids.next(tick.at);
        let recorded =
            simpletrader_contracts::decision::ExecutionCommandBatch::new(batch_id, directive_id, commands, policy, tick.at)
                .map_err(|refused| PassError::Engine(refused.to_string()))?;
        if recorded.mode() != BatchMode::Independent && batch.len() > 1 {
            let reason = format!("batches of several commands run INDEPENDENT only, not {}", recorded.mode());
            let draft = RefusalDraft { code: RejectionCode::Other, reason };
            let mut chain = CausalityChain::from_origin(stamp.origin);
            chain.strategy_directive_id = Some(directive_id);
            let refusal = Refusal { stage: RejectionStage::Execution, draft, refused_by: "batch_coordinator".into(), chain };
            self.reject(stamp, JournalKind::ExecutionRejected, refusal, &Evidence::default());
            return Ok(());
        }
        for built in &batch {
            let body = serde_json::json!({ "batch_id": batch_id, "mode": recorded.mode(), "command": built.command });
            self.journal.write(&mut self.ids, stamp, JournalKind::CommandIssued, vec![built.command.target_plan_id], body);
            self.execute(stamp, tick, built, connector)?;
        }
        Ok(())
    }

    /// Hands one command to the worker of its family and carries out the answer.
    fn execute(
        &mut self,
        stamp: &PassStamp,
        tick: &Tick,
        built: &BuiltCommand,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let Some(worker_index) = self.families.iter().find(|(family, _)| *family == built.family).map(|(_, index)| *index) else {
            let draft = RefusalDraft { code: RejectionCode::Other, reason: format!("no execution worker works {}", built.family) };
            let refusal = Refusal {
                stage: RejectionStage::Execution,
                draft,
                refused_by: "batch_coordinator".into(),
                chain: built.command.causality.clone(),
            };
            self.reject(stamp, JournalKind::ExecutionRejected, refusal, &Evidence::default());
            return Ok(());
        };
        let trade = match built.target {
            Some(trade) => Some(trade),
            None => self.ledger.reserve_trade(built.command.target_plan_id, built.instrument, built.direction),
        };
        let target_size = built.plans.size.as_ref().map(|size| size.target_position_size.get());
        let target = built.target.and_then(|trade| self.ledger.position_view(trade));
        let held = target.as_ref().map_or_else(Default::default, |target| target.quantity);
        let to_fill = target_size.map(|size| (size - held).abs()).filter(|quantity| !quantity.is_zero());
        let group = trade.and_then(|trade| self.ledger.reserve_group(trade, built.command.command_id, built.family, to_fill));
        let (Some(trade), Some(group), Some(last)) = (trade, group, self.ledger.last_price(built.instrument)) else {
            return Err(PassError::Engine("a command names an instrument or trade that does not exist".into()));
        };
        let mut open_orders = Vec::new();
        self.ledger.open_orders(Some(trade), &mut open_orders);
        let quote = Quote { instrument: built.instrument, at: tick.at, last, bid: None, ask: None };
        let command = Command {
            tick: *tick,
            quote,
            group,
            trade,
            plans: &built.plans,
            execution: &built.execution,
            target,
            open_orders: &open_orders,
        };
        let answer = match self.crew.get_mut(worker_index).map(|member| &mut member.worker) {
            Some(AnyWorker::Execution(worker)) => worker.on_command(&command),
            _ => return Err(PassError::Engine("an execution family is bound to a worker of another category".into())),
        };
        let intents = answer.map_err(|fault| self.worker_failed(CallFailure { worker: worker_index, fault }, tick))?;
        self.carry_out(tick, worker_index, "on-command", group, &intents, connector)
    }

    fn carry_out(
        &mut self,
        tick: &Tick,
        worker: usize,
        handler: &'static str,
        group: GroupRef,
        intents: &[simpletrader_contracts::worker::call::OrderIntent],
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let mut desk = Desk { ledger: &mut self.ledger, ids: &mut self.ids, timers: &mut self.timers, connector, at: tick.at };
        match desk.carry_out(group, intents) {
            Ok(()) => {
                self.journal_trades(tick);
                Ok(())
            }
            Err(IntentError::Invalid { field, rule }) => {
                let fault = Fault::new(handler, FaultKind::InvalidOutput { field, rule });
                Err(self.worker_failed(CallFailure { worker, fault }, tick))
            }
            Err(IntentError::Ledger(error)) => Err(PassError::Engine(error.to_string())),
        }
    }

    /// A pass for something that the venue said: the ledger first, then the execution worker whose order it is. It never
    /// starts detection.
    pub fn on_reply(&mut self, reply: &VenueReply, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let tick = self.next_tick(reply.at, OriginType::Reply);
        let stamp = stamp_of(&tick);
        let kind = self.book(&stamp, reply).map_err(|error| PassError::Engine(error.to_string()))?;
        self.journal_trades(&tick);
        let (Some(kind), Some(entry)) = (kind, self.ledger.order(reply.order)) else { return Ok(()) };
        let (group, instrument) = (entry.group, entry.instrument);
        let Some(worker_index) = self.worker_of(group) else { return Ok(()) };
        let (Some(order), Some(last)) = (self.ledger.order_view(reply.order), self.ledger.last_price(instrument)) else {
            return Ok(());
        };
        let quote = Quote { instrument, at: tick.at, last, bid: None, ask: None };
        let call = Reply { tick, quote, group, order, kind };
        let answer = match self.crew.get_mut(worker_index).map(|member| &mut member.worker) {
            Some(AnyWorker::Execution(worker)) => worker.on_reply(&call),
            _ => return Ok(()),
        };
        let intents = answer.map_err(|fault| self.worker_failed(CallFailure { worker: worker_index, fault }, &tick))?;
        self.carry_out(&tick, worker_index, "on-reply", group, &intents, connector)
    }

    /// Writes a reply into the ledger. Returns what the worker is told; a change of terms is not news to it.
    fn book(&mut self, stamp: &PassStamp, reply: &VenueReply) -> Result<Option<ReplyKind>, LedgerError> {
        use simpletrader_contracts::terms::OrderStatus;
        let order = reply.order;
        let status = |ledger: &mut Ledger, status| ledger.update_order(order, status, reply.at);
        Ok(Some(match &reply.kind {
            VenueReplyKind::Accepted => {
                status(&mut self.ledger, OrderStatus::Open)?;
                ReplyKind::Accepted
            }
            VenueReplyKind::Modified { quantity, terms } => {
                self.ledger.amend_order(order, *quantity, *terms, reply.at)?;
                return Ok(None);
            }
            VenueReplyKind::Filled { fill_id, quantity, price, commission } => {
                let mark = self
                    .ledger
                    .order(order)
                    .and_then(|entry| self.marks.get(entry.instrument.index()))
                    .cloned()
                    .unwrap_or_default();
                let report = FillReport {
                    order,
                    connector_fill_id: *fill_id,
                    quantity: *quantity,
                    price: *price,
                    commission: *commission,
                    at: reply.at,
                };
                self.ledger.record_fill(&mut self.ids, &report, &mark)?;
                ReplyKind::Filled { quantity: *quantity, price: *price, commission: *commission }
            }
            VenueReplyKind::Cancelled => {
                status(&mut self.ledger, OrderStatus::Cancelled)?;
                ReplyKind::Cancelled
            }
            VenueReplyKind::Expired => {
                status(&mut self.ledger, OrderStatus::Expired)?;
                ReplyKind::Expired
            }
            VenueReplyKind::Rejected(reason) => {
                status(&mut self.ledger, OrderStatus::Rejected)?;
                self.journal_venue_rejection(stamp, order, reason);
                ReplyKind::Rejected(reason.clone())
            }
        }))
    }

    fn journal_venue_rejection(&mut self, stamp: &PassStamp, order: simpletrader_contracts::ledger::OrderRef, reason: &str) {
        let plan_id = self.ledger.order(order).and_then(|entry| self.ledger.trade(entry.trade)).map(|trade| trade.plan_id);
        let mut chain = CausalityChain::from_origin(stamp.origin);
        chain.trade_plan_ids = plan_id.into_iter().collect();
        let code = if reason.starts_with("insufficient funds") {
            RejectionCode::InsufficientFunds
        } else {
            RejectionCode::ExchangeRejected
        };
        let draft = RefusalDraft { code, reason: reason.to_owned() };
        let refusal = Refusal { stage: RejectionStage::Connector, draft, refused_by: "venue".into(), chain };
        self.reject(stamp, JournalKind::ExecutionRejected, refusal, &Evidence::default());
    }

    /// A pass for a wake-up that an execution worker asked for.
    pub(crate) fn on_timer(&mut self, timer: &DueTimer, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let tick = self.next_tick(timer.at, OriginType::Schedule);
        let instrument =
            self.ledger.group(timer.group).and_then(|group| self.ledger.trade(group.trade)).map(|trade| trade.instrument);
        let (Some(instrument), Some(worker_index)) = (instrument, self.worker_of(timer.group)) else { return Ok(()) };
        let Some(last) = self.ledger.last_price(instrument) else { return Ok(()) };
        let quote = Quote { instrument, at: tick.at, last, bid: None, ask: None };
        let call = Timer { tick, quote, group: timer.group, tag: timer.tag };
        let answer = match self.crew.get_mut(worker_index).map(|member| &mut member.worker) {
            Some(AnyWorker::Execution(worker)) => worker.on_timer(&call),
            _ => return Ok(()),
        };
        let intents = answer.map_err(|fault| self.worker_failed(CallFailure { worker: worker_index, fault }, &tick))?;
        self.carry_out(&tick, worker_index, "on-timer", timer.group, &intents, connector)
    }

    fn worker_of(&self, group: GroupRef) -> Option<usize> {
        let family = self.ledger.group(group)?.family;
        self.families.iter().find(|(known, _)| *known == family).map(|(_, index)| *index)
    }

    /// Trades that began or ended in this pass get a line each.
    fn journal_trades(&mut self, tick: &Tick) {
        let stamp = stamp_of(tick);
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
            self.journal.write(&mut self.ids, &stamp, kind, vec![plan_id], body);
        }
    }

    /// Writes a refusal; returns its id.
    fn reject(&mut self, stamp: &PassStamp, kind: JournalKind, refusal: Refusal, evidence: &Evidence) -> Id {
        let rejection_id: RejectionId = self.ids.next(stamp.at);
        let Refusal { stage, draft, refused_by, chain } = refusal;
        let trades = chain.trade_plan_ids.clone();
        let event = RejectionEvent {
            rejection_id,
            rejection_timestamp: stamp.at,
            stage,
            refused_by,
            chain: RejectionChain {
                origin: stamp.origin,
                rejected_signal_ids: chain.signal_ids.clone(),
                rejected_risk_ids: chain.risk_ids.clone(),
                rejection_reason: draft.reason,
                rejection_code: draft.code,
                partial: chain.strategy_directive_id.is_some().then_some(chain),
            },
        };
        let body = serde_json::json!({ "rejection": event, "signals": evidence.signals, "risks": evidence.risks, "facts": evidence.facts });
        self.journal.write(&mut self.ids, stamp, kind, trades, body);
        rejection_id.id()
    }

    /// A worker's failure, recorded and attributed.
    fn worker_failed(&mut self, failure: CallFailure, tick: &Tick) -> PassError {
        let CallFailure { worker, fault } = failure;
        let worker_id = self.crew.id(worker).to_owned();
        let stamp = stamp_of(tick);
        let body = serde_json::json!({ "worker_id": worker_id, "handler": fault.handler, "class": fault.class(), "message": fault.to_string() });
        self.journal.write(&mut self.ids, &stamp, JournalKind::WorkerFailed, Vec::new(), body);
        let bar = (tick.trigger == OriginType::Tick).then(|| self.marks.first().cloned()).flatten();
        PassError::Worker(WorkerFailure { worker_id, pass: tick.sequence, at: tick.at, bar, fault })
    }

    fn planner_failed(&mut self, fault: Fault, tick: &Tick) -> PassError {
        let worker = self.crew.iter().position(|member| matches!(member.worker, AnyWorker::Strategy(_))).unwrap_or_default();
        self.worker_failed(CallFailure { worker, fault }, tick)
    }

    fn planner_id(&self) -> String {
        self.crew
            .iter()
            .find(|member| matches!(member.worker, AnyWorker::Strategy(_)))
            .map(|member| member.id.clone())
            .unwrap_or_default()
    }

    /// Every fact of the pass by address; a fact that is not ready is null.
    fn facts(&self) -> serde_json::Map<String, serde_json::Value> {
        let mut facts = serde_json::Map::new();
        for worker in &self.spec.workers {
            for (name, value) in worker.output_names.iter().zip(self.cache.facts(worker.outputs.clone())) {
                facts.insert(format!("{}.{name}", worker.worker_id), serde_json::json!(value));
            }
        }
        facts
    }

    fn symbol(&self, instrument: InstrumentRef) -> Option<Symbol> {
        self.spec.instruments.get(instrument.index()).map(|known| known.symbol.clone())
    }

    fn stamp_signal(&mut self, draft: &SignalDraft, at: Instant) -> Option<Signal> {
        let symbol = self.symbol(draft.instrument)?;
        let signal_id: SignalId = self.ids.next(at);
        Some(Signal {
            signal_id,
            timestamp: at,
            symbol,
            direction: draft.direction,
            signal_type: draft.signal_type.clone(),
            confidence: draft.confidence,
        })
    }

    fn stamp_risk(&mut self, draft: &RiskDraft, at: Instant) -> Option<Risk> {
        let affected_symbol = match draft.instrument {
            Some(instrument) => Some(self.symbol(instrument)?),
            None => None,
        };
        let risk_id: RiskId = self.ids.next(at);
        Some(Risk { risk_id, timestamp: at, risk_type: draft.risk_type.clone(), severity: draft.severity, affected_symbol })
    }

    fn stamp_directive(
        &self,
        directive_id: DirectiveId,
        draft: &DirectiveDraft,
        causality: CausalityChain,
        at: Instant,
    ) -> StrategyDirective {
        let new_trade = draft.entry.as_ref().filter(|_| draft.scope.scope() == DirectiveScope::NewTrade);
        StrategyDirective {
            directive_id,
            strategy_planner_id: self.planner_id(),
            decision_timestamp: at,
            causality,
            scope: draft.scope.scope(),
            confidence: draft.confidence,
            symbol: new_trade.and_then(|entry| self.symbol(entry.instrument)),
            side: new_trade.map(|entry| entry.side),
            target_size: draft.size.as_ref().and_then(|size| size.target_size).map(|size| size.get()),
            execution_policy: draft.policy.unwrap_or_default(),
        }
    }
}

/// What detectors and monitors said in one pass.
struct Heard {
    signals: Vec<SignalDraft>,
    signal_sources: Vec<usize>,
    risks: Vec<RiskDraft>,
    risk_sources: Vec<usize>,
}

/// What became of each signal and risk of a pass.
struct Fate {
    signals: Vec<Option<(SignalOutcome, Id)>>,
    risks: Vec<Option<(SignalOutcome, Id)>>,
}

impl Fate {
    fn settle(&mut self, signals: &[usize], risks: &[usize], decided: (SignalOutcome, Id)) {
        for index in signals {
            if let Some(fate) = self.signals.get_mut(*index) {
                *fate = Some(decided);
            }
        }
        for index in risks {
            if let Some(fate) = self.risks.get_mut(*index) {
                // The first decision that mentions a risk keeps it: acting on it outranks a later refusal.
                fate.get_or_insert(decided);
            }
        }
    }
}

/// Full copies of what a decision was made from: they are gone after the pass.
#[derive(Default)]
struct Evidence {
    signals: Vec<Signal>,
    risks: Vec<Risk>,
    facts: serde_json::Map<String, serde_json::Value>,
}

fn pick<T: Clone>(items: &[T], indices: &[usize]) -> Vec<T> {
    indices.iter().filter_map(|index| items.get(*index)).cloned().collect()
}

fn stamp_of(tick: &Tick) -> PassStamp {
    PassStamp { at: tick.at, sequence: tick.sequence, origin: origin_of(tick) }
}
