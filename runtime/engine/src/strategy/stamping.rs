//! Drafts become contracts: the host gives ids, times and symbols. A worker never writes any of them.

use simpletrader_contracts::decision::{
    CausalityChain, DirectiveDraft, EntryDirective, Risk, RiskDraft, RiskFields, Signal, SignalDraft, SignalFields,
    StrategyDirective, StrategyDirectiveFields, strategy_directive as stamped,
};
use simpletrader_contracts::id::{DirectiveId, RiskId, SignalId};
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::name::ShortText;
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::{Instant, Refused, Symbol};

use super::Strategy;
use super::facts::Facts;

impl Strategy {
    pub(super) fn planner_id(&self) -> String {
        self.crew
            .iter()
            .find(|member| matches!(member.worker, AnyWorker::Strategy(_)))
            .map(|member| member.id.clone())
            .unwrap_or_default()
    }

    /// Every fact of the pass.
    pub(super) fn facts(&self) -> Facts {
        self.fact_names.look_up(&self.cache)
    }

    fn symbol(&self, instrument: InstrumentRef) -> Option<Symbol> {
        self.spec.instruments.get(instrument.index()).map(|known| known.symbol.clone())
    }

    pub(super) fn stamp_signal(&mut self, draft: &SignalDraft, at: Instant) -> Option<Signal> {
        let symbol = self.symbol(draft.instrument)?;
        let signal_id: SignalId = self.ids.next(at);
        Some(Signal::new(SignalFields {
            signal_id,
            timestamp: at,
            symbol,
            direction: draft.direction,
            signal_type: draft.signal_type.clone(),
            confidence: draft.confidence,
        }))
    }

    pub(super) fn stamp_risk(&mut self, draft: &RiskDraft, at: Instant) -> Option<Risk> {
        let affected_symbol = match draft.instrument {
            Some(instrument) => Some(self.symbol(instrument)?),
            None => None,
        };
        let risk_id: RiskId = self.ids.next(at);
        let risk_type = draft.risk_type.clone();
        Some(Risk::new(RiskFields { risk_id, timestamp: at, risk_type, severity: draft.severity, affected_symbol }))
    }

    /// The directive of a draft; `causality` names it and its targets. Refused when the draft breaks a rule of the contract.
    pub(super) fn stamp_directive(
        &self,
        directive_id: DirectiveId,
        draft: &DirectiveDraft,
        causality: CausalityChain,
        at: Instant,
    ) -> Result<StrategyDirective, Refused> {
        let known = |entry: &EntryDirective| {
            let unknown = || Refused::new("entry: names an instrument that the strategy does not have", entry.instrument.0);
            self.symbol(entry.instrument).ok_or_else(unknown)
        };
        let entry_directive = match &draft.entry {
            Some(entry) => Some(stamped::EntryDirective::stamp(entry, known(entry)?)),
            None => None,
        };
        let legs = draft.legs.iter().map(|leg| Ok(stamped::Leg::stamp(leg, known(&leg.entry)?)));
        let legs = legs.collect::<Result<Vec<_>, Refused>>()?;
        StrategyDirective::new(StrategyDirectiveFields {
            directive_id,
            strategy_planner_id: ShortText::of_host(&self.planner_id()),
            decision_timestamp: at,
            scope: draft.scope.scope(),
            confidence: draft.confidence,
            target_plan_ids: causality.trade_plan_ids.clone(),
            causality,
            entry_directive,
            size_directive: draft.size.as_ref().map(stamped::SizeDirective::stamp),
            exit_directive: draft.exit.as_ref().map(stamped::ExitDirective::stamp),
            execution_directive: draft.execution.as_ref().map(stamped::ExecutionDirective::stamp),
            execution_policy: draft.policy,
            legs,
        })
    }
}
