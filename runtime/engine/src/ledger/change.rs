//! What changed in the book, in order.

use simpletrader_contracts::ledger::{Fill, GroupRef, OrderRef, TradeRef};
use simpletrader_contracts::terms::text_enum;
use simpletrader_contracts::{Decimal, Instant};

text_enum!(
    /// What changed.
    ChangeKind {
        #[doc = "The first order of a new trade was registered."] TradeCreated = "TRADE_CREATED",
        #[doc = "A trade is over."] TradeClosed = "TRADE_CLOSED",
        #[doc = "The first order of a command was registered."] GroupCreated = "GROUP_CREATED",
        #[doc = "A group's status changed."] GroupChanged = "GROUP_CHANGED",
        #[doc = "An order was registered."] OrderPlaced = "ORDER_PLACED",
        #[doc = "An order's status or terms changed."] OrderUpdated = "ORDER_UPDATED",
        #[doc = "An order was filled, whole or in part."] OrderFilled = "ORDER_FILLED",
        #[doc = "The venue refused an order."] OrderRejected = "ORDER_REJECTED",
        #[doc = "An order was withdrawn."] OrderCancelled = "ORDER_CANCELLED",
    }
);

/// A fill with what is known of it beside its contract.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedFill {
    /// The fill.
    pub fill: Fill,
    /// Number of the bar in which it happened, among those of its instrument that orders are matched against.
    pub bar: u32,
    /// What slippage and spread cost, in quote currency, >= 0.
    pub slippage: Decimal,
}

/// One change, in order. What it left behind is read from the entries.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerChange {
    /// From 1, without gaps.
    pub sequence: u64,
    /// What changed.
    pub kind: ChangeKind,
    /// When.
    pub at: Instant,
    /// The trade concerned.
    pub trade: TradeRef,
    /// The group concerned.
    pub group: Option<GroupRef>,
    /// The order concerned.
    pub order: Option<OrderRef>,
    /// The fill, for ORDER_FILLED.
    pub fill: Option<RecordedFill>,
}
