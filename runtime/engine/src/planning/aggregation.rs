//! One directive to one batch: selection, plans, request, execution plan, command; once for a new trade, once per leg, once per
//! target.

use std::borrow::Cow;

use simpletrader_config::build_spec::Protection;
use simpletrader_contracts::Refused;
use simpletrader_contracts::decision::{
    CausalityChain, DirectiveDraft, EntryPlan, ExecutionAction, ExecutionCommand, ExecutionCommandFields, ExecutionPlan,
    ExecutionPlanDraft, ExecutionRequest, ExecutionRequestFields, ExitPlan, PlanDrafts, RefusalDraft, SizePlan, StrategyDirective,
};
use simpletrader_contracts::id::{CommandId, GroupId, IdMint, OrderId, RequestId, TradePlanId};
use simpletrader_contracts::ledger::{AccountView, OrderView, PositionView, TradeRef};
use simpletrader_contracts::market::{InstrumentRef, Quote, Tick};
use simpletrader_contracts::terms::{Direction, DirectiveScope, ExecutionStrategyType, RejectionCode, RejectionStage};
use simpletrader_contracts::worker::call::{PlanOutcome, PlanTask};
use simpletrader_contracts::worker::{AnyWorker, Category, Fault};

use super::PlannerRoles;
use super::cross_check::{Frame, contradiction};
use crate::flow::{CallFailure, Crew, StrategyCache};
use crate::ledger::Ledger;
use crate::supervision::RecordedCall;

/// Why a directive comes to no batch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    /// Where.
    pub stage: RejectionStage,
    /// Why.
    pub draft: RefusalDraft,
    /// Who.
    pub refused_by: String,
    /// How far it had come.
    pub chain: CausalityChain,
}

/// A directive that comes to no batch, or a planner that failed.
#[derive(Debug)]
pub(crate) enum AggregationError {
    /// Refused: for the journal.
    Refused(Box<Refusal>),
    /// A planner failed.
    Failed(CallFailure),
}

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

/// What aggregation needs for one pass.
pub(crate) struct Aggregation<'a> {
    /// The workers.
    pub crew: &'a mut Crew,
    /// Which planner serves which confidence.
    pub roles: &'a PlannerRoles,
    /// Facts and bars.
    pub cache: &'a StrategyCache,
    /// The book, to read.
    pub ledger: &'a Ledger,
    /// The latest known prices.
    pub quotes: &'a [Quote],
    /// Where ids come from.
    pub ids: &'a mut IdMint,
    /// The pass.
    pub tick: Tick,
    /// The account at the start of the pass.
    pub account: AccountView,
    /// Whether a new trade must have a stop.
    pub protection: Protection,
}

/// One of the trades that a directive is about: the new one, one leg of several new ones, or a target.
struct Errand<'d> {
    /// The directive as the planners see it: for a leg, narrowed to the leg.
    directive: Cow<'d, DirectiveDraft>,
    /// True when every planner is asked, whatever the directive leaves open.
    asks_everyone: bool,
    /// The existing trade; none for a new one.
    target: Option<TradeRef>,
}

/// One command per errand, in the order in which the directive names them.
fn errands(directive: &DirectiveDraft) -> Vec<Errand<'_>> {
    let asks_everyone = directive.asks_for_everything();
    let about = |target| Errand { directive: Cow::Borrowed(directive), asks_everyone, target };
    if !directive.legs.is_empty() {
        // A leg is a whole trade: what it leaves open is left to the planners, not left out.
        let leg = |leg| Errand { directive: Cow::Owned(directive.of_leg(leg)), asks_everyone: true, target: None };
        return directive.legs.iter().map(leg).collect();
    }
    match directive.scope.scope() {
        DirectiveScope::NewTrade => vec![about(None)],
        _ => directive.scope.targets().iter().copied().map(Some).map(about).collect(),
    }
}

/// One errand, while its plans come in.
struct Session<'d> {
    directive: Cow<'d, DirectiveDraft>,
    asks_everyone: bool,
    stamped: &'d StrategyDirective,
    target: Option<PositionView>,
    target_plan_id: Option<TradePlanId>,
    instrument: InstrumentRef,
    quote: Quote,
    open_orders: Vec<OrderView>,
    chain: CausalityChain,
}

impl Aggregation<'_> {
    /// Plans each trade that a directive is about; a trade whose planners want no change has no command. One refusal refuses the
    /// whole batch: half a pair is not what was wanted.
    /// `directive` is what the planner said, `stamped` the same for the record, and `chain` ends at the directive.
    pub fn run(
        &mut self,
        directive: &DirectiveDraft,
        stamped: &StrategyDirective,
        chain: CausalityChain,
    ) -> Result<PlannedBatch, AggregationError> {
        if directive.scope.scope() == DirectiveScope::ModifyExisting && directive.asks_for_everything() {
            return refuse(
                RejectionStage::Aggregation,
                RejectionCode::PlanMissing,
                "MODIFY_EXISTING must say what to modify: no sub-directive is present",
                "aggregation",
                chain,
            );
        }
        let errands = errands(directive);
        let mut commands = Vec::with_capacity(errands.len());
        for errand in errands {
            let session = self.open_session(errand, stamped, chain.clone())?;
            commands.extend(self.plan_errand(session)?);
        }
        Ok(commands)
    }

    fn open_session<'d>(
        &self,
        errand: Errand<'d>,
        stamped: &'d StrategyDirective,
        mut chain: CausalityChain,
    ) -> Result<Session<'d>, AggregationError> {
        let inconsistent = |reason: String, chain| {
            refuse(RejectionStage::Aggregation, RejectionCode::PlanInconsistent, reason, "aggregation", chain)
        };
        let Errand { directive, asks_everyone, target } = errand;
        let mut open_orders = Vec::new();
        let (position, target_plan_id, instrument) = match target {
            None => match &directive.entry {
                Some(entry) => (None, None, entry.instrument),
                None => {
                    return inconsistent("NEW_TRADE needs an entry directive: it says what to trade and which side".into(), chain);
                }
            },
            Some(trade) => {
                let Some(position) = self.ledger.position_view(trade) else {
                    return inconsistent(format!("trade {} is closed", trade.0), chain);
                };
                let plan_id = self.ledger.trade(trade).map(|entry| entry.plan_id);
                chain = chain.about(plan_id);
                self.ledger.open_orders(Some(trade), &mut open_orders);
                (Some(position), plan_id, position.instrument)
            }
        };
        let Some(last) = self.ledger.last_price(instrument) else {
            return inconsistent(format!("instrument {} has no price yet", instrument.0), chain);
        };
        let known = self.quotes.iter().find(|quote| quote.instrument == instrument);
        let (bid, ask) = known.map_or((None, None), |quote| (quote.bid, quote.ask));
        let quote = Quote { instrument, at: self.tick.at, last, bid, ask };
        let target = position;
        Ok(Session { directive, asks_everyone, stamped, target, target_plan_id, instrument, quote, open_orders, chain })
    }

    fn plan_errand(&mut self, mut session: Session<'_>) -> Result<Option<BuiltCommand>, AggregationError> {
        let directive = session.directive.as_ref();
        let everything = session.asks_everyone;
        let mut plans = PlanDrafts::default();
        if everything || directive.entry.is_some() {
            plans.entry = self.ask(&session, Category::EntryPlanner, None, |worker, task| match worker {
                AnyWorker::Entry(worker) => Some(worker.plan(task)),
                _ => None,
            })?;
        }
        if everything || directive.size.is_some() {
            plans.size = self.ask(&session, Category::SizePlanner, None, |worker, task| match worker {
                AnyWorker::Size(worker) => Some(worker.plan(task)),
                _ => None,
            })?;
        }
        if everything || directive.exit.is_some() {
            plans.exit = self.ask(&session, Category::ExitPlanner, None, |worker, task| match worker {
                AnyWorker::Exit(worker) => Some(worker.plan(task)),
                _ => None,
            })?;
        }
        // A stop that is where it should be needs no command and no refusal: the planners were asked, and nothing changes.
        let changes_nothing = plans.is_empty() && directive.execution.is_none();
        if changes_nothing && directive.scope.scope() == DirectiveScope::ModifyExisting {
            return Ok(None);
        }
        let frame = Frame {
            scope: directive.scope.scope(),
            instrument: session.instrument,
            side: directive.entry.as_ref().map(|entry| entry.side),
            target: session.target.as_ref(),
            last: session.quote.last,
            protection: self.protection,
        };
        if let Some(reason) = contradiction(&plans, &frame) {
            return refuse(RejectionStage::Aggregation, RejectionCode::PlanInconsistent, reason, "aggregation", session.chain);
        }
        let at_fault = session.chain.clone();
        let request = match self.build_request(&session, &plans) {
            Ok(request) => request,
            Err(refused) => return inconsistent(&refused, at_fault),
        };
        session.chain = request.causality.clone();
        let asked = self.ask(&session, Category::ExecutionPlanner, Some(&plans), |worker, task| match worker {
            AnyWorker::ExecutionPlanning(worker) => Some(worker.plan(task, &plans)),
            _ => None,
        })?;
        let Some(execution) = asked else {
            return refuse(
                RejectionStage::Aggregation,
                RejectionCode::PlanMissing,
                "the execution planner gave no plan",
                "aggregation",
                session.chain,
            );
        };
        let at_fault = session.chain.clone();
        self.build_command(session, plans, execution, request).map(Some).or_else(|refused| inconsistent(&refused, at_fault))
    }

    /// Asks the one planner of a role that serves the directive's confidence. `plans` are those that it is shown, if any.
    fn ask<T>(
        &mut self,
        session: &Session<'_>,
        role: Category,
        plans: Option<&PlanDrafts>,
        plan: impl FnOnce(&mut AnyWorker, &PlanTask<'_>) -> Option<Result<PlanOutcome<T>, Fault>>,
    ) -> Result<Option<T>, AggregationError> {
        let confidence = session.directive.confidence;
        let Some(index) = self.roles.select(role, confidence) else {
            let reason = format!("no {role} serves the confidence {confidence}: see the triggers in the blueprint");
            return refuse(
                RejectionStage::PlannerSelection,
                RejectionCode::NoMatchingPlanner,
                reason,
                "aggregation",
                session.chain.clone(),
            );
        };
        let Some(member) = self.crew.get_mut(index) else { return Ok(None) };
        if member.silent {
            let reason = format!("FAULT: the {role} `{}` has failed and is silent for now", member.id);
            return refuse(RejectionStage::TradePlanning, RejectionCode::Halted, reason, "supervision", session.chain.clone());
        }
        let mut inputs = Vec::with_capacity(member.inputs.len());
        self.cache.gather(&member.inputs, &self.account, &mut inputs);
        let task = PlanTask {
            tick: self.tick,
            quote: session.quote,
            inputs: &inputs,
            directive: &session.directive,
            target: session.target,
            open_orders: &session.open_orders,
            account: member.reads.account.then_some(self.account),
        };
        if let Some(tape) = &mut member.tape {
            tape.rare(RecordedCall::plan(&task, plans));
        }
        match plan(&mut member.worker, &task) {
            Some(Ok(PlanOutcome::Plan(plan))) => Ok(Some(plan)),
            Some(Ok(PlanOutcome::Nothing)) | None => Ok(None),
            Some(Ok(PlanOutcome::Refuse(draft))) => {
                let refused_by = member.id.clone();
                Err(AggregationError::Refused(Box::new(Refusal {
                    stage: RejectionStage::TradePlanning,
                    draft,
                    refused_by,
                    chain: session.chain.clone(),
                })))
            }
            Some(Err(fault)) => Err(AggregationError::Failed(CallFailure { worker: index, fault })),
        }
    }

    /// Gives the plans their ids and puts them into the chain.
    fn build_request(&mut self, session: &Session<'_>, plans: &PlanDrafts) -> Result<ExecutionRequest, Refused> {
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

    fn build_command(
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

/// Plans that each are sound and that a contract refuses together.
fn inconsistent<T>(refused: &Refused, chain: CausalityChain) -> Result<T, AggregationError> {
    refuse(RejectionStage::Aggregation, RejectionCode::PlanInconsistent, refused.to_string(), "aggregation", chain)
}

fn refuse<T>(
    stage: RejectionStage,
    code: RejectionCode,
    reason: impl Into<String>,
    refused_by: &str,
    chain: CausalityChain,
) -> Result<T, AggregationError> {
    let draft = RefusalDraft::by_host(code, reason.into());
    Err(AggregationError::Refused(Box::new(Refusal { stage, draft, refused_by: refused_by.to_owned(), chain })))
}
