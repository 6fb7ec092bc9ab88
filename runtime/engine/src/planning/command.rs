//! From plans to the request that the execution planner answers, and to the command.

use simpletrader_contracts::Refused;
use simpletrader_contracts::decision::{
    EntryPlan, ExecutionAction, ExecutionCommand, ExecutionCommandFields, ExecutionPlan, ExecutionPlanDraft, ExecutionRequest,
    ExecutionRequestFields, ExitPlan, PlanDrafts, SizePlan,
};
use simpletrader_contracts::id::{CommandId, GroupId, OrderId, RequestId};
use simpletrader_contracts::ledger::{PositionView, TradeRef};
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{Direction, ExecutionStrategyType};

use super::Aggregation;
use super::session::Session;

/// A command with what its execution worker needs beside the record.
#[derive(Debug)]
pub(crate) struct BuiltCommand {
    /// The command as the journal keeps it.
    pub command: ExecutionCommand,
    /// The same plans, as workers see them.
    pub plans: PlanDrafts,
    /// The execution plan, as workers see it.
    pub execution: ExecutionPlanDraft,
    /// The family whose worker carries it out.
    pub family: ExecutionStrategyType,
    /// The existing trade; none for a new one.
    pub target: Option<TradeRef>,
    /// What is traded.
    pub instrument: InstrumentRef,
    /// The direction of the trade.
    pub direction: Direction,
}

/// All commands of one directive, in target order.
pub(crate) type PlannedBatch = Vec<BuiltCommand>;

impl Aggregation<'_> {
    /// Gives the plans their ids and puts them into the chain.
    pub(super) fn build_request(&mut self, session: &Session<'_>, plans: &PlanDrafts) -> Result<ExecutionRequest, Refused> {
        let at = self.tick.at;
        let symbol = self.ledger.instruments().get(session.instrument.index()).map(|instrument| instrument.symbol.clone());
        let entry_plan = plans.entry.as_ref().zip(symbol).map(|(draft, symbol)| EntryPlan::stamp(self.ids.next(at), symbol, draft));
        let size_plan = plans.size.as_ref().map(|draft| SizePlan::stamp(self.ids.next(at), draft)).transpose()?;
        let exit_plan = plans.exit.as_ref().map(|draft| ExitPlan::stamp(self.ids.next(at), draft)).transpose()?;
        let causality = session.chain.clone().planned(
            entry_plan.as_ref().map(|plan| plan.plan_id),
            size_plan.as_ref().map(|plan| plan.plan_id),
            exit_plan.as_ref().map(|plan| plan.plan_id),
        )?;
        ExecutionRequest::new(ExecutionRequestFields {
            request_id: self.ids.next::<RequestId>(at),
            target_plan_id: session.target_plan_id,
            strategy_directive: session.stamped.clone(),
            entry_plan,
            size_plan,
            exit_plan,
            causality,
            requested_at: at,
        })
    }

    /// The command of plans that fit one another; the trade's id is reserved with it.
    pub(super) fn build_command(
        &mut self,
        session: Session<'_>,
        plans: PlanDrafts,
        execution: ExecutionPlanDraft,
        request: ExecutionRequest,
    ) -> Result<BuiltCommand, Refused> {
        let at = self.tick.at;
        let (order_id, group_id) = self.named_ids(&execution.action);
        let command_id = self.ids.next::<CommandId>(at);
        let execution_plan = ExecutionPlan::stamp(self.ids.next(at), &execution, order_id, group_id)?;
        // For a new trade the id is reserved here, so that journal and ledger meet in it; the trade comes into being with its
        // first order.
        let target_plan_id = session.target_plan_id.unwrap_or_else(|| self.ids.next(at));
        let request = request.into_fields();
        let causality = request.causality.about([target_plan_id]).commanded(Some(execution_plan.plan_id), command_id)?;
        let family = self.family_of(&execution.action, session.target.as_ref());
        let direction = match (&session.target, &session.directive.entry) {
            (Some(target), _) => target.direction,
            (None, Some(entry)) => Direction::opened_by(entry.side),
            (None, None) => Direction::Long,
        };
        let command = ExecutionCommand::new(ExecutionCommandFields {
            command_id,
            target_plan_id,
            scope: session.directive.scope.scope(),
            causality,
            entry_plan: request.entry_plan,
            size_plan: request.size_plan,
            exit_plan: request.exit_plan,
            execution_plan: Some(execution_plan),
        })?;
        let target = session.target.map(|target| target.trade);
        Ok(BuiltCommand { command, plans, execution, family, target, instrument: session.instrument, direction })
    }

    /// Whose worker carries an action out: of orders that exist, the worker that placed them, because it may have more of them to
    /// come.
    fn family_of(&self, action: &ExecutionAction, target: Option<&PositionView>) -> ExecutionStrategyType {
        let of_group = |group| self.ledger.group(group).map(|entry| entry.family);
        let known = match action {
            ExecutionAction::ExecuteTrade(algorithm) => Some(algorithm.strategy_type()),
            ExecutionAction::ModifyOrder { order } | ExecutionAction::CancelOrder { order } => {
                self.ledger.order(*order).and_then(|entry| of_group(entry.group))
            }
            ExecutionAction::CancelGroup { group } => of_group(*group),
            ExecutionAction::CancelAllInTrade => {
                target.and_then(|target| self.ledger.latest_group(target.trade)).and_then(of_group)
            }
        };
        known.unwrap_or(ExecutionStrategyType::Single)
    }

    /// The ids of the order or group that an action names by ordinal. The plan's own rules refuse an action whose ordinal
    /// names nothing.
    fn named_ids(&self, action: &ExecutionAction) -> (Option<OrderId>, Option<GroupId>) {
        match action {
            ExecutionAction::CancelOrder { order } | ExecutionAction::ModifyOrder { order } => {
                (self.ledger.order(*order).map(|entry| entry.order.order_id), None)
            }
            ExecutionAction::CancelGroup { group } => {
                let group = self.ledger.group(*group).and_then(|entry| entry.group.as_ref());
                (None, group.map(|group| group.group_id))
            }
            ExecutionAction::ExecuteTrade(_) | ExecutionAction::CancelAllInTrade => (None, None),
        }
    }
}
