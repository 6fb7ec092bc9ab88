//! What changed in the book, in order.

use simpletrader_contracts::Instant;
use simpletrader_contracts::ledger::{Fill, GroupRef, OrderRef, TradeRef};
use simpletrader_contracts::terms::text_enum;

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
    pub fill: Option<Fill>,
}
