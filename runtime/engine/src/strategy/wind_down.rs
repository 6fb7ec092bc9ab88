//! What becomes of the orders and positions of a strategy that was halted, by a fault or the kill switch, and of the fills that the
//! host has adopted: the host does it alone, outside every sandbox, and through the same desk, ledger and venue as a worker's orders.
//!
//! It is done again after every pass until nothing is left to do, because the venue may have more to tell than the ledger knew
//! when the strategy was halted: an entry that was already filled is closed when its fill has come in. Orders are placed in
//! passes of market data only, so that a venue that refuses them is asked again at the next bar and not for ever in this one.

use simpletrader_contracts::Refused;
use simpletrader_contracts::decimal::Amount;
use simpletrader_contracts::decision::{
    Algorithm, CausalityChain, ExecutionAction, ExecutionCommand, ExecutionCommandFields, ExecutionPlan, ExecutionPlanDraft,
    OrderTerms, SizePlan, SizePlanDraft, StrategyDirective, StrategyDirectiveFields,
};
use simpletrader_contracts::id::{CommandId, DirectiveId, TradePlanId};
use simpletrader_contracts::ledger::{GroupRef, OrderRef, TradeRef};
use simpletrader_contracts::name::ShortText;
use simpletrader_contracts::terms::{
    DirectiveScope, ExecutionStrategyType, FaultPolicy, OrderPurpose, OriginType, Side, TimeInForce,
};
use simpletrader_contracts::worker::call::{NewOrder, OrderIntent};
use simpletrader_contracts::{Decimal, Fraction, Quantity};

use super::{Pass, PassError, Strategy};
use crate::execution::{Desk, ExecutionConnector, IntentError};
use crate::journal::JournalKind;
use crate::ledger::TradeEntry;

/// Who decides when no worker does.
const HOST: &str = "host_fault_policy";

/// A position that the host closes.
struct Close {
    trade: TradeRef,
    plan_id: TradePlanId,
    side: Side,
    quantity: Quantity,
}

impl Strategy {
    /// A pass of a strategy that was halted: what the policy still wants, and what is over settles.
    pub(super) fn go_on_winding_down(&mut self, pass: &Pass, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        self.refuse_unsent(pass)?;
        self.wind_down(pass, connector)?;
        self.settle(pass);
        Ok(())
    }

    /// Does what the policy still wants; nothing when the strategy was not halted.
    pub(super) fn wind_down(&mut self, pass: &Pass, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let Some(policy) = self.supervisor.halt.as_ref().map(|halt| halt.policy) else { return Ok(()) };
        if policy == FaultPolicy::Hold {
            return Ok(());
        }
        self.cancel_all(pass, connector)?;
        if policy == FaultPolicy::Flatten && pass.tick.trigger == OriginType::Tick {
            let reason = self.supervisor.halt.as_ref().map(|halt| halt.cause.to_string()).unwrap_or_default();
            self.close_all(pass, &reason, |_| true, connector)?;
        }
        self.journal_trades(pass);
        Ok(())
    }

    /// Asks the venue to withdraw every working order, each once; not those by which positions are being closed.
    fn cancel_all(&mut self, pass: &Pass, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let Some(halt) = &mut self.supervisor.halt else { return Ok(()) };
        let mut open: Vec<(GroupRef, OrderRef)> = Vec::new();
        for order in self.ledger.working_orders() {
            let is_closing = self.closing.iter().any(|(_, closing)| closing == order);
            if !is_closing && halt.cancelled.insert(*order) {
                open.extend(self.ledger.order(*order).map(|entry| (entry.group, *order)));
            }
        }
        self.supervisor.summary.orders_cancelled += open.len() as u64;
        for (group, order) in open {
            self.by_the_host(pass, group, &[OrderIntent::Cancel(order)], connector)?;
        }
        Ok(())
    }

    /// Closes what the host has adopted, if that is the fault policy; the strategy goes on beside it.
    pub(super) fn close_adopted(&mut self, pass: &Pass, connector: &mut dyn ExecutionConnector) -> Result<(), PassError> {
        let has_adopted = self.ledger.active_trades().iter().any(|trade| self.ledger.is_adopted(*trade));
        if !has_adopted || self.spec.on_fault.policy != FaultPolicy::Flatten {
            return Ok(());
        }
        self.close_all(pass, "filled when its trade was over", |trade| trade.adopted_from.is_some(), connector)?;
        self.journal_trades(pass);
        Ok(())
    }

    /// Closes every position of these trades that no order of the host is closing yet.
    fn close_all(
        &mut self,
        pass: &Pass,
        reason: &str,
        is_meant: impl Fn(&TradeEntry) -> bool,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let working = self.ledger.working_orders();
        self.closing.retain(|(_, order)| working.contains(order));
        let closes: Vec<Close> = self
            .ledger
            .active_trades()
            .iter()
            .filter(|trade| !self.closing.iter().any(|(closing, _)| closing == *trade))
            .filter_map(|trade| {
                let entry = self.ledger.trade(*trade).filter(|entry| is_meant(entry))?;
                let quantity = Quantity::new(entry.position.quantity()).ok()?;
                let side = entry.round_trip.direction.opening_side().opposite();
                Some(Close { trade: *trade, plan_id: entry.plan_id, side, quantity })
            })
            .collect();
        if closes.is_empty() {
            return Ok(());
        }
        let refused = |refused: Refused| PassError::defect(format!("the host cannot word its own directive: {refused}"));
        let chain = self.decide_to_close(pass, &closes, reason).map_err(refused)?;
        for close in closes {
            let command_id = self.command_to_close(pass, &close, chain.clone()).map_err(refused)?;
            self.place_close(pass, &close, command_id, connector)?;
        }
        Ok(())
    }

    /// The directive of the host, in the journal like any other: this is where the causality of its orders begins.
    fn decide_to_close(&mut self, pass: &Pass, closes: &[Close], reason: &str) -> Result<CausalityChain, Refused> {
        let at = pass.tick.at;
        let directive_id: DirectiveId = self.ids.next(at);
        let trades: Vec<TradePlanId> = closes.iter().map(|close| close.plan_id).collect();
        let chain = CausalityChain::from_origin(pass.stamp().origin).decided(directive_id);
        let directive = StrategyDirective::new(StrategyDirectiveFields {
            directive_id,
            strategy_planner_id: ShortText::of_host(HOST),
            decision_timestamp: at,
            scope: DirectiveScope::CloseExisting,
            confidence: Fraction::ONE,
            target_plan_ids: trades.clone(),
            causality: chain.clone().about(trades.clone()),
            entry_directive: None,
            size_directive: None,
            exit_directive: None,
            execution_directive: None,
            execution_policy: None,
            legs: Vec::new(),
        })?;
        let body = serde_json::json!({ "directive": directive, "host": { "policy": FaultPolicy::Flatten, "reason": reason } });
        self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::DirectiveIssued, trades, body);
        Ok(chain)
    }

    /// The command that closes one trade, in the journal.
    fn command_to_close(&mut self, pass: &Pass, close: &Close, chain: CausalityChain) -> Result<CommandId, Refused> {
        let at = pass.tick.at;
        let nothing = Amount::new(Decimal::ZERO)?;
        let size =
            SizePlanDraft { target_position_size: nothing, position_value: nothing, risk_amount: None, leverage: Decimal::ONE };
        let size_plan = SizePlan::stamp(self.ids.next(at), &size)?;
        let execution = ExecutionPlanDraft {
            action: ExecutionAction::ExecuteTrade(Algorithm::Single { time_in_force: TimeInForce::Gtc }),
            max_slippage_pct: Fraction::ONE,
            max_execution_window_seconds: None,
            must_complete_immediately: false,
            min_fill_ratio: None,
        };
        let execution_plan = ExecutionPlan::stamp(self.ids.next(at), &execution, None, None)?;
        let command_id: CommandId = self.ids.next(at);
        let causality = chain
            .about([close.plan_id])
            .planned(None, Some(size_plan.plan_id), None)?
            .commanded(Some(execution_plan.plan_id), command_id)?;
        let command = ExecutionCommand::new(ExecutionCommandFields {
            command_id,
            target_plan_id: close.plan_id,
            scope: DirectiveScope::CloseExisting,
            causality,
            entry_plan: None,
            size_plan: Some(size_plan),
            exit_plan: None,
            execution_plan: Some(execution_plan),
        })?;
        let body = serde_json::json!({ "command": command, "host": { "policy": FaultPolicy::Flatten } });
        self.journal.write(&mut self.ids, &pass.stamp(), JournalKind::CommandIssued, vec![close.plan_id], body);
        Ok(command_id)
    }

    fn place_close(
        &mut self,
        pass: &Pass,
        close: &Close,
        command: CommandId,
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let wanted = Some(close.quantity.get());
        let group = self.ledger.reserve_group(close.trade, command, ExecutionStrategyType::Single, wanted);
        let instrument = self.ledger.trade(close.trade).map(|entry| entry.instrument);
        let (Some(group), Some(instrument)) = (group, instrument) else {
            return Err(PassError::defect("a trade that is to be closed does not exist"));
        };
        let order = NewOrder {
            tag: 0,
            instrument,
            side: close.side,
            quantity: close.quantity,
            terms: OrderTerms::Market,
            time_in_force: TimeInForce::Gtc,
            good_till: None,
            purpose: OrderPurpose::CloseOut,
            reduce_only: true,
            post_only: false,
            parent_tag: None,
            oco_tag: None,
        };
        self.by_the_host(pass, group, &[OrderIntent::Place(order)], connector)?;
        if let Some(order) = self.ledger.working_orders().last() {
            self.closing.push((close.trade, *order));
            self.supervisor.summary.closing_orders += 1;
        }
        Ok(())
    }

    /// Carries out what the host wants, by the rules that hold for workers. A refusal is an error of ours.
    pub(super) fn by_the_host(
        &mut self,
        pass: &Pass,
        group: GroupRef,
        intents: &[OrderIntent],
        connector: &mut dyn ExecutionConnector,
    ) -> Result<(), PassError> {
        let mut desk = Desk {
            ledger: &mut self.ledger,
            ids: &mut self.ids,
            timers: &mut self.timers,
            guardrails: None,
            connector,
            at: pass.tick.at,
        };
        desk.carry_out(group, intents).map_err(|error| match error {
            IntentError::Invalid { field, rule } => PassError::defect(format!("the host's own order is refused: {field}: {rule}")),
            IntentError::Storm { .. } => PassError::defect("the host's own orders are too many"),
            IntentError::Ledger(error) => PassError::defect(error.to_string()),
        })
    }
}
