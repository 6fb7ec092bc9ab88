//! The ledger as a worker sees it. Built by the engine for one call; nothing in it can be written back.

use serde::{Deserialize, Serialize};

use super::{GroupRef, OrderRef, TradeRef};
use crate::decision::OrderTerms;
use crate::market::InstrumentRef;
use crate::terms::{Direction, OrderPurpose, OrderStatus, Side};
use crate::{Decimal, Instant, Price};

/// One open trade.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PositionView {
    /// Its ordinal.
    pub trade: TradeRef,
    /// What is traded.
    pub instrument: InstrumentRef,
    /// Which way.
    pub direction: Direction,
    /// When it was registered.
    pub opened_at: Instant,
    /// Filled and not yet closed; 0 while the entry still works.
    #[serde(with = "crate::decimal::text")]
    pub quantity: Decimal,
    /// Average entry price; 0 while nothing is filled.
    #[serde(with = "crate::decimal::text")]
    pub average_price: Decimal,
    /// Latest known price.
    #[serde(with = "crate::decimal::text")]
    pub last_price: Decimal,
    /// Result of what is still open, at the latest price, before fees.
    #[serde(with = "crate::decimal::text")]
    pub unrealised: Decimal,
    /// Result of what was closed, fees included.
    #[serde(with = "crate::decimal::text")]
    pub realised: Decimal,
    /// Level of the working stop.
    pub stop_loss: Option<Price>,
    /// Level of the working target.
    pub take_profit: Option<Price>,
}

/// Figures of the account, in account currency.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct AccountView {
    /// Cash plus the value of all positions.
    #[serde(with = "crate::decimal::text")]
    pub equity: Decimal,
    /// Money not bound in positions.
    #[serde(with = "crate::decimal::text")]
    pub cash: Decimal,
    /// Value of all positions.
    #[serde(with = "crate::decimal::text")]
    pub exposure: Decimal,
    /// Change of equity since the day began.
    #[serde(with = "crate::decimal::text")]
    pub daily_result: Decimal,
}

/// One order that still works.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OrderView {
    /// Its ordinal.
    pub order: OrderRef,
    /// The worker's own name for it.
    pub tag: u32,
    /// The trade it belongs to.
    pub trade: TradeRef,
    /// The group it belongs to: the orders of one command.
    pub group: GroupRef,
    /// Which side.
    pub side: Side,
    /// Type and prices.
    pub terms: OrderTerms,
    /// What it is for.
    pub purpose: OrderPurpose,
    /// Where it stands.
    pub status: OrderStatus,
    /// How much.
    #[serde(with = "crate::decimal::text")]
    pub quantity: Decimal,
    /// How much of it is filled.
    #[serde(with = "crate::decimal::text")]
    pub filled: Decimal,
}
