//! Names that older descriptions of the domain use, and what to write instead.
//!
//! There are no aliases: a reader that silently accepts `execution_mode` keeps it alive for ever. An old name is refused with
//! the name of its successor. The one exception is [`RENAMED_LABELS`]: labels that mean the same and stand in old data; they
//! are read and never written.

use crate::Refused;

/// A name that is refused, and what to do instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LegacyName {
    /// The contract or vocabulary it belonged to; `*` = any.
    pub owner: &'static str,
    /// The name.
    pub name: &'static str,
    /// What to do instead, as the end of the sentence "`name` …".
    pub advice: &'static str,
}

const fn old(owner: &'static str, name: &'static str, advice: &'static str) -> LegacyName {
    LegacyName { owner, name, advice }
}

/// Field names that no contract has any more.
pub const FIELDS: &[LegacyName] = &[
    old("ExecutionPlan", "execution_urgency", "belongs to the directive's `execution_directive`; a plan names its `strategy`"),
    old("ExecutionPlan", "visibility_preference", "is gone: a plan names its `strategy`, for example ICEBERG"),
    old("ExecutionPlan", "preferred_execution_style", "is gone: a plan names its `strategy`"),
    old("ExecutionPlan", "chunk_count_hint", "is gone: the `strategy` TWAP or VWAP has a `slice_count`"),
    old("ExecutionPlan", "chunk_distribution", "is gone: the `strategy` says how slices are spread"),
    old("ExecutionPlan", "max_execution_window_minutes", "is now `max_execution_window_seconds`"),
    old("SizePlan", "position_size", "is now `target_position_size`: the absolute size that the trade should have afterwards"),
    old("SizeDirective", "position_size", "is now `target_position_size`: the absolute size that the trade should have afterwards"),
    old("CausalityChain", "order_ids", "is gone: orders are found in the ledger through `trade_plan_ids`"),
    old("CausalityChain", "fill_ids", "is gone: fills are found in the ledger through `trade_plan_ids`"),
    old("ExecutionRequest", "trade_id", "is now `target_plan_id`"),
    old("Signal", "asset", "is now `symbol`"),
    old("Signal", "causality", "is not part of a signal: causality begins with the directive"),
    old("Risk", "affected_asset", "is now `affected_symbol`"),
    old("Risk", "causality", "is not part of a risk: causality begins with the directive"),
    old("OrderRecord", "causality", "is not part of an order: it is found through the group's command"),
    old("OrderRecord", "filled_quantity", "is not part of an order: it is the sum of its fills"),
    old("OrderRecord", "average_price", "is not part of an order: it is computed from its fills"),
    old("DispositionEnvelope", "connector_id", "is now `event_name`"),
    old("PlatformData", "source_type", "is gone: the payload has a type"),
    old("*", "execution_mode", "is now `mode`: INDEPENDENT, COORDINATED or SEQUENTIAL"),
    old("*", "rollback_on_failure", "is gone: nothing filled is ever undone; mode COORDINATED cancels what is still pending"),
    old("*", "metadata", "is gone: a contract has no room for free text; write a note to the journal"),
    old("*", "routing_directive", "is now `execution_directive`"),
    old("*", "iceberg_preference", "is gone: the execution planner chooses the `strategy` ICEBERG"),
    old("*", "execution_directive_id", "is now `execution_command_id`"),
];

/// Terms that no vocabulary has any more.
pub const TERMS: &[LegacyName] = &[
    old("BatchMode", "ATOMIC", "`ATOMIC` is gone: write COORDINATED, which cancels what is pending and never undoes a fill"),
    old("BatchMode", "PARALLEL", "`PARALLEL` is gone: write INDEPENDENT; how commands are scheduled is the executor's business"),
    old(
        "ExecutionStrategyType",
        "DCA",
        "`DCA` is a planning idea, not an execution strategy: let the strategy planner issue a directive per step",
    ),
    old("ActionType", "MODIFY_ORDERS", "`MODIFY_ORDERS` is gone: write MODIFY_ORDER, one plan per order"),
    old("DispositionType", "STORE", "`STORE` is gone: facts are outputs of context workers; write CONTINUE"),
    old("DispositionType", "STORE_AND_PUBLISH", "`STORE_AND_PUBLISH` is gone: write PUBLISH"),
    old("OrderStatus", "CANCELED", "`CANCELED` is spelled CANCELLED"),
    old("GroupStatus", "CANCELED", "`CANCELED` is spelled CANCELLED"),
];

/// Labels that are read and never written: vocabulary, old label, label of today.
pub const RENAMED_LABELS: &[(&str, &str, &str)] =
    &[("PlanningPhase", "RISK_SIZING", "SIZE_PLANNING"), ("PlanningPhase", "EXECUTION_ROUTING", "EXECUTION_PLANNING")];

/// What to write instead of a field of this contract, where the field is an old one.
pub fn field_advice(contract: &str, field: &str) -> Option<&'static str> {
    let known = |owner: &str| FIELDS.iter().find(|old| old.owner == owner && old.name == field).map(|old| old.advice);
    known(contract).or_else(|| known("*"))
}

/// The label of today for an old label of this vocabulary.
pub fn renamed_label(vocabulary: &str, label: &str) -> Option<&'static str> {
    RENAMED_LABELS.iter().find(|(owner, old, _)| *owner == vocabulary && *old == label).map(|(_, _, new)| *new)
}

/// The refusal of a term that a vocabulary does not have. `rule` lists those that it has.
pub fn unknown_term(vocabulary: &str, rule: &'static str, term: &str) -> Refused {
    let legacy = TERMS.iter().find(|old| old.owner == vocabulary && old.name == term);
    Refused::new(legacy.map_or(rule, |old| old.advice), format!("`{term}`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::{BatchMode, ExecutionStrategyType, PlanningPhase};

    // mission: 14, 32
    #[test]
    fn an_old_term_is_refused_with_its_successor() {
        assert!(BatchMode::parse("ATOMIC").unwrap_err().to_string().contains("write COORDINATED"));
        assert!(BatchMode::parse("PARALLEL").unwrap_err().to_string().contains("write INDEPENDENT"));
        assert!(ExecutionStrategyType::parse("DCA").unwrap_err().to_string().contains("planning idea"));
        let error = serde_json::from_str::<BatchMode>("\"ATOMIC\"").unwrap_err().to_string();
        assert!(error.contains("write COORDINATED"), "{error}");
    }

    // mission: 21
    #[test]
    fn old_labels_are_read_and_never_written() {
        let read: PlanningPhase = serde_json::from_str("\"EXECUTION_ROUTING\"").unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"EXECUTION_PLANNING\"");
        assert_eq!(PlanningPhase::from_text("RISK_SIZING"), Some(PlanningPhase::SizePlanning));
        assert!(PlanningPhase::ALL.iter().all(|phase| !phase.as_str().contains("ROUTING")));
    }

    #[test]
    fn a_name_is_old_only_where_it_was_used() {
        assert!(field_advice("SizePlan", "position_size").unwrap().contains("target_position_size"));
        assert_eq!(field_advice("Signal", "position_size"), None);
        assert!(field_advice("Anything", "metadata").is_some());
        assert_eq!(field_advice("OrderRecord", "symbol"), None);
    }
}
