//! What the host does after a worker failed: it counts, silences, begins again, or ends the strategy's trading.
//!
//! A fault is charged to the worker that was called and never leaves the strategy. Under `recovery: stop` the first one halts
//! it. Under `recovery: replay` the worker is silent for a while, is then begun again and told everything that it had been told
//! before, without the call that failed; one fault too many, or a recording that has ended, is quarantine, which halts too. A
//! strategy that is halted still books what its venue says, and `wind_down` does to its orders what the policy wants.

use simpletrader_config::build_spec::{Recovery, ReplayTerms};
use simpletrader_contracts::terms::FaultPolicy;
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultEvent, FaultKind, FaultReport, HostAction};

use super::{Pass, PassError, Strategy, WorkerFailure};
use crate::assembly::WorkerFactory;
use crate::execution::ExecutionConnector;
use crate::flow::CallFailure;
use crate::journal::JournalKind;
use crate::supervision::{Evidence, FaultFile, Halt, HaltCause, Quarantined, RecordedCall, Verdict};

/// A worker that could not begin again.
struct StillBroken {
    fault: Fault,
    /// How many calls it had been told by then.
    told: usize,
    /// The call that failed; none before the first.
    call: Option<RecordedCall>,
}

impl Strategy {
    /// Answers the faults of a pass. What is left is an error of ours.
    pub(super) fn supervise(
        &mut self,
        pass: &Pass,
        outcome: Result<(), PassError>,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let first = match outcome {
            Err(PassError::Worker(failure)) => *failure,
            other => return other,
        };
        let further = std::mem::take(&mut self.further_failures);
        for failure in std::iter::once(first).chain(further) {
            let evidence = self.evidence(failure);
            self.answer(pass, evidence, connector)?;
        }
        Ok(())
    }

    /// What is known about a failure: the call is the last one on the worker's tape.
    fn evidence(&mut self, failure: WorkerFailure) -> Evidence {
        let tape = self.crew.get_mut(failure.worker).and_then(|member| member.tape.as_deref_mut());
        let call = tape.and_then(|tape| tape.take_last());
        let told = self.crew.get_mut(failure.worker).and_then(|member| member.tape.as_deref()).map_or(0, |tape| tape.len());
        Evidence { told, call, failure }
    }

    fn answer(&mut self, pass: &Pass, evidence: Evidence, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        if self.supervisor.halt.is_some() {
            return Ok(());
        }
        let failure = evidence.failure.clone();
        let worker = failure.worker;
        if let Some(part) = self.spec.workers.get(worker) {
            self.cache.facts_mut(part.outputs.clone()).fill(f64::NAN);
        }
        let Recovery::Replay(terms) = self.spec.on_fault.recovery else {
            let action = HostAction::Stopped { policy: self.spec.on_fault.policy };
            return self.halt(pass, failure, action, connector);
        };
        match self.supervisor.count(worker, pass.tick.sequence, evidence, &terms) {
            None => Err(PassError::defect(format!("worker {worker} failed and does not exist"))),
            Some(Verdict::Quarantine { strikes }) => {
                let reason = format!("{strikes} faults within {} passes", terms.window);
                self.quarantine(pass, failure, reason, connector)
            }
            Some(Verdict::BackOff { .. }) if self.recording_has_ended(worker) => {
                let reason = "it cannot begin again: its recording has reached its bound".to_owned();
                self.quarantine(pass, failure, reason, connector)
            }
            Some(Verdict::BackOff { strikes, until }) => {
                self.silence(pass, &failure, strikes, until, &terms);
                Ok(())
            }
        }
    }

    fn recording_has_ended(&self, worker: usize) -> bool {
        self.crew.iter().nth(worker).and_then(|member| member.tape.as_deref()).is_none_or(|tape| tape.is_full())
    }

    fn silence(&mut self, pass: &Pass, failure: &WorkerFailure, strikes: u32, until: u32, terms: &ReplayTerms) {
        if let Some(member) = self.crew.get_mut(failure.worker) {
            member.silent = true;
        }
        self.supervisor.silence(failure.worker, until);
        let body = serde_json::json!({
            "worker_id": failure.worker_id, "strikes": strikes, "of": terms.strikes, "until_pass": until
        });
        self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::WorkerSilenced, Vec::new(), body);
    }

    /// Silent workers whose time has come begin again.
    pub(super) fn revive(&mut self, pass: &Pass, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        while let Some(worker) = self.supervisor.take_due(pass.tick.sequence) {
            match self.begin_again(worker) {
                Ok(told) => {
                    self.supervisor.summary.recoveries += 1;
                    self.supervisor.summary.calls_told_again += told as u64;
                    for timer in self.supervisor.take_held(worker) {
                        self.timers.add(timer.at, timer.group, timer.wake);
                    }
                    let body = serde_json::json!({ "worker_id": self.crew.id(worker), "calls_told_again": told });
                    self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::WorkerRecovered, Vec::new(), body);
                }
                Err(still) => {
                    let StillBroken { fault, told, call } = *still;
                    let failure = self.record_failure(CallFailure { worker, fault }, pass);
                    self.answer(pass, Evidence { told, call, failure }, connector)?;
                }
            }
        }
        Ok(())
    }

    /// A fresh worker takes the place of one that failed and is told what that one had been told. Returns how many calls.
    fn begin_again(&mut self, worker: usize) -> Result<usize, Box<StillBroken>> {
        let unstarted = |fault| Box::new(StillBroken { fault, told: 0, call: None });
        let missing = || Fault::new("instantiate", FaultKind::Host { message: "there is no such worker".into() });
        let (Some(source), Some(part)) = (self.supervisor.source(worker), self.spec.workers.get(worker)) else {
            return Err(unstarted(missing()));
        };
        let fresh = WorkerFactory::of(&self.spec).build(part, source.as_ref());
        let mut fresh = fresh.map_err(unstarted)?.activate();
        let Some(member) = self.crew.get_mut(worker) else { return Err(unstarted(missing())) };
        let mut facts = vec![f64::NAN; part.outputs.len()];
        let told = member.tape.as_deref().map_or(0, |tape| tape.len());
        let mut failed = None;
        for (index, call) in member.tape.iter().flat_map(|tape| tape.calls(told)).enumerate() {
            if let Err(fault) = call.play(&mut fresh, &mut facts) {
                failed = Some(Box::new(StillBroken { fault, told: index, call: Some(call) }));
                break;
            }
        }
        // What it said while it was told again was said before.
        fresh.common().take_remarks();
        let mut old = std::mem::replace(&mut member.worker, fresh);
        let old = old.common();
        self.supervisor.bury(worker, old.usage(), &old.fuel_spread());
        match failed {
            Some(failed) => Err(failed),
            None => {
                member.silent = false;
                Ok(told)
            }
        }
    }

    /// The worker file is not run any more; what is known about its first fault that counts becomes a file.
    fn quarantine(
        &mut self,
        pass: &Pass,
        failure: WorkerFailure,
        reason: String,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let worker = failure.worker;
        let Some(part) = self.spec.workers.get(worker).cloned() else {
            return Err(PassError::defect(format!("worker {worker} failed and does not exist")));
        };
        let policy = self.spec.on_fault.policy;
        let action = HostAction::Quarantined { reason: reason.clone(), digest: part.digest.clone(), policy };
        let name = format!("faults/{}-{}.json", part.worker_id, self.supervisor.fault_files.len() + 1);
        let first = self.supervisor.first_strike(worker).cloned();
        let tape = self.crew.get_mut(worker).and_then(|member| member.tape.take());
        if let (Some(first), Some(tape)) = (&first, &tape) {
            let report = self.report(&first.failure, action.clone());
            let file = FaultFile::new(&self.spec, &part, tape, first, &reason, &report);
            self.supervisor.fault_files.push((name.clone(), file));
        }
        self.supervisor.summary.quarantined = Some(part.worker_id.clone());
        self.supervisor.quarantined.push(Quarantined {
            worker_id: part.worker_id.clone(),
            plugin: part.plugin.to_string(),
            digest: part.digest.clone(),
            reason: reason.clone(),
            class: first.as_ref().map_or(failure.fault.class(), |first| first.fault().class()).to_owned(),
            fault_file: name.clone(),
        });
        let body = serde_json::json!({
            "worker_id": part.worker_id, "sha256": part.digest, "reason": reason, "fault_file": name
        });
        self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::WorkerQuarantined, Vec::new(), body);
        self.halt(pass, failure, action, connector)
    }

    /// From now on no worker is called; what the policy wants is done at once.
    fn halt(
        &mut self,
        pass: &Pass,
        failure: WorkerFailure,
        action: HostAction,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let policy = self.spec.on_fault.policy;
        let body = serde_json::json!({ "worker_id": failure.worker_id, "class": failure.fault.class(), "policy": policy });
        let report = self.report(&failure, action);
        self.stop_trading(pass, HaltCause::Fault(Box::new((failure, report))), policy, body);
        self.wind_down(pass, connector)
    }

    /// From now on no worker is called. Whoever calls this winds down.
    pub(super) fn stop_trading(&mut self, pass: &Pass, cause: HaltCause, policy: FaultPolicy, body: serde_json::Value) {
        self.supervisor.summary.halted_in_pass = Some(pass.tick.sequence);
        self.supervisor.summary.policy = Some(policy);
        self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::StrategyHalted, Vec::new(), body);
        self.supervisor.halt = Some(Halt { cause, policy, cancelled: Default::default() });
    }

    /// A failure with everything around it.
    fn report(&self, failure: &WorkerFailure, action: HostAction) -> FaultReport {
        let part = self.spec.workers.get(failure.worker);
        FaultReport {
            worker_id: failure.worker_id.clone(),
            plugin: part.map(|part| part.plugin.to_string()).unwrap_or_default(),
            event: self.event(failure),
            fault: failure.fault.clone(),
            action,
        }
    }

    /// The event at which a worker failed.
    pub(super) fn event(&self, failure: &WorkerFailure) -> FaultEvent {
        let measured = self.spec.workers.get(failure.worker).and_then(|part| part.series).unwrap_or(0);
        let series = self.spec.series.get(measured as usize).and_then(|series| {
            let instrument = self.spec.instruments.get(series.instrument as usize)?;
            Some(format!("{}@{}s", instrument.symbol, series.timeframe_seconds))
        });
        let bar = failure.bar.as_ref().map(|bar| (bar.index, bar.label.clone()));
        FaultEvent { pass: failure.pass, at: failure.at, trigger: failure.trigger, series, bar }
    }

    /// Whether the strategy planner is silent: then its signals have nobody to decide on them.
    pub(super) fn planner_is_silent(&self) -> bool {
        self.crew.iter().any(|member| member.silent && matches!(member.worker, AnyWorker::Strategy(_)))
    }
}
