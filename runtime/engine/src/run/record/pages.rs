//! What one pass left, as values of its own: copied while the strategy still stands where the pass left it, written later.

use simpletrader_contracts::decision::Origin;
use simpletrader_contracts::id::{CommandId, GroupId, TradePlanId};
use simpletrader_contracts::ledger::{ExecutionGroup, Order, TradePlan};
use simpletrader_contracts::terms::{ExecutionStrategyType, GroupStatus};
use simpletrader_contracts::{Decimal, Instant};

use crate::data::FeedBar;
use crate::journal::JournalPage;
use crate::ledger::{ChangeKind, Ledger, LedgerChange, RecordedFill};
use crate::strategy::{PassRemarks, WorkerCost};

/// What one pass left in ledger and journal, and what its workers said and remembered.
#[derive(Debug)]
pub(super) struct PassPage {
    /// The pass itself.
    pub pass: PassRow,
    /// Changes of the ledger, in order.
    pub ledger: Vec<LedgerRow>,
    /// The journal.
    pub journal: JournalPage,
    /// Logs and states, where there are any.
    pub remarks: Option<PassRemarks>,
}

/// A pass: what began it and what it cost.
#[derive(Debug)]
pub(super) struct PassRow {
    /// Its number, from 0.
    pub number: u32,
    /// Its anchor.
    pub at: Instant,
    /// What began it.
    pub origin: Origin,
    /// The bars that closed at it; none of a pass that was not begun by market data.
    pub bars: Vec<FeedBar>,
    /// What its calls cost, in run order.
    pub calls: Vec<WorkerCost>,
}

/// A change and the state in which the pass left each thing that it concerns.
#[derive(Debug)]
pub(super) struct LedgerRow {
    /// From 1, without gaps.
    pub sequence: u64,
    /// What changed.
    pub kind: ChangeKind,
    /// When.
    pub at: Instant,
    /// The trade concerned.
    pub plan_id: Option<TradePlanId>,
    /// The same, where it began or ended.
    pub plan: Option<TradePlan>,
    /// The group concerned.
    pub group: Option<GroupRow>,
    /// The order concerned.
    pub order: Option<Order>,
    /// The fill, for ORDER_FILLED.
    pub fill: Option<RecordedFill>,
}

/// A group without the list of its orders, which name it themselves.
#[derive(Debug)]
pub(super) struct GroupRow {
    pub group_id: GroupId,
    pub command_id: CommandId,
    pub plan_id: TradePlanId,
    pub family: ExecutionStrategyType,
    pub status: GroupStatus,
    pub target: Option<Decimal>,
    pub filled: Decimal,
    pub created_at: Instant,
    pub updated_at: Instant,
}

impl LedgerRow {
    /// The row of a change.
    pub fn of(change: LedgerChange, ledger: &Ledger) -> Self {
        let trade = ledger.trade(change.trade);
        let group = change.group.and_then(|group| ledger.group(group)).and_then(|entry| entry.group.as_ref());
        let order = change.order.and_then(|order| ledger.order(order)).map(|entry| &entry.order);
        let begins_or_ends = matches!(change.kind, ChangeKind::TradeCreated | ChangeKind::TradeClosed);
        Self {
            sequence: change.sequence,
            kind: change.kind,
            at: change.at,
            plan_id: trade.map(|trade| trade.plan_id),
            plan: trade.filter(|_| begins_or_ends).and_then(|trade| trade.plan.clone()),
            group: group.map(GroupRow::of),
            order: order.cloned(),
            fill: change.fill,
        }
    }
}

impl GroupRow {
    fn of(group: &ExecutionGroup) -> Self {
        Self {
            group_id: group.group_id,
            command_id: group.parent_command_id,
            plan_id: group.parent_plan_id,
            family: group.execution_strategy,
            status: group.status(),
            target: group.target_quantity,
            filled: group.filled_quantity(),
            created_at: group.created_at,
            updated_at: group.updated_at(),
        }
    }
}
