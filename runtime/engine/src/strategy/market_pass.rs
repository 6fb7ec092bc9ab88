//! A pass over closed bars: the workers run, what they said is stamped, what was decided is carried out, and every signal is
//! accounted for.

use std::mem::take;

use serde::Serialize;
use simpletrader_contracts::decision::{
    CausalityChain, DecisionDraft, Outcome, RefusalDraft, Risk, RiskDraft, Signal, SignalDraft,
};
use simpletrader_contracts::id::{DirectiveId, Id};
use simpletrader_contracts::terms::{OriginType, RejectionCode, RejectionStage};
use simpletrader_contracts::worker::{Fault, FaultKind, Limit};

use super::facts::Facts;
use super::{Pass, PassError, Strategy};
use crate::data::Moment;
use crate::execution::ExecutionConnector;
use crate::flow::{CallFailure, Ending, LedgerFrame, MarketFrame};
use crate::journal::{JournalKind, RiskRow, SignalOutcome, SignalRow};
use crate::planning::Refusal;

/// What detectors and monitors said in one pass, with who said it, and what the planner made of it.
struct Heard {
    signals: Vec<SignalDraft>,
    signal_sources: Vec<usize>,
    /// How many of the signals, the last ones, the planner was not shown, because their instruments still warm up.
    cold: usize,
    risks: Vec<RiskDraft>,
    risk_sources: Vec<usize>,
    decisions: Vec<DecisionDraft>,
    stopped: Option<(usize, String)>,
    failures: Vec<CallFailure>,
}

/// What became of each signal and risk of a pass, by position.
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
                // The first decision that mentions a risk keeps it.
                fate.get_or_insert(decided);
            }
        }
    }
}

/// Full copies of what a decision was made from: they are gone after the pass.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Evidence {
    pub signals: Vec<Signal>,
    pub risks: Vec<Risk>,
    pub facts: Facts,
}

impl Strategy {
    /// A pass over the bars that closed at this moment.
    pub fn on_market(&mut self, moment: &Moment<'_>, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        self.take_prices(moment);
        let tick = self.begin_pass(moment.at, OriginType::Tick)?;
        let pass = self.pass(tick);
        let outcome = self.watch_market(&pass, moment, connector);
        self.terminate();
        outcome
    }

    fn watch_market(&mut self, pass: &Pass, moment: &Moment<'_>, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        self.revive(pass, connector)?;
        self.watch_account(pass);
        if self.supervisor.halt.is_some() {
            return self.go_on_winding_down(pass, connector);
        }
        self.close_adopted(pass, connector)?;
        self.journal_pause(pass);
        self.warm_up.count(moment);
        self.show_bars(moment);
        let outcome = match self.run_workers(pass, moment)? {
            Some(heard) => self.decide(pass, heard, connector),
            None => Ok(()),
        };
        self.end_pass(pass, outcome, connector)
    }

    /// Runs the workers of the bus. None on the ordinary bar, on which nobody has anything to say.
    fn run_workers(&mut self, pass: &Pass, moment: &Moment<'_>) -> Result<Option<Heard>, PassError> {
        let frame = LedgerFrame::new(&self.ledger, pass.account, &self.quotes, &self.frame_room);
        let decides = self.warm_up.has_begun() && !self.is_paused;
        let market = MarketFrame { tick: pass.tick, bars: moment.bars, ledger: &frame, decides, warm: self.warm_up.waiting() };
        let result = self.coordinator.run(&mut self.crew, &mut self.cache, market);
        let result = result.map_err(|unknown| PassError::defect(unknown.to_string()))?;
        Ok((!result.is_silent()).then(|| Heard {
            signals: take(&mut result.signals),
            signal_sources: take(&mut result.signal_sources),
            cold: result.cold,
            risks: take(&mut result.risks),
            risk_sources: take(&mut result.risk_sources),
            decisions: take(&mut result.decisions),
            stopped: result.stopped.take(),
            failures: take(&mut result.failures),
        }))
    }

    /// Stamps what was heard, carries out what was decided, and accounts for every signal.
    fn decide(&mut self, pass: &Pass, mut heard: Heard, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let mut outcome = self.charge(pass, std::mem::take(&mut heard.failures));
        let at = pass.tick.at;
        let signals: Vec<Signal> = heard.signals.iter().filter_map(|draft| self.stamp_signal(draft, at)).collect();
        let risks: Vec<Risk> = heard.risks.iter().filter_map(|draft| self.stamp_risk(draft, at)).collect();
        if signals.len() != heard.signals.len() || risks.len() != heard.risks.len() {
            return Err(PassError::defect("a signal or risk names an instrument that the strategy does not have"));
        }
        let mut fate = Fate { signals: vec![None; signals.len()], risks: vec![None; risks.len()] };
        for decision in &heard.decisions {
            if outcome.is_err() {
                break;
            }
            if let Err(refused) = decision.check() {
                outcome = Err(self.planner_failed(Fault::invalid("decide", "decisions", refused), pass));
                break;
            }
            let indices = |of: &[u32]| of.iter().map(|index| *index as usize).collect::<Vec<_>>();
            let (used_signals, used_risks) = (indices(&decision.signals), indices(&decision.risks));
            let evidence =
                Evidence { signals: pick(&signals, &used_signals), risks: pick(&risks, &used_risks), facts: self.facts() };
            let decided;
            (decided, outcome) = self.carry_out_decision(pass, &decision.outcome, &evidence, connector);
            if let Some(decided) = decided {
                fate.settle(&used_signals, &used_risks, decided);
            }
        }
        if let Some((worker, reason)) = &heard.stopped {
            self.coordinator.ends_as(Ending::Stopped);
            let body = serde_json::json!({ "worker_id": self.crew.id(*worker), "reason": reason });
            self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::FlowStopped, Vec::new(), body);
        }
        let why = self.why_unused(&outcome, heard.stopped.as_ref().map(|(_, reason)| reason.as_str()));
        let cold: Vec<usize> = (signals.len().saturating_sub(heard.cold)..signals.len()).collect();
        let unready = match cold.is_empty() {
            true => Ok(()),
            false => self.refuse_signals(pass, &signals, &mut fate, cold, self.warming_up()),
        };
        let accounted = unready.and(self.refuse_the_rest(pass, &signals, &mut fate, why));
        self.record_heard(signals, risks, &heard, fate);
        outcome.and(accounted)
    }

    /// One decision of the planner: what became of its signals, and whether the strategy can go on.
    fn carry_out_decision(
        &mut self,
        pass: &Pass,
        outcome: &Outcome,
        evidence: &Evidence,
        connector: &mut dyn ExecutionConnector,
    ) -> (Option<(SignalOutcome, Id)>, Result<(), PassError>) {
        let signals = evidence.signals.iter().map(|signal| signal.signal_id);
        let risks = evidence.risks.iter().map(|risk| risk.risk_id);
        let chain = CausalityChain::from_origin(pass.stamp().origin).using(signals, risks);
        match outcome {
            Outcome::Refuse(draft) => {
                let refused_by = self.planner_id();
                let refusal = Refusal { stage: RejectionStage::StrategyPlanning, draft: draft.clone(), refused_by, chain };
                match self.reject(pass, JournalKind::SignalRejected, refusal, evidence) {
                    Ok(rejection) => (Some((SignalOutcome::Refused, rejection)), Ok(())),
                    Err(error) => (None, Err(error)),
                }
            }
            Outcome::Issue(draft) => {
                let directive_id: DirectiveId = self.ids.next(pass.tick.at);
                let issued = self.issue(pass, directive_id, draft, chain, evidence, connector);
                (Some((SignalOutcome::Used, directive_id.id())), issued)
            }
        }
    }

    /// Records the failures of a pass. The first ends it, the others wait to be answered with it.
    fn charge(&mut self, pass: &Pass, failures: Vec<CallFailure>) -> Result<(), PassError> {
        let mut recorded = failures.into_iter().map(|failure| self.record_failure(failure, pass)).collect::<Vec<_>>().into_iter();
        let Some(first) = recorded.next() else { return Ok(()) };
        self.further_failures.extend(recorded);
        Err(PassError::Worker(Box::new(first)))
    }

    /// Why nothing became of a signal that no decision mentions.
    fn why_unused(&self, outcome: &Result<(), PassError>, stopped: Option<&str>) -> RefusalDraft {
        match (outcome, stopped) {
            (Err(PassError::Worker(failure)), _) => {
                let code = match failure.fault.kind {
                    FaultKind::Limit(Limit::Fuel { .. }) => RejectionCode::FuelExhausted,
                    _ => RejectionCode::WorkerTrap,
                };
                let (worker, class) = (&failure.worker_id, failure.fault.class());
                RefusalDraft::by_host(code, format!("FAULT: the pass ended with a failure of worker `{worker}` ({class})"))
            }
            (_, Some(reason)) => RefusalDraft::by_host(RejectionCode::Halted, format!("the pass was stopped: {reason}")),
            _ if self.is_paused => RefusalDraft::by_host(RejectionCode::Halted, "PAUSED: an operator wants no new decisions"),
            _ if !self.warm_up.has_begun() => self.warming_up(),
            _ if self.planner_is_silent() => {
                RefusalDraft::by_host(RejectionCode::Halted, "FAULT: the strategy planner has failed and is silent for now")
            }
            _ => RefusalDraft::by_host(RejectionCode::Other, "not consumed: no decision mentions it"),
        }
    }

    /// The refusal of what is about a symbol that still warms up.
    pub(super) fn warming_up(&self) -> RefusalDraft {
        let missing = self.warm_up.missing();
        RefusalDraft::by_host(RejectionCode::Other, format!("WARM_UP: bars are still missing: {missing}"))
    }

    /// A signal that nobody mentioned is refused by the host: produced = used + refused, always.
    fn refuse_the_rest(&mut self, pass: &Pass, signals: &[Signal], fate: &mut Fate, draft: RefusalDraft) -> Result<(), PassError> {
        let is_open = |(index, fate): (usize, &Option<_>)| fate.is_none().then_some(index);
        let open: Vec<usize> = fate.signals.iter().enumerate().filter_map(is_open).collect();
        self.refuse_signals(pass, signals, fate, open, draft)
    }

    fn refuse_signals(
        &mut self,
        pass: &Pass,
        signals: &[Signal],
        fate: &mut Fate,
        open: Vec<usize>,
        draft: RefusalDraft,
    ) -> Result<(), PassError> {
        if open.is_empty() {
            return Ok(());
        }
        let evidence = Evidence { signals: pick(signals, &open), risks: Vec::new(), facts: self.facts() };
        let open_ids = evidence.signals.iter().map(|signal| signal.signal_id);
        let chain = CausalityChain::from_origin(pass.stamp().origin).using(open_ids, None);
        let refusal = Refusal { stage: RejectionStage::Runtime, draft, refused_by: "flow_coordinator".into(), chain };
        let rejection = self.reject(pass, JournalKind::SignalRejected, refusal, &evidence)?;
        fate.settle(&open, &[], (SignalOutcome::Refused, rejection));
        Ok(())
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
}

fn pick<T: Clone>(items: &[T], indices: &[usize]) -> Vec<T> {
    indices.iter().filter_map(|index| items.get(*index)).cloned().collect()
}
