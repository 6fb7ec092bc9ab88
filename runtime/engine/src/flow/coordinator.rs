//! The flow coordinator: drives one pass of market data through the phases.

use simpletrader_config::build_spec::{EventId, StrategyBuildSpec};
use simpletrader_contracts::decision::{DecisionDraft, Outcome, RiskDraft, SignalDraft};
use simpletrader_contracts::ledger::{AccountView, OrderView, PositionView};
use simpletrader_contracts::market::{Quote, Tick};
use simpletrader_contracts::worker::call::{Disposition, Situation};
use simpletrader_contracts::worker::{AnyWorker, Category, Fault, Storm};

use super::bus::EventBus;
use super::crew::Member;
use super::initiator::start_market_pass;
use super::{CallFailure, Crew, StrategyCache};
use crate::data::FeedBar;
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

/// Who published a signal or risk.
pub(crate) type SignalSource = usize;

/// What a pass of market data came to.
#[derive(Debug, Default)]
pub(crate) struct PassResult {
    /// All signals, in worker order, then in order of emission, with their worker.
    pub signals: Vec<SignalDraft>,
    /// Who published each signal.
    pub signal_sources: Vec<SignalSource>,
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
        self.risks.clear();
        self.risk_sources.clear();
        self.decisions.clear();
        self.stopped = None;
        self.failures.clear();
    }
}

/// What the coordinator may read of the ledger during a pass. The market passes change nothing in it.
pub(crate) struct LedgerFrame<'a> {
    /// The account.
    pub account: AccountView,
    /// Latest price of every instrument that has one.
    pub quotes: &'a [Quote],
    /// Trades that are not closed.
    pub positions: &'a [PositionView],
    /// Orders that still work.
    pub open_orders: &'a [OrderView],
}

/// Drives passes. Everything in it is allocated once.
pub(crate) struct FlowCoordinator {
    bus: EventBus,
    start: EventId,
    phases: Vec<Option<Phase>>,
    due: Vec<bool>,
    called: Vec<bool>,
    inputs: Vec<f64>,
    result: PassResult,
    /// A worker failed that does not begin again: the strategy is over.
    ends: bool,
}

impl FlowCoordinator {
    /// Compiles a strategy's wiring.
    pub fn new(spec: &StrategyBuildSpec) -> Self {
        let phases: Vec<_> = spec.workers.iter().map(|worker| phase_of(worker.category)).collect();
        Self {
            bus: EventBus::new(&spec.wiring),
            start: spec.wiring.start,
            due: vec![false; phases.len()],
            called: vec![false; phases.len()],
            phases,
            inputs: Vec::with_capacity(16),
            result: PassResult::default(),
            ends: false,
        }
    }

    /// One pass over the bars that closed at the tick. The result is valid until the next pass.
    pub fn run(
        &mut self,
        crew: &mut Crew,
        cache: &mut StrategyCache,
        tick: Tick,
        bars: &[FeedBar],
        ledger: &LedgerFrame<'_>,
    ) -> &PassResult {
        self.result.clear();
        self.ends = false;
        self.due.fill(false);
        self.called.fill(false);
        start_market_pass(bars, self.start, cache, &mut self.bus);
        for phase in PHASES {
            if self.is_over() || phase == Phase::Strategy && !self.result.failures.is_empty() {
                break;
            }
            self.run_phase(phase, crew, cache, tick, bars, ledger);
        }
        self.bus.clear();
        &self.result
    }

    /// Nobody is called any more in this pass: somebody said so, or failed for good. A fault of a worker that may begin again
    /// withholds the decision and not the observation: the others are told of the bar all the same, so that no window gets a
    /// hole.
    fn is_over(&self) -> bool {
        self.result.stopped.is_some() || self.ends
    }

    /// First the workers that earlier phases made due, in worker order; then whatever their events call for.
    fn run_phase(
        &mut self,
        phase: Phase,
        crew: &mut Crew,
        cache: &mut StrategyCache,
        tick: Tick,
        bars: &[FeedBar],
        ledger: &LedgerFrame<'_>,
    ) {
        for worker in 0..self.phases.len() {
            if self.due[worker] && self.phases[worker] == Some(phase) {
                self.call(worker, crew, cache, tick, bars, ledger);
            }
        }
        while let Some(event) = self.bus.next_event() {
            for position in 0..self.bus.subscribers(event).len() {
                let Some(&worker) = self.bus.subscribers(event).get(position) else { break };
                match self.phases.get(worker).copied().flatten() {
                    Some(its_phase) if its_phase == phase => self.call(worker, crew, cache, tick, bars, ledger),
                    Some(its_phase) if its_phase > phase => self.due[worker] = true,
                    // An event for a phase that is over: the validator has refused such wiring.
                    _ => {}
                }
            }
        }
    }

    /// Calls a worker, once a pass, and notes it down if it fails.
    fn call(
        &mut self,
        index: usize,
        crew: &mut Crew,
        cache: &mut StrategyCache,
        tick: Tick,
        bars: &[FeedBar],
        ledger: &LedgerFrame<'_>,
    ) {
        if std::mem::replace(&mut self.called[index], true) || self.is_over() {
            return;
        }
        let Some(member) = crew.get_mut(index) else { return };
        cache.gather(&member.inputs, &ledger.account, &mut self.inputs);
        if let Err(fault) = self.call_member(index, member, cache, tick, bars, ledger) {
            self.ends = member.tape.is_none();
            self.result.failures.push(CallFailure { worker: index, fault });
        }
        if !self.is_over() {
            self.publish(member.on_continue);
        }
    }

    /// One call, by category. A silent worker's tape goes on where it watches the market; what it would decide is nobody's.
    fn call_member(
        &mut self,
        index: usize,
        member: &mut Member,
        cache: &mut StrategyCache,
        tick: Tick,
        bars: &[FeedBar],
        ledger: &LedgerFrame<'_>,
    ) -> Result<(), Fault> {
        let (tape, silent) = (member.tape.as_deref_mut(), member.silent);
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
                        worker.measure(tick.at, &closed.bar, &self.inputs, facts)?;
                    }
                }
            }
            AnyWorker::Detector(worker) => {
                if let Some(tape) = tape {
                    tape.detect(tick.at, &self.inputs);
                }
                if silent {
                    return Ok(());
                }
                match worker.detect(tick.at, &self.inputs)? {
                    Disposition::Proceed => {}
                    Disposition::Publish(signals) => {
                        check_number(member.worker.category(), signals.len())?;
                        self.result.signal_sources.extend(std::iter::repeat_n(index, signals.len()));
                        self.result.signals.extend(signals);
                        self.publish(member.publishes);
                    }
                    Disposition::Stop(reason) => self.result.stopped = Some((index, reason)),
                }
            }
            AnyWorker::Monitor(worker) => {
                if let Some(tape) = tape {
                    tape.watch(tick.at, &self.inputs, pushed(member.reads.positions, ledger.positions));
                }
                if silent {
                    return Ok(());
                }
                match worker.watch(tick.at, &self.inputs, pushed(member.reads.positions, ledger.positions))? {
                    Disposition::Proceed => {}
                    Disposition::Publish(risks) => {
                        check_number(member.worker.category(), risks.len())?;
                        self.result.risk_sources.extend(std::iter::repeat_n(index, risks.len()));
                        self.result.risks.extend(risks);
                        self.publish(member.publishes);
                    }
                    Disposition::Stop(reason) => self.result.stopped = Some((index, reason)),
                }
            }
            AnyWorker::Strategy(worker) => {
                if silent {
                    return Ok(());
                }
                let situation = Situation {
                    tick,
                    quotes: pushed(member.reads.quotes, ledger.quotes),
                    inputs: &self.inputs,
                    signals: &self.result.signals,
                    risks: &self.result.risks,
                    account: member.reads.account.then_some(ledger.account),
                    positions: pushed(member.reads.positions, ledger.positions),
                    open_orders: pushed(member.reads.open_orders, ledger.open_orders),
                };
                if let Some(tape) = tape {
                    tape.rare(RecordedCall::decide(&situation));
                }
                match worker.decide(&situation)? {
                    Disposition::Proceed => {}
                    Disposition::Publish(decisions) => {
                        check_decisions(&decisions, self.result.signals.len(), self.result.risks.len())?;
                        self.result.decisions = decisions;
                    }
                    Disposition::Stop(reason) => self.result.stopped = Some((index, reason)),
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn publish(&mut self, event: Option<EventId>) {
        if let Some(event) = event {
            self.bus.publish(event);
        }
    }
}

/// A list for a worker that reads it, nothing for another.
fn pushed<T>(reads: bool, list: &[T]) -> &[T] {
    if reads { list } else { &[] }
}

/// Most signals, or risks, of one worker in one pass; the sandbox holds every answer to the same number.
const PUBLICATIONS_LIMIT: usize = 1_000;

/// Most commands that the decisions of one pass may lead to: a directive leads to one for each of its targets or legs.
const COMMANDS_LIMIT: usize = 1_000;

fn check_number(category: Category, published: usize) -> Result<(), Fault> {
    if published <= PUBLICATIONS_LIMIT {
        return Ok(());
    }
    let handler = category.handlers().first().copied().unwrap_or_default();
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
