//! What the book refuses.

use simpletrader_contracts::id::{OrderId, TradePlanId};
use simpletrader_contracts::ledger::{GroupError, OrderError};

/// A change that would break an invariant. None of them changes anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// No such order.
    #[error("there is no order {0}")]
    UnknownOrder(u32),
    /// No such group.
    #[error("there is no group {0}")]
    UnknownGroup(u32),
    /// An order for another instrument than its trade.
    #[error("an order of trade {0} must be for the trade's own instrument")]
    WrongInstrument(TradePlanId),
    /// An order for a trade that is over.
    #[error("trade {0} is closed and takes no more orders")]
    TradeIsOver(TradePlanId),
    /// More orders than an ordinal can count.
    #[error("the book cannot count more than {} orders", u32::MAX)]
    TooManyOrders,
    /// The order cannot change like that.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The group cannot change like that.
    #[error(transparent)]
    Group(#[from] GroupError),
    /// The fill would turn the position around.
    #[error("a fill of order {0} would turn the position of its trade around")]
    Flips(OrderId),
    /// The venue told of this fill before; the key says so, whatever else is different.
    #[error("the fill with the venue's key {0} is in the book already")]
    DuplicateFill(u64),
    /// A fill of an order whose trade is over.
    #[error("order {0} cannot fill: its trade is closed")]
    TradeIsClosed(OrderId),
    /// A fee in the asset that is bought, larger than what is bought.
    #[error("the fee of a fill of order {0} is larger than the fill")]
    FeeExceedsFill(OrderId),
    /// A figure does not fit 28 digits exactly, and money is never rounded.
    #[error("a money figure of order {0} does not fit 28 digits")]
    Overflow(OrderId),
    /// Cash, positions and results would not add up to what came in: a defect of ours.
    #[error("after a fill of order {0} cash, positions and results would not add up to the initial capital")]
    MoneyLost(OrderId),
}
