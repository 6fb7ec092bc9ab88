//! The strategy directive as the journal keeps it: the planner's draft with identity, symbols and causality, defaults filled in.
//!
//! The sub-directives here have the names of the drafts in [`decision`](super): a draft names an instrument by ordinal and may
//! leave a preference open, the stamped form names the symbol and the preference that applies.

use serde::{Deserialize, Serialize};

use super::directive::check_legs;
use super::{CausalityChain, ExecutionPolicy, LegDraft, PriceZone};
use crate::contract::{contract, repeated};
use crate::decimal::Amount;
use crate::id::{DirectiveId, TradePlanId};
use crate::name::ShortText;
use crate::terms::{DirectiveScope, Side};
use crate::{Decimal, Fraction, Instant, Quantity, Refused, Symbol};

/// The preferences that apply where a strategy states none.
mod default {
    use super::{Amount, Decimal, Fraction, Quantity};

    /// 0.5: neither patient nor hasty, neither timid nor bold.
    pub fn middle() -> Fraction {
        Fraction::literal(Decimal::from_parts(5, 0, 0, false, 1))
    }
    /// 0.005 of the price.
    pub fn max_acceptable_slippage() -> Amount {
        Amount::literal(Decimal::from_parts(5, 0, 0, false, 3))
    }
    /// 0.02 of equity.
    pub fn account_risk_pct() -> Fraction {
        Fraction::literal(Decimal::from_parts(2, 0, 0, false, 2))
    }
    /// 2: the target is twice as far as the stop.
    pub fn risk_reward_ratio() -> Quantity {
        Quantity::literal(Decimal::TWO)
    }
    /// 0.02 of the price.
    pub fn stop_loss_tolerance() -> Amount {
        Amount::literal(Decimal::from_parts(2, 0, 0, false, 2))
    }
    /// 0.01 of the price.
    pub fn max_total_slippage_pct() -> Amount {
        Amount::literal(Decimal::from_parts(1, 0, 0, false, 2))
    }
}

/// The fields of an [`EntryDirective`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryDirectiveFields {
    /// What to trade.
    pub symbol: Symbol,
    /// Which side opens it.
    pub direction: Side,
    /// 0 = patient, 1 = now; default 0.5.
    #[serde(default = "default::middle")]
    pub timing_preference: Fraction,
    /// Where the strategy would like to be filled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_price_zone: Option<PriceZone>,
    /// Fraction of the price; default 0.005.
    #[serde(default = "default::max_acceptable_slippage")]
    pub max_acceptable_slippage: Amount,
}

contract!(
    /// What the strategy wants of the entry.
    EntryDirective holds EntryDirectiveFields, unrelated
);

impl EntryDirective {
    /// Stamps a draft with the symbol of its instrument.
    pub fn stamp(draft: &super::EntryDirective, symbol: Symbol) -> Self {
        Self::new(EntryDirectiveFields {
            symbol,
            direction: draft.side,
            timing_preference: draft.timing_preference.unwrap_or_else(default::middle),
            preferred_price_zone: draft.price_zone,
            max_acceptable_slippage: draft.max_slippage.unwrap_or_else(default::max_acceptable_slippage),
        })
    }
}

/// The fields of a [`SizeDirective`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeDirectiveFields {
    /// Default 0.5.
    #[serde(default = "default::middle")]
    pub aggressiveness: Fraction,
    /// In account currency, > 0. Absent: `account_risk_pct` alone bounds the risk, as it must when a trade is changed or closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_risk_amount: Option<Quantity>,
    /// Of equity; default 0.02.
    #[serde(default = "default::account_risk_pct")]
    pub account_risk_pct: Fraction,
    /// The absolute size that the trade should have afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_position_size: Option<Amount>,
}

contract!(
    /// What the strategy wants of the size.
    SizeDirective holds SizeDirectiveFields, unrelated
);

impl SizeDirective {
    /// Stamps a draft.
    pub fn stamp(draft: &super::SizeDirective) -> Self {
        Self::new(SizeDirectiveFields {
            aggressiveness: draft.aggressiveness.unwrap_or_else(default::middle),
            max_risk_amount: draft.max_risk_amount,
            account_risk_pct: draft.account_risk_pct.unwrap_or_else(default::account_risk_pct),
            target_position_size: draft.target_size,
        })
    }
}

/// The fields of an [`ExitDirective`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExitDirectiveFields {
    /// Default 0.5.
    #[serde(default = "default::middle")]
    pub profit_taking_preference: Fraction,
    /// > 0; default 2.
    #[serde(default = "default::risk_reward_ratio")]
    pub risk_reward_ratio: Quantity,
    /// Fraction of the price; default 0.02.
    #[serde(default = "default::stop_loss_tolerance")]
    pub stop_loss_tolerance: Amount,
}

contract!(
    /// What the strategy wants of the exit.
    ExitDirective holds ExitDirectiveFields, unrelated
);

impl ExitDirective {
    /// Stamps a draft.
    pub fn stamp(draft: &super::ExitDirective) -> Self {
        Self::new(ExitDirectiveFields {
            profit_taking_preference: draft.profit_taking_preference.unwrap_or_else(default::middle),
            risk_reward_ratio: draft.risk_reward_ratio.unwrap_or_else(default::risk_reward_ratio),
            stop_loss_tolerance: draft.stop_loss_tolerance.unwrap_or_else(default::stop_loss_tolerance),
        })
    }
}

/// The fields of an [`ExecutionDirective`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecutionDirectiveFields {
    /// Default 0.5.
    #[serde(default = "default::middle")]
    pub execution_urgency: Fraction,
    /// Fraction of the price; default 0.01.
    #[serde(default = "default::max_total_slippage_pct")]
    pub max_total_slippage_pct: Amount,
}

contract!(
    /// What the strategy wants of the execution.
    ExecutionDirective holds ExecutionDirectiveFields, unrelated
);

impl ExecutionDirective {
    /// Stamps a draft.
    pub fn stamp(draft: &super::ExecutionDirective) -> Self {
        Self::new(ExecutionDirectiveFields {
            execution_urgency: draft.urgency.unwrap_or_else(default::middle),
            max_total_slippage_pct: draft.max_total_slippage.unwrap_or_else(default::max_total_slippage_pct),
        })
    }
}

/// The fields of a [`Leg`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegFields {
    /// Wanted of the entry: a leg must say what it trades.
    pub entry_directive: EntryDirective,
    /// Wanted of the size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_directive: Option<SizeDirective>,
    /// Wanted of the exit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_directive: Option<ExitDirective>,
}

contract!(
    /// One trade of a directive that opens several at once, such as a pair. One command and one trade plan each.
    Leg holds LegFields, unrelated
);

impl Leg {
    /// Stamps a draft with the symbol of its instrument.
    pub fn stamp(draft: &LegDraft, symbol: Symbol) -> Self {
        Self::new(LegFields {
            entry_directive: EntryDirective::stamp(&draft.entry, symbol),
            size_directive: draft.size.as_ref().map(SizeDirective::stamp),
            exit_directive: draft.exit.as_ref().map(ExitDirective::stamp),
        })
    }
}

/// The fields of a [`StrategyDirective`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrategyDirectiveFields {
    /// Given by the host.
    pub directive_id: DirectiveId,
    /// The planner's worker id.
    pub strategy_planner_id: ShortText,
    /// The anchor of the pass.
    pub decision_timestamp: Instant,
    /// Why. It names this directive and its targets.
    pub causality: CausalityChain,
    /// What it is about.
    pub scope: DirectiveScope,
    /// Chooses which of several planners of a role acts. Neither a reason to skip nor a factor of the size.
    pub confidence: Fraction,
    /// The trades concerned: none for NEW_TRADE, otherwise at least one, all different.
    #[serde(default)]
    pub target_plan_ids: Vec<TradePlanId>,
    /// Wanted of the entry; absent = the planner's own defaults.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_directive: Option<EntryDirective>,
    /// Wanted of the size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_directive: Option<SizeDirective>,
    /// Wanted of the exit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_directive: Option<ExitDirective>,
    /// Wanted of the execution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_directive: Option<ExecutionDirective>,
    /// How the commands depend on one another; absent = INDEPENDENT without a timeout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_policy: Option<ExecutionPolicy>,
    /// Several new trades of one decision; at least two, instead of the entry, size and exit directives above.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legs: Vec<Leg>,
}

contract!(
    /// One decision of the strategy planner. One directive becomes one batch.
    ///
    /// It cannot be changed, only copied with a difference, and the copy is checked again:
    ///
    /// ```compile_fail
    /// fn change(mut directive: simpletrader_contracts::decision::StrategyDirective) {
    ///     directive.confidence = simpletrader_contracts::Fraction::ONE;
    /// }
    /// ```
    StrategyDirective holds StrategyDirectiveFields
);

impl StrategyDirective {
    /// Commands that this directive becomes: one per target, per leg, or one for a single new trade.
    pub fn command_count(&self) -> usize {
        self.target_plan_ids.len().max(self.legs.len()).max(1)
    }

    /// The policy that applies.
    pub fn policy(&self) -> ExecutionPolicy {
        self.execution_policy.unwrap_or_default()
    }

    /// True when it states no wish at all: every planner answers with its own defaults.
    pub fn asks_for_everything(&self) -> bool {
        self.entry_directive.is_none()
            && self.size_directive.is_none()
            && self.exit_directive.is_none()
            && self.execution_directive.is_none()
            && self.legs.is_empty()
    }
}

impl StrategyDirectiveFields {
    fn check(&self) -> Result<(), Refused> {
        self.check_targets()?;
        self.check_legs()?;
        if self.causality.strategy_directive_id != Some(self.directive_id) {
            return Err(Refused::new("causality: must name this directive", self.directive_id));
        }
        if self.causality.trade_plan_ids != self.target_plan_ids {
            return Err(Refused::new("causality: its trade_plan_ids must be the target_plan_ids", self.directive_id));
        }
        let is_planned = self.causality.entry_plan_id.is_some()
            || self.causality.size_plan_id.is_some()
            || self.causality.exit_plan_id.is_some()
            || self.causality.execution_plan_id.is_some()
            || self.causality.execution_command_id.is_some();
        if is_planned {
            return Err(Refused::new("causality: a directive comes before plans and commands", self.directive_id));
        }
        Ok(())
    }

    fn check_targets(&self) -> Result<(), Refused> {
        match (self.scope, self.target_plan_ids.first()) {
            (DirectiveScope::NewTrade, Some(id)) => Err(Refused::new("target_plan_ids: NEW_TRADE has no targets", id)),
            (DirectiveScope::ModifyExisting | DirectiveScope::CloseExisting, None) => {
                Err(Refused::new("target_plan_ids: MODIFY_EXISTING and CLOSE_EXISTING need at least one target", "none"))
            }
            _ => match repeated(&self.target_plan_ids) {
                Some(id) => Err(Refused::new("target_plan_ids: the targets of a directive must differ", id)),
                None => Ok(()),
            },
        }
    }

    fn check_legs(&self) -> Result<(), Refused> {
        let beside = self.entry_directive.is_some() || self.size_directive.is_some() || self.exit_directive.is_some();
        check_legs(self.scope, self.legs.len(), beside)
    }
}
