//! The type of an order together with exactly the prices that this type needs.

use serde::{Deserialize, Serialize};

use crate::terms::{OrderType, Side};
use crate::{Price, Refused};

/// The type of an order together with exactly the prices that this type needs. In JSON it is the three fields `order_type`,
/// `limit_price` and `stop_price`; prices that the type does not have are refused, not ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "OrderTermsFields", into = "OrderTermsFields")]
pub enum OrderTerms {
    /// At the best price available.
    Market,
    /// At this price or better.
    Limit {
        /// The limit.
        limit_price: Price,
    },
    /// A limit order once the trigger is touched.
    StopLimit {
        /// Wakes the order.
        stop_price: Price,
        /// The limit from then on.
        limit_price: Price,
    },
    /// A market order once the trigger is touched.
    StopMarket {
        /// Wakes the order.
        stop_price: Price,
    },
    /// A market order once the target is touched.
    TakeProfitMarket {
        /// Wakes the order.
        stop_price: Price,
    },
}

/// The flat form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderTermsFields {
    order_type: OrderType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit_price: Option<Price>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stop_price: Option<Price>,
}

impl TryFrom<OrderTermsFields> for OrderTerms {
    type Error = Refused;

    fn try_from(fields: OrderTermsFields) -> Result<Self, Refused> {
        let OrderTermsFields { order_type, limit_price, stop_price } = fields;
        let takes_limit = matches!(order_type, OrderType::Limit | OrderType::StopLimit);
        let takes_stop = !matches!(order_type, OrderType::Market | OrderType::Limit);
        match (limit_price, stop_price) {
            (Some(_), _) if !takes_limit => Err(Refused::new("limit_price: an order of this type has none", order_type)),
            (_, Some(_)) if !takes_stop => Err(Refused::new("stop_price: an order of this type has none", order_type)),
            (None, _) if takes_limit => Err(Refused::new("limit_price: an order of this type needs one", order_type)),
            (_, None) if takes_stop => Err(Refused::new("stop_price: an order of this type needs one", order_type)),
            (None, None) => Ok(Self::Market),
            (Some(limit_price), None) => Ok(Self::Limit { limit_price }),
            (Some(limit_price), Some(stop_price)) => Ok(Self::StopLimit { stop_price, limit_price }),
            (None, Some(stop_price)) if order_type == OrderType::StopMarket => Ok(Self::StopMarket { stop_price }),
            (None, Some(stop_price)) => Ok(Self::TakeProfitMarket { stop_price }),
        }
    }
}

impl From<OrderTerms> for OrderTermsFields {
    fn from(terms: OrderTerms) -> Self {
        Self { order_type: terms.order_type(), limit_price: terms.limit_price(), stop_price: terms.stop_price() }
    }
}

impl OrderTerms {
    /// The terms of a type. Refused unless exactly the prices of that type are there.
    pub fn of_type(order_type: OrderType, limit_price: Option<Price>, stop_price: Option<Price>) -> Result<Self, Refused> {
        OrderTermsFields { order_type, limit_price, stop_price }.try_into()
    }

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

    /// True for a stop-limit order that its own limit keeps from filling at the trigger: a buy whose limit lies below its
    /// trigger, a sell whose limit lies above. Legal, and worth a warning.
    pub fn limit_defeats_trigger(self, side: Side) -> bool {
        match (self, side) {
            (Self::StopLimit { stop_price, limit_price }, Side::Buy) => limit_price < stop_price,
            (Self::StopLimit { stop_price, limit_price }, Side::Sell) => limit_price > stop_price,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // mission: 3, 11
    #[test]
    fn order_terms_hold_exactly_the_prices_of_their_type() {
        let json = |text: &str| serde_json::from_str::<OrderTerms>(text);
        assert!(json(r#"{"order_type":"MARKET"}"#).is_ok());
        assert!(json(r#"{"order_type":"MARKET","limit_price":"1"}"#).is_err(), "a market order has no price");
        assert!(json(r#"{"order_type":"MARKET","stop_price":"1"}"#).is_err(), "a market order has no trigger");
        assert!(json(r#"{"order_type":"LIMIT"}"#).is_err());
        assert!(json(r#"{"order_type":"LIMIT","limit_price":"0"}"#).is_err());
        assert!(json(r#"{"order_type":"STOP_LIMIT","limit_price":"1","stop_price":"2"}"#).is_ok());
    }
}
