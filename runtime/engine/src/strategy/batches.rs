//! Carrying batches out: sending, waiting, withdrawing and refusing, as [`OpenBatch`] says, and the limits of time.
//!
//! A batch stays open until nothing can follow any more. It is looked at after every pass, against the ledger, which is the only
//! memory that there is: a worker that failed, and one that was begun again, change nothing about what its commands came to.
//!
//! Two limits bound a command: the window of its execution plan and the timeout of its batch, of which the earlier counts. The host
//! keeps it, whatever the worker does: what is pending is withdrawn, what was filled stays. In a file of bars a limit inside a bar
//! takes effect at the bar's close, after the orders were matched against it.

use serde::Serialize;
use simpletrader_contracts::Instant;
use simpletrader_contracts::decision::{CausalityChain, DirectiveDraft, ExecutionCommand, ExecutionCommandBatch, RefusalDraft};
use simpletrader_contracts::id::{BatchId, DirectiveId};
use simpletrader_contracts::ledger::GroupRef;
use simpletrader_contracts::terms::{BatchMode, GroupStatus, RejectionCode, RejectionStage};
use simpletrader_contracts::worker::call::OrderIntent;

use super::commands::Sent;
use super::market_pass::Evidence;
use super::{Pass, PassError, Strategy};
use crate::execution::{Act, ExecutionConnector, OpenBatch, Stage, Standing, Step, Wake};
use crate::flow::RunState;
use crate::journal::{JournalBody, JournalKind};
use crate::ledger::Ledger;
use crate::planning::{BuiltCommand, Refusal};

/// A command and the batch that it belongs to.
#[derive(Debug, Serialize)]
struct Commanded {
    batch_id: BatchId,
    mode: BatchMode,
    command: ExecutionCommand,
}

impl Strategy {
    /// One directive, one batch: its mode is the directive's policy.
    pub(super) fn send_batch(
        &mut self,
        pass: &Pass,
        directive_id: DirectiveId,
        draft: &DirectiveDraft,
        built: Vec<BuiltCommand>,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let commands = built.iter().map(|built| built.command.clone()).collect();
        let batch_id = self.ids.next(pass.tick.at);
        let policy = draft.policy.unwrap_or_default();
        let batch = match ExecutionCommandBatch::new(batch_id, directive_id, commands, policy, pass.tick.at) {
            Ok(batch) => batch,
            // Each command is sound; together with the strategy's policy they are not, as a window longer than the timeout.
            Err(refused) => return self.refuse_batch(pass, directive_id, &refused),
        };
        let deadline = batch.timeout_seconds.map(|seconds| pass.tick.at.plus_seconds(seconds.get().into()));
        let mut open = OpenBatch::new(batch_id, batch.mode, deadline, built);
        let outcome = self.drive(pass, &mut open, connector);
        if !open.is_over(|step, group| standing(&self.ledger, step, group)) {
            self.batches.push(open);
        }
        outcome
    }

    /// What every pass ends with: groups that nobody comes back to settle, batches go on, and faults are answered.
    pub(super) fn end_pass(
        &mut self,
        pass: &Pass,
        outcome: Result<(), PassError>,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let has_nothing_open = self.batches.is_empty() && self.ledger.is_settled() && self.supervisor.halt.is_none();
        if has_nothing_open && outcome.is_ok() {
            return Ok(());
        }
        self.settle(pass);
        let coordinated = self.coordinate(pass, connector);
        let outcome = self.first_of(outcome, coordinated);
        self.supervise(pass, outcome, connector)?;
        if self.supervisor.halt.is_some() {
            self.refuse_unsent(pass)?;
        }
        self.settle(pass);
        Ok(())
    }

    /// Ends the groups to which nobody comes back: none of their orders works, and no wake-up is waiting.
    pub(super) fn settle(&mut self, pass: &Pass) {
        // On the ordinary bar there is nothing.
        if self.ledger.is_settled() {
            return;
        }
        let is_halted = self.supervisor.halt.is_some();
        for group in self.ledger.idle_groups() {
            let is_withdrawn = self.ledger.group(group).is_some_and(|entry| entry.is_withdrawn());
            let is_awaited = !is_halted && !is_withdrawn && (self.timers.awaits(group) || self.supervisor.holds(group));
            if !is_awaited {
                self.ledger.release_group(group, pass.tick.at);
            }
        }
        self.journal_trades(pass);
    }

    /// Goes on with every open batch. What one does never waits for another: an order has one group, and a group one batch.
    fn coordinate(&mut self, pass: &Pass, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let mut outcome = Ok(());
        for mut batch in std::mem::take(&mut self.batches) {
            let driven = self.drive(pass, &mut batch, connector);
            outcome = self.first_of(outcome, driven);
            if !batch.is_over(|step, group| standing(&self.ledger, step, group)) {
                self.batches.push(batch);
            }
        }
        outcome
    }

    /// Does what is to be done for a batch until only waiting is left. A worker that fails on the way fails its command, and the
    /// batch goes on as its mode says.
    fn drive(&mut self, pass: &Pass, batch: &mut OpenBatch, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let mut outcome = Ok(());
        while let Some(act) = batch.next_act(|step, group| standing(&self.ledger, step, group)) {
            let stage = match act {
                Act::Send(index) => match self.send(pass, batch, index, connector) {
                    Ok(stage) => stage,
                    Err(PassError::Worker(failure)) => {
                        let reason = format!("its execution worker `{}` failed", failure.worker_id);
                        outcome = self.first_of(outcome, Err(PassError::Worker(failure)));
                        Stage::Failed(reason)
                    }
                    Err(error) => return Err(error),
                },
                Act::Withdraw(_, group) => {
                    let (code, reason) = self.because_of_another(batch);
                    self.withdraw(pass, group, code, &reason, connector)?;
                    Stage::Dropped
                }
                Act::Refuse(index) => {
                    let (code, reason) = self.because_of_another(batch);
                    self.refuse_command(pass, batch.steps.get(index), code, format!("never sent: {reason}"))?;
                    Stage::Dropped
                }
            };
            let (Act::Send(index) | Act::Withdraw(index, _) | Act::Refuse(index)) = act;
            if let Some(step) = batch.steps.get_mut(index) {
                step.stage = stage;
            }
            self.settle(pass);
        }
        outcome
    }

    /// Hands a command to its worker; from then on its limit runs.
    fn send(
        &mut self,
        pass: &Pass,
        batch: &OpenBatch,
        index: usize,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<Stage, PassError> {
        self.coordinator.enter(RunState::Execution);
        let Some(Step { command: built, .. }) = batch.steps.get(index) else {
            return Err(PassError::defect("a batch has fewer commands than it was made of"));
        };
        let body = JournalBody::of(Commanded { batch_id: batch.batch_id, mode: batch.mode, command: built.command.clone() });
        let trades = vec![built.command.target_plan_id];
        self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::CommandIssued, trades, body);
        match self.execute(pass, built, connector)? {
            Sent::As(group) => {
                let window = built.execution.max_execution_window_seconds;
                let window = window.map(|seconds| pass.tick.at.plus_seconds(seconds.into()));
                if let Some(limit) = window.into_iter().chain(batch.deadline).min() {
                    // A sequence may outlive its timeout between two bars; what it sends then is over at the next look.
                    self.timers.add(limit, group, Wake::Limit);
                }
                Ok(Stage::Sent(group))
            }
            Sent::Refused(reason) => Ok(Stage::Failed(reason)),
        }
    }

    /// The time of a command is over: what is pending of it is withdrawn. One that is complete or ended before is not concerned.
    pub(super) fn reach_limit(
        &mut self,
        pass: &Pass,
        group: GroupRef,
        due: Instant,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let is_over = |ledger: &Ledger| {
            ledger.group(group).is_none_or(|entry| {
                entry.is_released() || entry.is_withdrawn() || entry.group.as_ref().is_some_and(|group| group.status().is_final())
            })
        };
        if is_over(&self.ledger) {
            return Ok(());
        }
        let reason = format!("its time was over at {due}");
        let mut steps = self.batches.iter_mut().flat_map(|batch| &mut batch.steps);
        if let Some(step) = steps.find(|step| step.stage == Stage::Sent(group)) {
            step.stage = Stage::Failed(reason.clone());
        }
        self.withdraw(pass, group, RejectionCode::Timeout, &reason, connector)
    }

    /// Asks the venue for the end of everything that is pending of a group. What was filled stays, with its protection.
    fn withdraw(
        &mut self,
        pass: &Pass,
        group: GroupRef,
        code: RejectionCode,
        reason: &str,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let mut pending = Vec::new();
        for order in self.ledger.working_orders() {
            let entry = self.ledger.order(*order).filter(|entry| entry.group == group);
            if entry.is_some_and(|entry| entry.order.purpose.counts_toward_target()) {
                pending.push(OrderIntent::Cancel(*order));
            }
        }
        self.ledger.withdraw_group(group);
        let Some(entry) = self.ledger.group(group) else { return Ok(()) };
        let filled = entry.group.as_ref().map_or_else(Default::default, |group| group.filled_quantity()).normalize();
        let of = entry.target_quantity.map_or_else(String::new, |target| format!(" of {}", target.normalize()));
        let plan_id = self.ledger.trade(entry.trade).map(|trade| trade.plan_id);
        let reason = format!("withdrawn: {reason}; {filled}{of} was filled and stays");
        let chain = CausalityChain::from_origin(pass.stamp().origin).about(plan_id);
        self.refuse_execution(pass, code, reason, chain)?;
        self.by_the_host(pass, group, &pending, connector)
    }

    /// Why the others of a batch do not go on.
    fn because_of_another(&self, batch: &OpenBatch) -> (RejectionCode, String) {
        let failed = batch.failed(|step, group| standing(&self.ledger, step, group));
        let (place, why) = failed.map_or((0, "it failed"), |(index, why)| (index + 1, why));
        (RejectionCode::Other, format!("command {place} of {} of its {} batch failed: {why}", batch.steps.len(), batch.mode))
    }

    fn refuse_command(&mut self, pass: &Pass, step: Option<&Step>, code: RejectionCode, reason: String) -> Result<(), PassError> {
        let Some(step) = step else { return Ok(()) };
        self.refuse_execution(pass, code, reason, step.command.command.causality.clone())
    }

    /// After a halt nothing is sent any more: what still waits in a batch is refused.
    pub(super) fn refuse_unsent(&mut self, pass: &Pass) -> Result<(), PassError> {
        for batch in std::mem::take(&mut self.batches) {
            for step in batch.steps.iter().filter(|step| step.stage == Stage::Waiting) {
                self.refuse_command(pass, Some(step), RejectionCode::Halted, "never sent: the strategy was halted".into())?;
            }
        }
        Ok(())
    }

    /// A refusal at stage EXECUTION, in the journal.
    pub(super) fn refuse_execution(
        &mut self,
        pass: &Pass,
        code: RejectionCode,
        reason: String,
        chain: CausalityChain,
    ) -> Result<(), PassError> {
        let draft = RefusalDraft::by_host(code, reason);
        let refusal = Refusal { stage: RejectionStage::Execution, draft, refused_by: "batch_coordinator".into(), chain };
        self.reject(pass, JournalKind::ExecutionRejected, refusal, &Evidence::default())?;
        Ok(())
    }

    /// Of two outcomes the first that failed; a second failure of a worker waits to be answered with it.
    fn first_of(&mut self, one: Result<(), PassError>, other: Result<(), PassError>) -> Result<(), PassError> {
        match (one, other) {
            (Err(PassError::Worker(first)), Err(PassError::Worker(second))) => {
                self.further_failures.push(*second);
                Err(PassError::Worker(first))
            }
            (Err(PassError::Worker(_)) | Ok(()), Err(error)) => Err(error),
            (one, _) => one,
        }
    }
}

/// What a command came to, as the ledger shows it.
fn standing(ledger: &Ledger, step: &Step, group: GroupRef) -> Standing {
    let Some(entry) = ledger.group(group) else { return Standing::Failed };
    match entry.group.as_ref().map(|group| (group.status(), group.filled_quantity())) {
        Some((GroupStatus::Completed, _)) => Standing::Complete,
        Some((GroupStatus::Failed, _)) => Standing::Failed,
        Some((GroupStatus::Partial, filled)) => {
            let enough = step.command.execution.min_fill_ratio.zip(entry.target_quantity);
            let enough = enough.and_then(|(ratio, target)| target.checked_mul(ratio.get()));
            match enough {
                Some(enough) if filled >= enough => Standing::Complete,
                _ if entry.was_refused() => Standing::Failed,
                _ => Standing::Short,
            }
        }
        Some((GroupStatus::Cancelled, _)) => Standing::Short,
        Some((GroupStatus::Pending | GroupStatus::Active, _)) | None if entry.finished() == Some(true) => Standing::Failed,
        // It needed no order: a change, a withdrawal, or a size that is already there.
        None if entry.is_released() => Standing::Complete,
        Some((GroupStatus::Pending | GroupStatus::Active, _)) | None => Standing::Working,
    }
}
