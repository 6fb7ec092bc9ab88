//! Level 2: the orders of one command.

use serde::Serialize;

use crate::id::{CommandId, GroupId, TradePlanId};
use crate::terms::{ExecutionStrategyType, GroupStatus};
use crate::{Decimal, Instant};

/// The orders that one command produced. Created during execution, never during planning.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExecutionGroup {
    /// Given by the ledger.
    pub group_id: GroupId,
    /// The command.
    pub parent_command_id: CommandId,
    /// The trade.
    pub parent_plan_id: TradePlanId,
    /// The algorithm family.
    pub execution_strategy: ExecutionStrategyType,
    /// When it was made.
    pub created_at: Instant,
    /// What the command wanted to fill, > 0, where it wanted a quantity.
    #[serde(with = "crate::decimal::optional_text")]
    pub target_quantity: Option<Decimal>,
    #[serde(with = "crate::decimal::text")]
    filled_quantity: Decimal,
    status: GroupStatus,
    updated_at: Instant,
}

impl ExecutionGroup {
    /// A new group without orders.
    pub fn new(
        group_id: GroupId,
        parent_command_id: CommandId,
        parent_plan_id: TradePlanId,
        execution_strategy: ExecutionStrategyType,
        target_quantity: Option<Decimal>,
        created_at: Instant,
    ) -> Self {
        Self {
            group_id,
            parent_command_id,
            parent_plan_id,
            execution_strategy,
            created_at,
            target_quantity,
            filled_quantity: Decimal::ZERO,
            status: GroupStatus::Pending,
            updated_at: created_at,
        }
    }

    /// Where it stands.
    pub fn status(&self) -> GroupStatus {
        self.status
    }

    /// Filled by the orders that work toward the target.
    pub fn filled_quantity(&self) -> Decimal {
        self.filled_quantity
    }

    /// When it last changed.
    pub fn updated_at(&self) -> Instant {
        self.updated_at
    }

    /// Its first order exists.
    pub fn activate(&mut self, at: Instant) {
        if self.status == GroupStatus::Pending {
            self.move_to(GroupStatus::Active, at);
        }
    }

    /// Adds a fill toward the target; reaching the target completes the group.
    pub fn add_fill(&mut self, quantity: Decimal, at: Instant) {
        self.filled_quantity += quantity;
        self.updated_at = at;
        if self.target_quantity.is_some_and(|target| self.filled_quantity >= target) {
            self.move_to(GroupStatus::Completed, at);
        }
    }

    /// None of its orders works any more: COMPLETED, PARTIAL, CANCELLED or, after a refusal, FAILED.
    pub fn settle(&mut self, refused: bool, at: Instant) {
        if self.status.is_final() {
            return;
        }
        let outcome = match (self.filled_quantity > Decimal::ZERO, refused) {
            (true, _) if self.target_quantity.is_none() => GroupStatus::Completed,
            (true, _) => GroupStatus::Partial,
            (false, true) => GroupStatus::Failed,
            (false, false) => GroupStatus::Cancelled,
        };
        self.move_to(outcome, at);
    }

    fn move_to(&mut self, status: GroupStatus, at: Instant) {
        if !self.status.is_final() {
            self.status = status;
            self.updated_at = at;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(target: Option<i64>) -> ExecutionGroup {
        ExecutionGroup::new(
            GroupId::parse("EXG_20040921_000000_00000001").unwrap(),
            CommandId::parse("EXC_20040921_000000_00000001").unwrap(),
            TradePlanId::parse("TPL_20040921_000000_00000001").unwrap(),
            ExecutionStrategyType::Single,
            target.map(Decimal::from),
            Instant::default(),
        )
    }

    #[test]
    fn a_group_ends_by_what_was_filled() {
        let at = Instant::default();
        let mut whole = group(Some(10));
        whole.activate(at);
        whole.add_fill(4.into(), at);
        assert_eq!(whole.status(), GroupStatus::Active);
        whole.add_fill(6.into(), at);
        assert_eq!(whole.status(), GroupStatus::Completed);
        whole.settle(true, at);
        assert_eq!(whole.status(), GroupStatus::Completed, "final");

        let mut part = group(Some(10));
        part.activate(at);
        part.add_fill(4.into(), at);
        part.settle(false, at);
        assert_eq!(part.status(), GroupStatus::Partial);

        let mut refused = group(Some(10));
        refused.settle(true, at);
        assert_eq!(refused.status(), GroupStatus::Failed);
        let mut withdrawn = group(Some(10));
        withdrawn.settle(false, at);
        assert_eq!(withdrawn.status(), GroupStatus::Cancelled);
    }
}
