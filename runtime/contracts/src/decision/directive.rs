//! What the strategy wants, as the strategy planner proposes it: hints and limits, never an order. The host stamps it into a
//! [`StrategyDirective`](super::StrategyDirective).

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use super::RefusalDraft;
use crate::decimal::Amount;
use crate::ledger::TradeRef;
use crate::market::InstrumentRef;
use crate::terms::{BatchMode, DirectiveScope, Side};
use crate::{Fraction, Price, Quantity, Refused};

/// A range of acceptable prices, `low <= high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PriceZoneFields")]
pub struct PriceZone {
    low: Price,
    high: Price,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceZoneFields {
    low: Price,
    high: Price,
}

impl TryFrom<PriceZoneFields> for PriceZone {
    type Error = Refused;

    fn try_from(fields: PriceZoneFields) -> Result<Self, Refused> {
        Self::new(fields.low, fields.high)
    }
}

impl PriceZone {
    /// Checks the order.
    pub fn new(low: Price, high: Price) -> Result<Self, Refused> {
        if low <= high {
            Ok(Self { low, high })
        } else {
            Err(Refused::new("a price zone needs low <= high", format!("{low}..{high}")))
        }
    }

    /// The lower end.
    pub fn low(self) -> Price {
        self.low
    }

    /// The upper end.
    pub fn high(self) -> Price {
        self.high
    }
}

/// What the strategy wants of the entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryDirective {
    /// What to trade.
    pub instrument: InstrumentRef,
    /// Which side opens it.
    pub side: Side,
    /// 0 = patient, 1 = now; default 0.5.
    pub timing_preference: Option<Fraction>,
    /// Where it would like to be filled.
    pub price_zone: Option<PriceZone>,
    /// Fraction of the price; default 0.005.
    pub max_slippage: Option<Amount>,
}

/// What the strategy wants of the size.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SizeDirective {
    /// Default 0.5.
    pub aggressiveness: Option<Fraction>,
    /// In account currency, > 0.
    pub max_risk_amount: Option<Quantity>,
    /// Of equity; default 0.02.
    pub account_risk_pct: Option<Fraction>,
    /// The absolute size that the trade should have afterwards.
    pub target_size: Option<Amount>,
}

/// What the strategy wants of the exit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ExitDirective {
    /// Default 0.5.
    pub profit_taking_preference: Option<Fraction>,
    /// > 0; default 2.
    pub risk_reward_ratio: Option<Quantity>,
    /// Fraction of the price; default 0.02.
    pub stop_loss_tolerance: Option<Amount>,
}

/// What the strategy wants of the execution.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ExecutionDirective {
    /// Default 0.5.
    pub urgency: Option<Fraction>,
    /// Fraction of the price; default 0.01.
    pub max_total_slippage: Option<Amount>,
}

/// How the commands of the directive depend on one another. Copied unchanged to the batch. It has no rule between fields, so
/// its fields are open; a timeout of 0 is no value of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ExecutionPolicy {
    /// Default INDEPENDENT.
    pub mode: BatchMode,
    /// Bounds the whole batch; absent = no bound.
    pub timeout_seconds: Option<NonZeroU32>,
}

impl Default for ExecutionPolicy {
    fn default() -> Self {
        Self { mode: BatchMode::DEFAULT, timeout_seconds: None }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFields {
    #[serde(default = "default_mode")]
    mode: BatchMode,
    #[serde(default)]
    timeout_seconds: Option<NonZeroU32>,
}

fn default_mode() -> BatchMode {
    BatchMode::DEFAULT
}

impl<'de> Deserialize<'de> for ExecutionPolicy {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let PolicyFields { mode, timeout_seconds } = crate::contract::read(deserializer, "ExecutionPolicy")?;
        Ok(Self { mode, timeout_seconds })
    }
}

/// What a directive is about. MODIFY and CLOSE have at least one target, all different: see [`ScopeDraft::new`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ScopeFields")]
pub struct ScopeDraft {
    scope: DirectiveScope,
    targets: Vec<TradeRef>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeFields {
    scope: DirectiveScope,
    #[serde(default)]
    targets: Vec<TradeRef>,
}

impl TryFrom<ScopeFields> for ScopeDraft {
    type Error = Refused;

    fn try_from(fields: ScopeFields) -> Result<Self, Refused> {
        Self::new(fields.scope, fields.targets)
    }
}

impl ScopeDraft {
    /// Checks that the targets fit the scope.
    pub fn new(scope: DirectiveScope, targets: Vec<TradeRef>) -> Result<Self, Refused> {
        match scope {
            DirectiveScope::NewTrade if !targets.is_empty() => {
                return Err(Refused::new("NEW_TRADE has no targets", targets.len()));
            }
            DirectiveScope::ModifyExisting | DirectiveScope::CloseExisting if targets.is_empty() => {
                return Err(Refused::new("MODIFY_EXISTING and CLOSE_EXISTING need at least one target", "none"));
            }
            _ => {}
        }
        for (index, target) in targets.iter().enumerate() {
            if targets[..index].contains(target) {
                return Err(Refused::new("the targets of a directive must differ", format!("trade {} twice", target.0)));
            }
        }
        Ok(Self { scope, targets })
    }

    /// NEW_TRADE, MODIFY_EXISTING or CLOSE_EXISTING.
    pub fn scope(&self) -> DirectiveScope {
        self.scope
    }

    /// The trades concerned; empty for NEW_TRADE.
    pub fn targets(&self) -> &[TradeRef] {
        &self.targets
    }
}

/// One of several trades that a directive opens together, such as a pair. Every planner answers for every leg; a part that is
/// absent leaves it its own defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LegDraft {
    /// Wanted of the entry: a leg must say what it trades.
    pub entry: EntryDirective,
    /// Wanted of the size.
    pub size: Option<SizeDirective>,
    /// Wanted of the exit.
    pub exit: Option<ExitDirective>,
}

/// What the strategy wants, as the strategy planner proposes it. [`DirectiveDraft::check`] holds the rules between its fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DirectiveDraft {
    /// What it is about.
    pub scope: ScopeDraft,
    /// Chooses which of several planners of a role acts.
    pub confidence: Fraction,
    /// Wanted of the entry.
    pub entry: Option<EntryDirective>,
    /// Wanted of the size.
    pub size: Option<SizeDirective>,
    /// Wanted of the exit.
    pub exit: Option<ExitDirective>,
    /// Wanted of the execution.
    pub execution: Option<ExecutionDirective>,
    /// How the commands depend on one another.
    pub policy: Option<ExecutionPolicy>,
    /// Empty, or 2 to [`Self::MOST_LEGS`] trades of a NEW_TRADE, then instead of `entry`, `size` and `exit`.
    #[serde(default)]
    pub legs: Vec<LegDraft>,
}

impl DirectiveDraft {
    /// Most trades that one directive opens. A basket larger than this is several decisions.
    pub const MOST_LEGS: usize = 32;

    /// True when no sub-directive is present: every planner answers with its own defaults.
    pub fn asks_for_everything(&self) -> bool {
        self.entry.is_none() && self.size.is_none() && self.exit.is_none() && self.execution.is_none() && self.legs.is_empty()
    }

    /// Checks the rules between fields: only a new trade has legs, at least two, and then their parts stand in them.
    pub fn check(&self) -> Result<(), Refused> {
        let beside = self.entry.is_some() || self.size.is_some() || self.exit.is_some();
        check_legs(self.scope.scope, self.legs.len(), beside)
    }

    /// The directive of one leg, as the planners see it: a new trade whose parts are the leg's.
    pub fn of_leg(&self, leg: &LegDraft) -> Self {
        let LegDraft { entry, size, exit } = leg.clone();
        Self {
            scope: self.scope.clone(),
            confidence: self.confidence,
            entry: Some(entry),
            size,
            exit,
            execution: self.execution.clone(),
            policy: self.policy,
            legs: Vec::new(),
        }
    }
}

/// The rules of legs, for the draft and for the stamped directive alike. `beside` says whether an entry, size or exit stands
/// beside them.
pub(super) fn check_legs(scope: DirectiveScope, legs: usize, beside: bool) -> Result<(), Refused> {
    if legs == 0 {
        return Ok(());
    }
    if scope != DirectiveScope::NewTrade {
        return Err(Refused::new("only NEW_TRADE has legs", scope));
    }
    if legs < 2 {
        return Err(Refused::new("there must be at least two legs; a single trade needs none", legs));
    }
    if legs > DirectiveDraft::MOST_LEGS {
        return Err(Refused::new("there must be at most 32 legs", legs));
    }
    if beside {
        return Err(Refused::new("entry, size and exit stand in the legs, not beside them", legs));
    }
    Ok(())
}

/// One decision of the strategy planner.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecisionDraft {
    /// Indices into the situation's signals: used, or refused.
    pub signals: Vec<u32>,
    /// Indices into the situation's risks: used, or refused.
    pub risks: Vec<u32>,
    /// What was decided.
    pub outcome: Outcome,
}

impl DecisionDraft {
    /// Checks that a refusal names a signal or a risk: a refusal of nothing answers no question.
    pub fn check(&self) -> Result<(), Refused> {
        match self.outcome {
            Outcome::Refuse(_) if self.signals.is_empty() && self.risks.is_empty() => {
                Err(Refused::new("a refusal must name a signal or a risk", "none"))
            }
            _ => Ok(()),
        }
    }
}

/// To act or not to act.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Act.
    Issue(Box<DirectiveDraft>),
    /// Do not act.
    Refuse(RefusalDraft),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Decimal;

    // mission: 16
    #[test]
    fn the_targets_of_a_directive_fit_its_scope() {
        let one = || vec![TradeRef(1)];
        assert!(ScopeDraft::new(DirectiveScope::NewTrade, vec![]).is_ok());
        assert!(ScopeDraft::new(DirectiveScope::NewTrade, one()).is_err());
        assert!(ScopeDraft::new(DirectiveScope::CloseExisting, one()).is_ok());
        assert!(ScopeDraft::new(DirectiveScope::CloseExisting, vec![]).is_err());
        assert!(ScopeDraft::new(DirectiveScope::ModifyExisting, vec![]).is_err());
        assert!(ScopeDraft::new(DirectiveScope::ModifyExisting, vec![TradeRef(1), TradeRef(1)]).is_err());
    }

    /// A new long trade of this instrument, or a leg of one.
    fn entry(instrument: u32) -> EntryDirective {
        EntryDirective {
            instrument: InstrumentRef(instrument),
            side: Side::Buy,
            timing_preference: None,
            price_zone: None,
            max_slippage: None,
        }
    }

    fn pair() -> DirectiveDraft {
        let leg = |instrument| LegDraft { entry: entry(instrument), size: None, exit: Some(ExitDirective::default()) };
        DirectiveDraft {
            scope: ScopeDraft::new(DirectiveScope::NewTrade, vec![]).unwrap(),
            confidence: Fraction::ONE,
            entry: None,
            size: None,
            exit: None,
            execution: Some(ExecutionDirective::default()),
            policy: Some(ExecutionPolicy::default()),
            legs: vec![leg(0), leg(1)],
        }
    }

    // mission: 3 (partly)
    #[test]
    fn a_new_trade_may_have_two_legs_or_more_and_nothing_beside_them() {
        assert!(pair().check().is_ok());
        let refused = |directive: DirectiveDraft| directive.check().unwrap_err().to_string();
        let legs = pair().legs;
        let one = DirectiveDraft { legs: legs[..1].to_vec(), ..pair() };
        assert!(refused(one).contains("at least two"));
        let many = DirectiveDraft { legs: vec![legs[0].clone(); DirectiveDraft::MOST_LEGS + 1], ..pair() };
        assert!(refused(many).contains("at most 32 legs, got 33"));
        assert!(refused(DirectiveDraft { entry: Some(entry(0)), ..pair() }).contains("stand in the legs"));
        assert!(refused(DirectiveDraft { size: Some(SizeDirective::default()), ..pair() }).contains("stand in the legs"));
        assert!(refused(DirectiveDraft { exit: Some(ExitDirective::default()), ..pair() }).contains("stand in the legs"));
        let scope = ScopeDraft::new(DirectiveScope::ModifyExisting, vec![TradeRef(1)]).unwrap();
        assert!(refused(DirectiveDraft { scope, ..pair() }).contains("only NEW_TRADE"));
    }

    #[test]
    fn a_planner_sees_a_leg_as_a_trade_of_its_own() {
        let pair = pair();
        let seen = pair.of_leg(&pair.legs[1]);
        assert_eq!((seen.entry, seen.size, seen.exit), (Some(entry(1)), None, Some(ExitDirective::default())));
        assert_eq!((seen.confidence, &seen.execution, seen.policy), (pair.confidence, &pair.execution, pair.policy));
        assert!(seen.legs.is_empty());
        assert!(!DirectiveDraft { execution: None, ..pair }.asks_for_everything(), "legs are wishes too");
    }

    // mission: 3
    #[test]
    fn a_price_zone_is_not_upside_down() {
        let price = |n| Price::new(Decimal::from(n)).unwrap();
        assert!(PriceZone::new(price(1), price(2)).is_ok());
        assert!(PriceZone::new(price(2), price(2)).is_ok());
        assert!(PriceZone::new(price(3), price(2)).is_err());
    }
}
