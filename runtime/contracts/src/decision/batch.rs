//! All commands of one directive.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use super::{ExecutionCommand, ExecutionPolicy};
use crate::contract::contract;
use crate::id::{BatchId, DirectiveId};
use crate::terms::BatchMode;
use crate::{Instant, Refused};

/// The fields of an [`ExecutionCommandBatch`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchFields {
    /// Given by the host.
    pub batch_id: BatchId,
    /// The one directive that this batch carries out.
    pub strategy_directive_id: DirectiveId,
    /// At least one, in target order; the order matters for SEQUENTIAL.
    pub commands: Vec<ExecutionCommand>,
    /// Copied from the directive's policy.
    #[serde(default = "default_mode")]
    pub mode: BatchMode,
    /// Copied from the directive's policy; absent = no bound.
    #[serde(default)]
    pub timeout_seconds: Option<NonZeroU32>,
    /// The anchor of the pass.
    pub created_at: Instant,
}

fn default_mode() -> BatchMode {
    BatchMode::DEFAULT
}

contract!(
    /// All commands of one directive. Always used, also for a single command. Command ids and trades differ, every command
    /// comes from the directive, and no command may take longer than the batch.
    ExecutionCommandBatch holds BatchFields, made by of_fields
);

impl ExecutionCommandBatch {
    /// A batch whose mode and timeout are the directive's policy.
    pub fn new(
        batch_id: BatchId,
        strategy_directive_id: DirectiveId,
        commands: Vec<ExecutionCommand>,
        policy: ExecutionPolicy,
        created_at: Instant,
    ) -> Result<Self, Refused> {
        let ExecutionPolicy { mode, timeout_seconds } = policy;
        Self::of_fields(BatchFields { batch_id, strategy_directive_id, commands, mode, timeout_seconds, created_at })
    }
}

impl BatchFields {
    fn check(&self) -> Result<(), Refused> {
        if self.commands.is_empty() {
            return Err(Refused::new("commands: a batch needs at least one command", "none"));
        }
        for (index, command) in self.commands.iter().enumerate() {
            let mut earlier = self.commands.iter().take(index);
            if earlier.clone().any(|other| other.command_id == command.command_id) {
                return Err(Refused::new("commands: the command ids of a batch must differ", command.command_id));
            }
            if earlier.any(|other| other.target_plan_id == command.target_plan_id) {
                return Err(Refused::new("commands: the trades of a batch must differ", command.target_plan_id));
            }
            if command.causality.strategy_directive_id != Some(self.strategy_directive_id) {
                return Err(Refused::new("commands: every command must come from the batch's directive", command.command_id));
            }
            let window = command.execution_plan.as_ref().and_then(|plan| plan.max_execution_window_seconds);
            if let (Some(window), Some(timeout)) = (window, self.timeout_seconds)
                && window > timeout
            {
                let shown = format!("{window} s in a batch of {timeout} s");
                return Err(Refused::new("commands: an execution window must not exceed the batch's timeout", shown));
            }
        }
        Ok(())
    }
}
