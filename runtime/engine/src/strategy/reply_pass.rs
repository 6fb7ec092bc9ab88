//! Passes that the venue or a timer starts. They reach execution workers only: a reply never starts detection.

use simpletrader_contracts::decision::{CausalityChain, RefusalDraft};
use simpletrader_contracts::ledger::{GroupRef, OrderRef};
use simpletrader_contracts::terms::{OrderStatus, OriginType, RejectionCode, RejectionStage};
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::worker::call::{Reply, ReplyKind, Timer};

use super::market_pass::Evidence;
use super::{Pass, PassError, Strategy};
use crate::execution::{DueTimer, ExecutionConnector, VenueReply, VenueReplyKind, Wake, WithheldRequest};
use crate::flow::CallFailure;
use crate::journal::JournalKind;
use crate::ledger::{FillReport, LedgerError};
use crate::planning::Refusal;
use crate::supervision::RecordedCall;

impl Strategy {
    /// A pass for something that the venue said: the ledger first, then the execution worker whose order it is.
    pub fn on_reply(&mut self, reply: &VenueReply, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let pass = self.begin_pass(reply.at, OriginType::Reply);
        let told = self.book(&pass, reply)?;
        self.journal_trades(&pass);
        self.revive(&pass, connector)?;
        if self.supervisor.halt.is_some() {
            return self.go_on_winding_down(&pass, connector);
        }
        let outcome = self.tell(&pass, reply, told, connector);
        self.end_pass(&pass, outcome, connector)
    }

    /// Tells the execution worker what happened to its order, and carries out its answer.
    fn tell(
        &mut self,
        pass: &Pass,
        reply: &VenueReply,
        told: Option<ReplyKind>,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let (Some(kind), Some(entry)) = (told, self.ledger.order(reply.order)) else { return Ok(()) };
        let (group, instrument) = (entry.group, entry.instrument);
        let (Some(worker_index), Some(order), Some(quote)) =
            (self.worker_of(group), self.ledger.order_view(reply.order), self.quote(instrument, pass.tick.at))
        else {
            return Ok(());
        };
        let call = Reply { tick: pass.tick, quote, group, order, kind };
        let Some(member) = self.crew.get_mut(worker_index).filter(|member| !member.silent) else { return Ok(()) };
        if let Some(tape) = &mut member.tape {
            tape.rare(RecordedCall::OnReply(Box::new(call.clone())));
        }
        let answer = match &mut member.worker {
            AnyWorker::Execution(worker) => worker.on_reply(&call),
            _ => return Ok(()),
        };
        self.stir.replies += 1;
        let intents = answer
            .and_then(|intents| self.stir.bounded(intents))
            .map_err(|fault| self.worker_failed(CallFailure { worker: worker_index, fault }, pass))?;
        self.carry_out(pass, worker_index, "on-reply", group, &intents, connector)
    }

    /// A pass for a wake-up that an execution worker asked for, or for the limit of a command.
    pub(crate) fn on_timer(&mut self, timer: &DueTimer, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let pass = self.begin_pass(timer.at, OriginType::Schedule);
        self.revive(&pass, connector)?;
        if self.supervisor.halt.is_some() {
            return self.go_on_winding_down(&pass, connector);
        }
        let outcome = match timer.wake {
            Wake::Worker(tag) => self.wake(&pass, timer.group, tag, connector),
            Wake::Limit => self.reach_limit(&pass, timer.group, timer.at, connector),
        };
        self.end_pass(&pass, outcome, connector)
    }

    fn wake(&mut self, pass: &Pass, group: GroupRef, tag: u32, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let instrument = self.ledger.group(group).and_then(|group| self.ledger.trade(group.trade)).map(|trade| trade.instrument);
        let quote = instrument.and_then(|instrument| self.quote(instrument, pass.tick.at));
        let (Some(quote), Some(worker_index)) = (quote, self.worker_of(group)) else { return Ok(()) };
        let call = Timer { tick: pass.tick, quote, group, tag };
        let Some(member) = self.crew.get_mut(worker_index).filter(|member| !member.silent) else { return Ok(()) };
        if let Some(tape) = &mut member.tape {
            tape.rare(RecordedCall::OnTimer(call));
        }
        let answer = match &mut member.worker {
            AnyWorker::Execution(worker) => worker.on_timer(&call),
            _ => return Ok(()),
        };
        self.stir.wake_ups += 1;
        let intents = answer
            .and_then(|intents| self.stir.bounded(intents))
            .map_err(|fault| self.worker_failed(CallFailure { worker: worker_index, fault }, pass))?;
        self.carry_out(pass, worker_index, "on-timer", group, &intents, connector)
    }

    /// Writes a reply into the ledger. Returns what the worker is told; a change of terms is not news to it.
    fn book(&mut self, pass: &Pass, reply: &VenueReply) -> Result<Option<ReplyKind>, PassError> {
        let broken = |error: LedgerError| PassError::Engine(error.to_string());
        let (order, at) = (reply.order, reply.at);
        Ok(Some(match &reply.kind {
            VenueReplyKind::Accepted => {
                self.ledger.update_order(order, OrderStatus::Open, at).map_err(broken)?;
                ReplyKind::Accepted
            }
            VenueReplyKind::Modified { quantity, terms } => {
                self.ledger.amend_order(order, *quantity, *terms, at).map_err(broken)?;
                return Ok(None);
            }
            VenueReplyKind::Filled { fill_id, quantity, price, commission } => {
                let (quantity, price, commission) = (*quantity, *price, *commission);
                let mark = self.ledger.order(order).and_then(|entry| self.marks.get(entry.instrument.index())).cloned();
                let report = FillReport { order, connector_fill_id: *fill_id, quantity, price, commission, at };
                self.ledger.record_fill(&mut self.ids, &report, &mark.unwrap_or_default()).map_err(broken)?;
                ReplyKind::Filled { quantity, price, commission }
            }
            VenueReplyKind::Cancelled => {
                self.ledger.update_order(order, OrderStatus::Cancelled, at).map_err(broken)?;
                ReplyKind::Cancelled
            }
            VenueReplyKind::Expired => {
                self.ledger.update_order(order, OrderStatus::Expired, at).map_err(broken)?;
                ReplyKind::Expired
            }
            VenueReplyKind::Rejected { code, reason } => {
                self.ledger.update_order(order, OrderStatus::Rejected, at).map_err(broken)?;
                self.journal_rejection(pass, order, RejectionStage::Connector, "venue", *code, reason)?;
                ReplyKind::Rejected(reason.clone())
            }
            VenueReplyKind::Withheld { request, reason } => {
                let code = RejectionCode::LimitReached;
                self.journal_rejection(pass, order, RejectionStage::Execution, "guardrails", code, reason)?;
                if *request == WithheldRequest::Change {
                    return Ok(None);
                }
                self.ledger.update_order(order, OrderStatus::Rejected, at).map_err(broken)?;
                ReplyKind::Rejected(reason.clone())
            }
        }))
    }

    fn journal_rejection(
        &mut self,
        pass: &Pass,
        order: OrderRef,
        stage: RejectionStage,
        refused_by: &str,
        code: RejectionCode,
        reason: &str,
    ) -> Result<(), PassError> {
        let plan_id = self.ledger.order(order).and_then(|entry| self.ledger.trade(entry.trade)).map(|trade| trade.plan_id);
        let chain = CausalityChain::from_origin(pass.stamp().origin).about(plan_id);
        let draft = RefusalDraft::by_host(code, reason);
        let refusal = Refusal { stage, draft, refused_by: refused_by.into(), chain };
        self.reject(pass, JournalKind::ExecutionRejected, refusal, &Evidence::default())?;
        Ok(())
    }

    pub(super) fn worker_of(&self, group: GroupRef) -> Option<usize> {
        let family = self.ledger.group(group)?.family;
        self.families.iter().find(|(known, _)| *known == family).map(|(_, index)| *index)
    }
}
