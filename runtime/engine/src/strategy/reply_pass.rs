//! Passes that the venue or a timer starts. They reach execution workers only: a reply never starts detection.

use simpletrader_contracts::ledger::GroupRef;
use simpletrader_contracts::terms::OriginType;
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::worker::call::{Reply, ReplyKind, Timer};

use super::{Pass, PassError, Strategy};
use crate::execution::{DueTimer, ExecutionConnector, VenueReply, Wake};
use crate::flow::{CallFailure, RunState};
use crate::supervision::RecordedCall;

impl Strategy {
    /// A pass for something that the venue said: the ledger first, then the execution worker whose order it is.
    pub fn on_reply(&mut self, reply: &VenueReply, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let tick = self.begin_pass(reply.at, OriginType::Reply)?;
        let pass = self.pass(tick);
        let outcome = self.answer_reply(&pass, reply, connector);
        self.terminate();
        outcome
    }

    fn answer_reply(&mut self, pass: &Pass, reply: &VenueReply, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let told = self.hear(pass, reply)?;
        self.journal_trades(pass);
        self.revive(pass, connector)?;
        if self.supervisor.halt.is_some() {
            return self.go_on_winding_down(pass, connector);
        }
        self.coordinator.enter(RunState::Execution);
        let outcome = self.tell(pass, reply, told, connector);
        self.end_pass(pass, outcome, connector)
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
        let tick = self.begin_pass(timer.at, OriginType::Schedule)?;
        let pass = self.pass(tick);
        let outcome = self.answer_timer(&pass, timer, connector);
        self.terminate();
        outcome
    }

    fn answer_timer(&mut self, pass: &Pass, timer: &DueTimer, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        self.revive(pass, connector)?;
        if self.supervisor.halt.is_some() {
            return self.go_on_winding_down(pass, connector);
        }
        self.coordinator.enter(RunState::Execution);
        let outcome = match timer.wake {
            Wake::Worker(tag) => self.wake(pass, timer.group, tag, connector),
            Wake::Limit => self.reach_limit(pass, timer.group, timer.at, connector),
        };
        self.end_pass(pass, outcome, connector)
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

    pub(super) fn worker_of(&self, group: GroupRef) -> Option<usize> {
        let group = self.ledger.group(group).filter(|group| !self.ledger.is_adopted(group.trade))?;
        let family = group.family;
        self.families.iter().find(|(known, _)| *known == family).map(|(_, index)| *index)
    }
}
