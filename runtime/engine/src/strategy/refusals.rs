//! Refusals and failures, as the journal keeps them.

use simpletrader_contracts::decision::{RejectionChain, RejectionEvent, RejectionFields};
use simpletrader_contracts::id::{Id, RejectionId};
use simpletrader_contracts::name::ShortText;
use simpletrader_contracts::terms::OriginType;
use simpletrader_contracts::worker::{AnyWorker, Fault};

use super::market_pass::Evidence;
use super::{Pass, PassError, Strategy, WorkerFailure};
use crate::flow::CallFailure;
use crate::journal::JournalKind;
use crate::planning::Refusal;

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
        .map_err(|refused| PassError::Engine(refused.to_string()))?;
        let body = serde_json::json!({
            "rejection": event, "signals": evidence.signals, "risks": evidence.risks, "facts": evidence.facts
        });
        self.journal.write(&mut self.ids, &stamp, kind, trades, body);
        Ok(rejection_id.id())
    }

    /// A worker's failure, recorded and attributed.
    pub(super) fn worker_failed(&mut self, failure: CallFailure, pass: &Pass) -> PassError {
        self.speakers.fail();
        let CallFailure { worker, fault } = failure;
        let worker_id = self.crew.id(worker).to_owned();
        let body = serde_json::json!({
            "worker_id": worker_id, "handler": fault.handler, "class": fault.class(), "message": fault.to_string()
        });
        self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::WorkerFailed, Vec::new(), body);
        let bar = (pass.tick.trigger == OriginType::Tick).then(|| self.marks.first().cloned()).flatten();
        PassError::Worker(Box::new(WorkerFailure { worker_id, pass: pass.tick.sequence, at: pass.tick.at, bar, fault }))
    }

    /// A failure of the one strategy planner.
    pub(super) fn planner_failed(&mut self, fault: Fault, pass: &Pass) -> PassError {
        let planner = self.crew.iter().position(|member| matches!(member.worker, AnyWorker::Strategy(_)));
        self.worker_failed(CallFailure { worker: planner.unwrap_or_default(), fault }, pass)
    }
}
