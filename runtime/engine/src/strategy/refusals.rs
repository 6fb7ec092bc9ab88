//! Refusals and failures, as the journal keeps them.

use serde::Serialize;
use simpletrader_contracts::decision::{RejectionChain, RejectionEvent, RejectionFields};
use simpletrader_contracts::id::{Id, RejectionId};
use simpletrader_contracts::market::Tick;
use simpletrader_contracts::name::ShortText;
use simpletrader_contracts::terms::OriginType;
use simpletrader_contracts::worker::{AnyWorker, Fault};

use super::market_pass::Evidence;
use super::{Pass, PassError, Strategy, WorkerFailure};
use crate::flow::{CallFailure, Ending};
use crate::journal::{JournalBody, JournalKind};
use crate::ledger::BarMark;
use crate::planning::Refusal;

/// A refusal and what it was decided from.
#[derive(Debug, Serialize)]
struct Rejected {
    rejection: RejectionEvent,
    #[serde(flatten)]
    evidence: Evidence,
}

impl Strategy {
    /// Writes a refusal; returns its id. Fails only for a refusal of nothing at STRATEGY_PLANNING, which is no decision.
    pub(super) fn reject(
        &mut self,
        pass: &Pass,
        kind: JournalKind,
        refusal: Refusal,
        evidence: &Evidence,
    ) -> Result<Id, PassError> {
        let stamp = pass.stamp();
        let rejection_id: RejectionId = self.ids.next(stamp.at);
        let Refusal { stage, draft, refused_by, chain } = refusal;
        let trades = chain.trade_plan_ids.clone();
        let event = RejectionEvent::new(RejectionFields {
            rejection_id,
            rejection_timestamp: stamp.at,
            stage,
            refused_by: ShortText::of_host(&refused_by),
            strategy_planner_id: Some(ShortText::of_host(&self.planner_id())),
            chain: RejectionChain::of(chain, draft),
        })
        .map_err(|refused| PassError::defect(refused.to_string()))?;
        let body = JournalBody::of(Rejected { rejection: event, evidence: evidence.clone() });
        self.journal.write(&mut self.ids, &stamp, kind, trades, body);
        Ok(rejection_id.id())
    }

    /// A worker's failure, recorded and attributed: the pass ends with it.
    pub(super) fn worker_failed(&mut self, failure: CallFailure, pass: &Pass) -> PassError {
        PassError::Worker(Box::new(self.record_failure(failure, pass)))
    }

    /// Writes a failure into the journal, with the event and the figures that its author needs.
    pub(super) fn record_failure(&mut self, failure: CallFailure, pass: &Pass) -> WorkerFailure {
        self.speakers.fail();
        self.coordinator.ends_as(Ending::Failed);
        let CallFailure { worker, fault } = failure;
        self.failed_now.push(worker);
        let worker_id = self.crew.id(worker).to_owned();
        let bar = (pass.tick.trigger == OriginType::Tick).then(|| self.mark_of(worker)).flatten();
        let Pass { tick: Tick { sequence, at, trigger }, .. } = *pass;
        let failure = WorkerFailure { worker, worker_id, pass: sequence, at, trigger, bar, fault };
        let event = self.event(&failure);
        let WorkerFailure { worker_id, fault, .. } = &failure;
        let body = serde_json::json!({
            "worker_id": worker_id, "handler": fault.handler, "class": fault.class(), "message": fault.to_string(),
            "series": event.series, "bar": event.bar.as_ref().map(|(index, _)| index),
            "bar_label": event.bar.as_ref().map(|(_, label)| label),
            "fuel_used": fault.fuel_used, "fuel_before": fault.fuel_before,
        });
        self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::WorkerFailed, Vec::new(), body);
        self.supervisor.summary.faults += 1;
        failure
    }

    /// The latest bar of what a worker measures, or of the first instrument.
    fn mark_of(&self, worker: usize) -> Option<BarMark> {
        let measured = self.spec.workers.get(worker).and_then(|part| part.series).unwrap_or(0);
        let instrument = self.spec.series.get(measured as usize).map_or(0, |series| series.instrument);
        self.marks.get(instrument as usize).cloned()
    }

    /// A failure of the one strategy planner.
    pub(super) fn planner_failed(&mut self, fault: Fault, pass: &Pass) -> PassError {
        let planner = self.crew.iter().position(|member| matches!(member.worker, AnyWorker::Strategy(_)));
        self.worker_failed(CallFailure { worker: planner.unwrap_or_default(), fault }, pass)
    }
}
