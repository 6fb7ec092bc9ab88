//! Drafts become contracts: the host gives ids, times and symbols. A worker never writes any of them.

use simpletrader_contracts::decision::{CausalityChain, DirectiveDraft, Risk, RiskDraft, Signal, SignalDraft, StrategyDirective};
use simpletrader_contracts::id::{DirectiveId, RiskId, SignalId};
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::DirectiveScope;
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::{Instant, Symbol};

use super::Strategy;

impl Strategy {
    pub(super) fn planner_id(&self) -> String {
        self.crew
            .iter()
            .find(|member| matches!(member.worker, AnyWorker::Strategy(_)))
            .map(|member| member.id.clone())
            .unwrap_or_default()
    }

    /// Every fact of the pass by address; a fact that is not ready is null.
    pub(super) fn facts(&self) -> serde_json::Map<String, serde_json::Value> {
        let mut facts = serde_json::Map::new();
        for worker in &self.spec.workers {
            for (name, value) in worker.output_names.iter().zip(self.cache.facts(worker.outputs.clone())) {
                facts.insert(format!("{}.{name}", worker.worker_id), serde_json::json!(value));
            }
        }
        facts
    }

    fn symbol(&self, instrument: InstrumentRef) -> Option<Symbol> {
        self.spec.instruments.get(instrument.index()).map(|known| known.symbol.clone())
    }

    pub(super) fn stamp_signal(&mut self, draft: &SignalDraft, at: Instant) -> Option<Signal> {
        let symbol = self.symbol(draft.instrument)?;
        let signal_id: SignalId = self.ids.next(at);
        Some(Signal {
            signal_id,
            timestamp: at,
            symbol,
            direction: draft.direction,
            signal_type: draft.signal_type.clone(),
            confidence: draft.confidence,
        })
    }

    pub(super) fn stamp_risk(&mut self, draft: &RiskDraft, at: Instant) -> Option<Risk> {
        let affected_symbol = match draft.instrument {
            Some(instrument) => Some(self.symbol(instrument)?),
            None => None,
        };
        let risk_id: RiskId = self.ids.next(at);
        Some(Risk { risk_id, timestamp: at, risk_type: draft.risk_type.clone(), severity: draft.severity, affected_symbol })
    }

    pub(super) fn stamp_directive(
        &self,
        directive_id: DirectiveId,
        draft: &DirectiveDraft,
        causality: CausalityChain,
        at: Instant,
    ) -> StrategyDirective {
        let new_trade = draft.entry.as_ref().filter(|_| draft.scope.scope() == DirectiveScope::NewTrade);
        StrategyDirective {
            directive_id,
            strategy_planner_id: self.planner_id(),
            decision_timestamp: at,
            causality,
            scope: draft.scope.scope(),
            confidence: draft.confidence,
            symbol: new_trade.and_then(|entry| self.symbol(entry.instrument)),
            side: new_trade.map(|entry| entry.side),
            target_size: draft.size.as_ref().and_then(|size| size.target_size).map(|size| size.get()),
            execution_policy: draft.policy.unwrap_or_default(),
        }
    }
}
