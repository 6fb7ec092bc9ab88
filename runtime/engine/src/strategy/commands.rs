//! From a directive to orders: record it, plan it, and hand each command to the worker of its family. When that is, its batch says
//! ([`batches`](super::batches)).

use serde::Serialize;
use simpletrader_config::build_spec::Recovery;
use simpletrader_contracts::Refused;
use simpletrader_contracts::decision::{CausalityChain, DirectiveDraft, ExecutionAction, RefusalDraft, StrategyDirective};
use simpletrader_contracts::id::DirectiveId;
use simpletrader_contracts::ledger::{GroupRef, TradeRef};
use simpletrader_contracts::terms::{DirectiveScope, RejectionCode, RejectionStage};
use simpletrader_contracts::worker::call::{Command, OrderIntent};
use simpletrader_contracts::worker::{AnyWorker, Fault, FaultKind};

use super::market_pass::Evidence;
use super::{Pass, PassError, Strategy};
use crate::execution::{Desk, ExecutionConnector, IntentError};
use crate::flow::{CallFailure, RunState};
use crate::journal::{JournalBody, JournalKind};
use crate::ledger::Ledger;
use crate::planning::{Aggregation, AggregationError, BuiltCommand, Refusal};
use crate::supervision::RecordedCall;

/// A directive and what it was decided from.
#[derive(Debug, Serialize)]
struct Decided {
    directive: StrategyDirective,
    #[serde(flatten)]
    evidence: Evidence,
}

/// What became of a command when it was handed to its worker.
pub(super) enum Sent {
    /// It is with its worker, as this group.
    As(GroupRef),
    /// No worker took it, for this reason.
    Refused(String),
}

impl Strategy {
    /// Records a directive, plans it and sends its commands to execution.
    pub(super) fn issue(
        &mut self,
        pass: &Pass,
        directive_id: DirectiveId,
        draft: &DirectiveDraft,
        chain: CausalityChain,
        evidence: &Evidence,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let mut trades = Vec::new();
        for target in draft.scope.targets() {
            let Some(entry) = self.ledger.trade(*target) else {
                let fault = Fault::invalid("decide", "directive.scope", format!("there is no trade {}", target.0));
                return Err(self.planner_failed(fault, pass));
            };
            trades.push(entry.plan_id);
        }
        let chain = chain.decided(directive_id);
        let stamped = self.stamp_directive(directive_id, draft, chain.clone().about(trades.clone()), pass.tick.at);
        let directive = match stamped {
            Ok(directive) => directive,
            Err(refused) => return Err(self.planner_failed(Fault::invalid("decide", "directive", refused), pass)),
        };
        let body = JournalBody::of(Decided { directive: directive.clone(), evidence: evidence.clone() });
        self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::DirectiveIssued, trades, body);
        if self.opens_cold(draft) {
            let refused_by = "flow_coordinator".into();
            let refusal = Refusal { stage: RejectionStage::Runtime, draft: self.warming_up(), refused_by, chain };
            self.reject(pass, JournalKind::SignalRejected, refusal, evidence)?;
            return Ok(());
        }
        match self.plan(pass, &directive, draft, chain)? {
            Some(commands) if !commands.is_empty() => self.send_batch(pass, directive_id, draft, commands, connector),
            _ => Ok(()),
        }
    }

    /// Whether a directive would open a trade in a symbol that still warms up.
    fn opens_cold(&self, draft: &DirectiveDraft) -> bool {
        let opens = draft.scope.scope() == DirectiveScope::NewTrade;
        let entries = draft.entry.iter().chain(draft.legs.iter().map(|leg| &leg.entry));
        opens && entries.map(|entry| entry.instrument).any(|instrument| !self.warm_up.is_ready(instrument))
    }

    /// The commands of a directive, none of them where nothing is to change; `None` when it was refused on the way, which is then in
    /// the journal.
    fn plan(
        &mut self,
        pass: &Pass,
        directive: &StrategyDirective,
        draft: &DirectiveDraft,
        chain: CausalityChain,
    ) -> Result<Option<Vec<BuiltCommand>>, PassError> {
        self.coordinator.enter(RunState::Planning);
        let mut aggregation = Aggregation {
            quotes: &self.quotes,
            crew: &mut self.crew,
            roles: &self.roles,
            cache: &self.cache,
            ledger: &self.ledger,
            ids: &mut self.ids,
            tick: pass.tick,
            account: pass.account,
            protection: self.spec.protection,
        };
        match aggregation.run(draft, directive, chain) {
            Ok(commands) => Ok(Some(commands)),
            Err(AggregationError::Failed(failure)) => Err(self.worker_failed(failure, pass)),
            Err(AggregationError::Refused(refusal)) => {
                self.reject(pass, JournalKind::SignalRejected, *refusal, &Evidence::default())?;
                Ok(None)
            }
        }
    }

    /// Hands one command to the worker of its family and carries out the answer.
    pub(super) fn execute(
        &mut self,
        pass: &Pass,
        built: &BuiltCommand,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<Sent, PassError> {
        let worker_index = match self.worker_for(built) {
            Ok(index) => index,
            Err((code, reason)) => {
                self.refuse_execution(pass, code, reason.clone(), built.command.causality.clone())?;
                return Ok(Sent::Refused(reason));
            }
        };
        let Some((trade, group)) = self.reserve(built) else {
            return Err(PassError::defect("a command names an instrument or trade that does not exist"));
        };
        self.ledger.keep_open(group);
        self.ledger.bound_slippage(group, built.execution.max_slippage_pct);
        let Some(quote) = self.quote(built.instrument, pass.tick.at) else {
            return Err(PassError::defect("a command was planned for an instrument without a price"));
        };
        let mut open_orders = Vec::new();
        self.ledger.open_orders(Some(trade), &mut open_orders);
        let command = Command {
            tick: pass.tick,
            quote,
            group,
            trade,
            plans: &built.plans,
            execution: &built.execution,
            target: built.target.and_then(|trade| self.ledger.position_view(trade)),
            open_orders: &open_orders,
        };
        let Some(member) = self.crew.get_mut(worker_index) else {
            return Err(PassError::defect("an execution family is bound to a worker that does not exist"));
        };
        if let Some(tape) = &mut member.tape {
            tape.rare(RecordedCall::on_command(&command));
        }
        let answer = match &mut member.worker {
            AnyWorker::Execution(worker) => worker.on_command(&command),
            _ => return Err(PassError::defect("an execution family is bound to a worker of another category")),
        };
        let intents = answer.map_err(|fault| self.worker_failed(CallFailure { worker: worker_index, fault }, pass))?;
        self.carry_out(pass, worker_index, "on-command", group, &intents, connector)?;
        self.supersede(&built.execution.action, trade, group);
        Ok(Sent::As(group))
    }

    /// One command works a trade at a time: what earlier ones have not ordered yet would miss the new target, so it is not to be
    /// ordered any more. Orders that work already are the new command's business.
    fn supersede(&mut self, action: &ExecutionAction, trade: TradeRef, group: GroupRef) {
        match action {
            ExecutionAction::CancelGroup { group } => self.ledger.withdraw_group(*group),
            ExecutionAction::ExecuteTrade(_) | ExecutionAction::CancelAllInTrade => {
                let earlier = self.ledger.open_groups(trade).into_iter().filter(|open| *open != group);
                for earlier in earlier {
                    self.ledger.withdraw_group(earlier);
                }
            }
            ExecutionAction::CancelOrder { .. } | ExecutionAction::ModifyOrder { .. } => {}
        }
    }

    /// The worker that is to carry a command out, or why there is none.
    fn worker_for(&self, built: &BuiltCommand) -> Result<usize, (RejectionCode, String)> {
        let worker = self.families.iter().find(|(family, _)| *family == built.family).map(|(_, index)| *index);
        let Some(worker) = worker else {
            return Err((RejectionCode::Other, format!("no execution worker works {}", built.family)));
        };
        let has_failed = self.failed_now.contains(&worker);
        if self.crew.is_silent(worker) || has_failed {
            let reason = format!("FAULT: the execution worker `{}` has failed and is silent for now", self.crew.id(worker));
            return Err((RejectionCode::Halted, reason));
        }
        if !self.failed_now.is_empty() && self.spec.on_fault.recovery == Recovery::Stop {
            return Err((RejectionCode::Halted, "FAULT: a worker has failed, and the strategy is about to be halted".to_owned()));
        }
        // A command that waited for another one may find that its trade is over.
        match built.target.filter(|trade| self.ledger.position_view(*trade).is_none()) {
            Some(trade) => Err((RejectionCode::PlanInconsistent, format!("trade {} is closed", trade.0))),
            None => Ok(worker),
        }
    }

    /// The trade and group of a command: they come into being with the first order.
    fn reserve(&mut self, built: &BuiltCommand) -> Option<(TradeRef, GroupRef)> {
        let held = built
            .target
            .and_then(|trade| self.ledger.trade(trade))
            .map_or_else(Default::default, |trade| trade.position.quantity());
        let target_size = built.plans.size.as_ref().map(|size| size.target_position_size.get());
        let to_fill = target_size.map(|size| (size - held).abs()).filter(|quantity| !quantity.is_zero());
        let trade = match built.target {
            Some(trade) => trade,
            None => self.ledger.reserve_trade(built.command.target_plan_id, built.instrument, built.direction)?,
        };
        Some((trade, self.ledger.reserve_group(trade, built.command.command_id, built.family, to_fill)?))
    }

    /// Carries out what an execution worker answered.
    pub(super) fn carry_out(
        &mut self,
        pass: &Pass,
        worker: usize,
        handler: &'static str,
        group: GroupRef,
        intents: &[OrderIntent],
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let is_withdrawn = self.ledger.group(group).is_some_and(|entry| entry.is_withdrawn());
        if is_withdrawn && intents.iter().any(|intent| asks_for_more(&self.ledger, intent)) {
            // The worker could not know: no fault, and nothing is carried out.
            let plan_id = self.ledger.group(group).and_then(|entry| self.ledger.trade(entry.trade)).map(|trade| trade.plan_id);
            let chain = CausalityChain::from_origin(pass.stamp().origin).about(plan_id);
            let reason = "the command was withdrawn: its worker may order no more of it".to_owned();
            return self.refuse_execution(pass, RejectionCode::Other, reason, chain);
        }
        let mut desk = Desk {
            ledger: &mut self.ledger,
            ids: &mut self.ids,
            timers: &mut self.timers,
            guardrails: Some(&mut self.guardrails),
            connector,
            at: pass.tick.at,
        };
        match desk.carry_out(group, intents) {
            Ok(()) => {
                self.journal_trades(pass);
                Ok(())
            }
            Err(IntentError::Invalid { field, rule }) => {
                let fault = Fault::new(handler, FaultKind::InvalidOutput { field, rule });
                Err(self.worker_failed(CallFailure { worker, fault }, pass))
            }
            Err(IntentError::Storm { storm, got, limit }) => {
                let fault = Fault::storm(handler, storm, got, limit);
                Err(self.worker_failed(CallFailure { worker, fault }, pass))
            }
            Err(IntentError::Ledger(error)) => Err(PassError::defect(error.to_string())),
        }
    }

    pub(super) fn refuse_batch(&mut self, pass: &Pass, directive_id: DirectiveId, refused: &Refused) -> Result<(), PassError> {
        let chain = CausalityChain::from_origin(pass.stamp().origin).decided(directive_id);
        let draft = RefusalDraft::by_host(RejectionCode::PlanInconsistent, refused.to_string());
        let refusal = Refusal { stage: RejectionStage::Aggregation, draft, refused_by: "aggregation".into(), chain };
        self.reject(pass, JournalKind::SignalRejected, refusal, &Evidence::default())?;
        Ok(())
    }
}

/// Whether an intent would fill more of what a command wanted.
fn asks_for_more(ledger: &Ledger, intent: &OrderIntent) -> bool {
    match intent {
        OrderIntent::Place(order) => order.purpose.counts_toward_target(),
        OrderIntent::Modify { order, .. } => ledger.order(*order).is_some_and(|entry| entry.order.purpose.counts_toward_target()),
        OrderIntent::Cancel(_) | OrderIntent::WakeAt { .. } | OrderIntent::Finish { .. } => false,
    }
}
