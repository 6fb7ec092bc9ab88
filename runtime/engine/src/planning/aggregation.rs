//! One directive to one batch: selection, plans, request, execution plan, command; once for a new trade, once per leg, once per
//! target.

use simpletrader_config::build_spec::Protection;
use simpletrader_contracts::decision::{CausalityChain, DirectiveDraft, PlanDrafts, StrategyDirective};
use simpletrader_contracts::id::IdMint;
use simpletrader_contracts::ledger::AccountView;
use simpletrader_contracts::market::{Quote, Tick};
use simpletrader_contracts::terms::{DirectiveScope, RejectionCode, RejectionStage};
use simpletrader_contracts::worker::call::{PlanOutcome, PlanTask};
use simpletrader_contracts::worker::{AnyWorker, Category, Fault};

use super::PlannerRoles;
use super::command::{BuiltCommand, PlannedBatch};
use super::cross_check::{Frame, contradiction};
use super::refusal::{AggregationError, Refusal, inconsistent, refuse};
use super::session::{Session, errands};
use crate::flow::{CallFailure, Crew, StrategyCache};
use crate::ledger::Ledger;
use crate::supervision::RecordedCall;

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
}
