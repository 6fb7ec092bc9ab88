//! The flow coordinator: drives one pass of market data through the phases.

use simpletrader_config::build_spec::{EventId, StrategyBuildSpec};
use simpletrader_contracts::decision::{DecisionDraft, Outcome, RiskDraft, SignalDraft};
use simpletrader_contracts::market::Tick;
use simpletrader_contracts::terms::DispositionType;
use simpletrader_contracts::worker::call::{Disposition, Situation};
use simpletrader_contracts::worker::{AnyWorker, Category, Fault, Storm};

use super::adapter::Next;
use super::crew::Member;
use super::initiator::{FlowInitiator, UnknownPayload};
use super::ledger_frame::LedgerFrame;
use super::state::Progress;
use super::terminator::let_go;
use super::{CallFailure, Crew, Ending, EventAdapter, EventWiring, FlowSummary, RunState, StrategyCache};
use crate::data::FeedBar;
use crate::slices::Slices;
use crate::supervision::RecordedCall;

/// The phases of a pass that workers of the bus take part in, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Context,
    Detection,
    Strategy,
}

const PHASES: [Phase; 3] = [Phase::Context, Phase::Detection, Phase::Strategy];

fn phase_of(category: Category) -> Option<Phase> {
    match category {
        Category::ContextWorker => Some(Phase::Context),
        Category::SignalDetector | Category::RiskMonitor => Some(Phase::Detection),
        Category::StrategyPlanner => Some(Phase::Strategy),
        // Called by the aggregation step and the desk, never by an event of the bus.
        _ => None,
    }
}

/// Whether workers of this category are called when an event says so.
pub(crate) fn is_called_by_events(category: Category) -> bool {
    phase_of(category).is_some()
}

impl Phase {
    const fn state(self) -> RunState {
        match self {
            Self::Context => RunState::Context,
            Self::Detection => RunState::Detection,
            Self::Strategy => RunState::Strategy,
        }
    }
}

/// Who published a signal or risk.
pub(crate) type SignalSource = usize;

/// What a pass of market data came to.
#[derive(Debug, Default)]
pub(crate) struct PassResult {
    /// All signals, in worker order, then in order of emission, with their worker.
    pub signals: Vec<SignalDraft>,
    /// Who published each signal.
    pub signal_sources: Vec<SignalSource>,
    /// How many of the signals, the last ones, are of instruments that still warm up. They are counted when the planner is asked.
    pub cold: usize,
    /// All risks, likewise.
    pub risks: Vec<RiskDraft>,
    /// Who published each risk.
    pub risk_sources: Vec<SignalSource>,
    /// What the strategy planner decided.
    pub decisions: Vec<DecisionDraft>,
    /// Who ended the pass early, and why.
    pub stopped: Option<(usize, String)>,
    /// Whose calls failed, in order. Then nothing is decided.
    pub failures: Vec<CallFailure>,
}

impl PassResult {
    /// The signals that the strategy planner is shown: the first ones.
    pub fn shown(&self) -> &[SignalDraft] {
        self.signals.get(..self.signals.len().saturating_sub(self.cold)).unwrap_or_default()
    }

    /// Puts the signals of instruments that are not warm behind the others, which keep their order.
    fn put_cold_last(&mut self, warm: &[bool]) {
        let is_warm = |signal: &SignalDraft| warm.get(signal.instrument.index()).copied().unwrap_or(false);
        let heard = std::mem::take(&mut self.signals).into_iter().zip(std::mem::take(&mut self.signal_sources));
        let (first, last): (Vec<_>, Vec<_>) = heard.partition(|(signal, _)| is_warm(signal));
        self.cold = last.len();
        (self.signals, self.signal_sources) = first.into_iter().chain(last).unzip();
    }

    /// Nobody had anything to say: the ordinary bar.
    pub fn is_silent(&self) -> bool {
        self.signals.is_empty()
            && self.risks.is_empty()
            && self.decisions.is_empty()
            && self.stopped.is_none()
            && self.failures.is_empty()
    }

    fn clear(&mut self) {
        self.signals.clear();
        self.signal_sources.clear();
        self.cold = 0;
        self.risks.clear();
        self.risk_sources.clear();
        self.decisions.clear();
        self.stopped = None;
        self.failures.clear();
    }
}

/// What a pass of market data is about. Nothing in it changes on the way.
#[derive(Clone, Copy)]
pub(crate) struct MarketFrame<'a> {
    /// The pass.
    pub tick: Tick,
    /// The bars that closed at it.
    pub bars: &'a [FeedBar],
    /// What may be read of the ledger.
    pub ledger: &'a LedgerFrame<'a>,
    /// Whether the strategy planner is asked.
    pub decides: bool,
    /// Which instruments are warm, while some are not: the planner is not shown signals of the others.
    pub warm: Option<&'a [bool]>,
}

/// The pass in which something last happened to a worker, by number; 0 is none. A new pass has a new number, so that nothing has to be
/// cleared for it.
#[derive(Debug, Clone, Copy, Default)]
struct Turn {
    /// An earlier phase made it due.
    due: u64,
    /// Its turn came.
    called: u64,
    /// Its handler was called: not everybody whose turn comes has something to be told.
    asked: u64,
}

/// Drives passes. Everything in it is allocated once.
pub(crate) struct FlowCoordinator {
    initiator: FlowInitiator,
    wiring: EventWiring,
    progress: Progress,
    ending: Ending,
    summary: FlowSummary,
    phases: Vec<Option<Phase>>,
    /// The workers of each phase, in worker order.
    of_phase: [Vec<usize>; PHASES.len()],
    /// By worker.
    turns: Vec<Turn>,
    /// The number of the pass, from 1.
    pass: u64,
    inputs: Vec<f64>,
    result: PassResult,
    /// Nobody is called any more in this pass.
    ends: bool,
}

impl FlowCoordinator {
    /// Takes over a strategy's wiring.
    pub fn new(spec: &StrategyBuildSpec, wiring: EventWiring) -> Self {
        let phases: Vec<_> = spec.workers.iter().map(|worker| phase_of(worker.category)).collect();
        Self {
            initiator: FlowInitiator::of(spec),
            wiring,
            progress: Progress::default(),
            ending: Ending::Completed,
            summary: FlowSummary::default(),
            turns: vec![Turn::default(); phases.len()],
            pass: 0,
            of_phase: PHASES.map(|phase| (0..phases.len()).filter(|worker| phases[*worker] == Some(phase)).collect()),
            phases,
            inputs: Vec::with_capacity(16),
            result: PassResult::default(),
            ends: false,
        }
    }

    /// A pass begins: it has its anchor, and nothing of the pass before.
    ///
    /// # Errors
    /// When nothing of that kind starts a pass.
    pub fn begin(&mut self, tick: Tick, cache: &mut StrategyCache) -> Result<(), UnknownPayload> {
        self.initiator.anchor(tick, cache)?;
        self.pass += 1;
        self.ending = Ending::Completed;
        self.enter(RunState::Starting);
        Ok(())
    }

    /// The pass goes on to this state. One that cannot come next is a defect of ours, after which nothing is [at rest](Self::is_at_rest).
    pub fn enter(&mut self, next: RunState) {
        self.progress.enter(next);
    }

    /// The pass will not have ended well. The first reason counts.
    pub fn ends_as(&mut self, ending: Ending) {
        if self.ending == Ending::Completed {
            self.ending = ending;
        }
    }

    /// The pass is over, however it went: nothing of it is left in the cache or in the queue.
    pub fn terminate(&mut self, cache: &mut StrategyCache) {
        self.enter(RunState::Terminating);
        self.summary.count(self.ending);
        let idle = let_go(cache, &mut self.wiring);
        self.enter(idle);
    }

    /// How the passes so far have ended.
    pub fn summary(&self) -> FlowSummary {
        self.summary
    }

    /// Whether nothing of a pass is left, no state, no anchor, no event, and every pass went from state to state as it must.
    pub fn is_at_rest(&self, cache: &StrategyCache) -> bool {
        self.progress.is_at_rest() && cache.anchor().is_err() && self.wiring.queue.is_empty()
    }

    /// Whether this worker of the bus was called in the pass.
    pub fn has_asked(&self, worker: usize) -> bool {
        self.turns.get(worker).is_some_and(|turn| turn.asked == self.pass)
    }

    /// How many deliveries are wired.
    pub fn subscriptions(&self) -> usize {
        self.wiring.queue.subscriptions()
    }

    /// Nobody hears anything any more. Doing it again does no harm.
    pub fn detach(&mut self) {
        self.wiring.detach();
    }

    /// The workers of one pass over the bars that closed at the tick, at most once a pass. The result is valid until the next one.
    ///
    /// # Errors
    /// When a bar is of a series that the strategy does not have.
    pub fn run(
        &mut self,
        crew: &mut Crew,
        cache: &mut StrategyCache,
        market: MarketFrame<'_>,
    ) -> Result<&mut PassResult, UnknownPayload> {
        self.result.clear();
        self.ends = false;
        self.initiator.start_market_pass(market.bars, cache, &mut self.wiring)?;
        for phase in PHASES {
            if self.is_over() || phase == Phase::Strategy && !(market.decides && self.result.failures.is_empty()) {
                break;
            }
            if let (Phase::Strategy, Some(warm)) = (phase, market.warm) {
                self.result.put_cold_last(warm);
                let is_called_for_cold_signals_only = self.result.cold > 0 && self.result.shown().is_empty();
                if is_called_for_cold_signals_only && self.result.risks.is_empty() {
                    break;
                }
            }
            self.enter(phase.state());
            self.run_phase(phase, crew, cache, market);
        }
        Ok(&mut self.result)
    }

    /// Nobody is called any more in this pass: somebody said so, or failed for good. A fault of a worker that may begin again
    /// withholds the decision and not the observation: the others are told of the bar all the same, so that no window gets a
    /// hole.
    fn is_over(&self) -> bool {
        self.ends
    }

    /// First the workers that earlier phases made due, in worker order; then whatever their events call for.
    fn run_phase(&mut self, phase: Phase, crew: &mut Crew, cache: &mut StrategyCache, market: MarketFrame<'_>) {
        for position in 0..self.of_phase[phase as usize].len() {
            let worker = self.of_phase[phase as usize][position];
            if self.turns[worker].due == self.pass {
                self.call(worker, crew, cache, market);
            }
        }
        while let Some(event) = self.wiring.queue.next_event() {
            for position in 0..self.wiring.queue.subscribers(event).len() {
                let Some(&worker) = self.wiring.queue.subscribers(event).get(position) else { break };
                match self.phases.get(worker).copied().flatten() {
                    Some(its_phase) if its_phase == phase => self.call(worker, crew, cache, market),
                    Some(its_phase) if its_phase > phase => self.turns[worker].due = self.pass,
                    // An event for a phase that is over: the validator has refused such wiring.
                    _ => {}
                }
            }
        }
    }

    /// Calls a worker, once a pass, and notes it down if it fails.
    fn call(&mut self, index: usize, crew: &mut Crew, cache: &mut StrategyCache, market: MarketFrame<'_>) {
        if std::mem::replace(&mut self.turns[index].called, self.pass) == self.pass || self.is_over() {
            return;
        }
        crew.look_ahead(index, market.tick.at);
        let Some((member, adapter)) = crew.get_mut(index).zip(self.wiring.adapters.get(index).copied()) else { return };
        cache.gather(&member.inputs, &market.ledger.account, &mut self.inputs);
        let announced = match self.call_member(index, member, adapter, cache, market) {
            Ok(next) => {
                self.ends = next.ends_pass;
                self.publish(next.publish);
                next.announce
            }
            Err(fault) => {
                self.ends = member.tape.is_none();
                self.result.failures.push(CallFailure { worker: index, fault });
                adapter.on_continue
            }
        };
        if !self.is_over() {
            self.publish(announced);
        }
    }

    /// One call, by category, and what it leads to. A silent worker's tape goes on where it watches the market; what it would
    /// decide is nobody's.
    fn call_member(
        &mut self,
        index: usize,
        member: &mut Member,
        adapter: EventAdapter,
        cache: &mut StrategyCache,
        market: MarketFrame<'_>,
    ) -> Result<Next, Fault> {
        let MarketFrame { tick, bars, ledger, .. } = market;
        let (tape, silent) = (member.tape.as_deref_mut(), member.silent);
        let goes_on = Ok(adapter.goes_on());
        match &mut member.worker {
            AnyWorker::Context(worker) => {
                // A series that has no new bar keeps its facts: they are the latest that is known.
                if let Some(closed) = bars.iter().find(|closed| Some(closed.bar.series.0) == member.series) {
                    let facts = cache.facts_mut(member.outputs.clone());
                    facts.fill(f64::NAN);
                    if let Some(tape) = tape {
                        tape.measure(tick.at, &closed.bar, &self.inputs);
                    }
                    if !silent {
                        self.turns[index].asked = self.pass;
                        match member.slices.as_deref_mut() {
                            Some(Slices::Facts(slices)) => slices.measure(worker.as_mut(), tick.at, &closed.bar, facts)?,
                            _ => worker.measure(tick.at, &closed.bar, &self.inputs, facts)?,
                        }
                    }
                }
                goes_on
            }
            AnyWorker::Detector(worker) => {
                let handler = "detect";
                if let Some(tape) = tape {
                    tape.detect(tick.at, &self.inputs);
                }
                if silent {
                    return goes_on;
                }
                self.turns[index].asked = self.pass;
                let answer = match member.slices.as_deref_mut() {
                    Some(Slices::Signals(slices)) => slices.detect(worker.as_mut(), tick.at, &self.inputs),
                    _ => worker.detect(tick.at, &self.inputs),
                };
                match answer {
                    Ok(Disposition::Proceed) => goes_on,
                    Ok(Disposition::Publish(signals)) => {
                        let next = adapter.next(handler, DispositionType::Publish)?;
                        check_number(handler, signals.len())?;
                        self.result.signal_sources.extend(std::iter::repeat_n(index, signals.len()));
                        self.result.signals.extend(signals);
                        Ok(next)
                    }
                    Ok(Disposition::Stop(reason)) => self.stop(index, adapter, handler, reason),
                    Err(fault) => Err(fault),
                }
            }
            AnyWorker::Monitor(worker) => {
                let handler = "watch";
                let positions = if member.reads.positions { ledger.positions() } else { &[] };
                if let Some(tape) = tape {
                    tape.watch(tick.at, &self.inputs, positions);
                }
                if silent {
                    return goes_on;
                }
                self.turns[index].asked = self.pass;
                match worker.watch(tick.at, &self.inputs, positions) {
                    Ok(Disposition::Proceed) => goes_on,
                    Ok(Disposition::Publish(risks)) => {
                        let next = adapter.next(handler, DispositionType::Publish)?;
                        check_number(handler, risks.len())?;
                        self.result.risk_sources.extend(std::iter::repeat_n(index, risks.len()));
                        self.result.risks.extend(risks);
                        Ok(next)
                    }
                    Ok(Disposition::Stop(reason)) => self.stop(index, adapter, handler, reason),
                    Err(fault) => Err(fault),
                }
            }
            AnyWorker::Strategy(worker) => {
                let handler = "decide";
                if silent {
                    return goes_on;
                }
                let situation = Situation {
                    tick,
                    quotes: if member.reads.quotes { ledger.quotes } else { &[] },
                    inputs: &self.inputs,
                    signals: self.result.shown(),
                    risks: &self.result.risks,
                    account: member.reads.account.then_some(ledger.account),
                    positions: if member.reads.positions { ledger.positions() } else { &[] },
                    open_orders: if member.reads.open_orders { ledger.open_orders() } else { &[] },
                };
                if let Some(tape) = tape {
                    tape.rare(RecordedCall::decide(&situation));
                }
                self.turns[index].asked = self.pass;
                match worker.decide(&situation) {
                    Ok(Disposition::Proceed) => goes_on,
                    Ok(Disposition::Publish(decisions)) => {
                        let next = adapter.next(handler, DispositionType::Publish)?;
                        check_decisions(&decisions, self.result.shown().len(), self.result.risks.len())?;
                        self.result.decisions = decisions;
                        Ok(next)
                    }
                    Ok(Disposition::Stop(reason)) => self.stop(index, adapter, handler, reason),
                    Err(fault) => Err(fault),
                }
            }
            _ => goes_on,
        }
    }

    fn stop(&mut self, index: usize, adapter: EventAdapter, handler: &'static str, reason: String) -> Result<Next, Fault> {
        let next = adapter.next(handler, DispositionType::Stop)?;
        self.result.stopped = Some((index, reason));
        Ok(next)
    }

    fn publish(&mut self, event: Option<EventId>) {
        if let Some(event) = event {
            self.wiring.queue.publish(event);
        }
    }
}

/// Most signals, or risks, of one worker in one pass; the sandbox holds every answer to the same number.
const PUBLICATIONS_LIMIT: usize = 1_000;

/// Most commands that the decisions of one pass may lead to: a directive leads to one for each of its targets or legs.
const COMMANDS_LIMIT: usize = 1_000;

fn check_number(handler: &'static str, published: usize) -> Result<(), Fault> {
    if published <= PUBLICATIONS_LIMIT {
        return Ok(());
    }
    Err(Fault::storm(handler, Storm::Signals, published, PUBLICATIONS_LIMIT))
}

/// Every index names a signal or risk of the situation, and no signal is decided twice: so that in the end every signal is
/// either used or refused, never both.
fn check_decisions(decisions: &[DecisionDraft], signals: usize, risks: usize) -> Result<(), Fault> {
    let commands = decisions.iter().map(|decision| match &decision.outcome {
        Outcome::Issue(directive) => directive.scope.targets().len().max(directive.legs.len()).max(1),
        Outcome::Refuse(_) => 0,
    });
    let commands: usize = commands.sum();
    if commands > COMMANDS_LIMIT {
        return Err(Fault::storm("decide", Storm::Directives, commands, COMMANDS_LIMIT));
    }
    let mut decided = vec![false; signals];
    for (number, decision) in decisions.iter().enumerate() {
        for &signal in &decision.signals {
            let field = || format!("decisions[{number}].signals");
            match decided.get_mut(signal as usize) {
                None => return Err(Fault::invalid("decide", field(), format!("there are {signals} signals, got index {signal}"))),
                Some(true) => return Err(Fault::invalid("decide", field(), format!("signal {signal} is decided twice"))),
                Some(seen) => *seen = true,
            }
        }
        if let Some(risk) = decision.risks.iter().find(|risk| **risk as usize >= risks) {
            let field = format!("decisions[{number}].risks");
            return Err(Fault::invalid("decide", field, format!("there are {risks} risks, got index {risk}")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_contracts::decision::RefusalDraft;
    use simpletrader_contracts::terms::RejectionCode;

    fn decision(signals: &[u32], risks: &[u32]) -> DecisionDraft {
        let refusal = RefusalDraft::new(RejectionCode::Other, "because").unwrap();
        DecisionDraft { signals: signals.to_vec(), risks: risks.to_vec(), outcome: Outcome::Refuse(refusal) }
    }

    #[test]
    fn decisions_may_share_risks_but_not_signals() {
        assert!(check_decisions(&[decision(&[0], &[0]), decision(&[1], &[0])], 2, 1).is_ok());
        assert!(check_decisions(&[decision(&[0], &[]), decision(&[0], &[])], 2, 1).is_err());
    }

    #[test]
    fn decisions_name_only_what_was_shown() {
        assert!(check_decisions(&[decision(&[2], &[])], 2, 1).unwrap_err().to_string().contains("got index 2"));
        assert!(check_decisions(&[decision(&[u32::MAX], &[])], 2, 1).is_err());
        assert!(check_decisions(&[decision(&[], &[1])], 2, 1).is_err());
    }
}
