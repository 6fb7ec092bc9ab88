//! Level 2: the orders of one command.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::contract::repeated;
use crate::decimal::Amount;
use crate::id::{CommandId, GroupId, OrderId, TradePlanId};
use crate::terms::{ExecutionStrategyType, GroupStatus};
use crate::{Decimal, Instant, Quantity, Refused};

/// The orders that one command produced. Created during execution, never during planning. Its status follows
/// [`GroupStatus::may_become`]; it completes when its target is filled, and never fills beyond it.
///
/// Its [traits](GroupTraits) are read as its own fields and never change:
///
/// ```compile_fail
/// fn change(group: &mut simpletrader_contracts::ledger::ExecutionGroup) {
///     group.target_quantity = None;
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExecutionGroup {
    #[serde(flatten)]
    traits: GroupTraits,
    #[serde(with = "crate::decimal::text")]
    filled_quantity: Decimal,
    order_ids: Vec<OrderId>,
    status: GroupStatus,
    updated_at: Instant,
    completed_at: Option<Instant>,
    cancelled_at: Option<Instant>,
}

/// What a group is, from its first order on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupTraits {
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
}

impl Deref for ExecutionGroup {
    type Target = GroupTraits;

    fn deref(&self) -> &GroupTraits {
        &self.traits
    }
}

/// A change that a group cannot make.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GroupError {
    /// More filled than its command wanted.
    #[error("group {group} wants {target} and cannot have {filled} filled")]
    Overfilled {
        /// The group.
        group: GroupId,
        /// What its command wanted.
        target: Decimal,
        /// What would be filled.
        filled: Decimal,
    },
    /// The sum does not fit a decimal.
    #[error("what group {0} has filled does not fit 28 digits")]
    Overflow(GroupId),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFields {
    group_id: GroupId,
    parent_command_id: CommandId,
    parent_plan_id: TradePlanId,
    execution_strategy: ExecutionStrategyType,
    created_at: Instant,
    #[serde(default)]
    target_quantity: Option<Quantity>,
    #[serde(default)]
    filled_quantity: Option<Amount>,
    #[serde(default)]
    order_ids: Vec<OrderId>,
    status: GroupStatus,
    updated_at: Instant,
    #[serde(default)]
    completed_at: Option<Instant>,
    #[serde(default)]
    cancelled_at: Option<Instant>,
}

impl<'de> Deserialize<'de> for ExecutionGroup {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields: GroupFields = crate::contract::read(deserializer, "ExecutionGroup")?;
        fields.check().map_err(|refused| crate::contract::broken("ExecutionGroup", &refused))?;
        let traits = GroupTraits {
            group_id: fields.group_id,
            parent_command_id: fields.parent_command_id,
            parent_plan_id: fields.parent_plan_id,
            execution_strategy: fields.execution_strategy,
            created_at: fields.created_at,
            target_quantity: fields.target_quantity.map(Quantity::get),
        };
        Ok(Self {
            traits,
            filled_quantity: fields.filled_quantity.map(Amount::get).unwrap_or_default(),
            order_ids: fields.order_ids,
            status: fields.status,
            updated_at: fields.updated_at,
            completed_at: fields.completed_at,
            cancelled_at: fields.cancelled_at,
        })
    }
}

impl GroupFields {
    fn check(&self) -> Result<(), Refused> {
        let filled = self.filled_quantity.map(Amount::get).unwrap_or_default();
        let target = self.target_quantity.map(Quantity::get);
        if let Some(id) = repeated(&self.order_ids) {
            return Err(Refused::new("order_ids: an order must stand once in its group", id));
        }
        if self.updated_at < self.created_at {
            return Err(Refused::new("updated_at: must not lie before created_at", self.updated_at));
        }
        if self.completed_at.is_some() != (self.status == GroupStatus::Completed) {
            return Err(Refused::new("completed_at: must be present exactly for COMPLETED", self.status));
        }
        if self.cancelled_at.is_some() != (self.status == GroupStatus::Cancelled) {
            return Err(Refused::new("cancelled_at: must be present exactly for CANCELLED", self.status));
        }
        if let Some(target) = target.filter(|target| filled > *target) {
            return Err(Refused::new("filled_quantity: must not exceed the target", format!("{filled} of {target}")));
        }
        let reached = target == Some(filled);
        match self.status {
            GroupStatus::Pending if !filled.is_zero() => {
                Err(Refused::new("filled_quantity: a group without orders has nothing filled", filled))
            }
            GroupStatus::Completed if !reached && (target.is_some() || filled.is_zero()) => {
                Err(Refused::new("filled_quantity: a completed group has filled its target", filled))
            }
            GroupStatus::Active if reached => {
                Err(Refused::new("filled_quantity: a group that has filled its target is completed", filled))
            }
            GroupStatus::Partial if filled.is_zero() => {
                Err(Refused::new("filled_quantity: a partial group has something filled", filled))
            }
            _ => Ok(()),
        }
    }
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
        let traits = GroupTraits { group_id, parent_command_id, parent_plan_id, execution_strategy, created_at, target_quantity };
        Self {
            traits,
            filled_quantity: Decimal::ZERO,
            order_ids: Vec::new(),
            status: GroupStatus::Pending,
            updated_at: created_at,
            completed_at: None,
            cancelled_at: None,
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

    /// Its orders, in the order of their making.
    pub fn order_ids(&self) -> &[OrderId] {
        &self.order_ids
    }

    /// When its target was filled.
    pub fn completed_at(&self) -> Option<Instant> {
        self.completed_at
    }

    /// When it was withdrawn.
    pub fn cancelled_at(&self) -> Option<Instant> {
        self.cancelled_at
    }

    /// Takes an order in; the first one activates the group. An order that it has already changes nothing.
    pub fn add_order(&mut self, order_id: OrderId, at: Instant) {
        if !self.order_ids.contains(&order_id) {
            self.order_ids.push(order_id);
        }
        self.activate(at);
    }

    /// Its first order exists.
    pub fn activate(&mut self, at: Instant) {
        if self.status == GroupStatus::Pending {
            self.move_to(GroupStatus::Active, at);
        }
    }

    /// Adds a fill toward the target; reaching the target completes the group. A refused fill changes nothing.
    pub fn add_fill(&mut self, quantity: Quantity, at: Instant) -> Result<(), GroupError> {
        let filled = self.filled_quantity.checked_add(quantity.get()).ok_or(GroupError::Overflow(self.group_id))?;
        if let Some(target) = self.target_quantity.filter(|target| filled > *target) {
            return Err(GroupError::Overfilled { group: self.group_id, target, filled });
        }
        self.filled_quantity = filled;
        self.updated_at = at;
        if self.target_quantity == Some(filled) {
            self.move_to(GroupStatus::Completed, at);
        }
        Ok(())
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
        if self.status.may_become(status) {
            self.status = status;
            self.updated_at = at;
            self.completed_at = (status == GroupStatus::Completed).then_some(at);
            self.cancelled_at = (status == GroupStatus::Cancelled).then_some(at);
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

    fn quantity(n: i64) -> Quantity {
        Quantity::new(n.into()).unwrap()
    }

    // mission: 4 (partly)
    #[test]
    fn a_group_never_fills_beyond_its_target() {
        let at = Instant::from_micros(1);
        let mut bounded = group(Some(10));
        bounded.activate(at);
        bounded.add_fill(quantity(4), at).unwrap();
        let before = bounded.clone();
        assert!(matches!(bounded.add_fill(quantity(7), at), Err(GroupError::Overfilled { .. })));
        assert_eq!(bounded, before, "a refused fill changes nothing");
        bounded.add_fill(quantity(6), at).unwrap();
        assert!(bounded.add_fill(quantity(1), at).is_err(), "complete is complete");

        let mut open = group(None);
        open.activate(at);
        open.add_fill(quantity(1_000), at).unwrap();
        assert_eq!(
            (open.status(), open.filled_quantity()),
            (GroupStatus::Active, 1_000.into()),
            "without a target there is no bound"
        );
    }

    // mission: 4
    #[test]
    fn a_group_ends_by_what_was_filled() {
        let at = Instant::default();
        let mut whole = group(Some(10));
        whole.activate(at);
        whole.add_fill(quantity(4), at).unwrap();
        assert_eq!(whole.status(), GroupStatus::Active);
        whole.add_fill(quantity(6), at).unwrap();
        assert_eq!(whole.status(), GroupStatus::Completed);
        whole.settle(true, at);
        assert_eq!(whole.status(), GroupStatus::Completed, "final");

        let mut part = group(Some(10));
        part.activate(at);
        part.add_fill(quantity(4), at).unwrap();
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
