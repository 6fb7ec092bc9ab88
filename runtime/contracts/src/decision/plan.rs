//! The four plans: how each aspect of a directive will be done.

use serde::{Deserialize, Serialize};

use crate::decimal::Amount;
use crate::id::{EntryPlanId, ExecutionPlanId, ExitPlanId, SizePlanId};
use crate::ledger::{GroupRef, OrderRef};
use crate::market::InstrumentRef;
use crate::terms::{ExecutionStrategyType, OrderType, Side, TimeInForce};
use crate::{Decimal, Fraction, Price, Quantity, Refused, Symbol};

/// The type of an order together with exactly the prices that this type needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "order_type", deny_unknown_fields)]
pub enum OrderTerms {
    /// At the best price available.
    #[serde(rename = "MARKET")]
    Market,
    /// At this price or better.
    #[serde(rename = "LIMIT")]
    Limit {
        /// The limit.
        limit_price: Price,
    },
    /// A limit order once the trigger is touched.
    #[serde(rename = "STOP_LIMIT")]
    StopLimit {
        /// Wakes the order.
        stop_price: Price,
        /// The limit from then on.
        limit_price: Price,
    },
    /// A market order once the trigger is touched.
    #[serde(rename = "STOP_MARKET")]
    StopMarket {
        /// Wakes the order.
        stop_price: Price,
    },
    /// A market order once the target is touched.
    #[serde(rename = "TAKE_PROFIT_MARKET")]
    TakeProfitMarket {
        /// Wakes the order.
        stop_price: Price,
    },
}

impl OrderTerms {
    /// The type alone.
    pub const fn order_type(self) -> OrderType {
        match self {
            Self::Market => OrderType::Market,
            Self::Limit { .. } => OrderType::Limit,
            Self::StopLimit { .. } => OrderType::StopLimit,
            Self::StopMarket { .. } => OrderType::StopMarket,
            Self::TakeProfitMarket { .. } => OrderType::TakeProfitMarket,
        }
    }

    /// The limit price, where the type has one.
    pub const fn limit_price(self) -> Option<Price> {
        match self {
            Self::Limit { limit_price } | Self::StopLimit { limit_price, .. } => Some(limit_price),
            _ => None,
        }
    }

    /// The trigger price, where the type has one.
    pub const fn stop_price(self) -> Option<Price> {
        match self {
            Self::StopLimit { stop_price, .. } | Self::StopMarket { stop_price } | Self::TakeProfitMarket { stop_price } => {
                Some(stop_price)
            }
            _ => None,
        }
    }
}

/// What and where, as an entry planner proposes it.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryPlanDraft {
    /// What to trade.
    pub instrument: InstrumentRef,
    /// Which side.
    pub side: Side,
    /// Type and prices.
    pub terms: OrderTerms,
}

/// What and where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryPlan {
    /// Given by the host.
    pub plan_id: EntryPlanId,
    /// What to trade.
    pub symbol: Symbol,
    /// Which side.
    pub direction: Side,
    /// Type and prices.
    #[serde(flatten)]
    pub terms: OrderTerms,
}

/// How much, as a size planner proposes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SizePlanDraft {
    /// The absolute size that the trade should have afterwards; 0 closes it.
    pub target_position_size: Amount,
    /// Estimated value of that size, in quote currency.
    pub position_value: Amount,
    /// Estimated loss at the stop; absent when the trade has no stop.
    pub risk_amount: Option<Amount>,
    /// At least 1.
    #[serde(with = "crate::decimal::text")]
    pub leverage: Decimal,
}

impl SizePlanDraft {
    /// Checks the leverage.
    pub fn validated(self) -> Result<Self, Refused> {
        if self.leverage < Decimal::ONE {
            return Err(Refused::new("leverage must be at least 1", self.leverage));
        }
        Ok(self)
    }
}

/// How much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SizePlan {
    /// Given by the host.
    pub plan_id: SizePlanId,
    /// The plan.
    #[serde(flatten)]
    pub draft: SizePlanDraft,
}

/// Where to leave, as an exit planner proposes it: static levels only.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ExitPlanDraft {
    /// The loss limit.
    pub stop_loss_price: Option<Price>,
    /// The target.
    pub take_profit_price: Option<Price>,
}

/// Where to leave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExitPlan {
    /// Given by the host.
    pub plan_id: ExitPlanId,
    /// The plan.
    #[serde(flatten)]
    pub draft: ExitPlanDraft,
}

/// What of an iceberg shows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Visible {
    /// This quantity.
    Quantity(Quantity),
    /// This share of the whole, > 0.
    Ratio(Fraction),
}

/// One level of a layered order.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// Distance from the reference price, as a signed fraction.
    #[serde(with = "crate::decimal::text")]
    pub offset: Decimal,
    /// Share of the quantity; all shares sum to 1.
    pub share: Fraction,
}

/// How an order is worked, with exactly the parameters of its family. Build the sliced ones through their constructors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "strategy")]
pub enum Algorithm {
    /// One order.
    #[serde(rename = "SINGLE")]
    Single {
        /// How long it may work.
        time_in_force: TimeInForce,
    },
    /// Equal slices over time.
    #[serde(rename = "TWAP")]
    Twap {
        /// At least 2.
        slice_count: u32,
        /// Over which all slices are spread, > 0.
        duration_seconds: u32,
        /// Fraction of the slice interval.
        jitter: Fraction,
    },
    /// Slices by a volume profile.
    #[serde(rename = "VWAP")]
    Vwap {
        /// At least 2.
        slice_count: u32,
        /// Over which all slices are spread, > 0.
        duration_seconds: u32,
        /// Name of the profile.
        profile: String,
    },
    /// A small visible part at a time.
    #[serde(rename = "ICEBERG")]
    Iceberg {
        /// What shows.
        visible: Visible,
        /// Share of the visible part that must be filled before it is renewed.
        refresh_at: Fraction,
    },
    /// Several price levels at once.
    #[serde(rename = "LAYERED")]
    Layered {
        /// At least two; shares sum to 1.
        levels: Vec<Layer>,
    },
    /// A share of the traded volume.
    #[serde(rename = "POV")]
    Pov {
        /// > 0.
        participation: Fraction,
        /// Smallest child order.
        min_child: Option<Quantity>,
        /// Largest child order.
        max_child: Option<Quantity>,
        /// When to give up, > 0.
        duration_seconds: u32,
    },
}

impl Algorithm {
    /// The family.
    pub const fn strategy_type(&self) -> ExecutionStrategyType {
        match self {
            Self::Single { .. } => ExecutionStrategyType::Single,
            Self::Twap { .. } => ExecutionStrategyType::Twap,
            Self::Vwap { .. } => ExecutionStrategyType::Vwap,
            Self::Iceberg { .. } => ExecutionStrategyType::Iceberg,
            Self::Layered { .. } => ExecutionStrategyType::Layered,
            Self::Pov { .. } => ExecutionStrategyType::Pov,
        }
    }

    /// Checks the rules between the parameters.
    pub fn validated(self) -> Result<Self, Refused> {
        match &self {
            Self::Single { .. } => {}
            Self::Twap { slice_count, duration_seconds, .. } | Self::Vwap { slice_count, duration_seconds, .. } => {
                if *slice_count < 2 {
                    return Err(Refused::new("a sliced execution needs at least 2 slices", slice_count));
                }
                if *duration_seconds == 0 {
                    return Err(Refused::new("a sliced execution needs a duration of at least 1 second", 0));
                }
            }
            Self::Iceberg { visible: Visible::Ratio(ratio), .. } if ratio.get().is_zero() => {
                return Err(Refused::new("the visible share of an iceberg must be greater than 0", 0));
            }
            Self::Iceberg { .. } => {}
            Self::Layered { levels } => {
                if levels.len() < 2 {
                    return Err(Refused::new("a layered execution needs at least 2 levels", levels.len()));
                }
                let sum: Decimal = levels.iter().map(|level| level.share.get()).sum();
                if sum != Decimal::ONE {
                    return Err(Refused::new("the shares of a layered execution must sum to 1", sum));
                }
            }
            Self::Pov { participation, duration_seconds, min_child, max_child } => {
                if participation.get().is_zero() {
                    return Err(Refused::new("a participation must be greater than 0", 0));
                }
                if *duration_seconds == 0 {
                    return Err(Refused::new("a participation needs a duration of at least 1 second", 0));
                }
                if let (Some(min), Some(max)) = (min_child, max_child)
                    && min > max
                {
                    return Err(Refused::new("the smallest child order must not exceed the largest", format!("{min} > {max}")));
                }
            }
        }
        Ok(self)
    }
}

/// What shall be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action")]
pub enum ExecutionAction {
    /// Work an order.
    #[serde(rename = "EXECUTE_TRADE")]
    ExecuteTrade(Algorithm),
    /// Withdraw one order.
    #[serde(rename = "CANCEL_ORDER")]
    CancelOrder {
        /// Which.
        order: OrderRef,
    },
    /// Change one order.
    #[serde(rename = "MODIFY_ORDER")]
    ModifyOrder {
        /// Which.
        order: OrderRef,
    },
    /// Withdraw all orders of one group.
    #[serde(rename = "CANCEL_GROUP")]
    CancelGroup {
        /// Which.
        group: GroupRef,
    },
    /// Withdraw all orders of the trade.
    #[serde(rename = "CANCEL_ALL_IN_PLAN")]
    CancelAllInTrade,
}

/// By which algorithm, within which limits, as an execution planner proposes it. Obligations, not hints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExecutionPlanDraft {
    /// What shall be done.
    #[serde(flatten)]
    pub action: ExecutionAction,
    /// Fraction of the price.
    pub max_slippage_pct: Fraction,
    /// When to give up, > 0.
    pub max_execution_window_seconds: Option<u32>,
    /// Forbids every algorithm but SINGLE.
    pub must_complete_immediately: bool,
    /// Smallest share that must be filled.
    pub min_fill_ratio: Option<Fraction>,
}

impl ExecutionPlanDraft {
    /// Checks the rules between the fields.
    pub fn validated(self) -> Result<Self, Refused> {
        if self.max_execution_window_seconds == Some(0) {
            return Err(Refused::new("an execution window must have at least 1 second", 0));
        }
        match &self.action {
            ExecutionAction::ExecuteTrade(algorithm)
                if self.must_complete_immediately
                    && !matches!(algorithm, Algorithm::Single { time_in_force: TimeInForce::Ioc | TimeInForce::Fok }) =>
            {
                Err(Refused::new(
                    "what must complete immediately must be SINGLE with an immediate order (IOC or FOK)",
                    algorithm.strategy_type(),
                ))
            }
            _ => Ok(self),
        }
    }
}

/// By which algorithm, within which limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExecutionPlan {
    /// Given by the host.
    pub plan_id: ExecutionPlanId,
    /// The plan.
    #[serde(flatten)]
    pub draft: ExecutionPlanDraft,
}

/// The plans of one directive and one target, side by side, as later planners and workers see them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlanDrafts {
    /// What and where.
    pub entry: Option<EntryPlanDraft>,
    /// How much.
    pub size: Option<SizePlanDraft>,
    /// Where to leave.
    pub exit: Option<ExitPlanDraft>,
}

impl PlanDrafts {
    /// True when there is no plan at all.
    pub fn is_empty(&self) -> bool {
        self.entry.is_none() && self.size.is_none() && self.exit.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(text: &str) -> Fraction {
        Fraction::new(text.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_sliced_plan_needs_its_slices_and_its_duration() {
        let twap =
            |slice_count, duration_seconds| Algorithm::Twap { slice_count, duration_seconds, jitter: fraction("0") }.validated();
        assert!(twap(2, 60).is_ok());
        assert!(twap(1, 60).is_err());
        assert!(twap(2, 0).is_err());
    }

    #[test]
    fn the_shares_of_layers_sum_to_one() {
        let layers = |shares: &[&str]| {
            let levels = shares.iter().map(|share| Layer { offset: Decimal::ZERO, share: fraction(share) }).collect();
            Algorithm::Layered { levels }.validated()
        };
        assert!(layers(&["0.3", "0.7"]).is_ok());
        assert!(layers(&["0.3", "0.6"]).is_err());
        assert!(layers(&["1"]).is_err());
    }

    #[test]
    fn what_must_complete_immediately_is_one_immediate_order() {
        let plan = |algorithm, now| {
            ExecutionPlanDraft {
                action: ExecutionAction::ExecuteTrade(algorithm),
                max_slippage_pct: fraction("0.01"),
                max_execution_window_seconds: None,
                must_complete_immediately: now,
                min_fill_ratio: None,
            }
            .validated()
        };
        assert!(plan(Algorithm::Single { time_in_force: TimeInForce::Ioc }, true).is_ok());
        assert!(plan(Algorithm::Single { time_in_force: TimeInForce::Gtc }, true).is_err());
        assert!(plan(Algorithm::Single { time_in_force: TimeInForce::Gtc }, false).is_ok());
    }

    #[test]
    fn order_terms_hold_exactly_the_prices_of_their_type() {
        let json = |text: &str| serde_json::from_str::<OrderTerms>(text);
        assert!(json(r#"{"order_type":"MARKET"}"#).is_ok());
        assert!(json(r#"{"order_type":"LIMIT"}"#).is_err());
        assert!(json(r#"{"order_type":"LIMIT","limit_price":"0"}"#).is_err());
        assert!(json(r#"{"order_type":"STOP_LIMIT","limit_price":"1","stop_price":"2"}"#).is_ok());
    }
}
