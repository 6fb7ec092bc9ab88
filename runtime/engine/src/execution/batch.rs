//! How the commands of one batch depend on one another.
//!
//! This is the rule alone: what each command came to is asked of whoever has the ledger, and what is to be done next is an
//! answer. So it has nothing to forget: after a fault, a late reply or a restart of a worker the same questions lead to the same
//! answer. Who carries the answers out: the strategy, in its `batches`.
//!
//! - INDEPENDENT: every command is sent at once; none matters to another.
//! - COORDINATED: every command is sent at once; when one fails, what is pending of the others is withdrawn, what they filled stays,
//!   and what was not sent yet is refused.
//! - SEQUENTIAL: a command is sent when the one before it is complete; when one fails or ends short of that, the rest is refused and
//!   never sent.
//!
//! A command has succeeded when the venue has accepted it; in a SEQUENTIAL batch, which waits for it, when what it wanted is filled.
//! An order that the venue accepted and that then expires by its own terms did as it was told: it fails nobody but a sequence.

use simpletrader_contracts::Instant;
use simpletrader_contracts::id::BatchId;
use simpletrader_contracts::ledger::GroupRef;
use simpletrader_contracts::terms::BatchMode;

use crate::planning::BuiltCommand;

/// What a command that was sent came to, as far as the ledger knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It goes on.
    Working,
    /// What it wanted is done.
    Complete,
    /// It ended short of what it wanted, by its own terms.
    Short,
    /// The venue refused it, or its worker gave it up.
    Failed,
}

/// How far the batch has come with a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Not sent yet.
    Waiting,
    /// With its worker, as this group.
    Sent(GroupRef),
    /// Failed, for this reason, whatever the ledger says of its group.
    Failed(String),
    /// Withdrawn, or refused before it was sent, because of another one.
    Dropped,
}

/// One command of a batch.
#[derive(Debug)]
pub(crate) struct Step {
    /// The command.
    pub command: BuiltCommand,
    /// How far it is.
    pub stage: Stage,
}

/// What is to be done next; the number is the command's place in the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Hand the command to its worker.
    Send(usize),
    /// Withdraw what is pending of it.
    Withdraw(usize, GroupRef),
    /// Refuse it: it is never sent.
    Refuse(usize),
}

/// A batch that is being carried out.
#[derive(Debug)]
pub(crate) struct OpenBatch {
    /// Its id.
    pub batch_id: BatchId,
    /// How its commands depend on one another.
    pub mode: BatchMode,
    /// When the time of the whole batch is over.
    pub deadline: Option<Instant>,
    /// Its commands, in order.
    pub steps: Vec<Step>,
}

impl OpenBatch {
    /// A batch of which nothing was sent yet.
    pub fn new(batch_id: BatchId, mode: BatchMode, deadline: Option<Instant>, commands: Vec<BuiltCommand>) -> Self {
        let steps = commands.into_iter().map(|command| Step { command, stage: Stage::Waiting }).collect();
        Self { batch_id, mode, deadline, steps }
    }

    /// What is to be done next; none while there is only waiting left.
    pub fn next_act(&self, standing: impl Fn(&Step, GroupRef) -> Standing) -> Option<Act> {
        let waiting = self.steps.iter().position(|step| step.stage == Stage::Waiting);
        let failed = self.failed(&standing).is_some();
        match self.mode {
            BatchMode::Independent => waiting.map(Act::Send),
            BatchMode::Coordinated if failed => {
                let mut pending = self.steps.iter().enumerate().filter_map(|(index, step)| match step.stage {
                    Stage::Sent(group) if standing(step, group) == Standing::Working => Some(Act::Withdraw(index, group)),
                    _ => None,
                });
                pending.next().or(waiting.map(Act::Refuse))
            }
            BatchMode::Coordinated => waiting.map(Act::Send),
            BatchMode::Sequential if failed => waiting.map(Act::Refuse),
            BatchMode::Sequential => {
                let is_complete = |step: &Step| match step.stage {
                    Stage::Sent(group) => standing(step, group) == Standing::Complete,
                    _ => false,
                };
                let next = self.steps.iter().position(|step| !is_complete(step))?;
                (waiting == Some(next)).then_some(Act::Send(next))
            }
        }
    }

    /// The command that failed first, by its place, with the reason where one is known.
    pub fn failed(&self, standing: impl Fn(&Step, GroupRef) -> Standing) -> Option<(usize, &str)> {
        self.steps.iter().enumerate().find_map(|(index, step)| match &step.stage {
            Stage::Failed(reason) => Some((index, reason.as_str())),
            Stage::Sent(group) => match (standing(step, *group), self.mode) {
                (Standing::Failed, _) => Some((index, "it was refused or given up")),
                (Standing::Short, BatchMode::Sequential) => Some((index, "it ended short of what it wanted")),
                _ => None,
            },
            Stage::Waiting | Stage::Dropped => None,
        })
    }

    /// True when nothing can follow any more, whatever the venue says.
    pub fn is_over(&self, standing: impl Fn(&Step, GroupRef) -> Standing) -> bool {
        self.steps.iter().all(|step| match step.stage {
            Stage::Waiting => false,
            Stage::Sent(group) => self.mode == BatchMode::Independent || standing(step, group) != Standing::Working,
            Stage::Failed(_) | Stage::Dropped => true,
        })
    }
}

#[cfg(test)]
#[path = "batch_tests.rs"]
mod tests;
