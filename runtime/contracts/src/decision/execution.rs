//! From plans to commands: the request to the execution planner, the command, and the batch of one directive.

use serde::{Deserialize, Serialize};

use super::{CausalityChain, EntryPlan, ExecutionPlan, ExitPlan, SizePlan};
use crate::id::{BatchId, CommandId, DirectiveId, RequestId, TradePlanId};
use crate::terms::{BatchMode, DirectiveScope};
use crate::{Instant, Refused};

/// The aggregated plans on their way to the execution planner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecutionRequest {
    /// Given by the host.
    pub request_id: RequestId,
    /// The trade concerned; absent only for NEW_TRADE.
    pub target_plan_id: Option<TradePlanId>,
    /// The directive's chain plus the ids of the attached plans.
    pub causality: CausalityChain,
    /// What and where.
    pub entry_plan: Option<EntryPlan>,
    /// How much.
    pub size_plan: Option<SizePlan>,
    /// Where to leave.
    pub exit_plan: Option<ExitPlan>,
    /// The anchor.
    pub requested_at: Instant,
}

/// The aggregated plans that together form one complete instruction. At least one plan is present.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecutionCommand {
    /// Given by the host; equal to the chain's `execution_command_id`.
    pub command_id: CommandId,
    /// The trade concerned: an existing one, or the one that the first order will open.
    pub target_plan_id: TradePlanId,
    /// What the directive was about.
    pub scope: DirectiveScope,
    /// Why.
    pub causality: CausalityChain,
    /// What and where.
    pub entry_plan: Option<EntryPlan>,
    /// How much.
    pub size_plan: Option<SizePlan>,
    /// Where to leave.
    pub exit_plan: Option<ExitPlan>,
    /// By which algorithm.
    pub execution_plan: Option<ExecutionPlan>,
}

/// All commands of one directive, in target order. Mode and timeout are the directive's policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecutionCommandBatch {
    batch_id: BatchId,
    strategy_directive_id: DirectiveId,
    commands: Vec<ExecutionCommand>,
    mode: BatchMode,
    timeout_seconds: Option<u32>,
    created_at: Instant,
}

impl ExecutionCommandBatch {
    /// Checks that there is a command and that no id occurs twice.
    pub fn new(
        batch_id: BatchId,
        strategy_directive_id: DirectiveId,
        commands: Vec<ExecutionCommand>,
        policy: super::ExecutionPolicy,
        created_at: Instant,
    ) -> Result<Self, Refused> {
        if commands.is_empty() {
            return Err(Refused::new("a batch needs at least one command", "none"));
        }
        for (index, command) in commands.iter().enumerate() {
            if commands[..index].iter().any(|other| other.command_id == command.command_id) {
                return Err(Refused::new("the command ids of a batch must differ", command.command_id));
            }
        }
        let super::ExecutionPolicy { mode, timeout_seconds } = policy;
        Ok(Self { batch_id, strategy_directive_id, commands, mode, timeout_seconds, created_at })
    }

    /// Given by the host.
    pub fn batch_id(&self) -> BatchId {
        self.batch_id
    }

    /// The one directive that this batch carries out.
    pub fn strategy_directive_id(&self) -> DirectiveId {
        self.strategy_directive_id
    }

    /// At least one, in target order.
    pub fn commands(&self) -> &[ExecutionCommand] {
        &self.commands
    }

    /// Copied from the directive's policy.
    pub fn mode(&self) -> BatchMode {
        self.mode
    }

    /// Copied from the directive's policy.
    pub fn timeout_seconds(&self) -> Option<u32> {
        self.timeout_seconds
    }
}
